"""Deaths that come in clusters: the accident is the independent event, not the death.

A total of deaths is then a compound Poisson sum: accidents of k deaths happen as Poisson counts of their own, and the
variance of the total is Σk², not Σk. The ratio of the two, the variance factor, says how much wider the interval must be:
an interval that takes each death as independent covers far too seldom (for accidents of 1, 3, 7 and 20 deaths about
65 % instead of 95 %). Sources: Fay and Feuer 1997 for the weighted sum of Poisson counts; Dobson et al. 1991; the total
divided by the variance factor as a number of independent events: McCullagh and Nelder 1989.

A handful of accidents does not show how grave the next one may be: where grave ones are rare, no interval made from them
alone can cover (below ten accidents a year as seldom as 60 % for sizes 1, 6, 7). A longer ledger, or that of the
province, knows more: given as `reference` it restores the coverage (docs/methods/coverage.md has the table).
"""

import numpy as np

from safetystats.errors import InputError, one_of
from safetystats.measures.cluster_sizes import cluster_sizes
from safetystats.measures.columns import Column, FloatArray, check_counts, read_vector
from safetystats.measures.comparisons import compare_counts
from safetystats.measures.estimate import Comparison, Estimate
from safetystats.measures.poisson_limits import Limits, byar, compound_gamma, garwood, mid_p
from safetystats.measures.tails import Tails, split_tails

_SCALED = {"scaled-garwood": garwood, "scaled-mid-p": mid_p}
CLUSTER_METHODS = ("fay-feuer", "dobson-byar", *_SCALED)


def clustered_total(
    deaths_per_accident: Column,
    level: float = 0.95,
    *,
    method: str = "fay-feuer",
    largest: float | None = None,
    reference: Column = None,
    sided: str = "two",
) -> Estimate:
    """Return the expected number of deaths, with an interval that knows they came in accidents of these sizes.

    Parameters
    ----------
    deaths_per_accident
        One number an accident, such as ``[1, 1, 6, 7]``; accidents without deaths change nothing.
    method
        One of :data:`CLUSTER_METHODS`: ``fay-feuer``, gamma limits, the safer one when few accidents hold many deaths;
        ``dobson-byar``, Byar's limits of the number of fatal accidents, stretched to the variance of the deaths;
        ``scaled-garwood`` and ``scaled-mid-p``, the exact and the mid-P limits of total / variance factor, times the
        factor, which is that of `reference` and these accidents together.
    largest
        Deaths of the largest accident thought possible (``fay-feuer`` only); the largest seen when not given. With no
        fatal accident at all it is the whole of what is known of their size, and 1 is the least it can be.
    reference
        Deaths per accident in a longer or wider ledger whose accidents may be taken to be alike (earlier years, the
        province). The scaled methods need it; ``fay-feuer`` takes the largest accident from it.

    Returns
    -------
    Estimate
        Its ``variance_factor`` is Σk²/Σk; 1 when every accident killed one.

    Raises
    ------
    InputError
        A missing, negative or broken number of deaths, a `largest` below the largest seen, or a `reference` missing where
        the method needs one or given where it would be ignored.
    """
    one_of(method, CLUSTER_METHODS, "method")
    tails = split_tails(level, sided)
    deaths = read_vector("deaths_per_accident", deaths_per_accident)
    total, factor = deaths.sum(), cluster_sizes(deaths).variance_factor
    known = cluster_sizes(np.concatenate([deaths, _reference(method, reference)]), largest)
    if method in _SCALED:
        factor = known.variance_factor
        lower, upper = (factor * limit for limit in _SCALED[method](total / factor, tails))
    else:
        lower, upper = (_fay_feuer if method == "fay-feuer" else _dobson_byar)(deaths, known.largest, tails)
    return Estimate(float(total), float(lower), float(upper), method, level, sided, factor)


def compare_clustered(
    deaths_per_accident_a: Column,
    deaths_per_accident_b: Column,
    exposure_a: float = 1,
    exposure_b: float = 1,
    *,
    level: float = 0.95,
    p_rule: str = "central",
    alternative: str = "two-sided",
    reference: Column = None,
) -> Comparison:
    """Return the ratio of two totals of deaths that came in accidents of the given sizes.

    Both lists together, and those of a `reference` ledger if there is one, give the variance factor; the totals divided by it are taken as numbers of independent events and
    compared by the conditional test (see :func:`~safetystats.measures.comparisons.compare_counts`, `dispersion`). Where
    every accident killed one this is the exact test.
    """
    a = read_vector("deaths_per_accident_a", deaths_per_accident_a)
    b = read_vector("deaths_per_accident_b", deaths_per_accident_b)
    for name, deaths in (("deaths_per_accident_a", a), ("deaths_per_accident_b", b)):
        check_counts(deaths, name, whole=True)
    others = np.empty(0) if reference is None else read_vector("reference", reference)
    factor = cluster_sizes(np.concatenate([a, b, others])).variance_factor
    totals = float(a.sum()), float(b.sum())
    return compare_counts(
        *totals, exposure_a, exposure_b, level=level, p_rule=p_rule, alternative=alternative, dispersion=factor
    )


def _reference(method: str, reference: Column) -> FloatArray:
    if method in _SCALED and reference is None:
        raise InputError(f"The method {method!r} needs reference=…, the deaths per accident of a longer ledger.")
    if method == "dobson-byar" and reference is not None:
        raise InputError("The method 'dobson-byar' does not use reference; 'scaled-mid-p' and 'fay-feuer' do.")
    return np.empty(0) if reference is None else read_vector("reference", reference)


def _fay_feuer(deaths: FloatArray, largest: float, tails: Tails) -> Limits:
    return compound_gamma(np.asarray(deaths.sum()), np.asarray(np.sum(deaths**2)), np.asarray(largest), tails)


def _dobson_byar(deaths: FloatArray, largest: float, tails: Tails) -> Limits:
    """Total ± √(Σk²/n) times the distance of Byar's limits from the number n of fatal accidents."""
    fatal = np.asarray(float(np.count_nonzero(deaths)))
    lower, upper = byar(fatal, tails)
    stretch = np.sqrt(np.sum(deaths**2) / fatal) if fatal else largest
    return np.sum(deaths) + stretch * (lower - fatal), np.sum(deaths) + stretch * (upper - fatal)
