"""Joinpoint models against brute force, under changes of scale and order, and what they say to bad input."""

from itertools import combinations, pairwise

import numpy as np
import pandas as pd
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from numpy.random import default_rng
from scipy import stats

from safetystats.errors import InputError
from safetystats.models import Joinpoint, joinpoint

YEARS = np.arange(1990, 2010)


def bent(seed: int = 1, noise: float = 0.03) -> np.ndarray:
    t = YEARS - YEARS[0]
    slope = 0.05 * t - 0.12 * np.maximum(t - 7, 0) + 0.1 * np.maximum(t - 14, 0)
    return 20 * np.exp(slope + default_rng(seed).normal(0, noise, t.size))


def brute_force(rates: np.ndarray, k: int, least: int = 2) -> tuple[tuple[int, ...], float]:
    """Try every placement by ordinary least squares of the logarithms."""
    best: tuple[tuple[int, ...], float] = ((), np.inf)
    t = (YEARS - YEARS[0]).astype(float)
    for places in combinations(range(least, YEARS.size - least), k):
        if any(b - a <= least for a, b in pairwise(places)):
            continue
        design = np.column_stack([np.ones_like(t), t, *(np.maximum(t - p, 0) for p in places)])
        residual = np.log(rates) - design @ np.linalg.lstsq(design, np.log(rates), rcond=None)[0]
        if residual @ residual < best[1]:
            best = tuple(int(YEARS[p]) for p in places), float(residual @ residual)
    return best


@pytest.mark.parametrize("k", [1, 2, 3])
def test_the_search_finds_what_trying_everything_finds(k: int) -> None:
    rates = bent(noise=0.1)
    years, squares = brute_force(rates, k)
    model = joinpoint(YEARS, rates, joinpoints=k)
    assert tuple(joint.year for joint in model.joinpoints) == years
    assert model.selection.table["wsse"].iloc[-1] == pytest.approx(squares)


def test_without_joinpoints_it_is_a_regression_line() -> None:
    rates = bent()
    [segment] = joinpoint(YEARS, rates, joinpoints=0).segments
    line = stats.linregress(YEARS, np.log(rates))
    assert segment.slope == pytest.approx(line.slope)
    assert segment.slope_error == pytest.approx(line.stderr)
    assert segment.p_value == pytest.approx(line.pvalue)
    assert segment.apc == pytest.approx(100 * np.expm1(line.slope))


@pytest.mark.parametrize("selection", ["bic", "bic3", "weighted-bic", "permutation"])
def test_every_rule_finds_clear_bends(selection: str) -> None:
    model = joinpoint(YEARS, bent(), max_joinpoints=3, selection=selection, permutations=199)
    assert model.selection.rule == selection
    assert [joint.year for joint in model.joinpoints] == pytest.approx([1997, 2004], abs=1)
    assert all(joint.lower <= joint.year <= joint.upper for joint in model.joinpoints)


@settings(max_examples=25, deadline=None)
@given(st.floats(0.001, 1000), st.integers(-500, 500), st.integers(0, 1000))
def test_units_and_calendar_do_not_matter(scale: float, shift: int, seed: int) -> None:
    rates = bent(seed, 0.1)
    here, there = joinpoint(YEARS, rates, joinpoints=2), joinpoint(YEARS + shift, rates * scale, joinpoints=2)
    assert [joint.year + shift for joint in here.joinpoints] == [joint.year for joint in there.joinpoints]
    np.testing.assert_allclose([s.apc for s in here.segments], [s.apc for s in there.segments], rtol=1e-6, atol=1e-8)


def test_counts_weigh_by_their_size() -> None:
    exposure = np.full(YEARS.size, 1000.0)
    counts = np.round(bent() * 10)
    model = joinpoint(YEARS, counts=counts, exposure=exposure, joinpoints=1)
    by_weight = joinpoint(YEARS, counts / exposure, se=np.sqrt(counts) / exposure, joinpoints=1)
    assert [s.apc for s in model.segments] == pytest.approx([s.apc for s in by_weight.segments])
    assert model.errors == "poisson"


def test_a_zero_count_is_half_an_event() -> None:
    counts = np.array([4, 3, 0, 2, 1, 1, 2])
    with_zero = joinpoint(np.arange(7), counts=counts, exposure=1.0, joinpoints=0)
    by_hand = joinpoint(np.arange(7), counts=np.where(counts == 0, 0.5, counts), exposure=1.0, joinpoints=0)
    assert with_zero.segments[0].apc == pytest.approx(by_hand.segments[0].apc)


def test_a_known_break_takes_the_jump_and_leaves_the_slope() -> None:
    rates = 50 * np.exp(-0.05 * (YEARS - 1990)) * np.where(YEARS >= 2004, 0.6, 1.0)
    model = joinpoint(YEARS, rates * np.exp(default_rng(3).normal(0, 0.01, YEARS.size)), breaks=[2004], joinpoints=0)
    [step] = model.steps
    assert step.size == pytest.approx(0.6, abs=0.03)
    assert step.lower < 0.6 < step.upper
    assert model.segments[0].slope == pytest.approx(-0.05, abs=0.01)
    assert joinpoint(YEARS, rates, joinpoints=0).segments[0].slope < -0.06


def test_separate_parts_are_models_of_their_own() -> None:
    rates = bent()
    model = joinpoint(YEARS, rates, breaks=[2000], break_mode="separate", joinpoints=0)
    alone = joinpoint(YEARS[:10], rates[:10], joinpoints=0)
    assert len(model.parts) == 2
    assert model.segments[0].apc == pytest.approx(alone.segments[0].apc)
    assert model.segments[1].start == 2000
    with pytest.raises(InputError, match="cannot cross a break"):
        model.aapc(1995, 2005)


def test_the_average_over_one_segment_is_that_segments_change() -> None:
    model = joinpoint(YEARS, bent(), joinpoints=2)
    first = model.segments[0]
    inside = model.aapc(first.start, first.end)
    assert inside.value == pytest.approx(first.apc)
    assert inside.lower == pytest.approx(first.lower)
    whole = model.aapc()
    lengths = [s.end - s.start for s in model.segments]
    assert whole.value == pytest.approx(100 * np.expm1(np.average([s.slope for s in model.segments], weights=lengths)))


def test_missing_years_and_rates_are_left_out() -> None:
    rates = pd.Series(bent())
    rates[5] = np.nan
    kept = np.delete(np.arange(20), 5)
    with_gap, without = joinpoint(YEARS, rates, joinpoints=1), joinpoint(YEARS[kept], rates[kept], joinpoints=1)
    assert [s.apc for s in with_gap.segments] == pytest.approx([s.apc for s in without.segments])
    assert len(with_gap.fitted) == 19


def test_the_linear_scale_has_slopes_and_no_percentages() -> None:
    model = joinpoint(YEARS, bent(), joinpoints=1, scale="linear")
    assert np.isnan(model.segments[0].apc)
    assert model.segments[0].slope_lower < model.segments[0].slope < model.segments[0].slope_upper


def test_errors_that_hang_together_widen_the_intervals() -> None:
    plain, correlated = (joinpoint(YEARS, bent(), joinpoints=0, autocorrelation=rho) for rho in (0.0, 0.6))
    assert correlated.segments[0].slope_error > plain.segments[0].slope_error
    assert correlated.autocorrelation == 0.6


def test_the_result_reads_well() -> None:
    model = joinpoint(YEARS, bent(), joinpoints=2)
    assert isinstance(model, Joinpoint)
    assert "joinpoints 1997, 2004 by fixed" in repr(model)
    assert list(model.to_frame()["start"]) == [1990, 1997, 2004]


@pytest.mark.parametrize(
    ("options", "words"),
    [
        ({"rates": bent()[:3]}, "do not fit together"),
        ({"years": YEARS[::-1]}, "years must rise"),
        ({"rates": np.where(YEARS == 1995, 0.0, bent())}, "0"),
        ({"rates": np.where(YEARS == 1995, -1.0, bent())}, "-1"),
        ({"joinpoints": 12}, "12"),
        ({"selection": "aic"}, "selection"),
        ({"breaks": [1991]}, "needed on either side"),
        ({"max_joinpoints": -1}, "-1"),
    ],
)
def test_bad_input_gets_a_sentence(options: dict[str, object], words: str) -> None:
    given = {"years": YEARS, "rates": bent(), "joinpoints": 0} | options
    if "selection" in options or "max_joinpoints" in options:
        given.pop("joinpoints")
    with pytest.raises(InputError, match=words):
        joinpoint(given.pop("years"), given.pop("rates"), **given)  # type: ignore[arg-type]


@pytest.mark.parametrize("value", [5.0, 0.1, 1 / 3, 1e9])
@pytest.mark.parametrize("scale", ["log", "linear"])
def test_a_series_that_never_moves_has_no_significant_trend(value: float, scale: str) -> None:
    [segment] = joinpoint(range(2003, 2013), [value] * 10, scale=scale).segments
    assert segment.slope == 0
    assert segment.p_value == 1
    assert not segment.significant
