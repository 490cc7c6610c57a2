"""Pages know their address and the other pages on their subject once all are made."""

from dataclasses import replace

import pytest

from kzaz_analysis.runner.publish.together.neighbours import (
    ADDRESS,
    MOST,
    RELATED,
    Neighbours,
)

EMPTY = f"<head>{''.join(ADDRESS)}</head><main>{''.join(RELATED)}</main>"
SUBJECTS = {"a": "turnover", "b": "turnover", "c": "freight", "d": "", "e": ""}


def place(slug):
    return f"3f/{slug}" if slug == "b" else slug


def neighbours(folder, site_url="", subjects=SUBJECTS):
    entries = []
    for slug in subjects:
        path = folder / f"{place(slug)}.html"
        path.parent.mkdir(exist_ok=True)
        if not path.exists():
            path.write_text(EMPTY)
        files = {f"{place(slug)}.html": "before", f"files/{slug}/x.png": "0"}
        entries.append({"slug": slug, "files": files})
    documents = {
        slug: {"title": f"Finding <{slug}>", "kicker": "Growth", "subject": subject}
        for slug, subject in subjects.items()
    }
    return Neighbours(folder, place, entries, documents, site_url)


def test_pages_on_one_subject_link_to_each_other_across_folders(tmp_path):
    made = neighbours(tmp_path)
    made.write()
    pages = {slug: (tmp_path / f"{place(slug)}.html").read_text() for slug in SUBJECTS}
    assert '<a href="3f/b.html">Finding &lt;b&gt;</a>' in pages["a"]
    assert '<a href="../a.html">Finding &lt;a&gt;</a>' in pages["b"]
    assert pages["c"] == pages["d"] == EMPTY
    by_slug = {entry["slug"]: entry["files"] for entry in made.entries}
    assert by_slug["a"]["a.html"] != "before"
    assert by_slug["c"]["c.html"] == "before"


def test_a_link_goes_when_its_page_goes(tmp_path):
    made = neighbours(tmp_path)
    made.write()
    fewer = neighbours(tmp_path, subjects={"a": "turnover", "c": "freight"})
    fewer.entries[0]["joined"] = made.entries[0]["joined"]
    fewer.write()
    assert (tmp_path / "a.html").read_text() == EMPTY


def test_a_page_on_no_subject_links_to_those_it_mentions_one_of_a_kind(tmp_path):
    asked = '<td>A<span class="kz-subject" data-subject="{}"></span></td>'
    for slug in ("d", "a"):
        (tmp_path / f"{slug}.html").write_text(asked.format("turnover"))
    (tmp_path / "e.html").write_text(asked.format("rail"))
    made = neighbours(tmp_path)
    made.documents["b"]["kicker"] = "Target gap \N{MIDDLE DOT} turnover"
    made.documents["c"]["subject"] = "turnover"
    made.write()
    links = '<a href="a.html">Growth</a> · <a href="3f/b.html">Target gap</a></span>'
    page = (tmp_path / "d.html").read_text()
    assert links in page
    assert (tmp_path / "e.html").read_text() == asked.format("rail")
    assert (tmp_path / "a.html").read_text() == asked.format("turnover")
    del made.entries[3]["joined"]
    made.write()
    assert (tmp_path / "d.html").read_text() == page


def test_pages_that_say_it_already_are_not_read(tmp_path):
    made = neighbours(tmp_path)
    made.write()
    for slug in SUBJECTS:
        (tmp_path / f"{place(slug)}.html").unlink()
    made.write()
    del made.entries[0]["joined"]
    with pytest.raises(FileNotFoundError):
        made.write()


def test_of_very_many_pages_a_few_are_linked_to_and_no_page_to_itself(tmp_path):
    subjects = {f"p{number}": "turnover" for number in range(100)}
    asked = []
    made = replace(
        neighbours(tmp_path, subjects=subjects),
        place=lambda slug: asked.append(slug) or slug,
    )
    made.write()
    # Not once for each pair of pages.
    assert len(asked) < 100 * 2 * MOST
    for slug in ("p0", f"p{MOST}", "p99"):
        page = (tmp_path / f"{slug}.html").read_text()
        assert page.count("<li>") == MOST
        assert f'href="{slug}.html"' not in page


def test_a_published_page_names_its_address_and_its_first_picture(tmp_path):
    (tmp_path / "3f").mkdir()
    offered = '<a href="../files/b/{}.png" aria-label="Chart">Chart as PNG</a>'
    (tmp_path / "3f/b.html").write_text(
        EMPTY + offered.format("x") + offered.format("a")
    )
    neighbours(tmp_path, "https://example.org/trade").write()
    assert "og:image" not in (tmp_path / "a.html").read_text(), "it offers none"
    page = (tmp_path / "3f/b.html").read_text()
    assert '<link rel="canonical" href="https://example.org/trade/3f/b.html">' in page
    image = (
        '<meta property="og:image" content="https://example.org/trade/files/b/x.png">'
    )
    assert image in page
    replace(neighbours(tmp_path, "https://example.org/trade"), front="b").write()
    assert image in (tmp_path / "a.html").read_text(), "that of the page that leads"
    neighbours(tmp_path).write()
    assert "canonical" not in (tmp_path / "3f/b.html").read_text()


def test_names_of_the_handbook_are_links_as_long_as_it_lies_beside(tmp_path):
    named = "<code>docs/methods.md</code>; <code>docs/glossary.md</code>"
    made = neighbours(tmp_path, subjects={"a": "", "b": ""})
    for slug in "ab":
        (tmp_path / f"{place(slug)}.html").write_text(EMPTY + named)
    handbook = tmp_path / "docs"
    handbook.mkdir()
    (handbook / "methods.html").touch()
    made.write()
    link = '<a class="kz-doc" href="{}docs/methods.html"><code>docs/methods.md</code></a>; '
    for slug, up in (("a", ""), ("b", "../")):
        text = (tmp_path / f"{place(slug)}.html").read_text()
        assert text == EMPTY + named.replace(
            "<code>docs/methods.md</code>; ", link.format(up)
        )
    (handbook / "methods.html").unlink()
    made.write()
    assert (tmp_path / "a.html").read_text() == EMPTY + named
