"""Records that go wrong in every way, for the tests of the pages."""

from __future__ import annotations

import math

DAY = {"published_on": "2025-06-01"}
PROMISE = {"id": "p1", "promise": "billion", "value": 1000, "low": 1000, "high": 1000}
PROMISE |= {"announced_by": "KAZ_MFA", "counted": "turnover"}
SCRIPT = "<script>alert('x')</script>"


def observed(figure, values, half_width=0.0, **columns):
    """One row a year."""
    return [
        figure(year, value, half_width, **columns) for year, value in values.items()
    ]


def months(year, last="06-30"):
    """A period from January on."""
    return (f"{year}-01-01", f"{year}-{last}")


def records(figure):
    """Observations of the series turnover, by what is awkward about them."""
    plain = {2020: 100, 2021: 120, 2022: 110, 2023: 150, 2024: 180, 2025: 200}
    azeri = {"agency": "AZE_SCC", "source": "customs"}
    script = {"source": "sly", "note": SCRIPT, "value": 260, "low": 260, "high": 260}
    return {
        "no figure": [],
        "one observation": observed(figure, {2024: 100}, 0.5),
        "a gap": observed(figure, {2018: 80, 2019: 90, 2021: 100, 2023: 120}),
        "a change of reporter": observed(figure, {2019: 80, 2020: 90, 2021: 95})
        + observed(figure, {2022: 300, 2023: 330, 2024: 350}, **azeri),
        "falling": observed(figure, {2021: 400, 2022: 300, 2023: 200, 2024: 90}, 5),
        "zeros": observed(
            figure, {2021: 0, 2022: 50, 2023: 0, 2024: 0}, series="exports"
        ),
        "all zeros": observed(figure, {2022: 0, 2023: 0, 2024: 0}, series="exports"),
        "bounds": observed(
            figure, {2022: 100, 2023: 200, 2024: 300}, math.inf, qualifier="over"
        ),
        "part of a year only": [figure(months(2024), 40), figure(months(2025), 50)],
        "a conflict": observed(figure, plain, 0.5)
        + observed(figure, {2024: 400, 2025: 90}, **azeri)
        + [figure(months(2025), 300, **azeri)],
        "markup": [*observed(figure, plain), figure(2025, 0, **azeri) | script],
        "long": observed(
            figure, {y: 50 + 7 * (y % 9) + y - 1990 for y in range(1993, 2026)}
        ),
        "huge and tiny": observed(figure, {2022: 0.0004, 2023: 9.9e6, 2024: 3.3}),
    }


def series_of(observations):
    """The series that the observations are about."""
    return observations[0].get("series", "turnover") if observations else "turnover"


def tables(observations):
    """The tables beside the observations, publishers and titles hostile."""
    series = series_of(observations)
    names = {row.get("source", "paper-2024") for row in observations} | {"paper-2024"}
    rows = [{"source": n, "title": SCRIPT, "publisher": SCRIPT} | DAY for n in names]
    target = PROMISE | {"deadline_end": "2030-12-31", "deadline_start": "2030-01-01"}
    target["series"] = series
    claim = {"id": "c1", "series": "turnover", "unit": "percent", "measure": "growth"}
    claim |= {"value": 40, "low": 39.5, "high": 40.5, "agency": "KAZ_BNS"}
    claim["reporter"] = "KAZ"
    claim |= {"qualifier": "exact", "speaker": SCRIPT}
    claim |= {"period_start": "2024-01-01", "period_end": "2024-12-31"}
    claim |= {"base_start": "2023-01-01", "base_end": "2023-12-31"}
    seen = {"id": "f1", "series": series, "author": "COW", "measure": "level"}
    seen |= {"unit": "million_USD", "qualifier": "exact", "value": 260}
    seen |= {"low": 240, "high": 280, "condition": SCRIPT}
    seen |= {"period_start": "2024-01-01", "period_end": "2024-12-31"}
    return {
        "observations": observations,
        "sources": sorted(rows, key=lambda row: row["source"]),
        "targets": [target],
        "claims": [claim],
        "projections": [seen],
    }


CASES = list(records(lambda *_, **columns: columns))
"""Names of all of them."""
