"""What differs between two runs, as data and in words."""

from __future__ import annotations

import math
from dataclasses import asdict, dataclass, field
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from collections.abc import Mapping

DATA_REVISION = "data revision"
NEW_PERIOD = "new period"
NEW_FIGURE = "new figure"
PARAMETER = "parameter"
CODE = "code"
ENVIRONMENT = "environment"

DATA = (DATA_REVISION, NEW_PERIOD, NEW_FIGURE)
"""Kinds of cause that lie in a table."""

Interval = tuple[float | None, float | None]


@dataclass(frozen=True, slots=True)
class Cause:
    """One input that differs.

    Attributes
    ----------
    kind : str
        ``data revision``, ``new period``, ``new figure``, ``parameter``, ``code`` or
        ``environment``.
    text : str
        What differs, for readers.
    detail : mapping
        The same as data. For a row: ``table``, ``key`` (value by key column) and,
        where values in it differ, ``columns`` with ``old`` and ``new`` by column.
    """

    kind: str
    text: str
    detail: Mapping[str, Any] = field(default_factory=dict)


@dataclass(frozen=True, slots=True)
class NumberChange:
    """One headline number that differs.

    Attributes
    ----------
    name, label, unit, period : str
        From the later run; from the earlier one if the number is gone.
    old, new : float or None
        Its values; None where it was not there or could not be computed.
    old_shown, new_shown : str
        Number and unit as printed; empty where it was not there.
    old_interval, new_interval : tuple of float or None
        Its bounds.
    old_unit, old_period : str
        From the earlier run.
    """

    name: str
    label: str
    unit: str
    period: str
    old: float | None
    new: float | None
    old_shown: str = ""
    new_shown: str = ""
    old_interval: Interval = (None, None)
    new_interval: Interval = (None, None)
    old_unit: str = ""
    old_period: str = ""

    @property
    def difference(self) -> float | None:
        """New minus old, in `unit`; None unless both are there in one unit."""
        if self.old is None or self.new is None or self.old_unit != self.unit:
            return None
        difference = self.new - self.old
        return difference if math.isfinite(difference) else None

    @property
    def difference_pct(self) -> float | None:
        """Difference in percent of the old value; None where that says nothing.

        That is between rates, and between values of which one is zero or which have
        different signs.
        """
        difference = self.difference
        if difference is None or is_rate(self.unit):
            return None
        if self.old is None or self.new is None or self.old * self.new <= 0:
            return None
        percent = 100 * difference / abs(self.old)
        return percent if math.isfinite(percent) else None

    @property
    def is_printed(self) -> bool:
        """Whether the number as printed differs."""
        return self.old_shown != self.new_shown

    def as_dict(self) -> dict[str, Any]:
        """Return the change as data that JSON can hold."""
        return asdict(self) | {
            "difference": self.difference,
            "difference_pct": self.difference_pct,
        }


@dataclass(frozen=True, slots=True)
class PageChange:
    """One page that differs, or whose inputs do.

    Attributes
    ----------
    slug : str
        Which page.
    title_before, title_after : str
        The finding; empty on the side where there is no such page.
    numbers : tuple of NumberChange
        Headline numbers that differ, in the order of the page.
    causes : tuple of Cause
        Inputs that differ; rows that concern the page most come first.
    state : str
        ``new``, ``gone``, or ``both`` for a page of both runs.
    """

    slug: str
    title_before: str
    title_after: str
    numbers: tuple[NumberChange, ...] = ()
    causes: tuple[Cause, ...] = ()
    state: str = "both"

    @property
    def title(self) -> str:
        """The finding of the later run, or of the earlier one if the page is gone."""
        return self.title_after or self.title_before

    @property
    def says_something(self) -> bool:
        """Whether anything differs, be it an input alone."""
        return self.is_changed or self.state != "both" or bool(self.causes)

    @property
    def is_changed(self) -> bool:
        """Whether the finding or any number differs, also below what is printed."""
        both = self.state == "both"
        return both and bool(self.numbers or self.title_before != self.title_after)

    @property
    def is_conclusion_changed(self) -> bool:
        """Whether the finding, or a number as printed, differs."""
        return self.state == "both" and (
            self.title_before != self.title_after
            or any(number.is_printed for number in self.numbers)
        )

    def as_dict(self) -> dict[str, Any]:
        """Return the change as data that JSON can hold."""
        return {
            "slug": self.slug,
            "state": self.state,
            "conclusion_changed": self.is_conclusion_changed,
            "title_before": self.title_before,
            "title_after": self.title_after,
            "numbers": [number.as_dict() for number in self.numbers],
            "causes": [asdict(cause) for cause in self.causes],
        }


@dataclass(frozen=True, slots=True)
class RunComparison:
    """All that differs between two runs.

    Attributes
    ----------
    old, new : str
        Ids of the runs; empty where there is none.
    pages : tuple of PageChange
        Pages that differ or whose inputs do; changed conclusions come first.
    failed : tuple of str
        Pages that the later run could not make, so that their last good results
        were compared.
    """

    old: str = ""
    new: str = ""
    pages: tuple[PageChange, ...] = ()
    failed: tuple[str, ...] = ()

    @property
    def conclusions(self) -> tuple[PageChange, ...]:
        """Pages whose conclusion changed."""
        return tuple(page for page in self.pages if page.is_conclusion_changed)

    def page(self, slug: str) -> PageChange | None:
        """Return what changed on one page; None if nothing did."""
        return next((page for page in self.pages if page.slug == slug), None)

    def as_dict(self) -> dict[str, Any]:
        """Return the comparison as data that JSON can hold."""
        return {
            "old": self.old,
            "new": self.new,
            "conclusions_changed": len(self.conclusions),
            "pages": [page.as_dict() for page in self.pages],
            "failed": list(self.failed),
        }


def is_rate(unit: str) -> bool:
    """Whether differences in a unit are percentage points."""
    return unit == "%" or unit.split("_", maxsplit=1)[0] in ("percent", "pct")


_PURE = ("count", "ratio", "probability")


def difference(number: NumberChange) -> str:
    """Return the difference of a number with its sign, its unit and its percentage.

    Examples
    --------
    ``+5 million USD (+1.19 %)``; rates differ by percentage points. Where there is
    none, it says what differs: ``new``, ``gone``, the unit, the period, the interval.
    """
    if not number.old_shown or not number.new_shown:
        return "new" if number.new_shown else "gone"
    if number.old_unit != number.unit:
        return f"unit was {number.old_unit}, is now {number.unit}"
    if number.difference:
        unit = "percentage points" if is_rate(number.unit) else number.unit
        unit = "" if unit in _PURE else unit
        percent = number.difference_pct
        relative = f" ({_signed(percent, '%')})" if percent is not None else ""
        return f"{_signed(number.difference, unit)}{relative}"
    if number.old_period != number.period:
        return f"period was {number.old_period}, is now {number.period}"
    if number.old_interval != number.new_interval:
        old, new = _interval(number.old_interval), _interval(number.new_interval)
        return f"interval was {old}, is now {new}"
    return "printed otherwise"


def _signed(value: float, unit: str) -> str:
    from kzaz_analysis.runner.render.number_text import number_text  # noqa: PLC0415

    sign = "+" if value > 0 else ""
    return f"{sign}{number_text(value, unit)}"


def _interval(bounds: tuple[float | None, float | None]) -> str:
    from kzaz_analysis.runner.render.number_text import number_text  # noqa: PLC0415

    low, high = (number_text(bound) for bound in bounds)
    if low and high:
        return f"{low} to {high}"
    return f"at least {low}" if low else f"at most {high}" if high else "none"
