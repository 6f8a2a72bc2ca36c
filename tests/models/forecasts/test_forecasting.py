import numpy as np
import pandas as pd
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from safetystats.errors import InputError
from safetystats.models import Forecast, forecast, forecast_many

DEATHS = [33, 30, 38, 41, 29, 35, 31, 28, 30, 26, 27, 25]
RATES = [5.98, 4.68, 4.1, 3.9, 3.7, 3.6, 3.1, 2.9, 2.95, 2.6]
LIMITS = ["lower_95", "lower_80", "lower_50", "median", "upper_50", "upper_80", "upper_95"]


def panel(*series, first=2001):
    parts = [
        pd.DataFrame({"unique_id": f"s{place}", "ds": first + np.arange(len(values)), "y": values})
        for place, values in enumerate(series)
    ]
    return pd.concat(parts, ignore_index=True)


def test_frame_mean_and_intervals():
    made = forecast(pd.Series(DEATHS, index=range(2000, 2012)), 5)
    assert isinstance(made, Forecast)
    assert list(made.frame.columns) == [
        "step", "period", "mean", "median", "lower_50", "upper_50", "lower_80", "upper_80", "lower_95", "upper_95",
    ]  # fmt: skip
    assert list(made.frame["period"]) == [2012, 2013, 2014, 2015, 2016]
    assert made.counts
    assert 20 < made.mean[0] < 30
    assert repr(made).startswith("<Forecast of 5 steps of counts, combined; first ")
    assert "<table" in made._repr_html_()
    np.testing.assert_array_equal(made.interval(80).to_numpy(), made.frame[["lower_80", "upper_80"]].to_numpy())


@settings(max_examples=60, deadline=None)
@given(st.lists(st.floats(0.01, 1e9), min_size=4, max_size=30), st.integers(1, 8))
def test_intervals_are_nested_and_hold_the_median(values, horizon):
    frame = forecast(values, horizon, counts=False).frame[LIMITS].to_numpy()
    assert np.isfinite(frame).all()
    assert (np.diff(frame, axis=1) >= 0).all()


@settings(max_examples=60, deadline=None)
@given(st.lists(st.integers(0, 200_000), min_size=1, max_size=25))
def test_counts_are_whole_nested_and_never_negative(values):
    frame = forecast(values, 3).frame[LIMITS].to_numpy()
    assert (frame == np.floor(frame)).all()
    assert (frame >= 0).all()
    assert (np.diff(frame, axis=1) >= 0).all()


@settings(max_examples=30, deadline=None)
@given(st.lists(st.floats(0.5, 1e4), min_size=4, max_size=20), st.sampled_from([1e-200, 10.0, 1e150]))
def test_other_units_give_the_same_forecast_in_other_units(values, factor):
    one = forecast(values, 4, counts=False).frame
    other = forecast([value * factor for value in values], 4, counts=False).frame
    np.testing.assert_allclose(other.drop(columns="step"), one.drop(columns="step") * factor, rtol=1e-6)


def test_negative_values_move_with_what_is_added():
    values = np.array([-5.0, 3, 8, -2, 4, 6, 1, 7])
    one, other = (forecast(series, 3, counts=False).frame for series in (values, values - 20))
    np.testing.assert_allclose(other.drop(columns="step"), one.drop(columns="step") - 20, atol=1e-6)
    assert one["lower_95"].min() < -5


def test_one_is_as_many_and_the_order_of_rows_does_not_matter():
    frame = panel(DEATHS, RATES, [0, 1, 0, 2, 1, 0, 0])
    many = forecast_many(frame, 4)
    assert list(many.columns) == [
        "unique_id", "ds", "mean", "lower_50", "upper_50", "lower_80", "upper_80", "lower_95", "upper_95",
    ]  # fmt: skip
    shuffled = forecast_many(frame.sample(frac=1, random_state=4), 4)
    pd.testing.assert_frame_equal(many, shuffled.sort_values(["unique_id", "ds"], ignore_index=True))
    for place, values in enumerate((DEATHS, RATES, [0, 1, 0, 2, 1, 0, 0])):
        alone = forecast(values, 4).frame.drop(columns=["step", "median"])
        rows = many[many["unique_id"] == f"s{place}"]
        np.testing.assert_allclose(rows.drop(columns=["unique_id", "ds"]).to_numpy(), alone.to_numpy())
        assert list(rows["ds"]) == [2001 + len(values) + step for step in range(4)]


def test_a_large_panel_is_computed_in_parts():
    rng = np.random.default_rng(1)
    frame = panel(*rng.poisson(200, (1003, 5)))
    many = forecast_many(frame, 2)
    assert len(many) == 2006
    alone = forecast(frame.loc[frame["unique_id"] == "s1002", "y"].to_list(), 2)
    assert many["mean"].to_numpy()[-2:] == pytest.approx(alone.mean)


def test_levels_are_asked_for():
    assert list(forecast_many(panel(RATES), 2, level=(90,)).columns) == [
        "unique_id",
        "ds",
        "mean",
        "lower_90",
        "upper_90",
    ]
    assert "lower_99.8" in forecast(RATES, 2, level=(99.8,)).frame


@pytest.mark.parametrize(
    "values",
    [
        [1e200, 3e200, 2e200, 4e200, 3e200],
        [0] * 10,
        [7] * 10,
        [5],
        [0],
        [3, 4],
        [10**12] * 6,
        [1, 10**9, 1, 10**9, 1],
        list(range(20)),
    ],
)
def test_odd_counts_give_sound_results(values):
    frame = forecast(values, 6).frame
    assert np.isfinite(frame.to_numpy()).all()
    assert (frame["upper_95"] > frame["lower_95"]).all()


def test_zeros_throughout_keep_an_upper_bound():
    frame = forecast([0] * 6, 3).frame
    assert (frame["lower_95"] == 0).all()
    assert (frame["upper_95"] >= 1).all()


def test_a_constant_that_is_not_a_count_goes_on_with_a_narrow_interval():
    frame = forecast([3.5] * 12, 3).frame
    assert frame["mean"].to_numpy() == pytest.approx(3.5)
    assert (frame["upper_95"] < 4.2).all()


def test_chances_quantiles_and_intervals_agree():
    made = forecast(DEATHS, 3)
    quantiles = made.quantiles([0.1, 0.9])
    for step in (1, 2, 3):
        high = quantiles.loc[step, 0.9]
        assert made.probability_below(high, step) >= 0.9 > made.probability_below(high - 1, step)
    chances = made.probability_below([20, 30, 40])
    assert (np.diff(chances) > 0).all()
    assert made.probability_below(30.5) == made.probability_below(30)
    with pytest.raises(InputError, match="step is 4, but the forecast has the steps 1 to 3"):
        made.probability_below(30, 4)


def test_a_constant_below_zero_goes_on():
    frame = forecast([-2.0] * 8, 2, counts=False).frame
    assert frame["mean"].to_numpy() == pytest.approx(-2)
    assert (frame["lower_95"] < -2).all()


def test_a_policy_scales_the_forecast_and_widens_it():
    made = forecast(RATES, 3)
    sure, unsure = made.scaled(0.85), made.scaled(0.85, 0.1)
    np.testing.assert_allclose(sure.frame.drop(columns="step"), made.frame.drop(columns="step") * 0.85)
    assert (unsure.frame["upper_95"] > sure.frame["upper_95"]).all()
    assert (unsure.frame["lower_95"] < sure.frame["lower_95"]).all()
    assert unsure.method == "combined, times 0.85 ± 0.1"
    assert forecast(DEATHS, 2).scaled(0.5, 0.05).mean == pytest.approx(forecast(DEATHS, 2).mean * 0.5)
    for ratio, error, message in ((0, 0, "ratio is 0"), (0.9, -1, "ratio_se is -1")):
        with pytest.raises(InputError, match=message):
            made.scaled(ratio, error)
    with pytest.raises(InputError, match="negative values has no ratio"):
        forecast([-1.0, 2, 3, 4, 5], 1, counts=False).scaled(0.9)


def test_the_naive_forecast_has_intervals_too():
    made = forecast(DEATHS, 3, method="naive")
    assert list(made.mean) == [25, 25, 25]
    assert made.method == "naive"
    widths = made.frame["upper_95"] - made.frame["lower_95"]
    assert (np.diff(widths) > 0).all()
    zeros = forecast([1, 0, 2, 1, 0], 2, method="naive")
    assert list(zeros.mean) == [0, 0]
    assert zeros.frame["upper_95"].max() >= 1
    assert forecast([0.5, 0.2, 0.1, 0.3, 0.0], 1, method="naive").mean[0] == 0


def test_months_are_forecast_month_by_month():
    index = pd.period_range("2001-01", periods=48, freq="M")
    values = pd.Series(np.round(30 + 10 * np.sin(np.arange(48) * np.pi / 6)), index=index)
    made = forecast(values, 3)
    assert list(made.frame["period"]) == list(pd.period_range("2005-01", periods=3, freq="M"))
    assert made.method == "combined, monthly"


def test_an_exposure_brings_the_latent_risk_model():
    pytest.importorskip("safetystats.models.time_series.latent_risk", reason="the latent risk model is not there yet")
    vehicles = np.linspace(100, 220, len(DEATHS) + 3)
    for exposure in (vehicles[:-3], vehicles):
        made = forecast(DEATHS, 3, exposure=exposure)
        assert {"step", "mean", "median", "lower_95", "upper_95"} <= set(made.frame.columns)
        assert 0 < made.probability_below(30, 1) < 1


@pytest.mark.parametrize(
    ("options", "message"),
    [
        ({"horizon": 0}, "horizon is 0, but must be a whole number of steps ahead"),
        ({"level": (0.95,)}, r"level is \(0.95,\), but levels are in per cent"),
        ({"counts": "yes"}, "counts is 'yes', but must be True, False or None"),
        ({"method": "naiv"}, r"method is 'naiv', but must be one of combined, naive \(did you mean 'naive'\?\)"),
    ],
)
def test_wrong_options_are_told(options, message):
    with pytest.raises(InputError, match=message):
        forecast(**({"series": DEATHS, "horizon": 2} | options))
