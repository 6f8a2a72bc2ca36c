"""Where next year's count will lie when past and coming counts share one Poisson mean.

y events were counted in n periods; m coming periods are summed, and k such sums are to lie in the interval together. The
methods are those of Nelson (1970, 1982), Cox and Hinkley (1974) and Gibbons (1987), as in R's EnvStats (predIntPois,
limits not rounded). They know no trend and no clusters: for those, see the forecasts.
"""

from collections.abc import Callable

import numpy as np
from scipy import special

from safetystats.errors import InputError, one_of
from safetystats.measures.columns import Column, FloatArray, check_counts, read_columns, refuse
from safetystats.measures.estimate import Estimate
from safetystats.measures.tails import Tails, split_tails

Limits = tuple[FloatArray, FloatArray]


def poisson_prediction_interval(
    total_count: Column,
    n_past: Column,
    n_future: Column = 1,
    level: float = 0.95,
    method: str = "conditional",
    *,
    k: int = 1,
    sided: str = "two",
) -> Estimate:
    """Return the count to expect in the `n_future` coming periods, with the interval it will lie in.

    Parameters
    ----------
    total_count, n_past
        Events counted in all past periods together, and the number of those periods; numbers, arrays or Series.
    method
        One of :data:`PREDICTION_METHODS`: ``conditional`` (exact: given the sum, the past count is binomial; Nelson 1970);
        ``conditional.approx.normal`` and ``conditional.approx.t`` (Cox and Hinkley 1974, with the normal deviate or that of
        Student's t on n_past − 1 degrees of freedom); ``normal.approx`` (x̂ ± t·√(x̂(1 + m/n)); says nothing at 0 events).
    k
        Number of coming sums that are all to lie in the interval (Bonferroni); ``conditional`` knows only 1.
    sided
        ``two``, or ``lower`` or ``upper`` for one limit, with the whole of 1 − level on that side.

    Raises
    ------
    InputError
        A negative or broken count, no periods, fewer than two past ones where t needs them, an unknown method, or k > 1
        with ``conditional``.
    """
    one_of(method, PREDICTION_METHODS, "method")
    (y, n, m), form = read_columns(total_count=total_count, n_past=n_past, n_future=n_future)
    check_counts(y, "total_count", whole=True)
    refuse(n <= 0, n, "n_past", "must be greater than 0")
    refuse(m <= 0, m, "n_future", "must be greater than 0")
    tails = _shared_tails(split_tails(level, sided), method, k)
    if method in _NEEDS_TWO_PERIODS:
        refuse(n < 2, n, "n_past", f"must be at least 2 for the method {method}")
    lower, upper = _LIMITS[method](y, n, m, tails)
    lower = np.where(np.isnan(y), np.nan, np.maximum(lower, 0.0))
    value, lower, upper = (form.restore(part) for part in (y * m / n, lower, upper))
    return Estimate(value, lower, upper, method=method, level=level, sided=sided)


def _shared_tails(tails: Tails, method: str, k: int) -> Tails:
    if not (isinstance(k, int | np.integer) and k >= 1):
        raise InputError(f"k is {k!r}, but must be a whole number of coming sums, 1 or more.")
    if method == "conditional" and k > 1:
        raise InputError(f"k is {k}, but the conditional method knows only 1; take conditional.approx.t for several.")
    return Tails(tails.lower / k, tails.upper / k)


def _conditional(y: FloatArray, n: FloatArray, m: FloatArray, tails: Tails) -> Limits:
    """Solve I_p(L + 1, y) = 1 − α/2 and I_q(y + 1, U) = 1 − α/2, p = m/(n + m), q = n/(n + m), in L and U.

    EnvStats solves the same equations by minimising, but leaves U at the normal approximation whenever L is 0.
    """
    seen = np.where(y > 0, y, 1.0)
    lower = np.zeros_like(y) if tails.lower == 0 else special.btdtria(1 - tails.lower, seen, m / (n + m)) - 1
    # Below no future event at all the equation has no solution: the lower limit is then 0.
    lower = np.where((y > 0) & ((n / (n + m)) ** y < tails.lower), lower, 0.0)
    upper = np.full_like(y, np.inf) if tails.upper == 0 else special.btdtrib(y + 1, 1 - tails.upper, n / (n + m))
    return lower, np.where(np.isnan(y), np.nan, upper)


def _conditional_approximation(
    y: FloatArray, n: FloatArray, m: FloatArray, below: FloatArray, above: FloatArray
) -> Limits:
    share = m / n
    half = [share * z * (z / 2 + np.sqrt(y * (1 + 1 / share) + z**2 / 4)) for z in (below, above)]
    return y * share - half[0], y * share + half[1]


def _conditional_normal(y: FloatArray, n: FloatArray, m: FloatArray, tails: Tails) -> Limits:
    return _conditional_approximation(y, n, m, *(np.full_like(y, -special.ndtri(tail)) for tail in tails))


def _conditional_t(y: FloatArray, n: FloatArray, m: FloatArray, tails: Tails) -> Limits:
    return _conditional_approximation(y, n, m, *_t_quantiles(n, tails))


def _normal(y: FloatArray, n: FloatArray, m: FloatArray, tails: Tails) -> Limits:
    expected = np.where(y > 0, y * m / n, np.nan)
    below, above = _t_quantiles(n, tails)
    spread = np.sqrt(expected * (1 + m / n))
    return expected - below * spread, expected + above * spread


def _t_quantiles(n: FloatArray, tails: Tails) -> Limits:
    """Return the deviates of Student's t for both limits, infinite where there is no limit."""
    below, above = (
        np.full_like(n, np.inf) if tail == 0 else np.asarray(-special.stdtrit(n - 1, tail)) for tail in tails
    )
    return below, above


_LIMITS: dict[str, Callable[[FloatArray, FloatArray, FloatArray, Tails], Limits]] = {
    "conditional": _conditional,
    "conditional.approx.normal": _conditional_normal,
    "conditional.approx.t": _conditional_t,
    "normal.approx": _normal,
}
PREDICTION_METHODS = tuple(_LIMITS)
_NEEDS_TWO_PERIODS = ("conditional.approx.t", "normal.approx")
