"""Pages: whole in themselves, equal for equal runs, and readable by everybody."""

import base64
import hashlib
import io
import re
from html.parser import HTMLParser

import nbformat
import pytest
from PIL import Image
from tiny_notebooks import BUNDLE, PIXEL, notebook

from kzaz_analysis.errors import NotebookFailed
from kzaz_analysis.runner.cache.data_snapshot import DataFolder
from kzaz_analysis.runner.execute.results import MIME, find_bundle
from kzaz_analysis.runner.plan.parameters import read_schema
from kzaz_analysis.runner.render.cells import body_html
from kzaz_analysis.runner.render.headline import headline
from kzaz_analysis.runner.render.render import PageFacts, command, render_page

ATTRIBUTES_THAT_ASK = {"src", "srcset", "poster", "data", "background", "action"}


class Reading(HTMLParser):
    """Collects tags with their attributes, and the text outside of styles."""

    def __init__(self, page):
        super().__init__()
        self.tags = []
        self.text = ""
        self.inside = ""
        self.feed(page)

    def handle_starttag(self, tag, attrs):
        self.tags.append((tag, dict(attrs)))
        self.inside = tag

    def handle_endtag(self, tag):
        self.inside = ""

    def handle_data(self, data):
        if self.inside != "style":
            self.text += data

    def all(self, tag):
        return [attributes for name, attributes in self.tags if name == tag]


def output(data, metadata=None):
    return nbformat.v4.new_output("display_data", data=data, metadata=metadata or {})


@pytest.fixture
def executed():
    """An executed notebook that shows the given outputs, one cell each."""

    def make(*outputs, bundle=None, title="How fast did it grow?"):
        made = nbformat.from_dict(notebook(*["1"] * (len(outputs) + 1), title=title))
        code = [cell for cell in made.cells if cell.id.startswith("cell-")]
        for cell in made.cells:
            cell.source = "".join(cell.source)
        for cell, shown in zip(code, outputs, strict=False):
            cell.outputs = [shown]
        if bundle is not None:
            code[-1].outputs = [output({MIME: bundle, "text/plain": "repr"})]
        return made

    return make


def page_of(made, **changes):
    schema = read_schema("growth", notebook("1"))
    facts = {
        "slug": "growth",
        "report": "growth",
        "schema": schema,
        "values": schema.bind({}),
        "data_hash": "abc",
        "version": "1.2.3",
    }
    return render_page(made, PageFacts(**facts | changes))


def test_a_drawing_in_the_colours_of_the_page_is_a_part_of_it(executed):
    wide, narrow = (f'<svg role="img" width="{n}"><title>T</title></svg>' for n in "96")
    meta = {"image/svg+xml": {"inline": True, "narrow": narrow, "source": "UN"}}
    bundle = {"image/svg+xml": wide, "image/png": PIXEL}
    page = page_of(executed(output(bundle, meta)))
    assert (
        f'<figure class="kz-chart"><div class="kz-wide">{wide}</div>'
        f'<div class="kz-narrow">{narrow}</div>'
        '<figcaption class="kz-source">UN</figcaption></figure>'
    ) in page
    assert PIXEL not in page


def test_a_drawing_holds_no_script(executed):
    wide = '<svg role="img"><script>alert(1)</script><path d="M 0 0"/></svg>'
    page = page_of(
        executed(output({"image/svg+xml": wide}, {"image/svg+xml": {"inline": True}}))
    )
    assert "alert" not in page
    assert "Left out" in page


def test_a_page_of_several_sections_lists_them(executed):
    texts = "".join(f"<h2>Part {n}</h2><p>Text</p>" for n in range(3))
    page = page_of(executed(output({"text/html": texts})))
    links = re.findall(r'<li><a href="#([^"]+)">(Part \d)</a></li>', page)
    assert links == [(f"part-{n}", f"Part {n}") for n in range(3)]
    assert all(f'<h2 id="{name}">' in page for name, _ in links)
    assert "kz-toc" not in re.sub(
        r"<style>.*?</style>",
        "",
        page_of(executed(output({"text/html": "<h2>Only</h2>"}))),
        flags=re.DOTALL,
    )


def test_a_page_asks_nothing_of_any_network(executed):
    shown = output(
        {"image/png": PIXEL}, {"image/png": {"alt": "A dot", "narrow": PIXEL}}
    )
    link = output({"text/html": '<a href="https://a.example">A</a>'})
    page = Reading(page_of(executed(shown, link, bundle=BUNDLE), home="index.html"))
    asked = [
        value
        for tag, attributes in page.tags
        for name, value in attributes.items()
        if name in ATTRIBUTES_THAT_ASK or (name == "href" and tag != "a")
    ]
    assert len(asked) == 3
    assert all(value.startswith("data:") for value in asked)
    assert [s for s in page.all("script") if "src" in s] == []
    assert "default-src 'none'" in str(page.all("meta"))


def test_a_page_has_language_title_landmarks_and_one_first_heading(executed):
    page = Reading(page_of(executed(bundle=BUNDLE), home="index.html"))
    assert page.all("html") == [{"lang": "en"}]
    assert [len(page.all(tag)) for tag in ("h1", "header", "main", "footer")] == [1] * 4
    assert "Freight grew by 9 % a year" in page.text
    assert page.all("nav") == [{"aria-label": "Suite"}]


def test_the_finding_stands_above_the_question(executed):
    html = page_of(executed(bundle=BUNDLE))
    assert "<title>Freight grew by 9 % a year</title>" in html
    assert "<h1>Freight grew by 9 % a year</h1>" in html
    assert re.search(r'<p class="kz-question"[^>]*>How fast did it grow\?</p>', html)
    assert html.index("kz-answer") < html.rindex("kz-question")


def test_without_results_the_first_heading_is_the_title(executed):
    html = page_of(executed())
    assert "<h1>How fast did it grow?</h1>" in html
    assert html.count("<h1") == 1
    assert 'class="kz-question"' not in html


def test_an_answer_that_the_notebook_shows_is_not_repeated_and_comes_first(executed):
    shown = output({"text/html": '<div class="kz-answer"><p>By 9 %.</p></div>'})
    body = page_of(executed(shown, bundle=BUNDLE)).partition("<main")[2]
    assert body.count('class="kz-answer"') == 1
    assert body.index("By 9 %.") < body.index("How fast did it grow?")


def test_headings_and_kickers_of_outputs_are_not_said_twice():
    shown = '<p class="kz-kicker">Growth</p><h1>Finding</h1><h1>Question</h1><h1>C</h1>'
    top = headline(shown, find_bundle_of(title="Finding", kicker="Growth"), "name")
    assert top.body == '<p class="kz-question">Question</p><h2>C</h2>'


def find_bundle_of(**given):
    return {"title": "", "kicker": "", "answer": "", **given}


def test_pictures_keep_alt_text_size_and_their_twin_for_phones(executed):
    meta = {
        "alt": 'Line of <b>"freight"</b>',
        "width": 960,
        "height": 420,
        "narrow": PIXEL,
        "source": "Source: A & B",
    }
    page = Reading(page_of(executed(output({"image/png": PIXEL}, {"image/png": meta}))))
    [image], [twin] = page.all("img"), page.all("source")
    assert image["alt"] == 'Line of <b>"freight"</b>'
    assert (image["width"], image["height"]) == ("960", "420")
    assert twin == {
        "media": "(max-width: 599px)",
        "srcset": f"data:image/png;base64,{PIXEL}",
    }
    assert "Source: A & B" in page.text


def test_a_picture_without_alt_text_gets_its_plain_text(executed):
    shown = output({"image/png": PIXEL, "text/plain": "Chart: a dot"})
    assert Reading(page_of(executed(shown))).all("img")[0]["alt"] == "Chart: a dot"


def test_a_dense_picture_is_shown_at_the_size_it_was_drawn():
    file = io.BytesIO()
    Image.new("L", (1440, 720)).save(file, "png", dpi=(144, 144))
    dense = base64.b64encode(file.getvalue()).decode()
    made = nbformat.from_dict(notebook("1"))
    made.cells[-1].outputs = [output({"image/png": dense})]
    assert 'width="960" height="480"' in body_html(made)


def test_what_is_no_html_is_escaped(executed):
    evil = "<script>alert(1)</script>"
    bundle = BUNDLE | {"title": evil, "kicker": evil, "answer": evil, "as_of": evil}
    made = executed(
        output({"text/plain": evil}),
        nbformat.v4.new_output("stream", name="stdout", text=evil),
        bundle=bundle,
    )
    html = page_of(made, values={"series": evil, "year": 1, "seed": 1})
    assert evil not in html
    page = Reading(html)
    assert page.text.count(evil) >= 7


def test_the_one_script_of_a_page_is_named_by_its_hash(executed):
    html = page_of(executed(output({"text/html": "<script>alert(1)</script>a"})))
    (script,) = re.findall(r"<script>(.*?)</script>", html, re.DOTALL)
    digest = base64.b64encode(hashlib.sha256(script.encode()).digest()).decode()
    assert f"script-src &#39;sha256-{digest}&#39;" in html


def test_scripts_do_not_run_warnings_are_folded_and_the_bundle_is_not_shown(executed):
    made = executed(
        nbformat.v4.new_output("stream", name="stderr", text="careful!"),
        output({"application/javascript": "alert(1)"}),
        bundle=BUNDLE,
    )
    html = page_of(made)
    assert "careful!" not in html.partition("</main>")[0]
    assert "<summary>Standard error: 1 line</summary>" in html
    assert "alert(1)" not in html
    assert "Left out: a script." in html
    assert "repr" not in html


def test_tables_lie_in_a_box_and_say_what_their_headers_head(executed):
    frame = (
        '<div><style scoped>.x {}</style><table border="1" class="dataframe">'
        "<thead><tr><th></th><th>year</th></tr></thead><tbody><tr><th>0</th><td>2020</td></tr>"
        "</tbody></table></div>"
    )
    captioned = (
        '<table class="kz-table"><caption>The <b>record</b></caption>'
        '<tr><td><a href="#src-1">1</a></td></tr></table>'
    )
    html = body_html(
        executed(output({"text/html": frame}), output({"text/html": captioned}))
    )
    assert html.count('<div class="kz-scroll" tabindex="0" role="group"') == 1
    assert html.count('<div class="kz-scroll" role="group"') == 1, "a link is a stop"
    assert '<th scope="col">year</th>' in html
    assert '<th scope="row">0</th>' in html
    assert "<style" not in html
    assert 'aria-label="Table 2: The record"' in html


def test_heading_ids_are_unique(executed):
    made = executed()
    made.cells[0].source = "# A\n\n## Sources\n\n## Sources\n"
    assert re.findall(r'id="(sources[^"]*)"', body_html(made)) == [
        "sources",
        "sources-2",
    ]


def test_money_in_dollars_is_no_formula(executed):
    made = executed()
    made.cells[0].source = "# A\n\nFrom $1 billion to $2 billion."
    assert "From $1 billion to $2 billion." in body_html(made)


def test_code_is_folded_away_with_the_notebook_beside_it(executed):
    html = page_of(executed())
    assert '<a href="growth.ipynb" download>' in html
    assert "<pre" not in html.partition("<details")[0].partition("<main")[2]


def test_the_run_section_says_how_to_make_the_page_again():
    schema = read_schema("growth", notebook("1"))
    values = schema.bind({"series": "btc", "year": 2031})
    facts = PageFacts("growth", "growth", schema, values)
    assert command(facts) == "kzaz report run growth -p series btc -p year 2031"


def test_the_command_names_the_dataset_of_the_page(monkeypatch, tmp_path):
    schema = read_schema("growth", notebook("1"))
    facts = PageFacts("growth", "growth", schema, schema.bind({}))
    monkeypatch.setenv("KZAZ_DATA_DIR", str(tmp_path / "geo tur"))
    (tmp_path / "geo tur").mkdir()
    tables = DataFolder(tmp_path / "geo tur", "KZAZ_DATA_DIR")
    with (
        tables.held_still(tmp_path / "data") as still,
        still.held_still(tmp_path / "2"),
    ):
        assert command(facts).endswith(" --dataset 'geo tur'")
        assert str(tmp_path) not in command(facts)
    monkeypatch.delenv("KZAZ_DATA_DIR")
    with tables.held_still(tmp_path / "3"):
        assert "--dataset" not in command(facts)


def test_numbers_that_are_not_finite_are_missing_in_results(executed):
    bundle = BUNDLE | {"results": [{"value": float("nan"), "high": float("inf")}]}
    found = find_bundle(executed(bundle=bundle))
    assert found["results"] == [{"value": None, "high": None}]


@pytest.mark.parametrize("bundle", [[1], {"results": 5}])
def test_what_is_no_bundle_is_named(executed, bundle):
    with pytest.raises(NotebookFailed, match="its last cell hands over .*is no"):
        find_bundle(executed(bundle=bundle))


def test_only_the_last_cell_hands_results_over(executed):
    early = output({MIME: BUNDLE})
    assert find_bundle(executed(early))["title"] == ""
