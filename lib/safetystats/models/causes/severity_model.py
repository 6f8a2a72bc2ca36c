"""Which factors go with a grave outcome, given that there was an accident: ratios, average marginal effects, checks.

``logistic``: any event against none, odds ratios. ``poisson``: number of events (deaths) an accident, rate ratios, with errors
widened by Pearson's dispersion where that is above 1 (McCullagh and Nelder 1989). ``negative-binomial``: variance
μ + αμ² with α by maximum likelihood. Where a level predicts the outcome perfectly (separation; found by linear programming as
Konis 2007, for counts as Correia, Guimarães and Zylkin 2019), Firth's penalised likelihood takes over. Average marginal
effects have delta-method limits. A factor that goes with deaths is no cause of them: these are associations among recorded
accidents, and an accident that was never recorded is in none of them.
"""

import warnings
from collections.abc import Sequence
from dataclasses import dataclass
from typing import NamedTuple

import numpy as np
import pandas as pd
from scipy import optimize, special

from safetystats.errors import InputError, one_of
from safetystats.measures.columns import FloatArray, check_level
from safetystats.models.causes.factor_design import Design, design_of
from safetystats.models.causes.firth import firth

SEVERITY_FAMILIES = ("logistic", "poisson", "negative-binomial")
#: Dispersion above which counts are said to be over-dispersed.
OVERDISPERSED = 1.25
_LEAST_ALPHA, _MOST_ALPHA = 1e-4, 1e3


@dataclass(frozen=True, slots=True, repr=False)
class SeverityModel:
    """A fitted model and what was found when it was checked.

    `effects` and `marginal` have one row a level: ``factor``, ``level``, ``reference``, ``accidents``, ``events``; then
    ``ratio``, ``lower``, ``upper``, ``p_value``, and ``effect``, ``lower``, ``upper``, ``p_value``. A marginal effect is a
    difference of probabilities (logistic) or of events an accident. `pooled` names the sparse levels that were pooled,
    `left_out` factors of one level, `missing` counts the accidents left out. `separated` names the levels that predict
    the outcome perfectly; the fit is then `penalised`.
    """

    effects: pd.DataFrame
    marginal: pd.DataFrame
    pooled: pd.DataFrame
    family: str
    accidents: int
    events: float
    missing: int
    left_out: tuple[str, ...]
    separated: tuple[str, ...]
    penalised: bool
    dispersion: float
    overdispersed: bool
    alpha: float
    level: float

    def __repr__(self) -> str:
        fit = "penalised " if self.penalised else ""
        return (
            f"<SeverityModel {fit}{self.family}, {self.accidents} accidents, {len(self.effects)} effects, "
            f"dispersion {self.dispersion:.3g}>"
        )


class _Fit(NamedTuple):
    coefficients: FloatArray
    lower: FloatArray
    upper: FloatArray
    p_values: FloatArray
    covariance: FloatArray
    alpha: float = 0.0


def severity_model(
    frame: pd.DataFrame,
    outcome: str,
    factors: Sequence[str],
    family: str = "logistic",
    *,
    least: int = 5,
    level: float = 0.95,
) -> SeverityModel:
    """Return the model of `outcome` on `factors`, one row of `frame` being one accident.

    Parameters
    ----------
    outcome
        Column of counts (deaths). For ``logistic`` any positive count is an event.
    factors
        Columns of levels (texts, codes or few numbers); each level is set against the commonest one.
    family
        One of :data:`SEVERITY_FAMILIES`.
    least
        Levels with fewer accidents than this are pooled.

    Raises
    ------
    InputError
        An unknown column, a negative count, no event at all, factors that say the same, no factor with two levels.
    """
    one_of(family, SEVERITY_FAMILIES, "family")
    check_level(level)
    design = design_of(frame, outcome, factors, least, binary=family == "logistic")
    if family == "logistic" and design.outcome.min() > 0:
        raise InputError(f"Every accident has a positive {outcome!r}: there is nothing to compare the fatal ones with.")
    if not design.terms:
        raise InputError(f"None of the factors {', '.join(factors)} has two levels with at least {least} accidents.")
    separated = _separated(design, family)
    if separated and family != "logistic":
        family = "poisson"  # the penalised fit of counts has no second parameter; its dispersion widens the limits
    fit = _penalised(design, family, level) if separated else _likelihood(design, family, level)
    dispersion = 1.0 if family == "logistic" else _dispersion(design, fit)
    if family != "logistic" and (separated or family == "poisson"):
        fit = _widened(fit, max(dispersion, 1.0))
    return SeverityModel(
        _effects(design, fit), _marginal(design, fit, family, level), design.pooled, family, int(design.number.sum()),
        float(design.number @ design.outcome), design.missing, design.left_out, separated, bool(separated), dispersion,
        dispersion > OVERDISPERSED, fit.alpha, level,
    )  # fmt: skip


def _separated(design: Design, family: str) -> tuple[str, ...]:
    """Return the levels along which the likelihood rises without end; none when it has its maximum.

    A direction β separates when moving along it never lowers the likelihood of any accident and raises that of some.
    """
    none = design.outcome == 0
    if family == "logistic":
        signed = design.matrix * np.where(none, -1.0, 1.0)[:, np.newaxis]
        fixed = np.zeros((0, design.matrix.shape[1]))
    else:
        signed, fixed = -design.matrix[none], design.matrix[~none]
    if not len(signed):
        return ()
    found = optimize.linprog(
        -signed.sum(axis=0), A_ub=-signed, b_ub=np.zeros(len(signed)), A_eq=fixed if len(fixed) else None,
        b_eq=np.zeros(len(fixed)) if len(fixed) else None, bounds=(-1, 1), method="highs",
    )  # fmt: skip
    if -found.fun < 1e-6:
        return ()
    named = [f"{t.factor}: {t.level}" for t, b in zip(design.terms, found.x[1:], strict=True) if abs(b) > 1e-6]
    return tuple(named)


def _penalised(design: Design, family: str, level: float) -> _Fit:
    patterns, place = np.unique(design.matrix, axis=0, return_inverse=True)
    events, accidents = (
        np.bincount(place.ravel(), numbers).astype(float) for numbers in (design.number * design.outcome, design.number)
    )
    found = firth(patterns, events, accidents, "logistic" if family == "logistic" else "poisson", level=level)
    return _Fit(found.coefficients, found.lower, found.upper, found.p_values, found.covariance)


def _likelihood(design: Design, family: str, level: float) -> _Fit:
    # statsmodels.api would load every model there is.
    from statsmodels.genmod import families
    from statsmodels.genmod.generalized_linear_model import GLM

    def fitted(kind: object) -> object:
        model = GLM(design.outcome, design.matrix, family=kind, freq_weights=design.number)
        with warnings.catch_warnings():
            warnings.simplefilter("ignore")  # what went wrong is looked for in the result
            return model.fit(maxiter=200, tol=1e-10)

    if np.linalg.matrix_rank(design.matrix) < design.matrix.shape[1]:
        raise InputError("Two factors say the same of every accident: leave one of them out.")
    alpha = 0.0
    if family == "negative-binomial":
        found = optimize.minimize_scalar(
            lambda log_alpha: -fitted(families.NegativeBinomial(alpha=float(np.exp(log_alpha)))).llf,  # type: ignore[attr-defined]
            bounds=(np.log(_LEAST_ALPHA), np.log(_MOST_ALPHA)), method="bounded", options={"xatol": 1e-6},
        )  # fmt: skip
        alpha = float(np.exp(found.x))
    kinds = {
        "logistic": families.Binomial,
        "poisson": families.Poisson,
        "negative-binomial": lambda: families.NegativeBinomial(alpha=alpha),
    }
    result = fitted(kinds[family]())
    coefficients = np.asarray(result.params)  # type: ignore[attr-defined]
    covariance = np.asarray(result.cov_params())  # type: ignore[attr-defined]
    return _wald(coefficients, covariance, level, alpha)


def _wald(coefficients: FloatArray, covariance: FloatArray, level: float, alpha: float = 0.0) -> _Fit:
    errors = np.sqrt(np.diag(covariance))
    half = special.ndtri(0.5 + level / 2) * errors
    p_values = 2 * special.ndtr(-np.abs(coefficients / errors))
    return _Fit(coefficients, coefficients - half, coefficients + half, p_values, covariance, alpha)


def _mean(design: Design, fit: _Fit) -> FloatArray:
    return np.asarray(np.exp(design.matrix @ fit.coefficients))


def _dispersion(design: Design, fit: _Fit) -> float:
    """Return Pearson's chi-square of single accidents over its degrees of freedom."""
    mean = _mean(design, fit)
    squares = design.number * (design.outcome - mean) ** 2 / (mean + fit.alpha * mean**2)
    return float(squares.sum() / max(design.number.sum() - design.matrix.shape[1], 1.0))


def _widened(fit: _Fit, dispersion: float) -> _Fit:
    """Widen limits, p-values and errors by the root of the dispersion."""
    root = np.sqrt(dispersion)
    return fit._replace(
        lower=fit.coefficients - root * (fit.coefficients - fit.lower),
        upper=fit.coefficients + root * (fit.upper - fit.coefficients),
        p_values=2 * special.ndtr(special.ndtri(fit.p_values / 2) / root),
        covariance=fit.covariance * dispersion,
    )


def _effects(design: Design, fit: _Fit) -> pd.DataFrame:
    rows = [
        {
            "factor": term.factor, "level": term.level, "reference": term.reference, "accidents": term.accidents,
            "events": term.events, "ratio": np.exp(fit.coefficients[place]), "lower": np.exp(fit.lower[place]),
            "upper": np.exp(fit.upper[place]), "p_value": fit.p_values[place],
        }
        for place, term in enumerate(design.terms, start=1)
    ]  # fmt: skip
    return pd.DataFrame(rows)


def _marginal(design: Design, fit: _Fit, family: str, level: float) -> pd.DataFrame:
    """Return the mean change of the expected outcome when every accident had this level instead of the reference."""
    rows = []
    for place, term in enumerate(design.terms, start=1):
        base = design.matrix.copy()
        base[:, design.columns_of(term.factor)] = 0
        changed = base.copy()
        changed[:, place] = 1
        (at_base, slope_base), (at_level, slope_level) = (
            _averages(matrix, design.number, fit.coefficients, family) for matrix in (base, changed)
        )
        effect, slope = at_level - at_base, slope_level - slope_base
        limits = _wald(np.array([effect]), np.array([[slope @ fit.covariance @ slope]]), level)
        rows.append(
            {
                "factor": term.factor, "level": term.level, "reference": term.reference, "accidents": term.accidents,
                "events": term.events, "effect": effect, "lower": limits.lower[0], "upper": limits.upper[0],
                "p_value": limits.p_values[0],
            }
        )  # fmt: skip
    return pd.DataFrame(rows)


def _averages(
    matrix: FloatArray, number: FloatArray, coefficients: FloatArray, family: str
) -> tuple[float, FloatArray]:
    """Return the mean expected outcome and its slopes in the coefficients."""
    linear = matrix @ coefficients
    mean = special.expit(linear) if family == "logistic" else np.exp(linear)
    slope = mean * (1 - mean) if family == "logistic" else mean
    return float(number @ mean / number.sum()), np.asarray((number * slope) @ matrix / number.sum())
