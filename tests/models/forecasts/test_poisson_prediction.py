"""Prediction limits of Poisson counts: published numbers, Nelson's own equations, and what must hold of any limits."""

import numpy as np
import pandas as pd
import pytest
from hypothesis import given
from hypothesis import strategies as st
from scipy import stats

from safetystats.errors import InputError
from safetystats.models import PREDICTION_METHODS, poisson_prediction_interval


def test_gibbons_example() -> None:
    # Gibbons, Bhaumik and Aryal 2009, example 3.6, as in the documentation of EnvStats: 2.573258.
    got = poisson_prediction_interval(5, 16, 1, 0.95, "conditional.approx.t", k=20, sided="upper")
    assert got.lower == 0
    assert got.upper == pytest.approx(2.573258, abs=5e-7)


@given(y=st.integers(1, 3000), n=st.integers(1, 40), m=st.integers(1, 12))
def test_conditional_solves_the_equations_in_f_quantiles(y: int, n: int, m: int) -> None:
    got = poisson_prediction_interval(y, n, m)
    upper_f = stats.f.ppf(0.975, 2 * (y + 1), 2 * got.upper)
    assert got.upper / m == pytest.approx((y + 1) / n * upper_f, rel=1e-6)
    if got.lower > 0:
        lower_f = stats.f.ppf(0.975, 2 * (got.lower + 1), 2 * y)
        assert m / (got.lower + 1) == pytest.approx(n / y * lower_f, rel=1e-6)


@given(y=st.integers(1, 500), n=st.integers(2, 40), m=st.integers(1, 5), method=st.sampled_from(PREDICTION_METHODS))
def test_limits_hold_the_estimate_and_widen_with_the_level(y: int, n: int, m: int, method: str) -> None:
    narrow, wide = (poisson_prediction_interval(y, n, m, level, method) for level in (0.8, 0.95))
    assert 0 <= wide.lower <= narrow.lower <= narrow.value + 1e-9 <= narrow.upper + 2e-9 <= wide.upper + 3e-9


def test_conditional_limits_hold_as_often_as_they_say() -> None:
    rng = np.random.default_rng(5)
    past, future = rng.poisson(8.0 * 5, 4000), rng.poisson(8.0, 4000)
    got = poisson_prediction_interval(past, 5)
    assert np.mean((got.lower <= future) & (future <= got.upper)) > 0.945


def test_no_events_still_have_an_upper_limit_except_where_the_method_says_nothing() -> None:
    assert poisson_prediction_interval(0, 5).upper > 1
    assert poisson_prediction_interval(0, 5).lower == 0
    assert poisson_prediction_interval(0, 5, method="conditional.approx.normal").upper > 0.5
    assert np.isnan(poisson_prediction_interval(0, 5, method="normal.approx").upper)


def test_columns_keep_their_form_and_missing_stays_missing() -> None:
    areas = pd.Series([20.0, np.nan, 0.0], index=["a", "b", "c"])
    got = poisson_prediction_interval(areas, 5)
    assert list(got.upper.index) == ["a", "b", "c"]
    assert got.upper["a"] == poisson_prediction_interval(20, 5).upper
    assert np.isnan(got.lower["b"])
    assert np.isnan(got.upper["b"])


def test_one_side_leaves_the_other_open() -> None:
    upper = poisson_prediction_interval(20, 5, sided="upper")
    lower = poisson_prediction_interval(200, 5, sided="lower")
    assert (upper.lower, lower.upper) == (0, np.inf)
    assert upper.upper < poisson_prediction_interval(20, 5).upper


@pytest.mark.parametrize(
    ("arguments", "message"),
    [
        ({"method": "conditionel"}, "did you mean 'conditional'"),
        ({"k": 3}, "knows only 1"),
        ({"k": 0}, "whole number of coming sums"),
        ({"n_past": 0}, "n_past must be greater than 0"),
        ({"n_past": 1, "method": "normal.approx"}, "at least 2"),
        ({"total_count": -1}, "must not be negative"),
        ({"total_count": 2.5}, "whole number"),
    ],
)
def test_bad_input_is_named(arguments: dict[str, object], message: str) -> None:
    with pytest.raises(InputError, match=message):
        poisson_prediction_interval(**({"total_count": 20, "n_past": 5} | arguments))  # type: ignore[arg-type]
