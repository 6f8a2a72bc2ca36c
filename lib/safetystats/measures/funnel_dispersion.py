"""How much more the areas of a funnel differ than chance allows (Spiegelhalter 2005; Spiegelhalter et al. 2012).

Each area gets a z-score on a scale where its standard error hardly depends on its value. The extreme areas are trimmed or
pulled in, so that true outliers do not hide themselves by widening the limits. φ is the mean squared z-score; τ² is the
variance between areas that explains it (DerSimonian and Laird 1986), to be added to the variance within.

============ ============================== =========================================== ===========================
method       for                            scale                                       extreme areas
============ ============================== =========================================== ===========================
shmi         observed / expected            logarithm                                   left out, by rank
cqc          observed / expected            square root                                 pulled in to the quantiles
arcsine      events / trials                arcsine of the root                         pulled in to the quantiles
log-ratio    one count / another            logarithm, ½ added to both counts           pulled in to the quantiles
============ ============================== =========================================== ===========================

``shmi`` and ``cqc`` are named after the English hospital mortality indicator and the Care Quality Commission.
"""

from collections.abc import Callable
from dataclasses import dataclass
from typing import NamedTuple

import numpy as np
from scipy import special

from safetystats.errors import InputError, one_of
from safetystats.measures.columns import Column, FloatArray, check_counts, read_vector, refuse
from safetystats.measures.estimate import describe_fields
from safetystats.measures.poisson_limits import Limits


class Scale(NamedTuple):
    """The scale of a method: the value there, its standard error, the target there, and the way back."""

    forward: Callable[[FloatArray, FloatArray], FloatArray]
    standard_error: Callable[[FloatArray, FloatArray], FloatArray]
    target: Callable[[float], float]
    back: Callable[[FloatArray], FloatArray]


def _log_ratio_error(x: FloatArray, n: FloatArray) -> FloatArray:
    return np.sqrt(x / (x + 0.5) ** 2 + n / (n + 0.5) ** 2)


SCALES = {
    "shmi": Scale(lambda x, n: special.log1p((x - n) / n), lambda _, n: 1 / np.sqrt(n), np.log, np.exp),
    "cqc": Scale(
        lambda x, n: np.sqrt(x / n),
        lambda _, n: 1 / (2 * np.sqrt(n)),
        np.sqrt,
        lambda y: np.maximum(y, 0.0) ** 2,
    ),
    "arcsine": Scale(
        lambda x, n: np.arcsin(np.sqrt(x / n)),
        lambda _, n: 1 / (2 * np.sqrt(n)),
        lambda p: float(np.arcsin(np.sqrt(p))),
        lambda y: np.sin(np.clip(y, 0.0, np.pi / 2)) ** 2,
    ),
    "log-ratio": Scale(lambda x, n: np.log((x + 0.5) / (n + 0.5)), _log_ratio_error, np.log, np.exp),
}
DISPERSION_METHODS = tuple(SCALES)


@dataclass(frozen=True, slots=True, repr=False)
class FunnelDispersion:
    """Over-dispersion of a funnel: φ (`phi`), τ² (`tau_squared`), the areas used for them, and every area's z-score."""

    method: str
    phi: float
    tau_squared: float
    areas_used: int
    target: float
    z_scores: FloatArray
    standard_errors: FloatArray

    def limits(self, z: float) -> Limits:
        """Return the control limits of every area at ± `z` standard deviations, within and between areas together."""
        scale = SCALES[self.method]
        middle, spread = scale.target(self.target), z * np.sqrt(self.standard_errors**2 + self.tau_squared)
        return scale.back(middle - spread), scale.back(middle + spread)

    def __repr__(self) -> str:
        return describe_fields(self)


def funnel_dispersion(
    numerator: Column, denominator: Column, method: str = "shmi", *, trim: float = 0.1, target: float | None = None
) -> FunnelDispersion:
    """Return φ and τ² of areas with these numerators and denominators (expected events, trials, or another count).

    Parameters
    ----------
    method
        One of :data:`DISPERSION_METHODS`.
    trim
        The share of areas at each end that is left out or pulled in; 0 uses all as they are.
    target
        The value all areas would share; when not given, 1 for ``shmi`` and ``cqc``, else total over total.

    Raises
    ------
    InputError
        A missing number, a denominator of nothing, a share above 1, or an area without events under ``shmi`` that is
        not trimmed, whose logarithm is not defined.
    """
    scale = SCALES[one_of(method, DISPERSION_METHODS, "method")]
    if not 0 <= trim < 0.5:
        raise InputError(f"trim is {trim!r}, but must be at least 0 and less than 0.5.")
    x, n = read_vector("numerator", numerator), read_vector("denominator", denominator)
    if x.shape != n.shape:
        raise InputError(f"There are {x.size} numerators but {n.size} denominators; give one of each an area.")
    check_counts(x, "numerator")
    refuse(n <= 0, n, "denominator", "must be greater than 0")
    if method == "arcsine":
        refuse(x > n, x, "numerator", "must not exceed the denominator of a proportion")
    if target is None:
        target = 1.0 if method in ("shmi", "cqc") else float(x.sum() / n.sum())
    errors = scale.standard_error(x, n)
    with np.errstate(divide="ignore"):
        z = (scale.forward(x, n) - scale.target(target)) / errors
    kept = _kept_by_rank(z, trim) if method == "shmi" else np.ones(z.size, dtype=bool)
    used = z[kept] if method == "shmi" else np.clip(z, *np.quantile(z, [trim, 1 - trim]))
    refuse(np.isinf(used), x[kept], "numerator", "has no logarithm; use the method 'cqc', or a larger trim")
    phi = float(np.mean(used**2))
    return FunnelDispersion(method, phi, _tau_squared(phi, errors[kept]), int(kept.sum()), target, z, errors)


def _kept_by_rank(z: FloatArray, trim: float) -> "np.ndarray[tuple[int, ...], np.dtype[np.bool_]]":
    """Tell the areas that are not in the lowest or highest of 1/trim groups of ranks (ties share their mean rank)."""
    if trim == 0:
        return np.ones(z.size, dtype=bool)
    order = np.sort(z)
    rank = (np.searchsorted(order, z, "left") + np.searchsorted(order, z, "right") + 1) / 2
    group = np.floor(rank / trim / (z.size + 1) + 1e-12)
    return (group > 0) & (group < 1 / trim - 1)


def _tau_squared(phi: float, errors: FloatArray) -> float:
    if errors.size < 2:
        return 0.0
    weights = 1 / errors**2
    excess = errors.size * phi - (errors.size - 1)
    return max(0.0, float(excess / (weights.sum() - (weights**2).sum() / weights.sum())))
