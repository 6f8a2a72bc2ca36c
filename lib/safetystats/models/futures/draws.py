"""Draws that are the same on every machine, where processors' linear algebra differs in its last digits and in signs."""

import numpy as np
from scipy import special

from safetystats.measures.columns import FloatArray

_LARGE = 10_000.0


def normal_draws(covariance: FloatArray, draws: int, rng: np.random.Generator) -> FloatArray:
    """Return draws around 0, one a row, of a normal distribution with this covariance (k × k), which may be singular.

    By its symmetric root, of which there is one alone: eigenvectors and singular vectors, which numpy takes, come with
    signs that differ from processor to processor, and so do their draws.
    """
    values, vectors = np.linalg.eigh((covariance + covariance.T) / 2)
    root = (vectors * np.sqrt(np.maximum(values, 0.0))) @ vectors.T
    return np.asarray(rng.standard_normal((draws, len(values))) @ root)


def poisson_draws(means: FloatArray, rng: np.random.Generator) -> FloatArray:
    """Return a Poisson count for each mean, by inversion of one uniform number each.

    numpy draws by rejection: a mean that differs in its last digit may need one number more, and all draws after it are
    others. Above a mean of 10,000 the quantile is Cornish and Fisher's (1938, to the skewness), right to 0.02 of a count.
    """
    chance, large = rng.random(means.shape), means > _LARGE
    count, z, mean = np.empty(means.shape), special.ndtri(chance[large]), means[large]
    count[large] = np.round(mean + np.sqrt(mean) * z + (z**2 - 1) / 6)
    count[~large] = np.ceil(special.pdtrik(chance[~large], means[~large]) - 1e-9)
    return np.maximum(count, 0.0)
