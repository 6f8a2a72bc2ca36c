"""Causes that stand together in one accident: lift of each pair, and the combinations seen.

Lift is the number of accidents with both causes over what independence expects of their margins: 1 when they have nothing to
do with each other. Its interval is that of the odds ratio with ½ added to each cell (Gart 1966), carried over to the
count of the pair that the same margins and that odds ratio give. The p-value is Fisher's exact one, twice the smaller tail;
with many pairs it is adjusted (Benjamini and Hochberg 1995 unless told otherwise). That causes stand together does not
say that one brings the other: investigators write some of them down together by habit.
"""

from collections import Counter
from collections.abc import Collection
from dataclasses import dataclass

import numpy as np
import pandas as pd
from scipy import special, stats

from safetystats.errors import InputError
from safetystats.measures import adjust_p_values
from safetystats.measures.columns import FloatArray, check_level


@dataclass(frozen=True, slots=True, repr=False)
class Combinations:
    """Which causes stand together in one accident.

    `table` has one row a combination, most accidents first: ``causes`` (a sorted tuple), ``size``, ``accidents``.
    `causes` holds the number of accidents in which each cause stands; `accidents` is the number of all accidents.
    """

    table: pd.DataFrame
    causes: pd.Series
    accidents: int

    def __repr__(self) -> str:
        return f"<Combinations {len(self.table)} of {len(self.causes)} causes in {self.accidents} accidents>"


def co_occurrence(
    pairs: pd.DataFrame,
    accident: str = "accident_id",
    cause: str = "cause",
    *,
    accidents: int | None = None,
    least: int = 5,
    containing: Collection[str] | None = None,
    level: float = 0.95,
    method: str = "benjamini-hochberg",
) -> pd.DataFrame:
    """Return one row a pair of causes, the smallest adjusted p-value first.

    Parameters
    ----------
    pairs
        One row a cause of an accident; repeated rows count once.
    accidents
        Number of all accidents whose causes are known; those in `pairs` when not given.
    least
        Only causes that stand in at least this many accidents are paired: the rest can show nothing and would cost power.
    containing
        Only pairs that hold one of these causes, all when not given: two causes of which an accident has one by definition
        (primary ones) never stand together, which says nothing.

    Returns
    -------
    pandas.DataFrame
        ``a``, ``b``, ``accidents_a``, ``accidents_b``, ``both``, ``expected``, ``lift``, ``lower``, ``upper``,
        ``p_value``, ``p_adjusted``.
    """
    check_level(level)
    held = _checked(pairs, accident, cause)
    total = _total(held, accident, accidents)
    present = pd.crosstab(held[accident], held[cause])
    present = present.loc[:, present.sum() >= least]
    together = present.T.to_numpy() @ present.to_numpy()
    first, second = np.triu_indices(present.shape[1], k=1)
    names, margins = np.asarray(present.columns, dtype=object), np.diag(together).astype(float)
    if containing is not None:
        asked = np.isin(names[first], list(containing)) | np.isin(names[second], list(containing))
        first, second = first[asked], second[asked]
    both, a, b = together[first, second].astype(float), margins[first], margins[second]
    expected = a * b / total
    lower, upper = _lift_limits(both, a, b, total, level)
    p_value = _fisher(both, a, b, total)
    table = pd.DataFrame(
        {
            "a": names[first], "b": names[second], "accidents_a": a.astype(int), "accidents_b": b.astype(int),
            "both": both.astype(int), "expected": expected, "lift": both / expected, "lower": lower, "upper": upper,
            "p_value": p_value, "p_adjusted": adjust_p_values(p_value, method),
        }
    )  # fmt: skip
    return table.sort_values(["p_adjusted", "p_value", "a", "b"], kind="stable", ignore_index=True)


def cause_combinations(pairs: pd.DataFrame, accident: str = "accident_id", cause: str = "cause") -> Combinations:
    """Return the combinations of causes, each accident counted under exactly one."""
    held = _checked(pairs, accident, cause)
    sets = [tuple(sorted(causes)) for _, causes in held.groupby(accident)[cause]]
    rows = [{"causes": names, "size": len(names), "accidents": count} for names, count in Counter(sets).items()]
    table = pd.DataFrame(rows)
    # Ties stand in the order of their names, so that the same data give the same table.
    table = table.sort_values(["accidents", "size", "causes"], ascending=[False, True, True], ignore_index=True)
    each = held.groupby(cause)[accident].size().sort_values(ascending=False, kind="stable").rename("accidents")
    return Combinations(table, each, len(sets))


def _checked(pairs: pd.DataFrame, accident: str, cause: str) -> pd.DataFrame:
    for name in (accident, cause):
        if name not in pairs.columns:
            raise InputError(f"The table of causes has no column {name!r}: give one row a cause of an accident.")
    held = pairs[[accident, cause]].dropna().drop_duplicates()
    if held.empty:
        raise InputError("The table of causes has no rows: give one row a cause of an accident.")
    return held


def _total(held: pd.DataFrame, accident: str, accidents: int | None) -> int:
    seen = int(held[accident].nunique())
    if accidents is not None and accidents < seen:
        raise InputError(f"accidents is {accidents}, but the table of causes names {seen}.")
    return accidents or seen


def _fisher(both: FloatArray, a: FloatArray, b: FloatArray, total: int) -> FloatArray:
    margins = stats.hypergeom(total, a.astype(int), b.astype(int))
    return np.asarray(np.minimum(2 * np.minimum(margins.cdf(both), margins.sf(both - 1)), 1.0))


def _lift_limits(
    both: FloatArray, a: FloatArray, b: FloatArray, total: int, level: float
) -> tuple[FloatArray, FloatArray]:
    cells = [both + 0.5, a - both + 0.5, b - both + 0.5, total - a - b + both + 0.5]
    log_odds = np.log(cells[0] * cells[3] / (cells[1] * cells[2]))
    half = special.ndtri(0.5 + level / 2) * np.sqrt(sum(1 / cell for cell in cells))
    expected = a * b / total
    lower, upper = (_count_at(np.exp(log_odds + sign * half), a, b, total) / expected for sign in (-1, 1))
    # At the ends of what the margins allow the limit on that side is the end itself.
    at_least, at_most = np.maximum(0, a + b - total), np.minimum(a, b)
    lift = both / expected
    return (
        np.where(both == at_least, lift, np.minimum(lower, lift)),
        np.where(both == at_most, lift, np.maximum(upper, lift)),
    )


def _count_at(odds: FloatArray, a: FloatArray, b: FloatArray, total: int) -> FloatArray:
    """Return the count of the pair at which a table with these margins has the odds ratio `odds`."""
    # (odds − 1)·x² − (total + (odds − 1)(a + b))·x + odds·a·b = 0; this form of the root is stable at odds = 1.
    linear = total + (odds - 1) * (a + b)
    root = np.sqrt(np.maximum(linear**2 - 4 * (odds - 1) * odds * a * b, 0.0))
    return np.asarray(2 * odds * a * b / (linear + root))
