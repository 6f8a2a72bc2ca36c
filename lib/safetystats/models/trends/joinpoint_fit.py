"""One joinpoint model at given joinpoints: slopes, their standard errors, and the sum of squares.

The slopes come from the continuous fit. Their standard errors are those of the Joinpoint program (Lerman 1980, after
Feder 1975): observations standing on a joinpoint are left out, each segment is fitted for itself, the mean square is
pooled over the segments, with n − (observations on joinpoints) − 2(k + 1) degrees of freedom. They allow for joinpoints
that were searched for; the errors of the continuous fit itself (``continuous``) take the joinpoints as known.
"""

from dataclasses import dataclass

import numpy as np

from safetystats.measures.columns import FloatArray
from safetystats.models.trends.joinpoint_inputs import Observations
from safetystats.models.trends.joinpoint_search import hinges

JOINPOINT_INTERVALS = ("nci", "continuous")
_SINGULAR = 1e-10
# A slope this small beside the response is the rounding of a series that does not move.
_ROUNDING = 1e-13


@dataclass(frozen=True, slots=True)
class Fit:
    """Slopes of the segments with standard errors, sizes of the known steps with theirs, fitted responses."""

    joinpoints: FloatArray
    slopes: FloatArray
    slope_errors: FloatArray
    slope_covariance: FloatArray
    steps: FloatArray
    step_errors: FloatArray
    fitted: FloatArray
    sum_of_squares: float
    slope_freedom: float
    freedom: float


def fit(data: Observations, joinpoints: FloatArray, interval: str) -> Fit:
    """Return the least-squares fit with the given joinpoints; `interval` names the errors of the slopes."""
    k, extra = joinpoints.size, data.steps.shape[1]
    design = np.column_stack([data.base(), hinges(data.years, joinpoints)])
    white, response = data.whiten(design), data.whiten(data.response)
    inverse = np.linalg.pinv(white)
    coefficients = inverse @ response
    squares = float(np.sum((response - white @ coefficients) ** 2))
    # The joinpoints are parameters too.
    freedom = data.years.size - 2 * k - 2 - extra
    scaled = inverse @ inverse.T * (squares / freedom if freedom > 0 else np.nan)
    to_slopes, steps = slope_map(k, extra), slice(2, 2 + extra)
    covariance, slope_freedom = to_slopes @ scaled @ to_slopes.T, float(freedom)
    if interval == "nci":
        covariance, slope_freedom = _errors_by_segment(data, joinpoints)
    slopes = to_slopes @ coefficients
    slopes[np.abs(slopes) < _ROUNDING * max(1.0, float(np.abs(data.response).max()))] = 0.0
    return Fit(
        joinpoints=joinpoints, slopes=slopes, slope_errors=np.sqrt(np.diag(covariance)),
        slope_covariance=covariance, steps=coefficients[steps], step_errors=np.sqrt(np.diag(scaled)[steps]),
        fitted=design @ coefficients, sum_of_squares=squares, slope_freedom=slope_freedom, freedom=float(freedom),
    )  # fmt: skip


def slope_map(joinpoints: int, steps: int) -> FloatArray:
    """Return the matrix from coefficients (intercept, slope, steps, changes of slope) to the slopes of the segments."""
    changes = np.tri(joinpoints + 1)[:, 1:]
    return np.column_stack(
        [np.zeros(joinpoints + 1), np.ones(joinpoints + 1), np.zeros((joinpoints + 1, steps)), changes]
    )


def _errors_by_segment(data: Observations, joinpoints: FloatArray) -> tuple[FloatArray, float]:
    """Return the covariance of the slopes with each segment fitted for itself; missing where a segment is too short."""
    rest = data.part(~np.isin(data.years, joinpoints))
    segment = np.searchsorted(joinpoints, rest.years)
    own = (segment[:, None] == np.arange(joinpoints.size + 1)).astype(float)
    time = rest.years - rest.years.mean()
    design = np.column_stack([own * time[:, None], own, rest.steps])
    white, response = rest.whiten(design), rest.whiten(rest.response)
    inverse = np.linalg.pinv(white, rcond=_SINGULAR)
    squares = float(np.sum((response - white @ (inverse @ response)) ** 2))
    resolution = inverse @ white
    freedom, slopes = float(rest.years.size - round(np.trace(resolution))), slice(0, joinpoints.size + 1)
    if freedom <= 0:
        return np.full((joinpoints.size + 1,) * 2, np.nan), 0.0
    covariance = (inverse @ inverse.T)[slopes, slopes] * squares / freedom
    unknown = np.diag(resolution)[slopes] < 1 - _SINGULAR**0.5
    covariance[unknown, :] = np.nan
    covariance[:, unknown] = np.nan
    return covariance, freedom
