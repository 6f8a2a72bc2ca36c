"""A base year that was unusually bad, or good: regression to the mean makes part of the next change by itself.

A year picked because it was bad was partly bad luck. With the other years giving the mean a gamma distribution, the
expected true level after seeing the base year as well is the empirical Bayes mean (shape + base)/(rate + 1); what lies
between it and the base figure is expected to go away, or to come, without anybody doing anything (Hauer 1997; Abbess,
Jarrett and Wright 1981).
"""

from dataclasses import dataclass

import numpy as np

from safetystats.errors import InputError
from safetystats.measures.columns import Column, check_counts, read_vector
from safetystats.measures.estimate import describe_fields
from safetystats.targets.predictions import GammaPoisson
from safetystats.targets.priors import prior_from_history

#: What the base year was against the years before it.
BASE_CODES = ("base_high", "base_low", "base_usual")
#: A base year that so few years would equal or pass is called unusual.
_UNUSUAL = 0.1


@dataclass(frozen=True, slots=True, repr=False)
class RegressionToMean:
    """`expected` is the true level after seeing the base year; `share`, in percent of the base figure, goes by itself.

    `share` is negative where the base year was lucky, and the figure is expected to rise by itself. `chance` is that of a
    year at least so far out on the same side; `code` is one of :data:`BASE_CODES`.
    """

    base: float
    usual: float
    expected: float
    share: float
    chance: float
    code: str

    def __repr__(self) -> str:
        return describe_fields(self)


def regression_to_mean_share(base: float, earlier: Column, *, dispersion: float = 1.0) -> RegressionToMean:
    """Return how much of the base year's count is expected to go away by itself, judged by the `earlier` years' totals.

    `earlier` is oldest first and ends with the year before the base year; two years at least.
    """
    years = read_vector("earlier", earlier)
    counted = read_vector("base", base)
    check_counts(counted, "base", whole=True)
    if len(years) < 2 or counted.size != 1:
        raise InputError(
            f"earlier holds {len(years)} years and base {counted.size}; give two years or more and one base."
        )
    count = float(counted[0])
    prior = prior_from_history(years, dispersion=dispersion)
    usual = float(prior.mean)
    expected = (prior.shape + count / dispersion) / (prior.rate + 1 / dispersion)
    spread = GammaPoisson(np.asarray(usual), np.asarray(_predictive_size(usual, float(prior.shape), dispersion)))
    low, high = float(spread.at_most(count)), 1 - float(spread.at_most(count - 1))
    code = BASE_CODES[2] if min(low, high) > _UNUSUAL else BASE_CODES[0] if high < low else BASE_CODES[1]
    share = 100 * (1 - expected / count) if count else float("nan")
    return RegressionToMean(count, usual, expected, share, min(low, high), code)


def _predictive_size(mean: float, shape: float, dispersion: float) -> float:
    """Return the size of the negative binomial of variance dispersion·mean + mean²/shape."""
    return mean / (dispersion - 1 + mean / shape)
