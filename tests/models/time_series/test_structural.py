"""Structural models: the published fits, a likelihood written out with dense matrices, forecasts, and messages."""

from pathlib import Path

import numpy as np
import pandas as pd
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from safetystats.errors import InputError
from safetystats.models import structural
from safetystats.models.time_series.structural_fit import StructuralLikelihood

SHARED = Path(__file__).resolve().parents[4] / "shared" / "data" / "forecast"
published = pytest.mark.skipif(
    not SHARED.is_dir(), reason="Commandeur and Koopman's series are not beside this checkout"
)
RNG = np.random.default_rng(8)
WALK = np.cumsum(RNG.normal(0, 0.1, 30)) + RNG.normal(0, 0.1, 30) + 5


def drivers() -> pd.DataFrame:
    return pd.read_csv(SHARED / "ckbook_uk_drivers_ksi.csv")


@published
def test_norway_local_level() -> None:
    # Commandeur and Koopman 2007, chapter 2: .8468622, variances .0032682 and .0047030.
    deaths = pd.read_csv(SHARED / "ckbook_norway_finland.csv", index_col="year")["norway"]
    fit = structural(deaths, log=True)
    assert fit.book_value == pytest.approx(0.8468622, abs=6e-8)
    assert fit.variances.to_dict() == pytest.approx({"irregular": 0.0032682, "level": 0.0047030}, abs=6e-8)


@published
def test_finland_smooth_trend() -> None:
    # Chapter 3: .7864746, variances .00320083 and .00153314.
    deaths = pd.read_csv(SHARED / "ckbook_norway_finland.csv", index_col="year")["finland"]
    fit = structural(deaths, "deterministic", "stochastic", log=True)
    assert fit.book_value == pytest.approx(0.7864746, abs=6e-8)
    assert fit.variances["slope"] == pytest.approx(0.0015331, abs=6e-8)


@published
@pytest.mark.parametrize(
    ("value", "level", "season", "petrol", "law"),
    [
        (0.3297597, "deterministic", None, False, False),
        (0.6451960, "stochastic", None, False, False),
        (0.4174873, "deterministic", "deterministic", False, False),
        (0.9363361, "stochastic", "deterministic", False, False),
        (0.9369063, "stochastic", "stochastic", False, False),
        (0.4457201, "deterministic", None, True, False),
        (0.6456361, "stochastic", None, True, False),
        (0.4573681, "deterministic", None, False, True),
        (0.6630851, "stochastic", None, False, True),
        (0.8023778, "deterministic", "deterministic", True, True),
    ],
)
def test_british_drivers(value: float, level: str, season: str | None, petrol: bool, law: bool) -> None:
    # Chapters 2 and 4 to 7, log monthly drivers killed or seriously injured, log petrol price, seat belt law of 1983-02.
    table = drivers()
    regressors = {"petrol": np.log(table["petrol_price"])} if petrol else None
    fit = structural(table["ksi"], level, None, season, regressors, steps=[169] if law else [], log=True)
    assert fit.book_value == pytest.approx(value, abs=6e-8)


@published
def test_seat_belt_law_has_the_published_effect() -> None:
    fit = structural(drivers()["ksi"], "deterministic", steps=[169], log=True)
    law = fit.coefficients.loc["step 169"]
    assert law["estimate"] == pytest.approx(-0.26111, abs=5e-6)
    assert law["lower"] < law["estimate"] < law["upper"] < 0


def dense_log_likelihood(y: np.ndarray, irregular: float, level: float, x: np.ndarray) -> float:
    """Return the diffuse likelihood of a local level with regressors from n × n matrices (Durbin and Koopman, 2.9)."""
    n = len(y)
    time = np.arange(n)
    covariance = irregular * np.eye(n) + level * np.minimum.outer(time, time)
    start = np.column_stack([np.ones(n), x])
    inverse = np.linalg.inv(covariance)
    information = start.T @ inverse @ start
    rest = y - start @ np.linalg.solve(information, start.T @ inverse @ y)
    logs = np.linalg.slogdet(covariance)[1] + np.linalg.slogdet(information)[1]
    return float(-(n * np.log(2 * np.pi) + logs + rest @ inverse @ rest) / 2)


@given(share=st.floats(-6, 4), seed=st.integers(0, 99))
@settings(max_examples=15, deadline=None)
def test_concentrated_likelihood_is_that_of_dense_matrices(share: float, seed: int) -> None:
    rng = np.random.default_rng(seed)
    y, x = np.cumsum(rng.normal(size=25)), rng.normal(size=(25, 2))
    likelihood = StructuralLikelihood(y, x, {"irregular": True, "level": True, "stochastic_level": True})
    got = likelihood.at(np.array([1.0, np.exp(share)]))
    dense = dense_log_likelihood(y, got.scale, got.scale * np.exp(share), x)
    assert got.log_likelihood == pytest.approx(dense, abs=1e-6)


def test_the_maximum_is_one() -> None:
    fit = structural(WALK)
    at = dense_log_likelihood(WALK, *fit.variances, np.empty((30, 0)))
    assert fit.log_likelihood == pytest.approx(at, abs=1e-6)
    for factor in (0.95, 1.05):
        assert (
            dense_log_likelihood(WALK, fit.variances.iloc[0] * factor, fit.variances.iloc[1], np.empty((30, 0))) <= at
        )
        assert (
            dense_log_likelihood(WALK, fit.variances.iloc[0], fit.variances.iloc[1] * factor, np.empty((30, 0))) <= at
        )


def test_a_straight_line_is_found_with_its_boundary_variances_at_zero() -> None:
    y = 3 + 0.2 * np.arange(20) + np.tile([0.1, -0.1], 10)
    fit = structural(y, "stochastic", "stochastic")
    assert fit.variances[["level", "slope"]].tolist() == [0, 0]
    assert fit.components["slope"].to_numpy() == pytest.approx(np.full(20, 0.2), abs=0.01)


def test_forecast_of_a_fixed_level_is_that_of_the_mean() -> None:
    y = RNG.normal(10, 2, 40)
    told = structural(y, "deterministic").forecast(3)
    spread = y.std(ddof=1) * np.sqrt(1 + 1 / 40)
    assert told.frame["mean"].tolist() == pytest.approx([y.mean()] * 3)
    assert told.frame["upper_95"].tolist() == pytest.approx([y.mean() + 1.959964 * spread] * 3)
    assert told.probability_below(y.mean(), 2) == pytest.approx(0.5)


def test_forecast_with_a_fixed_trend_is_that_of_least_squares() -> None:
    y, time = 2 + 0.5 * np.arange(15) + RNG.normal(0, 1, 15), np.arange(18)
    design = np.column_stack([np.ones(18), time])
    inverse = np.linalg.inv(design[:15].T @ design[:15])
    beta = inverse @ design[:15].T @ y
    variance = np.sum((y - design[:15] @ beta) ** 2) / 13
    spread = np.sqrt(variance * (1 + np.einsum("ij,jk,ik->i", design[15:], inverse, design[15:])))
    for told in (
        structural(y, "deterministic", "deterministic").forecast(3),
        structural(y, "deterministic", regressors=time[:15]).forecast(3, regressors=time[15:]),
        structural(y, "deterministic", ramps=[1]).forecast(3),
    ):
        assert told.location == pytest.approx(design[15:] @ beta)
        assert np.sqrt(np.diag(told.covariance)) == pytest.approx(spread)


def test_forecasts_agree_with_statsmodels() -> None:
    from statsmodels.tsa.statespace.structural import UnobservedComponents

    y = WALK + 0.3 * np.sin(np.arange(30) * np.pi / 2)
    fit = structural(y, "stochastic", "deterministic", "dummy-deterministic", period=4)
    model = UnobservedComponents(
        y, "local linear deterministic trend", seasonal=4, stochastic_seasonal=False, use_exact_diffuse=True
    )
    ahead = model.smooth(fit.variances.to_numpy()).get_forecast(6)
    told = fit.forecast(6)
    assert told.location == pytest.approx(ahead.predicted_mean)
    assert np.diag(told.covariance) == pytest.approx(ahead.var_pred_mean)


def test_sampled_futures_keep_the_covariance_of_the_steps() -> None:
    told = structural(np.exp(WALK), log=True).forecast(4)
    draws = np.log(told.sampled(20_000).draws)
    assert np.cov(draws.T) == pytest.approx(told.covariance, rel=0.05)
    assert told.quantiles([0.1, 0.9]).to_numpy() == pytest.approx(
        told.sampled(20_000).quantiles([0.1, 0.9]).to_numpy(), rel=0.02
    )


@given(unit=st.floats(0.01, 100), shift=st.floats(-5, 5))
@settings(max_examples=4, deadline=None)
def test_units_change_nothing_but_the_unit(unit: float, shift: float) -> None:
    one, other = structural(WALK), structural(unit * WALK + shift)
    assert other.variances.to_numpy() == pytest.approx(unit**2 * one.variances.to_numpy(), rel=1e-4)
    assert other.forecast(2).location == pytest.approx(unit * one.forecast(2).location + shift, rel=1e-5, abs=1e-6)


def test_missing_periods_are_filled_and_components_add_up() -> None:
    y = pd.Series(WALK, index=range(1990, 2020))
    y.loc[2000:2001] = np.nan
    parts = structural(y, steps=[2010], pulses=[1995]).components
    assert parts.index.equals(y.index)
    assert parts["fitted"].notna().all()
    assert (parts["level"] + parts["regression"] + parts["irregular"]).dropna().to_numpy() == pytest.approx(
        y.dropna().to_numpy()
    )
    assert parts.loc[1995, "irregular"] == pytest.approx(0, abs=1e-8)


@pytest.mark.parametrize(
    ("series", "options", "message"),
    [
        (WALK, {"level": "stochastik"}, "did you mean 'stochastic'"),
        (WALK, {"season": "yes"}, "season is 'yes'"),
        (WALK, {"season": "stochastic", "period": 1}, "period is 1"),
        (WALK[:3], {}, "3 known periods, but this model needs 4"),
        (np.full(10, 4.0), {}, "4 throughout"),
        ([1.0, 2.0, 0.0, 3.0], {"log": True}, "greater than 0"),
        (WALK, {"steps": [0]}, "first period"),
        (WALK, {"steps": [1999]}, "runs from 0 to 29"),
        (np.arange(10.0), {"slope": "deterministic"}, "runs through every period exactly"),
        (np.repeat([1.0, 3.0], 6), {"steps": [6]}, "runs through every period exactly"),
        (WALK, {"regressors": np.ones(30)}, "cannot be told apart"),
        (WALK, {"steps": [5], "regressors": (np.arange(30) >= 5) * 1.0}, "cannot be told apart"),
    ],
)
def test_bad_input_is_named(series, options, message) -> None:  # type: ignore[no-untyped-def]
    with pytest.raises(InputError, match=message):
        structural(series, **options)


def test_future_regressors_must_be_given() -> None:
    with pytest.raises(InputError, match="1 regressors \\(x1\\), but 0"):
        structural(WALK, regressors=np.arange(30.0) ** 2).forecast(2)


def test_future_regressors_are_matched_by_name() -> None:
    past = pd.DataFrame(RNG.normal(size=(30, 2)), columns=["price", "rain"])
    fit = structural(WALK + past["price"].to_numpy(), regressors=past)
    coming = pd.DataFrame({"price": [1.0, 2.0], "rain": [0.0, 1.0]})
    assert fit.forecast(2, regressors=coming[["rain", "price"]]).location == pytest.approx(
        fit.forecast(2, regressors=coming.to_numpy()).location
    )
    with pytest.raises(InputError, match="no regressor snow; it has price, rain"):
        fit.forecast(2, regressors=coming.rename(columns={"rain": "snow"}))
