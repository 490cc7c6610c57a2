"""Differences carry a sign where they have a direction."""

import math

import pytest

from kzaz_analysis.reports.projection.robustness import robustness


@pytest.mark.parametrize(
    ("pct", "text"),
    [
        (0.04, "0"),
        (-0.04, "0"),
        (0.0, "0"),
        (0.06, "+0.1"),
        (-3.24, "\u22123.2"),
        (math.nan, ""),
    ],
)
def test_what_rounds_to_nothing_has_no_sign(pct, text):
    assert robustness._signed(pct) == text
