"""The audit of the shipped record: it finds what evidence holds, and no more."""

import pandas as pd
import pytest

import kzaz_analysis as kz
from kzaz_analysis.analysis.audit import KINDS, audit
from kzaz_analysis.analysis.audit.clauses import Amount, clause
from kzaz_analysis.reports.audit.clauses.writer import ClauseWriter

TABLES = (
    "observations",
    "claims",
    "targets",
    "projections",
    "milestones",
    "series",
    "agencies",
    "units",
    "factors",
)


def shipped(as_of=None, **other):
    return {name: kz.load(name, as_of=as_of) for name in TABLES} | other


@pytest.fixture(scope="module")
def record():
    return audit(**shipped())


CONFLICTS = {
    "1 forty per cent to 500 or to 461.9": (
        "trade_turnover 2021",
        "consistent only if",
        ["USD 357.143 million implied by", "USD 329.929 million implied by"],
    ),
    "1 the half billion is a round figure": (
        "trade_turnover 2022",
        "consistent only if",
        [
            "461.9",
            "about USD 500 million stands for anything from USD 400 to 600 million",
        ],
    ),
    "2 fivefold rests on a trough": (
        "trade_turnover 2023",
        "consistent only if",
        ["on USD 258.26 million = 2.04987 times", "counted from 2020"],
    ),
    "3 four months of 2024 as levels": (
        "trade_turnover 2024-01 to 2024-04",
        "different definition",
        ["184.8 to 185", "87.2685 to 87.2695"],
    ),
    "3 four months of 2024 as growth": (
        "trade_turnover 2024-01 to 2024-04",
        "different definition",
        ["+0.5 %", "\u221247.9 %"],
    ),
    "4 598.5 for 2023": (
        "trade_turnover 2023",
        "explained",
        ["598.465 to 598.475", "529.35 to 529.45"],
    ),
    "4 533 for 2023": (
        "trade_turnover 2023",
        "explained",
        ["598.465 to 598.475", "532.5 to 533.5"],
    ),
    "4 529.4 for 2023 was replaced": (
        "trade_turnover 2023",
        "superseded",
        ["532.5 to 533.5", "529.35 to 529.45", "a later figure replaced"],
    ),
    "4 an implied 313 for 2023": (
        "trade_turnover 2023",
        "explained",
        ["598.465 to 598.475", "USD 313.333 million implied by +50 %"],
    ),
    "5 barrels for tonnes": (
        "btc_oil_kaz",
        "unit slip likely",
        ["1.5 million barrels a year is 0.193 to 0.206", "1.5 million tonnes"],
    ),
    "6 freight up by 65 or by 86 per cent": (
        "titr_freight 2023",
        "contradicts",
        ["+65 %", "+86 %"],
    ),
    "6 only one of them fits the levels": (
        "titr_freight 2023",
        "contradicts",
        [
            "2.7 million tonnes on 1.485 million tonnes is 78.4 to 85.2 %",
            "against 64.5 to 65.5 %",
        ],
    ),
    "7 two counts under one name": (
        "titr_freight 2025-01 to 2025-06",
        "different definition",
        ["2.4 to 2.6 million tonnes", "0.9255 to 0.9265"],
    ),
    "8 75.7 million is not 2018 and 2019, unless the sentence means more years": (
        "fdi_kaz_to_aze 2018-2019",
        "consistent only if",
        ["USD 3.7 million + USD 12.9 million = USD 16.5 to 16.7 million against"],
    ),
    "9 ports of 26 and of 21": (
        "port_capacity_aktau_kuryk",
        "contradicts",
        ["25.5 to 26.5", "20.5 to 21.5"],
    ),
    "9 the ten million move in time": (
        "titr_10mt",
        "superseded",
        ["the date moved from 2025 to 2030"],
    ),
    "9 the ten million mean three things": (
        "titr_10mt",
        "different definition",
        ["capacity against exports"],
    ),
    "10 two months with half of a year": (
        "trade_turnover 2024-01 to 2024-10",
        "consistent only if",
        ["2 of 10 months hold more than half"],
    ),
    "11 ten months above the year": (
        "trade_turnover 2025",
        "superseded",
        [
            "January to October 2025, USD 600.25 to 600.35 million, exceeds 2025, USD 424"
        ],
    ),
    "11 none or 835 thousand tonnes": (
        "btc_oil_kaz 2016",
        "explained",
        ["0 tonnes against 0.83505 to 0.83515"],
    ),
    "12 a week or a month": ("flights_42", "unit slip likely", ["a week and a month"]),
    "12 fourteen documents or nine": (
        "documents_signed 2024-03-11",
        "contradicts",
        ["9 against 14"],
    ),
    "12 a bypass already begun": (
        "almaty_bypass",
        "explained",
        ["start by 24 August 2022 against start 14 November 2023"],
    ),
    "12 a hub already begun": (
        "container_hub",
        "explained",
        ["start by 24 August 2022 against start planned for 2024"],
    ),
}


@pytest.mark.parametrize(("card", "verdict", "said"), CONFLICTS.values(), ids=CONFLICTS)
def test_the_record_shows_its_conflicts(record, card, verdict, said):
    rows = record.comparisons
    rows = rows[(rows["conflict"] == card) & (rows["verdict"] == verdict)]
    rows = ClauseWriter(digits=6).frame(rows)
    told = rows["arithmetic"] + " " + rows["condition"]
    told += " " + rows["left_text"] + " " + rows["right_text"]
    assert any(all(words in line for words in said) for line in told)


def test_every_figure_and_claim_is_accounted_for(record):
    rows = record.comparisons
    named = ("; ".join([*rows["left_ids"], *rows["right_ids"]])).replace(" + ", "; ")
    seen = set(named.split("; "))
    stated = record.figures[record.figures["kind"] != "implied"]
    assert set(stated["id"]) - seen == set()


def test_levels_that_meet_are_never_said_to_contradict(record):
    rows = record.comparisons
    wrong = rows[(rows["verdict"] == "contradicts") & ~(rows["distance"] > 0)]
    assert wrong.empty


def test_a_contradiction_between_levels_is_within_one_set_of_books(record):
    rows = record.comparisons
    rows = rows[(rows["rule"] == "level") & (rows["verdict"] == "contradicts")]
    named = rows[(rows["left_books"] != "") & (rows["right_books"] != "")]
    flows = named[named["series"].isin(["trade_turnover", "titr_freight"])]
    assert (flows["left_books"] == flows["right_books"]).all()
    assert not flows.empty


def test_the_calculation_of_an_official_pair_is_consistent(record):
    rows = record.comparisons
    said = rows["left_ids"] == "titr_freight@euronews-2025-10"
    row = rows[said & (rows["rule"] == "growth and levels")].iloc[0]
    assert row["verdict"] == "consistent"
    assert row["right_text"] == clause(
        "on",
        late=Amount(4484.0, "thousand_tonnes"),
        early=Amount(2764.0, "thousand_tonnes"),
    )


def test_kinds_are_known_and_the_gravest_come_first(record):
    order = [KINDS.index(kind) for kind in record.conflicts["kind"]]
    assert order == sorted(order)


def planted(value, **other):
    row = kz.load("observations")
    row = row[(row["series"] == "fdi_kaz_to_aze") & (row["value"] == 12.9)].iloc[0]
    return row.to_dict() | {"value": value, "source": "planted", "ref": "X"} | other


def with_rows(*rows):
    known = kz.load("observations")
    extra = pd.DataFrame(rows)[known.columns].astype(known.dtypes)
    return audit(**shipped(observations=pd.concat([known, extra], ignore_index=True)))


def test_a_first_that_its_note_limits_contradicts_nothing(record):
    """The first under an agreement of 2022 was set against amounts since 2017."""
    rows = record.comparisons
    shipment = "btc-kaz-oil-first-shipment@trend-2023-03-24"
    found = rows[(rows["left_ids"] == shipment) & (rows["distance"] > 0)]
    assert len(found) > 3
    assert "contradicts" not in set(found["verdict"])


def test_a_thirteenth_contradiction_appears(record):
    assert "fdi_kaz_to_aze 2019" not in set(record.conflicts["conflict"])
    found = with_rows(planted(21.4, low=21.35, high=21.45, published_on="2022-08-24"))
    # It takes part in the sum that fails as well: one card, one error.
    [name] = found.comparisons.loc[
        found.comparisons["right_sources"].eq("planted")
        & found.comparisons["rule"].eq("level"),
        "conflict",
    ].unique()
    card = found.card(name)
    assert card.kind == "contradiction"
    assert "planted" in set(card.sides["sources"])


def test_planted_agreements_do_not_appear(record):
    found = with_rows(
        planted(12.94, low=12.935, high=12.945),
        planted(13, low=12.5, high=13.5, ref="Y"),
    )
    assert set(found.conflicts["conflict"]) == set(record.conflicts["conflict"])


def test_the_audit_of_a_past_day_knows_nothing_later():
    day = "2024-03-11"
    found = audit(**shipped(as_of=day))
    used = "; ".join(
        [*found.comparisons["left_sources"], *found.comparisons["right_sources"]]
    )
    days = kz.load("sources").set_index("source")["published_on"]
    known = {name for name in used.split("; ") if name}
    assert known
    assert max(days[name] for name in known) <= day
    assert "trade_turnover 2025" not in set(found.conflicts["conflict"])


def test_a_contract_of_the_comparisons_frame(record):
    rows = record.comparisons
    assert rows["comparison"].is_unique
    judged = rows[rows["verdict"] == "consistent only if"]
    assert judged["condition"].notna().all()
    defined = rows[rows["verdict"] == "different definition"]
    assert set(defined["difference"]) <= {"mirror", "books", "definition"}
    tested = rows[rows["verdict"] != "not testable"]
    assert tested["arithmetic"].notna().all()
    assert (tested["left_sources"] != "").all()
    assert (tested["right_sources"] != "").all()


def test_a_claim_about_what_is_only_planned_is_tested_against_the_plans():
    rows = kz.check_claim("fibre_line_length 380 km").comparisons
    verdicts = list(rows["verdict"])
    assert len(verdicts) > 2
    assert {"consistent", "contradicts"} == set(verdicts)
