"""Deaths in clusters: the same as single deaths when each accident killed one, and honest when it did not."""

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from safetystats.errors import InputError
from safetystats.measures import CLUSTER_METHODS, clustered_total, compare_clustered, compare_counts, rate

LISTS = st.lists(st.integers(0, 40), min_size=1, max_size=40)


@given(st.integers(0, 300), st.sampled_from([0.9, 0.95, 0.998]))
def test_accidents_of_one_death_are_plain_counts(deaths: int, level: float) -> None:
    got, plain = clustered_total([1] * deaths, level), rate(deaths, 1, level=level)
    assert (got.lower, got.upper) == pytest.approx((plain.lower, plain.upper), rel=1e-9)
    assert got.variance_factor == 1


@given(LISTS, st.sampled_from(CLUSTER_METHODS))
def test_the_interval_contains_the_total(deaths: list[int], method: str) -> None:
    got = clustered_total(deaths, method=method, reference=[1, 4] if method.startswith("scaled") else None)
    assert got.lower <= got.value == sum(deaths) <= got.upper
    assert got.variance_factor >= 1


def test_grave_accidents_widen_the_interval() -> None:
    got, plain = clustered_total([1, 1, 6, 7]), rate(15, 1)
    assert got.variance_factor == pytest.approx((1 + 1 + 36 + 49) / 15)
    assert got.lower < plain.lower
    assert got.upper > plain.upper
    assert rate(15, 1, method="cluster", deaths_per_accident=[1, 1, 6, 7]).upper == pytest.approx(got.upper)


def test_accidents_without_deaths_change_nothing_and_none_at_all_has_a_bound() -> None:
    assert clustered_total([0, 0, 2, 3]).upper == clustered_total([2, 3]).upper
    assert clustered_total([]).upper == pytest.approx(3.688879, abs=1e-6)
    assert clustered_total([0], largest=10).upper == pytest.approx(36.88879, abs=1e-5)


@pytest.mark.parametrize("accidents", [30, 150])
def test_coverage_is_near_its_level_where_that_of_single_deaths_is_not(accidents: int) -> None:
    random, sizes, shares = np.random.default_rng(11), np.array([1, 2, 3, 6]), np.array([0.8, 0.12, 0.06, 0.02])
    truth, covered, naive = accidents * sizes @ shares, 0, 0
    for _ in range(400):
        deaths = random.choice(sizes, random.poisson(accidents), p=shares)
        got, plain = clustered_total(deaths), rate(deaths.sum(), 1)
        covered += got.lower <= truth <= got.upper
        naive += plain.lower <= truth <= plain.upper
    assert covered / 400 > 0.93
    assert naive / 400 < 0.9


def test_a_longer_ledger_tells_how_grave_accidents_can_be() -> None:
    ledger = [1] * 40 + [6, 7, 6, 10]
    got = clustered_total([1, 1], method="scaled-garwood", reference=ledger)
    assert got.variance_factor == pytest.approx((42 + 36 + 49 + 36 + 100) / (42 + 29))
    assert got.upper > clustered_total([1, 1]).upper
    assert clustered_total([1, 1], reference=ledger).upper == clustered_total([1, 1], largest=10).upper
    assert clustered_total([], method="scaled-mid-p", reference=ledger).upper > 3 * 2.9957
    narrow = compare_clustered([1] * 8, [1] * 2)
    assert compare_clustered([1] * 8, [1] * 2, reference=ledger).p_value > narrow.p_value


@given(st.integers(0, 300))
def test_scaled_limits_of_single_deaths_are_those_of_plain_counts(deaths: int) -> None:
    for method in ("garwood", "mid-p"):
        got, plain = (
            clustered_total([1] * deaths, method=f"scaled-{method}", reference=[1]),
            rate(deaths, 1, method=method),
        )
        assert (got.lower, got.upper) == pytest.approx((plain.lower, plain.upper), rel=1e-9)


@pytest.mark.parametrize("accidents", [2, 5, 10])
def test_a_longer_ledger_restores_the_coverage_of_few_accidents(accidents: int) -> None:
    random, sizes, shares, covered, alone = np.random.default_rng(4), np.array([1, 6, 7]), [0.5, 0.25, 0.25], 0, 0
    truth = accidents * sizes @ shares
    for _ in range(400):
        years = [random.choice(sizes, random.poisson(accidents), p=shares) for _ in range(6)]
        got = clustered_total(years[0], method="scaled-mid-p", reference=np.concatenate(years[1:]))
        covered += got.lower <= truth <= got.upper
        own = clustered_total(years[0])
        alone += own.lower <= truth <= own.upper
    assert covered / 400 > 0.93
    assert alone < covered + 12


def test_comparing_clusters_is_the_exact_test_for_single_deaths_and_wider_otherwise() -> None:
    single, plain = compare_clustered([1] * 33, [1] * 29), compare_counts(33, 29)
    assert (single.lower, single.upper, single.p_value) == (plain.lower, plain.upper, plain.p_value)
    clustered = compare_clustered([6, 7, 10, 10], [1] * 12)
    naive = compare_counts(33, 12)
    assert naive.p_value < 0.05 < clustered.p_value


@pytest.mark.parametrize(
    ("deaths", "options", "says"),
    [
        ([1, -2], {}, "deaths_per_accident must not be negative"),
        ([1.5], {}, "whole number"),
        ([1, None], {}, "must be known"),
        ([4], {"largest": 3}, "an accident with 4 deaths is in the list"),
        ([4], {"method": "byar"}, "must be one of fay-feuer, dobson-byar"),
        ([4], {"method": "scaled-mid-p"}, "needs reference=…, the deaths per accident of a longer ledger"),
        ([4], {"method": "dobson-byar", "reference": [1]}, "does not use reference"),
        ([4], {"reference": [1, 0.5]}, "whole number"),
    ],
)
def test_mistakes_are_told(deaths: list[float], options: dict[str, object], says: str) -> None:
    with pytest.raises(InputError, match=says):
        clustered_total(deaths, **options)  # type: ignore[arg-type]
