"""Limits of minimum likelihood and Blaker against a search over the parameter, straight from the definitions."""

import numpy as np
import pytest
from scipy import stats

from safetystats.measures import compare_counts, rate


def poisson_p(x: int, mean: float, rule: str) -> float:
    counts = np.arange(0, int(x * 4 + 80))
    chance = stats.poisson.pmf(counts, mean)
    if rule == "minlike":
        return float(chance[chance <= chance[x] * (1 + 1e-9)].sum())
    tails = np.minimum(stats.poisson.cdf(counts, mean), stats.poisson.sf(counts - 1, mean))
    return float(chance[tails <= tails[x] * (1 + 1e-9)].sum())


@pytest.mark.parametrize("rule", ["minlike", "blaker"])
@pytest.mark.parametrize("x", [0, 1, 2, 5, 12, 40])
def test_poisson_limits_are_where_the_p_value_passes_the_level(x: int, rule: str) -> None:
    got = rate(x, 1, method=rule)
    inside, outside = 1 - 1e-6, 1 + 1e-6
    if x > 0:
        assert poisson_p(x, got.lower * outside, rule) > 0.05
        below = np.linspace(got.lower * 0.2, got.lower * inside, 400)
        assert max(poisson_p(x, mean, rule) for mean in below) <= 0.05
    assert poisson_p(x, got.upper * inside, rule) > 0.05
    above = np.linspace(got.upper * outside, got.upper * 1.6 + 3, 400)
    assert max(poisson_p(x, mean, rule) for mean in above) <= 0.05


@pytest.mark.parametrize("rule", ["minlike", "blaker"])
@pytest.mark.parametrize("counts", [(2, 9), (9, 2), (0, 6), (6, 0), (7, 7), (30, 12)])
def test_ratio_limits_agree_with_the_p_value_of_the_same_rule(counts: tuple[int, int], rule: str) -> None:
    a, b = counts
    got = compare_counts(a, b, 3, 2, p_rule=rule)

    def p_at(ratio: float) -> float:
        return compare_counts(a, b, 3 * ratio, 2, p_rule=rule).p_value

    for limit, outward in ((got.lower, 1 - 1e-6), (got.upper, 1 + 1e-6)):
        if 0 < limit < np.inf:
            assert p_at(limit * outward) <= 0.05 < p_at(limit / outward)


def test_minimum_likelihood_is_scipys_binomial_test() -> None:
    for a, b, share in ((2, 9, 0.518), (11, 23, 0.21), (7, 3, 1 / 3), (40, 61, 0.5), (0, 5, 0.5)):
        got = compare_counts(a, b, share, 1 - share, p_rule="minlike")
        assert got.p_value == pytest.approx(stats.binomtest(a, a + b, share).pvalue, rel=1e-9)
