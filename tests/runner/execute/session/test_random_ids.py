"""Equal runs of libraries that draw names at random give equal bytes."""

import json
import uuid
from random import Random

import nbformat
from tiny_notebooks import notebook

from kzaz_analysis.runner.execute.strip import tidy

STATES = "application/vnd.jupyter.widget-state+json"
VIEW = "application/vnd.jupyter.widget-view+json"


def made(seed):
    """What Styler, altair, bokeh and a widget show, with names drawn anew."""
    draw = Random(seed)  # noqa: S311 - no secret

    def drawn():
        return uuid.UUID(int=draw.getrandbits(128), version=4)

    styler, chart, element, document, model = (drawn() for _ in range(5))
    short = styler.hex[:5]
    shown = [
        {
            "text/html": f'<style>#T_{short}_row0_col0 {{}}</style><table id="T_{short}">'
            f'<td id="T_{short}_row0_col0">12345 abcde</td></table>'
        },
        {
            "text/html": f'<div id="altair-viz-{chart.hex}"></div>'
            f'<script>embed("#altair-viz-{chart.hex}")</script>'
        },
        {
            "text/html": f'<div id="{element}" data-root-id="p1"></div>',
            "application/javascript": f'const docs = {{"{document}": 1}}; '
            f'[{{"docid":"{document}","roots":{{"p1":"{element}"}}}}]',
        },
        {VIEW: {"model_id": model.hex}, "text/plain": "HBox()"},
        {"text/plain": "order 6fa459ea-ee8a-4ca4-894e-db77e160355e, row T_0a1b2"},
    ]
    document = nbformat.from_dict(notebook("1"))
    for cell in document.cells:
        cell.source = "".join(cell.source)
    document.cells[-1].outputs = [
        nbformat.v4.new_output("display_data", data=data) for data in shown
    ]
    state = {model.hex: {"state": {"children": [f"IPY_MODEL_{model.hex}"]}}}
    document.metadata["widgets"] = {STATES: {"state": state}}
    return document, short


def test_equal_runs_are_equal_and_nothing_else_changes():
    (one, drawn), (other, _) = made(1), made(2)
    assert json.dumps(one) != json.dumps(other)
    tidy(one)
    tidy(other)
    assert json.dumps(one) == json.dumps(other)
    table, *_, text = one.cells[-1].outputs
    assert f"T_{drawn}" not in table.data["text/html"]
    assert "12345 abcde" in table.data["text/html"]
    assert text.data["text/plain"].startswith("order 6fa459ea-ee8a-4ca4-894e-db77e1")
    [model] = one.metadata.widgets[STATES]["state"]
    assert one.cells[-1].outputs[3].data[VIEW]["model_id"] == model
    assert f"IPY_MODEL_{model}" in json.dumps(one)


BARS = {
    "100%|█| 3/3 [00:00<00:00, 69.27it/s]": "100%|█| 3/3",
    "3it [01:00:00, 12.50s/it]": "3it",
    "40%|#4 | 2/5 [00:01<?, ? file/s, loss=0.1]": "40%|#4 | 2/5 [loss=0.1]",
    " 2/2\u2007[00:00&lt;00:00,\u200754.64it/s]": " 2/2",
    "at 3 [00:10] and [1, 2/3]": "at 3 [00:10] and [1, 2/3]",
}


def test_a_bar_of_progress_keeps_its_count_and_no_time():
    for shown, expected in BARS.items():
        document = nbformat.from_dict(notebook("1"))
        for cell in document.cells:
            cell.source = "".join(cell.source)
        stream = nbformat.v4.new_output("stream", name="stderr", text=shown)
        view = nbformat.v4.new_output("display_data", data={VIEW: {"model_id": "m"}})
        document.cells[-1].outputs = [stream, view]
        document.metadata["widgets"] = {STATES: {"state": {"m": {"value": shown}}}}
        tidy(document)
        assert document.cells[-1].outputs[0].text == expected
        assert document.metadata["widgets"][STATES]["state"]["m"]["value"] == expected
