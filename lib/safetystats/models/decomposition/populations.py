"""Many areas or years compared at once, by effects that do not contradict each other (Das Gupta 1993, chapter 6).

Pair by pair, the effect of a factor between A and C is not the sum of those between A and B and between B and C, since
each pair is standardised on its own. Here the value of each factor is standardised for all populations together, with
α(y.x) the standardised value of y in its comparison with x and N populations (formula 6.11):

    α(y) = mean over x of α(y.x) + Σ over x [Σ over z of α(x.z) − (N − 2) α(x.y)] / (N (N − 1)),   x ≠ y, z ≠ x and y

The difference of two populations in one factor is its effect; over the factors these add up to the difference of values.
"""

from collections.abc import Mapping
from itertools import combinations
from typing import Any

import numpy as np
import pandas as pd

from safetystats.errors import InputError
from safetystats.models.decomposition.effects import decompose


def decompose_populations(tables: Mapping[Any, Any], method: str = "das_gupta", **options: Any) -> pd.DataFrame:
    """Return the standardised value of every factor in every population, one row a population.

    Parameters
    ----------
    tables
        Population → table, as in :func:`~safetystats.models.decompose`, whose `options` apply; two populations or more.
    method
        ``das_gupta`` or ``kitagawa``.

    Returns
    -------
    pandas.DataFrame
        One column a factor, and ``value``, the population's own. ``frame.loc["b"] - frame.loc["a"]`` are the effects on
        the change from a to b and, under ``value``, their sum.
    """
    if method == "lmdi":
        raise InputError("The method 'lmdi' gives no standardised values; use 'das_gupta', or decompose pair by pair.")
    names, n = list(tables), len(tables)
    if n < 2:
        raise InputError(f"A comparison needs tables of at least two populations, but there are {n}.")
    pairs = {
        (one, other): decompose(tables[names[one]], tables[names[other]], method, **options)
        for one, other in combinations(range(n), 2)
    }
    factors = pairs[0, 1]["factor"].tolist()
    # against[y, x] holds α(y.x) of every factor; what y is against itself is 0 and adds nothing.
    against = np.zeros((n, n, len(factors)))
    value = np.zeros(n)
    for (one, other), pair in pairs.items():
        against[one, other], against[other, one] = pair["standardised_a"], pair["standardised_b"]
        value[one], value[other] = pair["value_a"].iloc[0], pair["value_b"].iloc[0]
    own, to_y = against.sum(axis=1), against.sum(axis=0)
    # Σx Σz α(x.z) without y is everything less what is y's and what is against y.
    others = own.sum(axis=0) - own - to_y
    standardised = own / (n - 1) + (others - (n - 2) * to_y) / (n * (n - 1))
    return pd.DataFrame(standardised, index=pd.Index(names, name="population"), columns=factors).assign(value=value)
