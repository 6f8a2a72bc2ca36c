"""Log-linear and logistic models of counts by maximum likelihood, many designs at once.

Iteratively reweighted least squares (McCullagh and Nelder 1989). ``poisson``: ln(mean) = ln(exposure) + Xβ. ``logistic``:
ln(odds) = Xβ with binomial counts out of the population. Covariances are those of the fit, times Pearson's dispersion
where it exceeds 1.
"""

from dataclasses import dataclass

import numpy as np
from scipy import special

from safetystats.measures.columns import FloatArray

LIKELIHOODS = ("poisson", "logistic")
_MOST_STEPS, _CONVERGED, _FARTHEST = 50, 1e-10, 30.0


@dataclass(frozen=True, slots=True)
class LikelihoodFit:
    """Coefficients, deviance, unscaled covariance and Pearson's chi-square, one each a design, and the fitted means."""

    coefficients: FloatArray
    deviance: FloatArray
    covariance: FloatArray
    pearson: FloatArray
    means: FloatArray


def fit_counts(designs: FloatArray, counts: FloatArray, exposure: FloatArray, family: str) -> LikelihoodFit:
    """Return the fits of `counts` on each of `designs` (designs × observations × columns)."""
    means = np.broadcast_to(_first_guess(counts, exposure, family), designs.shape[:2])
    eta, coefficients = _link(means, exposure, family), np.zeros((designs.shape[0], designs.shape[2]))
    for _ in range(_MOST_STEPS):
        weights = _variance(means, exposure, family)
        weighted = designs * weights[:, :, None]
        information = np.matmul(designs.transpose(0, 2, 1), weighted)
        score = np.einsum("bnp,bn->bp", weighted, eta + (counts - means) / weights)
        updated = np.matmul(np.linalg.pinv(information, hermitian=True), score[:, :, None])[:, :, 0]
        moved = float(np.max(np.abs(updated - coefficients)))
        coefficients = updated
        eta = np.clip(np.einsum("bnp,bp->bn", designs, coefficients), -_FARTHEST, _FARTHEST)
        means = _mean(eta, exposure, family)
        if moved <= _CONVERGED * (1 + float(np.max(np.abs(coefficients)))):
            break
    weights = _variance(means, exposure, family)
    information = np.matmul(designs.transpose(0, 2, 1), designs * weights[:, :, None])
    return LikelihoodFit(
        coefficients=coefficients, deviance=_deviance(counts, means, exposure, family),
        covariance=np.linalg.pinv(information, hermitian=True),
        pearson=np.sum((counts - means) ** 2 / weights, axis=1), means=means,
    )  # fmt: skip


def dispersion(pearson: float, freedom: float) -> float:
    """Return Pearson's chi-square over its degrees of freedom, not below 1: counts are never steadier than chance."""
    return max(1.0, pearson / freedom) if freedom > 0 else 1.0


def _first_guess(counts: FloatArray, exposure: FloatArray, family: str) -> FloatArray:
    return counts + 0.5 if family == "poisson" else exposure * (counts + 0.5) / (exposure + 1)


def _link(means: FloatArray, exposure: FloatArray, family: str) -> FloatArray:
    return np.asarray(np.log(means / exposure) if family == "poisson" else special.logit(means / exposure))


def _mean(eta: FloatArray, exposure: FloatArray, family: str) -> FloatArray:
    return np.asarray(exposure * (np.exp(eta) if family == "poisson" else special.expit(eta)))


def _variance(means: FloatArray, exposure: FloatArray, family: str) -> FloatArray:
    return means if family == "poisson" else means * (1 - means / exposure)


def _deviance(counts: FloatArray, means: FloatArray, exposure: FloatArray, family: str) -> FloatArray:
    parts = special.xlogy(counts, counts / means)
    if family == "poisson":
        return np.asarray(2 * np.sum(parts - (counts - means), axis=1))
    others = exposure - counts
    return np.asarray(2 * np.sum(parts + special.xlogy(others, others / (exposure - means)), axis=1))
