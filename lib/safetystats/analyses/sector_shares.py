"""Sectors as a tree: shares of the total, and what no sector explains.

Some sectors contain others (coal mines are part of industry, mining and commerce; "road and water" is the two together), so
rows do not simply add up. The part of the total that no sector explains is the total less the top sectors held; a top sector
without a figure of its own counts as the sum of its parts.
"""

from typing import Any

import pandas as pd

from safetystats import measures
from safetystats.analyses import wording
from safetystats.codes import code_list
from safetystats.datasets.counts import MEASURES
from safetystats.words import Text

UNEXPLAINED = "unexplained"
_UNEXPLAINED_NAME = Text("未归入任何行业领域", "Not assigned to any sector")
COLUMNS = [
    "sector", "name", "accidents", "accident_share", "deaths", "share", "lower", "upper", "deaths_per_accident",
    "combination",
]  # fmt: skip


def sector_rows(counts: pd.DataFrame) -> pd.DataFrame:
    """Return one row a sector (most deaths first), then what is not assigned, then the total.

    `counts` is the frame of ``datasets.counts.counts_of``. `share` is of all deaths, with its Wilson interval.
    """
    held = counts[counts["severity"] == "all"].set_index("sector")
    total = held.loc["all"] if "all" in held.index else pd.Series(dict.fromkeys(MEASURES, pd.NA))
    parts = held.drop(index="all", errors="ignore").sort_values(
        "deaths", ascending=False, na_position="last", kind="stable"
    )
    rows = [_row(str(code), wording.sector_name(str(code)), part, total) for code, part in parts.iterrows()]
    if len(parts):
        rest = pd.Series({measure: _unexplained(parts[measure], total[measure]) for measure in MEASURES})
        if (rest.fillna(0) != 0).any():
            rows.append(_row(UNEXPLAINED, _UNEXPLAINED_NAME, rest, total))
    if only_sector(counts) is not None:
        rows[0] |= {"lower": None, "upper": None}  # all of them by the nature of the data: chance has no part in it
    rows.append(_row("all", wording.sector_name("all"), total, pd.Series(dict.fromkeys(MEASURES, pd.NA))))
    return pd.DataFrame(rows, columns=COLUMNS)


def only_sector(counts: pd.DataFrame) -> pd.Series | None:
    """Return the counts of the one sector that holds every accident, None where there are others."""
    held = counts[counts["severity"] == "all"].set_index("sector")
    parts = held.drop(index="all", errors="ignore")
    if len(parts) != 1 or "all" not in held.index:
        return None
    only, total = parts.iloc[0], held.loc["all"]
    known = all(pd.notna(only[measure]) for measure in MEASURES)
    return only if known and all(only[measure] == total[measure] for measure in MEASURES) else None


def _unexplained(parts: pd.Series, total: Any) -> Any:
    """Return the total less the top sectors held, or missing when one of them has no figure."""
    if pd.isna(total):
        return pd.NA
    above = {str(code): _container(str(code), parts.index) for code in parts.index}
    known = [_own_or_parts(code, parts, above) for code, container in above.items() if container is None]
    return pd.NA if any(pd.isna(value) for value in known) else total - sum(known)


def _own_or_parts(code: str, values: pd.Series, above: dict[str, str | None]) -> Any:
    if pd.notna(values[code]):
        return values[code]
    children = [_own_or_parts(part, values, above) for part, container in above.items() if container == code]
    return pd.NA if not children or any(pd.isna(child) for child in children) else sum(children)


def _container(code: str, held: pd.Index) -> str | None:
    """Return the nearest sector held that contains `code`: a sum that reports print, or a sector above it in the tree."""
    for other in held:
        if code in _parts(str(other)):
            return str(other)
    parent = code_list("sectors").get(code).parent
    while parent and parent != "all":
        if parent in held:
            return parent
        parent = code_list("sectors").get(parent).parent
    return None


def _parts(code: str) -> list[str]:
    """Return the sectors that a printed combination such as "road and water" adds up; none for a sector of its own."""
    if code == UNEXPLAINED:
        return []
    return [part for part in code_list("sectors").get(code).attributes.get("parts", "").split(";") if part]


def _row(code: str, name: Text, part: Any, total: Any) -> dict[str, object]:
    accidents, deaths = part["accidents"], part["deaths"]
    row: dict[str, object] = {
        "sector": code, "name": name, "accidents": accidents, "deaths": deaths, "combination": bool(_parts(code)),
    }  # fmt: skip
    if pd.notna(accidents) and pd.notna(total["accidents"]) and total["accidents"] > 0:
        row["accident_share"] = accidents / total["accidents"]
    if pd.notna(deaths) and pd.notna(total["deaths"]) and total["deaths"] > 0 and 0 <= deaths <= total["deaths"]:
        share = measures.proportion(int(deaths), int(total["deaths"]))
        row |= {"share": share.value, "lower": share.lower, "upper": share.upper}
    if pd.notna(accidents) and pd.notna(deaths) and accidents > 0:
        row["deaths_per_accident"] = deaths / accidents
    return row
