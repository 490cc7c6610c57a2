"""The score of a few stated quantiles is that of the distribution they stand for."""

import math

import numpy as np
import pytest
from scipy.stats import norm

from kzaz_analysis.analysis.projection.evaluation.stated_quantiles import (
    crps_of,
    log_error,
)

PROBABILITIES = (0.025, 0.05, *np.arange(1, 10) / 10, 0.95, 0.975)


def closed_form(z, s):
    """CRPS of a normal distribution (Gneiting, Raftery 2007)."""
    part = z * (2 * norm.cdf(z) - 1) + 2 * norm.pdf(z) - 1 / math.sqrt(math.pi)
    return s * part


@pytest.mark.parametrize("z", [-3, -1, 0, 0.5, 2, 4])
@pytest.mark.parametrize("s", [0.1, 0.7])
def test_a_lognormal_forecast_has_its_closed_score(z, s):
    quantiles = 500 * np.exp(s * norm.ppf(PROBABILITIES))
    score = crps_of(500 * math.exp(z * s), PROBABILITIES, quantiles)
    assert score == pytest.approx(closed_form(z, s), rel=0.03, abs=0.002)


def test_a_sharp_forecast_scores_as_a_point():
    quantiles = 100 * np.exp(1e-6 * norm.ppf(PROBABILITIES))
    score = crps_of(120, PROBABILITIES, quantiles)
    assert score == pytest.approx(log_error(120, 100), rel=0.02)
    assert log_error(120, 100) == pytest.approx(math.log(1.2))


def test_what_has_no_logarithm_has_no_score():
    assert math.isnan(crps_of(-1, (0.1, 0.5, 0.9), (1, 2, 3)))
    assert math.isnan(crps_of(1, (0.1, 0.5, 0.9), (-1, 2, 3)))
    assert math.isnan(log_error(0, 1))
