"""The index of a suite: cards for a few pages, a table for many."""

import base64
import hashlib
import re
from dataclasses import replace
from types import SimpleNamespace

import pytest
from tiny_notebooks import BUNDLE

from kzaz_analysis.runner.index import PageStatus, front_body, index_context
from kzaz_analysis.runner.plan.suite import Suite
from kzaz_analysis.runner.render.render import render_index


def index(count, trouble=(), front=""):
    """Index of so many pages; those of these numbers were not made."""
    report = SimpleNamespace(name="growth")
    slugs = [f"page-{number}" for number in range(count)]
    pages = tuple(SimpleNamespace(slug=s, title=s, report=report) for s in slugs)
    bundle = {**BUNDLE, "sparkline": ""}
    documents = {slug: {**bundle, "title": f"Finding of {slug}"} for slug in slugs}
    page_statuses = {
        slug: PageStatus(
            "failed" if number in trouble else "fresh",
            "No kernel." * (number in trouble),
        )
        for number, slug in enumerate(slugs)
    }
    more = {"history": "", "body": "<p>Front.</p>", "sources": "<ol></ol>"}
    suite = Suite("All", pages, front=front)
    return more | index_context(suite, documents, page_statuses)


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
    made = index_context(Suite("All", (page,)), document, {"oil": PageStatus("fresh")})
    assert made["cards"][0].interval.startswith(between)


def test_of_many_pages_only_those_with_news_are_cards():
    context = index(41, trouble=[7, 30])
    assert [card.slug for card in context["cards"]] == ["page-7", "page-30"]
    page = render_index(context)
    shown = re.findall(r"Finding of (page-\d+)<", page)
    assert sorted(shown) == sorted(f"page-{number}" for number in range(41))
    assert page.count("<tr>") == 1 + 39
    assert 'href="page-7.html"' not in page


def test_a_front_page_opens_the_index_and_the_others_follow_by_question():
    context = index(5, trouble=[3], front="page-0")
    assert (context["cards"], context["rows"]) == ([], [])
    ((_, cards),) = context["groups"]
    assert [c.slug for c in cards] == ["page-3", "page-1", "page-2", "page-4"]
    page = render_index(context)
    assert page.index("<p>Front.</p>") < page.index("Pages by question")
    assert page.count("Finding of page-0<") == 1
    assert page.count("No kernel.") == 1
    assert '<section class="kz-pages" aria' in page


def test_a_long_index_is_folded_and_can_be_searched():
    page = render_index(index(400, front="page-0"))
    (script,) = re.findall(r"<script>(.*?)</script>", page, re.DOTALL)
    digest = base64.b64encode(hashlib.sha256(script.encode()).digest()).decode()
    assert f"script-src &#39;sha256-{digest}&#39;" in page
    assert '<section class="kz-pages" data-long aria' in page
    assert "<details" in page
    assert " open>" not in page
    shown = re.findall(r"Finding of (page-\d+)<", page)
    assert sorted(shown) == sorted(f"page-{number}" for number in range(400))


@pytest.mark.slow
def test_a_reader_finds_one_page_of_four_hundred(browser, tmp_path):
    path = tmp_path / "index.html"
    path.write_text(render_index(index(400, front="page-0")), "utf-8")
    page = browser.new_page()
    page.goto(path.as_uri())
    assert page.locator(".kz-list li:visible").count() == 0
    search = page.get_by_role("searchbox", name="Search the pages")
    search.fill("finding page-37")
    assert page.locator(".kz-list li:visible").count() == 11
    assert page.get_by_text("11 of 399 pages").is_visible()
    search.fill("")
    assert page.locator(".kz-list li:visible").count() == 0
    page.locator(".kz-contents a").first.click()
    page.locator(".kz-list li").first.wait_for(state="visible")
    page.close()


def test_pictures_of_very_many_pages_are_left_out():
    context = index(41, front="page-0")
    context["groups"] = [
        (name, [replace(card, sparkline="data:image/png;base64,AA") for card in cards])
        for name, cards in context["groups"]
    ]
    assert "image/png" not in render_index(context)
    assert "image/png" in render_index(context | {"is_long": False})


def test_what_opens_the_index_is_the_body_of_its_page(tmp_path):
    path = tmp_path / "front.html"
    assert front_body(path) == ("", "")
    sources = '<div class="kz-text"><h2 id="sources">Sources</h2></div>'
    path.write_text(f'<main id="kz-main">\n<p>A</p>{sources}<ol></ol></main><p>B</p>')
    assert front_body(path) == ("\n<p>A</p>", f"{sources}<ol></ol>")
    path.write_text('<main id="kz-main"><p>A</p></main>')
    assert front_body(path) == ("<p>A</p>", "")


def test_links_of_a_front_page_lead_on_from_the_index(tmp_path):
    path = tmp_path / "front.html"
    links = '<a href="{}"></a><a href="{}"></a>'
    main = '<main id="kz-main">'
    path.write_text(main + links.format("files/front/a.csv", "../3f/b.html"))
    assert front_body(path, "0a/")[0] == links.format(
        "0a/files/front/a.csv", "3f/b.html"
    )


@pytest.mark.parametrize("bad", [41, 300])
def test_trouble_without_end_stays_readable(bad):
    context = index(300, trouble=range(bad))
    assert len(context["cards"]) == 40
    page = render_index(context)
    assert page.count("No kernel.") == bad
    assert len(page) < 400_000
