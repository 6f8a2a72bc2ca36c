"""Two counts compared: is the ratio of their rates 1?

The interval and the p-value of a result always come from one rule, so that they never contradict each other: the
interval leaves out 1 exactly when the p-value is below 1 − level (the E-test keeps this for equal exposures only). Which
rule was used is part of the result.
"""

import math
from typing import NamedTuple

import numpy as np
from scipy import special

from safetystats.errors import InputError, one_of
from safetystats.measures import conditional
from safetystats.measures.columns import Column, FloatArray, check_counts, check_exposure, check_positive, read_columns
from safetystats.measures.conditional import P_RULES
from safetystats.measures.e_test import ALTERNATIVES, Pair, e_test_p_value, e_test_ratio_limits, statistic
from safetystats.measures.estimate import Comparison
from safetystats.measures.tails import Tails, normal_quantiles, split_tails

COMPARISON_METHODS = ("conditional", "e-test", "score", "wald")
_SIDES = {"two-sided": "two", "greater": "lower", "less": "upper"}


class _Counts(NamedTuple):
    a: FloatArray
    b: FloatArray
    time_a: FloatArray
    time_b: FloatArray


class _Answer(NamedTuple):
    lower: FloatArray
    upper: FloatArray
    p_value: FloatArray
    statistic: FloatArray


def compare_counts(
    a: Column,
    b: Column,
    exposure_a: Column = 1,
    exposure_b: Column = 1,
    method: str = "conditional",
    *,
    level: float = 0.95,
    p_rule: str | None = None,
    alternative: str = "two-sided",
    dispersion: float = 1.0,
) -> Comparison:
    """Return the ratio of the rate of `a` to the rate of `b`, with its interval and the p-value of a ratio of 1.

    Parameters
    ----------
    a, b, exposure_a, exposure_b
        Numbers, arrays or Series. Missing stays missing. With no event in either group the ratio is not defined: it is
        NaN, the interval runs from 0 to infinity and the p-value is 1.
    method
        One of :data:`COMPARISON_METHODS`: ``conditional`` exact, given the sum of the counts; ``e-test`` (Krishnamoorthy
        and Thomson 2004), not conditional, of more power for small counts; ``score`` (Miettinen and Nurminen 1985,
        without corrections); ``wald`` on the logarithm, which knows nothing when a count is 0.
    p_rule
        For ``conditional`` only, one of :data:`P_RULES`; ``central`` when not given.
    alternative
        ``two-sided``; ``greater`` (the first rate is higher; only a lower limit) or ``less`` (only an upper limit).
    dispersion
        Variance over mean of the counts. Not 1 when deaths come in clusters: ``conditional`` (central, mid-p) then
        compares the numbers of independent events, a/dispersion and b/dispersion; ``score`` and ``wald`` widen their
        variance.

    Raises
    ------
    InputError
        A negative or, for the exact methods, broken count; events without exposure; options that do not go together.
    """
    one_of(method, COMPARISON_METHODS, "method")
    tails = split_tails(level, _SIDES[one_of(alternative, ALTERNATIVES, "alternative")])
    rule = _check_rule(method, p_rule, alternative, check_positive(dispersion, "dispersion"))
    columns, form = read_columns(a=a, b=b, exposure_a=exposure_a, exposure_b=exposure_b)
    counts = _check(_Counts(*columns), whole=method in ("conditional", "e-test"))
    if method == "conditional":
        answer = _conditional(counts, rule, tails, alternative, dispersion)
    elif method == "e-test":
        answer = _e_test(counts, tails, alternative)
    else:
        answer = (_score if method == "score" else _wald)(counts, tails, alternative, dispersion)
    restored = (form.restore(part) for part in (_ratio(counts), answer.lower, answer.upper, answer.p_value))
    ratio, lower, upper, p_value = restored
    return Comparison(
        ratio,
        lower,
        upper,
        p_value,
        method=method,
        level=level,
        p_rule=rule,
        alternative=alternative,
        statistic=form.restore(answer.statistic),
    )


def median_unbiased_ratio(a: Column, b: Column, exposure_a: Column = 1, exposure_b: Column = 1) -> Column:
    """Return the ratio of rates under which the observed division of the events is the median one (mid-P tails of ½)."""
    columns, form = read_columns(a=a, b=b, exposure_a=exposure_a, exposure_b=exposure_b)
    counts = _check(_Counts(*columns), whole=False)
    odds = conditional.median_unbiased_odds(counts.a, counts.a + counts.b)
    return form.restore(odds * counts.time_b / counts.time_a)


def e_test(
    a: float,
    b: float,
    exposure_a: float = 1,
    exposure_b: float = 1,
    *,
    difference: float = 0.0,
    alternative: str = "two-sided",
) -> tuple[float, float]:
    """Return statistic and p-value of the E-test that the first rate exceeds the second by just `difference`.

    Single numbers; :func:`compare_counts` with ``method="e-test"`` tests equality, for columns too, with an interval.
    A `difference` other than 0 is tested two-sided only.
    """
    if one_of(alternative, ALTERNATIVES, "alternative") != "two-sided" and difference != 0:
        raise InputError("The E-test of a difference other than 0 is two-sided; leave the alternative as it is.")
    columns, _ = read_columns(a=a, b=b, exposure_a=exposure_a, exposure_b=exposure_b)
    counts = _check(_Counts(*columns), whole=True)
    pair = Pair(*(float(part) for part in (counts.a, counts.time_a, counts.b, counts.time_b)))
    if any(math.isnan(part) for part in pair):
        return math.nan, math.nan
    return statistic(pair, difference), e_test_p_value(pair, alternative, difference)


def _check_rule(method: str, p_rule: str | None, alternative: str, dispersion: float) -> str:
    if method != "conditional":
        if p_rule is not None:
            raise InputError(f"p_rule is for the method 'conditional', but the method is {method!r}.")
        if method == "e-test" and dispersion != 1:
            raise InputError("The E-test knows no dispersion; use the method 'conditional' or 'score'.")
        return ""
    rule = one_of("central" if p_rule is None else p_rule, P_RULES, "p_rule")
    if rule not in ("central", "mid-p") and (alternative != "two-sided" or dispersion != 1):
        raise InputError(f"The p_rule {rule!r} is two-sided and for plain counts; use 'central' or 'mid-p'.")
    return rule


def _check(counts: _Counts, whole: bool) -> _Counts:
    """Check the columns and set the whole row missing where an exposure is nothing."""
    check_counts(counts.a, "a", whole)
    check_counts(counts.b, "b", whole)
    check_exposure(counts.time_a, counts.a, "exposure_a", "events")
    check_exposure(counts.time_b, counts.b, "exposure_b", "events")
    known = ~np.isnan(sum(counts, np.zeros(()))) & (counts.time_a > 0) & (counts.time_b > 0)
    return _Counts(*(np.where(known, column, np.nan) for column in counts))


def _ratio(counts: _Counts) -> FloatArray:
    rate_a, rate_b = counts.a / counts.time_a, counts.b / counts.time_b
    with np.errstate(divide="ignore", invalid="ignore"):
        return np.asarray(rate_a / rate_b)


def _conditional(counts: _Counts, rule: str, tails: Tails, alternative: str, dispersion: float) -> _Answer:
    x, n = counts.a / dispersion, (counts.a + counts.b) / dispersion
    relative = counts.time_b / counts.time_a
    lower, upper = conditional.odds_limits(x, n, rule, tails)
    chance = conditional.p_value(x, n, 1 / (1 + relative), rule, alternative)
    return _Answer(lower * relative, upper * relative, chance, np.full(x.shape, np.nan))


def _e_test(counts: _Counts, tails: Tails, alternative: str) -> _Answer:
    rows = np.stack([np.ravel(column) for column in (counts.a, counts.time_a, counts.b, counts.time_b)], axis=1)
    answers = [_e_test_row(Pair(*row), tails, alternative) for row in rows.tolist()]
    return _Answer(*np.reshape(answers, (-1, 4)).T.reshape(4, *counts.a.shape))


def _e_test_row(pair: Pair, tails: Tails, alternative: str) -> tuple[float, float, float, float]:
    if any(math.isnan(part) for part in pair):
        return math.nan, math.nan, math.nan, math.nan
    return *e_test_ratio_limits(pair, tails), e_test_p_value(pair, alternative), statistic(pair)


def _score(counts: _Counts, tails: Tails, alternative: str, dispersion: float) -> _Answer:
    """Limits solve (x₁ − r x₂)² = z² r (x₁ + x₂), a quadratic in r, the ratio in units of the two exposures."""
    a, b, relative = counts.a, counts.b, counts.time_b / counts.time_a
    n = a + b
    with np.errstate(invalid="ignore", divide="ignore"):
        z = (a * relative - b) / np.sqrt(relative * n * dispersion)
    z = np.where(n == 0, 0.0, z)

    def limit(quantile: float, first: FloatArray, second: FloatArray) -> FloatArray:
        """Return the lower limit of first / second; the upper one is 1 over the lower limit of second / first."""
        if not np.isfinite(quantile):
            return 0 * first
        square = quantile**2 * dispersion
        width = quantile * np.sqrt(dispersion * n * (4 * first * second + square * n))
        total = 2 * first * second + square * n + width
        return np.where(first > 0, 2 * first**2 / np.where(total > 0, total, 1.0), 0 * first)

    z_lower, z_upper = normal_quantiles(tails)
    with np.errstate(divide="ignore"):
        upper = 1 / limit(z_upper, b, a)
    return _Answer(limit(z_lower, a, b) * relative, upper * relative, _normal_p(z, alternative), z)


def _wald(counts: _Counts, tails: Tails, alternative: str, dispersion: float) -> _Answer:
    both = (counts.a > 0) & (counts.b > 0)
    a, b = np.where(both, counts.a, np.nan), np.where(both, counts.b, np.nan)
    log_ratio, error = np.log(a / counts.time_a * counts.time_b / b), np.sqrt(dispersion * (1 / a + 1 / b))
    z_lower, z_upper = normal_quantiles(tails)
    known = ~np.isnan(counts.a)
    lower = np.where(known & ~both, 0.0, np.exp(log_ratio - z_lower * error))
    upper = np.where(known & ~both, np.inf, np.exp(log_ratio + z_upper * error))
    z = log_ratio / error
    return _Answer(lower, upper, _normal_p(z, alternative), z)


def _normal_p(z: FloatArray, alternative: str) -> FloatArray:
    if alternative == "two-sided":
        return np.asarray(2 * special.ndtr(-np.abs(z)))
    return np.asarray(special.ndtr(-z if alternative == "greater" else z))
