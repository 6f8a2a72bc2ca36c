"""The difference of two rates, with its interval: how many events more or fewer per unit of exposure."""

from collections.abc import Callable

import numpy as np

from safetystats.errors import one_of
from safetystats.measures.columns import (
    Column,
    FloatArray,
    check_counts,
    check_exposure,
    check_positive,
    read_columns,
)
from safetystats.measures.estimate import Estimate
from safetystats.measures.poisson_limits import Limits, garwood
from safetystats.measures.roots import solve_between
from safetystats.measures.tails import Tails, normal_quantiles, split_tails


def rate_difference(
    a: Column,
    b: Column,
    exposure_a: Column = 1,
    exposure_b: Column = 1,
    per: float = 1,
    method: str = "score",
    level: float = 0.95,
    *,
    sided: str = "two",
) -> Estimate:
    """Return the rate of `a` minus the rate of `b`, per `per` units of exposure, with its interval.

    Parameters
    ----------
    a, b, exposure_a, exposure_b
        Numbers, arrays or Series. Missing stays missing.
    method
        One of :data:`DIFFERENCE_METHODS`: ``score`` (Miettinen and Nurminen 1985: variance under the difference tested,
        without corrections), ``mover`` (Zou and Donner 2008, from Garwood's limits of each rate), ``wald``, which is
        too narrow for small counts and nothing at two zeros.

    Raises
    ------
    InputError
        A negative count or exposure, events without exposure, an unknown method.
    """
    limits = _METHODS[one_of(method, DIFFERENCE_METHODS, "method")]
    tails = split_tails(level, sided)
    (x1, x2, t1, t2), form = read_columns(a=a, b=b, exposure_a=exposure_a, exposure_b=exposure_b)
    check_counts(x1, "a")
    check_counts(x2, "b")
    check_exposure(t1, x1, "exposure_a", "events")
    check_exposure(t2, x2, "exposure_b", "events")
    t1, t2 = np.where(t1 > 0, t1, np.nan), np.where(t2 > 0, t2, np.nan)
    unit = check_positive(per, "per")
    lower, upper = limits(x1, x2, t1, t2, tails)
    value, low, high = (form.restore(part * unit) for part in (x1 / t1 - x2 / t2, lower, upper))
    return Estimate(value, low, high, method=method, level=level, sided=sided)


def _score(x1: FloatArray, x2: FloatArray, t1: FloatArray, t2: FloatArray, tails: Tails) -> Limits:
    """Solve for the differences whose score is ±z; the second limit is the first with the groups exchanged."""
    z_lower, z_upper = normal_quantiles(tails)
    return _score_lower(x1, x2, t1, t2, z_lower), -_score_lower(x2, x1, t2, t1, z_upper)


def _score_lower(x1: FloatArray, x2: FloatArray, t1: FloatArray, t2: FloatArray, z: float) -> FloatArray:
    estimate = x1 / t1 - x2 / t2
    if not np.isfinite(z):
        return estimate - np.inf
    reach = 3 * z * np.sqrt(x1 / t1**2 + x2 / t2**2) + 3 * z**2 * (1 / t1 + 1 / t2)

    def excess(difference: FloatArray, x1: FloatArray, x2: FloatArray, t1: FloatArray, t2: FloatArray) -> FloatArray:
        second = _restricted_second_rate(difference, x1, x2, t1, t2)
        error = np.sqrt(np.maximum(second + difference, 0.0) / t1 + second / t2)
        return np.asarray(x1 / t1 - x2 / t2 - difference - z * error)

    # Two zeros solve the equation at once by being equal; the other root is where none of x2 is a score of z.
    root = solve_between(excess, estimate - reach, estimate, x1, x2, t1, t2)
    return np.where((x1 == 0) & (x2 == 0), -(z**2) / t2, root)


def _restricted_second_rate(
    difference: FloatArray, x1: FloatArray, x2: FloatArray, t1: FloatArray, t2: FloatArray
) -> FloatArray:
    """Return the second rate of highest likelihood when the first is `difference` more (root of a quadratic)."""
    total = t1 + t2
    half = (total * difference - x1 - x2) / 2
    root = np.sqrt(half**2 + total * x2 * difference)
    # The same root written two ways: the one whose terms have one sign loses no digits.
    with np.errstate(divide="ignore", invalid="ignore"):
        other = np.where(half + root > 0, x2 * difference / (half + root), 0.0)
    second = np.where(half > 0, other, (root - half) / total)
    return np.maximum(second, np.maximum(-difference, 0.0))


def _mover(x1: FloatArray, x2: FloatArray, t1: FloatArray, t2: FloatArray, tails: Tails) -> Limits:
    # The lower limit of the difference rests on the lower limit of the first rate and the upper one of the second.
    (low1, high1), (low2, high2) = garwood(x1, tails), garwood(x2, Tails(tails.upper, tails.lower))
    estimate = x1 / t1 - x2 / t2
    below = np.hypot((x1 - low1) / t1, (high2 - x2) / t2)
    above = np.hypot((high1 - x1) / t1, (x2 - low2) / t2)
    return estimate - below, estimate + above


def _wald(x1: FloatArray, x2: FloatArray, t1: FloatArray, t2: FloatArray, tails: Tails) -> Limits:
    z_lower, z_upper = normal_quantiles(tails)
    estimate, error = x1 / t1 - x2 / t2, np.sqrt(x1 / t1**2 + x2 / t2**2)
    return estimate - z_lower * error, estimate + z_upper * error


_METHODS: dict[str, Callable[[FloatArray, FloatArray, FloatArray, FloatArray, Tails], Limits]] = {
    "score": _score,
    "mover": _mover,
    "wald": _wald,
}
DIFFERENCE_METHODS = tuple(_METHODS)
