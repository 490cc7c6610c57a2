"""Templates that were changed are named before their pages are made."""

from __future__ import annotations

from typing import TYPE_CHECKING

from kzaz_analysis.errors import UsageError
from kzaz_analysis.runner.templates import changed

if TYPE_CHECKING:
    from collections.abc import Iterable
    from pathlib import Path

    from kzaz_analysis.runner.plan.page import Page


def refuse_changed(pages: Iterable[Page]) -> None:
    """Refuse pages whose template was changed since it was agreed to.

    Raises
    ------
    UsageError
        If a template was changed; every one is named with the pages it makes.
    """
    slugs: dict[Path, list[str]] = {}
    for page in pages:
        slugs.setdefault(page.report.path, []).append(page.slug)
    problems = [
        f"  {path}, of which {_enumerated(slugs[path])} would be made"
        for path in changed(slugs)
    ]
    if problems:
        raise UsageError("\n".join([_CHANGED, *problems, _WAYS]))


_CHANGED = "templates of published pages were changed:"
_WAYS = """\
To try something out, take a copy: kzaz new notebook NAME.
To make the pages of the changed templates, this once: --allow-changed.
To keep a change for good: kzaz report refresh NAME. To undo it: git restore PATH."""


def _enumerated(slugs: list[str]) -> str:
    """Name the first few of many pages."""
    more = len(slugs) - _FEW
    text = ", ".join(slugs[:_FEW])
    return f"{text} and {more} more" if more > 0 else text


_FEW = 3
