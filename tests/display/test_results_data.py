"""What a page hands over is data that any reader of JSON can take."""

import json
import math
from types import SimpleNamespace

import pytest
from nbformat import from_dict

from kzaz_analysis.display.citations import Origin, SourceList
from kzaz_analysis.display.results import MIME, Result, Results
from kzaz_analysis.errors import NotebookFailed
from kzaz_analysis.runner.execute.results import find_bundle

CITE = SourceList((Origin("a", "Paper", "", "Title", "2024", "https://x.example", ""),))
GROWTH = Result(
    "growth", "Growth in 2024", 9.0, "percent", 8.5, math.inf, "2024", ("a",), "9 %"
)
LOST = Result("gap", "Missing", math.nan, "million_USD")


def results(*rows):
    return Results("It grew", "Growth", "By 9 %.", "", rows, CITE, reads=lambda: ())


def test_what_is_not_finite_becomes_nothing():
    assert GROWTH.record()["high"] is None
    assert LOST.record() == {
        "name": "gap",
        "label": "Missing",
        "unit": "million_USD",
        "period": "",
        "shown": "",
        "value": None,
        "low": None,
        "high": None,
        "between": "",
        "sources": [],
    }


@pytest.mark.parametrize(
    ("result", "text"),
    [
        (
            Result("a", "A", 1500, "thousand_tonnes", 1400, 1600),
            "1.4 to 1.6 million tonnes",
        ),
        (Result("a", "A", 15, "percent_per_year", 14, 16), "14.0 to 16.0 %"),
        (Result("a", "A", 2, "million_USD", 1, math.inf), "more than USD 1 million"),
        (Result("a", "A", 2, "million_USD", 2, 2), ""),
        (LOST, ""),
    ],
)
def test_an_interval_has_its_unit_at_the_scale_of_its_number(result, text):
    shown = result.record()["between"]
    assert shown.replace("\u00a0", " ").replace("\u202f", " ") == text


def test_the_bundle_is_strict_json():
    bundle = results(GROWTH, LOST).bundle()
    assert json.loads(json.dumps(bundle, allow_nan=False)) == bundle
    assert list(bundle) == [
        "title",
        "kicker",
        "answer",
        "as_of",
        "results",
        "tables",
        "sources",
        "sparkline",
        "about",
        "sentences",
        "rights",
    ]
    assert bundle["sources"][0]["id"] == "a"


def test_a_notebook_keeps_the_bundle_beside_the_words():
    data = results(GROWTH, LOST)._repr_mimebundle_()
    assert data["text/plain"] == (
        "It grew\nGrowth in 2024: 9 %\nMissing: not computable"
    )
    assert data[MIME]["results"][0]["value"] == 9.0


def test_what_cannot_be_handed_over_says_why_and_makes_no_page(monkeypatch, capsys):
    """IPython showed another form, and the page stood there without a result."""
    broken = results(GROWTH)
    monkeypatch.setattr(Results, "bundle", lambda _: 1 / 0)
    handed_over = broken._repr_mimebundle_()
    assert handed_over["text/plain"] == "ZeroDivisionError: division by zero"
    assert "ZeroDivisionError" in capsys.readouterr().err
    cell = {"cell_type": "code", "source": "x", "outputs": [{"data": handed_over}]}
    notebook = SimpleNamespace(cells=[from_dict(cell)])
    with pytest.raises(NotebookFailed, match="cannot be made: ZeroDivisionError: div"):
        find_bundle(notebook)
