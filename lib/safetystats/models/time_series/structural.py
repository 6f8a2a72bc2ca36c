"""Structural time series: a level, a slope, a season and regressors, each fixed or moving, seen through an irregular.

y_t = μ_t + γ_t + x_t'β + ε_t;  μ_{t+1} = μ_t + ν_t + ξ_t;  ν_{t+1} = ν_t + ζ_t  (Harvey 1989; Commandeur and Koopman 2007).
Starting values and coefficients are diffuse; variances are found by the exact diffuse likelihood (Durbin and Koopman 2012).
``book_value`` is that of Commandeur and Koopman's tables: (log-likelihood + d/2·ln 2π)/n, d counting level, slope, season
and coefficients. Their series are logarithms: give ``np.log(deaths)``, or the deaths with ``log=True``.
"""

from collections.abc import Hashable, Sequence
from dataclasses import dataclass
from typing import Any

import numpy as np
import pandas as pd
from scipy import special

from safetystats.errors import InputError, one_of
from safetystats.measures.columns import Column, FloatArray, read_columns, refuse
from safetystats.measures.tails import normal_quantiles, split_tails
from safetystats.models.futures.normal_forecast import NormalForecast
from safetystats.models.futures.sampled_forecast import LEVELS
from safetystats.models.series.reading import read_horizon, read_levels
from safetystats.models.time_series.interventions import Interventions, read_interventions
from safetystats.models.time_series.regressors import read_future_regressors, read_regressors
from safetystats.models.time_series.structural_fit import End, StructuralLikelihood

LEVEL_FORMS = ("deterministic", "stochastic")
SLOPE_FORMS = ("none", "deterministic", "stochastic")
SEASON_FORMS = ("none", "deterministic", "stochastic", "dummy-deterministic", "dummy-stochastic")
_NAMES = {"irregular": "irregular", "level": "level", "trend": "slope"}


@dataclass(frozen=True, slots=True, repr=False)
class Structural:
    """A fitted structural model.

    `variances` holds those of the disturbances of irregular, level, slope and season, as far as they move;
    `coefficients` estimate, standard error and 95 % limits of regressors and interventions; `components` the smoothed
    parts of every period (level with its 95 % limits, slope, season, regression, irregular, fitted), on the scale of the
    model; `diffuse` counts starting values and coefficients.
    """

    log_likelihood: float
    book_value: float
    variances: pd.Series
    coefficients: pd.DataFrame
    components: pd.DataFrame
    diffuse: int
    observations: int
    log: bool
    _fit: "_Fit"

    @property
    def aic(self) -> float:
        """Akaike's criterion as Commandeur and Koopman print it: (−2·n·book value + 2(d + number of variances))/n."""
        return -2 * self.book_value + 2 * (self.diffuse + len(self.variances)) / self.observations

    @property
    def residuals(self) -> FloatArray:
        """Standardised one-step prediction errors after the diffuse start."""
        fit = self._fit
        rest = fit.end.errors[:, 0] - fit.end.errors[:, 1:] @ fit.beta
        return np.asarray(rest)

    def forecast(self, horizon: int, level: Sequence[float] = LEVELS, regressors: Any = None) -> NormalForecast:
        """Return the coming periods; `regressors` holds one row each when the model has any.

        Steps and ramps go on, pulses are over. Variances are taken as known; coefficients are not.
        """
        horizon, levels = read_horizon(horizon), read_levels(level)
        fit = self._fit
        given = read_future_regressors(regressors, horizon, fit.regressors)
        marks = fit.interventions.matrix(fit.periods + horizon)[fit.periods :]
        location, covariance = fit.end.ahead(np.hstack([given, marks]), fit.beta, fit.beta_covariance)
        return NormalForecast(location, covariance, self.log, levels, "structural")

    def __repr__(self) -> str:
        parts = ", ".join(f"{name} {value:.4g}" for name, value in self.variances.items())
        return f"<Structural: variances {parts}; log-likelihood {self.log_likelihood:.4f}, book value {self.book_value:.7f}>"


@dataclass(frozen=True, slots=True, eq=False)
class _Fit:
    """What forecasting needs."""

    end: End
    beta: FloatArray
    beta_covariance: FloatArray
    interventions: Interventions
    regressors: list[str]
    periods: int


def structural(
    series: Column,
    level: str = "stochastic",
    slope: str | None = None,
    season: str | None = None,
    regressors: Any = None,
    *,
    period: int = 12,
    steps: Sequence[Hashable] = (),
    pulses: Sequence[Hashable] = (),
    ramps: Sequence[Hashable] = (),
    log: bool = False,
) -> Structural:
    """Fit a structural time series model by exact diffuse maximum likelihood.

    Parameters
    ----------
    series
        One number a period, in order; a missing one is left out of the likelihood and filled by the smoother.
    level, slope, season
        ``deterministic`` (fixed) or ``stochastic`` (moving); slope and season may be None. A stochastic slope over a
        deterministic level is the smooth trend. The season is a sum of waves, as in Commandeur and Koopman's values; with
        ``dummy-`` before its form it is one of dummies (the same when it is fixed, but for a constant of the likelihood).
    regressors
        One row a period: data frame, mapping or array.
    period
        Number of periods in the season's round: 12 for months.
    steps, pulses, ramps
        Interventions and definition breaks: labels of the Series' index (places from 0 for a list) from which a step
        stays, at which a pulse acts, or from which the slope changes.
    log
        Model the logarithm of the series; forecasts come back on the scale of the series.

    Raises
    ------
    InputError
        An unknown form, too few periods, a constant series, a value of 0 or less with `log`, or regressors that cannot be
        told apart from each other or from the level.
    """
    specification = _specification(level, slope, season, period)
    (y,), form = read_columns(series=series)
    y = np.array(np.atleast_1d(y))
    if log:
        refuse(y <= 0, y, "series", "must be greater than 0 to take its logarithm")
        y = np.log(y)
    index = form.index if form.index is not None else pd.RangeIndex(y.size)
    marks = read_interventions(index, steps, pulses, ramps)
    given, names = read_regressors(regressors, y.size)
    x = np.hstack([given, marks.matrix(y.size)])
    likelihood = StructuralLikelihood(y, x, specification)
    _check(y, x, likelihood)
    variances, best = likelihood.best()
    diffuse = likelihood.diffuse + x.shape[1]
    observations = int(likelihood.known.sum())
    regression = x @ best.coefficients
    parts = likelihood.smooth(variances, y - regression)
    fit = _Fit(likelihood.at_the_end(variances), best.coefficients, best.covariance, marks, names, y.size)
    return Structural(
        log_likelihood=best.log_likelihood,
        book_value=(best.log_likelihood + diffuse / 2 * np.log(2 * np.pi)) / observations,
        variances=pd.Series(variances, index=[_component(name) for name in likelihood.names]),
        coefficients=_coefficients(best.coefficients, best.covariance, [*names, *marks.names]),
        components=_components(parts, regression, y, index),
        diffuse=diffuse, observations=observations, log=log, _fit=fit,
    )  # fmt: skip


def _specification(level: str, slope: str | None, season: str | None, period: int) -> dict[str, Any]:
    one_of(level, LEVEL_FORMS, "level")
    slope = one_of("none" if slope is None else slope, SLOPE_FORMS, "slope")
    season = one_of("none" if season is None else season, SEASON_FORMS, "season")
    if season != "none" and not (isinstance(period, int | np.integer) and period >= 2):
        raise InputError(f"period is {period!r}, but must be a whole number of periods in a season's round, 2 or more.")
    chosen: dict[str, Any] = {
        "irregular": True, "level": True, "stochastic_level": level == "stochastic",
        "trend": slope != "none", "stochastic_trend": slope == "stochastic",
    }  # fmt: skip
    moving = season.endswith("stochastic")
    if season.startswith("dummy"):
        chosen |= {"seasonal": int(period), "stochastic_seasonal": moving}
    elif season != "none":
        chosen |= {"freq_seasonal": [{"period": int(period)}], "stochastic_freq_seasonal": [moving]}
    return chosen


def _check(y: FloatArray, x: FloatArray, likelihood: StructuralLikelihood) -> None:
    known = y[likelihood.known]
    needed = likelihood.diffuse + x.shape[1] + len(likelihood.names) + 1
    if known.size < needed:
        raise InputError(
            f"The series has {known.size} known periods, but this model needs {needed}; take a simpler one."
        )
    if np.ptp(known) == 0:
        raise InputError(f"The series is {known[0]:g} throughout, so there is no variance to share out.")
    if likelihood.collinear():
        raise InputError(
            "The regressors and interventions cannot be told apart from each other or from the level, slope and season; "
            "leave one out."
        )
    if likelihood.perfect():
        raise InputError(
            "The model runs through every period exactly, so there is no variance to estimate; take a simpler one."
        )


def _component(name: str) -> str:
    kind = name.removeprefix("sigma2.")
    return _NAMES.get(kind, "season")


def _coefficients(beta: FloatArray, covariance: FloatArray, names: list[str]) -> pd.DataFrame:
    error = np.sqrt(np.diag(covariance))
    z = normal_quantiles(split_tails(0.95, "two"))[0]
    columns = {"estimate": beta, "standard_error": error, "lower": beta - z * error, "upper": beta + z * error}
    columns["p_value"] = 2 * special.ndtr(-np.abs(beta / error))
    return pd.DataFrame(columns, index=names)


def _components(parts: dict[str, FloatArray], regression: FloatArray, y: FloatArray, index: pd.Index) -> pd.DataFrame:
    z = normal_quantiles(split_tails(0.95, "two"))[0]
    error = parts.pop("level_error")
    fitted = parts["level"] + parts.get("season", 0.0) + regression
    columns = {
        "level": parts["level"],
        "level_lower": parts["level"] - z * error,
        "level_upper": parts["level"] + z * error,
    }
    columns |= parts | {"regression": regression, "irregular": y - fitted, "fitted": fitted}
    return pd.DataFrame(columns, index=index)
