"""Do counts vary more than a Poisson count would? Tests, and the size of the excess.

Where they do, intervals that assume Poisson counts are too narrow; the dispersion and the negative binomial size found
here are what :func:`~safetystats.measures.rates.rate` takes to widen them.
"""

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np
from scipy import optimize, special

from safetystats.errors import InputError
from safetystats.measures.columns import Column, FloatArray, check_counts, read_vector, refuse
from safetystats.measures.estimate import describe_fields


@dataclass(frozen=True, slots=True, repr=False)
class DispersionTests:
    """Tests of a list of counts against one Poisson mean.

    `chi_square` (df n − 1, `p_upper`) is Fisher's index of dispersion; over its degrees of freedom it is
    `variance_ratio`, variance / mean. `z`, `p_greater` are Cameron and Trivedi's test (1990), one-sided for more
    variance; `alpha_linear` fits variance = (1 + α) mean, `alpha_quadratic` variance = mean + α mean². `bohning_z` is
    Böhning's test (1994), `bohning_p` its upper tail.
    """

    mean: float
    chi_square: float
    degrees: int
    p_upper: float
    variance_ratio: float
    z: float
    p_greater: float
    alpha_linear: float
    alpha_quadratic: float
    bohning_z: float
    bohning_p: float

    def __repr__(self) -> str:
        return describe_fields(self)


@dataclass(frozen=True, slots=True, repr=False)
class QuasiPoisson:
    """Pearson's chi-square over its degrees of freedom (`dispersion`), from the means of cells; and the deviance."""

    chi_square: float
    degrees: int
    dispersion: float
    deviance: float

    def __repr__(self) -> str:
        return describe_fields(self)


@dataclass(frozen=True, slots=True, repr=False)
class NegativeBinomialFit:
    """Maximum likelihood fit with variance mean + mean²/size; the size is infinite when the counts are not over-dispersed.

    `size_moments` is the size that makes Pearson's chi-square equal its degrees of freedom.
    """

    mean: float
    size: float
    size_error: float
    log_likelihood: float
    size_moments: float

    def __repr__(self) -> str:
        return describe_fields(self)


@dataclass(frozen=True, slots=True, repr=False)
class GoodnessOfFit:
    """Likelihood-ratio test of a table of frequencies against the Poisson distribution of the same mean."""

    mean: float
    statistic: float
    degrees: int
    p_value: float
    fitted: FloatArray

    def __repr__(self) -> str:
        return describe_fields(self)


@dataclass(frozen=True, slots=True, repr=False)
class Heterogeneity:
    """Tests that areas share one rate: Pearson's chi-square, and the statistic of Potthoff and Whittinghill (1966)."""

    chi_square: float
    degrees: int
    p_value: float
    potthoff_whittinghill: float
    null_mean: float
    null_variance: float
    potthoff_whittinghill_p: float

    def __repr__(self) -> str:
        return describe_fields(self)


def dispersion_tests(counts: Column, frequency: Column = None) -> DispersionTests:
    """Return tests of over-dispersion of `counts`, or of a table of values with the `frequency` of each."""
    y, w = _table(counts, frequency)
    n, mean = float(w.sum()), _mean(y, w)
    chi_square = float(np.sum(w * (y - mean) ** 2) / mean)
    excess = ((y - mean) ** 2 - y) / mean
    alpha = float(np.sum(w * excess) / n)
    spread = float(np.sqrt(np.sum(w * (excess - alpha) ** 2) / (n - 1)))
    z = float(np.sqrt(n) * alpha / spread) if spread else float("nan")
    bohning = float(np.sqrt((n - 1) / 2) * (chi_square / (n - 1) - 1))
    return DispersionTests(
        mean, chi_square, int(n) - 1, float(special.chdtrc(n - 1, chi_square)), chi_square / (n - 1),
        z, float(special.ndtr(-z)), alpha, alpha / mean, bohning, float(special.ndtr(-bohning)),
    )  # fmt: skip


def quasi_poisson(cells: Sequence[Column]) -> QuasiPoisson:
    """Return the dispersion of counts about the means of their cells (months, areas …), one list of counts a cell."""
    groups = [read_vector("cells", cell) for cell in cells]
    for group in groups:
        check_counts(group, "cells")
    degrees = sum(group.size - 1 for group in groups)
    if degrees < 1:
        raise InputError("Dispersion needs a cell with at least two counts.")
    chi_square = deviance = 0.0
    for group in groups:
        mean = group.mean() if group.size else 0.0
        if mean > 0:
            chi_square += float(np.sum((group - mean) ** 2) / mean)
            deviance += float(2 * np.sum(special.xlogy(group, group / mean) - (group - mean)))
    return QuasiPoisson(chi_square, degrees, chi_square / degrees, deviance)


def fit_negative_binomial(counts: Column, frequency: Column = None) -> NegativeBinomialFit:
    """Return the negative binomial distribution fitted to counts by maximum likelihood (Lawless 1987).

    The mean is the sample mean; the size solves the score equation. Its standard error is from the observed information.
    """
    y, w = _table(counts, frequency)
    mean, n = _mean(y, w), float(w.sum())
    variance = float(np.sum(w * (y - mean) ** 2) / (n - 1))
    moments = mean**2 / (variance - mean) if variance > mean else np.inf
    # Over-dispersion in the likelihood's own sense: the score at an infinite size is positive only then.
    if np.sum(w * ((y - mean) ** 2 - y)) <= 0:
        fit = special.xlogy(y, mean) - mean - special.gammaln(y + 1)
        return NegativeBinomialFit(mean, np.inf, np.inf, float(np.sum(w * fit)), moments)

    def score(log_size: float) -> float:
        size = np.exp(log_size)
        terms = special.digamma(y + size) - special.digamma(size) + np.log(size / (size + mean))
        return float(np.sum(w * (terms + 1 - (y + size) / (size + mean))))

    low = high = np.log(moments if np.isfinite(moments) else 1e3)
    while score(low) < 0:
        low -= 1
    while score(high) > 0:
        high += 1
    size = float(np.exp(optimize.brentq(score, low, high, xtol=1e-13))) if low < high else float(np.exp(low))
    return NegativeBinomialFit(mean, size, _size_error(y, w, mean, size), _log_likelihood(y, w, mean, size), moments)


def poisson_goodness_of_fit(values: Column, frequency: Column = None) -> GoodnessOfFit:
    """Return G² = 2 Σ observed log(observed / fitted) of a frequency table against its Poisson fit.

    Neither are cells pooled nor is the tail beyond the largest value added. Degrees of freedom: values seen, less 2.
    """
    y, w = _table(values, frequency)
    values_seen, place = np.unique(y, return_inverse=True)
    observed = np.bincount(place, weights=w)
    mean = _mean(y, w)
    fitted = w.sum() * np.exp(special.xlogy(values_seen, mean) - mean - special.gammaln(values_seen + 1))
    statistic = float(2 * np.sum(special.xlogy(observed, observed / fitted)))
    degrees = int(np.count_nonzero(observed)) - 2
    p_value = float(special.chdtrc(degrees, statistic)) if degrees > 0 else float("nan")
    return GoodnessOfFit(mean, statistic, degrees, p_value, fitted)


def rate_heterogeneity(observed: Column, expected: Column) -> Heterogeneity:
    """Return tests that the areas differ only by chance, given expected events (of any scale) for each."""
    x, e = read_vector("observed", observed), read_vector("expected", expected)
    if x.shape != e.shape or x.size < 2:
        raise InputError(
            f"Give one observed and one expected count for each of two areas or more, not {x.size} and {e.size}."
        )
    check_counts(x, "observed")
    refuse(e <= 0, e, "expected", "must be greater than 0")
    n, k = float(x.sum()), x.size
    if n < 2:
        raise InputError("Fewer than two events were observed in all; nothing can be said of the spread between areas.")
    scaled = e * n / e.sum()
    chi_square = float(np.sum((x - scaled) ** 2 / scaled))
    statistic = float(e.sum() * np.sum(x * (x - 1) / e))
    mean, variance = n * (n - 1), 2 * (k - 1) * n * (n - 1)
    upper = float(special.ndtr(-(statistic - mean) / np.sqrt(variance)))
    return Heterogeneity(chi_square, k - 1, float(special.chdtrc(k - 1, chi_square)), statistic, mean, variance, upper)


def _table(counts: Column, frequency: Column) -> tuple[FloatArray, FloatArray]:
    y = read_vector("counts", counts)
    w = np.ones_like(y) if frequency is None else read_vector("frequency", frequency)
    if w.shape != y.shape:
        raise InputError(f"There are {y.size} values but {w.size} frequencies; give one of each.")
    check_counts(y, "counts", whole=True)
    check_counts(w, "frequency", whole=True)
    if w.sum() < 2:
        raise InputError("Dispersion needs at least two counts.")
    return y, w


def _mean(y: FloatArray, w: FloatArray) -> float:
    mean = float(np.sum(w * y) / w.sum())
    if mean == 0:
        raise InputError("All counts are 0, so their dispersion is not defined.")
    return mean


def _log_likelihood(y: FloatArray, w: FloatArray, mean: float, size: float) -> float:
    terms = special.gammaln(size + y) - special.gammaln(size) - special.gammaln(y + 1)
    return float(np.sum(w * (terms - size * np.log1p(mean / size) - special.xlogy(y, 1 + size / mean))))


def _size_error(y: FloatArray, w: FloatArray, mean: float, size: float) -> float:
    curvature = special.polygamma(1, size) - special.polygamma(1, y + size) - 1 / size
    information = float(np.sum(w * (curvature + 2 / (mean + size) - (y + size) / (mean + size) ** 2)))
    return float(1 / np.sqrt(information)) if information > 0 else float("inf")
