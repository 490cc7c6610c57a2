"""Pages know their address and the other pages on their subject once all are made."""

from kzaz_analysis.runner.publish.together.neighbours import (
    ADDRESS,
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
    made.write("", is_news=True)
    pages = {slug: (tmp_path / f"{place(slug)}.html").read_text() for slug in SUBJECTS}
    assert '<a href="3f/b.html">Finding &lt;b&gt;</a>' in pages["a"]
    assert '<a href="../a.html">Finding &lt;a&gt;</a>' in pages["b"]
    assert pages["c"] == pages["d"] == EMPTY
    by_slug = {entry["slug"]: entry["files"] for entry in made.entries}
    assert by_slug["a"]["a.html"] != "before"
    assert by_slug["c"]["c.html"] == "before"


def test_a_link_goes_when_its_page_goes_and_nothing_is_written_twice(tmp_path):
    made = neighbours(tmp_path)
    content = made.write("", is_news=True)
    page = tmp_path / "a.html"
    written = page.stat().st_mtime_ns
    assert made.write(content, is_news=False) == content
    assert made.write(content, is_news=True) == content
    assert page.stat().st_mtime_ns == written
    fewer = neighbours(tmp_path, subjects={"a": "turnover", "c": "freight"})
    fewer.write(content, is_news=False)
    assert page.read_text() == EMPTY


def test_a_published_page_names_its_address_and_its_picture(tmp_path):
    neighbours(tmp_path, "https://example.org/trade").write("", is_news=True)
    page = (tmp_path / "3f/b.html").read_text()
    assert '<link rel="canonical" href="https://example.org/trade/3f/b.html">' in page
    image = (
        '<meta property="og:image" content="https://example.org/trade/files/b/x.png">'
    )
    assert image in page
    neighbours(tmp_path).write("", is_news=True)
    assert "canonical" not in (tmp_path / "3f/b.html").read_text()
