"""Counts that remember: a Poisson or negative binomial count whose mean depends on past counts (and past means).

ν_t = b0 + Σ b_i z_{t−i} + Σ a_j ν_{t−j} + x_t'γ; with the log link λ_t = exp(ν_t), z = log(Y + 1); with the identity link
λ_t = ν_t, z = Y (INGARCH: Ferland, Latour and Oraichi 2006; log-linear: Fokianos and Tjøstheim 2011). Before the first
period z and ν are b0/(1 − Σb − Σa). The mean is fitted by the Poisson (quasi-)likelihood over all periods; a negative
binomial takes its size from the Pearson statistic (Christou and Fokianos 2014), as R's tscount (Liboschik, Fokianos and
Fried 2017) does.
"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any

import numpy as np
import pandas as pd
from scipy import optimize, special

from safetystats.errors import InputError, one_of
from safetystats.measures.columns import Column, FloatArray, check_counts, check_positive, read_vector, refuse
from safetystats.models.futures.draws import normal_draws
from safetystats.models.futures.sampled_forecast import DRAWS, LEVELS, SampledForecast
from safetystats.models.series.reading import read_horizon, read_levels
from safetystats.models.time_series.count_design import (
    CountDesign,
    coefficient_covariance,
    log_likelihood,
    minus_poisson_likelihood,
    pearson_size,
)
from safetystats.models.time_series.regressors import read_future_regressors, read_regressors

LINKS = ("log", "identity")
COUNT_DISTRIBUTIONS = ("poisson", "nbinom")
_PARAMETER_DRAWS = 200
_OUTSIDE = 0.001
"""Drawn coefficients lie in the likelihood region of 99.9 %: a normal approximation from few periods reaches far beyond."""
_HIGHEST = 20.0
"""No future is thought of in which the mean is more than so many times the greatest count seen."""
_INSIDE = 1e-6
"""Coefficients stay this far inside the stationary region, where the value before the first period exists."""


@dataclass(frozen=True, slots=True, repr=False)
class CountAutoregression:
    """A fitted count autoregression; `coefficients` has one row each with estimate, standard error and 95 % limits.

    `log_likelihood` is that of the distribution named at the estimate; `size` is the negative binomial one (variance =
    mean + mean²/size), infinite for Poisson.
    """

    coefficients: pd.DataFrame
    covariance: FloatArray
    log_likelihood: float
    size: float
    fitted: FloatArray
    link: str
    distribution: str
    _design: CountDesign

    @property
    def sigmasq(self) -> float:
        """1/size, as tscount names it: 0 for Poisson."""
        return 1 / self.size

    def loglik(self, coef: Any = None, size: float | None = None) -> float:
        """Return the conditional log-likelihood at `coef` (in the order of `coefficients`, or by name), all periods used.

        Without `coef` it is taken at the estimate, without `size` at the size fitted.
        """
        size = self.size if size is None else check_positive(size, "size")
        mean = self._design.mean(_read_coefficients(coef, self.coefficients["estimate"]))
        if not (mean > 0).all():
            return -np.inf
        return log_likelihood(self._design.y, mean, size)

    def forecast(
        self, horizon: int, level: Sequence[float] = LEVELS, regressors: Any = None, *, draws: int = DRAWS, seed: int = 1,
    ) -> SampledForecast:  # fmt: skip
        """Return simulated futures; coefficients are drawn from their normal approximation, then each path of counts.

        `regressors` holds one row a coming period when the model has regressors.
        """
        horizon, levels = read_horizon(horizon), read_levels(level)
        known = list(self.coefficients.index[self._design.memory.stop :])
        x = read_future_regressors(regressors, horizon, known)
        rng = np.random.default_rng(seed)
        each = -(-draws // _PARAMETER_DRAWS)
        pairs = [self._paths(coef, x, each, rng) for coef in self._parameter_draws(rng)]
        counts, means = (np.concatenate(parts)[:draws] for parts in zip(*pairs, strict=True))
        return SampledForecast(
            counts, means, True, levels, f"count autoregression, {self.distribution}, {self.link} link"
        )

    def _parameter_draws(self, rng: np.random.Generator) -> FloatArray:
        """Return coefficients from their normal approximation, the estimate standing in for any the data speak against."""
        estimate = self.coefficients["estimate"].to_numpy()
        drawn = estimate + normal_draws(self.covariance, _PARAMETER_DRAWS, rng)
        lost = special.chdtri(estimate.size, _OUTSIDE) / 2
        usable = [self._design.permits(coef) and self.loglik(coef) > self.log_likelihood - lost for coef in drawn]
        return np.where(np.array(usable)[:, None], drawn, estimate)

    def _paths(
        self, coef: FloatArray, x: FloatArray, n: int, rng: np.random.Generator
    ) -> tuple[FloatArray, FloatArray]:
        design = self._design
        p, q = len(design.past_obs), len(design.past_mean)
        longest = max((*design.past_obs, *design.past_mean, 1))
        start = coef[0] / (1 - coef[design.memory].sum())
        outside = design.external * (design.x @ coef[1 + p + q :])
        z = [
            np.full(n, value)
            for value in _tail(np.log1p(design.y) if design.link == "log" else design.y, longest, start)
        ]
        core = [np.full(n, value) for value in _tail(design.predictor(coef)[0] - outside, longest, start)]
        counts, means, highest = np.empty((n, len(x))), np.empty((n, len(x))), _HIGHEST * design.y.max()
        for step, added in enumerate(x @ coef[1 + p + q :]):
            nu = coef[0] + sum(b * z[-lag] for b, lag in zip(coef[1 : 1 + p], design.past_obs, strict=True))
            nu = nu + sum(a * core[-lag] for a, lag in zip(coef[1 + p : 1 + p + q], design.past_mean, strict=True))
            core.append(np.broadcast_to(nu + (0.0 if design.external else added), (n,)))
            total = np.broadcast_to(nu + added, (n,))
            means[:, step] = np.minimum(np.exp(np.minimum(total, 50.0)) if design.link == "log" else total, highest)
            counts[:, step] = _draw(means[:, step], self.size, rng)
            z.append(np.log1p(counts[:, step]) if design.link == "log" else counts[:, step])
        return counts, means

    def __repr__(self) -> str:
        shown = ", ".join(f"{name} {value:.4g}" for name, value in self.coefficients["estimate"].items())
        return f"<CountAutoregression {self.distribution}, {self.link} link: {shown}; log-likelihood {self.log_likelihood:.2f}>"


def count_autoregression(
    series: Column,
    past_obs: Sequence[int] = (1, 12),
    regressors: Any = None,
    link: str = "log",
    distribution: str = "poisson",
    *,
    past_mean: Sequence[int] = (),
    external: bool = False,
) -> CountAutoregression:
    """Fit a count autoregression and return it; see the head of the module for the model.

    Parameters
    ----------
    series
        Counts, one a period, none missing, none left out.
    past_obs, past_mean
        Lags of past counts and of past means, e.g. ``(1, 12)`` for months.
    regressors
        One row a period: data frame, mapping, array. With the identity link they must not be negative.
    link, distribution
        One of :data:`LINKS` and one of :data:`COUNT_DISTRIBUTIONS`.
    external
        Whether the regressors act on their own period only, instead of being carried on through past means.

    Raises
    ------
    InputError
        A missing, negative or broken count, fewer periods than coefficients, lags or options that do not exist.
    """
    one_of(link, LINKS, "link")
    one_of(distribution, COUNT_DISTRIBUTIONS, "distribution")
    y = read_vector("series", series)
    check_counts(y, "series", whole=True)
    x, names = read_regressors(regressors, y.size)
    design = CountDesign(y, x, _lags(past_obs, "past_obs"), _lags(past_mean, "past_mean"), link, external)
    _check(design)
    coef = _fit(design)
    mean = design.mean(coef)
    size = pearson_size(y, mean, coef.size) if distribution == "nbinom" else np.inf
    covariance = coefficient_covariance(design, coef, size)
    labels = [
        "intercept",
        *(f"past_obs_{lag}" for lag in design.past_obs),
        *(f"past_mean_{lag}" for lag in design.past_mean),
    ]
    error = np.sqrt(np.diag(covariance))
    z = special.ndtri(0.975)
    table = {"estimate": coef, "standard_error": error, "lower": coef - z * error, "upper": coef + z * error}
    return CountAutoregression(
        coefficients=pd.DataFrame(table, index=labels + names), covariance=covariance, size=size, fitted=mean, link=link,
        log_likelihood=log_likelihood(y, mean, size), distribution=distribution, _design=design,
    )  # fmt: skip


def _lags(lags: Sequence[int], name: str) -> tuple[int, ...]:
    values = tuple(np.atleast_1d(lags).tolist()) if np.size(lags) else ()
    if any(lag != int(lag) or lag < 1 for lag in values) or len(set(values)) < len(values):
        raise InputError(
            f"{name} is {lags!r}, but must be different whole numbers of periods, 1 or more, such as (1, 12)."
        )
    return tuple(sorted(int(lag) for lag in values))


def _check(design: CountDesign) -> None:
    coefficients = 1 + len(design.past_obs) + len(design.past_mean) + design.x.shape[1]
    if design.y.size <= coefficients + 1:
        raise InputError(
            f"{design.y.size} periods are too few for {coefficients} coefficients; use fewer or more periods."
        )
    if not design.y.any():
        raise InputError(
            "All counts are 0, so nothing can be fitted; take poisson_prediction_interval for an upper limit."
        )
    if design.link == "identity":
        refuse(
            design.x < 0, design.x, "regressors", "must not be negative with the identity link (shift them or use log)"
        )


def _fit(design: CountDesign) -> FloatArray:
    """Return the coefficients of the greatest Poisson likelihood, searched from several starts, scaled by their errors."""
    best: optimize.OptimizeResult | None = None
    for start in _starts(design):
        scale = np.sqrt(np.diag(coefficient_covariance(design, start, np.inf)))

        def objective(u: FloatArray, start: FloatArray = start, scale: FloatArray = scale) -> tuple[float, FloatArray]:
            value, slope = minus_poisson_likelihood(design, start + scale * u)
            return value, slope * scale

        found = optimize.minimize(
            objective, np.zeros(start.size), jac=True, method="SLSQP", options={"maxiter": 500, "ftol": 1e-13},
            bounds=[((low - at) / by, (high - at) / by) for (low, high), at, by in zip(_bounds(design), start, scale, strict=True)],
            constraints=_sum_below_one(design, start, scale),
        )  # fmt: skip
        found.x = start + scale * found.x
        if design.permits(found.x) and np.isfinite(found.fun) and (best is None or found.fun < best.fun):
            best = found
    if best is None:
        raise InputError("No stationary model fits the series; use fewer lags, or the log link.")
    return np.asarray(best.x)


def _starts(design: CountDesign) -> list[FloatArray]:
    """Return the constant mean with little, some and much memory, spread evenly over the lags."""
    p, q = len(design.past_obs), len(design.past_mean)
    level = np.mean(np.log1p(design.y)) if design.link == "log" else design.y.mean()
    tiny = np.full(design.x.shape[1], 0.0 if design.link == "log" else 1e-3)
    starts = []
    for memory, of_means in ((0.1, 0.5), (0.4, 0.5), (0.8, 0.8)):
        split = of_means if p and q else float(q > 0)
        weights = np.repeat([memory * (1 - split) / max(p, 1), memory * split / max(q, 1)], [p, q])
        starts.append(np.concatenate([[max(level * (1 - memory), 1e-3)], weights, tiny]))
    return starts if p + q else starts[:1]


def _bounds(design: CountDesign) -> list[tuple[float, float]]:
    memory, free = len(design.past_obs) + len(design.past_mean), design.x.shape[1]
    if design.link == "identity":
        return [(_INSIDE, np.inf), *[(0.0, 1 - _INSIDE)] * memory, *[(0.0, np.inf)] * free]
    return [(-np.inf, np.inf), *[(-1 + _INSIDE, 1 - _INSIDE)] * memory, *[(-np.inf, np.inf)] * free]


def _sum_below_one(design: CountDesign, start: FloatArray, scale: FloatArray) -> list[dict[str, Any]]:
    weights = np.zeros(start.size)
    weights[design.memory] = 1.0
    sum_at_start, slope = weights @ start, weights * scale

    def room(side: int) -> dict[str, Any]:
        return {
            "type": "ineq",
            "fun": lambda u: 1 - _INSIDE - side * (sum_at_start + slope @ u),
            "jac": lambda _: -side * slope,
        }

    return [room(1), room(-1)]


def _draw(mean: FloatArray, size: float, rng: np.random.Generator) -> FloatArray:
    rate = mean if np.isinf(size) else rng.gamma(size, mean / size)
    return rng.poisson(np.minimum(rate, 1e17)).astype(float)


def _tail(values: FloatArray, length: int, before: float) -> FloatArray:
    """Return the last `length` values, filled up with `before` in front when there are fewer."""
    return np.concatenate([np.full(max(length - values.size, 0), before), values[-length:]])


def _read_coefficients(coef: Any, estimate: pd.Series) -> FloatArray:
    if coef is None:
        return estimate.to_numpy()
    if isinstance(coef, Mapping | pd.Series):
        missing = [name for name in estimate.index if name not in coef]
        if missing:
            raise InputError(f"coef lacks {', '.join(missing)}; it needs {', '.join(estimate.index)}.")
        coef = [coef[name] for name in estimate.index]
    values = read_vector("coef", coef)
    if values.size != estimate.size:
        raise InputError(
            f"coef has {values.size} numbers, but the model has {estimate.size}: {', '.join(estimate.index)}."
        )
    return values
