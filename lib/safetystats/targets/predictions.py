"""A coming total of events as a probability distribution: what every question about a quota is asked of.

Three forms. ``GammaPoisson``: a Poisson count whose mean is known, or is itself gamma-distributed (the negative binomial
of Greenwood and Yule 1920), for columns of means. ``Tabulated``: the chance of every total from 0 on, which a sum of
deaths in accidents of several sizes, or a sample of simulated totals, leads to. And any object with
``probability_below(value)``, such as a forecast: :class:`CountPrediction` says what is asked of it.
"""

from collections.abc import Callable
from dataclasses import dataclass
from typing import Any, Protocol, runtime_checkable

import numpy as np
from scipy import special

from safetystats.errors import InputError
from safetystats.measures.columns import Column, FloatArray, check_counts, read_columns, read_vector, refuse
from safetystats.targets.compound import compound_chances

#: A tabulated chance is known to this; a quantile does not hang on less.
_ROUNDING = 1e-12


@runtime_checkable
class CountPrediction(Protocol):
    """A coming total that can say with what chance it stays below a value.

    It is asked halfway between two counts, so that "below" and "at or below" are the same.
    """

    def probability_below(self, value: float) -> float:
        """Return the chance that the coming total is less than `value`."""


@dataclass(frozen=True, slots=True, repr=False)
class GammaPoisson:
    """Poisson counts of mean `mean`; with a finite `size`, negative binomial: variance = mean + mean²/size."""

    mean: FloatArray
    size: FloatArray

    def at_most(self, count: Any) -> FloatArray:
        """Return the chance of `count` events or fewer; counts with a fraction are rounded down."""
        k, mean, size = np.broadcast_arrays(np.floor(count), self.mean, self.size)
        safe = np.maximum(k, 0.0)
        mixed = np.isfinite(size)
        with np.errstate(invalid="ignore"):
            share = mean / (size + mean)
        # The complement keeps its digits where the size is large and the distribution nearly Poisson.
        spread = special.betaincc(safe + 1, np.where(mixed, size, 1.0), np.where(mixed, share, 0.0))
        chance = np.where(mixed, spread, special.pdtr(safe, mean))
        return np.where(np.isnan(k) | np.isnan(mean), np.nan, np.where(k < 0, 0.0, chance))

    def quantile(self, chance: Any) -> FloatArray:
        """Return the smallest count that is not exceeded with at least this chance."""
        shape = np.broadcast_shapes(np.shape(chance), np.shape(self.mean), np.shape(self.size))
        return smallest_count(self.at_most, np.broadcast_to(chance, shape))

    def probability_below(self, value: float) -> float:
        """Return the chance that a single total is less than `value`."""
        return float(self.at_most(np.ceil(value) - 1))

    def __repr__(self) -> str:
        return f"<GammaPoisson of {np.size(self.mean)} totals>"


@dataclass(frozen=True, slots=True, repr=False)
class Tabulated:
    """One total by the `chances` of 0, 1, 2 … events."""

    chances: FloatArray

    @property
    def mean(self) -> float:
        """The expected total."""
        return float(self.chances @ np.arange(len(self.chances)))

    def at_most(self, count: Any) -> FloatArray:
        """Return the chance of `count` events or fewer; counts with a fraction are rounded down."""
        k = np.floor(np.asarray(count, dtype=float))
        reached = np.concatenate([[0.0], np.minimum(np.cumsum(self.chances), 1.0)])
        place = np.clip(np.where(np.isnan(k), -1, k), -1, len(self.chances) - 1).astype(int)
        return np.where(np.isnan(k), np.nan, reached[place + 1])

    def quantile(self, chance: Any) -> FloatArray:
        """Return the smallest count that is not exceeded with at least this chance."""
        if np.isnan(self.chances).any():
            return np.full(np.shape(chance), np.nan)
        return np.searchsorted(np.cumsum(self.chances), np.asarray(chance) - _ROUNDING).astype(float)

    def probability_below(self, value: float) -> float:
        """Return the chance that the total is less than `value`."""
        return float(self.at_most(np.ceil(value) - 1))

    def __repr__(self) -> str:
        return f"<Tabulated total, mean {self.mean:.4g}>"


@dataclass(frozen=True, slots=True, repr=False)
class ManyTabulated:
    """One tabulated total an area, asked for all areas at once."""

    totals: tuple[Tabulated, ...]

    def at_most(self, count: Any) -> FloatArray:
        """Return, area by area, the chance of `count` events or fewer."""
        return self._each(Tabulated.at_most, count)

    def quantile(self, chance: Any) -> FloatArray:
        """Return, area by area, the smallest count that is not exceeded with at least this chance."""
        return self._each(Tabulated.quantile, chance)

    def _each(self, ask: Callable[[Tabulated, Any], FloatArray], values: Any) -> FloatArray:
        flat = np.ravel(values)
        answers = [ask(total, value) for total, value in zip(self.totals, flat, strict=True)]
        return np.array(answers, dtype=float).reshape(np.shape(values))

    def __repr__(self) -> str:
        return f"<ManyTabulated of {len(self.totals)} totals>"


def coming_total(mean: float, size: float | None = None, deaths_per_accident: Column = None) -> CountPrediction:
    """Return the distribution of one coming total of this mean.

    Parameters
    ----------
    mean
        Expected events.
    size
        Of the negative binomial, for a mean that is itself uncertain: its coefficient of variation is 1/√size.
    deaths_per_accident
        Sizes of accidents as they come, one number an accident: the total is then a sum over accidents, and `size`
        says how uncertain the number of accidents is.
    """
    checked, spread = read_means(mean, size)
    if deaths_per_accident is not None:
        return Tabulated(compound_chances(float(checked), float(spread), deaths_per_accident))
    return GammaPoisson(checked, spread)


@dataclass(frozen=True, slots=True)
class ForecastStep:
    """One step of a forecast of several, as a coming total: step 1 is the next period."""

    forecast: Any
    step: int

    @property
    def mean(self) -> float:
        """The expected total of this step."""
        return float(np.ravel(self.forecast.mean)[self.step - 1])

    def probability_below(self, value: float) -> float:
        """Return the chance that the total of this step is less than `value`."""
        return float(self.forecast.probability_below(value, self.step))


def total_from_draws(draws: Column) -> Tabulated:
    """Return the distribution of a coming total that is given by simulated totals (whole numbers)."""
    counts = read_vector("draws", draws)
    check_counts(counts, "draws", whole=True)
    if not counts.size:
        raise InputError("draws is empty; give at least one simulated total.")
    return Tabulated(np.bincount(counts.astype(np.int64)) / counts.size)


def read_means(mean: Column, size: Column) -> tuple[FloatArray, FloatArray]:
    """Return means and sizes as arrays that broadcast; no size is infinite size, the plain Poisson count."""
    (means,), _ = read_columns(mean=mean)
    refuse(means < 0, means, "mean", "must not be negative")
    if size is None:
        return means, np.asarray(np.inf)
    (sizes,), _ = read_columns(size=size)
    refuse(sizes <= 0, sizes, "size", "must be greater than 0")
    return means, sizes


def smallest_count(at_most: Callable[[FloatArray], FloatArray], chance: FloatArray) -> FloatArray:
    """Return the smallest counts whose `at_most` reaches `chance`, by doubling and halving; missing stays missing."""
    wanted = np.asarray(chance, dtype=float)
    with np.errstate(invalid="ignore"):
        known = ~np.isnan(at_most(np.zeros_like(wanted)) + wanted)
        low, high = np.full_like(wanted, -1.0), np.ones_like(wanted)
        while np.any(short := known & (at_most(high) < wanted)):
            low, high = np.where(short, high, low), np.where(short, 2 * high, high)
        while np.any(open_ := high - low > 1):
            middle = np.floor((low + high) / 2)
            enough = at_most(middle) >= wanted
            high, low = np.where(open_ & enough, middle, high), np.where(open_ & ~enough, middle, low)
    return np.where(known, high, np.nan)
