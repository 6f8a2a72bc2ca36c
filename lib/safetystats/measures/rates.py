"""Rates: events per unit of exposure, each with its interval.

The events are taken as a Poisson count (or an over-dispersed one) of unknown mean; the interval is that of the mean,
divided by the exposure. Methods are named after their authors because good sources mean different formulae by the same
word; each is described, with its source, at its function in ``poisson_limits`` and ``acceptance``.
"""

from collections.abc import Callable

import numpy as np

from safetystats.errors import InputError, one_of
from safetystats.measures.acceptance import ACCEPTANCE_RULES, poisson_acceptance_limits
from safetystats.measures.cluster_sizes import ClusterSizes, cluster_sizes
from safetystats.measures.columns import (
    Column,
    FloatArray,
    check_counts,
    check_exposure,
    check_positive,
    read_columns,
)
from safetystats.measures.estimate import Estimate
from safetystats.measures.poisson_limits import (
    Limits,
    byar,
    byar_half,
    compound_gamma,
    garwood,
    mid_p,
    negative_binomial,
)
from safetystats.measures.tails import Tails, normal_quantiles, split_tails

_PLAIN: dict[str, Callable[[FloatArray, Tails], Limits]] = {
    "garwood": garwood,
    "byar": byar,
    "byar-half": byar_half,
    "mid-p": mid_p,
}
RATE_METHODS = (*_PLAIN, *ACCEPTANCE_RULES, "quasi", "negative-binomial", "cluster")
_NEEDS = {"quasi": "dispersion", "negative-binomial": "size", "cluster": "deaths_per_accident"}


def rate(
    events: Column,
    exposure: Column,
    per: float = 1,
    method: str = "garwood",
    level: float = 0.95,
    *,
    sided: str = "two",
    dispersion: float | None = None,
    size: float | None = None,
    deaths_per_accident: Column = None,
    exposure_cv: float = 0.0,
) -> Estimate:
    """Return events per `per` units of exposure with a confidence interval.

    Parameters
    ----------
    events, exposure
        Numbers, arrays or Series. Missing stays missing; nothing counted in no exposure is missing too.
    per
        The unit of the rate: 100_000 for "per 100,000".
    method
        One of :data:`RATE_METHODS`: ``garwood`` exact central; ``byar`` with x and x + 1; ``byar-half`` with x + ½;
        ``mid-p``; ``minlike`` and ``blaker`` exact, shorter, not nested in the central one; ``quasi`` (variance =
        `dispersion` × mean); ``negative-binomial`` (variance = mean + mean²/`size`); ``cluster`` (events are the deaths
        of accidents whose sizes are as in `deaths_per_accident`).
    sided
        ``two``, or ``lower`` or ``upper`` for one limit only, with the whole of 1 − level on that side.
    exposure_cv
        Relative standard error of the exposure, when it is itself an estimate. The two sources of error are joined on
        the logarithmic scale by recovering variances (MOVER; Zou and Donner 2008).

    Raises
    ------
    InputError
        A negative count or exposure, events without exposure, an unknown method, or an argument a method lacks.
    """
    one_of(method, RATE_METHODS, "method")
    tails = split_tails(level, sided)
    _check_options(method, sided, dispersion=dispersion, size=size, deaths_per_accident=deaths_per_accident)
    (x, time), form = read_columns(events=events, exposure=exposure)
    check_counts(x, "events", whole=method in ACCEPTANCE_RULES)
    check_exposure(time, x, "exposure", "events")
    per = check_positive(per, "per")
    sizes = _sizes(dispersion, deaths_per_accident)
    lower, upper = _mean_limits(x, method, tails, size, sizes)
    lower, upper = _widen(x, lower, upper, exposure_cv, tails)
    unit = per / np.where(time > 0, time, np.nan)
    value, lower, upper = (form.restore(part * unit) for part in (x, lower, upper))
    return Estimate(value, lower, upper, method=method, level=level, sided=sided, variance_factor=sizes.variance_factor)


def poisson_mean_limits(events: FloatArray, method: str, tails: Tails) -> Limits:
    """Return limits of the mean of plain counts by one of the methods that need nothing else, for other measures."""
    # Counts repeat: a column of a million holds some hundred different ones, and each is worked out once.
    distinct, place = np.unique(events, return_inverse=True)
    lower, upper = _PLAIN[method](distinct, tails)
    return lower[place].reshape(events.shape), upper[place].reshape(events.shape)


def _mean_limits(x: FloatArray, method: str, tails: Tails, size: float | None, sizes: ClusterSizes) -> Limits:
    if method in ACCEPTANCE_RULES:
        return _acceptance(x, method, 1 - tails.lower - tails.upper)
    if method == "negative-binomial":
        return negative_binomial(x, check_positive(size or 0.0, "size"), tails)
    if method in ("quasi", "cluster"):
        return compound_gamma(x, sizes.variance_factor * x, np.full_like(x, sizes.largest), tails)
    return poisson_mean_limits(x, method, tails)


def _acceptance(x: FloatArray, rule: str, level: float) -> Limits:
    distinct, place = np.unique(x, return_inverse=True)
    limits = [(np.nan, np.nan) if np.isnan(k) else poisson_acceptance_limits(int(k), level, rule) for k in distinct]
    lower, upper = np.reshape(limits, (-1, 2)).T
    return lower[place].reshape(x.shape), upper[place].reshape(x.shape)


def _widen(x: FloatArray, lower: FloatArray, upper: FloatArray, cv: float, tails: Tails) -> Limits:
    """Add the relative error of the exposure to limits of the mean; at x = 0 the two errors are simply multiplied."""
    if cv == 0:
        return lower, upper
    check_positive(cv, "exposure_cv")
    z_lower, z_upper = normal_quantiles(tails)
    safe = np.where(x > 0, x, 1.0)
    with np.errstate(divide="ignore"):
        below = np.hypot(np.log(safe / np.maximum(lower, 0.0)), z_lower * cv)
    above = np.hypot(np.log(upper / safe), z_upper * cv)
    wide_upper = np.where(x > 0, safe * np.exp(above), upper * np.exp(z_upper * cv))
    return np.where(x > 0, safe * np.exp(-below), lower), wide_upper


def _sizes(dispersion: float | None, deaths_per_accident: Column) -> ClusterSizes:
    if deaths_per_accident is not None:
        return cluster_sizes(deaths_per_accident)
    factor = 1.0 if dispersion is None else check_positive(dispersion, "dispersion")
    return ClusterSizes(factor, factor)


def _check_options(method: str, sided: str, **given: Column) -> None:
    """Raise when the method lacks its argument, or an argument is given that the method would ignore."""
    for owner, name in _NEEDS.items():
        if method == owner and given[name] is None:
            raise InputError(f"The method {method!r} needs {name}=…, which is not given.")
        if method != owner and given[name] is not None:
            raise InputError(f"{name} is for the method {owner!r}, but the method is {method!r}.")
    if method in ACCEPTANCE_RULES and sided != "two":
        raise InputError(f"The method {method!r} is two-sided by nature; for sided={sided!r} use 'garwood' or 'mid-p'.")
