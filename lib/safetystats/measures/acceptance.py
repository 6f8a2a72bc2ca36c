"""Limits by inverting a two-sided test whose p-value jumps: minimum likelihood and Blaker, on plain arrays.

Both tests take, beside the tail of the observed count, as much of the other tail as is no more likely (minimum
likelihood; Sterne 1954) or no larger (Blaker 2000). As the parameter moves, counts leave and enter that other tail at
known points; between two points the p-value is a smooth curve that first falls and then rises. The limits are the
lowest and the highest parameter whose p-value exceeds 1 − level, so that interval and p-value agree even though the
p-value is not monotone (Fay 2010). Such intervals are not nested in the central ones.
"""

from collections.abc import Callable
from typing import Any, NamedTuple

import numpy as np
from scipy import special

from safetystats.measures.columns import FloatArray
from safetystats.measures.roots import solve_between

ACCEPTANCE_RULES = ("minlike", "blaker")
# The upper limit is sought below the exact limit of a tail this much smaller.
_SEARCH_TAIL = 1e-3


class _Tails(NamedTuple):
    """P(X ≤ k) and P(X ≥ k) as functions of the count k and the parameter."""

    below: Callable[[Any, Any], FloatArray]
    above: Callable[[Any, Any], FloatArray]


def poisson_acceptance_limits(x: int, level: float, rule: str) -> tuple[float, float]:
    """Return the limits of the mean of a Poisson count `x` under one of :data:`ACCEPTANCE_RULES`."""
    alpha = 1 - level
    upper_end = float(special.gammainccinv(x + 1, alpha * _SEARCH_TAIL))
    highest = int(np.ceil(upper_end)) + 1
    left, right = np.arange(0.0, x), np.arange(x + 1.0, highest + 1)
    if rule == "minlike":
        logs = special.gammaln(x + 1.0)
        left_points = np.exp((logs - special.gammaln(left + 1)) / (x - left))
        right_points = np.exp((special.gammaln(right + 1) - logs) / (right - x))
    else:
        left_points = solve_between(lambda m, k: _POISSON.below(k, m) - _POISSON.above(x, m), 1e-300, x + 1.0, left)
        right_points = solve_between(lambda m, k: _POISSON.above(k, m) - _POISSON.below(x, m), 1e-300, right, right)
    lower = _lowest(x, alpha, left_points, _POISSON) if x > 0 else 0.0
    return lower, _highest(x, alpha, right_points, _POISSON)


def binomial_acceptance_limits(x: int, n: int, level: float, rule: str) -> tuple[float, float]:
    """Return the limits of the odds p/(1 − p) of a binomial count `x` of `n` under one of :data:`ACCEPTANCE_RULES`."""
    lower = _lowest_odds(x, n, 1 - level, rule) if x > 0 else 0.0
    upper = 1 / _lowest_odds(n - x, n, 1 - level, rule) if x < n else np.inf
    return lower, upper


def _lowest_odds(x: int, n: int, alpha: float, rule: str) -> float:
    tails, k = _binomial_tails(n), np.arange(0.0, x)
    if rule == "minlike":
        points = np.exp((_log_choose(n, k) - _log_choose(n, np.float64(x))) / (x - k))
    else:
        # In the logarithm of the odds, so that very small and very large odds are found as precisely as others.
        logs = solve_between(lambda o, k: tails.below(k, np.exp(o)) - tails.above(x, np.exp(o)), -700.0, 700.0, k)
        points = np.exp(logs)
    return _lowest(x, alpha, points, tails)


def _lowest(x: int, alpha: float, points: FloatArray, tails: _Tails) -> float:
    """Return the lowest parameter whose p-value exceeds `alpha`; count k joins the lower tail from ``points[k]`` on."""
    starts, ends = np.append(0.0, points[:-1]), points
    joined = np.arange(-1.0, x - 1)
    at_start = tails.above(x, starts) + tails.below(joined, starts)
    at_end = tails.above(x, ends) + tails.below(joined, ends)
    # The first stretch starts at nothing, where X is 0 for certain and the tail of a positive x is empty.
    at_start[0] = 0.0
    inside = np.flatnonzero((at_start > alpha) | (at_end > alpha))
    if inside.size == 0:
        return float(points[-1])
    first = inside[0]
    if at_start[first] > alpha:
        return float(starts[first])
    k = joined[first]
    low = np.maximum(starts[first], np.finfo(float).tiny)
    root = solve_between(lambda t: tails.above(x, t) + tails.below(k, t) - alpha, low, ends[first])
    return float(root)


def _highest(x: int, alpha: float, points: FloatArray, tails: _Tails) -> float:
    """Return the highest parameter whose p-value exceeds `alpha`; count x + 1 + i is in the upper tail up to ``points[i]``."""
    starts, ends = points[:-1], points[1:]
    joined = x + 2.0 + np.arange(len(starts))
    at_start = tails.below(x, starts) + tails.above(joined, starts)
    at_end = tails.below(x, ends) + tails.above(joined, ends)
    inside = np.flatnonzero((at_start > alpha) | (at_end > alpha))
    if inside.size == 0:
        return float(points[0])
    last = inside[-1]
    if at_end[last] > alpha:
        return float(ends[last])
    k = joined[last]
    return float(solve_between(lambda t: tails.below(x, t) + tails.above(k, t) - alpha, starts[last], ends[last]))


def _poisson_below(k: Any, mean: Any) -> FloatArray:
    return np.where(np.asarray(k) < 0, 0.0, special.gammaincc(np.maximum(k, 0) + 1.0, mean))


def _poisson_above(k: Any, mean: Any) -> FloatArray:
    return np.where(np.asarray(k) <= 0, 1.0, special.gammainc(np.maximum(k, 1.0), mean))


_POISSON = _Tails(_poisson_below, _poisson_above)


def _binomial_tails(n: int) -> _Tails:
    def below(k: Any, odds: Any) -> FloatArray:
        inside = np.clip(k, 0, n - 1.0)
        return np.where(np.asarray(k) < 0, 0.0, special.betainc(n - inside, inside + 1, 1 / (1 + odds)))

    def above(k: Any, odds: Any) -> FloatArray:
        inside = np.clip(k, 1.0, n)
        return np.where(np.asarray(k) <= 0, 1.0, special.betainc(inside, n - inside + 1, odds / (1 + odds)))

    return _Tails(below, above)


def _log_choose(n: int, k: Any) -> FloatArray:
    return np.asarray(special.gammaln(n + 1.0) - special.gammaln(k + 1) - special.gammaln(n - k + 1))
