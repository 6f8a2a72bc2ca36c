import numpy as np
import pytest
from scipy import stats

from safetystats.models.forecasts.comparison_methods import COMPARISON_METHODS, NormalForecasts, forecast_by
from safetystats.models.series.reading import read_series

VALUES = [12.0, 14, 13, 17, 16, 18, 21, 20, 22, 25, 23, 26]
LIMITS = np.array([0.025, 0.975])


def test_drift_and_mean_by_hand():
    changes = np.diff(VALUES)
    made = forecast_by("drift", [read_series(VALUES)], 2)
    assert made.mean[:, 0] == pytest.approx([26 + changes.mean(), 26 + 2 * changes.mean()])
    deviation = changes.std(ddof=1) * np.sqrt(2 * (1 + 2 / 11))
    assert made.quantiles(LIMITS)[1, 1, 0] == pytest.approx(made.mean[1, 0] + stats.norm.ppf(0.975) * deviation)
    made = forecast_by("mean", [read_series(VALUES)], 2)
    assert made.mean[1, 0] == pytest.approx(np.mean(VALUES))
    assert made.cdf(made.quantiles(LIMITS)[0])[1, 0] == pytest.approx(0.025)


@pytest.mark.parametrize("method", COMPARISON_METHODS)
def test_every_method_forecasts_a_plain_series(method):
    made = forecast_by(method, [read_series(VALUES), read_series(VALUES[::-1])], 3)
    assert made.mean.shape == (3, 2)
    lower, upper = made.quantiles(LIMITS)
    assert ((lower < made.mean) & (made.mean < upper)).all()
    assert ((made.cdf(made.mean) > 0.3) & (made.cdf(made.mean) < 0.7)).all()


def test_a_method_that_fails_is_missing_not_silent_nonsense():
    made = forecast_by("dotm", [read_series([5]), read_series(VALUES)], 2)
    assert np.isnan(made.mean[:, 0]).all()
    assert np.isfinite(made.mean[:, 1]).all()


def test_two_sided_normal():
    one = np.ones((1, 1))
    made = NormalForecasts(one * 10, one, one * 2)
    assert made.quantiles(np.array([0.5, 0.841344746]))[:, 0, 0] == pytest.approx([10, 12])
    assert made.cdf(one * 9)[0, 0] == pytest.approx(0.158655254)
