"""Surveillance of monthly or weekly counts against the same season of earlier years (Farrington et al. 1996).

The reference values are the months within a half-window of the same month in each of some years back. A quasi-Poisson
log-linear model, with a trend when it is significant and does not run beyond the data, is fitted to them; months that
stood out in the past are weighted down by their Anscombe residuals. The bound is a prediction limit on the scale of the
2/3 power, on which counts are nearly symmetric. As in R's surveillance, algo.farrington: α/2 is left above the bound.
"""

from typing import NamedTuple

import numpy as np
import pandas as pd
from scipy import special

from safetystats.errors import InputError
from safetystats.measures.columns import Column, FloatArray, check_counts, read_columns, read_vector

POWERS = {"2/3": 2 / 3, "1/2": 1 / 2, "none": 1.0}
_TREND_P, _TREND_YEARS = 0.05, 3
_MOST_ITERATIONS, _CONVERGED = 100, 1e-11


class _Fit(NamedTuple):
    coefficients: FloatArray
    covariance: FloatArray
    mean: FloatArray
    leverage: FloatArray
    dispersion: float
    degrees: int


def farrington_bound(
    counts: Column,
    *,
    period: int = 12,
    years_back: int = 4,
    half_window: int = 2,
    trend: bool = True,
    reweight: bool = True,
    power: str = "2/3",
    alpha: float = 0.01,
    at_least: tuple[float, int] = (5, 4),
) -> pd.DataFrame:
    """Return the bound of each month that has all its reference values, one row a month.

    Parameters
    ----------
    period, years_back, half_window
        Points a year; years to look back; points on each side of the same season that are used.
    power
        Scale of the prediction limit: "2/3", "1/2" or "none".
    alpha
        Chance outside both prediction limits together.
    at_least
        A signal needs this many events in so many last points, this one included: very small counts do not signal.

    Returns
    -------
    pandas.DataFrame
        ``count``, ``expected``, ``bound``, ``trend`` (whether it was kept), ``signal``; the first years have no bound.
    """
    if power not in POWERS:
        raise InputError(f"power is {power!r}, but must be one of {', '.join(POWERS)}.")
    (x,), form = read_columns(counts=counts)
    read_vector("counts", x)
    check_counts(x, "counts")
    window = np.arange(-half_window, half_window + 1)
    offsets = np.concatenate([window - year * period for year in range(years_back, 0, -1)])
    if x.size <= -offsets[0]:
        raise InputError(f"The series has {x.size} points, but {years_back} years back need more than {-offsets[0]}.")
    rows = [(np.nan, np.nan, False)] * int(-offsets[0])
    for point in range(int(-offsets[0]), x.size):
        rows.append(
            _point(x, point, point + offsets, trend and years_back >= _TREND_YEARS, reweight, POWERS[power], alpha)
        )
    frame = pd.DataFrame(rows, columns=["expected", "bound", "trend"], index=form.index)
    frame.insert(0, "count", x)
    fewest, last = at_least
    enough = pd.Series(x).rolling(last, min_periods=1).sum().to_numpy() >= fewest
    return frame.assign(signal=enough & (x > frame["bound"].to_numpy()))


def _point(
    x: FloatArray, point: int, references: FloatArray, trend: bool, reweight: bool, exponent: float, alpha: float
) -> tuple[float, float, bool]:
    """Return expected count, bound and whether the trend was kept, for one point."""
    y, time = x[references.astype(int)], references - float(point)
    if y.sum() == 0:
        return 0.0, 0.0, False
    kept = False
    fit = _fit(y, np.ones((y.size, 1)), reweight)
    if trend:
        with_trend = _fit(y, np.column_stack([np.ones_like(time), time]), reweight)
        # Time is counted from the point judged, so that the intercept is the logarithm of its expected count.
        t = with_trend.coefficients[1] / np.sqrt(with_trend.covariance[1, 1] * with_trend.dispersion)
        p_value = 2 * special.stdtr(with_trend.degrees, -abs(t))
        kept = bool(p_value < _TREND_P and np.exp(with_trend.coefficients[0]) <= y.max())
        fit = with_trend if kept else fit
    expected, phi = float(np.exp(fit.coefficients[0])), max(fit.dispersion, 1.0)
    # Variance of the count over its mean: its own, and that of the estimated mean.
    ratio = phi + expected * fit.covariance[0, 0] * phi
    spread = exponent * np.sqrt(ratio) * expected ** (exponent - 0.5)
    bound = (expected**exponent - special.ndtri(alpha / 2) * spread) ** (1 / exponent)
    return expected, float(bound), kept


def _fit(y: FloatArray, design: FloatArray, reweight: bool) -> _Fit:
    fit = _log_linear(y, design, np.ones_like(y))
    if not reweight:
        return fit
    phi = max(fit.dispersion, 1.0)
    anscombe = 1.5 * (y ** (2 / 3) * fit.mean ** (-1 / 6) - np.sqrt(fit.mean))
    residual = anscombe / np.sqrt(phi * (1 - fit.leverage))
    down = np.where(residual > 1, np.where(residual > 1, residual, 1.0) ** -2, 1.0)
    return _log_linear(y, design, down * y.size / down.sum())


def _log_linear(y: FloatArray, design: FloatArray, weights: FloatArray) -> _Fit:
    """Fit a quasi-Poisson model with logarithmic link by iteratively reweighted least squares."""
    mean, deviance = y + 0.1, np.inf
    for _ in range(_MOST_ITERATIONS):
        working = np.log(mean) + (y - mean) / mean
        w = weights * mean
        information = design.T @ (w[:, None] * design)
        coefficients = np.asarray(np.linalg.solve(information, design.T @ (w * working)), dtype=np.float64)
        mean = np.exp(design @ coefficients)
        previous, deviance = deviance, float(2 * np.sum(weights * (special.xlogy(y, y / mean) - (y - mean))))
        if abs(deviance - previous) <= _CONVERGED * (abs(deviance) + 0.1):
            break
    w = weights * mean
    covariance = np.asarray(np.linalg.inv(design.T @ (w[:, None] * design)), dtype=np.float64)
    leverage = w * np.einsum("ij,jk,ik->i", design, covariance, design)
    degrees = y.size - design.shape[1]
    dispersion = float(np.sum(weights * (y - mean) ** 2 / mean) / degrees)
    return _Fit(coefficients, covariance, mean, leverage, dispersion, degrees)
