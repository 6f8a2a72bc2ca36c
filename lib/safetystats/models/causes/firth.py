"""Firth's penalised likelihood: regression that stays finite where a factor predicts the outcome perfectly.

With separation (every accident of one kind was fatal, say) the largest likelihood lies at infinity. Firth (1993) adds half
the logarithm of the determinant of the information to the log likelihood, which also removes the first-order bias; Heinze and
Schemper (2002) take its profile for intervals and its ratio for tests, since Wald's say little here. The modified scores are
Σ x (y − mπ + h(½ − π)) for y of m events in a logistic model and Σ x (y − μ + h/2) in a log-linear one, h being the leverages.
"""

from dataclasses import dataclass
from typing import Literal, NamedTuple

import numpy as np
from scipy import optimize, special

from safetystats.errors import InputError
from safetystats.measures.columns import FloatArray

Family = Literal["logistic", "poisson"]
_STEPS, _LONGEST_STEP, _CONVERGED, _FLAT = 200, 5.0, 1e-10, 1e-4


@dataclass(frozen=True, slots=True, eq=False)
class FirthFit:
    """Coefficients with profile penalised likelihood limits and p-values; `covariance` is the inverse information."""

    coefficients: FloatArray
    lower: FloatArray
    upper: FloatArray
    p_values: FloatArray
    covariance: FloatArray
    log_likelihood: float

    def __repr__(self) -> str:
        return (
            f"<FirthFit of {len(self.coefficients)} coefficients, penalised log likelihood {self.log_likelihood:.6g}>"
        )


class _Data(NamedTuple):
    design: FloatArray
    events: FloatArray
    exposure: FloatArray
    family: Family


class _Point(NamedTuple):
    coefficients: FloatArray
    value: float
    information: FloatArray


def firth(
    design: FloatArray,
    events: FloatArray,
    exposure: FloatArray | None = None,
    family: Family = "logistic",
    *,
    level: float = 0.95,
    limits: bool = True,
) -> FirthFit:
    """Return the penalised fit of `events` on the columns of `design` (its intercept among them).

    Parameters
    ----------
    events, exposure
        One element a row or pattern of rows: events out of `exposure` trials (logistic), or events at `exposure`
        (log-linear). Exposures are 1 when not given.
    limits
        False leaves out the limits and p-values, which take most of the time.

    Raises
    ------
    InputError
        Columns of the design that are a combination of others, or a fit that does not converge.
    """
    y = np.asarray(events, dtype=float)
    data = _Data(
        np.asarray(design, float), y, np.ones_like(y) if exposure is None else np.asarray(exposure, float), family
    )
    columns = data.design.shape[1]
    if np.linalg.matrix_rank(data.design) < columns:
        raise InputError(
            "Two factors say the same of every accident (the columns of the design depend): leave one out."
        )
    start = np.zeros(columns)
    best = _maximise(data, start, np.ones(columns, dtype=bool))
    ends = np.full((2, columns), np.nan)
    p_values = np.full(columns, np.nan)
    if limits:
        for column in range(columns):
            ends[:, column] = [_limit(data, best, column, sign, level) for sign in (-1, 1)]
            without = _profile(data, best, column, 0.0)
            p_values[column] = special.chdtrc(1, max(2 * (best.value - without), 0.0))
    return FirthFit(
        best.coefficients, ends[0], ends[1], p_values, np.asarray(np.linalg.inv(best.information), float), best.value
    )


def _at(data: _Data, coefficients: FloatArray) -> tuple[float, FloatArray, FloatArray]:
    """Return the penalised log likelihood, its modified score and the information."""
    linear = np.clip(data.design @ coefficients, -500, 500)
    if data.family == "logistic":
        share = special.expit(linear)
        mean, weight = data.exposure * share, data.exposure * share * (1 - share)
        log_likelihood = data.events @ linear - data.exposure @ np.logaddexp(0, linear)
        pull = 0.5 - share
    else:
        mean = weight = data.exposure * np.exp(linear)
        log_likelihood = data.events @ linear - mean.sum()
        pull = np.full_like(mean, 0.5)
    weighted = data.design * weight[:, np.newaxis]
    information = data.design.T @ weighted
    sign, log_determinant = np.linalg.slogdet(information)
    if sign <= 0:
        return -np.inf, np.zeros_like(coefficients), information
    leverage = np.einsum("ij,ji->i", weighted, np.linalg.solve(information, data.design.T))
    score = data.design.T @ (data.events - mean + leverage * pull)
    return float(log_likelihood + 0.5 * log_determinant), score, information


def _maximise(data: _Data, start: FloatArray, free: "np.ndarray[tuple[int], np.dtype[np.bool_]]") -> _Point:
    """Maximise over the `free` coefficients by scoring steps, halved until the likelihood rises."""
    coefficients = start.copy()
    value, score, information = _at(data, coefficients)
    for _ in range(_STEPS):
        step = np.zeros_like(coefficients)
        step[free] = np.linalg.solve(information[np.ix_(free, free)], score[free])
        step *= min(1.0, _LONGEST_STEP / max(np.abs(step).max(initial=0.0), 1e-300))
        for _ in range(30):
            trial = _at(data, coefficients + step)
            if trial[0] >= value - 1e-12:
                break
            step /= 2
        coefficients, (value, score, information) = coefficients + step, trial
        if np.abs(step).max(initial=0.0) < _CONVERGED * (1 + np.abs(coefficients).max()):
            return _Point(coefficients, value, information)
    return _searched(data, coefficients, free)


def _searched(data: _Data, start: FloatArray, free: "np.ndarray[tuple[int], np.dtype[np.bool_]]") -> _Point:
    """Maximise by a general search, where a few events spread over many factors make scoring steps creep."""

    def falls(part: FloatArray) -> tuple[float, FloatArray]:
        value, score, _ = _at(data, np.where(free, _placed(part, free), start))
        return (-value, -score[free]) if np.isfinite(value) else (1e10, np.zeros_like(part))

    found = optimize.minimize(falls, start[free], jac=True, method="BFGS", options={"gtol": 1e-7, "maxiter": 2000})
    coefficients = np.where(free, _placed(found.x, free), start)
    value, score, information = _at(data, coefficients)
    if np.isfinite(value) and np.abs(score[free]).max(initial=0.0) < _FLAT:
        return _Point(coefficients, value, information)
    raise InputError(
        "The penalised fit did not converge: there are too many factors for so few accidents; leave some out."
    )


def _placed(part: FloatArray, free: "np.ndarray[tuple[int], np.dtype[np.bool_]]") -> FloatArray:
    whole = np.zeros(len(free))
    whole[free] = part
    return whole


def _profile(data: _Data, best: _Point, column: int, at: float) -> float:
    free = np.ones(len(best.coefficients), dtype=bool)
    free[column] = False
    start = best.coefficients.copy()
    # Move the others as the information says they move with it: a good start saves most of the steps.
    shift = at - start[column]
    start[free] -= np.linalg.solve(best.information[np.ix_(free, free)], best.information[free, column]) * shift
    start[column] = at
    return _maximise(data, start, free).value


def _limit(data: _Data, best: _Point, column: int, sign: int, level: float) -> float:
    """Return where the profile falls by half the chi-square quantile, searching outwards from the estimate."""
    target = best.value - special.chdtri(1, 1 - level) / 2
    error = float(np.sqrt(np.linalg.inv(best.information)[column, column]))
    inside, step = float(best.coefficients[column]), 2 * error
    for _ in range(40):
        outside = inside + sign * step
        if _profile(data, best, column, outside) < target:
            return float(
                optimize.brentq(lambda at: _profile(data, best, column, at) - target, inside, outside, xtol=1e-8)
            )
        inside, step = outside, 2 * step
    return sign * np.inf
