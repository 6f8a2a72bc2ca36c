"""What a dataset speaks of when nobody says: its widest area, and the last whole year that it covers.

A year of a ledger is whole when the ledger begins in its January or before, goes on to its December or beyond, and misses no
month in between (:mod:`safetystats.datasets.ledger` says when a month is missed). Where no year is whole, the months of the
last year stand in, and whoever asks must say so.
"""

from collections import Counter
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from pathlib import Path

import duckdb
import pandas as pd

from safetystats.codes.areas import Area
from safetystats.datasets.area_book import AreaBook
from safetystats.datasets.counts import periods_of
from safetystats.datasets.dataset import Dataset, open_areas
from safetystats.datasets.ledger import uncovered_months
from safetystats.datasets.periods import Period, parse_period

_MONTH = len("2011-10")


@dataclass(frozen=True, slots=True)
class Scope:
    """An area and a period to begin with."""

    area: Area
    period: Period


def scope_of(dataset: Dataset, area: str | None = None) -> Scope | None:
    """Return the widest area of `dataset` (`area` when given) with its last whole year, or what there is of a year.

    None when it holds no accidents and no counts (of `area`).
    """
    ledger = dataset.accidents
    placed = ledger[ledger["area"].notna() & ledger["occurred_at"].notna()]
    months = placed.groupby([placed["area"], placed["occurred_at"].str[:_MONTH].rename("month")]).size()
    return _of_ledger(months.reset_index(name="accidents"), dataset.areas, area) or _of_counts(dataset, area)


def scope_of_import(folder: Path) -> Scope | None:
    """Return the scope of the ledger imported into the dataset `folder`, read from its file alone, however large."""
    file = str(folder / "accidents.parquet").replace("'", "''")
    with duckdb.connect() as connection:
        held = {name for name, *_ in connection.execute(f"DESCRIBE FROM read_parquet('{file}')").fetchall()}
        if not {"area", "occurred_at"} <= held:
            return None
        months = connection.execute(
            f"SELECT area, left(occurred_at, {_MONTH}) AS month, count(*) AS accidents FROM read_parquet('{file}') "
            "WHERE area IS NOT NULL AND occurred_at IS NOT NULL GROUP BY ALL ORDER BY ALL"
        ).df()
    return _of_ledger(months, open_areas(folder))


def _of_ledger(months: pd.DataFrame, areas: AreaBook, area: str | None = None) -> Scope | None:
    """`months` has one row an area and month with accidents: ``area``, ``month``, ``accidents``."""
    codes = [code for code in months["area"].unique() if area is None or areas.is_within(code, area)]
    rows = months[months["area"].isin(codes)]
    if rows.empty:
        return None
    month = pd.PeriodIndex(rows["month"], freq="M")
    whole = pd.period_range(month.min(), month.max(), freq="M")
    held = pd.Series(rows["accidents"].to_numpy(float), index=month).groupby(level=0).sum().reindex(whole, fill_value=0)
    return Scope(areas.get(area) if area else _common(codes, areas), _last_year(held))


def _common(codes: Sequence[str], areas: AreaBook) -> Area:
    """Return the nearest area that all of `codes` are or lie in."""
    first = [areas.get(codes[0]), *areas.parents(codes[0])]
    return next((a for a in first if all(areas.is_within(code, a.code) for code in codes)), first[-1])


def _last_year(accidents: pd.Series) -> Period:
    """Return the last whole year of the accidents of each month; without any, the months held of the last year."""
    covered = accidents[~uncovered_months(accidents)].index
    months_of = Counter(month.year for month in covered)
    whole = [year for year, months in months_of.items() if months == 12]
    if whole:
        return Period(max(whole), 1, max(whole), 12)
    first, last = accidents.index[0], accidents.index[-1]
    return Period(last.year, first.month if first.year == last.year else 1, last.year, last.month)


def _of_counts(dataset: Dataset, area: str | None) -> Scope | None:
    held = dict.fromkeys([*dataset.accident_counts["area"].dropna(), *dataset.indicators["area"].dropna()])
    for code in [area] if area else _widest_first(list(held), dataset.areas):
        periods = [parse_period(text) for text in periods_of(dataset, code)]
        if usable := [p for p in periods if p.is_year] or [p for p in periods if p.is_part_year]:
            return Scope(dataset.areas.get(code), max(usable, key=lambda p: (p.year, p.last_month, p.months)))
    return None


def _widest_first(codes: Sequence[str], areas: AreaBook) -> Iterable[str]:
    return sorted(codes, key=lambda code: -sum(areas.is_within(other, code) for other in codes))
