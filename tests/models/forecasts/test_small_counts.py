import numpy as np
import pytest
from scipy import stats

from safetystats.models.forecasts.combination import pack
from safetystats.models.forecasts.small_counts import GammaMixture, forgetting_counts


def mixture(*series, horizon=2):
    values = [np.array(one, dtype=float) for one in series]
    return forgetting_counts(pack(values, np.full(len(values), 0.5))[0], horizon)


def test_without_forgetting_the_mean_is_gamma_with_jeffreys_prior():
    made = mixture([2, 0, 3, 1])
    assert made.shape[0, -1, 0] == pytest.approx(6.5)
    assert made.rate[0, -1, 0] == pytest.approx(4)


def test_chances_are_the_negative_binomials():
    made = mixture([2, 0, 3, 1])
    counts = np.arange(15.0)
    expected = sum(
        weight * stats.nbinom.cdf(counts, shape, rate / (1 + rate))
        for weight, shape, rate in zip(made.weights[:, 0], made.shape[1, :, 0], made.rate[1, :, 0], strict=True)
    )
    found = [made.cdf(np.full((2, 1), count))[1, 0] for count in counts]
    np.testing.assert_allclose(found, expected)
    assert made.cdf(np.full((2, 1), -1.0)).max() == 0


def test_weights_are_likelihoods_of_what_came():
    steady, jump = mixture([20] * 12), mixture([20] * 6 + [60] * 6)
    memory = np.arange(steady.weights.shape[0])
    assert (memory @ steady.weights)[0] > (memory @ jump.weights)[0]
    np.testing.assert_allclose(steady.weights.sum(0), 1)


def test_zeros_keep_an_upper_bound_and_small_counts_most_of_the_share():
    made = mixture([0] * 10, [3] * 10, [40] * 10)
    share = dict(zip(made.mean[0].round(), made.share, strict=True))
    assert 0 < made.mean.min() < 0.2
    assert share[0] > 0.99
    assert 0.6 < share[3] < 0.85
    assert share[40] < 0.02


def test_each_step_ahead_knows_less():
    made = mixture([5, 4, 6, 5, 5], horizon=3)
    np.testing.assert_allclose(made.mean[0], made.mean[2])
    assert made.cdf(np.full((3, 1), 1.0))[2, 0] > made.cdf(np.full((3, 1), 1.0))[0, 0]


def test_scaling_multiplies_the_mean_and_adds_the_effects_variance():
    made = GammaMixture(np.full((1, 1, 1), 9.0), np.full((1, 1, 1), 3.0), np.ones((1, 1)), np.ones(1))
    scaled = made.scaled(0.8, 0.2)
    assert scaled.mean[0, 0] == pytest.approx(2.4)
    relative = 1 / scaled.shape[0, 0, 0]
    assert relative == pytest.approx((1 + 1 / 9) * np.exp(0.2**2) - 1)
