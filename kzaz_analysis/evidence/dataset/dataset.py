"""A dataset: of whom its tables speak, and by which rules figures are chosen."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field

OTHERS = "*"
"""Stands for every other side in the order of a rule."""

ANY = "any"
"""Rule of a dataset that names no side."""

POSSIBLE = "possible"
"""What a suite says instead of a list: every page that the figures allow."""


@dataclass(frozen=True, slots=True)
class DatasetSide:
    """One of the countries that a dataset sets beside each other.

    Attributes
    ----------
    code : str
        ISO 3166-1 alpha-3 code.
    name, inside : str
        Its name, and the same inside a sentence, "the Netherlands".
    demonym : str
        Adjective.
    colour : str
        As ``#rrggbb``.
    """

    code: str
    name: str
    inside: str
    demonym: str
    colour: str


@dataclass(frozen=True, slots=True)
class Deflator:
    """The price index by which amounts are brought to the prices of one year.

    Attributes
    ----------
    indicator, country : str
        Rows of the macro table.
    title : str
        Name inside a sentence, "the US GDP deflator".
    """

    indicator: str
    country: str
    title: str


@dataclass(frozen=True, slots=True)
class DatasetDescription:
    """What ``dataset.yml`` says.

    Attributes
    ----------
    name, title : str
        Of the data package.
    sides : tuple of DatasetSide
        Reporters set beside each other, the first one first.
    corridor : str
        Name of the route, inside a sentence; empty when there is none.
    rules : mapping of str to tuple of str
        Whose side comes first under each rule; ``*`` stands for all others.
    rule : str
        Rule of a series that names none.
    series : str
        Series that a report takes when none is named.
    flows : tuple of str
        Series that both sides record.
    target : str
        Target that a report takes when none is named.
    overview_series, overview_targets : tuple of str
        What the overview shows when nothing is named.
    deflator : Deflator or None
        Of amounts; None where there is none.
    breaks : tuple of int
        Years to look for a break in, besides those on the record.
    replay_days : tuple of str
        Days to go back to.
    names : mapping of str to str
        Short names of reporters that are no country, by agency.
    colours : mapping of str to str
        Colours of series by the beginning of their names.
    capitals : frozenset of str
        First words of titles that keep their capital inside a sentence.
    synonyms : mapping of str to str
        Words of texts for words of the catalogue.
    suite : str
        Path of the suite from the folder; empty for that of the notebooks.
    """

    name: str = "evidence"
    title: str = "Evidence"
    sides: tuple[DatasetSide, ...] = ()
    corridor: str = ""
    rules: Mapping[str, tuple[str, ...]] = field(default_factory=dict)
    rule: str = ANY
    series: str = ""
    flows: tuple[str, ...] = ()
    target: str = ""
    overview_series: tuple[str, ...] = ()
    overview_targets: tuple[str, ...] = ()
    deflator: Deflator | None = None
    breaks: tuple[int, ...] = ()
    replay_days: tuple[str, ...] = ()
    names: Mapping[str, str] = field(default_factory=dict)
    colours: Mapping[str, str] = field(default_factory=dict)
    capitals: frozenset[str] = frozenset()
    synonyms: Mapping[str, str] = field(default_factory=dict)
    suite: str = ""

    @property
    def codes(self) -> tuple[str, ...]:
        """ISO codes of the sides."""
        return tuple(side.code for side in self.sides)

    @property
    def alone(self) -> dict[str, str]:
        """Rule under which the figures of one side stand alone, by its code."""
        return {order[0]: name for name, order in self.rules.items() if _one(order)}

    @property
    def side_names(self) -> dict[str, str]:
        """Names of the sides by code."""
        return {side.code: side.name for side in self.sides}

    def rule_words(self, rule: str) -> str:
        """Say a rule: "reporter A first, then B, then others"."""
        if rule not in self.rules:
            return f"{rule} alone"
        order = self.rules[rule]
        spoken = {side.code: side.inside for side in self.sides}
        names = [spoken.get(code, code) for code in order if code != OTHERS]
        if not names:
            return "any reporter"
        if _one(order):
            return f"reporter {names[0]} alone"
        other_sides = ["others"] if OTHERS in order else []
        later = ", ".join(f"then {name}" for name in [*names[1:], *other_sides])
        return f"reporter {names[0]} first, {later}"

    def pair(self, direction: str) -> tuple[str, str] | None:
        """Return the two sides of a flow, the one that sends first; None if not two.

        For a flow in both directions the order is that of the sides.
        """
        if direction == "both" and len(self.codes) == 2:
            return self.codes[0], self.codes[1]
        origin, _, goal = direction.partition("->")
        both = {origin, goal} <= set(self.codes) and origin != goal
        return (origin, goal) if both else None


def _one(order: tuple[str, ...]) -> bool:
    return len(order) == 1 and order[0] != OTHERS


def rules_of(codes: tuple[str, ...]) -> dict[str, tuple[str, ...]]:
    """Make the rules of some sides: each first, and each alone."""
    first_of = {
        f"{code.lower()}_first": (code, *(c for c in codes if c != code), OTHERS)
        for code in codes
    }
    alone = {f"{code.lower()}_only": (code,) for code in codes}
    return {**first_of, **alone} if codes else {ANY: (OTHERS,)}
