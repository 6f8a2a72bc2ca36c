"""Candidates side by side: what each asks, its chance, its warnings, and which is recommended."""

import numpy as np
import pandas as pd
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from scipy import stats

from safetystats.errors import InputError
from safetystats.targets import (
    CANDIDATES,
    RECOMMENDED_BECAUSE,
    WARNINGS,
    ForecastStep,
    chance_of_keeping,
    design_targets,
    total_from_draws,
)

EARLIER = [38, 36, 35, 30, 29]


def by_rule(frame: pd.DataFrame, rule: str, detail: str = "") -> pd.Series:
    (row,) = (row for _, row in frame.iterrows() if (row["rule"], row["detail"]) == (rule, detail))
    return row


@pytest.fixture(scope="module")
def frame() -> pd.DataFrame:
    return design_targets(
        33, 5, earlier=EARLIER, national_cut=15, peers={"province": 25, "nation": (30, 4)}, peer_paces=[-2, 0, 3, 6, 12],
        forecast=30,
    )  # fmt: skip


def test_every_rule_has_its_row_and_asks_what_it_says(frame: pd.DataFrame) -> None:
    assert tuple(dict.fromkeys(frame["rule"])) == CANDIDATES
    asked = {(row["rule"], row["detail"]): row["level"] for _, row in frame.iterrows()}
    assert asked[("hold", "")] == 33
    assert asked[("national_cut", "15")] == pytest.approx(28.05)
    assert asked[("catch_up", "province")] == 25
    assert asked[("catch_up", "nation")] == pytest.approx(30 * 0.96**5)
    assert asked[("best_peer_pace", "")] == pytest.approx(33 * 0.88**5)
    assert asked[("historical_best_pace", "5")] == pytest.approx(33 * 33 / 38)
    assert asked[("significant_progress", "")] == pytest.approx(np.mean([36, 35, 30, 29, 33]))
    assert asked[("yearly_cut", "2")] == pytest.approx(33 * 0.98**5)


def test_the_columns_agree_with_each_other(frame: pd.DataFrame) -> None:
    assert frame["level"].tolist() == pytest.approx((33 * (1 - frame["total_cut"] / 100)).tolist())
    assert frame["level"].tolist() == pytest.approx((33 * (1 - frame["annual_cut"] / 100) ** 5).tolist())
    plain = frame[frame["rule"] != "significant_progress"]
    assert plain["chance"].tolist() == pytest.approx(stats.poisson.cdf(np.floor(plain["count"]), 30).tolist())
    ordered = frame.sort_values("level")
    assert ordered["pace_percentile"].is_monotonic_decreasing
    assert ordered["avoided"].is_monotonic_decreasing
    assert ordered["chance_seen"].is_monotonic_decreasing
    assert by_rule(frame, "best_peer_pace")["pace_percentile"] == 90


def test_one_is_recommended_and_codes_are_known(frame: pd.DataFrame) -> None:
    assert frame["recommended"].sum() == 1
    assert {code for codes in frame["warnings"] for code in codes} <= set(WARNINGS)
    chosen = frame[frame["recommended"]].iloc[0]
    assert set(chosen["reasons"]) <= set(RECOMMENDED_BECAUSE)
    likely = frame[(frame["chance"] >= 0.5) & (frame["level"] <= 33)]
    assert chosen["level"] == likely["level"].min()
    assert chosen["reasons"][0] == "most_ambitious_likely_enough"


@settings(deadline=None, max_examples=25)
@given(
    base=st.integers(1, 200),
    earlier=st.lists(st.integers(0, 200), max_size=8),
    years=st.integers(1, 6),
    least=st.floats(0.05, 0.95),
)
def test_a_recommendation_is_never_a_rise(base: int, earlier: list[int], years: int, least: float) -> None:
    frame = design_targets(base, years, earlier=earlier, least_chance=least)
    chosen = frame[frame["recommended"]].iloc[0]
    assert chosen["level"] <= base
    assert ("none_likely_enough" in chosen["reasons"]) == bool(chosen["chance"] < least)
    assert frame["chance"].between(0, 1).all()
    for _, row in frame.iterrows():
        assert ("above_status_quo" in row["warnings"]) == (row["level"] > base)


def test_a_bad_base_year_is_warned_of_and_a_usual_one_is_not() -> None:
    bad = design_targets(50, 5, earlier=[30, 29, 33, 31, 30], peers={"CN": 35})
    warned = bad["warnings"].map(lambda codes: "regression_to_the_mean" in codes)
    assert set(bad.loc[~warned, "rule"]) == {"catch_up", "significant_progress"}
    assert {"hold", "historical_best_pace", "yearly_cut"} == set(bad.loc[warned, "rule"])
    usual = design_targets(31, 5, earlier=[30, 29, 33, 31, 30])
    assert not any("regression_to_the_mean" in codes for codes in usual["warnings"])
    assert "below_best_ever" in by_rule(usual, "yearly_cut", "5")["warnings"]
    assert not any("below_best_ever" in codes for codes in design_targets(31, 5)["warnings"])


def test_a_pace_never_seen_is_warned_of_and_not_recommended() -> None:
    frame = design_targets(40, 5, forecast=10, yearly_cuts=(2, 20), peer_paces=[0, 1, 2, 3, 4])
    steep = by_rule(frame, "yearly_cut", "20")
    assert steep["chance"] > 0.5
    assert "faster_than_ever_seen" in steep["warnings"]
    assert not steep["recommended"]


def test_a_rate_is_turned_into_counts_by_its_exposure() -> None:
    frame = design_targets(0.3, 5, exposure=110, target_exposure=150, forecast=33, peers={"CN": 0.2})
    peer = by_rule(frame, "catch_up", "CN")
    assert peer["count"] == pytest.approx(30)
    assert peer["chance"] == pytest.approx(chance_of_keeping(30, 33))
    hundred = design_targets(30, 5, exposure=110, target_exposure=150, per=100, forecast=33, peers={"CN": 20})
    drop = ["level", "recommended", "warnings", "reasons"]
    pd.testing.assert_frame_equal(frame.drop(columns=drop), hundred.drop(columns=drop))
    assert by_rule(frame, "hold")["chance_of_fall"] < 0.2
    assert by_rule(frame, "hold")["chance_seen"] < 0.025


def test_the_five_year_average_counts_the_years_known() -> None:
    short = by_rule(design_targets(33, 2, earlier=EARLIER, forecast=30), "significant_progress")
    assert short["chance"] == pytest.approx(stats.poisson.cdf(163 - 30 - 29 - 33 - 1, 60))
    long = by_rule(design_targets(33, 7, earlier=EARLIER, forecast=30, size=20), "significant_progress")
    assert long["chance"] == pytest.approx(stats.nbinom.cdf(162, 20, 20 / 170))
    drawn = by_rule(design_targets(33, 5, earlier=EARLIER, forecast=total_from_draws([30, 33])), "significant_progress")
    assert drawn["chance"] == 0.5


def test_a_forecast_may_be_any_object_with_chances() -> None:
    draws = total_from_draws([20, 25, 30, 35])
    frame = design_targets(33, 5, forecast=draws, yearly_cuts=(3,))
    assert by_rule(frame, "yearly_cut", "3")["chance"] == 0.5
    assert by_rule(frame, "hold")["avoided"] < 0 < by_rule(design_targets(33, 5, forecast=60), "hold")["avoided"]

    class Steps:
        mean = np.array([31.0, 30.0])

        def probability_below(self, value: float, step: int) -> float:
            return float(stats.poisson.cdf(np.ceil(value) - 1, self.mean[step - 1]))

    class Chances:
        def probability_below(self, value: float) -> float:
            return float(value > 30)

    only = design_targets(33, 2, forecast=Chances())
    assert by_rule(only, "hold")["chance"] == 1
    assert by_rule(only, "hold")["avoided"] == pytest.approx(0), "without a mean the base is what is expected"

    second = design_targets(33, 2, forecast=ForecastStep(Steps(), 2))
    assert second["chance"].tolist() == pytest.approx(design_targets(33, 2, forecast=30)["chance"].tolist())
    assert second["avoided"].tolist() == pytest.approx(design_targets(33, 2, forecast=30)["avoided"].tolist())


def test_clusters_and_dispersion_hide_a_fall() -> None:
    plain = by_rule(design_targets(330, 5, forecast=300), "yearly_cut", "5")
    for options in ({"deaths_per_accident": [1, 1, 1, 7]}, {"dispersion": 5.2}):
        hidden = by_rule(design_targets(330, 5, forecast=300, **options), "yearly_cut", "5")
        assert hidden["chance_seen"] < plain["chance_seen"]
        assert hidden["chance_of_fall"] < plain["chance_of_fall"]


@pytest.mark.parametrize(
    ("call", "says"),
    [
        (lambda: design_targets(0, 5), "base is 0, but must be a number greater than 0"),
        (lambda: design_targets(33, 0), "years is 0, but must be a whole number of at least 1"),
        (lambda: design_targets(33, 5, target_exposure=4), "target_exposure is given without exposure"),
        (lambda: design_targets(33, 5, peers={"CN": -1}), "The level of the peer 'CN' is -1"),
        (lambda: design_targets(33, 5, least_chance=50), "least_chance is 50.*did you mean 0.5"),
        (lambda: design_targets(33, 5, national_cut=150), "cannot be above 100"),
        (lambda: design_targets(33, 5, earlier=[1, None]), "earlier must be known"),
    ],
)
def test_bad_input_is_one_sentence(call: object, says: str) -> None:
    with pytest.raises(InputError, match=says):
        call()  # type: ignore[operator]
