"""Latent risk: deaths are exposure times risk, whatever the unit; small counts, scenarios, steps, and messages."""

import numpy as np
import pandas as pd
import pytest

from safetystats.errors import InputError
from safetystats.models import LatentRisk, forecast_with_exposure, latent_risk
from safetystats.models.time_series.latent_risk_space import RiskSpace, _draw_backwards, fit_risk

RNG = np.random.default_rng(21)
YEARS = range(2000, 2020)
EXPOSURE = pd.Series(100 * np.exp(np.cumsum(RNG.normal(0.03, 0.015, 20))), index=YEARS)
TRUE = EXPOSURE * 0.9 * np.exp(-0.05 * np.arange(20))
DEATHS = pd.Series(RNG.poisson(TRUE).astype(float), index=YEARS)


@pytest.fixture(scope="module")
def fit() -> LatentRisk:
    return latent_risk(DEATHS, EXPOSURE, 4)


def test_every_future_is_exposure_times_risk(fit: LatentRisk) -> None:
    assert fit.risk.draws * fit.exposure.draws == pytest.approx(fit.deaths.means)
    assert fit.deaths.draws.shape == (10_000, 4)
    assert (fit.deaths.draws == np.round(fit.deaths.draws)).all()


def test_forecast_is_of_the_right_size_and_widens(fit: LatentRisk) -> None:
    frame = fit.frame
    assert frame.loc[0, "mean"] == pytest.approx(TRUE.iloc[-1], rel=0.2)
    width = frame["upper_95"] - frame["lower_95"]
    assert width.iloc[-1] > width.iloc[0]
    assert fit.probability_below(frame.loc[0, "median"]) >= 0.5
    assert fit.quantiles([0.5]).iloc[0, 0] == frame.loc[0, "median"]
    assert fit.interval(95)["upper"].tolist() == frame["upper_95"].tolist()
    assert (fit.mean == frame["mean"]).all()
    assert (fit.counts, fit.method) == (True, "latent risk")
    assert "latent risk" in repr(fit)


def test_units_of_exposure_change_nothing_but_the_risk(fit: LatentRisk) -> None:
    other = latent_risk(DEATHS, EXPOSURE * 1000, 4, per=1000)
    assert other.frame.to_numpy() == pytest.approx(fit.frame.to_numpy(), rel=0.02, abs=1.1)
    assert other.risk.mean == pytest.approx(fit.risk.mean, rel=0.02)
    assert other.exposure.mean == pytest.approx(1000 * fit.exposure.mean, rel=0.02)


def test_same_seed_same_futures() -> None:
    one, other, third = (latent_risk(DEATHS, EXPOSURE, 2, draws=500, seed=seed) for seed in (1, 1, 2))
    assert (one.deaths.draws == other.deaths.draws).all()
    assert not (one.deaths.draws == third.deaths.draws).all()


def test_a_given_exposure_carries_the_deaths_with_it(fit: LatentRisk) -> None:
    middle = fit.exposure.frame["median"].to_numpy()
    same = latent_risk(DEATHS, EXPOSURE, 4, exposure_path=middle)
    double = latent_risk(DEATHS, EXPOSURE, 4, exposure_path=2 * middle)
    assert same.deaths.mean == pytest.approx(fit.deaths.mean, rel=0.03)
    assert double.deaths.mean == pytest.approx(2 * same.deaths.mean, rel=0.05)
    assert (double.exposure.draws == 2 * middle).all()


def test_backward_draws_have_the_mean_and_variance_of_the_smoother() -> None:
    logs = np.log(np.r_[EXPOSURE, [np.nan] * 3]), np.log(np.r_[DEATHS, [np.nan] * 3])
    space = RiskSpace(*logs, np.exp(logs[1]), np.empty((23, 0)), np.empty((23, 0)), (0.9, 0.7), 1.0, True, False)
    theta = np.r_[space.centre()[:-2], 0.5, -0.5]
    smoother = space.smoother(theta, np.zeros(23), logs[1])
    draws = _draw_backwards(smoother.filter(), 3, 40_000, np.random.default_rng(1))
    result = smoother.smooth()
    for step in range(3):
        place = 20 + step
        spread = np.sqrt(np.diag(result.smoothed_state_cov[..., place]))
        assert draws[:, step].mean(axis=0) == pytest.approx(result.smoothed_state[:, place], abs=0.03 * spread.max())
        assert draws[:, step].std(axis=0) == pytest.approx(spread, rel=0.03)


def test_the_likelihood_of_deaths_and_exposure_is_that_of_dense_matrices() -> None:
    # With proper starts in place of diffuse ones the observations are jointly normal with a covariance written out here.
    from statsmodels.tsa.statespace.initialization import Initialization

    n = 8
    logs = np.log(EXPOSURE.to_numpy()[:n]), np.log(DEATHS.to_numpy()[:n])
    space = RiskSpace(*logs, np.exp(logs[1]), np.empty((n, 0)), np.empty((n, 0)), (0.9, 0.6), 1.0, False, False)
    theta = space.centre()
    smoother = space.smoother(theta, np.zeros(n), logs[1])
    start = Initialization(4)
    start.set((0, 4), "known", constant=np.zeros(4), stationary_cov=np.diag([4.0, 0.01, 4.0, 0.01]))
    smoother.initialization = start
    move = space.transition(4)
    powers = [np.linalg.matrix_power(move, t) for t in range(n)]
    states = np.zeros((4 * n, 4 * n))
    noises = [np.diag([4.0, 0.01, 4.0, 0.01]), *[space.disturbance(theta)] * (n - 1)]
    for source, noise in enumerate(noises):
        loads = np.vstack([powers[t - source] if t >= source else np.zeros((4, 4)) for t in range(n)])
        states += loads @ noise @ loads.T
    design = np.kron(np.eye(n), np.array([[1.0, 0, 0, 0], [1, 0, 1, 0]]))
    covariance = design @ states @ design.T + np.kron(np.eye(n), np.diag(np.exp(2 * theta[:2])))
    y = np.column_stack(logs).ravel()
    dense = -(2 * n * np.log(2 * np.pi) + np.linalg.slogdet(covariance)[1] + y @ np.linalg.solve(covariance, y)) / 2
    assert smoother.loglike() == pytest.approx(dense)


def test_rare_deaths_keep_the_overall_rate() -> None:
    # .3 deaths a year: what stands for log deaths must not pull the rate up, as log(0 + 1/2) would.
    deaths = np.tile([0, 1, 0, 0, 1, 0, 0, 0, 1, 0], 4)
    fit = latent_risk(deaths, np.full(40, 10.0), 2, damping=0.0, exposure_damping=0.0)
    assert fit.components["risk"].mean() == pytest.approx(0.03, rel=0.25)
    assert fit.frame.loc[0, ["lower_95", "median"]].tolist() == [0, 0]
    assert fit.frame.loc[0, "upper_95"] >= 2


def test_linearised_deaths_rest_at_the_mode() -> None:
    deaths = np.array([0, 2, 1, 0, 3, 1, 1, 2.0])
    e = np.log(np.full(8, 5.0))
    with np.errstate(divide="ignore"):
        space = RiskSpace(e, np.log(deaths), deaths, np.empty((8, 0)), np.empty((8, 0)), (0.0, 0.0), 0.0, False, True)
    posterior = fit_risk(space)
    # At rest the working variance is 1/λ and the working log is log λ + (y − λ)/λ.
    mean = 1 / posterior.counting
    assert posterior.working == pytest.approx(np.log(mean) + deaths / mean - 1, abs=1e-3)


def test_steps_find_a_break_and_leave_the_other_series_alone() -> None:
    broken = EXPOSURE.copy()
    broken.loc[2010:] *= 2
    fit = latent_risk(DEATHS, broken, 3, exposure_steps=[2010])
    ratio = fit.steps.loc["exposure step 2010"]
    assert ratio["ratio"] == pytest.approx(2, rel=0.1)
    assert ratio["lower"] < ratio["ratio"] < ratio["upper"]
    assert fit.exposure.mean == pytest.approx(broken.iloc[-1] * np.exp(0.02 * np.arange(1, 4)), rel=0.15)
    fallen = DEATHS.where(DEATHS.index < 2012, np.round(0.5 * DEATHS))
    law = latent_risk(fallen, EXPOSURE, 3, steps=[2012]).steps.loc["deaths step 2012"]
    assert law["lower"] < 0.5 < law["upper"]


def test_missing_years_and_rates_are_taken() -> None:
    gaps = DEATHS.copy()
    gaps.loc[2005] = np.nan
    exposure = EXPOSURE.copy()
    exposure.loc[2007] = np.nan
    fit = latent_risk(gaps, exposure, 2)
    assert fit.components.notna().all().all()
    rates = latent_risk(DEATHS + 0.5, EXPOSURE, 2)
    assert not rates.deaths.counts
    assert (rates.deaths.draws == rates.deaths.means).all()


def test_forecast_with_exposure_takes_both_lengths() -> None:
    forecast = forecast_with_exposure(DEATHS, EXPOSURE, 2, (80,))
    assert list(forecast.frame.columns) == ["step", "mean", "median", "lower_80", "upper_80"]
    longer = pd.concat([EXPOSURE, pd.Series([200.0, 210.0], index=[2020, 2021])])
    given = forecast_with_exposure(DEATHS, longer, 2)
    assert (given.exposure.draws == [200.0, 210.0]).all()
    assert (forecast_with_exposure(DEATHS.tolist(), longer, 2).exposure.draws == [200.0, 210.0]).all()
    with pytest.raises(InputError, match="exposure has 19 periods and the series 20"):
        forecast_with_exposure(DEATHS, EXPOSURE.iloc[1:], 2)


def test_steady_growth_of_exposure_moves_deaths_only_without_offset() -> None:
    exposure = 100 * 1.06 ** np.arange(25)
    deaths = np.full(25, 400)
    with_offset, without = (latent_risk(deaths, exposure, 5, offset=offset) for offset in (1, 0))
    assert with_offset.mean[-1] == pytest.approx(400, rel=0.03)
    assert with_offset.exposure.mean[-1] == pytest.approx(without.exposure.mean[-1], rel=0.03)
    assert without.mean[-1] > 1.05 * with_offset.mean[-1]


def test_correlated_changes_may_be_asked_for() -> None:
    assert latent_risk(DEATHS, EXPOSURE, 2, correlated=True).mean[0] == pytest.approx(TRUE.iloc[-1], rel=0.2)


def test_no_draw_uses_what_comes_after_the_series() -> None:
    short = latent_risk(DEATHS.iloc[:15], EXPOSURE.iloc[:15], 2, draws=300)
    scrambled = DEATHS.copy()
    scrambled.iloc[15:] = 1
    again = latent_risk(scrambled.iloc[:15], EXPOSURE.iloc[:15], 2, draws=300)
    assert (short.deaths.draws == again.deaths.draws).all()


@pytest.mark.parametrize(
    ("deaths", "exposure", "options", "message"),
    [
        (DEATHS.iloc[:3], EXPOSURE.iloc[:3], {}, "in 3 periods, but at least 4"),
        (DEATHS * 0, EXPOSURE, {}, "All deaths are 0"),
        (-DEATHS, EXPOSURE, {}, "must not be negative"),
        (DEATHS, EXPOSURE * 0, {}, "exposure must be greater than 0"),
        (DEATHS, EXPOSURE, {"exposure_path": [1.0]}, "has 1 periods, but the horizon is 2"),
        (DEATHS, EXPOSURE, {"exposure_path": [1.0, np.nan]}, "must be known and greater than 0"),
        (DEATHS, EXPOSURE, {"damping": 1.5}, "damping is 1.5"),
        (DEATHS, EXPOSURE, {"steps": [1999]}, "steps names the period 1999"),
        (DEATHS + 0.5, EXPOSURE, {"counts": True}, "whole number"),
        ([1.5, 2.5, 0.0, 3.0, 4.0], [1.0] * 5, {}, "must be greater than 0"),
    ],
)
def test_bad_input_is_named(deaths, exposure, options, message) -> None:  # type: ignore[no-untyped-def]
    with pytest.raises(InputError, match=message):
        latent_risk(deaths, exposure, 2, **options)
