import numpy as np
import pandas as pd
import pytest
import statsmodels.api as sm
from hypothesis import given, settings
from hypothesis import strategies as st
from scipy import stats
from statsmodels.stats.contingency_tables import Table

from safetystats.errors import InputError
from safetystats.models import day_rates, month_pattern, two_way

DAYS = [31, 28, 31, 30, 31, 30, 31, 31, 30, 31, 30, 31]


def test_independence_and_residuals_agree_with_scipy_and_statsmodels() -> None:
    random = np.random.default_rng(1)
    rows, columns = random.integers(0, 4, 800), random.integers(0, 3, 800)
    found = two_way(rows, columns, range(4), range(3))
    want = stats.chi2_contingency(found.counts)
    assert (found.chi_square, found.p_value, found.degrees) == pytest.approx((want.statistic, want.pvalue, want.dof))
    assert np.allclose(found.expected, want.expected_freq)
    assert np.allclose(found.residuals, Table(found.counts.to_numpy(), shift_zeros=False).standardized_resids)
    assert not found.simulated


def test_small_tables_are_simulated_and_repeatable() -> None:
    rows, columns = [0, 0, 0, 1, 1, 1, 0, 1], [0, 0, 0, 1, 1, 1, 0, 1]
    found = two_way(rows, columns, [0, 1], [0, 1])
    assert found.simulated
    # All 8 on the diagonal: of the C(8, 4) arrangements two are as extreme.
    assert found.p_value == pytest.approx(2 / 70, abs=0.012)
    assert found.p_value == two_way(rows, columns, [0, 1], [0, 1]).p_value


def test_levels_without_accidents_are_shown_and_missing_ones_left_out() -> None:
    found = two_way([0, 5, None, 23], [1, 1, 2, None], range(24), range(1, 8))
    assert found.counts.shape == (24, 7)
    assert found.total == found.counts.to_numpy().sum() == 2
    assert found.degrees == 0
    assert found.p_value == 1


def test_months_are_compared_per_day() -> None:
    found = month_pattern([31, 28, 31, 30, 31, 30, 31, 31, 30, 31, 30, 31], DAYS)
    assert found.table["ratio"].tolist() == pytest.approx([1] * 12)
    assert found.p_value == pytest.approx(1)
    assert found.wave_p_value == pytest.approx(1)


def test_the_chi_square_is_scipys() -> None:
    counts = np.array([40, 31, 28, 35, 41, 52, 55, 49, 38, 30, 33, 36])
    found = month_pattern(counts, DAYS)
    want = stats.chisquare(counts, counts.sum() * np.array(DAYS) / sum(DAYS))
    assert (found.chi_square, found.p_value) == pytest.approx((want.statistic, want.pvalue))


def test_the_wave_is_the_score_test_of_one_harmonic() -> None:
    counts = np.array([40, 31, 28, 35, 41, 52, 55, 49, 38, 30, 33, 36])
    angle = 2 * np.pi * (np.arange(12) + 0.5) / 12
    waves = np.column_stack([np.cos(angle), np.sin(angle)])
    null = sm.GLM(counts, np.ones((12, 1)), family=sm.families.Poisson(), offset=np.log(DAYS)).fit()
    _, want = null.score_test(exog_extra=waves)
    found = month_pattern(counts, DAYS)
    assert found.wave_p_value == pytest.approx(float(np.squeeze(want)), rel=1e-6)
    assert 6 <= found.peak <= 8


def test_the_peak_is_found_wherever_it_is() -> None:
    for month in range(1, 13):
        wave = 1000 * (1 + 0.3 * np.cos(2 * np.pi * (np.arange(1, 13) - month) / 12))
        found = month_pattern(np.round(wave), [30] * 12)
        assert found.peak == pytest.approx(month, abs=0.02)
        assert found.amplitude == pytest.approx(0.3, abs=0.002)


def test_ten_months_and_two_months_are_enough_for_what_they_can_show() -> None:
    assert 0 < month_pattern([5, 3, 4, 6, 2, 7, 5, 4, 6, 4], DAYS[:10]).p_value <= 1
    short = month_pattern([5, 3], [31, 28])
    assert np.isnan(short.wave_p_value)
    assert short.simulated


def test_days_are_compared_with_working_days() -> None:
    found = day_rates([250, 115, 30], [250, 104, 11], ["working", "weekend", "holiday"], "working")
    assert found["rate"].tolist() == pytest.approx([1, 115 / 104, 30 / 11])
    assert found.loc["holiday", "ratio_lower"] > 1
    assert found.loc["holiday", "p_value"] < 0.001
    assert np.isnan(found.loc["working", "p_value"])


@settings(max_examples=30, deadline=None)
@given(st.lists(st.tuples(st.integers(0, 3), st.integers(0, 2)), min_size=8, max_size=60), st.randoms())
def test_margins_are_kept_and_order_does_not_matter(cells: list[tuple[int, int]], random) -> None:
    found = two_way([c[0] for c in cells], [c[1] for c in cells], range(4), range(3))
    assert np.allclose(found.expected.sum(axis=1), found.counts.sum(axis=1))
    assert np.allclose(found.expected.sum(axis=0), found.counts.sum(axis=0))
    random.shuffle(cells)
    again = two_way([c[0] for c in cells], [c[1] for c in cells], range(4), range(3))
    assert again.counts.equals(found.counts)
    assert again.chi_square == pytest.approx(found.chi_square)


@pytest.mark.parametrize(
    ("call", "says"),
    [
        (lambda: two_way([1, 2], [1], [1, 2], [1]), "rows has 2 elements and columns 1"),
        (lambda: two_way([99], [1], range(24), [1]), "rows holds 99, which is none of its levels"),
        (lambda: month_pattern([1], [31]), "at least two months"),
        (lambda: month_pattern([0, 0], [31, 28]), "at least one accident"),
        (lambda: month_pattern([1, 2], [31, 0]), "each with days"),
        (lambda: day_rates([1], [1], ["a"], "b"), "The reference 'b' is none of the kinds of days: a"),
    ],
)
def test_bad_input_gets_one_sentence(call, says: str) -> None:
    with pytest.raises(InputError) as caught:
        call()
    assert says in str(caught.value)


def test_hours_of_a_series_keep_their_levels() -> None:
    stamps = pd.Series(pd.to_datetime(["2011-03-05 14:20", "2011-03-07 09:00", "2011-03-12 14:00"]))
    found = two_way(stamps.dt.hour, stamps.dt.day_of_week, range(24), range(7))
    assert found.counts.loc[14, 5] == 2
