"""The index of a suite: cards for a few pages, a table for many."""

import re
from types import SimpleNamespace

import pytest
from tiny_notebooks import BUNDLE

from kzaz_analysis.runner.index import PageStanding, index_context
from kzaz_analysis.runner.plan.suite import Suite
from kzaz_analysis.runner.render.render import render_index


def index(count, trouble=()):
    """Index of so many pages; those of these numbers were not made."""
    report = SimpleNamespace(name="growth")
    slugs = [f"page-{number}" for number in range(count)]
    pages = tuple(SimpleNamespace(slug=s, title=s, report=report) for s in slugs)
    bundle = {**BUNDLE, "sparkline": ""}
    documents = {slug: {**bundle, "title": f"Finding of {slug}"} for slug in slugs}
    standings = {
        slug: PageStanding(
            "failed" if number in trouble else "fresh",
            "No kernel." * (number in trouble),
        )
        for number, slug in enumerate(slugs)
    }
    return {"history": ""} | index_context(Suite("All", pages), documents, standings)


def test_a_few_pages_are_cards_and_no_table():
    context = index(40)
    assert len(context["cards"]) == 40
    assert context["rows"] == []
    assert "<table" not in render_index(context)


def test_a_tile_shows_its_interval_with_its_unit():
    between = "1.4 to 1.6 million tonnes"
    number = {**BUNDLE["results"][0], "between": between, "low": 1400, "high": 1600}
    page = SimpleNamespace(slug="oil", title="Oil", report=SimpleNamespace(name="g"))
    document = {"oil": {**BUNDLE, "results": [number]}}
    made = index_context(
        Suite("All", (page,)), document, {"oil": PageStanding("fresh")}
    )
    assert made["cards"][0].interval.startswith(between)


def test_of_many_pages_only_those_with_news_are_cards():
    context = index(41, trouble=[7, 30])
    assert [card.slug for card in context["cards"]] == ["page-7", "page-30"]
    page = render_index(context)
    shown = re.findall(r"Finding of (page-\d+)<", page)
    assert sorted(shown) == sorted(f"page-{number}" for number in range(41))
    assert page.count("<tr>") == 1 + 39
    assert 'href="page-7.html"' not in page


@pytest.mark.parametrize("bad", [41, 300])
def test_trouble_without_end_stays_readable(bad):
    context = index(300, trouble=range(bad))
    assert len(context["cards"]) == 40
    page = render_index(context)
    assert page.count("No kernel.") == bad
    assert len(page) < 400_000
