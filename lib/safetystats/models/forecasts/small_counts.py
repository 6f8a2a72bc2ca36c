"""Counts of a few a year: a gamma–Poisson level that forgets (Harvey and Fernandes 1989), averaged over the forgetting.

The mean of each year's count has a gamma distribution; a year later its information is worth only ω of what it was, then
the new count adds to it. Forgetting goes back to Jeffreys' prior gamma(½, 0), so that a row of zeros keeps an upper bound.
The predictive distribution is negative binomial and exact. The rates of forgetting are weighted by their likelihood.
"""

from collections.abc import Iterator
from dataclasses import dataclass

import numpy as np
from scipy import special

from safetystats.measures.columns import FloatArray
from safetystats.models.forecasts.combination import Panel

_MEMORIES = np.array([0.5, 0.65, 0.8, 0.9, 0.95, 0.98, 1.0])[:, None]
_BEFORE_SEEING = np.array([0.02, 0.05, 0.10, 0.15, 0.20, 0.24, 0.24])[:, None]
"""Prior weights: a level that moves by a tenth a year keeps, at counts of one or so, nine tenths of its information."""
_JEFFREYS = 0.5
_EVEN_AT = 5.0
"""Yearly count at which this model and the combined forecast weigh the same; the share falls with the count's square."""


@dataclass(frozen=True, slots=True)
class GammaMixture:
    """Gamma distributions of the coming means, `shape` and `rate` (step, memory, series), with `weights` (memory, series).

    `share` (series) is their weight against the combined forecast.
    """

    shape: FloatArray
    rate: FloatArray
    weights: FloatArray
    share: FloatArray

    @property
    def mean(self) -> FloatArray:
        """Expected counts (step, series)."""
        return np.asarray((self.weights * self.shape / self.rate).sum(axis=1))

    def cdf(self, counts: FloatArray) -> FloatArray:
        """Return the chances (…, step, series) of at most `counts` events."""
        at_most = np.maximum(counts, -1.0)[..., None, :]
        chance = special.betainc(self.shape, at_most + 1, self.rate / (1 + self.rate))
        return np.asarray((self.weights * np.where(at_most < 0, 0.0, chance)).sum(axis=-2))

    def chances(self) -> Iterator[FloatArray]:
        """Yield the chances (step, series) of 0, 1, 2 … events."""
        count = 0
        chance = (self.rate / (1 + self.rate)) ** self.shape
        while True:
            yield (self.weights * chance).sum(axis=1)
            chance = chance * (self.shape + count) / ((count + 1) * (1 + self.rate))
            count += 1

    def scaled(self, ratio: float, log_error: float) -> "GammaMixture":
        """Return the mixture with all means times a lognormal ratio, matched by mean and variance."""
        spread = np.expm1(log_error**2)
        shape = 1 / (1 / self.shape + spread * (1 + 1 / self.shape))
        return GammaMixture(shape, self.rate * shape / self.shape / ratio, self.weights, self.share)


def forgetting_counts(panel: Panel, horizon: int) -> GammaMixture:
    """Return the gamma mixture of the coming means of each series of counts."""
    shape = np.full((_MEMORIES.size, panel.lengths.size), _JEFFREYS)
    rate = np.zeros_like(shape)
    likelihood = np.zeros_like(shape)
    for values in panel.values:
        known = np.isfinite(values)
        count = np.where(known, values, 0.0)
        shape, rate = _JEFFREYS + _MEMORIES * (shape - _JEFFREYS), _MEMORIES * rate
        begun = known & (rate[-1] > 0)
        likelihood += np.where(begun, _log_chance(count, shape, np.where(rate > 0, rate, 1.0)), 0.0)
        shape, rate = shape + count, rate + known
    weights = _BEFORE_SEEING * np.exp(likelihood - likelihood.max(0))
    faded = _MEMORIES ** np.arange(1, horizon + 1)[:, None, None]
    recent = np.minimum(shape[-3] / np.maximum(rate[-3], 1e-9), 1e9)
    return GammaMixture(shape * faded, rate * faded, weights / weights.sum(0), 1 / (1 + (recent / _EVEN_AT) ** 2))


def _log_chance(count: FloatArray, shape: FloatArray, rate: FloatArray) -> FloatArray:
    """Return the log of the negative binomial probability of `count`."""
    combinations = special.gammaln(count + shape) - special.gammaln(shape) - special.gammaln(count + 1)
    return np.asarray(combinations + shape * np.log(rate / (1 + rate)) - count * np.log1p(rate))
