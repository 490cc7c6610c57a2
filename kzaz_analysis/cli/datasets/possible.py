"""Pages that the figures of a dataset allow, as entries of a suite."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from kzaz_analysis.errors import KzazError
from kzaz_analysis.evidence.dataset.derived import flows_of
from kzaz_analysis.evidence.series import Record, series_of

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator

    from kzaz_analysis.evidence.opened import Evidence

    Entry = dict[str, Any]

LEVELS = ("level", "count")
"""Measures of a target that a series of levels can be held against."""

MOST_SERIES = 12
"""Series beside the leading one that get a page of growth."""

YEARS_AHEAD = 5
"""Years from the last figure to the horizon of a projection."""


WANTING = {
    "target_gap": "The gap to a target is not reported, because no target with a level "
    "is on record for a series of two years (kzaz data add target adds one).",
    "scorecard": "The scorecard is not made, because no target and no milestone is on "
    "record (kzaz data add target, kzaz data add milestone).",
    "mirror_statistics": "Mirror statistics are not made, because no flow has a year "
    "that two reporters gave (kzaz data import with --reporter for each of them).",
    "trade_projection": "Nothing is projected, because no series has enough years "
    "(kzaz data import adds some).",
}
"""By report, why a dataset has no page of it, and what would be needed."""


def reports_wanting(pages: Iterable[Entry]) -> list[str]:
    """Say of each report that has no page among those possible why it has none.

    Parameters
    ----------
    pages : iterable of dict
        As of `possible_pages`.

    Returns
    -------
    list of str
        One sentence a report; empty where every report has a page.
    """
    reports_asked = {page["report"] for page in pages}
    return [why for report, why in WANTING.items() if report not in reports_asked]


def possible_pages(evidence: Evidence) -> list[Entry]:
    """List the pages that can be made of a dataset.

    Parameters
    ----------
    evidence : Evidence
        The figures.

    Returns
    -------
    list of dict
        Entries of a suite: ``report, title, slug, parameters``, the overview first;
        empty when there is no figure at all.
    """
    records = _records(evidence)
    if not records:
        return []
    lead = next(iter(records.values()))
    pages = [_overview(evidence, records)]
    pages += [p for name in _targets(evidence, records) for p in _gap(name)]
    pages += [page for record in records.values() for page in _growth(record)]
    pages += [page for record in _projected(records) for page in _projection(record)]
    if len(evidence.load("targets")) or len(evidence.load("milestones")):
        pages.append(_page("scorecard", "The scorecard of targets", "scorecard"))
    title = "Which published figures contradict each other"
    pages.append(_page("claims_audit", title, "claims-audit"))
    pages += [page for name in _mirrored(evidence) for page in _mirror(evidence, name)]
    if evidence.dataset.replay_days or lead.annual["published_on"].ne("").any():
        title = f"What was known of {_inside(lead)}, and when"
        series = {"series": lead.name, "first_year": 0}
        pages.append(_page("replay", title, f"replay-{_slug(lead.name)}", **series))
    return pages


def _page(report: str, title: str, slug: str, **parameters: Any) -> Entry:
    page: Entry = {"report": report, "title": title, "slug": slug}
    return page | ({"parameters": parameters} if parameters else {})


def _slug(name: str) -> str:
    return name.replace("_", "-")


def _inside(record: Record) -> str:
    title = record.title
    return title[:1].lower() + title[1:]


def _records(evidence: Evidence) -> dict[str, Record]:
    """Return series of which two years are on record, the leading ones first."""
    about, catalogue = evidence.dataset, evidence.load("series")
    counted = set(evidence.load("observations")["series"])
    ahead = [about.series, *about.overview_series, *flows_of(catalogue, about)]
    names = dict.fromkeys([*filter(None, ahead), *catalogue["series"]])
    parts = dict(zip(catalogue["series"], catalogue["parts"], strict=True))
    held: dict[str, Record] = {}
    for name in names:
        if not counted & {name, *parts[name].split(";")}:
            continue
        record = series_of(evidence, name)
        if record.nature == "flow" and len(record.annual) > 1:
            held[name] = record
    return dict(list(held.items())[: MOST_SERIES + 1])


def _overview(evidence: Evidence, records: dict[str, Record]) -> Entry:
    about = evidence.dataset
    chosen = [name for name in about.overview_series if name in records]
    names = chosen or list(records)[:3]
    targets = list(about.overview_targets) or _targets(evidence, records)[:3]
    title = "The state of trade" if about.sides else "The state of the record"
    return _page("overview", title, "overview", series=names, targets=targets)


def _targets(evidence: Evidence, records: dict[str, Record]) -> list[str]:
    targets = evidence.load("targets")
    fit = targets["measure"].isin(LEVELS) & targets["value"].notna()
    return list(
        dict.fromkeys(targets[fit & targets["series"].isin(records)]["promise"])
    )


def _gap(promise: str) -> Iterator[Entry]:
    title = f"How far it is to the target: {promise.replace('_', ' ')}"
    slug = f"target-{_slug(promise)}"
    yield _page("target_gap", title, slug, target=promise, first_year=0)


def _growth(record: Record) -> Iterator[Entry]:
    title, slug = f"Growth of {_inside(record)}", f"growth-{_slug(record.name)}"
    yield _page("growth_rates", title, slug, series=record.name, first_year=0)


def _projected(records: dict[str, Record]) -> list[Record]:
    from kzaz_analysis.analysis.projection import project  # noqa: PLC0415

    able = []
    for record in records.values():
        last_year = int(record.annual["year"].max())
        try:
            project(record.annual, last_year + 1, seed=0)
        except KzazError:
            continue
        able.append(record)
    return able[:3]


def _projection(record: Record) -> Iterator[Entry]:
    title = f"Projection of {_inside(record)}"
    horizon = int(record.annual["year"].max()) + YEARS_AHEAD
    parameters = {"series": record.name, "first_year": 0, "horizon_year": horizon}
    yield _page(
        "trade_projection", title, f"projection-{_slug(record.name)}", **parameters
    )


def _mirrored(evidence: Evidence) -> Iterator[str]:
    """Return flows of which two sides have a year in common."""
    catalogue = evidence.load("series")
    ways = dict(zip(catalogue["series"], catalogue["direction"], strict=True))
    for name in flows_of(catalogue, evidence.dataset):
        pair = evidence.dataset.pair(ways[name]) or ()
        rules = [evidence.dataset.alone[side] for side in pair]
        held = [set(series_of(evidence, name, rule).annual["year"]) for rule in rules]
        if held and set.intersection(*held):
            yield name


def _mirror(evidence: Evidence, name: str) -> Iterator[Entry]:
    title = f"{series_of(evidence, name).title}, both reporters"
    parameters = {"flow": name, "first_year": 0, "target": 0.0}
    yield _page("mirror_statistics", title, f"mirror-{_slug(name)}", **parameters)
