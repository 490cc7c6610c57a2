"""Charts that scripts draw: by the installed script where that is allowed, and named."""

import json
import re
import sys
import types

import nbformat
import pytest
from tiny_notebooks import PIXEL, notebook

from kzaz_analysis.runner.plan.parameters import read_schema
from kzaz_analysis.runner.render.cells import body_of
from kzaz_analysis.runner.render.render import PageFacts, render_page

PLOTLY = "application/vnd.plotly.v1+json"
VEGA = "application/vnd.vegalite.v6.json"
BARS = {"data": [{"y": [1, 2]}], "layout": {"title": "</script><b>"}}
LINE = {"mark": "line", "data": {"values": [{"a": "})({"}]}}
AS_ALTAIR_WRITES = (
    '<style>#altair-viz-1 {}</style><div id="altair-viz-1"></div><script>'
    "(function(spec, embedOpt){ vegaEmbed(outputDiv, spec, embedOpt) })"
    f'({json.dumps(LINE)}, {{"mode": "vega-lite"}});</script>'
)
CHARTS = [
    {PLOTLY: BARS, "image/png": PIXEL, "text/html": "<div>Loading</div>"},
    {"text/html": AS_ALTAIR_WRITES, "text/plain": "alt.Chart(...)"},
    {VEGA: json.dumps(LINE)},
]
DRAWING = (
    "/* </script> <!-- */ window.{name} = (place, chart) => {{"
    ' place.append("{name} drew", JSON.stringify(chart)); }}'
)


@pytest.fixture
def installed(monkeypatch):
    """Stand-ins of the libraries, with a script that writes what it is given."""

    def install(name, **functions):
        module = types.ModuleType(name)
        vars(module).update(functions, __spec__=object())
        monkeypatch.setitem(sys.modules, name, module)

    write = DRAWING.format
    install("plotly")
    script = write(name="newPlot") + "; window.Plotly = window;"
    install("plotly.offline", get_plotlyjs=lambda: script)
    install(
        "vl_convert",
        javascript_bundle=lambda: write(name="vegaEmbed"),
        vegalite_to_svg=lambda chart: f"<svg>{chart}</svg>",
    )


def made(*outputs):
    document = nbformat.from_dict(notebook("1"))
    for cell in document.cells:
        cell.source = "".join(cell.source)
    document.cells[-1].outputs = [
        nbformat.v4.output_from_msg(
            {
                "header": {"msg_type": "display_data"},
                "content": {"data": output, "metadata": {}},
            }
        )
        for output in outputs
    ]
    return document


def page(document, body):
    schema = read_schema("tiny", notebook("1"))
    return render_page(document, PageFacts("a", "tiny", schema, schema.bind({})), body)


def test_charts_are_drawn_by_the_installed_script_under_a_policy_that_names_it(
    installed,
):
    document = made(*CHARTS)
    body = body_of(document, scripts=True)
    assert (body.left_out, len(body.scripts)) == ((), 5)
    html = page(document, body)
    [policy] = re.findall(
        r'http-equiv="Content-Security-Policy" content="([^"]*)"', html
    )
    assert policy.count("sha256-") == 5 + 1
    assert "unsafe-eval" not in policy
    assert html.count("<script>") == html.count("sha256-") == 5 + 1
    assert "kzaz report run tiny --scripts" in html
    assert html == page(document, body_of(document, scripts=True))


def test_charts_are_drawn_in_a_browser_and_no_script_of_others(
    browser, installed, tmp_path
):
    document = made(*CHARTS)
    html = page(document, body_of(document, scripts=True))
    (tmp_path / "a.html").write_text(
        html.replace("</main>", "<script>document.title = 'foreign'</script></main>")
    )
    drawn, title = looked_at(browser, tmp_path / "a.html")
    assert title != "foreign"
    assert [words.partition("drew")[0] for words in drawn] == [
        "newPlot ", "vegaEmbed ", "vegaEmbed ",
    ]  # fmt: skip
    charts = [json.loads(words.partition("drew")[2]) for words in drawn]
    assert charts[0]["layout"] == BARS["layout"]
    assert charts[1:] == [LINE, LINE]


def looked_at(browser, path):
    shown = browser.new_page()
    shown.goto(path.as_uri())
    drawn = shown.locator(".kz-live").all_inner_texts()
    title = shown.title()
    shown.close()
    return drawn, title


def test_without_leave_there_is_no_script_and_a_picture_where_one_can_be_made(
    installed,
):
    document = made(*CHARTS)
    body = body_of(document)
    assert (body.left_out, body.scripts) == ((), ())
    assert body.html.count("<img ") == 3
    html = page(document, body)
    # One of ours, which every page has.
    assert html.count("<script>") == html.count("sha256-") == 1
    assert "--scripts" not in html


@pytest.mark.parametrize("scripts", [False, True])
def test_a_library_that_is_not_installed_is_named(scripts):
    try:
        import plotly
    except ImportError:
        plotly = None
    if plotly:
        pytest.skip("it is installed here")
    [(_, words)] = body_of(made({PLOTLY: BARS}), scripts=scripts).left_out
    why = ", whose script comes with plotly, which is not installed" if scripts else ""
    assert words == f"an interactive chart of plotly{why}"


def test_a_chart_that_nobody_can_read_is_named(installed):
    html = AS_ALTAIR_WRITES.replace("({", "({{")
    [(_, words)] = body_of(made({"text/html": html}), scripts=True).left_out
    assert words == "an interactive chart of Altair"
