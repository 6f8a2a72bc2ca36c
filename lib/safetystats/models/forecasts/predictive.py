"""Predictive distributions of a panel: two-piece Student t in logs, discrete for counts.

A forecast's log error has a Student t distribution whose scale differs below and above the point forecast, which is its
median. Each scale is exp(b₀ + b₁ ln one-step error + b₂ ln step + b₃ ln spread of the base forecasts), learned offline on
held-out forecasts (``scripts/fit_forecast_constants.py``). Counts below :data:`EXACT_BELOW` are Poisson around a mean
with that distribution, less the share that is Poisson noise already, mixed with the model of :mod:`small_counts`; above
it the Poisson noise is part of the learned scale and the quantiles are rounded. No quantile of a count is negative.
"""

from collections.abc import Iterator
from dataclasses import dataclass, replace
from itertools import repeat

import numpy as np
from numpy.typing import NDArray
from scipy import special

from safetystats.measures.columns import FloatArray
from safetystats.models.forecasts.small_counts import GammaMixture

EXACT_BELOW, EXACT_UP_TO = 100.0, 500
"""Point forecasts below the first have their distribution summed exactly over their possible means, up to the second."""
_NODES = (np.arange(32) + 0.5) / 32
_FARTHEST = 8.0
"""Log distance beyond which no quantile goes."""
_LEAST_LATENT = 0.3
"""Share of the scale that is kept for the mean of a count, however much of it Poisson noise explains."""


@dataclass(frozen=True, slots=True)
class Predictive:
    """Distributions (step, series) of figures.

    `point` holds the point forecasts and `centre` the medians in logs, which are above 0: the two differ where the forecast
    is 0. `lift` was added to series with negative values; `small` is None when there are no counts to be mixed.
    """

    point: FloatArray
    centre: FloatArray
    below: FloatArray
    above: FloatArray
    freedom: float
    lift: FloatArray
    counts: NDArray[np.bool_]
    small: GammaMixture | None

    @property
    def mean(self) -> FloatArray:
        """Point forecasts (step, series)."""
        if self.small is None:
            return self.point
        share = np.where(self.counts, self.small.share, 0.0)
        return np.asarray(share * self.small.mean + (1 - share) * self.point)

    def quantiles(self, probabilities: FloatArray) -> FloatArray:
        """Return the quantiles (probability, step, series)."""
        continuous = self._continuous(probabilities[:, None, None], self.below, self.above) - self.lift
        result = np.where(self.counts, np.floor(continuous + 0.5), continuous)
        exact = self._exact()
        if exact.any():
            result[:, :, exact] = self.series(exact)._counted_quantiles(probabilities, result[:, :, exact])
        return np.asarray(result)

    def cdf(self, values: FloatArray) -> FloatArray:
        """Return the chance that each figure is at most `values` (step, series)."""
        whole = np.where(self.counts, np.floor(values) + 0.5, values) + self.lift
        result = np.where(whole > 0, self._distribution(np.maximum(whole, 1e-300)), 0.0)
        exact = self._exact()
        if exact.any():
            result[:, exact] = self.series(exact)._counted_cdf(np.floor(values[:, exact]))
        return np.asarray(result)

    def series(self, chosen: NDArray[np.generic]) -> "Predictive":
        """Return the distributions of the chosen series."""
        small = self.small
        if small is not None:
            small = GammaMixture(
                small.shape[..., chosen], small.rate[..., chosen], small.weights[:, chosen], small.share[chosen]
            )
        columns = (self.point, self.centre, self.below, self.above)
        point, centre, below, above = (column[:, chosen] for column in columns)
        return Predictive(point, centre, below, above, self.freedom, self.lift[chosen], self.counts[chosen], small)

    def times(self, factors: FloatArray) -> "Predictive":
        """Return the distributions of the figures times known `factors` (step, series)."""
        small = self.small
        if small is not None:
            small = replace(small, rate=small.rate / factors[:, None])
        return replace(self, point=self.point * factors, centre=self.centre * factors, small=small)

    def scaled(self, ratio: float, log_error: float) -> "Predictive":
        """Return the distributions of the figures times a lognormal ratio with the given median and log error."""
        return replace(
            self,
            point=self.point * ratio,
            centre=self.centre * ratio,
            below=np.hypot(self.below, log_error),
            above=np.hypot(self.above, log_error),
            small=None if self.small is None else self.small.scaled(ratio, log_error),
        )

    def _exact(self) -> NDArray[np.bool_]:
        return np.asarray(self.counts & (self.centre.max(axis=0, initial=0.0) < EXACT_BELOW))

    def _continuous(self, probabilities: FloatArray, below: FloatArray, above: FloatArray) -> FloatArray:
        deviate = special.stdtrit(self.freedom, probabilities)
        distance = np.where(deviate < 0, below, above) * deviate
        return np.asarray(self.centre * np.exp(distance.clip(-_FARTHEST, _FARTHEST)))

    def _distribution(self, values: FloatArray) -> FloatArray:
        distance = np.log(values / self.centre)
        return np.asarray(special.stdtr(self.freedom, distance / np.where(distance < 0, self.below, self.above)))

    def _means(self) -> FloatArray:
        """Return equally likely means (node, step, series) of the counts."""
        noise = 1 / (self.centre + 0.5)
        below, above = (np.sqrt(np.maximum(s**2 - noise, (_LEAST_LATENT * s) ** 2)) for s in (self.below, self.above))
        return self._continuous(_NODES[:, None, None], below, above)

    def _counted_cdf(self, counts: FloatArray) -> FloatArray:
        """Return the chances (step, series) of at most `counts` events."""
        poisson = special.gammaincc(np.maximum(counts, 0.0) + 1, self._means()).mean(axis=0)
        chance = np.where(counts < 0, 0.0, poisson)
        if self.small is None:
            return np.asarray(chance)
        return np.asarray(self.small.share * self.small.cdf(counts) + (1 - self.small.share) * chance)

    def _counted_quantiles(self, probabilities: FloatArray, rounded: FloatArray) -> FloatArray:
        """Return the smallest counts whose chance of not being exceeded reaches each probability.

        The chances of 0, 1, 2 … are added up; what lies beyond EXACT_UP_TO keeps its `rounded` quantile.
        """
        wanted = probabilities[:, None, None]
        result, reached = np.zeros_like(rounded), np.zeros_like(self.centre)
        for _, chance in zip(range(EXACT_UP_TO + 1), self._chances(), strict=False):
            reached += chance
            missed = reached < wanted
            if not missed.any():
                return result
            result += missed
        return np.where(missed, np.maximum(rounded, result), result)

    def _chances(self) -> Iterator[FloatArray]:
        """Yield the chances (step, series) of 0, 1, 2 … events."""
        share = 0.0 if self.small is None else self.small.share
        small = repeat(np.zeros(1)) if self.small is None else self.small.chances()
        means = self._means()
        poisson = np.exp(-means)
        for events, chance in enumerate(small, start=1):
            yield share * chance + (1 - share) * poisson.mean(axis=0)
            poisson *= means / events
