"""How far a forecast may be off: the scale of its log error, below and above, from what the fit itself shows.

ln scale = b₀ + b₁ (ln e + 2.5) + b₂ (ln h − 1) + b₃ (ln d + 2.5), with e the one-step error of the logs, h the step and d
the spread of the base forecasts; for the naive forecast e is the yearly log change and there is no d. The coefficients are
learned offline on held-out forecasts; short series lean on a prior worth one observation.
"""

import numpy as np

from safetystats.measures.columns import FloatArray
from safetystats.models.combination import Points

_PRIOR_ERROR = 0.03
_WARM_UP = 3
_LEAST_SPREAD = 0.3
"""The spread of the base forecasts never counts as less than this share of the one-step error."""


def combined_covariates(points: Points) -> FloatArray:
    """Return the four covariates (step, series, covariate) of the combined forecast's error."""
    error = _with_prior(points.one_step, np.maximum(points.length - _WARM_UP, 1))
    spread = np.hypot(points.spread, _LEAST_SPREAD * error)
    return _stack(points.spread.shape, np.log(error) + 2.5, np.log(spread) + 2.5)


def naive_covariates(points: Points) -> FloatArray:
    """Return the three covariates (step, series, covariate) of the naive forecast's error."""
    change = _with_prior(points.change, np.maximum(points.length - 1, 1))
    return _stack(points.spread.shape, np.log(change) + 2.5)


def scales(covariates: FloatArray, coefficients: list[float]) -> FloatArray:
    """Return the scale of the log error (step, series)."""
    return np.exp((covariates @ np.array(coefficients)).clip(-8, 2))


def _with_prior(error: FloatArray, count: FloatArray) -> FloatArray:
    return np.asarray(np.sqrt((error**2 * count + _PRIOR_ERROR**2) / (count + 1)))


def _stack(shape: tuple[int, ...], error: FloatArray, *others: FloatArray) -> FloatArray:
    step = np.log(np.arange(1, shape[0] + 1))[:, None] - 1
    columns = [np.ones(shape), np.broadcast_to(error, shape), np.broadcast_to(step, shape), *others]
    return np.stack(columns, axis=2)
