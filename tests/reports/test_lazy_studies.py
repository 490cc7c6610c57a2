"""A part of a study is computed when it is asked for, once, and no other with it."""

from functools import cached_property

import pytest

import kzaz_analysis as kz
from kzaz_analysis.errors import UsageError
from kzaz_analysis.reports.audit.study import AuditStudy
from kzaz_analysis.reports.growth.study import GrowthStudy
from kzaz_analysis.reports.mirror.study import MirrorStudy
from kzaz_analysis.reports.overview.study import OverviewStudy
from kzaz_analysis.reports.projection.scenarios import drivers
from kzaz_analysis.reports.projection.study import ProjectionStudy
from kzaz_analysis.reports.replay import study as replay
from kzaz_analysis.reports.replay.study import ReplayStudy
from kzaz_analysis.reports.scorecard.study import ScorecardStudy
from kzaz_analysis.reports.target_gap.study import GapStudy
from kzaz_analysis.studies.forecasts import past_forecasts
from kzaz_analysis.studies.target_verdicts import Judge

STUDIES = {
    GrowthStudy: lambda: kz.growth_study("trade_turnover"),
    ProjectionStudy: lambda: kz.projection_study("trade_turnover", target=1000.0),
    GapStudy: lambda: kz.gap_study("turnover_1bn"),
    AuditStudy: kz.audit_study,
    MirrorStudy: kz.mirror_study,
    OverviewStudy: kz.overview_study,
    ReplayStudy: kz.replay_study,
    ScorecardStudy: kz.scorecard_study,
}


def parts(kind):
    return {n for n, part in vars(kind).items() if isinstance(part, cached_property)}


@pytest.mark.parametrize("kind", STUDIES, ids=lambda kind: kind.__name__)
def test_nothing_is_computed_ahead(kind):
    study = STUDIES[kind]()
    assert isinstance(study, kind)
    assert len(parts(kind)) > 2
    assert not parts(kind) & set(vars(study))


def test_a_part_is_computed_once():
    study = kz.projection_study("trade_turnover")
    assert study.projection is study.projection


def test_what_was_known_on_a_day_needs_no_projection(monkeypatch):
    def forbidden(*_, **__):
        raise AssertionError

    monkeypatch.setattr(replay, "project", forbidden)
    study = kz.replay_study("trade_turnover")
    assert len(study.then) == len(study.days)
    with pytest.raises(AssertionError):
        study.forecasts  # noqa: B018


def test_ports_need_no_verdict_on_a_target(monkeypatch):
    def forbidden(*_, **__):
        raise AssertionError

    monkeypatch.setattr(Judge, "columns", forbidden)
    study = kz.scorecard_study()
    assert len(study.ports)
    with pytest.raises(AssertionError):
        study.targets  # noqa: B018


def test_a_fan_needs_no_drivers_and_no_back_test(monkeypatch):
    def forbidden(*_, **__):
        raise AssertionError

    monkeypatch.setattr(drivers, "effects_of", forbidden)
    monkeypatch.setattr(past_forecasts, "backtest", forbidden)
    study = kz.projection_study("trade_turnover")
    assert study.projection.fan["year"].max() == 2030
    assert "drivers" not in vars(study)
    with pytest.raises(AssertionError):
        study.backtest  # noqa: B018


def test_drivers_run_once_for_paths_and_capacity(monkeypatch):
    calls = []
    effects_of = drivers.effects_of

    def counted(*args, **kwargs):
        calls.append(args)
        return effects_of(*args, **kwargs)

    monkeypatch.setattr(drivers, "effects_of", counted)
    study = kz.projection_study("titr_freight")
    assert study.paths is not None
    assert study.capacity.links is study.drivers.links
    assert len(calls) == 1


def test_a_horizon_that_is_past_is_refused_at_once():
    with pytest.raises(UsageError, match="horizon_year: 2010 is not after"):
        kz.projection_study("trade_turnover", horizon_year=2010)
