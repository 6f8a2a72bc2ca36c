"""What earlier years say of this year's mean: a gamma distribution of expected events in a whole year.

From earlier totals it is found by filtering them forward: the risk of a year is gamma-distributed, each total sharpens
it (shape + events, rate + 1), and each step to the next year loosens it by a relative variance q (the idea of Harvey and
Fernandes 1989, with q in place of their discount). How restless the risk is, √q, is itself uncertain: a grid of values
is weighted by the negative-binomial likelihood of the totals seen and by a stated guess (median 6 % a year, two thirds
between 3½ and 10 %), so that one or two years lead to an honestly wide answer. The mixture is replaced by the gamma
distribution of the same mean and variance. The level is carried forward, not a trend: where there is one, take the prior
from a forecast (:func:`prior_from_forecast`).
"""

from dataclasses import dataclass
from typing import Any

import numpy as np
from scipy import special

from safetystats.errors import InputError
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
from safetystats.measures.shrinkage import clayton_kaldor

#: Relative standard deviations of the risk from one year to the next that are weighed, and the guess before any data:
#: chosen among four by looking at yearly road deaths of US states and OECD countries (docs/methods/targets.md).
_CHANGES = np.geomspace(0.01, 0.8, 25)
_MEDIAN_CHANGE, _LOG_SPREAD = 0.06, np.log(1.7)
#: Shape before any year is seen (Jeffreys' prior of a Poisson mean, whose rate is nothing).
JEFFREYS_SHAPE = 0.5


@dataclass(frozen=True, slots=True, repr=False)
class GammaPrior:
    """Expected events of a whole year: gamma-distributed with `shape` and `rate`, numbers or one an area.

    `yearly_change` is the relative standard deviation of the risk from one year to the next; a third of its square is
    the variance between the months gone by and those to come. 0: the risk is the same all year.
    """

    shape: Column
    rate: Column
    yearly_change: Column = 0.0

    @property
    def mean(self) -> Column:
        """Expected events of the year."""
        return np.divide(self.shape, self.rate)

    def __repr__(self) -> str:
        return describe_fields(self) if np.ndim(self.shape) == 0 else f"<GammaPrior of {np.size(self.shape)} areas>"


def prior_from_forecast(mean: Column, standard_deviation: Column) -> GammaPrior:
    """Return the prior whose mean and standard deviation are those of a forecast of the year's *expected* events.

    A forecast interval of the events themselves also holds their chance variation: take `mean` off its variance first.
    """
    (means, deviations), form = read_columns(mean=mean, standard_deviation=standard_deviation)
    refuse(means <= 0, means, "mean", "must be greater than 0")
    refuse(deviations <= 0, deviations, "standard_deviation", "must be greater than 0")
    shape = (means / deviations) ** 2
    return GammaPrior(form.restore(shape), form.restore(shape / means))


def prior_from_peers(events: Column, exposure: Column, own_exposure: float = 1.0) -> GammaPrior:
    """Return the prior of an area of which only comparable areas are known: their risk, and how far they differ.

    The peers' true risks are taken as gamma-distributed (:func:`~safetystats.measures.shrinkage.clayton_kaldor`). The
    area is one more of them, so that its relative variance is theirs times 1 + 1/n, plus what n areas leave unknown of
    their common level.

    Parameters
    ----------
    events, exposure
        Of each comparable area in a whole year; with an exposure of 1 each, their totals are taken as they are.
    own_exposure
        Of the area itself, in the same unit.
    """
    counts, at_risk = read_vector("events", events), read_vector("exposure", exposure)
    at_risk = np.broadcast_to(at_risk, counts.shape).copy()
    own = check_positive(own_exposure, "own_exposure")
    fit = clayton_kaldor(counts, at_risk)
    level = fit.nu / fit.alpha if np.isfinite(fit.nu) else counts.sum() / at_risk.sum()
    variance = (1 + 1 / counts.size) / fit.nu + 1 / (counts.sum() + JEFFREYS_SHAPE)
    return GammaPrior(float(1 / variance), float(1 / variance / (level * own)))


def prior_from_history(history: Column, *, dispersion: float = 1.0) -> GammaPrior:
    """Return the prior of the coming year's mean that earlier totals lead to.

    Parameters
    ----------
    history
        Totals of earlier whole years, oldest first and the year just past last; or a table of them with one row an area.
        A missing year is passed over: the risk only loosens.
    dispersion
        Variance of a total over its mean, for example Σk²/Σk of the deaths k in accidents; 1 for independent events.
    """
    totals = _read_history(history)
    factor = check_positive(dispersion, "dispersion")
    restless = _CHANGES**2
    shape, rate, weight = _filter(totals / factor, restless)
    mean = shape / rate
    level = np.sum(weight * mean, axis=-1)
    variance = np.sum(weight * (shape / rate**2 + mean**2), axis=-1) - level**2
    change = np.sqrt(weight @ restless)
    shape, rate = level**2 / variance, level / variance / factor
    if np.ndim(history) == 1:
        return GammaPrior(float(shape[0]), float(rate[0]), float(change[0]))
    return GammaPrior(shape, rate, change)


def _filter(events: FloatArray, restless: FloatArray) -> tuple[FloatArray, FloatArray, FloatArray]:
    """Return shape, rate and weight of the coming year's gamma distribution: a row an area, a column a value of q."""
    shape = np.full((len(events), len(restless)), JEFFREYS_SHAPE)
    rate = np.zeros_like(shape)
    score = -0.5 * ((np.log(restless) / 2 - np.log(_MEDIAN_CHANGE)) / _LOG_SPREAD) ** 2 + np.zeros_like(shape)
    for total in events.T[:, :, None]:
        seen = ~np.isnan(total)
        count = np.where(seen, total, 0.0)
        score += np.where(seen & (rate > 0), _log_chance(count, shape, np.where(rate > 0, rate, 1.0)), 0.0)
        # An area without a year seen stays where it is; after that each year loosens what is known.
        shape, rate = np.where(seen, shape + count, shape), np.where(seen, rate + 1.0, rate)
        loosened = 1 / (1 / shape + restless)
        shape, rate = np.where(rate > 0, loosened, shape), np.where(rate > 0, rate * loosened / shape, rate)
    return shape, rate, special.softmax(score, axis=-1)


def _log_chance(count: FloatArray, shape: FloatArray, rate: FloatArray) -> FloatArray:
    """Return the log of the negative-binomial chance of `count`, which may have a fraction after dividing by dispersion."""
    return np.asarray(
        special.gammaln(count + shape) - special.gammaln(shape) - special.gammaln(count + 1)
        + shape * np.log(rate / (rate + 1)) - count * np.log1p(rate)
    )  # fmt: skip


def _read_history(history: Column) -> FloatArray:
    values: Any = history.to_numpy(dtype=float, na_value=np.nan) if hasattr(history, "columns") else history
    (totals,), _ = read_columns(history=values)
    if totals.ndim == 0 or totals.ndim > 2:
        raise InputError("history must be the totals of earlier years, oldest first, or a table with one row an area.")
    check_counts(totals, "history", whole=True)
    totals = np.atleast_2d(totals)
    if totals.shape[1] == 0 or np.isnan(totals).all(axis=1).any():
        raise InputError("history holds no year with a total; leave it out or give at least one.")
    return totals
