"""What a dataset speaks of when nobody says: its widest area, and the last whole year that it covers.

A year of a ledger is whole when the ledger begins in its January or before, goes on to its December or beyond, and misses no
month in between (:mod:`safetystats.datasets.ledger` says when a month is missed). Where no year is whole, the months of the
last year stand in, and whoever asks must say so.
"""

from collections import Counter
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING

import duckdb

from safetystats.codes.areas import Area
from safetystats.datasets.area_book import AreaBook, area_book_of
from safetystats.datasets.coverage import uncovered_months
from safetystats.datasets.descriptor import read_descriptor
from safetystats.datasets.periods import Period, parse_period

if TYPE_CHECKING:
    from safetystats.datasets.dataset import Dataset

_MONTH = len("2011-10")


@dataclass(frozen=True, slots=True)
class Scope:
    """An area and a period to begin with."""

    area: Area
    period: Period


def scope_of(dataset: "Dataset", area: str | None = None) -> Scope | None:
    """Return the widest area of `dataset` (`area` when given) with its last whole year, or what there is of a year.

    None when it holds no accidents and no counts (of `area`).
    """
    ledger = dataset.accidents
    placed = ledger[ledger["area"].notna() & ledger["occurred_at"].notna()]
    months = Counter(zip(placed["area"], placed["occurred_at"].str[:_MONTH], strict=True))
    return _of_ledger(months, dataset.areas, area) or _of_counts(dataset, area)


def scope_of_import(folder: Path) -> Scope | None:
    """Return the scope of the ledger imported into the dataset `folder`, read from its file alone, however large."""
    file = str(folder / "accidents.parquet").replace("'", "''")
    with duckdb.connect() as connection:
        held = {name for name, *_ in connection.execute(f"DESCRIBE FROM read_parquet('{file}')").fetchall()}
        if not {"area", "occurred_at"} <= held:
            return None
        found = connection.execute(
            f"SELECT area, left(occurred_at, {_MONTH}) AS month, count(*) FROM read_parquet('{file}') "
            "WHERE area IS NOT NULL AND occurred_at IS NOT NULL GROUP BY ALL ORDER BY ALL"
        ).fetchall()
    months = {(area, month): accidents for area, month, accidents in found}
    return _of_ledger(months, area_book_of(read_descriptor(folder)))


def _of_ledger(months: Mapping[tuple[str, str], int], areas: AreaBook, area: str | None = None) -> Scope | None:
    """`months` holds the accidents of each area and month with any."""
    codes = [code for code in dict.fromkeys(code for code, _ in months) if area is None or areas.is_within(code, area)]
    if not codes:
        return None
    inside = set(codes)
    held: Counter[int] = Counter()
    for (code, month), accidents in months.items():
        if code in inside:
            held[12 * int(month[:4]) + int(month[5:]) - 1] += accidents
    return Scope(areas.get(area) if area else _common(codes, areas), _last_year(held))


def _common(codes: Sequence[str], areas: AreaBook) -> Area:
    """Return the nearest area that all of `codes` are or lie in."""
    first = [areas.get(codes[0]), *areas.parents(codes[0])]
    return next((a for a in first if all(areas.is_within(code, a.code) for code in codes)), first[-1])


def _last_year(held: Mapping[int, int]) -> Period:
    """Return the last whole year of the accidents by month (years × 12 + month from 0); without any, the last year's months."""
    months = range(min(held), max(held) + 1)
    gaps = uncovered_months([held.get(month, 0) for month in months])
    covered = Counter(month // 12 for month, gap in zip(months, gaps, strict=True) if not gap)
    whole = [year for year, number in covered.items() if number == 12]
    if whole:
        return Period(max(whole), 1, max(whole), 12)
    year = months[-1] // 12
    return Period(year, max(months[0] - 12 * year, 0) + 1, year, months[-1] % 12 + 1)


def _of_counts(dataset: "Dataset", area: str | None) -> Scope | None:
    from safetystats.datasets.counts import periods_of  # counts need pandas, which an import does without

    held = dict.fromkeys([*dataset.accident_counts["area"].dropna(), *dataset.indicators["area"].dropna()])
    for code in [area] if area else _widest_first(list(held), dataset.areas):
        periods = [parse_period(text) for text in periods_of(dataset, code)]
        if usable := [p for p in periods if p.is_year] or [p for p in periods if p.is_part_year]:
            return Scope(dataset.areas.get(code), max(usable, key=lambda p: (p.year, p.last_month, p.months)))
    return None


def _widest_first(codes: Sequence[str], areas: AreaBook) -> Iterable[str]:
    return sorted(codes, key=lambda code: -sum(areas.is_within(other, code) for other in codes))
