"""Choose among several reports of the same cell, by one stated rule, and keep the others in sight.

The same indicator, area and period is often reported by several sources and in several vintages. The rule, in this order:

1. one vintage for a whole series: the one asked for, else the one marked final, else none in particular;
   an official rate divides by the first release of GDP, so who recomputes it asks for ``vintage="first_release"``;
2. reported before derived;
3. tier A before B before C before D, and what was computed here (X) last;
4. final before reported before flash;
5. the finer published precision, then the order of the file, so that the choice is always the same.
"""

import pandas as pd

RULE_TIERS = ("A", "B", "C", "D", "X")
RULE_KINDS = ("final", "reported", "flash", "derived")


def choose(rows: pd.DataFrame, sources: pd.DataFrame, *, vintage: str | None = None) -> pd.DataFrame:
    """Return `rows` of the indicators table with ``tier``, ``rank`` (1 is best), ``chosen`` and ``others``.

    `sources` gives the tier of each source. Rows without a value, or of another vintage than the series', are ranked but
    never chosen; `others` counts the rows of the same cell (indicator, area, period) beside this one.
    """
    tier = rows["source"].map(sources.set_index("id")["tier"]).astype("str")
    ranked = rows.assign(tier=tier)
    wanted = vintage or _final_vintage(ranked)
    eligible = ranked["value"].notna() & (ranked["vintage"].eq(wanted) if wanted else True)
    order = ranked.assign(
        eligible=~eligible,
        derived=ranked["kind"] == "derived",
        tier_rank=tier.map({t: i for i, t in enumerate(RULE_TIERS)}).fillna(len(RULE_TIERS)),
        kind_rank=ranked["kind"].map({k: i for i, k in enumerate(RULE_KINDS)}),
        fineness=ranked["precision"].fillna(0),
    ).sort_values(["eligible", "derived", "tier_rank", "kind_rank", "fineness"], kind="stable")
    cell = ["indicator", "area", "period"]
    grouped = order.groupby(cell, sort=False)
    ranked["rank"] = (grouped.cumcount() + 1).reindex(ranked.index)
    ranked["others"] = (grouped["period"].transform("size") - 1).reindex(ranked.index)
    ranked["chosen"] = (ranked["rank"] == 1) & eligible
    return ranked


def _final_vintage(rows: pd.DataFrame) -> str | None:
    """Return the vintage of the rows marked final, when vintages are told apart at all."""
    final = rows.loc[(rows["kind"] == "final") & rows["vintage"].notna(), "vintage"]
    return str(final.iloc[0]) if len(final) else None
