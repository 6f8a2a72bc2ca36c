"""The total of deaths when accidents are counted and each kills one or several: a compound distribution.

Accidents are a Poisson count, or a negative binomial one where their mean is uncertain; deaths in an accident are drawn
from the sizes seen. The chances of all totals come from inverting the generating function G(S(z)) of the sum on the unit
circle by the fast Fourier transform, which gives the same as Panjer's recursion (1981) without its underflow at large
means; G is exp(m(z − 1)) or (1 − (m/k)(z − 1))^(−k) for a mean of m accidents and size k, S the sizes' own.
"""

import numpy as np

from safetystats.errors import InputError
from safetystats.measures.cluster_sizes import cluster_sizes
from safetystats.measures.columns import Column, FloatArray, check_counts, check_positive, read_vector

#: Standard deviations that the table reaches above the mean, for a gamma-shaped tail; the most totals in one table.
_REACH, _LEAST, _MOST = 12.0, 64, 2**22


def size_chances(deaths_per_accident: Column) -> FloatArray:
    """Return the chances that a fatal accident kills 0 (never), 1, 2 … from a list of sizes, one number an accident."""
    sizes = read_vector("deaths_per_accident", deaths_per_accident)
    check_counts(sizes, "deaths_per_accident", whole=True)
    fatal = sizes[sizes > 0].astype(np.int64)
    if not fatal.size:
        raise InputError("deaths_per_accident holds no fatal accident; give the deaths of at least one.")
    return np.bincount(fatal) / fatal.size


def compound_chances(mean: float, size: float, deaths_per_accident: Column) -> FloatArray:
    """Return the chances of 0, 1, 2 … deaths in all, when `mean` are expected and `size` is the accidents' (or infinite).

    A missing mean has missing chances.
    """
    sizes = size_chances(deaths_per_accident)
    deaths = np.arange(len(sizes))
    if np.isnan(mean):
        return np.array([np.nan])
    accidents = mean / float(sizes @ deaths)
    variance = accidents * float(sizes @ deaths**2) + mean**2 / size
    # A gamma tail with this coefficient of variation falls as exp(−x·mean/variance): hence the second term.
    top = mean + _REACH * np.sqrt(variance) + 3 * _REACH * (variance / mean if mean else 0.0) + len(sizes)
    length = max(_LEAST, int(2 ** np.ceil(np.log2(top))))
    if length > _MOST:
        raise InputError(
            f"A mean of {mean:g} deaths with size {size:g} needs a table of {length:,} totals; leave out "
            "deaths_per_accident, which matters little for so large a total."
        )
    generating = np.fft.rfft(sizes, length) - 1.0
    if np.isfinite(size):
        transformed = np.exp(-size * np.log1p(-accidents / size * generating))
    else:
        transformed = np.exp(accidents * generating)
    chances = np.maximum(np.fft.irfft(transformed, length), 0.0)
    return np.asarray(chances / chances.sum())


def variance_factor(deaths_per_accident: Column, dispersion: float | None) -> float:
    """Return the variance of a total over its mean: Σk²/Σk of the sizes, the dispersion given, or 1."""
    if deaths_per_accident is None:
        return 1.0 if dispersion is None else check_positive(dispersion, "dispersion")
    if dispersion is not None:
        raise InputError("deaths_per_accident and dispersion both say how deaths cluster; give one of them.")
    return cluster_sizes(deaths_per_accident).variance_factor
