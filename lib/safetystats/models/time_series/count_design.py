"""The mean of a count autoregression, its derivatives, and the likelihoods made from them.

The recursion is that of ``count_autoregression``; derivatives follow the same recursion (Liboschik, Fokianos and Fried
2017, appendix A), as a linear filter, so that a fit of 200 periods takes some hundredths of a second.
"""

from dataclasses import dataclass
from typing import Any

import numpy as np
from scipy import optimize, signal, special

from safetystats.measures.columns import FloatArray

_LARGEST_LOG_MEAN = 50.0
"""No count is near e⁵⁰; the bound keeps a far step of the optimiser finite."""


@dataclass(frozen=True, slots=True, eq=False)
class CountDesign:
    """The data and the order of a model; coefficients are ordered intercept, past counts, past means, regressors."""

    y: FloatArray
    x: FloatArray
    past_obs: tuple[int, ...]
    past_mean: tuple[int, ...]
    link: str
    external: bool

    @property
    def memory(self) -> slice:
        """Where the coefficients of past counts and past means stand."""
        return slice(1, 1 + len(self.past_obs) + len(self.past_mean))

    def predictor(self, coef: FloatArray) -> tuple[FloatArray, FloatArray]:
        """Return ν and its derivatives by the coefficients (Liboschik, Fokianos and Fried 2017, appendix A)."""
        n, p, q = self.y.size, len(self.past_obs), len(self.past_mean)
        a, gamma = coef[1 + p : 1 + p + q], coef[1 + p + q :]
        room = 1 - coef[self.memory].sum()
        start = coef[0] / room
        start_by = np.concatenate([[1 / room], np.full(p + q, start / room), np.zeros(gamma.size)])
        z = np.log1p(self.y) if self.link == "log" else self.y
        lagged = np.column_stack([np.ones(n), *(_lag(z, lag, start) for lag in self.past_obs)])
        lagged_by = np.zeros((n, coef.size))
        for place, lag in enumerate(self.past_obs):
            lagged_by[:lag] += coef[1 + place] * start_by
        inside = np.zeros_like(self.x) if self.external else self.x
        core = self._feed_back(lagged @ coef[: 1 + p] + inside @ gamma, a, start)
        back = np.column_stack([_lag(core, lag, start) for lag in self.past_mean]) if q else np.empty((n, 0))
        core_by = self._feed_back(lagged_by + np.hstack([lagged, back, inside]), a, start_by)
        if self.external:
            core_by[:, 1 + p + q :] += self.x
            core = core + self.x @ gamma
        return core, core_by

    def _feed_back(self, steps: FloatArray, a: FloatArray, start: Any) -> FloatArray:
        """Return v with v_t = steps_t + Σ a_j v_{t−j}, v being `start` before the first period."""
        if a.size == 0:
            return steps
        taps = np.zeros(max(self.past_mean) + 1)
        taps[0], taps[list(self.past_mean)] = 1.0, -a
        # A constant past adds Σ_{j > t} a_j·start to step t, whatever the form (one series or one a coefficient).
        steps = steps.copy()
        for lag, weight in zip(self.past_mean, a, strict=True):
            steps[:lag] += weight * start
        return np.asarray(signal.lfilter([1.0], taps, steps, axis=0))

    def mean(self, coef: FloatArray) -> FloatArray:
        """Return λ of every period."""
        nu = self.predictor(coef)[0]
        return np.exp(nu) if self.link == "log" else nu

    def permits(self, coef: FloatArray) -> bool:
        """Return whether the coefficients give a stationary model with positive means."""
        memory = coef[self.memory]
        if self.link == "identity":
            return bool(coef[0] > 0 and (coef[1:] >= 0).all() and memory.sum() < 1)
        return bool((np.abs(memory) < 1).all() and abs(memory.sum()) < 1)


def minus_poisson_likelihood(design: CountDesign, coef: FloatArray) -> tuple[float, FloatArray]:
    """Return −ℓ of the Poisson mean, without its constant, and its slope by the coefficients."""
    nu, by = design.predictor(coef)
    if design.link == "log":
        mean = np.exp(np.minimum(nu, _LARGEST_LOG_MEAN))
        return float(np.sum(mean - design.y * nu)), (mean - design.y) @ by
    mean = np.maximum(nu, 1e-10)
    return float(np.sum(mean - design.y * np.log(mean))), (1 - design.y / mean) @ by


def coefficient_covariance(design: CountDesign, coef: FloatArray, size: float) -> FloatArray:
    """Return the inverse of the information J, or J⁻¹ I J⁻¹ when the counts vary more than Poisson ones."""
    nu, by = design.predictor(coef)
    mean = np.exp(np.minimum(nu, _LARGEST_LOG_MEAN)) if design.link == "log" else np.maximum(nu, 1e-10)
    slope = by * mean[:, None] if design.link == "log" else by
    bread = np.linalg.pinv((slope / mean[:, None]).T @ slope, rcond=1e-12, hermitian=True)
    # Written as a square, so that rounding never makes a variance negative.
    root = bread @ (slope * np.sqrt(1 / mean + 1 / size)[:, None]).T
    return np.asarray(root @ root.T)


def log_likelihood(y: FloatArray, mean: FloatArray, size: float) -> float:
    """Return the log-likelihood of counts of known means, negative binomial of that size, Poisson when it is infinite."""
    if np.isinf(size):
        return float(np.sum(special.xlogy(y, mean) - mean - special.gammaln(y + 1)))
    choose = special.gammaln(y + size) - special.gammaln(size) - special.gammaln(y + 1)
    return float(np.sum(choose - size * np.log1p(mean / size) - y * np.log1p(size / mean)))


def pearson_size(y: FloatArray, mean: FloatArray, coefficients: int) -> float:
    """Return the size at which the Pearson statistic equals its degrees of freedom; infinite without over-dispersion."""
    freedom = y.size - coefficients

    def excess(log_size: float) -> float:
        return float(np.sum((y - mean) ** 2 / (mean * (1 + mean / np.exp(log_size))))) - freedom

    high = 30.0
    return float(np.exp(optimize.brentq(excess, -30.0, high, xtol=1e-12))) if excess(high) > 0 else np.inf


def _lag(values: FloatArray, lag: int, before: float) -> FloatArray:
    return np.concatenate([np.full(min(lag, values.size), before), values[:-lag]])
