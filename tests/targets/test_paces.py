"""Paces that areas kept up."""

import numpy as np
import pandas as pd
import pytest
from hypothesis import given
from hypothesis import strategies as st

from safetystats.errors import InputError
from safetystats.targets import achieved_paces, pace_percentile


def test_each_pair_of_years_so_far_apart_gives_one_pace() -> None:
    steady = pd.DataFrame([[100, 90, 81, 72.9], [50, 50, None, 50]])
    assert achieved_paces(steady, 1).tolist() == pytest.approx([10, 10, 10, 0])
    assert achieved_paces(steady, 3).tolist() == pytest.approx([10, 0])
    assert achieved_paces([4, 0, 2], 1).size == 0
    assert achieved_paces([4, 2], 5).size == 0


@given(st.lists(st.floats(-20, 20), min_size=1, max_size=30), st.floats(-20, 20))
def test_the_percentile_is_a_share_of_the_slower(paces: list[float], cut: float) -> None:
    got = pace_percentile(cut, paces)
    assert 100 * np.mean(np.array(paces) < cut) - 1e-9 <= got <= 100 * np.mean(np.array(paces) <= cut) + 1e-9


def test_no_paces_or_no_cut_is_missing() -> None:
    assert np.isnan(pace_percentile(3, []))
    assert np.isnan(pace_percentile([np.nan, 3], [1, 5, np.nan])).tolist() == [True, False]
    with pytest.raises(InputError, match="years is 0"):
        achieved_paces([1, 2], 0)
    with pytest.raises(InputError, match="table must not be negative"):
        achieved_paces([1, -2], 1)
