"""Confidence limits of the mean of one count, on plain arrays.

Each function takes counts `x` (floats, NaN for missing) and the :class:`Tails`, and returns lower and upper limits.
The limits of the mean of a count are those of a rate times its exposure.
"""

import numpy as np
from scipy import special

from safetystats.measures.columns import FloatArray
from safetystats.measures.roots import solve_between
from safetystats.measures.tails import Tails, normal_quantiles

Limits = tuple[FloatArray, FloatArray]


def garwood(x: FloatArray, tails: Tails) -> Limits:
    """Exact limits, as chi-square quantiles (Garwood 1936): χ²(α/2; 2x)/2 and χ²(1 − α/2; 2x + 2)/2; lower 0 at x = 0."""
    lower = np.where(x > 0, special.gammaincinv(np.where(x > 0, x, 1.0), tails.lower), 0.0)
    return np.where(np.isnan(x), np.nan, lower), special.gammainccinv(x + 1, tails.upper)


def byar(x: FloatArray, tails: Tails) -> Limits:
    """Byar's approximation, with x in the lower limit and x + 1 in the upper (Breslow and Day 1987, formula 2.13).

    The form of English public health. A lower limit that the cube would put below 0 is 0.
    """
    z_lower, z_upper = normal_quantiles(tails)
    safe = np.where(x > 0, x, 1.0)
    lower = np.where(x > 0, _byar_cube(safe, -z_lower), 0.0)
    return np.where(np.isnan(x), np.nan, np.maximum(lower, 0.0)), _byar_cube(x + 1, z_upper)


def byar_half(x: FloatArray, tails: Tails) -> Limits:
    """Byar's approximation with x + ½ in both limits (Rothman and Boice 1979; R's epitools); below 0 at x = 0."""
    z_lower, z_upper = normal_quantiles(tails)
    lower = _byar_cube(x + 0.5, -z_lower) if np.isfinite(z_lower) else 0 * x
    return lower, _byar_cube(x + 0.5, z_upper)


def mid_p(x: FloatArray, tails: Tails) -> Limits:
    """Limits with half the weight on the observed count in each tail (Lancaster 1961; Cohen and Yang 1994).

    Each root lies between the exact limits of the tail with and without the observed count.
    """
    lower, upper, safe = 0 * x, 0 * x + np.inf, np.where(x > 0, x, np.nan)
    if tails.lower > 0:
        bracket = special.gammaincinv(safe, tails.lower), special.gammaincinv(safe + 1, tails.lower)
        root = solve_between(lambda mean, x: _mid_tail_above(x, mean) - tails.lower, *bracket, safe)
        lower = np.where(x > 0, root, lower)
    if tails.upper > 0:
        bracket = special.gammainccinv(safe, tails.upper), special.gammainccinv(safe + 1, tails.upper)
        root = solve_between(lambda mean, x: _mid_tail_below(x, mean) - tails.upper, *bracket, safe)
        # At x = 0 half the weight on the observed count leaves exp(-mean) / 2 below.
        upper = np.where(x == 0, max(-np.log(2 * tails.upper), 0.0), root)
    return lower, upper


def compound_gamma(total: FloatArray, variance: FloatArray, largest: FloatArray, tails: Tails) -> Limits:
    """Limits of a weighted sum of Poisson counts, by gamma distributions (Fay and Feuer 1997, formulas 5 and 6).

    `variance` is the sum of squared weights times counts, `largest` the largest weight one more event could have. With
    all weights equal to w these are w times Garwood's limits of total / w.
    """
    positive = (total > 0) & (variance > 0)
    safe_total, safe_variance = np.where(positive, total, 1.0), np.where(positive, variance, 1.0)
    lower = special.gammaincinv(safe_total**2 / safe_variance, tails.lower) * safe_variance / safe_total
    lower = np.where(np.isnan(total), np.nan, np.where(positive, lower, 0.0))
    raised_total, raised_variance = total + largest, variance + largest**2
    upper = special.gammainccinv(raised_total**2 / raised_variance, tails.upper) * raised_variance / raised_total
    return lower, upper


def negative_binomial(x: FloatArray, size: float, tails: Tails) -> Limits:
    """Exact limits of the mean when the count is negative binomial with variance mean + mean²/size, size known.

    The tail P(X ≤ x) is the incomplete beta function of size / (size + mean), so both limits are in closed form.
    """
    safe = np.where(x > 0, x, 1.0)
    lower = np.where(x > 0, _mean_of(special.betaincinv(size, safe, 1 - tails.lower), size), 0.0)
    with np.errstate(divide="ignore"):
        upper = _mean_of(special.betaincinv(size, x + 1, tails.upper), size)
    return np.where(np.isnan(x), np.nan, lower), upper


def _byar_cube(x: FloatArray, z: float) -> FloatArray:
    return np.asarray(x * (1 - 1 / (9 * x) + z / (3 * np.sqrt(x))) ** 3)


def _mid_tail_above(x: FloatArray, mean: FloatArray) -> FloatArray:
    """P(X > x) + ½ P(X = x), which rises with the mean."""
    return np.asarray((special.gammainc(x, mean) + special.gammainc(x + 1, mean)) / 2)


def _mid_tail_below(x: FloatArray, mean: FloatArray) -> FloatArray:
    """P(X < x) + ½ P(X = x), which falls with the mean."""
    return np.asarray((special.gammaincc(x, mean) + special.gammaincc(x + 1, mean)) / 2)


def _mean_of(probability: FloatArray, size: float) -> FloatArray:
    return np.asarray(size * (1 - probability) / probability)
