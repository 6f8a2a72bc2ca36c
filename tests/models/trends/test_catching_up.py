"""Years until a gap closes: Fieller's set by brute force, and the cases in which it never closes."""

import math

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st
from scipy.stats import norm

from safetystats.errors import InputError
from safetystats.models import years_to_reach

Z = norm.ppf(0.975)
TIMES = np.linspace(0, 400, 400_001)


def allowed(gap: float, gap_error: float, pace: float, pace_error: float) -> np.ndarray:
    """The times on a grid that Fieller's condition allows."""
    return TIMES[(gap + pace * TIMES) ** 2 <= Z**2 * (gap_error**2 + (pace_error * TIMES) ** 2)]


@pytest.mark.parametrize(
    "case",
    [(0.3, 0.05, -0.06, 0.01), (0.3, 0.2, -0.06, 0.01), (0.3, 0.05, -0.02, 0.02), (0.3, 0.4, -0.02, 0.02), (0.1, 0.01, -0.2, 0.001)],
)  # fmt: skip
def test_the_interval_is_the_set_of_times_the_data_allow(case: tuple[float, float, float, float]) -> None:
    got, held = years_to_reach(*case), allowed(*case)
    assert got.value == pytest.approx(-case[0] / case[2])
    assert got.lower == pytest.approx(held.min(), abs=2e-3)
    if math.isfinite(got.upper):
        assert got.upper == pytest.approx(held.max(), abs=2e-3)
    else:
        assert held.max() == TIMES.max()


def test_a_gap_that_widens_is_never_closed() -> None:
    got = years_to_reach(0.3, 0.02, 0.05, 0.005)
    assert (got.value, got.lower, got.upper) == (math.inf, math.inf, math.inf)
    assert not got.already


def test_a_pace_that_is_not_shown_may_never_close_it() -> None:
    got = years_to_reach(0.3, 0.02, -0.03, 0.03)
    assert got.value == pytest.approx(10)
    assert 0 < got.lower < 10
    assert got.upper == math.inf


def test_an_area_already_below_needs_no_years() -> None:
    got = years_to_reach(-0.1, 0.02, -0.03, 0.01)
    assert got.already
    assert (got.value, got.lower, got.upper) == (0, 0, 0)
    assert years_to_reach(-0.01, 0.1, 0.05, 0.01).upper > 0, "that it is below is not shown"
    assert "already" in repr(got)


def test_without_errors_the_interval_is_the_value() -> None:
    got = years_to_reach(0.3, 0, -0.06, 0)
    assert got.lower == pytest.approx(5)
    assert got.upper == pytest.approx(5)


@given(st.floats(0.01, 2), st.floats(0.001, 0.5), st.floats(-0.3, -0.01), st.floats(0.001, 0.1))
def test_the_interval_holds_the_value(gap: float, gap_error: float, pace: float, pace_error: float) -> None:
    got = years_to_reach(gap, gap_error, pace, pace_error)
    assert got.lower <= got.value * (1 + 1e-9)
    assert got.upper >= got.value * (1 - 1e-9)


@pytest.mark.parametrize(("values", "words"), [((math.nan, 0, 1, 0), "gap is nan"), ((1, -1, 1, 0), "gap_error is -1")])
def test_bad_numbers_are_named(values: tuple[float, float, float, float], words: str) -> None:
    with pytest.raises(InputError, match=words):
        years_to_reach(*values)
