"""What a page hands over is data that any reader of JSON can take."""

import json
import math

from kzaz_analysis.display.citations import Origin, SourceList
from kzaz_analysis.display.results import MIME, Result, Results

CITE = SourceList((Origin("a", "Paper", "", "Title", "2024", "https://x.example", ""),))
GROWTH = Result(
    "growth", "Growth in 2024", 9.0, "percent", 8.5, math.inf, "2024", ("a",), "9 %"
)
LOST = Result("gap", "Missing", math.nan, "million_USD")


def results(*rows):
    return Results("It grew", "Growth", "By 9 %.", "", rows, CITE)


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
        "sources": [],
    }


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
    ]
    assert bundle["sources"][0]["id"] == "a"


def test_a_notebook_keeps_the_bundle_beside_the_words():
    data = results(GROWTH, LOST)._repr_mimebundle_()
    assert data["text/plain"] == (
        "It grew\nGrowth in 2024: 9 %\nMissing: not computable"
    )
    assert data[MIME]["results"][0]["value"] == 9.0
