"""A contradiction counts once, and not where the tables say what is wrong."""

import pytest
from test_audit_rules import (
    YEAR_2022,
    YEAR_2023,
    claim,
    event,
    figure,
    tables,
    verdicts,
)

import kzaz_analysis as kz
from kzaz_analysis.analysis.audit import audit
from kzaz_analysis.reports.audit.clauses.writer import ClauseWriter
from kzaz_analysis.reports.audit.sentences import is_exclusive, verdict_words

MARKED = {"note": "Misprint: the same release elsewhere has 1.084."}


@pytest.mark.parametrize(
    ("status", "verdict"),
    [
        pytest.param("", "contradicts", id="nobody says what is wrong"),
        pytest.param("wrong", "explained", id="a misprint"),
        pytest.param("mislabelled", "explained", id="another flow under this name"),
        pytest.param("superseded", "superseded", id="a later edition replaced it"),
    ],
)
def test_a_row_whose_note_explains_the_difference_is_set_apart(status, verdict):
    rows = [figure(598.5, status=status, **MARKED), figure(529.4, agency="MFA")]
    result = audit(**tables(observations=rows))
    assert result.comparisons["verdict"].to_list() == [verdict]
    kinds = {"contradicts": "contradiction", "superseded": "revision"}
    assert result.conflicts["kind"].to_list() == [kinds.get(verdict, verdict)]
    if verdict == "explained":
        condition = ClauseWriter().words(result.comparisons["condition"].iloc[0])
        assert condition == MARKED["note"].rstrip(".")


def test_what_is_wrong_with_a_claim_explains_what_it_implies():
    rows = [figure(500), figure(400, period=YEAR_2022)]
    wrong = claim(90, status="wrong", note="Minus sign is a slip")
    assert "contradicts" not in verdicts(observations=rows, claims=[wrong])
    assert "explained" in verdicts(observations=rows, claims=[wrong])
    assert "contradicts" in verdicts(observations=rows, claims=[claim(90)])


def test_a_superseded_figure_excuses_no_other_reporter():
    rows = [figure(598.5, agency="UNSTATED"), figure(529.4, status="superseded")]
    assert "superseded" not in verdicts(observations=rows)


@pytest.mark.parametrize(
    ("status", "verdict"), [("superseded", "superseded"), ("", "different definition")]
)
def test_a_superseded_figure_is_no_mirror_of_the_other_reporter(status, verdict):
    """A ministry's 425 for 2025 was set against 600.3 months after it was replaced."""
    rows = [figure(425, status=status), figure(600.3, agency="SCC")]
    assert verdicts(observations=rows) == [verdict]


def test_cards_that_rest_on_one_figure_are_joined():
    """One figure that contradicts the year and a part of it: one error, one card."""
    part = ("2023-01-01", "2023-09-30")
    rows = [
        figure(9000, ref="bad", period=part),
        figure(529.4, agency="MFA"),
        figure(400, agency="MFA", period=part),
    ]
    result = audit(**tables(observations=rows))
    wrong = result.comparisons[result.comparisons["kind"] == "contradiction"]
    assert len(wrong) > 1
    assert wrong["conflict"].nunique() == 1
    counted = result.conflicts[result.conflicts["kind"] == "contradiction"]
    assert len(counted) == 1


def test_cards_that_the_same_figures_contradict_are_joined():
    """Two statements of one first shipment, against the same earlier amounts."""
    amounts = [
        figure(250, series="exports", period=YEAR_2022),
        figure(106, series="exports", period=("2020-01-01", "2020-12-31")),
    ]
    events = [
        event("start", day, day, id=project, project=project)
        for project, day in (("exports", "2023-03-23"), ("turnover", "2023-02-01"))
    ]
    joined = audit(**tables(observations=amounts, milestones=events))
    assert set(joined.comparisons["verdict"]) >= {"contradicts"}
    assert len(joined.conflicts) == 1
    total = figure(90, period=("2021-01-01", "2021-12-31"))
    apart = audit(**tables(observations=[*amounts, total], milestones=events))
    assert len(apart.conflicts) == 2


def test_ids_are_unique_where_one_reference_stands_for_several_rows():
    rows = [
        figure(100, ref="T1", source="s"),
        figure(200, ref="T1", source="s", period=YEAR_2022),
        figure(300, ref="T1", source="s", period=YEAR_2022, agency="MFA"),
    ]
    ids = audit(**tables(observations=rows)).figures["id"]
    assert ids.is_unique
    assert audit(**tables(observations=rows[:1])).figures["id"].to_list() == [
        "turnover@s#T1"
    ]


def test_ids_of_the_shipped_record_are_unique():
    evidence = kz.open()
    names = ("observations", "claims", "targets", "projections", "milestones")
    names += ("series", "agencies", "units", "factors")
    result = audit(**{name: evidence.load(name) for name in names})
    assert result.figures["id"].is_unique


@pytest.mark.parametrize(
    ("other", "verdict"),
    [
        pytest.param([], "contradicts", id="nobody else reports it"),
        pytest.param(
            [figure(300, agency="SCC", period=YEAR_2022)], "contradicts",
            id="another reporter has nothing for the period",
        ),
        pytest.param(
            [figure(300, agency="SCC", period=YEAR_2022), figure(360, agency="SCC")],
            "contradicts", id="another reporter's figures rule it out too",
        ),
        pytest.param(
            [figure(300, agency="SCC", period=YEAR_2022), figure(435, agency="SCC")],
            "consistent only if", id="another reporter's figures allow it",
        ),
    ],
)  # fmt: skip
def test_a_rate_is_excused_by_another_reporter_only_if_there_is_one(other, verdict):
    """45 % against 62 % was excused by a reporter that does not exist."""
    claims = [claim(45, agency="UNSTATED"), claim(62, agency="BNS")]
    claims[1]["id"] += "-b"
    observed = [figure(500, period=YEAR_2023), *other]
    assert verdict in verdicts("growth", observations=observed, claims=claims)


@pytest.mark.parametrize(
    ("rows", "exclusive"),
    [
        pytest.param([figure(598.5), figure(529.4, agency="MFA")], True, id="one side"),
        pytest.param(
            [figure(598.5), figure(529.4, agency="UNSTATED")], False,
            id="nobody says whose the other is",
        ),
        pytest.param(
            [figure(598.5), figure(529.4, agency="MFA", obs_status="U")], False,
            id="it is in doubt what the other counts",
        ),
    ],
)  # fmt: skip
def test_only_one_is_right_only_where_both_cannot_be(rows, exclusive):
    result = audit(**tables(observations=rows)).comparisons
    [row] = result[result["verdict"] == "contradicts"].to_dict("records")
    assert is_exclusive(row) == exclusive
    words = verdict_words(row, ClauseWriter())
    assert ("at most one of the two is right" in words) == exclusive


@pytest.mark.parametrize(
    ("other", "exclusive"),
    [
        pytest.param({"source": "one"}, True, id="of one text"),
        pytest.param({"source": "two"}, False, id="of two texts"),
        pytest.param({"source": "one", "agency": "MFA"}, False, id="of two offices"),
    ],
)
def test_of_two_rates_of_one_body_in_one_text_at_most_one_is_right(other, exclusive):
    """Sevenfold and threefold in one sentence might "speak of different things"."""
    rates = [claim(600, source="one"), claim(200) | other]
    result = audit(**tables(claims=rates)).comparisons
    [row] = result[result["verdict"] == "contradicts"].to_dict("records")
    assert is_exclusive(row) == exclusive
    levels = [
        figure(845, source="one"),
        figure(311, period=YEAR_2022, source="one"),
    ]
    rows = audit(**tables(observations=levels, claims=rates[:1])).comparisons
    [own] = rows[rows["rule"] == "growth and own levels"].to_dict("records")
    assert own["verdict"] == "contradicts" and is_exclusive(own)
