import numpy as np
import pandas as pd
import pytest

from safetystats.models.forecasts.panel_forecasts import describe, predict
from safetystats.models.series.reading import read_series

LEVELS = np.array([0.025, 0.975])


def test_few_counts_have_the_mean_with_an_honest_width():
    short, long = read_series([400]), read_series([400] * 12)
    made = predict([short, long], 3, "combined")
    assert made.mean[0] == pytest.approx([400, 400], rel=0.01)
    widths = np.diff(made.quantiles(LEVELS), axis=0)[0]
    assert (widths[:, 0] > 3 * widths[:, 1]).all()
    assert (np.diff(widths[:, 0]) > 0).all()
    assert describe(short, "combined") == "mean of 1 values, prior spread"


def test_order_of_series_does_not_matter_and_short_ones_do_not_disturb():
    rng = np.random.default_rng(2)
    series = [read_series(rng.poisson(mean, size)) for mean, size in ((3, 9), (50, 30), (700, 2), (20, 14))]
    together = predict(series, 4, "combined")
    shuffled = predict(series[::-1], 4, "combined")
    np.testing.assert_allclose(together.mean, shuffled.mean[:, ::-1])
    np.testing.assert_array_equal(together.quantiles(LEVELS), shuffled.quantiles(LEVELS)[:, :, ::-1])


def test_months_follow_the_season_and_the_naive_forecast_the_year_before():
    index = pd.period_range("2001-01", periods=60, freq="M")
    values = np.round(200 * (1 + 0.5 * np.sin(np.arange(60) * np.pi / 6)) * index.days_in_month / 30.4)
    series = read_series(pd.Series(values, index=index))
    combined, naive = predict([series], 12, "combined"), predict([series], 12, "naive")
    np.testing.assert_allclose(combined.mean[:, 0], values[-12:], rtol=0.1)
    np.testing.assert_array_equal(naive.mean[:, 0], values[-12:])
    assert describe(series, "combined") == "combined, monthly"
    assert "monthly without season" in describe(read_series(pd.Series(values[:20], index=index[:20])), "combined")


@pytest.mark.parametrize("mean", [0.3, 1, 3, 10, 30, 100, 1000, 100_000])
def test_intervals_of_simulated_counts_hold_what_they_promise(mean):
    rng = np.random.default_rng(11)
    moves = np.exp(rng.normal(0, 0.08, (24, 60)).cumsum(axis=0))
    counts = rng.poisson(mean * moves)
    made = predict([read_series(counts[:18, place]) for place in range(60)], 6, "combined")
    for tail, least in ((0.1, 0.70), (0.025, 0.89)):
        lower, upper = made.quantiles(np.array([tail, 1 - tail]))
        inside = ((counts[18:] >= lower) & (counts[18:] <= upper)).mean()
        assert inside >= least
    assert made.mean.mean() == pytest.approx(counts[18:].mean(), rel=0.25)
