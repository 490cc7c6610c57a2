"""Files that are no notebooks, or hardly: named in a sentence, or read as they are."""

import codecs
import json

import pytest
from tiny_notebooks import notebook, save

from kzaz_analysis.errors import NotebookFailed
from kzaz_analysis.runner.plan.suite import plan_page

CELL = {"cell_type": "code", "metadata": {}, "source": "1", "outputs": []}
ODD = {
    "": "cannot be read: Expecting value",
    "[]": "is not a notebook",
    "{}": "it has no cells",
    '{"worksheets": [], "nbformat": 3}': "the old format 3, .* nbconvert --to notebook",
    '{"cells": [], "nbformat": 99}': "its format .nbformat. is 99, and 4 is read",
    '{"cells": [], "nbformat": "4"}': "its format .nbformat. is '4'",
    '{"cells": 5}': "is not a notebook: its cells are no list",
    '{"cells": [1]}': "is not a notebook: cell 1 is no mapping",
    '{"cells": [], "metadata": null}': "it has metadata that are no mapping",
    '{"cells": [{"cell_type": "code"}]}': "cell 1 has no cell_type or no source",
    json.dumps({"cells": [CELL, CELL | {"source": [1]}]}): "cell 2 has a source that",
    json.dumps({"cells": [CELL | {"metadata": []}]}): "cell 1 has metadata that are no",
    "[" * 100_000: "is nested too deep",
}


@pytest.mark.parametrize("text", ODD, ids=range(len(ODD)))
def test_what_is_no_notebook_is_named(tmp_path, text):
    path = tmp_path / "odd.ipynb"
    path.write_text(text, "utf-8")
    with pytest.raises(NotebookFailed, match=f"^odd.ipynb .*{ODD[text]}"):
        plan_page(str(path), {})


def test_a_mark_of_byte_order_is_no_flaw(tmp_path):
    path = save(tmp_path, "marked", "1")
    path.write_bytes(codecs.BOM_UTF8 + path.read_bytes())
    page = plan_page(str(path), {})
    assert page.report.read() == notebook("1")
