"""Scores of forecasts: how far off, how honest the intervals.

sMAPE: 200 |f − y| / (|f| + |y|), nothing where both are 0 (Makridakis and Hibon 2000). MASE: error over the mean absolute
change of the known values (Hyndman and Koehler 2006), changes being over one year: twelve months apart in monthly series.
MSIS: width of the 95 % interval plus 2/.05 of what falls outside, on the same unit (Gneiting and Raftery 2007; Makridakis,
Spiliotis and Assimakopoulos 2020). CRPS: twice the pinball loss averaged over the probabilities (Gneiting and Ranjan 2011),
on the same unit. All take arrays of any shape and return scores element by element.
"""

import numpy as np

from safetystats.errors import InputError
from safetystats.measures.columns import Column, FloatArray, read_columns, read_vector

CRPS_PROBABILITIES = np.concatenate([[0.025], np.arange(0.05, 0.975, 0.05), [0.975]])
"""Probabilities at which predictive distributions are compared."""
_CRPS_WEIGHTS = np.diff(np.concatenate([[0.0], (CRPS_PROBABILITIES[1:] + CRPS_PROBABILITIES[:-1]) / 2, [1.0]]))


def smape(forecasts: Column, actual: Column) -> Column:
    """Return the symmetric absolute percentage errors, 0 to 200."""
    (f, y), form = read_columns(forecasts=forecasts, actual=actual)
    size = np.abs(f) + np.abs(y)
    return form.restore(200 * np.abs(f - y) / np.where(size > 0, size, 1.0))


def mase(forecasts: Column, actual: Column, known: Column, season: int = 1) -> Column:
    """Return the absolute errors over the mean absolute change of the `known` values; missing when they never change."""
    (f, y), form = read_columns(forecasts=forecasts, actual=actual)
    return form.restore(np.abs(f - y) / mean_change(known, season))


def msis(lower: Column, upper: Column, actual: Column, known: Column, level: float = 95, season: int = 1) -> Column:
    """Return the scaled interval scores; `level` is in per cent."""
    (low, high, y), form = read_columns(lower=lower, upper=upper, actual=actual)
    return form.restore(interval_score(low, high, y, level) / mean_change(known, season))


def crps(quantiles: FloatArray, actual: FloatArray) -> FloatArray:
    """Return the continuous ranked probability scores; `quantiles` stand on the first axis, at CRPS_PROBABILITIES."""
    shape = (-1,) + (1,) * np.ndim(actual)
    probability, weight = CRPS_PROBABILITIES.reshape(shape), _CRPS_WEIGHTS.reshape(shape)
    error = actual - quantiles
    return np.asarray((2 * weight * np.maximum(probability * error, (probability - 1) * error)).sum(axis=0))


def interval_score(lower: FloatArray, upper: FloatArray, actual: FloatArray, level: float = 95) -> FloatArray:
    """Return width plus the penalised distance of what falls outside, in the unit of the series."""
    penalty = 2 / (1 - level / 100)
    return np.asarray(upper - lower + penalty * (np.maximum(lower - actual, 0) + np.maximum(actual - upper, 0)))


def mean_change(known: Column, season: int = 1) -> float:
    """Return the mean absolute change over a year of values in the order of time; NaN when there is none."""
    values = read_vector("known", known)
    if values.size <= season:
        raise InputError(f"known has {values.size} values, but a change over a year needs more than {season}.")
    change = float(np.abs(values[season:] - values[:-season]).mean())
    return change if change > 0 else np.nan
