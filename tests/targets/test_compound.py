"""The total over accidents of several sizes, against Panjer's recursion and against simulation in the mind: moments."""

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from scipy import stats

from safetystats.errors import InputError
from safetystats.targets.compound import compound_chances, size_chances

SIZES = st.lists(st.integers(1, 9), min_size=1, max_size=12)


def panjer(mean: float, size: float, deaths: list[int], most: int) -> list[float]:
    """Return the chances of 0 … most by Panjer's recursion, written from its definition."""
    f = size_chances(deaths)
    accidents = mean / float(f @ np.arange(len(f)))
    if np.isinf(size):
        a, b, chances = 0.0, accidents, [np.exp(-accidents)]
    else:
        a = accidents / (size + accidents)
        b, chances = (size - 1) * a, [(1 - a) ** size]
    for total in range(1, most + 1):
        parts = ((a + b * k / total) * f[k] * chances[total - k] for k in range(1, min(total, len(f) - 1) + 1))
        chances.append(sum(parts))
    return chances


@settings(deadline=None, max_examples=40)
@given(mean=st.floats(0.05, 60), size=st.sampled_from([0.5, 3.0, 40.0, np.inf]), deaths=SIZES)
def test_it_is_panjers_recursion(mean: float, size: float, deaths: list[int]) -> None:
    got = compound_chances(mean, size, deaths)
    want = panjer(mean, size, deaths, 60)
    assert got[:61] == pytest.approx(np.array(want)[: len(got)], abs=1e-12)
    assert got.sum() == pytest.approx(1)


@settings(deadline=None, max_examples=30)
@given(mean=st.floats(0.1, 3000), size=st.sampled_from([2.0, 50.0, np.inf]), deaths=SIZES)
def test_mean_and_variance_are_those_of_a_compound_sum(mean: float, size: float, deaths: list[int]) -> None:
    chances = compound_chances(mean, size, deaths)
    totals = np.arange(len(chances))
    got_mean = chances @ totals
    assert got_mean == pytest.approx(mean, rel=1e-7)
    factor = np.sum(np.square(deaths)) / np.sum(deaths)
    assert chances @ (totals - got_mean) ** 2 == pytest.approx(factor * mean + mean**2 / size, rel=1e-5)


def test_one_death_an_accident_is_the_plain_count() -> None:
    totals = np.arange(60)
    assert compound_chances(24.1, np.inf, [1, 1])[:60] == pytest.approx(stats.poisson.pmf(totals, 24.1), abs=1e-14)
    assert compound_chances(24.1, 7, [1])[:60] == pytest.approx(stats.nbinom.pmf(totals, 7, 7 / 31.1), abs=1e-14)


def test_accidents_without_deaths_change_nothing_and_nothing_expected_is_nothing() -> None:
    assert compound_chances(5, 3, [0, 0, 1, 4]) == pytest.approx(compound_chances(5, 3, [1, 4]))
    assert compound_chances(0, 3, [1, 4])[0] == 1


def test_a_list_without_deaths_and_a_table_too_long_are_refused() -> None:
    with pytest.raises(InputError, match="holds no fatal accident; give the deaths of at least one"):
        compound_chances(5, 3, [0, 0])
    with pytest.raises(InputError, match="needs a table of .* totals; leave out deaths_per_accident"):
        compound_chances(5e6, np.inf, [1, 2])
