"""The chance that a quota for the year will be broken, from any day of the year.

Gamma-Poisson: the year's expected events are gamma-distributed before the year (from earlier totals or as given; with
nothing known, Jeffreys' Gamma(½, 0)). The events so far, in the share `elapsed` of the year, make that
Gamma(shape + so far, rate + elapsed); the events to come are then negative binomial, with mean
(shape + so far)/(rate + elapsed)·(1 − elapsed) and size shape + so far. Deaths that come several to an accident are a
compound sum (``compound``): each accident, not each death, is an independent event.
"""

from typing import NamedTuple

import numpy as np

from safetystats.errors import InputError
from safetystats.measures.columns import (
    Column,
    FloatArray,
    check_counts,
    check_level,
    read_columns,
    refuse,
)
from safetystats.targets.compound import compound_chances, variance_factor
from safetystats.targets.predictions import GammaPoisson, ManyTabulated, Tabulated
from safetystats.targets.priors import JEFFREYS_SHAPE, GammaPrior, prior_from_history
from safetystats.targets.risk_result import QuotaRisk
from safetystats.targets.seasons import MONTHS, elapsed_share


def quota_risk(
    so_far: Column,
    elapsed: Column,
    quota: Column,
    history: Column = None,
    *,
    prior: GammaPrior | tuple[float, float] | None = None,
    profile: Column = None,
    deaths_per_accident: Column = None,
    dispersion: float | None = None,
    level: float = 0.95,
) -> QuotaRisk:
    """Return the chance that the year's total will exceed its quota, with the expected total and its interval.

    Parameters
    ----------
    so_far, quota
        Events so far and allowed in the year: numbers, arrays or Series (one element an area or sector).
    elapsed
        Share of the year gone by, such as 7/12; with `profile`, the number of months gone by, such as 7.
    history
        Totals of earlier whole years, oldest first, or a table of them with one row an area
        (:func:`~safetystats.targets.priors.prior_from_history`). A prior, as below, is accepted in its place.
    prior
        Instead of a history, the gamma distribution of the year's expected events: a :class:`GammaPrior` or the tuple
        ``(shape, rate)``. Without both, Jeffreys' Gamma(½, 0): nothing is known but the year so far, and that is wide.
    profile
        Twelve weights of the months, for events with a season (:func:`~safetystats.targets.seasons.month_profile`).
    deaths_per_accident
        Sizes of accidents as they come, one number an accident, when the events are deaths: the risk knows that they
        come in clusters, and each accident counts once as evidence.
    dispersion
        Instead of `deaths_per_accident`, the variance of a total over its mean.
    level
        Confidence of the prediction interval of the total.

    Raises
    ------
    InputError
        A negative or broken count, a share outside 0 to 1, nothing known at all, two priors.
    """
    (done, passed, allowed), form = read_columns(so_far=so_far, elapsed=elapsed, quota=quota)
    check_counts(done, "so_far", whole=True)
    refuse(allowed < 0, allowed, "quota", "must not be negative")
    share = elapsed_share(passed, profile)
    refuse((share == 0) & (done > 0), done, "so_far", "must be 0 where none of the year has gone by (elapsed is 0)")
    factor = variance_factor(deaths_per_accident, dispersion)
    before = _read_prior(history, prior, factor)
    rest = _rest_of_year(before, done, share, factor)
    remaining = _distribution(rest, factor, deaths_per_accident)
    outside = (1 - check_level(level)) / 2
    low, high = (remaining.quantile(np.full(form.shape, tail)) for tail in (outside, 1 - outside))
    columns = {
        "probability_exceeded": np.where(np.isnan(passed), np.nan, 1 - remaining.at_most(np.floor(allowed) - done)),
        "expected_total": done + rest.mean,
        "lower": done + low,
        "upper": done + high,
        "so_far": done,
        "quota": allowed,
        "elapsed": passed,
        "months_left": MONTHS * (1 - passed) if profile is None else MONTHS - passed,
        "used_up_at": _used_up(done, allowed, share, rest.yearly),
    }
    restored = {name: form.restore(values) for name, values in columns.items()}
    return QuotaRisk(
        **restored, level=level, prior=before, remaining=remaining, deaths_per_accident=deaths_per_accident
    )


class _Rest(NamedTuple):
    """The rest of the year: expected events, the size that says how uncertain they are, and a whole year's events."""

    mean: FloatArray
    size: FloatArray
    yearly: FloatArray


def _rest_of_year(prior: GammaPrior, done: FloatArray, share: FloatArray, factor: float) -> _Rest:
    (shape, rate, change), _ = read_columns(shape=prior.shape, rate=prior.rate, yearly_change=prior.yearly_change)
    if shape.shape not in ((), done.shape):
        raise InputError(f"The prior or history is of {np.size(shape)} areas, but so_far of {np.size(done)}.")
    shape, rate = shape + done / factor, rate + share / factor
    if np.any(rate == 0):
        raise InputError("elapsed is 0 and nothing is known of the year before it began; give history or prior.")
    yearly = shape / rate
    return _Rest(yearly * (1 - share), 1 / (1 / shape + change**2 / 3), yearly)


def _distribution(rest: _Rest, factor: float, sizes: Column) -> GammaPoisson | ManyTabulated:
    """Return the events to come: in closed form, or tabulated area by area where deaths come in clusters."""
    if sizes is not None:
        pairs = zip(np.ravel(rest.mean), np.ravel(rest.size), strict=True)
        return ManyTabulated(tuple(Tabulated(compound_chances(mean, size, sizes)) for mean, size in pairs))
    with np.errstate(divide="ignore", invalid="ignore"):
        # The negative binomial of variance factor·mean + mean²/size.
        size = np.where(rest.mean > 0, rest.mean / (factor - 1 + rest.mean / rest.size), np.inf)
    return GammaPoisson(rest.mean, size)


def _used_up(done: FloatArray, allowed: FloatArray, share: FloatArray, yearly: FloatArray) -> FloatArray:
    """Return the share of the year's events at which the expected total passes the quota; missing where it lasts."""
    with np.errstate(divide="ignore", invalid="ignore"):
        reached = share + np.maximum(allowed - done, 0.0) / yearly
    return np.where(reached < 1, reached, np.nan)


def _read_prior(history: Column, prior: GammaPrior | tuple[float, float] | None, factor: float) -> GammaPrior:
    if history is not None and prior is not None:
        raise InputError("history and prior both say what was known before the year; give one of them.")
    known = prior if history is None else history
    if known is None:
        return GammaPrior(JEFFREYS_SHAPE, 0.0)
    if isinstance(known, tuple):
        known = _prior_of_pair(known, "history" if prior is None else "prior")
    if isinstance(known, GammaPrior):
        (shape, rate, change), _ = read_columns(shape=known.shape, rate=known.rate, yearly_change=known.yearly_change)
        for name, values in (("The prior's shape", shape), ("The prior's rate", rate)):
            refuse(values <= 0, values, name, "must be greater than 0")
        refuse(change < 0, change, "The prior's yearly_change", "must not be negative")
        return known
    return prior_from_history(known, dispersion=factor)


def _prior_of_pair(pair: tuple[float, ...], name: str) -> GammaPrior:
    """Read a tuple as (shape, rate); two whole numbers under the name of history could as well be two years' totals."""
    whole = all(isinstance(value, int) or float(value).is_integer() for value in pair)
    if len(pair) != 2 or (whole and name == "history"):
        raise InputError(
            f"{name} is the tuple {pair!r}; write the totals of earlier years as a list, or prior=(shape, rate)."
        )
    return GammaPrior(*pair)
