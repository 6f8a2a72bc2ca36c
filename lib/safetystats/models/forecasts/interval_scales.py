"""How far a forecast may be off: the scale of its log error, below and above, from what the fit itself shows.

ln scale = b₀ + b₁ (ln e + 2.5) + b₂ (ln h − 1) + b₃ (ln d + 2.5), with e the one-step error of the logs, h the step and d
the spread of the base forecasts; for the naive forecast e is the yearly log change and there is no d. Months move less
from one to the next than years do: for them h grows by a twelfth a month. The coefficients are learned offline on held-out
forecasts; short series lean on a prior worth one observation.
"""

import numpy as np
from numpy.typing import NDArray

from safetystats.measures.columns import FloatArray
from safetystats.models.forecasts.combination import Points

_PRIOR_ERROR = 0.03
_WARM_UP = 3
_LEAST_SPREAD = 0.3
"""The spread of the base forecasts never counts as less than this share of the one-step error."""


def combined_covariates(points: Points, pace: float = 1.0) -> FloatArray:
    """Return the four covariates (step, series, covariate) of the combined forecast's error; `pace` is years a step."""
    error = _with_prior(points.one_step, np.maximum(points.length - _WARM_UP, 1))
    spread = np.hypot(points.spread, _LEAST_SPREAD * error)
    step = 1 + pace * np.arange(len(spread))[:, None]
    return _stack(np.log(error) + 2.5, np.log(step) - 1, np.log(spread) + 2.5)


def naive_covariates(change: FloatArray, length: NDArray[np.int_], step: FloatArray) -> FloatArray:
    """Return the three covariates (step, series, covariate) of the naive forecast's error.

    `change` is the root mean square of the log changes from which the `length` values were forecast, `step` their steps.
    """
    error = _with_prior(change, np.maximum(length - 1, 1))
    return _stack(np.log(error) + 2.5, np.log(step) - 1)


def scales(covariates: FloatArray, coefficients: list[float]) -> FloatArray:
    """Return the scale of the log error (step, series)."""
    return np.asarray(np.exp((covariates @ np.array(coefficients)).clip(-8, 2)))


def _with_prior(error: FloatArray, count: NDArray[np.int_]) -> FloatArray:
    return np.asarray(np.sqrt((error**2 * count + _PRIOR_ERROR**2) / (count + 1)))


def _stack(*columns: FloatArray) -> FloatArray:
    shape = np.broadcast_shapes(*(column.shape for column in columns))
    return np.stack([np.ones(shape), *(np.broadcast_to(column, shape) for column in columns)], axis=2)
