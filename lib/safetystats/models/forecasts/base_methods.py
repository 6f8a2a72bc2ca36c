"""Two families of light forecasts, each over a whole grid of parameters and over all series of a panel at once.

Dynamic theta (Fiorucci, Pellegrini, Louzada, Petropoulos and Koehler 2016): simple smoothing with rate α around a straight
line that is fitted anew at every step; the line counts 1 − 1/θ, so θ = 1 is simple smoothing and θ = 2 the classic theta
method. Damped trend (Gardner and McKenzie 1985): level and trend smoothed with rates α and αβ, the trend fading by φ.

Nothing is optimised. Every set of parameters forecasts, and the forecasts are averaged with weights SSE^(−κn/2) of their
one-step errors, κ = 1 being the likelihood's own weights: on ten to forty points one best set is mostly chance.

Panels are arrays of shape (time, scale, series): right-aligned, the longest series first, so that at any time the series
that have begun are a leading slice.
"""

from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from safetystats.measures.columns import FloatArray

_RATES = (0.2, 0.4, 0.6, 0.8, 0.99)
THETAS = (1.0, 1.5, 2.0, 3.0, 5.0, 10.0, 30.0)
_TREND_RATES = (0.05, 0.1, 0.2, 0.4, 0.7)
_FADING = (0.9, 0.95)
_THETA_WARM_UP, _TREND_WARM_UP = 3, 2
"""One-step errors before which nothing is known of the trend, and which do not count for the weights."""
_START = 5
"""Points whose straight line starts the damped trend."""


@dataclass(frozen=True, slots=True)
class GridForecasts:
    """Forecasts (step, parameters, scale, series) and sums of squared one-step errors (parameters, scale, series)."""

    forecasts: FloatArray
    errors: FloatArray

    def average(self, chosen: NDArray[np.bool_], scale: int, lengths: NDArray[np.int_], sharpness: float) -> FloatArray:
        """Return the forecasts (step, series) of one scale, averaged over the `chosen` parameters."""
        weights = _weights(self.errors[chosen, scale], lengths, sharpness)
        return np.asarray(np.einsum("gn,hgn->hn", weights, self.forecasts[:, chosen, scale]))

    def mean_error(
        self, chosen: NDArray[np.bool_], scale: int, lengths: NDArray[np.int_], sharpness: float
    ) -> FloatArray:
        """Return the sum of squared one-step errors, averaged with the same weights."""
        errors = self.errors[chosen, scale]
        return np.asarray((_weights(errors, lengths, sharpness) * errors).sum(0))


def theta_parameters() -> tuple[FloatArray, FloatArray]:
    """Return the smoothing rates and thetas of the grid, in the order of the forecasts."""
    rates, thetas = np.meshgrid(_RATES, THETAS, indexing="ij")
    return rates.ravel(), thetas.ravel()


def trend_parameters() -> tuple[FloatArray, FloatArray, FloatArray]:
    """Return α, β and φ of the grid; simple smoothing, which has no trend, stands first with β = φ = 0."""
    grid = [(rate, 0.0, 0.0) for rate in _RATES]
    grid += [(rate, trend, fading) for rate in _RATES for trend in _TREND_RATES for fading in _FADING]
    rates, trends, fadings = np.array(grid).T
    return rates, trends, fadings


def theta_grid(panel: FloatArray, lengths: NDArray[np.int_], horizon: int) -> GridForecasts:
    """Return the forecasts of the dynamic theta method for every α and θ of the grid."""
    rate, theta = (column[:, None, None] for column in theta_parameters())
    slope_share = 1 - 1 / theta
    first = _first_values(panel, lengths)
    # The smoothing starts from the first value's share that is not the line's, so that only differences matter.
    level = (rate + (1 - rate) / theta) * first
    errors = np.zeros_like(level)
    mean, slope, base = first.copy(), np.zeros_like(first), first.copy()
    for time, begun, age in _steps(panel, lengths):
        value = panel[time, :, :begun]
        line = _line(rate, base[:, :begun], slope[:, :begun], age - 1)
        error = np.where(age > 1, value - level[..., :begun] - slope_share * line, 0.0)
        errors[..., :begun] += np.where(age > _THETA_WARM_UP, error * error, 0.0)
        level[..., :begun] = np.where(age > 1, rate * value + (1 - rate) * level[..., :begun], level[..., :begun])
        slope[:, :begun] = ((age - 2) * slope[:, :begun] + 6 * (value - mean[:, :begun]) / age) / (age + 1)
        slope[:, :begun] *= age > 1
        mean[:, :begun] += (value - mean[:, :begun]) / age
        base[:, :begun] = mean[:, :begun] - slope[:, :begun] * (age + 1) / 2
    forecasts = np.empty((horizon, *level.shape))
    for step in range(horizon):
        forecasts[step] = level + slope_share * _line(rate, base, slope, lengths + step)
        level = rate * forecasts[step] + (1 - rate) * level
    return GridForecasts(forecasts, errors)


def trend_grid(panel: FloatArray, lengths: NDArray[np.int_], horizon: int) -> GridForecasts:
    """Return the forecasts of simple smoothing and of the damped trend for every α, β and φ of the grid."""
    rate, trend_rate, fading = (column[:, None, None] for column in trend_parameters())
    first, (start, slope) = _first_values(panel, lengths), _starting_line(panel, lengths)
    level = np.where(fading > 0, start, first)
    trend = np.where(fading > 0, slope, 0.0)
    errors = np.zeros_like(level)
    for time, begun, age in _steps(panel, lengths):
        faded = fading * trend[..., :begun]
        expected = level[..., :begun] + faded
        error = panel[time, :, :begun] - expected
        errors[..., :begun] += np.where(age > _TREND_WARM_UP, error * error, 0.0)
        level[..., :begun] = expected + rate * error
        trend[..., :begun] = faded + rate * trend_rate * error
    shares = np.cumsum(fading ** np.arange(1, horizon + 1)[:, None, None, None], axis=0)
    return GridForecasts(level + shares * trend, errors)


def _steps(panel: FloatArray, lengths: NDArray[np.int_]) -> list[tuple[int, int, NDArray[np.int_]]]:
    """Return, for each time, how many series have begun, and how many values each of them has by then."""
    times = len(panel)
    begun = [int((lengths >= times - time).sum()) for time in range(times)]
    return [(time, many, lengths[:many] - (times - 1 - time)) for time, many in enumerate(begun)]


def _line(rate: FloatArray, base: FloatArray, slope: FloatArray, age: NDArray[np.int_]) -> FloatArray:
    """Return what the line fitted to the first `age` values adds to the smoothed level of the next one."""
    forgotten = (1 - rate) ** age
    return np.asarray(forgotten * base + (1 - forgotten * (1 - rate)) / rate * slope)


def _first_values(panel: FloatArray, lengths: NDArray[np.int_]) -> FloatArray:
    return np.asarray(panel[len(panel) - lengths, :, np.arange(lengths.size)].T)


def _starting_line(panel: FloatArray, lengths: NDArray[np.int_]) -> tuple[FloatArray, FloatArray]:
    """Return level one step before the first value, and slope, of the straight line through the first few values."""
    offset = np.arange(_START)[:, None]
    known = offset < lengths
    rows = np.minimum(len(panel) - lengths + offset, len(panel) - 1)
    values = np.where(known[:, None], panel[rows, :, np.arange(lengths.size)].transpose(0, 2, 1), 0.0)
    count = known.sum(0)
    middle = (count - 1) / 2
    distance = np.where(known, offset - middle, 0.0)[:, None]
    mean = values.sum(0) / count
    slope = (distance * values).sum(0) / np.maximum((distance**2).sum(0), 1e-300)
    return mean - slope * (middle + 1), slope


def _weights(errors: FloatArray, lengths: NDArray[np.int_], sharpness: float) -> FloatArray:
    least = errors.min(0)
    # A perfect fit (a constant series) leaves nothing to choose by: all perfect sets weigh the same.
    ratio = np.where(errors > 0, errors, 1.0) / np.where(least > 0, least, np.where(errors > 0, 1e-200, 1.0))
    weights = ratio ** (-sharpness * lengths / 2)
    return np.asarray(weights / weights.sum(0))
