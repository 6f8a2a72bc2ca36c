"""Exact comparison of two Poisson counts given their sum, on plain arrays (Przyborowski and Wilenski 1940).

Given the sum n, the first count x is binomial: under a ratio of rates ρ its odds are ρ·t₁/t₂. Every p-rule has the
interval that inverts it:

========== ============================================================ ==============================================
rule       p-value                                                      limits of the odds
========== ============================================================ ==============================================
central    twice the smaller tail, at most 1                            Clopper and Pearson 1934
mid-p      the same with half the weight on x                           mid-P roots (Lancaster 1961)
minlike    all outcomes no likelier than x                              acceptance limits (Sterne 1954; Fay 2010)
blaker     smaller tail, and as much of the other as is no larger       acceptance limits (Blaker 2000)
========== ============================================================ ==============================================
"""

import numpy as np
from scipy import special

from safetystats.measures.acceptance import ACCEPTANCE_RULES, binomial_acceptance_limits
from safetystats.measures.columns import FloatArray
from safetystats.measures.poisson_limits import Limits
from safetystats.measures.roots import solve_between
from safetystats.measures.tails import Tails

P_RULES = ("central", "mid-p", *ACCEPTANCE_RULES)
# Two outcomes count as equally likely when their probabilities agree to this relative difference, as in R.
_TIE = 1 + 1e-7


def p_value(x: FloatArray, n: FloatArray, probability: FloatArray, rule: str, alternative: str) -> FloatArray:
    """Return the p-value of `x` out of `n` under `probability`; 1 where n is 0, NaN where anything is missing."""
    if rule in ACCEPTANCE_RULES:
        chance = _acceptance_p(x, n, probability, rule)
    else:
        below, above = (
            mid_tails(x, n, probability) if rule == "mid-p" else (_below(x, n, probability), _above(x, n, probability))
        )
        chance = {"less": below, "greater": above}.get(alternative, np.minimum(2 * np.minimum(below, above), 1.0))
    return np.where(n == 0, 0 * probability + 1, chance)


def odds_limits(x: FloatArray, n: FloatArray, rule: str, tails: Tails) -> Limits:
    """Return the limits of the odds of the first group; 0 and infinity where n is 0."""
    if rule in ACCEPTANCE_RULES:
        level = 1 - tails.lower - tails.upper
        lower, upper = np.frompyfunc(lambda x, n: _acceptance_limits(x, n, level, rule), 2, 2)(x, n)
        return np.asarray(lower, float), np.asarray(upper, float)
    lower_limit = _mid_p_lower_odds if rule == "mid-p" else _central_lower_odds
    lower = lower_limit(x, n, tails.lower)
    with np.errstate(divide="ignore"):
        return lower, 1 / lower_limit(n - x, n, tails.upper)


def median_unbiased_odds(x: FloatArray, n: FloatArray) -> FloatArray:
    """Return the odds at which x is the median outcome: both mid-P tails are one half (infinite at x = n > 0)."""
    odds = _mid_p_lower_odds(x, n, 0.5)
    return np.where(n == 0, np.nan, odds)


def mid_tails(x: FloatArray, n: FloatArray, probability: FloatArray) -> Limits:
    """Return P(X < x) + ½ P(X = x) and P(X > x) + ½ P(X = x), which add up to 1."""
    below, above = _below(x, n, probability), _above(x, n, probability)
    return (below + 1 - above) / 2, (above + 1 - below) / 2


def _below(x: FloatArray, n: FloatArray, probability: FloatArray) -> FloatArray:
    rest = np.where(n > x, n - x, 1.0)
    return np.where(n == x, 0 * n + 1, special.betaincc(x + 1, rest, probability))


def _above(x: FloatArray, n: FloatArray, probability: FloatArray) -> FloatArray:
    return np.where(x == 0, 0 * n + 1, special.betainc(np.where(x > 0, x, 1.0), n - x + 1, probability))


def _central_lower_odds(x: FloatArray, n: FloatArray, tail: float) -> FloatArray:
    """Return the odds at which P(X ≥ x) is `tail`. Both p and 1 − p are quantiles: their difference would lose digits."""
    safe = np.where(x > 0, x, 1.0)
    p = special.betaincinv(safe, n - x + 1, tail)
    q = special.betainccinv(n - x + 1, safe, tail)
    return np.where(x > 0, p / np.where(q > 0, q, 1.0), 0 * x)


def _mid_p_lower_odds(x: FloatArray, n: FloatArray, tail: float) -> FloatArray:
    """Return the odds at which P(X > x) + ½ P(X = x) is `tail`, between those of the tails with and without x."""
    if tail == 0:
        return 0 * x
    inside = np.where((x > 0) & (x < n), x, np.nan)
    low = np.log(_central_lower_odds(inside, n, tail))
    high = np.log(_central_lower_odds(inside + 1, n, tail))

    def excess(log_odds: FloatArray, x: FloatArray, n: FloatArray) -> FloatArray:
        return mid_tails(x, n, special.expit(log_odds))[1] - tail

    odds = np.exp(solve_between(excess, low, high, inside, n))
    # When all n events are in the first group only half of p^n is left above.
    whole = np.where((x == n) & (n > 0), n, np.nan)
    all_in_first = _odds_of_power(min(2 * tail, 1.0), whole)
    return np.where(x == 0, 0 * n, np.where(x == n, all_in_first, odds))


def _odds_of_power(chance: float, n: FloatArray) -> FloatArray:
    """Return the odds p/(1 − p) of the p with pⁿ = `chance`; infinite for a chance of 1."""
    log_p = np.log(chance) / n
    with np.errstate(divide="ignore"):
        return np.asarray(np.exp(log_p) / -np.expm1(log_p))


def _acceptance_limits(x: float, n: float, level: float, rule: str) -> tuple[float, float]:
    if np.isnan(x) or np.isnan(n):
        return np.nan, np.nan
    return binomial_acceptance_limits(int(x), int(n), level, rule) if n > 0 else (0.0, np.inf)


def _acceptance_p(x: FloatArray, n: FloatArray, probability: FloatArray, rule: str) -> FloatArray:
    """Return the two-sided p-value, seen from the side of the smaller tail by turning the scale around where needed."""
    known = ~(np.isnan(x) | np.isnan(n) | np.isnan(probability))
    result = np.full(x.shape, np.nan)
    x, n, probability = x[known], n[known], probability[known]
    turned = x > n * probability if rule == "minlike" else _below(x, n, probability) > _above(x, n, probability)
    x, probability = np.where(turned, n - x, x), np.where(turned, 1 - probability, probability)
    # From here the observed tail is the lower one; the upper tail starts at the first count that may join it.
    if rule == "minlike":
        limit = _log_chance(x, n, probability) + np.log(_TIE)
        joins = lambda k: _log_chance(k, n, probability) <= limit  # noqa: E731
    else:
        tail = _below(x, n, probability)
        joins = lambda k: _above(k, n, probability) <= tail * _TIE  # noqa: E731
    start = np.maximum(x + 1, np.ceil(n * probability)) if rule == "minlike" else x + 1
    first = _first_count(joins, start, n)
    other = np.where(first > n, 0.0, _above(np.minimum(first, n), n, probability))
    result[known] = np.minimum(_below(x, n, probability) + other, 1.0)
    return result


def _first_count(joins, start: FloatArray, n: FloatArray) -> FloatArray:  # type: ignore[no-untyped-def]
    """Return the first count from `start` up to n that joins, or n + 1; all counts after one that joins do too."""
    low, high = np.minimum(start, n + 1), n + 1
    while (low < high).any():
        middle = np.floor((low + high) / 2)
        inside = joins(np.minimum(middle, n)) | (middle > n)
        high = np.where((low < high) & inside, middle, high)
        low = np.where((low < high) & ~inside, middle + 1, low)
    return low


def _log_chance(k: FloatArray, n: FloatArray, probability: FloatArray) -> FloatArray:
    choose = special.gammaln(n + 1) - special.gammaln(k + 1) - special.gammaln(n - k + 1)
    return np.asarray(choose + special.xlogy(k, probability) + special.xlog1py(n - k, -probability))
