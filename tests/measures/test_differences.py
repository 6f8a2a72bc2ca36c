"""The difference of two rates: second opinions, zeros, and agreement with the score test."""

import math

import pytest
from hypothesis import assume, given
from hypothesis import strategies as st
from statsmodels.stats.rates import confint_poisson_2indep

from safetystats.measures import DIFFERENCE_METHODS, compare_counts, rate_difference

COUNTS, TIMES = st.integers(0, 200), st.floats(0.1, 50)


@pytest.mark.parametrize(("a", "b", "ta", "tb"), [(9, 2, 16660, 17877), (60, 51, 30, 20), (3, 9, 5, 4)])
def test_score_and_wald_are_statsmodels(a: int, b: int, ta: float, tb: float) -> None:
    for method in ("score", "wald"):
        want = confint_poisson_2indep(a, ta, b, tb, method=method, compare="diff")
        got = rate_difference(a, b, ta, tb, method=method)
        assert (got.lower, got.upper) == pytest.approx(want, rel=1e-4)


@given(COUNTS, COUNTS, TIMES, TIMES, st.sampled_from(DIFFERENCE_METHODS))
def test_the_interval_contains_the_difference_and_turns_round(
    a: int, b: int, ta: float, tb: float, method: str
) -> None:
    got, turned = rate_difference(a, b, ta, tb, method=method), rate_difference(b, a, tb, ta, method=method)
    assert got.lower <= got.value <= got.upper
    assert (got.lower, got.upper) == pytest.approx((-turned.upper, -turned.lower), rel=1e-6, abs=1e-9)


@given(COUNTS, COUNTS, TIMES, TIMES)
def test_it_leaves_out_0_when_the_score_test_rejects_equality(a: int, b: int, ta: float, tb: float) -> None:
    assume(a + b > 0)
    got, p_value = rate_difference(a, b, ta, tb), compare_counts(a, b, ta, tb, "score").p_value
    assume(abs(p_value - 0.05) > 1e-7)
    assert (p_value < 0.05) == (got.lower > 0 or got.upper < 0)


def test_zeros_missing_and_units() -> None:
    none = rate_difference(0, 0, 1, 2)
    assert (none.lower, none.upper) == pytest.approx((-(1.959964**2) / 2, 1.959964**2), rel=1e-6)
    assert math.isnan(rate_difference(None, 3).upper)
    assert rate_difference(5, 3, 10, 10, per=1000).value == pytest.approx(200)
    assert rate_difference(5, 3, sided="lower").upper == math.inf
