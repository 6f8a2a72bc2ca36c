"""The E-test of two Poisson means (Krishnamoorthy and Thomson 2004), on single numbers.

The statistic is the difference of the rates over its unpooled standard error. Its p-value is the chance, under the
pooled rate, of a statistic as far out as the observed one. Instead of summing over all pairs of counts, each first
count is met by the two bounds between which the second must lie, which solve a quadratic equation; so the work grows
with the width of one distribution, not with its square.
"""

import math
from typing import NamedTuple

import numpy as np
from scipy import special

from safetystats.measures.columns import FloatArray
from safetystats.measures.tails import Tails

ALTERNATIVES = ("two-sided", "greater", "less")
# Outcomes whose statistic equals the observed one but for rounding count as equally far out.
_TIE = 1e-9
# Precision of a limit, on the logarithm of the ratio.
_PRECISION = 1e-10


class Pair(NamedTuple):
    """Two counts and their exposures."""

    x1: float
    t1: float
    x2: float
    t2: float


def statistic(pair: Pair, difference: float = 0.0) -> float:
    """Return (x₁/t₁ − x₂/t₂ − difference) / √(x₁/t₁² + x₂/t₂²); 0 when there is neither event nor difference."""
    x1, t1, x2, t2 = pair
    gap, spread = x1 / t1 - x2 / t2 - difference, math.sqrt(x1 / t1**2 + x2 / t2**2)
    if spread == 0:
        return math.copysign(math.inf, gap) if gap else 0.0
    return gap / spread


def e_test_p_value(pair: Pair, alternative: str = "two-sided", difference: float = 0.0) -> float:
    """Return the p-value of the hypothesis that the first rate is the second plus `difference` (0 when one-sided)."""
    observed = statistic(pair, difference)
    second = (pair.x1 + pair.x2 - difference * pair.t1) / (pair.t1 + pair.t2)
    if second < 0 or second + difference < 0 or pair.x1 + pair.x2 == 0:
        return 1.0
    if not math.isfinite(observed) or (second == 0 and second + difference == 0):
        return 1.0
    mean1, mean2 = pair.t1 * (second + difference), pair.t2 * second
    x1 = _bulk(mean1, pair.x1)
    at_most, at_least = _bounds(x1, pair, observed, alternative, difference)
    chance = _poisson_below(at_most, mean2) + _poisson_above(at_least, mean2)
    if difference == 0 and (alternative == "two-sided" or observed > 0):
        # No event in either group is no difference, although its statistic is 0 / 0.
        chance = np.where((x1 == 0) & (at_most >= 0) & (at_least > 0), chance - math.exp(-mean2), chance)
    return float(min(np.sum(_poisson_chance(x1, mean1) * np.clip(chance, 0.0, 1.0)), 1.0))


def e_test_ratio_limits(pair: Pair, tails: Tails) -> tuple[float, float]:
    """Return the ratios of rates that the one-sided tests reject at the two tails (0: no limit on that side).

    A ratio ρ is tested as equality after multiplying the first exposure by ρ. With equal exposures the two-sided p-value
    of equality is twice the smaller one-sided one, so that it agrees with these limits.
    """
    if pair.x1 + pair.x2 == 0:
        return 0.0, math.inf
    lower = _limit(pair, tails.lower, "greater", -1) if tails.lower and pair.x1 > 0 else 0.0
    upper = _limit(pair, tails.upper, "less", 1) if tails.upper and pair.x2 > 0 else math.inf
    return lower, upper


def _limit(pair: Pair, tail: float, alternative: str, sign: int) -> float:
    """Return the ratio whose one-sided p-value is `tail`: step outward from the estimate, then halve the last step."""

    def rejects(log_ratio: float) -> bool:
        scaled = pair._replace(t1=pair.t1 * math.exp(log_ratio))
        return e_test_p_value(scaled, alternative) <= tail

    # With a count of 0 the estimate is 0 or infinite; the steps start where half an event would put it.
    error = math.sqrt(1 / max(pair.x1, 0.5) + 1 / max(pair.x2, 0.5))
    inside = math.log(max(pair.x1, 0.5) / pair.t1) - math.log(max(pair.x2, 0.5) / pair.t2)
    while rejects(inside):
        inside -= sign * error
    while not rejects(outside := inside + sign * error):
        inside = outside
    while abs(outside - inside) > _PRECISION:
        middle = (inside + outside) / 2
        inside, outside = (inside, middle) if rejects(middle) else (middle, outside)
    return math.exp((inside + outside) / 2)


def _bulk(mean: float, observed: float) -> FloatArray:
    """Return all counts of any weight: what lies outside has a chance far below the smallest p-value of interest."""
    reach = 10 * math.sqrt(mean) + 40
    lowest, highest = math.floor(min(mean, observed) - reach), math.ceil(max(mean, observed) + reach)
    return np.arange(float(max(0, lowest)), highest + 1.0)


def _bounds(
    x1: FloatArray, pair: Pair, observed: float, alternative: str, difference: float
) -> tuple[FloatArray, FloatArray]:
    """Return, for each first count, the second counts up to which and from which the statistic is as far out.

    |T| ≥ τ is (a − v)² ≥ τ²(x₁/t₁² + v/t₂) in the second rate v, with a = x₁/t₁ − difference: outside the two roots.
    """
    a, square = x1 / pair.t1 - difference, observed**2
    middle = a + square / (2 * pair.t2)
    half = np.sqrt(np.maximum(middle**2 - a**2 + square * x1 / pair.t1**2, 0.0))
    small, large = (middle - half) * pair.t2, (middle + half) * pair.t2
    if alternative != "two-sided":
        # The statistic falls as the second count grows; it equals the observed one at the root of its own sign.
        small = large = small if observed >= 0 else large
    at_most = np.floor(small * (1 + _TIE) + _TIE)
    at_least = np.ceil(large * (1 - _TIE) - _TIE)
    if alternative == "greater":
        at_least = np.full_like(x1, np.inf)
    elif alternative == "less":
        at_most = np.full_like(x1, -1.0)
    return at_most, np.maximum(at_least, at_most + 1)


def _poisson_chance(k: FloatArray, mean: float) -> FloatArray:
    return np.asarray(np.exp(special.xlogy(k, mean) - mean - special.gammaln(k + 1)))


def _poisson_below(k: FloatArray, mean: float) -> FloatArray:
    return np.where(k < 0, 0.0, special.gammaincc(np.maximum(k, 0.0) + 1, mean))


def _poisson_above(k: FloatArray, mean: float) -> FloatArray:
    finite = np.where(np.isinf(k), 1.0, np.maximum(k, 1.0))
    return np.where(np.isinf(k), 0.0, np.where(k <= 0, 1.0, special.gammainc(finite, mean)))
