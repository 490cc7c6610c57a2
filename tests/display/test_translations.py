"""Templates in another language say every sentence, from the same operands."""

from pathlib import Path

import jinja2
import pytest

REPORTS = Path(__file__).parents[2] / "kzaz_analysis" / "reports"
TRANSLATED = sorted(REPORTS.rglob("sentences.??.j2"))


def macros(path):
    """Arguments of each macro of a template by its name."""
    tree = jinja2.Environment().parse(path.read_text("utf-8"))  # noqa: S701
    each = tree.find_all(jinja2.nodes.Macro)
    return {macro.name: [argument.name for argument in macro.args] for macro in each}


@pytest.mark.parametrize("path", TRANSLATED, ids=lambda p: f"{p.parent.name}-{p.name}")
def test_a_template_takes_what_the_english_one_takes(path):
    english, translated = macros(path.with_name("sentences.j2")), macros(path)
    other = {n for n, asked in english.items() if translated.get(n, asked) != asked}
    assert other == set()
    code = "".join(p.read_text("utf-8") for p in path.parent.glob("*.py"))
    said = {name for name in english if f'"{name}"' in code}
    assert said - set(translated) == set()
