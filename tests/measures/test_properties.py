"""What must hold for any counts: intervals contain the estimate, interval and p-value agree, scales do not matter."""

import math

import numpy as np
import pandas as pd
import pytest
from hypothesis import assume, given
from hypothesis import strategies as st

from safetystats.errors import InputError
from safetystats.measures import compare_counts, minimum_detectable_fall, proportion, rate, verdict

COUNTS, EXPOSURES, LEVELS = st.integers(0, 5000), st.floats(0.01, 1e6), st.sampled_from([0.8, 0.9, 0.95, 0.99])
METHODS = ("garwood", "byar", "byar-half", "mid-p")


@given(COUNTS, EXPOSURES, st.sampled_from(METHODS), LEVELS)
def test_the_interval_of_a_rate_contains_it(events: int, exposure: float, method: str, level: float) -> None:
    got = rate(events, exposure, method=method, level=level)
    assert got.lower <= got.value <= got.upper or (method == "byar-half" and events == 0)


@given(st.integers(0, 2000), EXPOSURES, st.floats(0.1, 1000))
def test_the_unit_of_exposure_does_not_matter(events: int, exposure: float, scale: float) -> None:
    one, other = rate(events, exposure), rate(events, exposure * scale, per=scale)
    assert [one.lower, one.value, one.upper] == pytest.approx([other.lower, other.value, other.upper], rel=1e-9)


@given(st.integers(0, 2000))
def test_a_higher_level_is_wider_and_more_events_are_higher(events: int) -> None:
    narrow, wide, more = rate(events, 1, level=0.9), rate(events, 1, level=0.99), rate(events + 1, 1, level=0.9)
    assert wide.lower <= narrow.lower
    assert wide.upper > narrow.upper
    assert more.upper > narrow.upper


@given(st.integers(0, 300), st.integers(1, 300), st.sampled_from(["wilson", "clopper-pearson", "wilson-corrected"]))
def test_a_share_and_its_complement_mirror_each_other(events: int, more: int, method: str) -> None:
    one, other = proportion(events, events + more, method), proportion(more, events + more, method)
    assert [one.lower, one.upper] == pytest.approx([1 - other.upper, 1 - other.lower], abs=1e-9)
    assert one.lower <= one.value <= one.upper


@given(st.integers(0, 120), st.integers(0, 120), st.floats(0.1, 10), st.floats(0.1, 10), LEVELS)
def test_interval_and_p_value_come_from_one_rule(a: int, b: int, time_a: float, time_b: float, level: float) -> None:
    assume(a + b > 0)
    got = compare_counts(a, b, time_a, time_b, level=level)
    assume(abs(got.p_value - (1 - level)) > 1e-9)
    assert (got.p_value < 1 - level) == (got.lower > 1 or got.upper < 1)


@given(st.integers(0, 200), st.integers(0, 200), st.floats(0.1, 10), st.floats(0.1, 10))
def test_swapping_the_groups_inverts_the_ratio(a: int, b: int, time_a: float, time_b: float) -> None:
    assume(a > 0 and b > 0)
    one, other = compare_counts(a, b, time_a, time_b), compare_counts(b, a, time_b, time_a)
    assert [one.ratio, one.lower, one.upper] == pytest.approx(
        [1 / other.ratio, 1 / other.upper, 1 / other.lower], rel=1e-6
    )
    assert one.p_value == pytest.approx(other.p_value, rel=1e-9)


def test_scalars_arrays_and_series_give_the_same() -> None:
    events = [0, 3, 33]
    series = rate(pd.Series(events, index=["a", "b", "c"]), 2.0, per=10)
    array = rate(np.array(events), 2.0, per=10)
    assert list(series.lower.index) == ["a", "b", "c"]
    for position, count in enumerate(events):
        single = rate(count, 2.0, per=10)
        assert isinstance(single.lower, float)
        assert single.lower == array.lower[position] == series.lower.iloc[position]


def test_missing_stays_missing_and_zero_has_an_upper_bound() -> None:
    got = rate(pd.Series([None, 0.0]), 1)
    assert math.isnan(got.value[0])
    assert math.isnan(got.upper[0])
    assert got.upper[1] == pytest.approx(3.68888, abs=1e-5)


@given(st.integers(0, 3000), st.integers(0, 3000))
def test_a_verdict_keeps_arithmetic_and_evidence_apart(now: int, before: int) -> None:
    got = verdict(now, before)
    if got.statistical != "no evidence of a change":
        assert (got.arithmetic in ("rose", "undefined")) == (got.statistical == "evidence of a rise")
    assert got.words_en.endswith(".")
    assert got.words_zh.endswith("。")
    assert (got.change is None) == (before == 0)


@pytest.mark.parametrize(
    ("now", "before", "arithmetic", "statistical", "says"),
    [
        (33, 29, "rose", "no evidence of a change", "up 13.8 %, but no evidence of a rise (ratio 1.14, 95 % interval 0.67–1.94, p = 0.70)"),
        (46, 61, "fell", "no evidence of a change", "down 24.6 %, but no evidence of a fall (ratio 0.75, 95 % interval 0.50–1.12, p = 0.18)"),
        (967, 1148, "fell", "evidence of a fall", "and there is evidence of a fall"),
        (30, 30, "level", "no evidence of a change", "level, no evidence of a change"),
        (4, 0, "undefined", "no evidence of a change", "a percentage has no meaning"),
        (0, 0, "level", "no evidence of a change", "nothing to compare"),
    ],
)  # fmt: skip
def test_verdicts_in_words(now: int, before: int, arithmetic: str, statistical: str, says: str) -> None:
    got = verdict(now, before)
    assert (got.arithmetic, got.statistical) == (arithmetic, statistical)
    assert says in got.words_en


def test_a_tolerance_is_stated_and_changes_only_the_arithmetic() -> None:
    plain, tolerant = verdict(310, 300), verdict(310, 300, tolerance=0.05)
    assert (plain.arithmetic, tolerant.arithmetic) == ("rose", "about level")
    assert plain.statistical == tolerant.statistical
    assert "within 5 %" in tolerant.words_en
    assert "基本持平" in tolerant.words_zh


def test_periods_of_different_length_are_told_by_their_exposures() -> None:
    got = verdict(33, 30, exposure_now=10, exposure_before=12)
    assert got.change == pytest.approx(33 / 10 / (30 / 12) - 1)


def test_a_missing_count_is_never_compared() -> None:
    with pytest.raises(InputError, match="missing is not zero"):
        verdict(math.nan, 3)


def test_the_minimum_detectable_fall_has_its_power() -> None:
    # by simulation: two Poisson counts, the exact conditional test at 5 %
    fall = minimum_detectable_fall(40)
    random = np.random.default_rng(1)
    before, now = random.poisson(40, 20_000), random.poisson(40 * (1 - fall), 20_000)
    shown = compare_counts(now, before).upper < 1
    assert shown.mean() == pytest.approx(0.8, abs=0.01)
    assert minimum_detectable_fall(3) == 1.0
    assert minimum_detectable_fall(1000) < minimum_detectable_fall(100)


@pytest.mark.parametrize(
    ("call", "says"),
    [
        (lambda: rate(-1, 1), "-1"),
        (lambda: rate(1, 1, method="garwod"), "did you mean 'garwood'"),
        (lambda: proportion(5, 4), "5"),
        (lambda: compare_counts(1, 2, method="etest"), "did you mean 'e-test'"),
        (lambda: rate(1, 1, level=95), "level"),
    ],
)
def test_wrong_input_gets_one_sentence(call: object, says: str) -> None:
    with pytest.raises(InputError, match=says):
        call()  # type: ignore[operator]


@pytest.mark.parametrize(
    ("events", "lower", "upper"), [(12, 6.200575, 20.961585), (33, 22.71568, 46.34427), (0, 0.0, 3.688879)]
)
def test_published_garwood_intervals(events: int, lower: float, upper: float) -> None:
    got = rate(events, 1)
    assert [got.lower, got.upper] == pytest.approx([lower, upper], abs=1e-4)


def test_published_comparisons() -> None:
    # R poisson.test: 2 in 5 against 13 in 5; scipy's documentation of poisson_means_test: 0 in 100 against 3 in 100
    assert compare_counts(2, 13, 5, 5).p_value == pytest.approx(0.00738525, rel=1e-5)
    assert compare_counts(0, 3, 100, 100, "e-test").p_value == pytest.approx(0.0883790, rel=1e-5)
