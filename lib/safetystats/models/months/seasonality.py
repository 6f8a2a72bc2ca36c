"""The season in monthly counts: how much more or less than the average month, how sure, and whether there is one.

The counts follow a log-linear model with the days of the month (times an exposure) as offset, a trend, and either one
factor a month or a few harmonics (McCullagh and Nelder 1989, chapter 6). Over-dispersion widens the intervals (quasi-
Poisson) and enters the F test of all seasonal terms together.
"""

import warnings
from dataclasses import dataclass

import numpy as np
import pandas as pd
from numpy.typing import NDArray
from scipy import special

from safetystats.errors import InputError, one_of
from safetystats.measures.columns import Column, FloatArray, check_level
from safetystats.measures.estimate import describe_fields
from safetystats.models.months.calendar_days import MEAN_MONTH, calendar_month, read_exposure, read_months

SEASON_SHAPES = ("months", "harmonics")
TREND_SHAPES = ("none", "linear", "quadratic")
DECOMPOSITIONS_IN_TIME = ("model", "stl")
_PAIRS = 2
_FEWEST_YEARS = 2


@dataclass(frozen=True, slots=True, repr=False)
class Seasonality:
    """Month factors and the test that they are all 1.

    `factors` has one row a calendar month (1 to 12): ``factor``, ``lower``, ``upper``, per day, on average 1. `statistic`
    is the F statistic on `degrees`, with its `p_value`; `dispersion` is Pearson's chi-square over its degrees of freedom
    (at least 1 is used); `yearly_change` the trend as a factor a year, 1 without one. `expected` is the fitted number of
    every month, also of those without a count.
    """

    factors: pd.DataFrame
    statistic: float
    degrees: tuple[int, int]
    p_value: float
    dispersion: float
    yearly_change: float
    expected: pd.Series
    level: float

    def __repr__(self) -> str:
        return describe_fields(self)


def seasonality(
    counts: Column, exposure: Column = None, *, shape: str = "months", trend: str = "linear", level: float = 0.95
) -> Seasonality:
    """Return the season of monthly counts (see :func:`~safetystats.models.calendar_adjusted` for their form).

    Parameters
    ----------
    exposure
        What is at risk in each month, on the same months; the days count in any case.
    shape
        One of :data:`SEASON_SHAPES`: ``months``, a factor for each; ``harmonics``, two waves, for few events.
    trend
        One of :data:`TREND_SHAPES`, on the logarithm.

    Raises
    ------
    InputError
        Less than two years; with ``months``, a calendar month without any event.
    """
    one_of(shape, SEASON_SHAPES, "shape")
    one_of(trend, TREND_SHAPES, "trend")
    series = read_months(counts)
    offset = np.log(read_exposure(series, exposure))
    known = series.notna().to_numpy()
    _check_length(series, shape)
    time = (np.arange(series.size) - (series.size - 1) / 2) / 12
    plain = np.stack([time**power for power in range(TREND_SHAPES.index(trend) + 1)], axis=1)
    season = season_columns(shape)
    terms = season[calendar_month(series)]
    design = np.hstack([plain, terms])
    y = series.to_numpy()
    full, null = _fit(y, design, offset, known), _fit(y, plain, offset, known)
    degrees = terms.shape[1], int(known.sum()) - design.shape[1]
    dispersion = float(full.pearson_chi2 / degrees[1])
    used = max(dispersion, 1.0)
    statistic = float((null.deviance - full.deviance) / degrees[0] / used)
    factors = _factors(season, full, plain.shape[1], used, special.stdtrit(degrees[1], 0.5 + check_level(level) / 2))
    change = float(np.exp(full.params[1])) if trend != "none" else 1.0
    expected = pd.Series(np.exp(design @ full.params + offset), index=series.index, name="expected")
    p_value = float(special.fdtrc(*degrees, max(statistic, 0.0)))
    return Seasonality(factors, statistic, degrees, p_value, dispersion, change, expected, level)


def seasonal_decomposition(counts: Column, method: str = "model", exposure: Column = None) -> pd.DataFrame:
    """Return trend, season and rest of monthly counts, one row a month: ``count`` = trend × season × rest.

    Parameters
    ----------
    method
        ``model``, the log-linear model of :func:`seasonality` (straight trend, gaps allowed); ``stl``, local regression
        (Cleveland et al. 1990, robust) of the logarithm of the count + ½ per day, for a bending trend or a changing
        season; it needs a series without gaps.

    Returns
    -------
    pandas.DataFrame
        ``count``, ``trend`` (per mean month), ``season`` (with the length of the month), ``rest``, ``adjusted``
        (count / season).
    """
    one_of(method, DECOMPOSITIONS_IN_TIME, "method")
    series = read_months(counts)
    relative = read_exposure(series, exposure) / MEAN_MONTH
    if method == "model":
        fit = seasonality(counts, exposure)
        season = fit.factors["factor"].to_numpy()[calendar_month(series)]
        trend = fit.expected.to_numpy() / relative / season
    else:
        trend, season = _stl(series, relative)
    season = season * relative
    frame = pd.DataFrame({"count": series, "trend": trend, "season": season}, index=series.index)
    frame["rest"] = frame["count"] / (frame["trend"] * frame["season"])
    return frame.assign(adjusted=frame["count"] / frame["season"])


def season_columns(shape: str) -> FloatArray:
    """Return the seasonal terms of the twelve months, each adding up to 0 over the year."""
    if shape == "months":
        return np.vstack([np.eye(11), -np.ones((1, 11))])
    angle = 2 * np.pi * np.arange(12)[:, None] * np.arange(1, _PAIRS + 1) / 12
    return np.hstack([np.cos(angle), np.sin(angle)])


def _fit(y: FloatArray, design: FloatArray, offset: FloatArray, known: NDArray[np.bool_]):  # type: ignore[no-untyped-def]
    from statsmodels.genmod.families import Poisson
    from statsmodels.genmod.generalized_linear_model import GLM
    from statsmodels.tools.sm_exceptions import PerfectSeparationWarning

    with warnings.catch_warnings():
        # Counts that follow the model to the last digit are a good fit, not a failed one.
        warnings.simplefilter("ignore", PerfectSeparationWarning)
        return GLM(y[known], design[known], family=Poisson(), offset=offset[known]).fit()


def _factors(season: FloatArray, fit, first: int, dispersion: float, quantile: float) -> pd.DataFrame:  # type: ignore[no-untyped-def]
    """Return the factors and their limits; the terms add up to 0, so the geometric mean is 1 until it is rescaled."""
    logs = season @ fit.params[first:]
    covariance = fit.normalized_cov_params[first:, first:] * dispersion
    error = np.sqrt(np.einsum("ij,jk,ik->i", season, covariance, season))
    scale = np.mean(np.exp(logs))
    columns = {"factor": logs, "lower": logs - quantile * error, "upper": logs + quantile * error}
    return pd.DataFrame({name: np.exp(part) / scale for name, part in columns.items()},
                        index=pd.Index(range(1, 13), name="month"))  # fmt: skip


def _check_length(series: pd.Series, shape: str) -> None:
    known = series.dropna()
    if known.size < 12 * _FEWEST_YEARS or np.unique(calendar_month(known)).size < 12:
        raise InputError(
            f"The series has {known.size} months, but a season needs every calendar month and {12 * _FEWEST_YEARS} in all."
        )
    totals = known.groupby(calendar_month(known) + 1).sum()
    if shape == "months" and (totals == 0).any():
        month = int(totals.index[totals == 0][0])
        raise InputError(f"Nothing was ever counted in month {month}, so it has no factor; use shape='harmonics'.")
    if totals.sum() == 0:
        raise InputError("Nothing was counted in any month, so there is no season to find.")


def _stl(series: pd.Series, relative: FloatArray) -> tuple[FloatArray, FloatArray]:
    from statsmodels.tsa.seasonal import STL

    _check_length(series, "harmonics")
    if series.isna().any():
        gap = series.index[series.isna()][0]
        raise InputError(f"The month {gap} is missing, and 'stl' needs a series without gaps; use method='model'.")
    result = STL(np.log((series.to_numpy() + 0.5) / relative), period=12, robust=True).fit()
    return np.exp(np.asarray(result.trend)), np.exp(np.asarray(result.seasonal))
