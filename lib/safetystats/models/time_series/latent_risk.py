"""Latent risk: deaths are exposure times risk, and both are seen with error.

log exposure_t = μ_t + e_t, log deaths_t = μ_t + ρ_t + u_t, where μ (exposure) and ρ (risk) are two unobserved components,
each a level with a damped slope (Bijleveld, Commandeur, Gould and Koopman 2008; damping: Gardner and McKenzie 1985).
Where exposure grows steadily risk mostly falls with it (Oppe 1989): risk's slope starts from the opposite of exposure's, so
that only what departs from the trend of exposure moves the deaths; ``offset=0`` is the model of 2008, with unrelated slopes.
Exposure may be forecast with the deaths or given as a scenario: deaths are then the risk forecast times the path given.
Deaths that are counts keep their Poisson chance, so that small ones have whole, never negative limits. How variances are
held in check is told in ``latent_risk_space``.
"""

from collections.abc import Hashable, Sequence
from dataclasses import dataclass

import numpy as np
import pandas as pd
from scipy import special

from safetystats.errors import InputError
from safetystats.measures.columns import Column, FloatArray, check_counts, check_positive, read_columns, refuse
from safetystats.models.futures.draws import poisson_draws
from safetystats.models.futures.sampled_forecast import DRAWS, LEVELS, SampledForecast
from safetystats.models.series.reading import read_horizon, read_levels
from safetystats.models.time_series.interventions import read_interventions
from safetystats.models.time_series.latent_risk_space import DEVIATIONS, RiskPosterior, RiskSpace, fit_risk, futures

DAMPING, EXPOSURE_DAMPING, OFFSET = 0.6, 0.9, 1.0
"""What is left of a slope of risk and of exposure after a year, and how far risk's takes exposure's back: chosen by
rolling origins, see docs/methods/structural.md."""
_PARAMETER_DRAWS = 25
_FEWEST = 4
_HIGHEST = np.log(20.0)
"""No future is thought of in which expected deaths are more than twenty times the most ever seen."""


@dataclass(frozen=True, slots=True, repr=False)
class LatentRisk:
    """Forecasts of deaths, exposure and risk (deaths per `per` units of exposure), drawn jointly: row i is one future.

    `components` holds the smoothed exposure and risk of every period with 95 % limits, `steps` the effects of interventions
    and definition breaks as ratios, `deviations` the standard deviations found (of logarithms, a period).
    """

    deaths: SampledForecast
    exposure: SampledForecast
    risk: SampledForecast
    components: pd.DataFrame
    steps: pd.DataFrame
    deviations: pd.Series

    @property
    def frame(self) -> pd.DataFrame:
        """The forecast of deaths: step, mean, median, and lower_L, upper_L for each level L in per cent."""
        return self.deaths.frame

    @property
    def mean(self) -> FloatArray:
        """Expected deaths of each step."""
        return self.deaths.mean

    @property
    def counts(self) -> bool:
        """Whether deaths are counts."""
        return self.deaths.counts

    @property
    def method(self) -> str:
        """What made the forecast, and whether exposure was given."""
        return self.deaths.method

    def quantiles(self, probabilities: Sequence[float]) -> pd.DataFrame:
        """Return quantiles of deaths, one row a step and one column a probability."""
        return self.deaths.quantiles(probabilities)

    def interval(self, level: float) -> pd.DataFrame:
        """Return lower and upper deaths of each step at a level in per cent."""
        return self.deaths.interval(level)

    def probability_below(self, value: Column, step: int = 1) -> Column:
        """Return the chance that the step's deaths are at most `value`."""
        return self.deaths.probability_below(value, step)

    def __repr__(self) -> str:
        return f"<LatentRisk: deaths {self.deaths.mean[0]:.4g}, exposure {self.exposure.mean[0]:.4g}; {self.deaths!r}>"


def latent_risk(
    deaths: Column,
    exposure: Column,
    horizon: int,
    level: Sequence[float] = LEVELS,
    exposure_path: Column = None,
    *,
    steps: Sequence[Hashable] = (),
    exposure_steps: Sequence[Hashable] = (),
    damping: float = DAMPING,
    exposure_damping: float = EXPOSURE_DAMPING,
    offset: float = OFFSET,
    correlated: bool = False,
    counts: bool | None = None,
    per: float = 1,
    draws: int = DRAWS,
    seed: int = 1,
) -> LatentRisk:
    """Fit the latent risk model to deaths and exposure and forecast both.

    Parameters
    ----------
    deaths, exposure
        One number a period, in order, of the same length; missing ones are allowed.
    exposure_path
        Exposure of the `horizon` coming periods, when it is given as a scenario rather than forecast.
    steps
        Periods (labels of the Series' index, or places from 0) from which an intervention or another definition moves the
        deaths for good.
    exposure_steps
        The same for the exposure as it is measured; deaths are not touched by it.
    damping, exposure_damping
        Share of the slope of risk, and of exposure, kept from one period to the next: 1 carries trends on for ever, 0 has
        none.
    offset
        Share of exposure's slope that risk's takes back: 1 by default, 0 for slopes that have nothing to do with each other.
    correlated
        Whether changes of exposure and risk may hang together; few years cannot tell.
    counts
        Whether deaths are counts; by default they are when all are whole numbers.
    per
        Unit of the risk: 100 for deaths per 100 units of exposure.

    Raises
    ------
    InputError
        Fewer than 4 known periods, an exposure of 0 or less, negative deaths, deaths of 0 throughout, or lengths that do
        not fit.
    """
    horizon, levels, per = read_horizon(horizon), read_levels(level), check_positive(per, "per")
    (y, e), form = read_columns(deaths=deaths, exposure=exposure)
    path = _read_path(exposure_path, horizon)
    counts = _read_counts(y, counts)
    _check(y, e, {"damping": damping, "exposure_damping": exposure_damping, "offset": offset})
    index = form.index if form.index is not None else pd.RangeIndex(y.size)
    on_deaths, on_exposure = read_interventions(index, steps), read_interventions(index, exposure_steps)
    periods = y.size + horizon
    with np.errstate(divide="ignore"):
        space = RiskSpace(
            log_exposure=np.log(np.concatenate([e, np.full(horizon, np.nan)])),
            log_deaths=np.log(np.concatenate([y, np.full(horizon, np.nan)])),
            deaths=np.concatenate([y, np.full(horizon, np.nan)]),
            steps=on_deaths.matrix(periods), exposure_steps=on_exposure.matrix(periods),
            damping=(float(exposure_damping), float(damping)), offset=float(offset), correlated=correlated, counts=counts,
        )  # fmt: skip
    posterior = fit_risk(space)
    rng = np.random.default_rng(seed)
    log_exposure, log_deaths = futures(space, posterior, horizon, draws, _PARAMETER_DRAWS, rng)
    log_deaths = np.minimum(log_deaths, np.log(np.nanmax(y)) + _HIGHEST)
    units, risk = np.exp(log_exposure), np.exp(log_deaths - log_exposure)
    if path is not None:
        units = np.broadcast_to(path, units.shape)
    means = units * risk
    drawn = poisson_draws(means, rng) if counts else means
    names = [f"deaths {name}" for name in on_deaths.names] + [f"exposure {name}" for name in on_exposure.names]
    components, effects = _smoothed(space, posterior, index, names, per)
    method = "latent risk" if exposure_path is None else "latent risk, exposure given"
    return LatentRisk(
        deaths=SampledForecast(drawn, means, counts, levels, method),
        exposure=SampledForecast(units, units, False, levels, method),
        risk=SampledForecast(per * risk, per * risk, False, levels, method),
        components=components, steps=effects,
        deviations=pd.Series(np.exp(posterior.theta[: len(DEVIATIONS)]), index=list(DEVIATIONS)),
    )  # fmt: skip


def forecast_with_exposure(
    series: Column, exposure: Column, horizon: int, level: Sequence[float] = LEVELS, counts: bool | None = None
) -> LatentRisk:
    """Forecast a series by its exposure: as long as the series, it is forecast too; `horizon` longer, it is given."""
    size, given = np.size(series), np.size(exposure)
    horizon = read_horizon(horizon)
    if given not in (size, size + horizon):
        raise InputError(
            f"exposure has {given} periods and the series {size}; give {size} to have exposure forecast, or "
            f"{size + horizon} to give the coming {horizon} too."
        )
    past = exposure.iloc[:size] if isinstance(exposure, pd.Series) else np.asarray(exposure)[:size]
    path = None if given == size else np.asarray(exposure, dtype=float)[size:]
    if isinstance(past, pd.Series) and not isinstance(series, pd.Series):
        past = past.to_numpy()
    return latent_risk(series, past, horizon, level, path, counts=counts)


def _read_path(path: Column, horizon: int) -> FloatArray | None:
    if path is None:
        return None
    (values,), _ = read_columns(exposure_path=path)
    values = np.atleast_1d(values)
    if values.size != horizon:
        raise InputError(
            f"exposure_path has {values.size} periods, but the horizon is {horizon}; give one a coming period."
        )
    refuse(~(values > 0), values, "exposure_path", "must be known and greater than 0")
    return values


def _read_counts(y: FloatArray, counts: bool | None) -> bool:
    check_counts(y, "deaths", whole=counts is True)
    known = y[~np.isnan(y)]
    counted = bool((known == np.round(known)).all()) if counts is None else counts
    if not counted:
        refuse(y <= 0, y, "deaths", "must be greater than 0 where they are not counts")
    return counted


def _check(y: FloatArray, e: FloatArray, damping: dict[str, float]) -> None:
    if y.ndim != 1:
        raise InputError("deaths and exposure must be lists of numbers, one a period.")
    refuse(e <= 0, e, "exposure", "must be greater than 0")
    known = int((~np.isnan(y) & ~np.isnan(e)).sum())
    if known < _FEWEST:
        raise InputError(
            f"deaths and exposure are known together in {known} periods, but at least {_FEWEST} are needed."
        )
    if not np.nansum(y) > 0:
        raise InputError(
            "All deaths are 0, so no risk can be told; take poisson_prediction_interval for an upper limit."
        )
    for name, kept in damping.items():
        if not 0 <= kept <= 1:
            raise InputError(f"{name} is {kept!r}, but must lie between 0 and 1.")


def _smoothed(
    space: RiskSpace, posterior: RiskPosterior, index: pd.Index, names: list[str], per: float
) -> tuple[pd.DataFrame, pd.DataFrame]:
    """Return exposure and risk of the periods known, and the effects of the steps, each with 95 % limits."""
    result = space.smoother(posterior.theta, posterior.counting, posterior.working).smooth()
    states, covariance = result.smoothed_state, result.smoothed_state_cov
    z, known = special.ndtri(0.975), slice(0, len(index))
    columns = {}
    for name, place, unit in (("exposure", 0, 1.0), ("risk", 2, per)):
        error = z * np.sqrt(np.maximum(covariance[place, place, known], 0.0))
        for suffix, shift in (("", 0.0), ("_lower", -error), ("_upper", error)):
            columns[name + suffix] = unit * np.exp(states[place, known] + shift)
    last, error = states[4:, -1], z * np.sqrt(np.diag(covariance[4:, 4:, -1]))
    effects = {"ratio": np.exp(last), "lower": np.exp(last - error), "upper": np.exp(last + error)}
    return pd.DataFrame(columns, index=index), pd.DataFrame(effects, index=names)
