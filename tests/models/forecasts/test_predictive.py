import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from scipy import stats

from safetystats.models.forecasts.panel_forecasts import predict
from safetystats.models.forecasts.predictive import EXACT_BELOW, EXACT_UP_TO, Predictive
from safetystats.models.series.reading import read_series

PROBABILITIES = np.array([0.025, 0.1, 0.25, 0.5, 0.75, 0.9, 0.975])


def plain(centre, below, above, counts=False, lift=0.0):
    one = np.array([[float(centre)]])
    return Predictive(one, one, one * 0 + below, one * 0 + above, 5.0, np.array([lift]), np.array([counts]), None)


def test_values_have_a_two_piece_t_in_logs():
    made = plain(50, 0.1, 0.2)
    expected = 50 * np.exp(np.where(PROBABILITIES < 0.5, 0.1, 0.2) * stats.t.ppf(PROBABILITIES, 5))
    np.testing.assert_allclose(made.quantiles(PROBABILITIES)[:, 0, 0], expected)
    for quantile, probability in zip(expected, PROBABILITIES, strict=True):
        assert made.cdf(np.array([[quantile]]))[0, 0] == pytest.approx(probability)
    assert made.cdf(np.array([[-1.0]]))[0, 0] == 0


def test_a_lift_is_taken_off_again():
    np.testing.assert_allclose(
        plain(150, 0.1, 0.2, lift=100).quantiles(PROBABILITIES), plain(150, 0.1, 0.2).quantiles(PROBABILITIES) - 100
    )


@pytest.mark.parametrize("centre", [0.5, 3.0, 30.0, 90.0])
def test_counts_are_poisson_around_uncertain_means(centre):
    scale = 0.4
    made = plain(centre, scale, scale, counts=True)
    latent = np.sqrt(max(scale**2 - 1 / (centre + 0.5), (0.3 * scale) ** 2))
    # Brute force: a fine grid of the means, without the module's nodes.
    grid = (np.arange(4000) + 0.5) / 4000
    means = centre * np.exp(latent * stats.t.ppf(grid, 5))
    for count in (0, int(centre), int(2 * centre + 2)):
        expected = stats.poisson.cdf(count, means).mean()
        assert made.cdf(np.array([[float(count)]]))[0, 0] == pytest.approx(expected, abs=0.004)


@settings(max_examples=40, deadline=None)
@given(st.lists(st.integers(0, 60), min_size=1, max_size=20))
def test_quantiles_of_counts_are_the_smallest_that_reach_the_chance(values):
    made = predict([read_series(values)], 3, "combined")
    quantiles = made.quantiles(PROBABILITIES)
    assert (quantiles == np.floor(quantiles)).all()
    assert (quantiles >= 0).all()
    assert (np.diff(quantiles, axis=0) >= 0).all()
    if made.centre.max() < EXACT_BELOW and quantiles.max() < EXACT_UP_TO:
        for place, probability in enumerate(PROBABILITIES):
            assert (made.cdf(quantiles[place]) >= probability - 1e-12).all()
            assert (made.cdf(quantiles[place] - 1) < probability).all()


def test_wide_counts_go_on_rounded_where_the_exact_ones_end():
    made = plain(90, 1.5, 1.5, counts=True)
    quantiles = made.quantiles(PROBABILITIES)[:, 0, 0]
    assert quantiles[-1] > EXACT_UP_TO > quantiles[3]
    assert quantiles[-1] == pytest.approx(90 * np.exp(1.5 * stats.t.ppf(0.975, 5)), rel=0.01)
    assert (np.diff(quantiles) > 0).all()


def test_exact_and_rounded_counts_meet():
    exact, rounded = plain(EXACT_BELOW - 0.01, 0.2, 0.2, True), plain(EXACT_BELOW + 0.01, 0.2, 0.2, True)
    np.testing.assert_allclose(exact.quantiles(PROBABILITIES), rounded.quantiles(PROBABILITIES), rtol=0.05)


def test_scaling_adds_variances_and_parts_can_be_taken():
    made = plain(50, 0.3, 0.3)
    scaled = made.scaled(0.5, 0.4)
    assert scaled.centre[0, 0] == 25
    assert scaled.below[0, 0] == pytest.approx(0.5)
    series = [read_series([3, 4, 2, 5, 3]), read_series([50.5, 52, 49, 51, 50])]
    both = predict(series, 4, "combined")
    alone = both.series(np.array([1]))
    np.testing.assert_allclose(alone.quantiles(PROBABILITIES)[:, 2, 0], both.quantiles(PROBABILITIES)[:, 2, 1])
