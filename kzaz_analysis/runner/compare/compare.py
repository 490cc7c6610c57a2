"""Two runs side by side: which findings and numbers differ, and because of what."""

from __future__ import annotations

import math
from typing import TYPE_CHECKING, Any

from kzaz_analysis import renames
from kzaz_analysis.runner.archive import archive
from kzaz_analysis.runner.compare import causes, diff_text
from kzaz_analysis.runner.compare.comparison import (
    NumberChange,
    PageChange,
    RunComparison,
)
from kzaz_analysis.runner.plan.status import GOOD

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping, Sequence
    from pathlib import Path

_NOISE = 1e-9
_SOFTWARE = ("version", "commit")


def compare(
    old: Mapping[str, Any] | None, new: Mapping[str, Any], *stores: Path
) -> RunComparison:
    """Compare what two runs found.

    Parameters
    ----------
    old, new : mapping
        Records as of `archive.read`; the earlier one may be missing.
    *stores : pathlib.Path
        Archives (``OUT/runs``) that keep the contents of their tables.

    Returns
    -------
    RunComparison
        Pages whose finding or numbers differ, then pages that are new or gone, then
        pages that found the same from other inputs. Where either is the run of a
        single page, only pages of both are compared.
    """
    if old is None:
        return RunComparison(new=str(new.get("id") or ""))
    keys = {**(old.get("keys") or {}), **(new.get("keys") or {})}
    old_pages, new_pages = _pages(old), _pages(new)
    slugs = [*new_pages, *(slug for slug in old_pages if slug not in new_pages)]
    if old.get("alone") or new.get("alone"):
        slugs = [slug for slug in slugs if slug in old_pages and slug in new_pages]
    changed = [
        _page(s, old_pages.get(s), new_pages.get(s), stores, keys) for s in slugs
    ]
    differing = [page for page in changed if page.says_something]
    return RunComparison(
        old=str(old.get("id") or ""),
        new=str(new.get("id") or ""),
        pages=tuple(sorted(differing, key=_rank)),
        failed=tuple(s for s in slugs if s in new_pages and not _is_good(new_pages[s])),
    )


def page_section(
    versions: Sequence[Mapping[str, Any]],
    store: Path,
    slug: str,
    page: Mapping[str, Any],
    keys: Mapping[str, Sequence[str]],
) -> dict[str, Any]:
    """Return what a page says of the version before it, for its template.

    Parameters
    ----------
    versions : sequence of mapping
        Records of the page as of `RunIndex.versions`, newest first.
    store : pathlib.Path
        Archive that keeps the contents of their tables.
    slug : str
        The page.
    page : mapping
        What is being made: ``title``, ``report``, ``parameters``, ``inputs``,
        ``results``, and ``version`` of the software (no commit: pages that equal
        code made are equal).
    keys : mapping of str to sequence of str
        Key columns by table.

    Returns
    -------
    dict
        As of `wording.section`; empty if there was no version from other inputs, or
        it found the same. It holds no time, path or id of a run.
    """
    base = archive.base_for(versions, slug, page.get("inputs") or {})
    if base is None:
        return {}
    old_page = _pages(base)[slug]
    all_keys = {**(base.get("keys") or {}), **keys}
    change = _page(slug, old_page, page, (store,), all_keys)
    return diff_text.section(change) if change.is_changed else {}


def is_conclusion_changed(old: Mapping[str, Any], new: Mapping[str, Any]) -> bool:
    """Whether two versions of a page differ in the finding or a number as printed."""
    old_title, new_title = (str(page.get("title") or "") for page in (old, new))
    change = PageChange("", old_title, new_title, tuple(_numbers(old, new)))
    return change.is_conclusion_changed


def _pages(record: Mapping[str, Any]) -> dict[str, dict[str, Any]]:
    software = record.get("software") or {}
    about = {name: software.get(name) for name in _SOFTWARE}
    return {slug: {**about, **page} for slug, page in record["pages"].items()}


def _page(
    slug: str,
    old: Mapping[str, Any] | None,
    new: Mapping[str, Any] | None,
    stores: Sequence[Path],
    keys: Mapping[str, Sequence[str]],
) -> PageChange:
    old_page, new_page = old or {}, new or {}
    return PageChange(
        slug=slug,
        title_before=str(old_page.get("title") or ""),
        title_after=str(new_page.get("title") or ""),
        numbers=tuple(_numbers(old_page, new_page)),
        causes=causes.between(old, new, stores, keys) if old and new else (),
        state="both" if old and new else "new" if new else "gone",
    )


def _numbers(old: Mapping[str, Any], new: Mapping[str, Any]) -> Iterator[NumberChange]:
    old_results, new_results = _by_name(old), _by_name(new)
    for name in (
        *new_results,
        *(name for name in old_results if name not in new_results),
    ):
        change = _number(name, old_results.get(name, {}), new_results.get(name, {}))
        if _differs(change):
            yield change


def _by_name(page: Mapping[str, Any]) -> dict[str, Mapping[str, Any]]:
    results = page.get("results") or ()
    return {renames.result(str(result.get("name"))): result for result in results}


def _number(name: str, old: Mapping[str, Any], new: Mapping[str, Any]) -> NumberChange:
    about = new or old
    return NumberChange(
        name=name,
        label=str(about.get("label") or name),
        unit=str(about.get("unit") or ""),
        period=str(about.get("period") or ""),
        old=_finite(old.get("value")),
        new=_finite(new.get("value")),
        old_shown=diff_text.shown(old),
        new_shown=diff_text.shown(new),
        old_interval=(_finite(old.get("low")), _finite(old.get("high"))),
        new_interval=(_finite(new.get("low")), _finite(new.get("high"))),
        old_unit=str((old or new).get("unit") or ""),
        old_period=str((old or new).get("period") or ""),
    )


def _differs(number: NumberChange) -> bool:
    texts = (number.old_shown, number.old_unit, number.old_period)
    if texts != (number.new_shown, number.unit, number.period):
        return True
    pairs = zip(
        (number.old, *number.old_interval),
        (number.new, *number.new_interval),
        strict=True,
    )
    return not all(_is_same(a, b) for a, b in pairs)


def _is_same(old: float | None, new: float | None) -> bool:
    """Whether two values are equal but for last digits, which machines differ in."""
    if old is None or new is None:
        return old is new
    return math.isclose(old, new, rel_tol=_NOISE, abs_tol=_NOISE**2)


def _finite(value: object) -> float | None:
    if isinstance(value, bool) or not isinstance(value, int | float):
        return None
    return float(value) if math.isfinite(value) else None


def _is_good(page: Mapping[str, Any]) -> bool:
    return page.get("status") in GOOD


def _rank(page: PageChange) -> int:
    order = (page.is_conclusion_changed, page.is_changed, page.state != "both", True)
    return order.index(True)
