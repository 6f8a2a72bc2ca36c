"""Quotas kept together, and districts' quotas against the city's."""

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from scipy import integrate, stats

from safetystats.errors import InputError
from safetystats.targets import SUM_CODES, chance_of_all, chance_of_keeping, joint_chance, sum_check

PAIRS = st.lists(st.tuples(st.integers(0, 60), st.floats(0.2, 60)), min_size=1, max_size=5)
QUOTAS, MEANS = [40, 5, 3], [33, 3, 2]


@settings(deadline=None, max_examples=40)
@given(pairs=PAIRS, correlation=st.floats(0, 1))
def test_together_is_between_the_product_and_the_least_likely(
    pairs: list[tuple[int, float]], correlation: float
) -> None:
    quotas, means = zip(*pairs, strict=True)
    each = np.asarray(chance_of_keeping(list(quotas), list(means)))
    together = joint_chance(quotas, means, correlation=correlation)
    assert each.prod() - 1e-9 <= together <= each.min() + 1e-12
    assert joint_chance(quotas, means) == pytest.approx(each.prod())
    assert joint_chance(quotas, means, correlation=1) == each.min()


@pytest.mark.parametrize("correlation", [0.01, 0.3, 0.9, 0.99])
def test_two_tied_quotas_are_a_bivariate_normal_orthant(correlation: float) -> None:
    chances = [0.8, 0.6]
    want = stats.multivariate_normal.cdf(stats.norm.ppf(chances), cov=[[1, correlation], [correlation, 1]])
    assert chance_of_all(chances, correlation) == pytest.approx(want, abs=1e-6)


def test_one_quota_is_its_own_chance_and_certain_ones_change_nothing() -> None:
    assert chance_of_all([0.37], 0.5) == pytest.approx(0.37, abs=1e-9)
    assert chance_of_all([0.37, 1.0], 0.5) == pytest.approx(0.37, abs=1e-9)
    assert chance_of_all([0.37, 0.0], 0.5) == 0
    assert joint_chance([30, 30], 24.1) == pytest.approx(chance_of_keeping(30, 24.1) ** 2)


def test_a_shared_factor_is_the_integral_over_it() -> None:
    def held(factor: float) -> float:
        chances = [stats.poisson.cdf(quota, mean * factor) for quota, mean in zip(QUOTAS, MEANS, strict=True)]
        return float(stats.gamma.pdf(factor, 20, scale=1 / 20) * np.prod(chances))

    want, _ = integrate.quad(held, 0, 6)
    assert joint_chance(QUOTAS, MEANS, shared_size=20) == pytest.approx(want, abs=1e-8)
    assert joint_chance([40], [33], shared_size=20) == pytest.approx(chance_of_keeping(40, 33, 20))
    assert joint_chance([40], [33], shared_size=0.4) == pytest.approx(chance_of_keeping(40, 33, 0.4))
    assert joint_chance(QUOTAS, MEANS, shared_size=1e7) == pytest.approx(joint_chance(QUOTAS, MEANS), abs=1e-5)


def test_clusters_and_sizes_pass_through() -> None:
    each = chance_of_keeping(QUOTAS, MEANS, 9, [1, 1, 3])
    assert joint_chance(QUOTAS, MEANS, size=9, deaths_per_accident=[1, 1, 3]) == pytest.approx(np.prod(each))


def test_district_quotas_above_the_citys() -> None:
    check = sum_check([20, 15], 30, [18, 12])
    assert (check.code, check.sum_of_districts, check.reserve) == ("sum_above_city", 35, -5)
    assert check.chance_city == pytest.approx(stats.poisson.cdf(30, 30))
    assert check.chance_all_districts == pytest.approx(stats.poisson.cdf(20, 18) * stats.poisson.cdf(15, 12))
    by_hand = sum(
        stats.poisson.pmf(a, 18) * stats.poisson.pmf(b, 12) for a in range(21) for b in range(16) if a + b > 30
    )
    assert check.chance_city_broken_though_all_keep == pytest.approx(by_hand)


def test_district_quotas_within_the_citys_cannot_break_it() -> None:
    codes = [sum_check([20, 15], city, [18, 12]) for city in (34, 35, 40)]
    assert tuple(check.code for check in codes) == SUM_CODES
    assert [check.chance_city_broken_though_all_keep for check in codes[1:]] == [0, 0]
    assert codes[2].chance_all_districts <= codes[2].chance_city
    assert np.isnan(sum_check([20, 15], 30).chance_city)
    assert sum_check([2, 2], 4, [1, 1], size=3, deaths_per_accident=[1, 2]).chance_city < 1
    assert repr(sum_check([1], 1)).startswith("<SumCheck code='sum_equals_city', sum_of_districts=1")


@pytest.mark.parametrize(
    ("call", "says"),
    [
        (lambda: joint_chance([], []), "quotas is empty"),
        (lambda: joint_chance([1], [1], correlation=1.2), "correlation is 1.2, but must lie between 0 and 1"),
        (lambda: joint_chance([1, 2], [1, 2, 3]), "do not fit together"),
        (lambda: joint_chance([1], [1], shared_size=3, size=2), "leave out correlation, size and clusters"),
        (lambda: chance_of_all([1.2]), "chances must lie between 0 and 1"),
        (lambda: sum_check([1.5], 3), "district_quotas must be a whole number"),
        (lambda: sum_check([1], -3), "city_quota is -3"),
    ],
)
def test_bad_input_is_one_sentence(call: object, says: str) -> None:
    with pytest.raises(InputError, match=says):
        call()  # type: ignore[operator]
