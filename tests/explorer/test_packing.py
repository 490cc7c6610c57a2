"""The twin of the browser's test: what is packed leads to the library's numbers."""

import json
import random

import numpy as np
import pytest

import kzaz_analysis as kz
from kzaz_analysis.analysis.outcome import Refused
from kzaz_analysis.analysis.projection.predictive.fan import (
    INNER_SHARE,
    LINKED_OUTER,
    NORMAL_SCORES,
    OUTER,
    Fan,
)
from kzaz_analysis.analysis.projection.predictive.jump_off import JumpOff
from kzaz_analysis.analysis.projection.predictive.spread import shipped_table
from kzaz_analysis.errors import UsageError
from kzaz_analysis.explorer.packing import packed

STATES = 12


def views(content):
    for series in content["series"]:
        for rule in series["rules"]:
            for day in rule["days"]:
                for window in day["windows"]:
                    yield series, rule, day, window


def unpacked(content, window, method):
    """Build the fan again from what the page is given."""
    record = content["fans"][window["carried"]]
    way = content["fans"][window["methods"][method]["fan"]]
    years = len(way["median"])
    width = record["width"] * (1 + record["linked"] * LINKED_OUTER * OUTER)
    up, down = (
        width
        * shipped_table().errors(
            method,
            record["logs"],
            record["history"],
            years,
            np.array([way[side]]),
            record["calm"],
        )[0]
        for side in ("up", "down")
    )
    left = {side: np.array(way[side] or [0.0] * years) for side in way if "_" in side}
    upper = up + INNER_SHARE * left["left_up"][:, None]
    lower = down - INNER_SHARE * left["left_down"][:, None]
    sides = [NORMAL_SCORES > 0, NORMAL_SCORES < 0]
    spread = way["unit"] * np.select(sides, [upper, lower], 0.0)
    centre = way["unit"] * np.array(way["median"])
    fan = Fan(centre[None], spread[None], record["logs"])
    doubt = record["bounds"] and JumpOff(
        record["value"], *record["bounds"], logs=record["logs"]
    )
    return record, fan, doubt


def test_packed_numbers_lead_to_those_of_the_library(content, evidence):
    rng = random.Random(3)  # noqa: S311
    every = [v for v in views(content) if "carried" in v[3]]
    for series, rule, day, window in rng.sample(every, STATES):
        method = rng.choice(["combination", "rwd"])
        record, fan, doubt = unpacked(content, window, method)
        target = record["value"] * 2 ** rng.uniform(-1, 2)
        study = kz.projection_study(
            series["name"],
            rule=rule["name"],
            as_of=day["as_of"] or None,
            first_year=window["first_year"],
            horizon_year=record["origin"] + fan.centre.shape[1],
            target=target,
            method=method,
            evidence=evidence,
        )
        projection = study.projection
        crossed = doubt.crossed(fan) if doubt else None
        for p in (0.025, 0.1, 0.5, 0.9, 0.975):
            got = crossed.quantile(p) if crossed else fan.quantile(p)[0]
            assert got == pytest.approx(projection.quantiles[p].to_numpy(), rel=1e-7)
        shifts = doubt.nodes() if doubt else np.zeros(1)
        targets = target * np.exp(-shifts) if fan.logs else target - shifts
        chances = [
            np.ones(fan.centre.shape[1])
            if record["value"] >= one
            else fan.reached(np.array([one]))[0]
            for one in targets
        ]
        assert np.mean(chances, axis=0) == pytest.approx(
            projection.probability["p_by_year"].to_numpy(), abs=1e-7
        )


def test_who_reports_is_named_as_on_the_pages(content):
    assert "TITR association reports" in content["texts"]
    assert not [t for t in content["texts"] if isinstance(t, str) and "TITR ASSOC" in t]


def test_what_cannot_be_projected_says_why(content, evidence):
    refused = [v for v in views(content) if "refused" in v[3]]
    assert refused
    series, rule, day, window = refused[0]
    study = kz.projection_study(
        series["name"], rule=rule["name"], as_of=day["as_of"], evidence=evidence
    )
    page = kz.page(study)
    title, answer = (content["texts"][place] for place in window["refused"])
    assert isinstance(study.projection, Refused)
    assert (title, answer) == (str(page.title), page.answer.text)


def test_the_line_below_an_answer_is_that_of_the_page(content, evidence):
    series, rule, day, window = next(v for v in views(content) if v[3]["first_year"])
    study = kz.projection_study(
        series["name"],
        rule=rule["name"],
        as_of=day["as_of"] or None,
        first_year=window["first_year"],
        evidence=evidence,
    )
    assert content["texts"][window["line"]] == kz.page(study).answer.below


def test_equal_tables_give_equal_bytes(evidence):
    once, again = (packed(evidence, ["titr_freight"]) for _ in range(2))
    assert json.dumps(once, sort_keys=True) == json.dumps(again, sort_keys=True)


def test_series_without_a_projection_are_named(evidence):
    with pytest.raises(UsageError, match="kars_dilucu_cost: no figures that carry"):
        packed(evidence, ["kars_dilucu_cost"])
