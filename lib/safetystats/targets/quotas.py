"""A quota and the chance of keeping it: from the mean to the quota, from the quota to the mean, and the chance itself.

P(X ≤ quota) for a Poisson count; for a negative binomial one where the mean is uncertain (`size`); for a sum over
accidents of several sizes where deaths cluster. A quota set at the expected number is broken in nearly half of all years
(P(Y > 40) = .458 at a mean of 40).
"""

from collections.abc import Sequence

import numpy as np
import pandas as pd
from scipy import optimize, special

from safetystats.errors import InputError
from safetystats.measures.columns import Column, FloatArray, check_level, read_columns, refuse
from safetystats.targets.compound import compound_chances
from safetystats.targets.predictions import CountPrediction, GammaPoisson, ManyTabulated, Tabulated, read_means

CHANCES = (0.5, 0.8, 0.9)


def chance_of_keeping(
    quota: Column,
    mean: Column | CountPrediction,
    size: Column = None,
    deaths_per_accident: Column = None,
) -> Column:
    """Return the chance that no more than `quota` events happen.

    `mean` is the expected number (a column, with `size` negative binomial, with `deaths_per_accident` a sum over
    accidents), or the coming total itself: anything with ``probability_below``, such as a forecast of the year.
    """
    if isinstance(mean, CountPrediction):
        if size is not None or deaths_per_accident is not None:
            raise InputError("The coming total is given whole, so size and deaths_per_accident must be left out.")
        (limits,), form = read_columns(quota=quota)
        asked = [mean.probability_below(limit) for limit in np.ravel(np.floor(limits) + 0.5)]
        return form.restore(np.reshape(np.array(asked, dtype=float), form.shape))
    inputs = {"quota": quota, "mean": mean} | ({} if size is None else {"size": size})
    (limits, *given), form = read_columns(**inputs)
    refuse(limits < 0, limits, "quota", "must not be negative")
    return form.restore(_totals(*given, sizes=deaths_per_accident).at_most(limits))


def quota_for(mean: Column, chance: float, size: Column = None, deaths_per_accident: Column = None) -> Column:
    """Return the smallest quota that is kept with at least this chance when `mean` events are expected.

    `size` and `deaths_per_accident` are as in :func:`chance_of_keeping`.
    """
    wanted = check_level(chance, "chance")
    given, form = read_columns(**({"mean": mean} | ({} if size is None else {"size": size})))
    quotas = _totals(*given, sizes=deaths_per_accident).quantile(np.full(form.shape, wanted))
    return form.restore(quotas) if np.isnan(quotas).any() else form.restore(quotas.astype(int))


def mean_for(quota: Column, chance: float, size: Column = None, deaths_per_accident: Column = None) -> Column:
    """Return the largest mean with which no more than `quota` events happen with at least this chance.

    The inverse of :func:`quota_for`: how low the risk must be, not how many events are allowed.
    """
    wanted = check_level(chance, "chance")
    (limits, *sizes), form = read_columns(**({"quota": quota} | ({} if size is None else {"size": size})))
    refuse(limits < 0, limits, "quota", "must not be negative")
    limits = np.floor(limits)
    if deaths_per_accident is not None:
        spread = np.broadcast_to(sizes[0] if sizes else np.inf, limits.shape)
        pairs = zip(np.ravel(limits), np.ravel(spread), strict=True)
        means = [_clustered_mean(limit, spread, wanted, deaths_per_accident) for limit, spread in pairs]
        return form.restore(np.reshape(np.array(means, dtype=float), form.shape))
    if not sizes:
        return form.restore(special.gammainccinv(limits + 1, wanted))
    refuse(sizes[0] <= 0, sizes[0], "size", "must be greater than 0")
    share = special.betainccinv(limits + 1, sizes[0], wanted)
    return form.restore(sizes[0] * share / (1 - share))


def quota_table(
    means: Column,
    chances: Sequence[float] = CHANCES,
    size: Column = None,
    deaths_per_accident: Column = None,
) -> pd.DataFrame:
    """Return the quotas kept with each chance, one row a mean: columns ``mean``, then ``quota_50`` and so on."""
    (values,), form = read_columns(mean=means)
    columns = {
        f"quota_{100 * chance:g}": np.ravel(np.asarray(quota_for(values, chance, size, deaths_per_accident)))
        for chance in chances
    }
    return pd.DataFrame({"mean": np.ravel(values), **columns}, index=form.index)


def _totals(mean: FloatArray, size: FloatArray | None = None, *, sizes: Column) -> GammaPoisson | ManyTabulated:
    checked, spread = read_means(mean, size)
    if sizes is None:
        return GammaPoisson(checked, spread)
    pairs = zip(np.ravel(checked), np.ravel(np.broadcast_to(spread, checked.shape)), strict=True)
    return ManyTabulated(tuple(Tabulated(compound_chances(one, each, sizes)) for one, each in pairs))


def _clustered_mean(quota: float, size: float, chance: float, sizes: Column) -> float:
    """Search for the mean; the chance of keeping a quota falls steadily from 1 as the mean grows."""
    if np.isnan(quota):
        return np.nan

    def over(mean: float) -> float:
        return float(Tabulated(compound_chances(mean, size, sizes)).at_most(quota)) - chance

    high = quota + 1.0
    while over(high) > 0:
        high *= 2
    return float(optimize.brentq(over, 0.0, high, xtol=1e-10))
