"""Which pages are held against the record before any page is made."""

from __future__ import annotations

import pytest

from kzaz_analysis.cli.running import subjects
from kzaz_analysis.errors import KzazError
from kzaz_analysis.places import data_folder
from kzaz_analysis.runner.plan.suite import plan_page


@pytest.fixture(autouse=True)
def shipped_data(monkeypatch):
    """A command that another test called may have named a dataset for good."""
    monkeypatch.delenv("KZAZ_DATA_DIR", raising=False)


def past_horizon():
    return plan_page(
        "trade_projection", {"series": "titr_freight", "horizon_year": 2001}
    )


def test_a_page_that_is_due_is_held_against_its_record():
    page = past_horizon()
    with pytest.raises(KzazError, match="2001"):
        subjects.check_subjects([page], data_folder(), lambda: [page.slug])


def test_a_page_that_stands_costs_no_study(monkeypatch):
    monkeypatch.setattr(subjects, "_check_with_study", lambda *_: pytest.fail("asked"))
    subjects.check_subjects([past_horizon()], data_folder(), list)


def test_without_a_study_to_ask_nobody_looks_what_is_due():
    page = plan_page("growth_rates", {"series": "titr_freight"})
    subjects.check_subjects([page], data_folder(), lambda: pytest.fail("asked"))


@pytest.mark.parametrize("report", sorted(subjects.STUDIES))
def test_values_of_the_notebook_itself_cost_no_study(report, monkeypatch):
    monkeypatch.setattr(subjects, "_check_with_study", lambda *_: pytest.fail("asked"))
    subjects.check_subjects([plan_page(report, {})], data_folder())
