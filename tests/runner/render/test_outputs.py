"""Nothing vanishes: every output is shown, or a line says what is left out and why.

The outputs are such as the libraries send them, written down here.
"""

import base64
import re
import sys
import types

import nbformat
import pytest
from tiny_notebooks import PIXEL, notebook

from kzaz_analysis.runner.execute.session import inside
from kzaz_analysis.runner.plan.demands import Demands
from kzaz_analysis.runner.publish import artefacts
from kzaz_analysis.runner.render.cells import body_of
from kzaz_analysis.runner.render.error_stream import ErrorStream
from kzaz_analysis.runner.render.markdown import latex_html
from kzaz_analysis.runner.render.outputs.ended import ended
from kzaz_analysis.runner.render.outputs.file_links import LeftFiles

STATES = "application/vnd.jupyter.widget-state+json"
VIEW = "application/vnd.jupyter.widget-view+json"
BOKEH = "application/vnd.bokehjs_exec.v0+json"
VEGA = "application/vnd.vegalite.v5+json"
BROKEN_WEBP = base64.b64encode(b"RIFF\0\0\0\0WEBPnope").decode()
DRAWING = (
    '<svg xmlns="http://www.w3.org/2000/svg" '
    'xmlns:xlink="http://www.w3.org/1999/xlink">{}</svg>'
)
PLOTLY = "application/vnd.plotly.v1+json"


def shown(data, **options):
    return nbformat.v4.new_output("display_data", data=data, **options)


def stream(text, name="stdout"):
    return nbformat.v4.new_output("stream", name=name, text=text)


def body(*outputs, tags=(), metadata=None):
    made = nbformat.from_dict(notebook("1"))
    for cell in made.cells:
        cell.source = "".join(cell.source)
    made.cells[-1].outputs = list(outputs)
    made.cells[-1].metadata["tags"] = list(tags)
    made.metadata.update(metadata or {})
    return body_of(made)


def written(source):
    made = nbformat.from_dict(notebook())
    made.cells = [nbformat.v4.new_markdown_cell(source)]
    return body_of(made)


LEFT_OUT = {
    "what waits for a script": (
        {
            "text/html": "<style>.logo {width: 20px}</style><a class='logo'></a>"
            "<span>Loading BokehJS ...</span>"
        },
        "an empty frame, which a script would fill",
    ),
    "plotly": (
        {PLOTLY: {"data": [], "layout": {}}, "text/html": "<div>Loading</div>"},
        "an interactive chart of plotly",
    ),
    "plotly as HTML alone": (
        {
            "text/html": '<div><script src="https://cdn.plot.ly/p.js"></script><div id="a" class="plotly-graph-div"></div><script>Plotly.newPlot("a")</script></div>'
        },
        "an interactive chart of plotly",
    ),
    "altair": (
        {VEGA: {"mark": "bar"}, "text/plain": "alt.Chart(...)"},
        "an interactive chart of Altair",
    ),
    "altair as HTML alone": (
        {
            "text/html": '<style>#altair-viz-1 {}</style><div id="altair-viz-1"></div><script>vegaEmbed(1)</script>'
        },
        "an interactive chart of Altair",
    ),
    "bokeh": (
        {
            "text/html": '<div id="a" data-root-id="p1"></div>',
            "application/javascript": "embed()",
            BOKEH: "",
        },
        "an interactive chart of bokeh",
    ),
    "bokeh as a page": (
        {
            "text/html": "<html><head><title>Trade</title><script>Bokeh</script></head>"
            "<body><div id='p1'></div></body></html>"
        },
        "an interactive chart of bokeh",
    ),
    "a page that is all title": (
        {"text/html": "<TITLE>Trade</TITLE><template><b>later</b></template>"},
        "an empty frame",
    ),
    "matplotlib notebook": ({"text/html": "<div id='a'></div>"}, "an empty frame"),
    "a script": ({"application/javascript": "alert(1)"}, "a script"),
    "a page": ({"text/html": '<iframe src="https://a.example"></iframe>'}, "embedded"),
    "a page in a frameset": (
        {"text/html": "<frameset><frame src='a.html'></frameset>"},
        "an embedded page",
    ),
    "an object": (
        {"text/html": '<p>Map</p><object data="a.svg" type="image/svg+xml"></object>'},
        "an embedded object",
    ),
    "an embedded film": ({"text/html": "<embed src=a.swf>"}, "an embedded object"),
    "a canvas beside words": (
        {"text/html": "<h3>Trade</h3><canvas id=c>no canvas here</canvas>"},
        "a drawing that a script would make",
    ),
    "a form": (
        {"text/html": '<form action="/send">Name <input name=n></form>'},
        "a form, as a page sends nothing",
    ),
    "an element of its maker's own": (
        {"text/html": "<p>Globe</p><model-viewer src='a.glb'> </model-viewer>"},
        "what a script would show as model-viewer",
    ),
    "a picture that a script would fill": (
        {"text/html": "<p>Now</p><img id=live alt=''>"},
        "a picture without content",
    ),
    "a button that calls a script": (
        {"text/html": "<button onclick='more()'>More</button>"},
        "what a script would do",
    ),
    "a link that calls a script": (
        {"text/html": '<a href=" java&#10;script:more()">More</a>'},
        "where a link led (javascript:more())",
    ),
    "a link to a file of the machine": (
        {"text/markdown": "[Log](file:///var/log/syslog)"},
        "where a link led (file:///var/log/syslog)",
    ),
    "elements deeper than anybody shows": (
        {"text/html": "<div>" * 60_000 + "deep"},
        "HTML of more than 500 levels",
    ),
    "style sheets that take seconds": (
        {"text/html": f"<style>{'a{color:red}' * 200_000}</style><p>a</p>"},
        "style sheets of more than 500 kB",
    ),
    "a style from elsewhere": (
        {"text/html": "<style>@import 'https://a.example/b.css'; p {}</style><p>a</p>"},
        "lies elsewhere (https://a.example/b.css)",
    ),
    "a picture elsewhere": (
        {"text/html": '<img src="https://a.example/b.png">'},
        "a picture that lies elsewhere (https://a.example/b.png)",
    ),
    "pictures elsewhere by name": (
        {"text/html": '<img srcset="https://a.example/b.png 1x">'},
        "a picture that lies elsewhere (https://a.example/b.png)",
    ),
    "a drawing elsewhere": (
        {"text/html": '<svg><image href="https://a.example/b.png"/></svg>'},
        "a picture that lies elsewhere (https://a.example/b.png)",
    ),
    "a picture behind a table": (
        {"text/html": "<table background=https://a.example/b.png><td>a</table>"},
        "a picture that lies elsewhere (https://a.example/b.png)",
    ),
    "a picture of a style": (
        {"text/html": "<p style=\"background: url('https://a.example/b.png')\">a</p>"},
        "a picture that lies elsewhere (https://a.example/b.png)",
    ),
    "no picture": ({"image/png": "@@@"}, "a picture that cannot be read"),
    "a broken WebP": ({"image/webp": BROKEN_WEBP}, "a picture that cannot be read"),
    "half a picture": ({"image/png": PIXEL[:60]}, "a picture that cannot be read"),
    "no bytes of a JPEG": ({"image/jpeg": "bm9uZQ=="}, "a picture that cannot be read"),
    "a broken picture of HTML": (
        {"text/html": f"<p>a</p><img src='data:image/webp;base64,{BROKEN_WEBP}'>"},
        "a picture that cannot be read",
    ),
    "half a drawing": (
        {"image/svg+xml": "<svg xmlns='http://www.w3.org/2000/svg'><g>"},
        "a picture that cannot be read",
    ),
    "no drawing": ({"image/svg+xml": "plain"}, "a picture that cannot be read"),
    "an order": (
        {"text/html": '<meta http-equiv="refresh" content="0;url=https://a.example">'},
        "an order to load another page",
    ),
    "a film elsewhere": ({"text/html": "<video src='a.mp4'></video>"}, "a film"),
    "a style sheet alone": (
        {"text/html": "<style>body { background: red }</style>"},
        "a style sheet for the whole page",
    ),
    "another kind": ({"application/x-odd": "?"}, "the kind application/x-odd"),
    "a control": ({VIEW: {"model_id": "s"}}, "a widget (IntSlider) at Years 7"),
    "a control without a name": ({VIEW: {"model_id": "t"}}, "a widget (Text) at x"),
}


@pytest.mark.parametrize("case", LEFT_OUT)
def test_what_cannot_be_shown_is_named_in_its_place_and_in_the_account(case):
    data, words = LEFT_OUT[case]
    slider = {
        "model_name": "IntSliderModel",
        "state": {"value": 7, "description": "Years"},
    }
    typed = {"model_name": "TextModel", "state": {"value": "x", "description": ""}}
    states = {"s": slider, "t": typed}
    made = body(shown(data), metadata={"widgets": {STATES: {"state": states}}})
    [(cell, entry)] = made.left_out
    assert words in entry
    assert cell.startswith("cell-1")
    assert f'<p class="kz-left-out">Left out: {entry}.</p>' in made.html
    assert "<script" not in made.html
    assert "Loading" not in made.html
    assert not re.search(
        '<(img|video|iframe|meta|object(?! class="kz-whole")|embed|canvas|form)',
        made.html,
    )


SHOWN = {
    "latex": (
        {"text/latex": r"$\displaystyle \frac{a}{b}$", "text/plain": "a/b"},
        "<mfrac>",
    ),
    "text with formulas in latex": (
        {"text/latex": r"$x$ & $y$, \begin{equation}z\end{equation} for \$5"},
        '</math> &amp; <math xmlns="http://www.w3.org/1998/Math/MathML" '
        'display="inline"><mrow><mi>y</mi></mrow></math>, <math '
        'xmlns="http://www.w3.org/1998/Math/MathML" display="block"><mrow><mi>z</mi>'
        r"</mrow></math> for \$5",
    ),
    "where scripts are off": (
        {"text/html": "<noscript><b>seen</b></noscript>"},
        '<div class="kz-output"><b>seen</b></div>',
    ),
    "parts of a drawing": (
        {"text/html": '<svg><path id="a" clip-path="url(#b)"/><use href="#a"/></svg>'},
        '<use href="#a"/>',
    ),
    "a drawing in a page's words": (
        {"image/svg+xml": "<svg><g/></svg>"},
        base64.b64encode(
            b'<svg xmlns="http://www.w3.org/2000/svg"><g/></svg>'
        ).decode(),
    ),
    "gif": ({"image/gif": PIXEL}, f'src="data:image/gif;base64,{PIXEL}"'),
    "sound": (
        {
            "text/html": '<audio controls><source src="data:audio/wav;base64,UklG"></audio>'
        },
        "<audio controls>",
    ),
    "a film": (
        {"video/mp4": "AAAA"},
        '<video controls src="data:video/mp4;base64,AAAA">',
    ),
    "JSON": ({"application/json": {"a": [1]}}, "&#34;a&#34;: ["),
    "plotly with a picture": (
        {PLOTLY: {}, "image/png": PIXEL, "text/html": "Loading"},
        f"base64,{PIXEL}",
    ),
}


@pytest.mark.parametrize("case", SHOWN)
def test_what_needs_no_script_is_shown(case):
    data, expected = SHOWN[case]
    made = body(shown(data))
    assert expected in made.html
    assert made.left_out == ()
    assert "Loading" not in made.html


@pytest.mark.parametrize("stated", [{"width": "wide", "height": [1]}, "odd", None])
def test_what_a_notebook_states_of_a_picture_may_be_anything(stated):
    meta = {"image/png": stated}
    html = body(shown({"image/png": PIXEL}, metadata=meta)).html
    assert f'base64,{PIXEL}" alt="" width="1" height="1">' in html


def test_a_chart_is_drawn_where_its_exporter_is_installed(monkeypatch):
    exporter = types.ModuleType("vl_convert")
    exporter.vegalite_to_svg = lambda chart: f"<svg>{chart}</svg>"
    exporter.__spec__ = object()
    monkeypatch.setitem(sys.modules, "vl_convert", exporter)
    made = body(shown({VEGA: {"mark": "bar"}}))
    assert made.left_out == ()
    assert 'src="data:image/svg+xml;base64,' in made.html


def test_widgets_show_what_they_hold():
    inner = shown({"text/plain": "captured"})
    states = {
        "box": {
            "state": {"children": ["IPY_MODEL_out", "IPY_MODEL_bar", "IPY_MODEL_t"]}
        },
        "out": {"model_name": "OutputModel", "state": {"outputs": [inner]}},
        "bar": {
            "model_name": "FloatProgressModel",
            "state": {"value": 3.0, "max": 4.0},
        },
        "t": {"model_name": "HTMLModel", "state": {"value": "75 <b>%</b>"}},
    }
    made = body(
        shown({VIEW: {"model_id": "box"}, "text/plain": "HBox(...)"}),
        metadata={"widgets": {STATES: {"state": states}}},
    )
    assert made.left_out == ()
    assert ">captured</pre>" in made.html
    assert '<progress value="3.0" max="4.0">' in made.html
    assert "75 <b>%</b>" in made.html
    assert "HBox(...)" not in made.html


def test_what_widgets_are_set_to_and_titles_of_tabs_are_told():
    options = {"_options_labels": ["low", "middle", "high"]}
    states = {
        "tab": {
            "state": {"children": ["IPY_MODEL_a", "IPY_MODEL_b"], "titles": ["<One>"]}
        },
        "a": {
            "model_name": "DropdownModel",
            "state": options | {"index": 1, "description": "path"},
        },
        "b": {
            "model_name": "SelectMultipleModel",
            "state": options | {"index": [0, 2, 9]},
        },
    }
    made = body(
        shown({VIEW: {"model_id": "tab"}, "text/plain": "Tab(...)"}),
        metadata={"widgets": {STATES: {"state": states}}},
    )
    assert "<strong>&lt;One&gt;</strong>" in made.html
    assert [words for _, words in made.left_out] == [
        "a widget (Dropdown) at path middle",
        "a widget (SelectMultiple) at low, high",
    ]


def test_colours_stay_and_control_signs_go():
    text = "\x1b[31mred\x1b[0m \x1b]8;;https://a.example\x07link\x1b]8;;\x07 ab\x08c\x00 <b>"
    html = body(stream(text)).html
    assert '<span class="ansi-red-fg">red</span>' in html
    assert "link ac &lt;b&gt;" in html
    assert not re.search(r"[\x00-\x08\x0b-\x1f]", html)


def test_colours_go_on_however_many_changes_came_before():
    """The time was the square of the changes: half a minute for 3 MB."""
    changes = "\x1b[1;38;2;1;2;3mx\x1b[39my\x1b[44m\n" * 99
    html = body(stream(f"{changes}\x1b[31m{'a' * 9}\x1b[{'7;' * 900}m b")).html
    assert html.count('<span class="ansi-bold" style="color: rgb(1,2,3)">x</span>') == 1
    first_bold = '<span class="ansi-blue-bg ansi-bold" style="color: rgb(1,2,3)">x'
    assert html.count(first_bold) == 98
    assert f'<span class="ansi-red-intense-fg ansi-blue-bg ansi-bold">{"a" * 9}' in html
    assert body(stream("ab\x08\x08\x08c\n\x08d")).html.endswith(">c\nd</pre>")


DRAWN = {
    '<image xlink:href="https://a.example/b.png"/>': "lies elsewhere (https://a.ex",
    "<style>@import url(https://a.example/b.css);</style>": "elsewhere (https://a.ex",
    '<rect onclick="go()"/>': "what a script would do in a drawing",
    "<script>go()</script>": "what a script would do in a drawing",
    '<a href="https://a.example"><rect/></a>': "where parts of a drawing led",
}


@pytest.mark.parametrize("part", DRAWN)
def test_what_a_drawing_refers_to_and_cannot_show_is_named_below_it(part):
    made = body(shown({"image/svg+xml": DRAWING.format(part)}))
    [(_, entry)] = made.left_out
    assert DRAWN[part] in entry
    assert f'</figure>\n<p class="kz-left-out">Left out: {entry}' in made.html
    plain = '<use xlink:href="#a"/><image href="data:image/png;base64,AA=="/>'
    assert not body(shown({"image/svg+xml": DRAWING.format(plain)})).left_out


ENDED = {
    "a <b>c</b> < d": "a <b>c</b> &lt; d",
    "<p>a<!-- b <i>c</i>": "<p>a<!-- b <i>c</i>-->",
    "<p>a</p><style>b{}": "<p>a</p><style>b{}</style>",
    "<img <img <img src=a>": "<img &lt;img &lt;img src=a>",
    "<style>a{content:'<b'}</style><i <b>c": "<style>a{content:'<b'}</style><i &lt;b>c",
    "<video src=a>": "<video src=a></video>",
    "<a href='" * 3: "&lt;a href='" * 3,
}


@pytest.mark.parametrize("html", ENDED)
def test_what_is_open_is_ended_so_that_nothing_is_read_twice(html):
    assert ended(html) == ENDED[html]


def test_formulas_are_found_by_their_ends():
    """A thousand formulas without an end took as long as a million with one."""
    html = latex_html(r"a $x$ \$5 $$y$$ \(z\) \[w\] \begin{math}v\end{math} $u \[")
    assert html.count("<math") == 5
    assert [html.count(f">{name}<") for name in "xyzwv"] == [1] * 5
    assert html.startswith(r"a <math") and html.endswith(r" $u \[")


def test_an_error_that_a_cell_may_raise_is_shown():
    raised = nbformat.v4.new_output(
        "error",
        ename="ValueError",
        evalue="no",
        traceback=["\x1b[31mValueError\x1b[0m: no"],
    )
    assert ">ValueError</span>: no" in body(raised, tags=["raises-exception"]).html


@pytest.mark.parametrize("tag", ["hide-output", "hide-cell"])
def test_what_its_author_hides_is_folded_and_what_he_removes_is_gone(tag):
    folded = body(stream("long"), tags=[tag]).html
    assert re.search(r"<details[^>]*><summary>[^<]*</summary>\s*<pre[^>]*>long", folded)
    assert "long" not in body(stream("long"), tags=["remove-output"]).html


def test_formulas_in_texts_are_mathml_and_amounts_are_money():
    html = written(
        "Rate $g = \\frac{x_1}{x_0} < 1$, from $5 million to $6 million, or $5-$10.\n\n"
        "$$\\sum_i x_i$$\n\n\\begin{align}a &= b\\end{align}"
    ).html
    assert html.count("<math ") == 3
    assert "<mfrac>" in html
    assert "&lt;" in html
    assert "from $5 million to $6 million, or $5-$10." in html
    assert html.count('display="block"') == 2


def test_a_formula_that_nobody_can_read_stands_as_it_was_written():
    html = written("$\\frac{1}{$ and $<script>alert(1)</script>$").html
    assert "<script" not in html
    assert "frac" in html


def test_links_to_headings_lead_there():
    html = written("## How fast?\n\n[up](#How-fast?) [away](#elsewhere)").html
    [name] = re.findall(r'<h2 id="([^"]+)">', html)
    assert f'href="#{name}"' in html
    assert 'href="#elsewhere"' in html


def test_a_missing_attachment_is_left_out():
    assert written("![a](attachment:gone.png)").left_out[0][1].startswith("a picture")


def test_standard_error_is_counted_and_what_failed_beside_a_cell_is_seen():
    trace = (
        "Exception in thread Thread-5 (f):\nTraceback (most recent call last):\n"
        '  File "<cell>", line 5, in f\nZeroDivisionError: division by zero\n'
    )
    text = (
        "x.py:1: FutureWarning: soon\n  f()\n"
        + trace
        + "Exit code 3 of the command: go\n"
    )
    made = nbformat.from_dict(notebook("1"))
    for cell in made.cells:
        cell.source = "".join(cell.source)
    made.cells[-1].outputs = [stream(text, "stderr")]
    found = ErrorStream.of(made)
    assert (found.lines, found.warnings) == (7, {"FutureWarning": 1})
    assert found.summary == "Standard error: 7 lines; FutureWarning (1)"
    cut = "\n[Cut: a cell may show 5 MB; 4 lines of standard error were lost.]\n"
    made.cells[-1].outputs = [stream("a\x0cb\n\nhalf", "stderr"), stream(cut)]
    lost = ErrorStream.of(made)
    # The end of the line that was cut half-way is the first of the lost ones.
    assert (lost.lines, lost.lost) == (6, 4)
    assert lost.summary == "Standard error: 6 lines; 4 of them lost beyond the bounds"
    made.cells[-1].outputs = [stream(text, "stderr")]
    html = body_of(made).html
    assert "Thread-5 (f): ZeroDivisionError: division by zero" in html
    assert "Exit code 3 of the command: go" in html


@pytest.mark.parametrize(
    "said",
    [
        "Task exception was never retrieved\nfuture: <Task finished name='a'>",
        "Future exception was never retrieved\nfuture: <Future finished>",
        "Process ForkProcess-1:",
        "Exception in callback f() at <cell>:1\nhandle: <Handle f() at <cell>:1>",
    ],
)
def test_what_asyncio_says_of_a_failure_is_seen(said):
    text = f"{said}\nTraceback (most recent call last):\n  File x\nKeyError: 'a'\n"
    html = body(stream(text, "stderr")).html
    first_line = (
        said.partition("\n")[0].rstrip(":").replace("<", "&lt;").replace(">", "&gt;")
    )
    line = f"Something failed beside this cell. {first_line}: KeyError: &#x27;a&#x27;"
    assert f'<p class="kz-left-out">{line}</p>' in html


@pytest.mark.parametrize("error", ["ValueError: no", "ValueError: \n no\n^"])
def test_a_form_that_cannot_be_made_is_left_out_and_a_thread_at_work_is_no_failure(
    error,
):
    trace = f"Traceback (most recent call last):\n  File x\n{error}\n"
    text = f"{inside.UNSHOWN}\n{trace}{inside.STILL.format('thread a')}\n"
    made = body(stream(text, "stderr"))
    words = "a form of an output, as making it raised ValueError: no"
    assert [entry for _, entry in made.left_out] == [words]
    assert f"Left out: {words}." in made.html
    assert ">Still at work when the page was made: thread a.</p>" in made.html


LINKS = {
    "kept": ("artefacts/a.csv", '<a href="t.files.zip" download>artefacts/a.csv</a>'),
    "kept, said otherwise": ("./artefacts/a%2Ecsv", 'href="t.files.zip"'),
    "not kept": ("own.csv", "own.csv"),
    "a link": ("artefacts/link.csv", "artefacts/link.csv"),
    "taken away": ("gone.csv", "gone.csv"),
    "another folder": ("../gone.csv", "../gone.csv"),
}


@pytest.mark.parametrize("case", LINKS)
def test_links_to_files_of_a_notebook_lead_to_what_is_kept(case, tmp_path):
    address, expected = LINKS[case]
    folder = tmp_path / artefacts.FOLDER
    folder.mkdir()
    for path in (folder / "a.csv", tmp_path / "own.csv"):
        path.touch()
    (folder / "link.csv").symlink_to(tmp_path / "own.csv")
    html = f"a <a href='{address}' target='_blank'>{address}</a><br>"
    node = nbformat.from_dict(notebook())
    cell = nbformat.v4.new_code_cell("", outputs=[shown({"text/html": html})])
    node.cells = [cell]
    made = body_of(node, files=LeftFiles(tmp_path, "t.files.zip"))
    is_kept = case.startswith("kept")
    assert expected in made.html
    assert ("<a " in made.html) is is_kept
    assert [w.partition(",")[0] for _, w in made.left_out] == (
        [] if is_kept else [f"the file {address}"]
    )


@pytest.mark.parametrize(
    "link",
    [
        "<a href='other.html'>b</a>",
        "<a href='https://a.example/own.csv' target='_blank'>own.csv</a>",
        '<a href="#a">c</a>',
        "<a href=mailto:a@b.example>d</a>",
    ],
)
def test_other_links_stay(link, tmp_path):
    (tmp_path / "own.csv").touch()
    node = nbformat.from_dict(notebook())
    node.cells = [nbformat.v4.new_markdown_cell(link)]
    made = body_of(node, files=LeftFiles(tmp_path, "t.files.zip"))
    assert link in made.html
    assert made.left_out == ()


def test_pages_are_refused_where_that_is_demanded():
    left_out = [{"cell": "c", "what": "a script"}] * 2
    stderr = {"lines": 2, "warnings": {"UserWarning": 1}, "cell": "d"}
    assert Demands().refusal(left_out, stderr) is None
    assert Demands(strict=True).refusal([], stderr) is None
    assert Demands(strict=True).refusal(left_out, {}) == (
        "c",
        "a page cannot show a script, and 1 more (--strict)",
    )
    assert Demands(fail_on_stderr=True).refusal([], stderr) == (
        "d",
        "2 lines on standard error (--fail-on-stderr): UserWarning",
    )


def test_an_output_is_followed_by_links_to_the_files_that_it_offers():
    meta = {
        "files": [
            ["Data as CSV", "t.csv"],
            ["Chart as SVG", "t.svg"],
            ["X", "no.csv"],
            ["X"],
            5,
        ],
        "shows": 'Figures "chosen"',
    }
    node = nbformat.from_dict(notebook("1"))
    output = shown({"text/html": "<p>a</p>"}, metadata={"text/html": meta})
    node.cells[-1].outputs = [output]
    for cell in node.cells:
        cell.source = "".join(cell.source)
    html = body_of(node, {"t.csv": "files/a/t.csv", "t.svg": "files/a/t.svg"}).html
    assert (
        '<p class="kz-files"><a href="files/a/t.csv" download '
        'aria-label="Data as CSV: Figures &quot;chosen&quot;">Data as CSV</a>'
    ) in html
    assert "no.csv" not in html
    assert "kz-files" not in body_of(node).html
