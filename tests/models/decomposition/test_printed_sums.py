"""Rounded parts add up to the rounded total, each next to its value."""

import numpy as np
import pandas as pd
import pytest
from hypothesis import given
from hypothesis import strategies as st

from safetystats.errors import InputError
from safetystats.models import rounded_to_sum

PARTS = st.lists(st.floats(-1e4, 1e4), min_size=1, max_size=12)


@given(PARTS, st.integers(-1, 3))
def test_rounded_parts_add_up(values: list[float], decimals: int) -> None:
    got, unit = np.asarray(rounded_to_sum(values, decimals=decimals)), 10.0**-decimals
    assert got.sum() == pytest.approx(round(sum(values) / unit) * unit, abs=unit / 100)
    assert np.abs(got - values).max() <= unit * (1 + 1e-6)
    assert got == pytest.approx(np.round(got, max(decimals, 0)), abs=1e-9)


def test_the_largest_remainders_are_raised() -> None:
    assert rounded_to_sum([0.333, 0.333, 0.334], decimals=2).tolist() == [0.33, 0.33, 0.34]
    assert rounded_to_sum([1.25, 1.25, 1.25, 1.25], decimals=1).tolist() == [1.3, 1.3, 1.2, 1.2]
    assert rounded_to_sum([-9.37, -10.81, 6.92, 0.26], -13, 1).tolist() == [-9.4, -10.8, 6.9, 0.3]
    assert rounded_to_sum([0.3, 0.7], decimals=1).tolist() == [0.3, 0.7]
    assert rounded_to_sum(5.04) == 5.0


def test_a_printed_total_may_be_a_unit_off_and_a_series_keeps_its_index() -> None:
    got = rounded_to_sum(pd.Series([0.24, 0.24], index=["road", "mine"]), 0.6, 1)
    assert got.to_dict() == {"road": 0.3, "mine": 0.3}


def test_mistakes_are_told() -> None:
    with pytest.raises(InputError, match=r"add up to 3, which no rounding to 0.1 turns into the total 9"):
        rounded_to_sum([1, 2], 9)
    with pytest.raises(InputError, match="values must be known"):
        rounded_to_sum([1, np.nan])
