"""Directly and indirectly standardised rates.

A crude rate mixes how dangerous each stratum is with how large it is. Direct standardisation weighs the area's own rates
by a standard population; indirect standardisation compares the area's events with those it would have at the standard's
rates. Both carry the interval of the method named in the result.
"""

import numpy as np

from safetystats.errors import InputError, one_of
from safetystats.measures.columns import (
    Column,
    FloatArray,
    check_counts,
    check_exposure,
    check_positive,
    read_columns,
    refuse,
)
from safetystats.measures.estimate import Estimate
from safetystats.measures.poisson_limits import Limits, byar, compound_gamma
from safetystats.measures.rates import poisson_mean_limits
from safetystats.measures.tails import Tails, normal_quantiles, split_tails

DIRECT_METHODS = ("dobson-byar", "dobson-compound", "fay-feuer")
SMR_METHODS = ("exact", "byar", "byar-or-exact-below-10", "mid-p", "log-wald")
_BYAR_FROM = 10


def direct_rate(
    events: Column,
    exposure: Column,
    weights: Column,
    per: float = 1,
    method: str = "dobson-byar",
    level: float = 0.95,
    *,
    squared_events: Column = None,
    sided: str = "two",
) -> Estimate:
    """Return the rate of an area with the strata weighted as in the standard population.

    Parameters
    ----------
    events, exposure, weights
        One number a stratum (the last axis of an array: many areas can be given as rows). `weights` is the standard
        population, of any total. Every stratum needs an exposure; merge one that has none with its neighbour.
    method
        One of :data:`DIRECT_METHODS`: ``dobson-byar`` (Dobson et al. 1991, with Byar's limits of the total at every
        count); ``dobson-compound``, the same with events that come in clusters, whose `squared_events` must be given;
        ``fay-feuer`` (1997), gamma limits, conservative.
    squared_events
        For each stratum the sum of the squared numbers of events: Σk² over accidents of k deaths, or persons with k
        events. It takes the place of the Poisson variance.

    Returns
    -------
    Estimate
        With no event at all the upper limit is that of a zero count, times the largest weight an event could have.
    """
    one_of(method, DIRECT_METHODS, "method")
    if (squared_events is None) == (method == "dobson-compound"):
        need = "needs" if squared_events is None else "does not use"
        raise InputError(f"The method {method!r} {need} squared_events; 'dobson-compound' is the one that does.")
    tails = split_tails(level, sided)
    squares = events if squared_events is None else squared_events
    (x, n, w, v), _ = read_columns(events=events, exposure=exposure, weights=weights, squared_events=squares)
    _check_strata(x, n, w, v)
    per_event = w / (n * np.sum(w, axis=-1, keepdims=True))
    value, variance = np.sum(per_event * x, axis=-1), np.sum(per_event**2 * v, axis=-1)
    largest, total = np.max(per_event, axis=-1), np.sum(x, axis=-1)
    if method == "fay-feuer":
        lower, upper = compound_gamma(value, variance, largest, tails)
    else:
        lower, upper = _dobson(value, variance, largest, total, tails)
    unit = check_positive(per, "per")
    weighted, low, high = (_plain(part * unit) for part in (value, lower, upper))
    return Estimate(weighted, low, high, method=method, level=level, sided=sided)


def expected_events(exposure: Column, reference_events: Column, reference_exposure: Column) -> Column:
    """Return the events the area would have had at the reference's rates, summed over the strata (the last axis)."""
    (n, x, time), _ = read_columns(
        exposure=exposure, reference_events=reference_events, reference_exposure=reference_exposure
    )
    check_counts(x, "reference_events")
    check_counts(n, "exposure")
    refuse(~(time > 0), time, "reference_exposure", "must be greater than 0 in every stratum")
    return _plain(np.sum(n * x / time, axis=-1))


def smr(
    observed: Column,
    expected: Column,
    method: str = "exact",
    level: float = 0.95,
    *,
    per: float = 1,
    sided: str = "two",
) -> Estimate:
    """Return observed / expected events, the standardised mortality (or accident) ratio, with its interval.

    Parameters
    ----------
    observed, expected
        Numbers, arrays or Series; `expected` is taken as known without error (see :func:`expected_events`).
    method
        One of :data:`SMR_METHODS`: ``exact`` (Garwood), ``byar``, ``mid-p``, ``byar-or-exact-below-10`` (exact for fewer
        than 10 observed, Byar's from 10 on: the rule of English public health), ``log-wald`` (value · exp(± z/√observed),
        which R's epitools prints as exact; missing at 0).
    per
        100 for a ratio in percent. Times the reference's crude rate it is the indirectly standardised rate.
    """
    one_of(method, SMR_METHODS, "method")
    tails = split_tails(level, sided)
    (x, e), form = read_columns(observed=observed, expected=expected)
    check_counts(x, "observed")
    check_exposure(e, x, "expected", "events")
    lower, upper = _smr_limits(x, method, tails)
    unit = check_positive(per, "per") / np.where(e > 0, e, np.nan)
    ratio, low, high = (form.restore(part * unit) for part in (x, lower, upper))
    return Estimate(ratio, low, high, method=method, level=level, sided=sided)


def _smr_limits(x: FloatArray, method: str, tails: Tails) -> Limits:
    if method == "log-wald":
        z_lower, z_upper = normal_quantiles(tails)
        error = 1 / np.sqrt(np.where(x > 0, x, np.nan))
        return x * np.exp(-z_lower * error), x * np.exp(z_upper * error)
    exact = poisson_mean_limits(x, "garwood" if method != "mid-p" else "mid-p", tails)
    if method in ("exact", "mid-p"):
        return exact
    approximate = byar(x, tails)
    if method == "byar":
        return approximate
    few = x < _BYAR_FROM
    return np.where(few, exact[0], approximate[0]), np.where(few, exact[1], approximate[1])


def _dobson(value: FloatArray, variance: FloatArray, largest: FloatArray, total: FloatArray, tails: Tails) -> Limits:
    """Stretch the distances of Byar's limits from the total to the scale of the weighted rate (Dobson et al. 1991)."""
    lower, upper = byar(total, tails)
    none = total == 0
    stretch = np.where(none, largest, np.sqrt(variance / np.where(none, 1.0, total)))
    return value + stretch * (lower - total), value + stretch * (upper - total)


def _plain(values: FloatArray) -> Column:
    """Return a Python float for one area, an array for many."""
    return float(values) if np.ndim(values) == 0 else values


def _check_strata(x: FloatArray, n: FloatArray, w: FloatArray, squares: FloatArray) -> None:
    if x.ndim == 0:
        raise InputError("Standardisation needs several strata, but one number was given; give one number a stratum.")
    check_counts(x, "events")
    refuse(~(n > 0) & ~np.isnan(n), n, "exposure", "must be greater than 0 in every stratum")
    check_counts(w, "weights")
    refuse(squares < x * (1 - 1e-12), squares, "squared_events", "must not be less than the events of its stratum")
    if not (np.sum(w, axis=-1) > 0).all():
        raise InputError("The weights add up to 0; give the standard population of each stratum.")
