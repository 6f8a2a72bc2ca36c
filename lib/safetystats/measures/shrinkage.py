"""Empirical Bayes: the rates of small areas drawn towards what they have in common.

The rate of an area with little at risk is mostly chance. Its best guess lies between its own rate and the rate of all
areas, the nearer to the latter the less it has at risk. The spread of the true rates is estimated from the areas
themselves. The smoothed rate is the mean of a gamma distribution, whose quantiles are the interval; it takes the
estimated spread as known.
"""

from dataclasses import dataclass

import numpy as np
import pandas as pd
from numpy.typing import NDArray
from scipy import special

from safetystats.errors import InputError, did_you_mean, one_of
from safetystats.measures.columns import (
    Column,
    FloatArray,
    check_counts,
    check_positive,
    read_columns,
    read_vector,
    refuse,
)
from safetystats.measures.estimate import describe_fields
from safetystats.measures.poisson_limits import Limits, garwood
from safetystats.measures.tails import Tails, split_tails

SHRINKAGE_METHODS = ("marshall-poisson", "marshall-binomial", "clayton-kaldor")
_MOST_ITERATIONS, _CONVERGED = 10_000, 1e-12


@dataclass(frozen=True, slots=True, repr=False)
class MarshallFit:
    """Global empirical Bayes by moments: mean `b` and variance `a` of the true rates, `s2` of the raw ones."""

    family: str
    a: float
    b: float
    s2: float
    raw: FloatArray
    smoothed: FloatArray

    def __repr__(self) -> str:
        return describe_fields(self)


@dataclass(frozen=True, slots=True, repr=False)
class GammaFit:
    """Gamma distribution of the true relative risks: shape `nu`, rate `alpha`; both infinite without any spread."""

    nu: float
    alpha: float
    smoothed: FloatArray

    def __repr__(self) -> str:
        return describe_fields(self)


def empirical_bayes(
    table: pd.DataFrame,
    *,
    events: str = "events",
    exposure: str = "exposure",
    method: str = "marshall-poisson",
    per: float = 1,
    level: float = 0.95,
) -> pd.DataFrame:
    """Return the smoothed rates of the areas of `table`, one row an area, on its index.

    Parameters
    ----------
    events, exposure
        Names of columns. Expected events may stand as the exposure: the rates are then relative risks. Rows with a
        missing number or nothing at risk stay missing and do not help the others.
    method
        One of :data:`SHRINKAGE_METHODS`: ``marshall-poisson`` and ``marshall-binomial`` (Marshall 1991, global form),
        ``clayton-kaldor`` (Clayton and Kaldor 1987, iterated moments, on relative risks).

    Returns
    -------
    pandas.DataFrame
        ``events``, ``exposure``, ``raw``, ``smoothed``, ``lower``, ``upper`` (missing for the binomial form, which
        names no distribution), ``weight``: the share of the area's own rate in the smoothed one.
    """
    one_of(method, SHRINKAGE_METHODS, "method")
    known, x, n = _known_areas(table, events, exposure)
    shape, rate, smoothed = _posterior(x, n, method)
    raw, overall, tails = x / n, x.sum() / n.sum(), split_tails(level, "two")
    lower, upper = _limits(x, n, shape, rate, tails)
    with np.errstate(invalid="ignore"):
        weight = np.where(raw == overall, np.nan, (smoothed - overall) / (raw - overall))
    unit = check_positive(per, "per")
    columns = {
        "raw": raw * unit,
        "smoothed": smoothed * unit,
        "lower": lower * unit,
        "upper": upper * unit,
        "weight": weight,
    }
    result = pd.DataFrame({"events": table[events], "exposure": table[exposure]})
    for name, values in columns.items():
        whole = np.full(len(table), np.nan)
        whole[known] = values
        result[name] = whole
    return result


def gamma_posterior(
    table: pd.DataFrame, events: str, exposure: str, method: str
) -> tuple[NDArray[np.bool_], FloatArray, FloatArray]:
    """Return which rows are known, and shape and rate of the gamma distribution of the true rate of each of them.

    ``independent`` takes each count alone, with Jeffreys' prior: gamma(events + ½, exposure). Without any spread between
    the areas all share the distribution of their common rate.
    """
    known, x, n = _known_areas(table, events, exposure)
    if method == "independent":
        return known, x + 0.5, n
    shape, rate, _ = _posterior(x, n, method)
    if np.isinf(shape).all():
        return known, np.full_like(x, x.sum() + 0.5), np.full_like(n, n.sum())
    return known, shape, rate


def marshall(events: Column, exposure: Column, family: str = "poisson") -> MarshallFit:
    """Return Marshall's global empirical Bayes rates (1991), as R's spdep computes them (EBest).

    With p = x/n, b = Σx/Σn, s² = Σn(p − b)²/Σn and mean exposure m: a = max(0, s² − b/m), and
    smoothed = b + a(p − b)/(a + b/n). The `family` "binomial" allows for the variance b(1 − b)/n of a proportion instead.
    """
    one_of(family, ("poisson", "binomial"), "family")
    x, n = _areas(events, exposure)
    raw, b, mean_exposure = x / n, float(x.sum() / n.sum()), float(n.mean())
    if b == 0:
        raise InputError("No area counted an event, so there is no common rate to draw the areas to.")
    s2 = float(np.sum(n * (raw - b) ** 2) / n.sum())
    if family == "poisson":
        a = max(0.0, s2 - b / mean_exposure)
        return MarshallFit(family, a, b, s2, raw, b + a * (raw - b) / (a + b / n))
    within = b * (1 - b)
    share = (n * s2 - n / mean_exposure * within) / ((n - 1) * s2 + (mean_exposure - n) / mean_exposure * within)
    a = max(0.0, s2 - within / mean_exposure)
    return MarshallFit(family, a, b, s2, raw, b + np.clip(share, 0.0, 1.0) * (raw - b))


def clayton_kaldor(observed: Column, expected: Column) -> GammaFit:
    """Return smoothed relative risks (O + ν)/(E + α) under a gamma prior (Clayton and Kaldor 1987, section 3).

    Mean and variance of the smoothed risks are matched in turn with ν/α and ν/α², the squared deviations weighted by
    1 + α/E and divided by n − 1, until they no longer move.
    """
    x, e = _areas(observed, expected)
    if x.sum() == 0 or x.size < 2:
        raise InputError("Smoothing needs at least two areas and at least one event among them.")
    risk = x / e
    nu, alpha = _matched(risk, np.ones_like(e))
    for _ in range(_MOST_ITERATIONS):
        smoothed = (x + nu) / (e + alpha)
        new_nu, new_alpha = _matched(smoothed, 1 + alpha / e)
        converged = abs(new_nu - nu) + abs(new_alpha - alpha) <= _CONVERGED * (nu + alpha)
        nu, alpha = new_nu, new_alpha
        if converged:
            return GammaFit(nu, alpha, (x + nu) / (e + alpha))
        if alpha > 1e9 * e.max():
            break
    # The areas differ no more than chance alone makes them: all share one risk.
    return GammaFit(np.inf, np.inf, np.full_like(e, x.sum() / e.sum()))


def _matched(risk: FloatArray, weight: FloatArray) -> tuple[float, float]:
    mean = float(risk.mean())
    variance = float(np.sum(weight * (risk - mean) ** 2) / (risk.size - 1))
    if variance == 0:
        return float(np.finfo(float).max ** 0.5), float(np.finfo(float).max ** 0.5)
    return mean**2 / variance, mean / variance


def _known_areas(table: pd.DataFrame, events: str, exposure: str) -> tuple[NDArray[np.bool_], FloatArray, FloatArray]:
    for name in (events, exposure):
        if name not in table.columns:
            columns = [str(column) for column in table.columns]
            raise InputError(
                f"There is no column {name!r}{did_you_mean(name, columns)}; columns are {', '.join(columns)}."
            )
    (x, n), _ = read_columns(**{events: table[events], exposure: table[exposure]})
    known = ~np.isnan(x) & (n > 0)
    return known, x[known], n[known]


def _areas(events: Column, exposure: Column) -> tuple[FloatArray, FloatArray]:
    x, n = read_vector("events", events), read_vector("exposure", exposure)
    if x.shape != n.shape:
        raise InputError(f"There are {x.size} counts of events but {n.size} exposures; give one of each an area.")
    if not x.size:
        raise InputError("There is no area with both events and an exposure above 0.")
    check_counts(x, "events")
    refuse(n <= 0, n, "exposure", "must be greater than 0")
    return x, n


def _posterior(x: FloatArray, n: FloatArray, method: str) -> tuple[FloatArray, FloatArray, FloatArray]:
    """Return shape and rate of the gamma distribution of each true rate (infinite without spread), and its mean."""
    if method == "clayton-kaldor":
        overall = x.sum() / n.sum() if n.size else np.nan
        gamma = clayton_kaldor(x, n * overall)
        return x + gamma.nu, n + gamma.alpha / overall, gamma.smoothed * overall
    fit = marshall(x, n, method.removeprefix("marshall-"))
    if fit.family == "binomial":
        return np.full_like(x, np.nan), np.full_like(x, np.nan), fit.smoothed
    with np.errstate(divide="ignore"):
        shape, rate = np.float64(fit.b**2) / np.float64(fit.a), np.float64(fit.b) / np.float64(fit.a)
    return x + shape, n + rate, fit.smoothed


def _limits(x: FloatArray, n: FloatArray, shape: FloatArray, rate: FloatArray, tails: Tails) -> Limits:
    """Return gamma quantiles; where the areas show no spread, the interval of the one rate they share."""
    if np.isinf(shape).all():
        lower, upper = garwood(x.sum(), tails)
        return np.full_like(x, lower / n.sum()), np.full_like(x, upper / n.sum())
    return special.gammaincinv(shape, tails.lower) / rate, special.gammainccinv(shape, tails.upper) / rate
