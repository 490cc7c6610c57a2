"""Pages link to the same page in another language where that lies beside them."""

import pytest

from kzaz_analysis.runner.publish.together.editions import editions, switch
from kzaz_analysis.runner.publish.together.neighbours import (
    ADDRESS,
    LANGUAGES,
    RELATED,
    Neighbours,
)
from kzaz_analysis.runner.translation import spoken, translation

PAGE = (
    f"<head>{''.join(ADDRESS)}</head><header>{''.join(LANGUAGES)}</header>"
    f"<main>{''.join(RELATED)}</main>"
)


@pytest.fixture(scope="module")
def notebooks(tmp_path_factory):
    folder = tmp_path_factory.mktemp("notebooks")
    (folder / "words.ru.yml").write_text("texts: {}\n")
    return folder


def written(out, code, notebooks, site_url=""):
    """Write page `a`, which both folders have, and `b`, which this one has alone."""
    out.mkdir(exist_ok=True)
    for slug in "ab":
        (out / f"{slug}.html").write_text(PAGE)
    words = translation(notebooks, code)
    documents = {slug: {"title": slug, "kicker": ""} for slug in "ab"}
    entries = [{"slug": slug} for slug in "ab"]
    listed = editions(out, words, notebooks)
    with spoken(words):
        Neighbours(out, str, entries, documents, site_url, listed).write()
    return [(out / f"{slug}.html").read_text() for slug in "ab"]


def test_each_leads_to_the_other_and_alone_to_none(tmp_path, notebooks):
    assert written(tmp_path / "my trade", "en", notebooks) == [PAGE, PAGE]
    (tmp_path / "my trade" / "b.html").unlink()
    both, alone = written(tmp_path / "my trade-ru", "ru", notebooks)
    assert '<a href="../my%20trade/a.html" hreflang="en" lang="en">English</a>' in both
    assert "Эта страница на других языках" in both
    assert alone == PAGE
    (tmp_path / "my trade-ru" / "b.html").unlink()
    both, alone = written(tmp_path / "my trade", "en", notebooks)
    link = '<a href="../my%20trade-ru/a.html" hreflang="ru" lang="ru">Русский</a>'
    assert link in both
    assert alone == PAGE
    assert "alternate" not in both, "the address of the pages is not known"


def test_a_published_page_names_all_its_addresses(tmp_path, notebooks):
    written(tmp_path / "trade", "en", notebooks)
    both, _ = written(tmp_path / "trade-ru", "ru", notebooks, "https://a.example/t-ru")
    for code, ending in (("en", ""), ("ru", "-ru")):
        address = f"https://a.example/t{ending}/a.html"
        assert f'<link rel="alternate" hreflang="{code}" href="{address}">' in both
    (tmp_path / "trade-ru" / "b.html").unlink()
    other, _ = written(tmp_path / "trade-ru", "ru", notebooks, "https://a.example/t")
    assert "alternate" not in other, "the other address cannot be told from this one"


def test_pages_in_folders_of_a_long_suite_lead_up_and_over(tmp_path, notebooks):
    (tmp_path / "t-ru" / "3f").mkdir(parents=True)
    (tmp_path / "t-ru" / "3f" / "a.html").touch()
    listed = editions(tmp_path / "t", translation(notebooks, "en"), notebooks)
    assert 'href="../../t-ru/3f/a.html"' in switch(listed, "3f/a", "")[1]


def test_a_folder_that_does_not_say_its_language_has_no_other(tmp_path, notebooks):
    (tmp_path / "russian.html").touch()
    russian = translation(notebooks, "ru")
    assert editions(tmp_path / "russian", russian, notebooks) == []
    assert switch([], "a", "") == ("", "")
