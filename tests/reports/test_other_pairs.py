"""Every report of a pair never seen: made by commands, and about nobody else."""

import html
import re

import pytest
from other_pairs import (
    IMF,
    SHIPPED,
    TARGET,
    command,
    filled,
    random_figures,
    real_figures,
)
from shown import said_too_often

import kzaz_analysis as kz
from kzaz_analysis.cli.datasets.possible import possible_pages, reports_wanting
from kzaz_analysis.errors import UsageError
from kzaz_analysis.runner.plan.notebooks import find_report

BARE = re.compile(r"\b(?:of|to|from|less|over|what|reporter|against|by) Netherlands")
"""A name that needs an article, without it."""

STUDIES = {
    "claims_audit": (kz.audit_study, ""),
    "growth_rates": (kz.growth_study, "series"),
    "mirror_statistics": (kz.mirror_study, "flow"),
    "overview": (kz.overview_study, "series"),
    "replay": (kz.replay_study, "series"),
    "scorecard": (kz.scorecard_study, ""),
    "target_gap": (kz.gap_study, "target"),
    "trade_projection": (kz.projection_study, "series"),
}


@pytest.fixture(
    scope="module", params=["real", pytest.param("random", marks=pytest.mark.slow)]
)
def evidence(request, tmp_path_factory):
    place = tmp_path_factory.mktemp(request.param)
    with pytest.MonkeyPatch.context() as patch:
        patch.setenv("KZAZ_DATA_DIR", "")
        if request.param == "real":
            folder = filled(place, ("GEO", "TUR"), real_figures(), IMF)
            command("data", "add", "target", "--dataset", folder, *TARGET)
        else:
            pair = ("CIV", "NLD")
            folder = filled(place, pair, random_figures(pair))
        command("data", "check", "--dataset", folder)
    return kz.open(folder)


def text_of(page):
    """Everything that a page shows, without its pictures."""
    parts = [str(page.title), page.kicker, page.answer._repr_html_()]
    for name in page.sections:
        part = getattr(page, name)
        parts.append(part._repr_html_() if hasattr(part, "_repr_html_") else str(part))
    text = re.sub(r"<svg.*?</svg>|data:[^\"]*", "", " ".join(parts), flags=re.DOTALL)
    return html.unescape(re.sub(r"<[^>]+>", " ", text))


def pages_of(evidence):
    for entry in possible_pages(evidence):
        study, subject = STUDIES[entry["report"]]
        values = {n: v for n, v in entry.get("parameters", {}).items() if v}
        subjects = [values.pop(subject)] if subject else []
        yield entry["report"], kz.page(study(*subjects, evidence=evidence, **values))


def test_a_report_without_a_page_is_told_with_what_it_needs(evidence):
    pages = possible_pages(evidence)
    needs = (("target_gap", "add target"), ("mirror_statistics", "--reporter"))
    for report, need in needs:
        rest_of_pages = [page for page in pages if page["report"] != report]
        told = [why for why in reports_wanting(rest_of_pages) if need in why]
        assert any("because no" in why for why in told)
        is_made = len(rest_of_pages) < len(pages)
        assert len(reports_wanting(rest_of_pages)) == len(reports_wanting(pages)) + (
            is_made
        )


def test_every_report_is_made_and_names_nobody_else(evidence):
    made_reports = set()
    for report, page in pages_of(evidence):
        made_reports.add(report)
        text = text_of(page)
        assert report != "overview" or said_too_often(page) == {}
        assert not SHIPPED.search(text), (report, SHIPPED.search(text))
        assert not BARE.search(text), (report, BARE.search(text))
        assert "no reporter has published" not in text
        assert not re.search(r"\bnan\b|\bNaN\b", text), report
    missing = {"target_gap", "scorecard"} if evidence.load("targets").empty else set()
    assert made_reports == set(STUDIES) - missing


def test_an_asymmetry_of_two_sides_is_mirror_data(evidence):
    study = kz.audit_study(evidence=evidence)
    apart = study.audit.comparisons
    apart = apart[apart["verdict"] == "different definition"]
    assert len(apart)
    assert (
        set(apart["arithmetic"]) and study.cards("mirror") == study.cards("mirror") > 0
    )
    names = [side.inside for side in evidence.dataset.sides]
    assert {study.writer.words(said) for said in apart["condition"]} == {
        f"reporter {names[0]} against reporter {names[1]}"
    }


def test_the_rules_are_those_of_the_pair(evidence):
    first, second = (code.lower() for code in evidence.dataset.codes)
    assert list(evidence.dataset.rules) == [
        *(f"{first}_first", f"{second}_first"),
        *(f"{first}_only", f"{second}_only"),
    ]
    rule = f"{second}_only"
    record = kz.open(evidence.folder).series("trade_turnover", rule)
    assert set(record.annual["books"]) == {second.upper()}
    with pytest.raises(UsageError, match="no rule is called 'kaz_first'"):
        kz.open(evidence.folder).series("trade_turnover", "kaz_first")


@pytest.mark.slow
def test_a_corridor_without_countries_has_its_reports(tmp_path, monkeypatch):
    monkeypatch.setenv("KZAZ_DATA_DIR", "")
    folder = tmp_path / "sea-route"
    command("new", "--corridor", "the Northern Sea Route", "--dir", folder)
    assert "turnover" not in (folder / "README.md").read_text("utf-8")
    freight = {2010: 111, 2011: 820, 2012: 1262, 2013: 1176, 2014: 274, 2015: 40}
    freight |= {2016: 215, 2017: 194, 2018: 491, 2019: 697, 2020: 1281, 2021: 2027}
    table = tmp_path / "freight.csv"
    lines = ["year,value", *(f"{year},{value}" for year, value in freight.items())]
    table.write_text("\n".join(lines), encoding="utf-8")
    into = ("--dataset", folder, "--series", "corridor_freight", "--agency", "OPERATOR")
    form = ("--unit", "thousand_tonnes", "--decimal", ".", "--yes")
    command("data", "import", table, *into, *form)
    goal = ("--series", "corridor_freight", "--value", "5000")
    goal += ("--unit", "thousand_tonnes", *TARGET[6:])
    command("data", "add", "target", "--dataset", folder, *goal)
    command("data", "check", "--dataset", folder)
    evidence = kz.open(folder)
    made_reports = set()
    for report, page in pages_of(evidence):
        made_reports.add(report)
        text = text_of(page)
        assert not SHIPPED.search(text), (report, SHIPPED.search(text))
        for strange in ("Neither country", "customs", "Exports are valued"):
            assert strange not in text, (report, strange)
    assert made_reports == set(STUDIES) - {"mirror_statistics"}
    [wanting] = reports_wanting(possible_pages(evidence))
    assert "both reporters" not in wanting


@pytest.mark.parametrize("report", sorted(STUDIES))
def test_no_notebook_of_any_pair_names_the_shipped_one(report):
    cells = find_report(report).read()["cells"]
    for cell in cells:
        assert not SHIPPED.search("".join(cell["source"])), cell["source"]
