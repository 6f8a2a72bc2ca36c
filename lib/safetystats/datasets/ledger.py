"""Counts from a ledger of accidents: by month, and by sector and severity for a period it covers.

A ledger does not say which months it covers. Between its first accident and the month asked for, a month without an
accident is a month in which nothing happened, unless so long a stretch without any would be a wonder (less likely than
one in a thousand at the average of the other months): then the ledger does not cover it, and missing is not zero. Before
its first accident it covers nothing. An accident whose deaths are unknown leaves the deaths of its month unknown.
"""

import math

import pandas as pd

from safetystats.codes import severity
from safetystats.datasets.coverage import uncovered_months
from safetystats.datasets.dataset import OWN_LEDGER, Dataset
from safetystats.datasets.periods import Period

_MONTH = len("2011-10")


def ledger_rows(dataset: Dataset, area: str) -> pd.DataFrame:
    """Return the accidents of `area` and of the areas within it whose day is known."""
    ledger = dataset.accidents
    if ledger.empty:
        return ledger
    return ledger[in_area(dataset, area) & ledger["occurred_at"].notna()]


def in_area(dataset: Dataset, area: str) -> pd.Series:
    """Say of each row of the ledger whether it happened in `area` or in an area within it."""
    codes = dataset.accidents["area"]
    return codes.isin([code for code in codes.dropna().unique() if dataset.areas.is_within(code, area)])


def unplaced_rows(dataset: Dataset) -> pd.DataFrame:
    """Return the accidents that count in no figure, because their day or their area is not known."""
    ledger = dataset.accidents
    return ledger[ledger["occurred_at"].isna() | ledger["area"].isna()]


def ledger_sources(dataset: Dataset) -> tuple[str, ...]:
    """Ledger rows carry no source of their own: it is the one that the dataset names, or else the ledger itself."""
    ids = tuple(dataset.sources["id"])
    return ids if len(ids) == 1 else (OWN_LEDGER,)


def ledger_months(dataset: Dataset, area: str, last: Period, sector: str | None = None) -> pd.DataFrame | None:
    """Return ``accidents`` and ``deaths`` of each month from the ledger's first to the end of `last`; None without any.

    Months that the ledger does not cover are missing. With `sector`, the counts are those of that sector alone; what is
    covered is judged by all accidents.
    """
    rows = ledger_rows(dataset, area)
    end = pd.Period(year=last.last_year, month=last.last_month, freq="M")
    months = pd.PeriodIndex(rows["occurred_at"].str[:_MONTH], freq="M") if len(rows) else None
    if months is None or months.min() > end:
        return None
    whole = pd.period_range(months.min(), end, freq="M")
    gaps = pd.Series(uncovered_months(_counted(rows, months, whole)["accidents"].tolist()), index=whole)
    if sector is not None:
        own = (rows["sector"] == sector).to_numpy(bool)
        rows, months = rows[own], months[own]
    return _counted(rows, months, whole).mask(gaps)


def ledger_counts(dataset: Dataset, area: str, period: Period) -> pd.DataFrame:
    """Return one row a (sector, severity) of the accidents of a period that the ledger covers; empty when it does not.

    ``accidents``, ``deaths`` (missing where one is unknown) and ``origins``, the files they stand in. Sectors are counted
    over all classes, classes (computed from the harm done) over all sectors.
    """
    months = ledger_months(dataset, area, period)
    first = pd.Period(year=period.first_year, month=period.first_month, freq="M")
    if months is None or first < months.index[0] or months.loc[first:, "accidents"].isna().any():
        return pd.DataFrame(columns=["sector", "severity", "accidents", "deaths", "origins"])
    rows = ledger_rows(dataset, area)
    month = rows["occurred_at"].str[:_MONTH]
    rows = rows[month.between(str(first), f"{period.last_year}-{period.last_month:02}")]
    classes = severity(rows["deaths"], rows["serious_injuries"], rows["direct_loss_yuan"])
    cells = [("all", "all", rows)]
    cells += [(str(code), "all", part) for code, part in rows.groupby("sector")]
    cells += [("all", str(code), part) for code, part in rows.groupby(classes) if code != "ordinary"]
    return pd.DataFrame([_cell(*cell) for cell in cells])


def _cell(sector: str, severity_class: str, rows: pd.DataFrame) -> dict[str, object]:
    deaths = rows["deaths"].sum() if rows["deaths"].notna().all() else None
    files = tuple(dict.fromkeys(origin.rpartition(":")[0] for origin in rows["origin"]))
    return {"sector": sector, "severity": severity_class, "accidents": len(rows), "deaths": deaths, "origins": files}


def _counted(rows: pd.DataFrame, months: pd.PeriodIndex, whole: pd.PeriodIndex) -> pd.DataFrame:
    deaths = rows["deaths"].to_numpy(float, na_value=math.nan)
    columns = {"accidents": 1.0, "deaths": deaths, "unknown": pd.isna(deaths).astype(float)}
    found = pd.DataFrame(columns, index=months).groupby(level=0).sum().reindex(whole, fill_value=0.0)
    return found[["accidents"]].assign(deaths=found["deaths"].mask(found["unknown"] > 0))
