"""What an output shows neither leaves, nor covers, nor restyles more than its frame."""

import re

import nbformat
import pytest
from IPython.display import Code
from tiny_notebooks import notebook

from kzaz_analysis.runner.plan.parameters import read_schema
from kzaz_analysis.runner.render.left_out import Account
from kzaz_analysis.runner.render.outputs.frames import framed
from kzaz_analysis.runner.render.outputs.pictures import picture
from kzaz_analysis.runner.render.render import PageFacts, render_page

OPEN_OR_CLOSED = [
    "</div></main></body>out",
    "<div><div>open",
    "<!-- open",
    "<textarea>open",
    "<b>bold<plaintext>",
]


@pytest.mark.parametrize("content", OPEN_OR_CLOSED)
def test_an_output_does_not_leave_its_frame(content):
    inside = re.fullmatch(
        r'<div class="kz-output">(.*)</div>', framed(content), re.DOTALL
    )[1]
    assert inside.count("<div") == inside.count("</div")
    assert not re.search(r"</?(?:main|body|plaintext)|<!--(?!.*-->)", inside)
    assert inside.count("<textarea") == inside.count("</textarea")


def test_what_only_holds_text_has_one_frame():
    assert framed("<p>a</p>") == '<div class="kz-output"><p>a</p></div>'
    assert framed("<p>a</p>", "kz-text") == '<div class="kz-text"><p>a</p></div>'


SHEETS = {
    "a rule": ("td {color: red}", "@scope{td {color: red}}"),
    "media": ("@media print {td {x: y}}", "@scope{@media print {td {x: y}}}"),
    "keyframes": ("@keyframes a {to {x: y}}", "@keyframes a {to {x: y}}@scope{}"),
    "the page": ("@page {margin: 0} td {x: y}", "@scope{td {x: y}}"),
    "a font": ("@font-face {font-family: Georgia}", "@scope{}"),
    "an import": ("@import 'a.css'; td {x: y}", "@scope{td {x: y}}"),
    "a scope": ("@scope (body) {body {x: y}}", "@scope{}"),
    "closed too often": (
        "td {x: y}} body {x: y} p {x: y}",
        "@scope{td {x: y}p {x: y}}",
    ),
    "closed inside": ("@media print {(} body {x: y}", "@scope{}"),
    "left open": ("td {x: y", "@scope{td {x: y}}"),
    "an end in disguise": (
        r"td::after {content: '\3c /style><b>'}",
        r"""@scope{td::after {content: "\3c /style>\3c b>"}}""",
    ),
    "a range": (
        "@media (9px<width<99px) {td {x: y}}",
        "@scope{@media (9px<width<99px) {td {x: y}}}",
    ),
}


@pytest.mark.parametrize("case", SHEETS)
def test_a_style_sheet_holds_for_its_frame(case):
    css, expected = SHEETS[case]
    html = framed(f'<table><style media="print">{css}</style><td>a</td></table>')
    assert re.sub(r"</?object[^>]*>", "", html) == (
        '<div class="kz-output kz-held"><div>'
        f'<style media="print">{expected}</style>'
        '<div class="output_html rendered_html jp-RenderedHTMLCommon">'
        "<table><td>a</td></table></div></div></div>"
    )


HOSTILE = {
    "sheet": "<style>* { display: none !important } p { color: rgb(1, 2, 3) }</style>"
    "<p class='own' style='display: block !important'>a</p>",
    "root": "<style>:root, html, body { --ink: red; background: red !important; "
    "font-size: 60px } h1 { color: red }</style>b",
    "scope": "<style>:scope { position: fixed !important; inset: 0 !important; "
    "margin: -900px !important; background: red }</style>c",
    "closing": "<style>td {x: y}} h1 { display: none !important }</style>d",
    "fixed": '<b style="position: fixed; inset: 0; background: red; z-index: 9">e</b>',
    "moved": '<b style="display: block; margin: -5000px; padding: 5000px; '
    'background: red">f</b>',
    "turned": '<svg STYLE="transform: scale(99); background: red" width="9"></svg>',
    "dialog": "<dialog open><p>g</p></dialog>",
    "named like tags": "<style>.j {--a: '<table><h1><p><h2 id=a>'}</style><p>j</p>",
    "above": '<button popovertarget="over">h</button><div id="over" popover>i</div>',
}

LEAVING = {
    "a comment that ends at once": "<!--></div></div><h1>out</h1><!-- -->",
    "a comment that ends in alarm": "<!-- --!></div></div><h1>out</h1><!-- -->",
    "a sign of XML": "<![CDATA[></div></div><h1>out</h1>]]>",
    "quoted": '<i title="<div><div>"></i></div></div><h1>out</h1>',
    "script": "<noframes><div><div></noframes></div></div><h1>out</h1>",
    "items": "<li><div><div><li></li></div></div></li><h1>out</h1>",
    "terms": "<dl><dt><div><div><dd></dd></div></div></dt></dl><h1>out</h1>",
    "buttons": "<button><div><div><button></button></div></div></button><h1>o</h1>",
    "tables": "<table><div><div><table></table></div></div></table><h1>out</h1>",
    "ended by itself": "<div/><section/>",
    "drawn": "<svg><div/><div/></svg>",
    "type": "<font color='#fefefe' size=7><b>",
    "link": "<a href='https://example.org/'>",
    "as written": "<xmp>",
    "listing": "<noembed>",
    "an object": "</object></div></div><h1>out</h1>",
    "half an end": "<b title='</div></div>",
}
UNCLOSED = "button details dialog div iframe noembed noframes noscript object "
UNCLOSED += "optgroup option plaintext script select style table template textarea "
UNCLOSED += "title video xmp"
ORDERS = {
    "put together": "<me<base>ta http-equiv=refresh content='0;url=about:blank'>a",
    "from a frame": "<me<iframe>ta http-equiv=refresh content='0;url=about:blank'>a",
    "quoted": "<meta content='0;url=about:blank?>' http-equiv=refresh>a",
    "unseen": "<link rel=preconnect href='data:,>' href='https://example.org'>a",
}


@pytest.mark.parametrize("case", LEAVING)
def test_what_a_browser_mends_stays_in_its_frame(case, browser, tmp_path):
    quiet, loud = tmp_path / "quiet.html", tmp_path / "loud.html"
    for path, content in ((quiet, "a"), (loud, LEAVING[case])):
        path.write_text(f"<main>{framed(content)}<p id='after'>after</p></main>")
    page = browser.new_page()
    around = {}
    for path in (quiet, loud):
        page.goto(path.as_uri())
        around[path] = page.evaluate(AROUND)
    page.close()
    assert around[loud] == around[quiet]


AROUND = """() => [
  [...document.querySelectorAll("h1")].every((h) => h.closest(".kz-output")),
  document.querySelectorAll("main > *").length,
  ...(function up(e) { return e ? [e.tagName, ...up(e.parentElement)] : [] })(
    document.querySelector("#after")),
  document.querySelector("#after")?.innerHTML,
]"""
"""Whether headings are in the frame, and what is around the text that follows."""


@pytest.mark.parametrize("tag", UNCLOSED.split())
def test_what_is_left_open_swallows_neither_lines_nor_what_follows(
    tag, browser, tmp_path
):
    html = f"<p>a</p><img src='https://a.example/b.png'><{tag}>"
    page = browser.new_page()
    page.goto(made_page(tmp_path / "open", html).as_uri())
    lines = page.locator("main .kz-left-out:visible").all_inner_texts()
    is_foot_seen = page.locator("footer h2").is_visible()
    page.close()
    assert any("https://a.example/b.png" in line for line in lines)
    assert is_foot_seen


@pytest.mark.parametrize("case", ORDERS)
def test_an_output_orders_nothing(case):
    html = Account().framed(ORDERS[case])
    assert not re.search(r"<(?:meta|base|link)\b", html)


@pytest.mark.parametrize(
    "inner",
    ["<title><textarea/></title>", "<foreignObject><plaintext/></foreignObject>"],
)
def test_a_drawing_in_the_page_ends_where_it_is_written(inner):
    whole = '<svg xmlns="http://www.w3.org/2000/svg"><title>a</title><g/></svg>'
    open_one = whole.replace("<g/>", inner)
    meta = {"inline": True}
    assert whole in picture("image/svg+xml", whole, meta, "")
    for content, narrow in ((open_one, ""), (whole, open_one)):
        html = picture("image/svg+xml", content, meta | {"narrow": narrow}, "")
        assert "<svg" not in html
        assert "data:image/svg+xml;base64," in html


def test_styles_and_positions_of_outputs_in_a_browser(browser, tmp_path):
    quiet = made_page(tmp_path / "quiet")
    loud = made_page(tmp_path / "loud", *HOSTILE.values())
    page = browser.new_page(viewport={"width": 1600, "height": 900})
    looks, reached = {}, {}
    for path in (quiet, loud):
        page.goto(path.as_uri())
        looks[path] = page.evaluate(LOOKS)
        reached[path] = page.evaluate(REACHED)
    own = page.evaluate("getComputedStyle(document.querySelector('.own')).color")
    page.evaluate("document.querySelectorAll('button').forEach((b) => b.click())")
    above = page.evaluate("document.querySelectorAll(':popover-open').length")
    page.close()
    assert looks[loud] == looks[quiet]
    assert reached[loud] == reached[quiet] == [True, True, True]
    assert own == "rgb(1, 2, 3)"
    assert above == 0


@pytest.mark.parametrize("scheme", ["light", "dark"])
def test_code_keeps_its_colours_by_day_and_night(browser, tmp_path, scheme):
    code = Code("def f(x): pass", language="python")
    path = made_page(tmp_path / "code", code._repr_html_())
    page = browser.new_page(color_scheme=scheme)
    page.goto(path.as_uri())
    colours = page.evaluate(
        "['.k', '.p', '.highlight'].map((name, n) => getComputedStyle("
        "document.querySelector(name))[n < 2 ? 'color' : 'backgroundColor'])"
    )
    page.close()
    assert colours == ["rgb(0, 128, 0)", "rgb(26, 29, 33)", "rgb(248, 248, 248)"]


def made_page(path, *outputs):
    made = nbformat.from_dict(notebook("1"))
    for cell in made.cells:
        cell.source = "".join(cell.source)
    showing = made.cells[-1]
    for html in outputs:
        data = {"text/html": html}
        showing.outputs.append(nbformat.v4.new_output("display_data", data))
        made.cells.append(nbformat.v4.new_markdown_cell(html))
    schema = read_schema("tiny", notebook("1"))
    facts = PageFacts("a", "tiny", schema, schema.bind({}))
    page = path.with_suffix(".html")
    page.write_text(render_page(made, facts), encoding="utf-8")
    return page


LOOKS = """() => ["html", "body", "h1", "main", ".kz-run h2", ".kz-facts"].map((name) => {
  const look = getComputedStyle(document.querySelector(name));
  return [look.display, look.color, look.backgroundColor, look.fontSize, look.position];
})"""
REACHED = """() => ["h1", ".kz-text p", ".kz-run h2"].map((name) => {
  const element = document.querySelector(name);
  element.scrollIntoView({block: "center"});
  const box = element.getBoundingClientRect();
  return element === document.elementFromPoint(box.left + 5, box.top + box.height / 2);
})"""
"""Whether a heading, a text and the foot are what lies on top at their place."""
