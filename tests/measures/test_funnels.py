"""Funnels: limits narrow with size, few areas signal by chance, gaps stay gaps."""

import numpy as np
import pandas as pd
import pytest
from scipy import stats

from safetystats.errors import InputError
from safetystats.measures import DISPERSION_METHODS, funnel, funnel_dispersion, funnel_significance
from safetystats.measures.funnel_limits import ratio_limits_by_quantile

RANDOM = np.random.default_rng(3)
AREAS = pd.DataFrame(
    {"deaths": RANDOM.poisson(np.linspace(2, 200, 400)), "people": np.linspace(2, 200, 400) * 1e4},
    index=[f"area {number}" for number in range(400)],
)


@pytest.mark.parametrize("limits", ["expected", "quantile", "observed"])
def test_by_chance_alone_about_one_area_in_twenty_is_outside(limits: str) -> None:
    got = funnel(AREAS, events="deaths", exposure="people", per=1e5, limits=limits)
    assert got.index.equals(AREAS.index)
    assert got["position"].ne("within").mean() < 0.08
    assert got["target"].iloc[0] == pytest.approx(10, rel=0.05)
    width = (got["upper_95"] - got["lower_95"]).to_numpy()
    assert width[0] > width[100] > width[399]
    assert (got["lower_99.8"] <= got["lower_95"]).all()
    assert (got["upper_99.8"] >= got["upper_95"]).all()


def test_an_area_far_off_is_named() -> None:
    table = pd.DataFrame({"events": [30, 100, 100, 3], "expected": [10, 100, 90, 30]})
    assert funnel(table, expected="expected")["position"].tolist() == [
        "above 99.8 %",
        "within",
        "within",
        "below 99.8 %",
    ]


def test_a_rate_funnel_is_a_ratio_funnel_times_the_overall_rate() -> None:
    rates = funnel(AREAS, events="deaths", exposure="people")
    ratios = funnel(AREAS.assign(expected=rates["expected"]), events="deaths", expected="expected")
    assert (rates["upper_95"] / rates["target"]).to_numpy() == pytest.approx(ratios["upper_95"].to_numpy())
    assert (rates["position"] == ratios["position"]).all()


def test_interpolated_quantiles_meet_the_distribution_at_whole_counts() -> None:
    expected = np.array([0.5, 4.0, 30.0, 400.0])
    lower, upper = ratio_limits_by_quantile(expected, 0.95)
    for mean, low, high in zip(expected, lower * expected, upper * expected, strict=True):
        assert stats.poisson.ppf(0.975, mean) - 1 <= high <= stats.poisson.ppf(0.975, mean)
        assert max(stats.poisson.ppf(0.025, mean) - 1, 0) <= low <= stats.poisson.ppf(0.025, mean)
        below = np.floor(high)
        steps = stats.poisson.cdf([below, below + 1], mean)
        assert np.interp(high, [below, below + 1], steps) == pytest.approx(0.975, rel=1e-9)


def test_missing_and_empty_areas_stay_in_the_table_and_out_of_the_target() -> None:
    table = pd.DataFrame({"events": [10, None, 5], "exposure": [100, 100, 0]}, index=["a", "a", "b"])
    got = funnel(table, exposure="exposure")
    assert got.index.tolist() == ["a", "a", "b"]
    assert got["target"].iloc[0] == 0.1
    assert got["value"].isna().tolist() == [False, True, True]
    assert got["position"].isna().tolist() == [False, True, True]


def test_proportions_stay_between_0_and_1() -> None:
    table = pd.DataFrame({"events": [1, 0, 40], "trials": [2, 3, 50]})
    got = funnel(table, trials="trials")
    assert got["lower_99.8"].min() == 0
    assert got["upper_99.8"].max() == 1


def test_overdispersed_areas_widen_the_limits() -> None:
    true = RANDOM.gamma(4, 0.25, 300)
    table = pd.DataFrame({"events": RANDOM.poisson(60 * true), "expected": 60.0})
    plain = funnel(table, expected="expected")
    wide = funnel(table, expected="expected", dispersion="cqc")
    assert plain["position"].ne("within").mean() > 0.5
    assert wide["position"].ne("within").mean() < 0.1
    assert {"z_score"} == set(wide.columns) - set(plain.columns)


def test_without_overdispersion_there_is_none() -> None:
    events = RANDOM.poisson(50, 500)
    for method in ("shmi", "cqc"):
        got = funnel_dispersion(events, np.full(500, 50.0), method)
        assert got.phi < 1.1
        assert got.tau_squared < 0.002
    assert funnel_dispersion([10, 10], [10, 10], "cqc").tau_squared == 0


def test_shmi_leaves_out_the_extreme_groups_of_ranks_and_the_others_pull_them_in() -> None:
    events = np.arange(81, 121)
    assert funnel_dispersion(events, np.full(40, 100.0), "shmi").areas_used == 32
    assert funnel_dispersion(events, np.full(40, 100.0), "cqc").areas_used == 40
    far = np.append(events[:-1], 10_000)
    assert funnel_dispersion(far, np.full(40, 100.0), "cqc").phi < 5


def test_the_ratio_of_counts_by_hand() -> None:
    got = funnel_dispersion([10, 30], [20, 25], "log-ratio", trim=0)
    error = np.sqrt(10 / 10.5**2 + 20 / 20.5**2)
    assert got.target == 40 / 45
    assert got.standard_errors[0] == pytest.approx(error)
    assert got.z_scores[0] == pytest.approx((np.log(10.5 / 20.5) - np.log(40 / 45)) / error)


def test_significance_for_columns_with_gaps() -> None:
    got = funnel_significance(pd.Series([8, 40, None], index=["a", "b", "c"]), [20, 20, 20])
    assert got["a"] == "low 95 %"
    assert got["b"] == "high 99.8 %"
    assert pd.isna(got["c"])


@pytest.mark.parametrize(
    ("options", "says"),
    [
        ({}, "just one of expected=, exposure= and trials=, but 0 were given"),
        ({"exposure": "people", "trials": "people"}, "but 2 were given"),
        ({"exposure": "peple"}, "did you mean 'people'"),
        ({"exposure": "people", "limits": "exact"}, "limits is 'exact'"),
        ({"exposure": "people", "dispersion": "arcsine"}, "does not suit exposure="),
        ({"exposure": "people", "levels": [95]}, "did you mean 0.95"),
    ],
)
def test_mistakes_are_told(options: dict[str, object], says: str) -> None:
    with pytest.raises(InputError, match=says):
        funnel(AREAS, events="deaths", **options)  # type: ignore[arg-type]


def test_mistakes_of_the_dispersion_are_told() -> None:
    with pytest.raises(InputError, match="has no logarithm"):
        funnel_dispersion([0, 0, 3, 4], [2, 2, 3, 4], "shmi")
    with pytest.raises(InputError, match="trim is 0.5"):
        funnel_dispersion([1], [1], trim=0.5)
    with pytest.raises(InputError, match="must not exceed the denominator"):
        funnel_dispersion([3], [2], "arcsine")
    assert DISPERSION_METHODS == ("shmi", "cqc", "arcsine", "log-ratio")


def test_a_zero_is_low_only_where_a_zero_is_unlikely() -> None:
    table = pd.DataFrame({"events": [0, 0, 30, 40], "expected": [0.3, 9.0, 30.0, 40.0]})
    assert funnel(table, expected="expected")["position"].tolist() == ["within", "below 99.8 %", "within", "within"]
