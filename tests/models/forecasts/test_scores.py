import numpy as np
import pandas as pd
import pytest
from scipy import stats

from safetystats.errors import InputError
from safetystats.models.forecasts.scores import CRPS_PROBABILITIES, crps, interval_score, mase, mean_change, msis, smape


def test_by_hand():
    assert smape(110, 90) == pytest.approx(20)
    assert smape(0, 0) == 0
    assert smape(5, 0) == 200
    assert mase(12, 10, [1, 3, 2, 5]) == pytest.approx(2 / 2)
    assert mean_change([1, 3, 2, 5]) == pytest.approx(2)
    assert mean_change([1, 2, 3, 5], season=2) == pytest.approx(2.5)
    assert interval_score(np.array(8.0), np.array(12.0), np.array(10.0)) == 4
    assert interval_score(np.array(8.0), np.array(12.0), np.array(13.0)) == pytest.approx(4 + 40)
    assert msis(8, 12, 7, [1, 3, 2, 5]) == pytest.approx((4 + 40) / 2)
    assert msis(8, 12, 13, [1, 3, 2, 5], level=80) == pytest.approx((4 + 10) / 2)


def test_crps_of_a_normal_forecast_is_the_closed_form():
    actual = np.array([-1.0, 0.0, 0.4, 2.5])
    quantiles = np.repeat(stats.norm.ppf(CRPS_PROBABILITIES)[:, None], 4, axis=1)
    density, chance = stats.norm.pdf(actual), stats.norm.cdf(actual)
    exact = actual * (2 * chance - 1) + 2 * density - 1 / np.sqrt(np.pi)
    assert crps(quantiles, actual) == pytest.approx(exact, rel=0.06)
    sure = np.full((CRPS_PROBABILITIES.size, 1), 3.0)
    assert crps(sure, np.array([5.0])) == pytest.approx(2)


def test_columns_come_back_as_they_came():
    actual = pd.Series([1.0, 2.0], index=["a", "b"])
    assert list(smape(pd.Series([1.0, 1.0], index=["a", "b"]), actual).index) == ["a", "b"]
    assert np.isnan(mase(1, 2, [4, 4, 4]))


def test_too_few_values_for_a_change():
    with pytest.raises(InputError, match="known has 3 values, but a change over a year needs more than 12"):
        mean_change([1, 2, 3], season=12)
