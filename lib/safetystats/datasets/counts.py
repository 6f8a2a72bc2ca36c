"""The accidents and deaths of one area and period, by sector and severity, gathered from all tables that hold them.

Published cells stand in ``accident_counts``, long series in ``indicators``, single accidents in the ledger; a reader wants
one table. A cell of ``accident_counts`` comes before an indicator, and both before a count of the ledger. Police figures of road accidents are part of the work-safety total only as
long as no change of scope has taken them out; after that they are left aside rather than set against a total they are
not part of.
"""

from collections.abc import Hashable
from typing import Any

import pandas as pd

from safetystats.datasets.choice import RULE_KINDS
from safetystats.datasets.dataset import Dataset
from safetystats.datasets.ledger import ledger_counts, ledger_sources
from safetystats.datasets.periods import Period

COLUMNS = ["sector", "severity", "accidents", "deaths", "kind", "definition", "sources", "origins"]
MEASURES = ("accidents", "deaths")

#: (sector, severity) → stem of the indicators ``<stem>_accidents`` and ``<stem>_deaths`` that hold the same count.
INDICATOR_STEMS = {
    ("all", "all"): "work_safety",
    ("industry_mining_commerce", "all"): "industry_mining_commerce",
    ("coal", "all"): "coal",
    ("road", "all"): "road",
    ("fire", "all"): "fire",
    ("rail", "all"): "rail",
    ("construction", "all"): "construction",
    ("fishing_vessels", "all"): "fishing_vessel",
    ("all", "larger"): "larger",
    ("all", "major"): "major",
    ("all", "extremely_serious"): "extremely_serious",
    ("all", "major_and_above"): "major_and_above",
    ("all", "larger_and_above"): "larger_and_above",
}
_OUTSIDE_NEW_SCOPE = ("road",)


def counts_of(dataset: Dataset, area: str, period: Period) -> pd.DataFrame:
    """Return one row a (sector, severity) that `dataset` holds for `area` and `period`.

    `accidents` and `deaths` are whole numbers or missing (not published; a zero is a zero that somebody reported); `kind`
    is ``derived`` when either was computed from other figures; `sources` and `origins` are tuples, for walking back.
    """
    cells = _published(dataset, area, period)
    for cell, stem in INDICATOR_STEMS.items():
        if _in_scope(dataset, area, period, stem):
            for measure in MEASURES:
                observation = _indicator(dataset, area, period, f"{stem}_{measure}")
                if observation is not None:
                    cells.setdefault(cell, {}).setdefault(measure, observation)
    for row in ledger_counts(dataset, area, period).to_dict("records"):
        for measure in MEASURES:
            if pd.notna(row[measure]):
                cells.setdefault((row["sector"], row["severity"]), {}).setdefault(
                    measure, _from_ledger(dataset, row, measure)
                )
    rows = [_row(cell, measures) for cell, measures in cells.items()]
    return pd.DataFrame(rows, columns=COLUMNS).astype(dict.fromkeys(MEASURES, "Int64"))


def periods_of(dataset: Dataset, area: str) -> list[str]:
    """Return the periods for which `dataset` holds counts of `area`, oldest first."""
    counts, indicators = dataset.accident_counts, dataset.indicators
    names = [f"{stem}_{measure}" for stem in INDICATOR_STEMS.values() for measure in MEASURES]
    held = indicators[(indicators["area"] == area) & indicators["indicator"].isin(names) & indicators["value"].notna()]
    return sorted({*counts.loc[counts["area"] == area, "period"].dropna(), *held["period"].dropna()})


def _published(dataset: Dataset, area: str, period: Period) -> dict[tuple[str, str], dict[str, pd.Series]]:
    counts = dataset.accident_counts
    rows = counts[(counts["area"] == area) & (counts["period"] == str(period)) & (counts["cause"] == "all")]
    tiers = rows["source"].map(dataset.sources.set_index("id")["tier"])
    ranks = rows["kind"].map({kind: rank for rank, kind in enumerate(RULE_KINDS)})
    cells: dict[tuple[str, str], dict[str, pd.Series]] = {}
    for _, row in rows.assign(tier=tiers, rank=ranks).sort_values(["rank", "tier"], kind="stable").iterrows():
        for measure in MEASURES:
            if pd.notna(row[measure]):
                cell = cells.setdefault((row["sector"], row["severity"]), {})
                cell.setdefault(measure, row.rename({measure: "value"}))
    return cells


def _indicator(dataset: Dataset, area: str, period: Period, indicator: str) -> pd.Series | None:
    series = dataset.series(indicator, area)
    rows = series[series["period"] == str(period)]
    return rows.iloc[0] if len(rows) else None


def _from_ledger(dataset: Dataset, row: dict[Hashable, Any], measure: str) -> pd.Series:
    """Return a count of the ledger as an observation."""
    source = next(iter(ledger_sources(dataset)), None)
    return pd.Series(
        {"value": row[measure], "kind": "reported", "definition": "ledger", "source": source, "origin": " ".join(row["origins"])}
    )  # fmt: skip


def _in_scope(dataset: Dataset, area: str, period: Period, stem: str) -> bool:
    if stem not in _OUTSIDE_NEW_SCOPE:
        return True
    changes = [b for b in dataset.breaks_of("work_safety_deaths", area=area) if b.kind == "scope" and b.period]
    return all(str(period.year) < (change.period or "") for change in changes)


def _row(cell: tuple[str, str], measures: dict[str, pd.Series]) -> dict[str, object]:
    used = [measures[measure] for measure in MEASURES if measure in measures]
    return {
        "sector": cell[0],
        "severity": cell[1],
        **{measure: measures[measure]["value"] if measure in measures else None for measure in MEASURES},
        "kind": "derived" if any(row["kind"] == "derived" for row in used) else used[-1]["kind"],
        "definition": used[-1]["definition"],
        "sources": tuple(dict.fromkeys(row["source"] for row in used if row["source"] is not None)),
        "origins": tuple(dict.fromkeys(row["origin"] for row in used)),
    }
