"""Rates beyond the golden numbers: clustered, over-dispersed and uncertain exposures, one-sided limits, mistakes."""

import math

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st
from scipy import stats

from safetystats.errors import InputError
from safetystats.measures import RATE_METHODS, rate

PLAIN = ("garwood", "byar", "byar-half", "mid-p")


@given(st.floats(0, 500), st.floats(0.5, 0.999))
def test_garwood_limits_leave_the_tails_they_should(count: float, level: float) -> None:
    got, tail = rate(count, 1, level=level), (1 - level) / 2
    assert stats.gamma.sf(got.upper, count + 1) == pytest.approx(tail, rel=1e-9)
    # Below a hundredth of an event the lower limit is smaller than any float.
    if count > 0.01:
        assert stats.gamma.cdf(got.lower, count) == pytest.approx(tail, rel=1e-6, abs=1e-12)


def test_one_sided_limits_put_the_whole_chance_on_one_side() -> None:
    assert rate(0, 1, sided="upper").upper == pytest.approx(-math.log(0.05))
    assert rate(0, 1, level=0.975, sided="upper").upper == pytest.approx(3.688879, abs=1e-6)
    for method in (*PLAIN, "negative-binomial"):
        size = {"size": 5.0} if method == "negative-binomial" else {}
        lower, upper = (rate(7, 1, method=method, sided=side, **size) for side in ("lower", "upper"))
        both = rate(7, 1, method=method, level=0.9, **size)
        assert (lower.lower, lower.upper) == (pytest.approx(both.lower), math.inf)
        assert (upper.lower, upper.upper) == (0, pytest.approx(both.upper))


@given(st.integers(0, 400), st.floats(0.2, 20))
def test_quasi_poisson_is_garwood_in_units_of_the_dispersion(count: int, dispersion: float) -> None:
    got, plain = rate(count, 1, method="quasi", dispersion=dispersion), rate(count / dispersion, 1)
    assert [got.lower, got.upper] == pytest.approx([dispersion * plain.lower, dispersion * plain.upper], rel=1e-9)
    assert got.variance_factor == dispersion


@given(st.integers(0, 200), st.floats(0.3, 50))
def test_negative_binomial_limits_leave_the_tails_they_should(count: int, size: float) -> None:
    got = rate(count, 1, method="negative-binomial", size=size)
    assert stats.nbinom.cdf(count, size, size / (size + got.upper)) == pytest.approx(0.025, rel=1e-6)
    if count > 0:
        assert stats.nbinom.sf(count - 1, size, size / (size + got.lower)) == pytest.approx(0.025, rel=1e-6)


def test_negative_binomial_and_quasi_become_poisson() -> None:
    plain = rate(33, 1)
    assert rate(33, 1, method="negative-binomial", size=1e9).upper == pytest.approx(plain.upper, rel=1e-6)
    assert rate(33, 1, method="cluster", deaths_per_accident=[1] * 5).lower == pytest.approx(plain.lower)


def test_an_uncertain_exposure_widens_both_sides() -> None:
    plain, wide = rate(20, 5), rate(20, 5, exposure_cv=0.1)
    assert wide.lower < plain.lower
    assert wide.upper > plain.upper
    # With many events only the exposure's own error is left: a lognormal interval of 10 %.
    many = rate(10**8, 1, exposure_cv=0.1)
    assert many.upper / many.value == pytest.approx(math.exp(0.1 * 1.959964), rel=1e-4)
    assert rate(0, 5, exposure_cv=0.1).upper > rate(0, 5).upper


def test_nothing_counted_in_no_exposure_is_missing() -> None:
    got = rate([0, 3], [0, 6])
    assert np.isnan([got.value[0], got.lower[0], got.upper[0]]).all()
    assert got.value[1] == 0.5


def test_levels_are_nested() -> None:
    for method in PLAIN:
        uppers = [rate(5, 1, method=method, level=level).upper for level in (0.8, 0.9, 0.95, 0.99, 0.998)]
        assert uppers == sorted(uppers)


def test_byar_never_goes_below_0_but_byar_half_does() -> None:
    assert rate(1, 1, method="byar", level=0.998).lower == 0
    assert rate(0, 1, method="byar").lower == 0
    assert rate(0, 1, method="byar-half").lower == pytest.approx(-0.00156112872954044)


@pytest.mark.parametrize("method", [*PLAIN, "minlike", "blaker"])
def test_columns_give_what_single_numbers_give(method: str) -> None:
    events, exposure = np.array([0, 1, 4, 33]), np.array([2.0, 2.0, 3.5, 100.0])
    got = rate(events, exposure, 1000, method)
    for place, (count, time) in enumerate(zip(events, exposure, strict=True)):
        one = rate(int(count), float(time), 1000, method)
        assert (one.lower, one.upper) == pytest.approx((got.lower[place], got.upper[place]), rel=1e-12)


@pytest.mark.parametrize(
    ("arguments", "says"),
    [
        ({"method": "quasi"}, "needs dispersion="),
        ({"method": "cluster"}, "needs deaths_per_accident="),
        ({"dispersion": 2.0}, "dispersion is for the method 'quasi'"),
        ({"method": "blaker", "sided": "upper"}, "two-sided by nature"),
        ({"method": "minlike", "events": 2.5}, "whole number of events"),
        ({"sided": "both"}, "must be one of two, lower, upper"),
        ({"exposure": -1}, "exposure must not be negative, but is -1"),
        ({"exposure": 0}, "must be greater than 0 where events were counted"),
        ({"per": 0}, "per is 0"),
        ({"exposure_cv": -0.1}, "exposure_cv"),
    ],
)
def test_mistakes_are_told(arguments: dict[str, object], says: str) -> None:
    with pytest.raises(InputError, match=says):
        rate(**({"events": 3, "exposure": 1} | arguments))  # type: ignore[arg-type]


def test_results_read_well() -> None:
    assert repr(rate(33, 1)) == "<Estimate 33 (95 % interval 22.72 to 46.34, garwood)>"
    assert repr(rate([1, 2], 1, level=0.998)) == "<Estimate of 2 values, 99.8 % intervals, garwood>"
    frame = rate([1, 2], 1).to_frame()
    assert list(frame.columns) == ["value", "lower", "upper"]
    assert "<table" in rate(33, 1)._repr_html_()
    assert set(RATE_METHODS) >= {"garwood", "byar", "byar-half", "mid-p", "quasi", "cluster"}
