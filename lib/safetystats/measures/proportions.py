"""Proportions: events out of trials, each with its interval."""

from collections.abc import Callable

import numpy as np
from scipy import special

from safetystats.errors import one_of
from safetystats.measures.columns import Column, FloatArray, check_counts, read_columns, refuse
from safetystats.measures.estimate import Estimate
from safetystats.measures.poisson_limits import Limits
from safetystats.measures.tails import Tails, normal_quantiles, split_tails


def proportion(
    events: Column, trials: Column, method: str = "wilson", level: float = 0.95, *, sided: str = "two"
) -> Estimate:
    """Return events / trials with a confidence interval inside [0, 1].

    Parameters
    ----------
    events, trials
        Numbers, arrays or Series; ``0 <= events <= trials``. None of no trials is missing, not 0 %.
    method
        One of :data:`PROPORTION_METHODS`: ``wilson`` (Wilson 1927), ``wilson-corrected`` (with the continuity
        correction of Newcombe 1998, method 4), ``clopper-pearson`` (exact; 1934), ``agresti-coull`` (1998, with z²/2
        added to events and to non-events).
    sided
        ``two``, or ``lower`` or ``upper`` for one limit only, with the whole of 1 − level on that side.

    Raises
    ------
    InputError
        A negative count, more events than trials, or an unknown method.
    """
    limits = _METHODS[one_of(method, PROPORTION_METHODS, "method")]
    tails = split_tails(level, sided)
    (x, n), form = read_columns(events=events, trials=trials)
    check_counts(x, "events")
    check_counts(n, "trials")
    refuse(x > n, x, "events", "must not exceed trials")
    n = np.where(n > 0, n, np.nan)
    x = np.where(np.isnan(n), np.nan, x)
    lower, upper = limits(x, n, tails)
    lower = np.maximum(lower, 0.0) if tails.lower else 0 * x
    upper = np.minimum(upper, 1.0) if tails.upper else 0 * x + 1
    value, lower, upper = (form.restore(part) for part in (x / n, lower, upper))
    return Estimate(value, lower, upper, method=method, level=level, sided=sided)


def _wilson(x: FloatArray, n: FloatArray, tails: Tails) -> Limits:
    def limit(z: float, sign: int) -> FloatArray:
        z = z if np.isfinite(z) else 0.0
        half = z * np.sqrt(x * (n - x) / n + z**2 / 4)
        return np.asarray((x + z**2 / 2 + sign * half) / (n + z**2))

    z_lower, z_upper = normal_quantiles(tails)
    # At the ends the limit is 0 or 1 exactly; the difference of two equal square roots is not.
    return np.where(x == 0, 0.0, limit(z_lower, -1)), np.where(x == n, 1.0, limit(z_upper, 1))


def _wilson_corrected(x: FloatArray, n: FloatArray, tails: Tails) -> Limits:
    def lower_limit(x: FloatArray, z: float) -> FloatArray:
        z = z if np.isfinite(z) else 0.0
        p = x / n
        root = np.sqrt(np.maximum(z**2 - 2 - 1 / n + 4 * p * (n * (1 - p) + 1), 0.0))
        return np.asarray((2 * x + z**2 - 1 - z * root) / (2 * (n + z**2)))

    z_lower, z_upper = normal_quantiles(tails)
    lower = np.where(x == 0, 0.0, lower_limit(x, z_lower))
    return lower, np.where(x == n, 1.0, 1 - lower_limit(n - x, z_upper))


def _clopper_pearson(x: FloatArray, n: FloatArray, tails: Tails) -> Limits:
    lower = np.where(x > 0, special.betaincinv(np.where(x > 0, x, 1.0), n - x + 1, tails.lower), 0.0)
    rest = n - x
    upper = np.where(rest > 0, special.betainccinv(x + 1, np.where(rest > 0, rest, 1.0), tails.upper), 1.0)
    return np.where(np.isnan(n), np.nan, lower), np.where(np.isnan(n), np.nan, upper)


def _agresti_coull(x: FloatArray, n: FloatArray, tails: Tails) -> Limits:
    def limit(z: float, sign: int) -> FloatArray:
        z = z if np.isfinite(z) else 0.0
        total = n + z**2
        centre = (x + z**2 / 2) / total
        return np.asarray(centre + sign * z * np.sqrt(centre * (1 - centre) / total))

    z_lower, z_upper = normal_quantiles(tails)
    return limit(z_lower, -1), limit(z_upper, 1)


_METHODS: dict[str, Callable[[FloatArray, FloatArray, Tails], Limits]] = {
    "wilson": _wilson,
    "wilson-corrected": _wilson_corrected,
    "clopper-pearson": _clopper_pearson,
    "agresti-coull": _agresti_coull,
}
PROPORTION_METHODS = tuple(_METHODS)
