"""Numbers counted off simulated futures."""

import numpy as np
import pytest

from safetystats.errors import InputError
from safetystats.models.futures.sampled_forecast import SampledForecast
from safetystats.models.series.reading import read_levels


def forecast(counts: bool = True) -> SampledForecast:
    rng = np.random.default_rng(1)
    means = rng.gamma(20.0, 0.5, (4000, 2))
    draws = rng.poisson(means).astype(float) if counts else means
    return SampledForecast(draws, means, counts, (50, 80, 95), "test")


def test_frame_holds_nested_intervals_and_the_median() -> None:
    frame = forecast().frame
    assert list(frame.columns) == [
        "step",
        "mean",
        "median",
        *(f"{side}_{one}" for one in (50, 80, 95) for side in ("lower", "upper")),
    ]
    order = frame[["lower_95", "lower_80", "lower_50", "median", "upper_50", "upper_80", "upper_95"]].to_numpy()
    assert (np.diff(order, axis=1) >= 0).all()
    assert (order == np.round(order)).all()


def test_quantiles_of_counts_are_the_smallest_count_with_that_chance() -> None:
    told = forecast()
    for p in (0.025, 0.5, 0.9):
        value = told.quantiles([p]).loc[1, p]
        assert told.probability_below(value) >= p > told.probability_below(value - 1)


def test_interval_and_chances_agree_with_the_frame() -> None:
    told = forecast(counts=False)
    assert told.interval(80)["lower"].to_numpy() == pytest.approx(told.frame["lower_80"].to_numpy())
    assert told.probability_below([0.0, 1e9], step=2).tolist() == [0.0, 1.0]
    assert "2 steps, test" in repr(told)


def test_bad_options_are_named() -> None:
    with pytest.raises(InputError, match="steps 1 to 2"):
        forecast().probability_below(3, step=3)
    with pytest.raises(InputError, match="per cent"):
        read_levels((0.5, 0.8))
