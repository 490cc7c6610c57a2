"""Run every recipe of ``docs/gallery.md`` and write below each what comes.

    python benchmarks/gallery.py

A recipe is a block of Python that stands alone; its last line is what it shows.
"""

from __future__ import annotations

import ast
import os
import re
import tempfile
from pathlib import Path

GALLERY = Path(__file__).parents[1] / "docs" / "gallery.md"
RECIPE = re.compile(r"```python\n(.*?)```\n(?:\n```text\n.*?```\n)?", re.DOTALL)


def recipes(text: str) -> list[str]:
    """Return the code of every recipe."""
    return [match[1] for match in RECIPE.finditer(text)]


def shown(code: str) -> str:
    """Run one recipe in an empty folder, and return what its last line shows."""
    *body, last = ast.parse(code).body
    names: dict[str, object] = {}
    before = Path.cwd()
    with tempfile.TemporaryDirectory() as folder:
        os.chdir(folder)
        try:
            exec(compile(ast.Module(body, []), "recipe", "exec"), names)  # noqa: S102
            source = compile(ast.Expression(last.value), "recipe", "eval")  # type: ignore[attr-defined]
            value = eval(source, names)  # noqa: S307
        finally:
            os.chdir(before)
    # A file that was written is named by its path, which is another one each time.
    return "" if value is None or isinstance(value, Path) else repr(value)


def with_output(text: str) -> str:
    """Return the gallery with what every recipe shows today."""

    def block(match: re.Match[str]) -> str:
        lines = [line.rstrip() for line in shown(match[1]).splitlines()]
        below = "\n```text\n" + "\n".join(lines) + "\n```\n" if lines else ""
        return f"```python\n{match[1]}```\n{below}"

    return RECIPE.sub(block, text)


if __name__ == "__main__":
    GALLERY.write_text(with_output(GALLERY.read_text("utf-8")), encoding="utf-8")
