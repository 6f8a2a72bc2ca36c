import numpy as np
import pytest

from safetystats.models.forecasts.combination import Points, constants
from safetystats.models.forecasts.interval_scales import combined_covariates, naive_covariates, scales


def points(one_step, spread, length=20, horizon=6):
    shape = (horizon, 1)
    return Points(np.full(shape, 100.0), np.full(shape, spread), np.array([one_step]), np.array([length]))


def test_the_scale_is_the_written_formula():
    error = np.sqrt((0.1**2 * 17 + 0.03**2) / 18)
    spread = np.hypot(0.05, 0.3 * error)
    b = [-1.8, 0.4, 0.3, 0.2]
    expected = np.exp(b[0] + b[1] * (np.log(error) + 2.5) + b[2] * (np.log(3) - 1) + b[3] * (np.log(spread) + 2.5))
    found = scales(combined_covariates(points(0.1, 0.05)), b)
    assert found[2, 0] == pytest.approx(expected)


@pytest.mark.parametrize("side", ["below", "above"])
def test_learned_scales_widen_with_the_step_and_with_what_the_fit_shows(side):
    b = constants()["combined"][side]
    calm = scales(combined_covariates(points(0.05, 0.02)), b)[:, 0]
    rough = scales(combined_covariates(points(0.20, 0.02)), b)[:, 0]
    divided = scales(combined_covariates(points(0.05, 0.10)), b)[:, 0]
    monthly = scales(combined_covariates(points(0.05, 0.02), 1 / 12), b)[:, 0]
    assert (np.diff(calm) > 0).all()
    assert (rough > calm).all()
    assert (divided > calm).all()
    assert monthly[0] == calm[0]
    assert (monthly[1:] < calm[1:]).all()
    naive = scales(
        naive_covariates(np.array([0.1]), np.array([20]), np.arange(1, 7)[:, None]), constants()["naive"][side]
    )
    assert (np.diff(naive[:, 0]) > 0).all()
