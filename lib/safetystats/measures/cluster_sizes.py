"""How much the clustering of deaths in accidents adds to the variance of a total."""

from typing import NamedTuple

import numpy as np

from safetystats.errors import InputError
from safetystats.measures.columns import Column, check_counts, read_vector


class ClusterSizes(NamedTuple):
    """`variance_factor` is Σk²/Σk over accidents of k deaths; `largest` is the largest k thought possible."""

    variance_factor: float
    largest: float


def cluster_sizes(deaths_per_accident: Column, largest: float | None = None) -> ClusterSizes:
    """Return the variance factor and the largest accident of a list of deaths, one number an accident.

    Accidents without deaths add nothing to a total of deaths nor to its variance. With no fatal accident at all, one
    death an accident is the least that can be assumed.
    """
    deaths = read_vector("deaths_per_accident", deaths_per_accident)
    check_counts(deaths, "deaths_per_accident", whole=True)
    seen = float(deaths.max(initial=0.0))
    if largest is not None and largest < seen:
        raise InputError(f"largest is {largest:g}, but an accident with {seen:g} deaths is in the list.")
    factor = float(np.sum(deaths**2) / deaths.sum()) if seen else 1.0
    return ClusterSizes(factor, max(seen, 1.0) if largest is None else float(largest))
