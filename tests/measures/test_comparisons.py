"""Two counts: every method agrees with itself turned round, with its own p-value, and with second opinions."""

import math

import numpy as np
import pytest
from hypothesis import assume, given, settings
from hypothesis import strategies as st
from scipy import stats
from statsmodels.stats.rates import confint_poisson_2indep

from safetystats.errors import InputError
from safetystats.measures import COMPARISON_METHODS, P_RULES, compare_counts, e_test, median_unbiased_ratio

SMALL, TIMES = st.integers(0, 60), st.floats(0.2, 5)


@given(SMALL, SMALL, TIMES, TIMES, st.sampled_from(["central", "mid-p"]), st.sampled_from([0.9, 0.95, 0.99]))
def test_interval_and_p_value_invert_each_other(a: int, b: int, ta: float, tb: float, rule: str, level: float) -> None:
    assume(a + b > 0)
    got = compare_counts(a, b, ta, tb, p_rule=rule, level=level)
    assume(abs(got.p_value - (1 - level)) > 1e-9)
    assert (got.p_value < 1 - level) == (got.lower > 1 or got.upper < 1)


@given(SMALL, SMALL, TIMES, TIMES, st.sampled_from(["score", "wald"]))
def test_so_do_score_and_wald(a: int, b: int, ta: float, tb: float, method: str) -> None:
    assume(a > 0 and b > 0)
    got = compare_counts(a, b, ta, tb, method)
    assume(abs(got.p_value - 0.05) > 1e-9)
    assert (got.p_value < 0.05) == (got.lower > 1 or got.upper < 1)


@settings(max_examples=25)
@given(st.integers(0, 40), st.integers(0, 40))
def test_so_does_the_e_test_with_equal_exposures(a: int, b: int) -> None:
    assume(a + b > 0)
    got = compare_counts(a, b, method="e-test")
    assume(abs(got.p_value - 0.05) > 1e-6)
    assert (got.p_value < 0.05) == (got.lower > 1 or got.upper < 1)


@pytest.mark.parametrize("method", COMPARISON_METHODS)
def test_the_unit_of_exposure_does_not_matter(method: str) -> None:
    one, other = compare_counts(7, 12, 3, 4, method), compare_counts(7, 12, 3e5, 4e5, method)
    assert [one.ratio, one.lower, one.upper, one.p_value] == pytest.approx(
        [other.ratio, other.lower, other.upper, other.p_value], rel=1e-8
    )


@pytest.mark.parametrize(("a", "ta", "b", "tb"), [(0, 100, 3, 100), (11, 800, 23, 3011), (5, 2, 9, 3), (3, 40, 0, 40)])
def test_the_e_test_sums_what_its_definition_says(a: int, ta: float, b: int, tb: float) -> None:
    pooled = (a + b) / (ta + tb)
    first, second = np.arange(250.0)[:, None], np.arange(250.0)[None, :]
    with np.errstate(invalid="ignore", divide="ignore"):
        distance = (first / ta - second / tb) / np.sqrt(first / ta**2 + second / tb**2)
    distance[0, 0] = 0
    observed = (a / ta - b / tb) / math.sqrt(a / ta**2 + b / tb**2)
    chance = stats.poisson.pmf(first, ta * pooled) * stats.poisson.pmf(second, tb * pooled)
    far = {
        "two-sided": np.abs(distance) >= abs(observed) - 1e-9,
        "greater": distance >= observed - 1e-9,
        "less": distance <= observed + 1e-9,
    }
    for alternative, outside in far.items():
        assert e_test(a, b, ta, tb, alternative=alternative)[1] == pytest.approx(chance[outside].sum(), rel=1e-9)


def test_the_e_test_of_a_difference_is_scipys() -> None:
    want = stats.poisson_means_test(20, 10, 8, 10, diff=0.5).pvalue
    assert e_test(20, 8, 10, 10, difference=0.5)[1] == pytest.approx(want, rel=1e-6)
    with pytest.raises(InputError, match="is two-sided"):
        e_test(20, 8, 10, 10, difference=0.5, alternative="greater")


def test_the_score_interval_is_statsmodels() -> None:
    for a, b, ta, tb in ((9, 2, 16660, 17877), (60, 51, 3, 2), (1, 7, 1, 1)):
        want = confint_poisson_2indep(a, ta, b, tb, method="score", compare="ratio")
        got = compare_counts(a, b, ta, tb, "score")
        assert (got.lower, got.upper) == pytest.approx(want, rel=1e-6)


@pytest.mark.parametrize("method", COMPARISON_METHODS)
def test_zeros_have_a_bound_on_the_side_that_can_be_known(method: str) -> None:
    none, rose, fell = (compare_counts(*pair, method=method) for pair in ((0, 0), (9, 0), (0, 9)))
    assert math.isnan(none.ratio)
    assert (none.lower, none.upper) == (0, math.inf)
    assert (rose.ratio, rose.upper) == (math.inf, math.inf)
    assert (fell.ratio, fell.lower) == (0, 0)
    if method != "wald":
        assert none.p_value == 1
        assert 1 < rose.lower == pytest.approx(1 / fell.upper, rel=1e-6)


@pytest.mark.parametrize("rule", P_RULES)
def test_missing_stays_missing_in_every_rule(rule: str) -> None:
    got = compare_counts([3, None, 4], [5, 6, None], p_rule=rule).to_frame()
    assert got.isna().all(axis=1).tolist() == [False, True, True]


def test_one_sided_tests_have_one_sided_limits() -> None:
    greater, less = (compare_counts(20, 9, alternative=side) for side in ("greater", "less"))
    assert greater.upper == math.inf
    assert less.lower == 0
    assert greater.lower == pytest.approx(compare_counts(20, 9, level=0.9).lower)
    assert greater.p_value == pytest.approx(stats.binomtest(20, 29, alternative="greater").pvalue)
    assert less.p_value == pytest.approx(stats.binomtest(20, 29, alternative="less").pvalue)


def test_a_dispersion_compares_independent_events() -> None:
    plain, wide = compare_counts(20, 8), compare_counts(40, 16, dispersion=2.0)
    assert (wide.lower, wide.upper, wide.p_value) == pytest.approx((plain.lower, plain.upper, plain.p_value))
    assert compare_counts(40, 16, method="score", dispersion=2.0).p_value == pytest.approx(
        compare_counts(20, 8, method="score").p_value
    )


def test_big_counts_keep_their_digits() -> None:
    got = compare_counts(10**7, 10**7 + 20_000)
    assert got.p_value == pytest.approx(2 * stats.binom.cdf(10**7, 2 * 10**7 + 20_000, 0.5), rel=1e-8)
    assert compare_counts(10**6, 0).lower == pytest.approx(1 / (0.025 ** (-1e-6) - 1), rel=1e-6)


@given(st.integers(1, 200), st.integers(1, 200))
def test_the_median_unbiased_ratio_lies_in_the_interval(a: int, b: int) -> None:
    got, interval = median_unbiased_ratio(a, b, 2, 3), compare_counts(a, b, 2, 3, p_rule="mid-p")
    assert interval.lower < got < interval.upper


@pytest.mark.parametrize(
    ("arguments", "says"),
    [
        ({"a": 2.5}, "a must be a whole number"),
        ({"b": -2}, "b must not be negative"),
        ({"exposure_a": 0}, "exposure_a must be greater than 0 where events were counted"),
        ({"method": "score", "p_rule": "central"}, "p_rule is for the method 'conditional'"),
        ({"p_rule": "mid"}, "did you mean 'mid-p'"),
        ({"p_rule": "blaker", "alternative": "less"}, "two-sided and for plain counts"),
        ({"method": "e-test", "dispersion": 2.0}, "knows no dispersion"),
        ({"alternative": "lesser"}, "did you mean 'less'"),
    ],
)
def test_mistakes_are_told(arguments: dict[str, object], says: str) -> None:
    with pytest.raises(InputError, match=says):
        compare_counts(**({"a": 3, "b": 4} | arguments))  # type: ignore[arg-type]


def test_a_comparison_reads_well() -> None:
    want = "<Comparison ratio 1.138 (95 % interval 0.6699 to 1.943, p = 0.7035, conditional central)>"
    assert repr(compare_counts(33, 29)) == want
