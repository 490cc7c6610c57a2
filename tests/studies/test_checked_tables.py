"""What passes the check crashes no study: each runs, or says why it does not."""

import calendar

import pytest
from small_dataset import TODAY, small_dataset

import kzaz_analysis as kz
from kzaz_analysis.errors import KzazError
from kzaz_analysis.evidence.schema.checks import check

NAMES = {
    "turnover": "trade_turnover",
    "exports": "exports_kaz_to_aze",
    "imports": "imports_kaz_from_aze",
}
STUDIES = {
    "growth": lambda: kz.growth_study("trade_turnover").growth,
    "projection": lambda: kz.projection_study("trade_turnover").projection,
    "mirror": lambda: kz.mirror_study("trade_turnover"),
    "audit": kz.audit_study,
    "scorecard": kz.scorecard_study,
    "replay": lambda: kz.replay_study("trade_turnover", days=["2024-06-01"]),
    "gap": lambda: kz.gap_study("billion"),
}


def renamed(tables):
    for table in ("observations", "targets"):
        for row in tables[table]:
            row.setdefault("series", "turnover")
    for row in (row for rows in tables.values() for row in rows):
        for column in {"series", "parts", "rests_on"} & set(row):
            names = str(row[column]).split(";")
            row[column] = ";".join(NAMES.get(name, name) for name in names)
    return tables


def every_row(table, **changes):
    tables = small_dataset()
    tables[table] = [row | changes for row in tables[table]]
    return tables


def months():
    return [
        {
            "series": "turnover",
            "reporter": "KAZ",
            "period_start": f"{year}-{number:02}-01",
            "period_end": f"{year}-{number:02}-{calendar.monthrange(year, number)[1]}",
            "value": 30 + number,
            "unit": "million_USD",
            "low": 29.5 + number,
            "high": 30.5 + number,
            "source": f"office-{year + 1}-03-01",
        }
        for year in range(2020, 2024)
        for number in range(1, 13)
    ]


CASES = {
    "48 months": lambda: small_dataset() | {"observations": months()},
    "no bounds": lambda: every_row("observations", low="", high="", digits=""),
    "bounds alone": lambda: every_row(
        "observations", qualifier="over", high="", digits=""
    ),
    "zeros": lambda: every_row("observations", value=0, low=0, high=0, digits=""),
    "tiny": lambda: every_row(
        "observations", value="1e-9", low="1e-9", high="1e-9", digits=""
    ),
    "unreliable": lambda: every_row("observations", obs_status="U"),
    "undated sources": lambda: every_row("sources", published_on=""),
    "nobody named": lambda: every_row("observations", reporter="", agency="UNSTATED"),
    "no figures": lambda: small_dataset() | {"observations": []},
    "one figure": lambda: (
        small_dataset() | {"observations": small_dataset()["observations"][:1]}
    ),
    "no targets": lambda: small_dataset() | {"targets": []},
}


@pytest.mark.slow
@pytest.mark.parametrize("study", STUDIES)
@pytest.mark.parametrize("case", CASES)
def test_what_passes_the_check_crashes_no_study(make_data, case, study):
    assert check(make_data(**renamed(CASES[case]())), TODAY) == []
    try:
        STUDIES[study]()
    except KzazError as refusal:
        assert str(refusal)
