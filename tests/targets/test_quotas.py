"""Quotas, chances and means: published Poisson numbers, and that the three undo each other."""

import numpy as np
import pandas as pd
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from scipy import stats

from safetystats.errors import InputError
from safetystats.targets import chance_of_keeping, coming_total, mean_for, quota_for, quota_table, total_from_draws

MEANS, CHANCES = st.floats(0.05, 5000), st.floats(0.01, 0.995)
SIZES = st.sampled_from([None, 0.5, 4.0, 200.0])


@pytest.mark.parametrize(("mean", "broken"), [(10, 0.416960), (20, 0.440907), (40, 0.458082), (100, 0.473438)])
def test_a_quota_at_the_mean_is_broken_in_nearly_half_of_all_years(mean: int, broken: float) -> None:
    assert 1 - chance_of_keeping(mean, mean) == pytest.approx(broken, abs=5e-7)


def test_the_published_quota_and_means() -> None:
    assert quota_for(40, 0.9) == 48
    assert mean_for(30, 0.9) == pytest.approx(24.1, abs=0.05)
    assert mean_for(30, 0.95) == pytest.approx(22.4, abs=0.05)
    assert isinstance(quota_for(40, 0.9), int)


@given(mean=MEANS, chance=CHANCES, size=SIZES)
def test_the_quota_is_the_smallest_that_is_kept(mean: float, chance: float, size: float | None) -> None:
    quota = quota_for(mean, chance, size)
    assert chance_of_keeping(quota, mean, size) >= chance
    assert quota == 0 or chance_of_keeping(quota - 1, mean, size) < chance


@given(quota=st.integers(0, 5000), chance=CHANCES, size=SIZES)
def test_the_mean_keeps_the_quota_with_exactly_the_chance(quota: int, chance: float, size: float | None) -> None:
    assert chance_of_keeping(quota, mean_for(quota, chance, size), size) == pytest.approx(chance, abs=1e-9)


@settings(deadline=None, max_examples=25)
@given(quota=st.integers(0, 60), chance=CHANCES, sizes=st.lists(st.integers(1, 8), min_size=1, max_size=5))
def test_clustered_quotas_and_means_undo_each_other(quota: int, chance: float, sizes: list[int]) -> None:
    mean = mean_for(quota, chance, deaths_per_accident=sizes)
    assert chance_of_keeping(quota, mean, deaths_per_accident=sizes) == pytest.approx(chance, abs=1e-6)
    lowered = mean_for(quota, chance, 5, sizes)
    assert chance_of_keeping(quota, lowered, 5, sizes) == pytest.approx(chance, abs=1e-6)


@pytest.mark.parametrize("size", [0.7, 12.0])
def test_negative_binomial_quotas_agree_with_scipy(size: float) -> None:
    means = np.array([0.3, 3, 40, 1e5])
    assert quota_for(means, 0.9, size).tolist() == stats.nbinom.ppf(0.9, size, size / (size + means)).tolist()
    assert quota_for(means, 0.9).tolist() == stats.poisson.ppf(0.9, means).tolist()


def test_clusters_ask_for_a_larger_quota_and_a_lower_mean() -> None:
    assert quota_for(40, 0.9, deaths_per_accident=[1, 1, 1, 7]) > quota_for(40, 0.9, 100) > 48
    assert mean_for(30, 0.9, deaths_per_accident=[1, 1, 1, 7]) < 24.1
    assert quota_for(40, 0.9, deaths_per_accident=[1]) == 48


def test_columns_keep_their_form_and_missing_stays_missing() -> None:
    means = pd.Series([10.0, np.nan, 40.0], index=["a", "b", "c"])
    for sizes in (None, [1, 2]):
        quotas = quota_for(means, 0.9, deaths_per_accident=sizes)
        assert quotas.index.equals(means.index)
        assert np.isnan(quotas).tolist() == [False, True, False]
    assert np.isnan(mean_for([None, 30], 0.9, deaths_per_accident=[1, 2])).tolist() == [True, False]
    table = quota_table([10, 40])
    assert table.columns.tolist() == ["mean", "quota_50", "quota_80", "quota_90"]
    assert table.iloc[1].tolist() == [40, 40, 45, 48]


def test_any_forecast_that_knows_its_chances_will_do() -> None:
    draws = total_from_draws([29, 30, 31, 32])
    assert chance_of_keeping([29, 30.9, 32], draws).tolist() == [0.25, 0.5, 1]
    assert (draws.mean, draws.quantile(0.5), draws.probability_below(30)) == (30.5, 30, 0.25)
    for size, sizes in ((None, None), (8, None), (8, [1, 3])):
        total = coming_total(24, size, sizes)
        assert chance_of_keeping(30, total) == pytest.approx(chance_of_keeping(30, 24, size, sizes))
    with pytest.raises(InputError, match="The coming total is given whole, so size"):
        chance_of_keeping(30, draws, 4)


@pytest.mark.parametrize(
    ("call", "says"),
    [
        (lambda: quota_for(-1, 0.9), "mean must not be negative"),
        (lambda: quota_for(40, 90), "chance is 90, but must lie between 0 and 1.*did you mean 0.9"),
        (lambda: quota_for(40, 0.9, 0), "size must be greater than 0"),
        (lambda: mean_for(-1, 0.9), "quota must not be negative"),
        (lambda: mean_for(3, 0.9, -1), "size must be greater than 0"),
        (lambda: chance_of_keeping(-2, 4), "quota must not be negative"),
        (lambda: chance_of_keeping("30", 4), "quota must be numbers"),
        (lambda: total_from_draws([]), "draws is empty"),
        (lambda: total_from_draws([1.5]), "draws must be a whole number"),
    ],
)
def test_bad_input_is_one_sentence(call: object, says: str) -> None:
    with pytest.raises(InputError, match=says):
        call()  # type: ignore[operator]
