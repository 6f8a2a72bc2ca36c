"""Deaths that come in clusters: the accident is the independent event, not the death.

A total of deaths is then a compound Poisson sum: accidents of k deaths happen as Poisson counts of their own, and the
variance of the total is Σk², not Σk. The ratio of the two, the variance factor, says how much wider the interval must be:
an interval that takes each death as independent covers far too seldom (for accidents of 1, 3, 7 and 20 deaths about
65 % instead of 95 %). Sources: Fay and Feuer 1997 for the weighted sum of Poisson counts; Dobson et al. 1991.
"""

import numpy as np

from safetystats.errors import one_of
from safetystats.measures.cluster_sizes import cluster_sizes
from safetystats.measures.columns import Column, FloatArray, check_counts, read_vector
from safetystats.measures.comparisons import compare_counts
from safetystats.measures.estimate import Comparison, Estimate
from safetystats.measures.poisson_limits import Limits, byar, compound_gamma
from safetystats.measures.tails import Tails, split_tails

CLUSTER_METHODS = ("fay-feuer", "dobson-byar")


def clustered_total(
    deaths_per_accident: Column,
    level: float = 0.95,
    *,
    method: str = "fay-feuer",
    largest: float | None = None,
    sided: str = "two",
) -> Estimate:
    """Return the expected number of deaths, with an interval that knows they came in accidents of these sizes.

    Parameters
    ----------
    deaths_per_accident
        One number an accident, such as ``[1, 1, 6, 7]``; accidents without deaths change nothing.
    method
        One of :data:`CLUSTER_METHODS`: ``fay-feuer``, gamma limits, the safer one when few accidents hold many deaths;
        ``dobson-byar``, Byar's limits of the number of fatal accidents, stretched to the variance of the deaths.
    largest
        Deaths of the largest accident thought possible (``fay-feuer`` only); the largest seen when not given. With no
        fatal accident at all it is the whole of what is known of their size, and 1 is the least it can be.

    Returns
    -------
    Estimate
        Its ``variance_factor`` is Σk²/Σk; 1 when every accident killed one.

    Raises
    ------
    InputError
        A missing, negative or broken number of deaths, or a `largest` below the largest seen.
    """
    limits = {"fay-feuer": _fay_feuer, "dobson-byar": _dobson_byar}[one_of(method, CLUSTER_METHODS, "method")]
    deaths = read_vector("deaths_per_accident", deaths_per_accident)
    sizes = cluster_sizes(deaths, largest)
    lower, upper = limits(deaths, sizes.largest, split_tails(level, sided))
    return Estimate(float(deaths.sum()), float(lower), float(upper), method, level, sided, sizes.variance_factor)


def compare_clustered(
    deaths_per_accident_a: Column,
    deaths_per_accident_b: Column,
    exposure_a: float = 1,
    exposure_b: float = 1,
    *,
    level: float = 0.95,
    p_rule: str = "central",
    alternative: str = "two-sided",
) -> Comparison:
    """Return the ratio of two totals of deaths that came in accidents of the given sizes.

    Both lists together give the variance factor; the totals divided by it are taken as numbers of independent events and
    compared by the conditional test (see :func:`~safetystats.measures.comparisons.compare_counts`, `dispersion`). Where
    every accident killed one this is the exact test.
    """
    a = read_vector("deaths_per_accident_a", deaths_per_accident_a)
    b = read_vector("deaths_per_accident_b", deaths_per_accident_b)
    for name, deaths in (("deaths_per_accident_a", a), ("deaths_per_accident_b", b)):
        check_counts(deaths, name, whole=True)
    factor = cluster_sizes(np.concatenate([a, b])).variance_factor
    totals = float(a.sum()), float(b.sum())
    return compare_counts(
        *totals, exposure_a, exposure_b, level=level, p_rule=p_rule, alternative=alternative, dispersion=factor
    )


def _fay_feuer(deaths: FloatArray, largest: float, tails: Tails) -> Limits:
    return compound_gamma(np.asarray(deaths.sum()), np.asarray(np.sum(deaths**2)), np.asarray(largest), tails)


def _dobson_byar(deaths: FloatArray, largest: float, tails: Tails) -> Limits:
    """Total ± √(Σk²/n) times the distance of Byar's limits from the number n of fatal accidents."""
    fatal = np.asarray(float(np.count_nonzero(deaths)))
    lower, upper = byar(fatal, tails)
    stretch = np.sqrt(np.sum(deaths**2) / fatal) if fatal else largest
    return np.sum(deaths) + stretch * (lower - fatal), np.sum(deaths) + stretch * (upper - fatal)
