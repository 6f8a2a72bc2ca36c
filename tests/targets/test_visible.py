"""Whether a true cut shows in the figures."""

import numpy as np
import pandas as pd
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from scipy import stats

from safetystats.errors import InputError
from safetystats.targets import chance_of_significant_fall, chance_of_visible_fall


def test_the_published_chance() -> None:
    """A true 10 % cut shows as a fall on the year at 40 deaths in 65.6 % of cases (Skellam)."""
    assert chance_of_visible_fall(40, 10) == pytest.approx(0.656, abs=5e-4)


@settings(deadline=None)
@given(mean=st.floats(0.1, 500), cut=st.floats(-50, 100))
def test_it_is_skellams_distribution(mean: float, cut: float) -> None:
    after = max(mean * (1 - cut / 100), 1e-12)
    assert chance_of_visible_fall(mean, cut) == pytest.approx(stats.skellam.cdf(-1, after, mean), abs=1e-6)


@given(mean=st.floats(1, 2000), cut=st.floats(0, 90))
def test_a_deeper_cut_is_seen_more_often(mean: float, cut: float) -> None:
    assert chance_of_visible_fall(mean, cut + 5) >= chance_of_visible_fall(mean, cut) - 1e-12
    assert chance_of_significant_fall(mean, cut + 5) >= chance_of_significant_fall(mean, cut) - 1e-12
    assert chance_of_significant_fall(mean, cut) <= chance_of_visible_fall(mean, cut)


def test_without_a_cut_significance_is_rare_and_with_one_it_grows_with_the_counts() -> None:
    assert chance_of_significant_fall(40, 0) < 0.025
    few, many = chance_of_significant_fall([40, 4000], 15)
    assert few < 0.12
    assert many > 0.99
    assert chance_of_significant_fall(40, 50, level=0.9) > chance_of_significant_fall(40, 50)
    assert chance_of_significant_fall(40, 50, exposure_ratio=3) > chance_of_significant_fall(40, 50)


def test_columns_and_the_impossible() -> None:
    means = pd.Series([40.0, np.nan, 0.0], index=["a", "b", "c"])
    for function in (chance_of_visible_fall, chance_of_significant_fall):
        got = function(means, 10)
        assert got.index.equals(means.index)
        assert np.isnan(got["b"])
        assert got["c"] == 0
    with pytest.raises(InputError, match="cut is in percent and cannot be above 100, but is 110"):
        chance_of_visible_fall(40, 110)
    with pytest.raises(InputError, match="mean must not be negative"):
        chance_of_visible_fall(-1, 10)
    with pytest.raises(InputError, match="mean must not be negative"):
        chance_of_significant_fall(-1, 10)


@pytest.mark.parametrize("mean", [5293.0, 36_560.0, 250_000.0])
def test_a_chance_among_thousands_is_never_above_one(mean: float) -> None:
    for cut in (30, 60, 99):
        assert 0.999999 < chance_of_visible_fall(mean, cut) <= 1
        assert 0.999999 < chance_of_significant_fall(mean, cut) <= 1
