"""What the causes notebook works from: the ledger of an area and period, or the counts by cause that somebody published.

A ledger holds one row an accident and, in ``accident_causes``, one row a factor in it. Where there is none, cells of
``accident_counts`` with a cause stand in: they carry shares and changes, but neither hours nor factors that stand together.
Ledger rows of areas within the area asked for count with it. Each accident counts under its first primary cause.
"""

import pandas as pd

from safetystats.analyses.study import Study
from safetystats.codes import code_list, severity
from safetystats.datasets import Period
from safetystats.datasets.choice import RULE_KINDS
from safetystats.datasets.ledger import in_area, ledger_sources
from safetystats.errors import InputError
from safetystats.words import Text

UNKNOWN, UNASSIGNED = "unknown", "unassigned"
#: What stands among the causes and is none.
NOT_CAUSES = [UNKNOWN, UNASSIGNED]
#: Levels of the Chinese inquiry: person, machine, environment, management.
LEVEL_NAMES = {
    "person": Text("人的因素", "Person"),
    "machine": Text("物（机）的因素", "Machine"),
    "environment": Text("环境因素", "Environment"),
    "management": Text("管理因素", "Management"),
}
_UNASSIGNED_NAME = Text("未归入任何原因", "Not assigned to a cause")
_KEPT = ["accident_id", "area", "sector", "deaths", "place", "vehicle", "origin"]
#: Columns a wider ledger may have, used where they are.
OPTIONAL = ("accident_type", "road_class")


def ledger_of(study: Study, period: Period | None = None) -> pd.DataFrame:
    """Return the accidents of the study's area in `period` (the study's when not given), with times and classes.

    Added to the columns of the ledger: ``occurred`` (a time), ``hour`` (missing where only the day is held), ``severity``
    (computed from the harm done) and ``sources``.
    """
    when = period or study.period
    ledger = study.dataset.accidents
    month = ledger["occurred_at"].str[: len("2011-10")]  # the reader writes times as ISO text
    held = month.between(f"{when.first_year}-{when.first_month:02}", f"{when.last_year}-{when.last_month:02}")
    rows = ledger[held & in_area(study.dataset, study.area.code)]
    columns = [*_KEPT, *(name for name in OPTIONAL if name in ledger)]
    found = rows[columns].assign(occurred=pd.to_datetime(rows["occurred_at"], format="mixed"))
    has_time = rows["occurred_at"].str.len() > len("2011-10-01")
    alone = rows["hour"].astype(float) if "hour" in rows else float("nan")  # the hour of a time without minutes
    found["hour"] = found["occurred"].dt.hour.where(has_time, alone)
    found["severity"] = severity(rows["deaths"], rows["serious_injuries"], rows["direct_loss_yuan"])
    found["sources"] = [ledger_sources(study.dataset)] * len(found)
    return found.reset_index(drop=True)


def factors_of(study: Study, ledger: pd.DataFrame) -> pd.DataFrame:
    """Return the rows of ``accident_causes`` that belong to the accidents of `ledger`."""
    factors = study.dataset.accident_causes
    return factors[factors["accident_id"].isin(ledger["accident_id"])].reset_index(drop=True)


def primary_cause(study: Study, ledger: pd.DataFrame) -> pd.Series:
    """Return the first primary cause of each accident of `ledger`, on its index; ``unknown`` where none is held."""
    factors = factors_of(study, ledger)
    primary = factors[factors["role"] == "primary"].drop_duplicates("accident_id").set_index("accident_id")["cause"]
    return ledger["accident_id"].map(primary).astype(object).fillna(UNKNOWN)


def cause_counts(study: Study, period: Period | None = None) -> pd.DataFrame:
    """Return ``accidents``, ``deaths`` and ``sources`` by cause, on the index of causes: ledger first, then published.

    Empty when the data hold no causes of the area and period. A published total that the causes do not fill leaves a row
    ``unassigned``; a number that was not published stays missing.
    """
    when = period or study.period
    ledger = ledger_of(study, when)
    if len(ledger) and len(factors_of(study, ledger)):
        grouped = ledger.assign(cause=primary_cause(study, ledger)).groupby("cause")
        table = pd.DataFrame({"accidents": grouped.size(), "deaths": grouped["deaths"].sum(min_count=1)}).astype(
            "Int64"
        )
        return _with_sources(table, [ledger_sources(study.dataset)] * len(table))
    return _published(study, when)


def up_to(period: Period) -> Period:
    """Return the time from the first ledger there can be to the end of `period`: one period alone often holds too little."""
    return Period(1900, 1, period.last_year, period.last_month)


def last_month(period: Period) -> Period:
    """Return the month in which `period` ends."""
    return Period(period.last_year, period.last_month, period.last_year, period.last_month)


def cause_name(study: Study, code: str) -> Text:
    """Return the name of a cause: the one in the dataset's card, else that of the national list, else the code itself."""
    if code == UNASSIGNED:
        return _UNASSIGNED_NAME
    own = study.dataset.code_name("cause", code)
    if own is not None:
        return own
    try:
        return code_list("causes").get(code).name
    except InputError:
        return Text(code, code)


def cause_level(code: str) -> str | None:
    """Return the level of a cause (person, machine, environment, management), None where it has none."""
    return next((entry.level for entry in code_list("causes").entries if entry.code == code), None)


def _published(study: Study, period: Period) -> pd.DataFrame:
    counts = study.dataset.accident_counts
    cells = counts[(counts["area"] == study.area.code) & (counts["period"] == str(period)) & (counts["sector"] == "all")
                   & (counts["severity"] == "all")]  # fmt: skip
    tiers = cells["source"].map(study.dataset.sources.set_index("id")["tier"])
    ranks = cells["kind"].map({kind: rank for rank, kind in enumerate(RULE_KINDS)})
    best = cells.assign(tier=tiers, rank=ranks).sort_values(["rank", "tier"], kind="stable").drop_duplicates("cause")
    table = best.set_index("cause")[["accidents", "deaths", "source"]]
    table = _with_sources(table, [(source,) for source in table.pop("source")])
    causes = table.drop(index="all", errors="ignore")
    if causes.empty or "all" not in table.index:
        return causes
    rest = table.loc[["all"]].rename(index={"all": UNASSIGNED})
    for measure in ("accidents", "deaths"):
        rest[measure] = rest[measure] - causes[measure].sum(min_count=len(causes))
    left = rest[["accidents", "deaths"]].fillna(0).to_numpy()
    return pd.concat([causes, rest]) if (left > 0).any() and (left >= 0).all() else causes


def _with_sources(table: pd.DataFrame, sources: list[tuple[str, ...]]) -> pd.DataFrame:
    return table.assign(sources=pd.Series(sources, index=table.index, dtype=object))
