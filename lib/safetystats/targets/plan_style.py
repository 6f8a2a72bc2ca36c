"""Targets in the style of a plan's table of indicators: 指标 · 单位 · 基期 · 目标 · 年均〔累计〕 · 属性.

The columns carry numbers and codes; the words of an indicator, a unit or an attribute are passed in, or stay codes.
Following the plans, a cut is written as a negative change, and a figure over the whole period stands in brackets 〔 〕.
"""

from collections.abc import Callable

import pandas as pd

from safetystats.errors import InputError
from safetystats.targets.trajectories import TRAJECTORY_KINDS, annual_cut, level_from

#: The columns, in the order of the plans; `change_is` says whether ``change`` is a yearly or a total (bracketed) one.
PLANNING_COLUMNS = (
    "indicator",
    "unit",
    "base_year",
    "base",
    "target_year",
    "target",
    "change",
    "change_is",
    "attribute",
)
_NEEDED = ("indicator", "unit", "base_year", "base", "target_year", "kind", "value")
_TOTALS = ("reduce_pct", "reduce_at_least_pct")


def planning_table(targets: pd.DataFrame, *, name: Callable[[str], str] = str) -> pd.DataFrame:
    """Return one row a target in the planning style.

    Parameters
    ----------
    targets
        Columns ``indicator``, ``unit``, ``base_year``, ``base``, ``target_year``, ``kind`` (of
        :data:`~safetystats.targets.trajectories.TRAJECTORY_KINDS`), ``value``; and ``attribute`` if known.
    name
        Turns a code of an indicator, a unit or an attribute into words.

    Returns
    -------
    pandas.DataFrame
        :data:`PLANNING_COLUMNS`. ``change`` is in percent: of the whole period where the promise is one over the whole
        period (``change_is`` "total"), else of each year ("yearly"); missing where there is no base.
    """
    if missing := [column for column in _NEEDED if column not in targets.columns]:
        raise InputError(f"The table of targets has no column {missing[0]!r}; it needs {', '.join(_NEEDED)}.")
    rows = [_row(row, name) for _, row in targets.iterrows()]
    return pd.DataFrame(rows, columns=list(PLANNING_COLUMNS), index=targets.index)


def _row(row: pd.Series, name: Callable[[str], str]) -> dict[str, object]:
    years, base = int(row["target_year"]) - int(row["base_year"]), row["base"]
    fixed = row["kind"] in TRAJECTORY_KINDS[:3]
    known = pd.notna(base) and base > 0
    target = float(level_from(base if known else 0.0, row["kind"], row["value"], years)) if known or fixed else None
    total = 100 * (1 - target / base) if known and target is not None else None
    is_total = row["kind"] in _TOTALS
    attribute = row.get("attribute")
    return {
        "indicator": name(row["indicator"]), "unit": name(row["unit"]), "base_year": int(row["base_year"]), "base": base,
        "target_year": int(row["target_year"]), "target": target,
        "change": None if total is None else -total if is_total else -annual_cut(total, years),
        "change_is": "total" if is_total else "yearly", "attribute": name(attribute) if pd.notna(attribute) else None,
    }  # fmt: skip
