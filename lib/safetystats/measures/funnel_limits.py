"""Control limits of funnel plots in the definitions in use, on arrays.

Sources differ on whether the limit is drawn at the expected or at the observed count, and on what to do between whole
counts; each definition has its own function here.
"""

import numpy as np
from scipy import special

from safetystats.measures.columns import FloatArray
from safetystats.measures.poisson_limits import Limits, garwood
from safetystats.measures.tails import split_tails


def ratio_limits_at_expected(expected: FloatArray, level: float) -> Limits:
    """Return limits of observed / expected: chi-square limits taken at the expected count, whole or not.

    χ²(α/2; 2E)/2E and χ²(1 − α/2; 2E + 2)/2E, as drawn by R's FunnelPlotR.
    """
    lower, upper = garwood(expected, split_tails(level, "two"))
    return lower / expected, upper / expected


def ratio_limits_by_quantile(expected: FloatArray, level: float) -> Limits:
    """Return limits of observed / expected: quantiles of the Poisson distribution, interpolated between whole counts.

    Spiegelhalter 2005, appendix A.1.1: with r the smallest count whose cumulative chance is at least p, the limit is
    r − (F(r) − p) / (F(r) − F(r − 1)).
    """
    tail = split_tails(level, "two").lower
    return _interpolated(expected, tail) / expected, _interpolated(expected, 1 - tail) / expected


def ratio_limits_at_observed(observed: FloatArray, level: float) -> Limits:
    """Return limits of observed / expected for a given observed count: the ratio at which that count lies on the limit.

    The definition of English public health (PHEindicatormethods), whose horizontal axis is the observed count.
    """
    smallest, largest = garwood(observed, split_tails(level, "two"))
    with np.errstate(divide="ignore", invalid="ignore"):
        upper = np.where(observed == 0, np.inf, observed / smallest)
    return observed / largest, upper


def proportion_limits(trials: FloatArray, target: float, level: float) -> Limits:
    """Return limits of a proportion: those whose Wilson interval just reaches the target, kept inside 0 to 1."""
    z = -special.ndtri(split_tails(level, "two").lower)
    spread = z * np.sqrt(target * (1 - target) / trials)
    return np.maximum(target - spread, 0.0), np.minimum(target + spread, 1.0)


def _interpolated(mean: FloatArray, probability: float) -> FloatArray:
    """Invert the Poisson distribution function, made continuous by straight lines between whole counts."""
    count = np.ceil(special.pdtrik(probability, mean) - 1e-9)
    count = np.where(special.pdtr(np.maximum(count - 1, 0), mean) >= probability, np.maximum(count - 1, 0), count)
    count = np.where(special.pdtr(count, mean) < probability, count + 1, count)
    reached = special.pdtr(count, mean)
    step = np.exp(special.xlogy(count, mean) - mean - special.gammaln(count + 1))
    return np.asarray(np.maximum(count - (reached - probability) / step, 0.0))
