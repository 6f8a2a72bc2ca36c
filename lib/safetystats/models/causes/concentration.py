"""Years or areas in which a few accidents hold most deaths: what one accident more or less would change.

The effective number of fatal accidents is (Σk)²/Σk² over accidents of k deaths (the inverse of Herfindahl's and Simpson's
index): 20 deaths one by one count as 20, in one accident as 1. Leaving each accident out in turn says how far a total rests
on a single one; the interval of the total is that of a compound Poisson sum (see ``measures.clustered_total``).
"""

from dataclasses import dataclass

import numpy as np
import pandas as pd

from safetystats.errors import InputError
from safetystats.measures import clustered_total, rate
from safetystats.measures.columns import Column, FloatArray, check_counts, read_vector
from safetystats.measures.estimate import describe_fields


@dataclass(frozen=True, slots=True, repr=False)
class LeaveOneOut:
    """A total of deaths and what is left of it without its largest accidents.

    `table` has one row a fatal accident, the largest first, on the index that came in: ``deaths``, ``share``, ``without``
    (the total without this one), ``cumulative`` (share of this and the larger ones). `half` is the smallest number of
    accidents that hold half of the deaths; `decisive` says that one accident alone moves the total out of the interval
    that holds single deaths apart (exact Poisson), so that a trend would hang on it.
    """

    table: pd.DataFrame
    total: float
    lower: float
    upper: float
    without_largest: float
    largest_share: float
    half: int
    effective: float
    variance_factor: float
    decisive: bool

    def __repr__(self) -> str:
        return describe_fields(self)


def leave_one_out(deaths_per_accident: Column, *, level: float = 0.95) -> LeaveOneOut:
    """Return how far the total of deaths rests on single accidents.

    Accidents without deaths change nothing. Raises :class:`InputError` for a missing, negative or broken number of deaths.
    """
    deaths = read_vector("deaths_per_accident", deaths_per_accident)
    check_counts(deaths, "deaths_per_accident", whole=True)
    is_series = isinstance(deaths_per_accident, pd.Series)
    index = deaths_per_accident.index if is_series else pd.RangeIndex(len(deaths))
    order = np.argsort(-deaths, kind="stable")
    order = order[deaths[order] > 0]
    sizes, total = deaths[order], float(deaths.sum())
    interval = clustered_total(deaths, level)
    share = sizes / total if total else sizes
    table = pd.DataFrame(
        {"deaths": sizes.astype(int), "share": share, "without": total - sizes, "cumulative": np.cumsum(share)},
        index=index[order],
    )
    largest = float(sizes[0]) if len(sizes) else 0.0
    return LeaveOneOut(
        table, total, float(interval.lower), float(interval.upper), total - largest,
        largest / total if total else np.nan, half_of(sizes), effective_number(sizes), interval.variance_factor,
        largest > 1 and bool(total - largest < _plain_lower(total, level)),
    )  # fmt: skip


def concentration(table: pd.DataFrame, group: str, deaths: str = "deaths", *, level: float = 0.95) -> pd.DataFrame:
    """Return one row a group (year, area, sector): how its deaths are spread over its accidents.

    Columns: ``accidents``, ``deaths``, ``largest``, ``largest_share``, ``half``, ``effective``, ``variance_factor``,
    ``without_largest``, ``decisive``. Accidents of unknown deaths are left out and counted in ``unknown``.
    """
    for name in (group, deaths):
        if name not in table.columns:
            raise InputError(f"The table of accidents has no column {name!r}.")
    rows: dict[object, dict[str, object]] = {}
    for key, part in table.groupby(group, sort=True)[deaths]:
        known = part.dropna()
        found = leave_one_out(known.astype(float), level=level)
        rows[key] = {
            "accidents": len(part), "unknown": len(part) - len(known), "deaths": found.total,
            "largest": found.total - found.without_largest, "largest_share": found.largest_share, "half": found.half,
            "effective": found.effective, "variance_factor": found.variance_factor,
            "without_largest": found.without_largest, "decisive": found.decisive,
        }  # fmt: skip
    return pd.DataFrame.from_dict(rows, orient="index").rename_axis(group)


def half_of(sizes: FloatArray) -> int:
    """Return the smallest number of accidents that hold half of the deaths; `sizes` stand largest first."""
    return int(np.searchsorted(np.cumsum(sizes), sizes.sum() / 2 - 1e-9) + 1) if len(sizes) else 0


def effective_number(sizes: FloatArray) -> float:
    """Return (Σk)²/Σk²: the number of accidents of equal size that would be as concentrated."""
    return float(sizes.sum() ** 2 / (sizes**2).sum()) if len(sizes) else 0.0


def _plain_lower(total: float, level: float) -> float:
    return float(rate(total, 1, level=level).lower)
