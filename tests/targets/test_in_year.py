"""The chance of breaking the year's quota: published numbers, identities, columns, bad input."""

import math

import numpy as np
import pandas as pd
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from scipy import integrate, stats

from safetystats.errors import InputError
from safetystats.targets import GammaPrior, QuotaRisk, month_profile, monthly_dispersion, quota_risk

HISTORY = [41, 38, 35]
KNOWN = (25, 25 / 38)
COUNTS, SHARES = st.integers(0, 60), st.floats(0.05, 1)


def test_the_published_case() -> None:
    """22 deaths after 7/12, prior Gamma(25, 25/38), quota 40 (gamma-Poisson)."""
    risk = quota_risk(22, 7 / 12, 40, prior=KNOWN)
    assert risk.probability_exceeded == pytest.approx(0.263337, abs=5e-7)
    assert risk.expected_total == pytest.approx(37.777, abs=5e-4)
    for same in (KNOWN, GammaPrior(*KNOWN)):
        assert quota_risk(22, 7 / 12, 40, same).probability_exceeded == risk.probability_exceeded


def test_the_countys_ten_months() -> None:
    """Zhong County: 33 deaths in ten months against a quota of 30."""
    risk = quota_risk(33, 10 / 12, 30)
    assert (risk.probability_exceeded, risk.allowance, risk.allowance_per_month) == (1, -3, 0)
    assert risk.mean_per_month(0.9) == 0
    assert risk.lower >= 33


def test_it_is_the_integral_over_the_unknown_mean() -> None:
    def chance(mean: float) -> float:
        return float(stats.gamma.pdf(mean, 47, scale=1 / (25 / 38 + 7 / 12)) * stats.poisson.cdf(18, mean * 5 / 12))

    kept, _ = integrate.quad(chance, 0, 200, limit=200)
    assert 1 - quota_risk(22, 7 / 12, 40, prior=KNOWN).probability_exceeded == pytest.approx(kept, abs=1e-9)


@given(so_far=COUNTS, elapsed=SHARES, quota=st.integers(0, 80))
def test_a_lower_quota_or_more_so_far_is_never_less_risk(so_far: int, elapsed: float, quota: int) -> None:
    chance = quota_risk(so_far, elapsed, quota, HISTORY).probability_exceeded
    assert chance <= quota_risk(so_far + 1, elapsed, quota, HISTORY).probability_exceeded + 1e-12
    assert chance >= quota_risk(so_far, elapsed, quota + 1, HISTORY).probability_exceeded - 1e-12
    assert 0 <= chance <= 1


@given(so_far=COUNTS, elapsed=SHARES)
def test_the_interval_holds_the_expected_total_and_what_has_happened(so_far: int, elapsed: float) -> None:
    risk = quota_risk(so_far, elapsed, 40, HISTORY)
    assert so_far <= risk.lower <= math.ceil(risk.expected_total)
    assert math.floor(risk.expected_total) <= risk.upper
    wide = quota_risk(so_far, elapsed, 40, HISTORY, level=0.99)
    assert wide.lower <= risk.lower <= risk.upper <= wide.upper


@pytest.mark.parametrize("sizes", [None, [1, 1, 1, 7]])
def test_the_year_over_and_a_quota_passed_are_certain(sizes: list[int] | None) -> None:
    over = quota_risk([30, 31], 1, 30, HISTORY, deaths_per_accident=sizes)
    assert over.probability_exceeded.tolist() == [0, 1]
    assert over.expected_total.tolist() == over.lower.tolist() == over.upper.tolist() == [30, 31]
    assert np.isnan(over.allowance_per_month).all()
    assert quota_risk(31, 0.1, 30, HISTORY, deaths_per_accident=sizes).probability_exceeded == 1


@settings(deadline=None)
@given(st.lists(st.tuples(COUNTS, SHARES, st.integers(0, 80)), min_size=1, max_size=5), st.booleans())
def test_a_column_is_its_elements(rows: list[tuple[int, float, int]], clustered: bool) -> None:
    sizes = [1, 1, 2, 6] if clustered else None
    table = pd.DataFrame(rows, columns=["so_far", "elapsed", "quota"], index=[f"a{i}" for i in range(len(rows))])
    together = quota_risk(table["so_far"], table["elapsed"], table["quota"], HISTORY, deaths_per_accident=sizes)
    assert together.probability_exceeded.index.equals(table.index)
    for name, row in zip(table.index, rows, strict=True):
        alone = quota_risk(*row, HISTORY, deaths_per_accident=sizes)
        for field in ("probability_exceeded", "expected_total", "lower", "upper", "allowance_per_month"):
            assert getattr(together, field)[name] == pytest.approx(getattr(alone, field), nan_ok=True)


def test_a_history_an_area() -> None:
    table = pd.DataFrame([[41, 38, 35], [3, np.nan, 5]])
    both = quota_risk([20, 2], 0.5, [40, 6], table)
    second = quota_risk(2, 0.5, 6, [3, np.nan, 5])
    assert both.probability_exceeded[1] == pytest.approx(second.probability_exceeded)
    with pytest.raises(InputError, match="The prior or history is of 2 areas, but so_far of 3"):
        quota_risk([1, 2, 3], 0.5, 6, table)


def test_clusters_and_dispersion_widen_and_count_accidents_once() -> None:
    plain = quota_risk(22, 7 / 12, 40, HISTORY)
    clustered = quota_risk(22, 7 / 12, 40, HISTORY, deaths_per_accident=[1] * 20 + [6, 7])
    dispersed = quota_risk(22, 7 / 12, 40, HISTORY, dispersion=(20 + 36 + 49) / 33)
    assert clustered.upper - clustered.lower > plain.upper - plain.lower
    assert clustered.expected_total == pytest.approx(dispersed.expected_total)
    assert abs(clustered.probability_exceeded - dispersed.probability_exceeded) < 0.02
    assert clustered.mean_per_month(0.9) < plain.mean_per_month(0.9)
    ones = quota_risk(22, 7 / 12, 40, HISTORY, deaths_per_accident=[1, 1, 1])
    assert ones.probability_exceeded == pytest.approx(plain.probability_exceeded)


def test_a_season_moves_the_expectation() -> None:
    late = [1] * 6 + [3] * 6
    flat, seasonal = quota_risk(22, 6, 60, HISTORY, profile=[1] * 12), quota_risk(22, 6, 60, HISTORY, profile=late)
    assert flat.probability_exceeded == quota_risk(22, 0.5, 60, HISTORY).probability_exceeded
    assert seasonal.expected_total > flat.expected_total
    assert (seasonal.months_left, flat.months_left) == (6, 6)
    assert month_profile([late, late]).sum() == pytest.approx(1)


def test_the_dispersion_of_months_is_found_again() -> None:
    random = np.random.default_rng(5)
    level = 60 * np.linspace(1, 1.5, 12) * np.linspace(1, 0.7, 30)[:, None]
    assert monthly_dispersion(random.poisson(level)) == pytest.approx(1, abs=0.15)
    assert monthly_dispersion(3 * random.poisson(level)) == pytest.approx(3, abs=0.45)
    assert monthly_dispersion(np.zeros((2, 12))) == 1
    with pytest.raises(InputError, match="monthly holds one year; the dispersion needs two"):
        monthly_dispersion([1] * 12)
    with pytest.raises(InputError, match="monthly must have 12 columns, one a month"):
        month_profile([1] * 11)
    with pytest.raises(InputError, match="monthly has a missing month"):
        month_profile([1] * 11 + [None])


def test_what_is_left_and_when_it_will_be_used_up() -> None:
    risk = quota_risk(22, 0.5, 40, prior=(44, 1))
    assert (risk.allowance, risk.months_left, risk.allowance_per_month) == (18, 6, 3)
    assert risk.used_up_at == pytest.approx(0.5 + 18 / 44)
    assert math.isnan(quota_risk(22, 0.5, 60, prior=(44, 1)).used_up_at)
    assert stats.poisson.cdf(18, 6 * risk.mean_per_month(0.9)) == pytest.approx(0.9)


@pytest.mark.parametrize("sizes", [None, [1, 3]])
def test_each_possible_total_has_its_chance(sizes: list[int] | None) -> None:
    risk = quota_risk(22, 7 / 12, 40, prior=KNOWN, deaths_per_accident=sizes)
    totals = risk.totals()
    assert totals["chance"].sum() == pytest.approx(1, abs=2e-6)
    assert totals["total"].iloc[0] == 22
    assert totals.set_index("total").loc[40, "exceeded"] == pytest.approx(risk.probability_exceeded)
    assert (totals["total"] * totals["chance"]).sum() == pytest.approx(risk.expected_total, abs=1e-3)
    assert len(risk.totals(most=30)) == 9
    with pytest.raises(InputError, match="totals are for one area, but 2 are held"):
        quota_risk([1, 2], 0.5, 5).totals()


def test_the_less_is_known_the_wider() -> None:
    def width(**known: object) -> float:
        risk = quota_risk(20, 0.5, 40, **known)
        return float(risk.upper - risk.lower)

    assert width(prior=(4000, 100)) < width(history=[39, 41, 40, 40, 39]) < width(history=[40]) <= width()


def test_missing_stays_missing_and_reprs_are_short() -> None:
    risk = quota_risk([22, None, 3], [0.5, 0.5, None], [40, 40, 40])
    assert np.isnan(risk.probability_exceeded).tolist() == [False, True, True]
    assert np.isnan(risk.expected_total).tolist() == [False, True, True]
    assert repr(risk) == "<QuotaRisk of 3 quotas>"
    assert repr(quota_risk(22, 7 / 12, 40, prior=KNOWN)) == (
        "<QuotaRisk: more than 40 with chance 0.2633; expected 37.78 (95 % interval 30 to 48)>"
    )
    assert isinstance(risk, QuotaRisk)
    assert "<table" in risk._repr_html_()


@pytest.mark.parametrize(
    ("arguments", "options", "says"),
    [
        ((-1, 0.5, 40), {}, "so_far must not be negative, but is -1"),
        ((2.5, 0.5, 40), {}, "so_far must be a whole number of events, but is 2.5"),
        ((22, 7, 40), {}, "elapsed must be a share of the year from 0 to 1, such as 7/12, but is 7"),
        ((22, 13, 40), {"profile": [1] * 12}, "elapsed must be months from 0 to 12, as a profile is given, but is 13"),
        ((22, 7, 40), {"profile": [1] * 4}, "profile must hold 12 weights, one a month, but holds 4"),
        ((22, 7, 40), {"profile": [0] * 12}, "profile is zero in every month"),
        ((22, 0.5, -4), {}, "quota must not be negative, but is -4"),
        ((0, 0, 40), {}, "elapsed is 0 and nothing is known of the year before it began; give history or prior"),
        ((22, 0.5, 40, HISTORY), {"prior": KNOWN}, "history and prior both say what was known before the year"),
        ((22, 0.5, 40, (41, 38)), {}, r"history is the tuple \(41, 38\); write the totals of earlier years as a list"),
        ((22, 0.5, 40), {"prior": (25, 1, 2)}, "or prior=\\(shape, rate\\)"),
        ((22, 0.5, 40), {"prior": (0, 1)}, "The prior's shape must be greater than 0, but is 0"),
        ((22, 0.5, 40, [30.5]), {}, "history must be a whole number of events, but is 30.5"),
        ((22, 0.5, 40, []), {}, "history holds no year with a total"),
        ((22, 0.5, 40), {"level": 95}, "did you mean 0.95"),
        ((22, 0.5, 40), {"dispersion": 2, "deaths_per_accident": [1, 2]}, "both say how deaths cluster; give one"),
        ((22, 0.5, 40), {"deaths_per_accident": [0]}, "holds no fatal accident"),
    ],
)
def test_bad_input_is_one_sentence(arguments: tuple[object, ...], options: dict[str, object], says: str) -> None:
    with pytest.raises(InputError, match=says):
        quota_risk(*arguments, **options)  # type: ignore[arg-type]


def test_events_before_the_year_began_are_refused() -> None:
    with pytest.raises(InputError, match="so_far must be 0 where none of the year has gone by"):
        quota_risk(22, 0, 40, history=[35, 38, 41, 37])
