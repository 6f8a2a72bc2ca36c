"""Ranks of areas with their uncertainty: the chance of being among the best or the worst.

A rank printed without its interval says more than the data. The true rates are drawn from their gamma distributions many
times and ranked each time (Marshall and Spiegelhalter 1998; Goldstein and Spiegelhalter 1996). Rank 1 is the lowest rate.
"""

import numpy as np
import pandas as pd
from numpy.random import default_rng

from safetystats.errors import InputError, one_of
from safetystats.measures.columns import check_level
from safetystats.measures.shrinkage import SHRINKAGE_METHODS, gamma_posterior

RANKING_METHODS = ("independent", *(method for method in SHRINKAGE_METHODS if method != "marshall-binomial"))


def rank_areas(
    table: pd.DataFrame,
    *,
    events: str = "events",
    exposure: str = "exposure",
    among: int = 1,
    method: str = "marshall-poisson",
    level: float = 0.95,
    draws: int = 10_000,
    seed: int = 1,
) -> pd.DataFrame:
    """Return for each area the mean rank of its true rate, the interval of the rank, and chances of the ends.

    Parameters
    ----------
    among
        The chances are those of being among this many best and worst areas.
    method
        ``independent``: each rate from its own count alone, gamma(events + ½, exposure); or a method of
        :func:`~safetystats.measures.shrinkage.empirical_bayes`, which lets areas share what they have in common.
    draws, seed
        Number of simulated tables and seed; the same seed gives the same answer.

    Returns
    -------
    pandas.DataFrame
        ``mean_rank``, ``lower``, ``upper``, ``among_best``, ``among_worst``; missing for rows that miss a number.
    """
    one_of(method, RANKING_METHODS, "method")
    check_level(level)
    known, shape, rate = gamma_posterior(table, events, exposure, method)
    areas = int(known.sum())
    if not 1 <= among <= areas:
        raise InputError(f"among is {among}, but must be between 1 and the number of areas, {areas}.")
    rates = default_rng(seed).gamma(shape, 1 / rate, (draws, areas))
    ranks = rates.argsort(axis=1).argsort(axis=1) + 1
    ends = np.quantile(ranks, [(1 - level) / 2, (1 + level) / 2], axis=0, method="inverted_cdf")
    columns = {
        "mean_rank": ranks.mean(axis=0), "lower": ends[0], "upper": ends[1],
        "among_best": (ranks <= among).mean(axis=0), "among_worst": (ranks > areas - among).mean(axis=0),
    }  # fmt: skip
    result = pd.DataFrame(np.nan, index=table.index, columns=list(columns))
    for name, values in columns.items():
        whole = np.full(len(table), np.nan)
        whole[known] = values
        result[name] = whole
    return result
