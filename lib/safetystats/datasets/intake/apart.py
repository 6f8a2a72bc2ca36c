"""Values that can be but lie apart from all others: a day of another year than its ledger's, a count far beyond the rest.

Both are warnings at the cell, and the value stays: only whoever keeps the ledger can tell a slip from a catastrophe.
"""

from itertools import pairwise
from math import log

import duckdb

from safetystats.datasets.intake.fold import rows_table
from safetystats.datasets.intake.headers import named_years
from safetystats.datasets.intake.staging import Staged
from safetystats.datasets.schemas import TABLES

#: A name or title tells the years of its ledger when at most this share of the days (or three) lie outside them.
_MOST_UNLIKE_THE_NAME = 0.05
#: Without a name: at most this share of the days (or three) may lie apart, never more than the second, of a single day than the third.
_MOST_APART, _NEVER_MORE, _ONE_OF_TEN = 0.01, 0.05, 0.1
#: Accidents to be expected in the empty years between; none of 24 is seen twice in a million times though the variance be thrice the mean.
_EXPECTED_BETWEEN = 24

#: In a tail of index a the k-th greatest count is r times the next with a chance of at most r^-a, however long the ledger (Rényi 1953).
_CHANCE = 1 / 300
#: The index of deaths in attacks (Clauset, Shalizi and Newman 2009, table 6.1), as heavy a tail as ledgers have; and the lightest taken.
_HEAVY, _LIGHT = 1.4, 3.0
#: A ledger of so many accidents with harm shows its own index, by Hill's estimate from its greatest counts.
_LONG, _TAIL = 1000, 100
#: Slips looked for in one column, and the count from which an accident is a larger one (Decree 493): ledgers of small ones show no tail.
_SLIPS, _LARGER = 3, 3


def check_apart(connection: duckdb.DuckDBPyConnection, staged: Staged, fields: list[str]) -> None:
    """Warn of days outside the years of their sheet, file or ledger, and of counts far beyond all others."""
    if "occurred_at" in fields:
        _check_years(connection, staged)
    columns = TABLES["accidents"].columns
    counts = [f for f in fields if f in columns and columns[f].kind == "count" and f != "hour"]
    if counts:
        _check_counts(connection, staged, counts)


def years_apart(counts: dict[int, int]) -> tuple[set[int], tuple[int, int]]:
    """Return the years that lie apart from the run of years which holds nearly all of the `counts`, and that run.

    A year lies apart when it holds next to nothing, the empty years between are at least as many as those of the run, and
    the two years of the run that are nearest would have put two dozen accidents into them. Thin years of a long ledger do not.
    """
    runs: list[list[int]] = []
    for year in sorted(counts):
        if runs and runs[-1][-1] == year - 1:
            runs[-1].append(year)
        else:
            runs.append([year])
    body = max(runs, key=lambda run: sum(counts[year] for year in run))
    total, held = sum(counts.values()), sum(counts[year] for year in body)
    apart = set()
    few = max(min(max(3, _MOST_APART * total), _NEVER_MORE * total), min(1, _ONE_OF_TEN * total))
    if total - held <= few:
        for year in counts.keys() - set(body):
            nearest = body[:2] if year < body[0] else body[-2:]
            empty = max(body[0] - year, year - body[-1]) - 1
            usual = sum(counts[y] for y in nearest) / len(nearest)
            if empty >= len(body) and empty * usual >= _EXPECTED_BETWEEN:
                apart.add(year)
    return apart, (body[0], body[-1])


def far_from(greatest: list[float], positive: int) -> float | None:
    """Return the least of the counts that lie far beyond all others, or None.

    `greatest` are the greatest counts of a column, in falling order, and `positive` is how many of it are above zero.
    """
    index = _HEAVY
    tail = greatest[_SLIPS : _SLIPS + _TAIL]
    if positive >= _LONG and len(tail) == _TAIL:
        index = len(tail) / sum(log(count / (tail[-1] - 0.5)) for count in tail)
    ratio = _ratio(min(max(index, _HEAVY), _LIGHT))
    far = [
        count
        for count, following in pairwise(greatest[: _SLIPS + 1])
        if count > ratio * following and count > _ratio(_HEAVY) * _LARGER
    ]
    return min(far, default=None)


def _ratio(index: float) -> float:
    return float((1 / _CHANCE) ** (1 / index))


def _check_years(connection: duckdb.DuckDBPyConnection, staged: Staged) -> None:
    found = connection.execute(
        "SELECT src, CAST(left(occurred_at, 4) AS INTEGER) AS year, count(*) FROM accidents_new WHERE occurred_at IS NOT NULL GROUP BY ALL"
    ).fetchall()
    unnamed: dict[int, int] = {}
    others = []
    for src in {src for src, _, _ in found}:
        counts = {year: count for s, year, count in found if s == src}
        named = _named_years(staged, src, counts)
        if named:
            _report_years(connection, staged, f"src = {src} AND year NOT BETWEEN {named[0]} AND {named[1]}", named)
        else:
            others.append(str(src))
            for year, count in counts.items():
                unnamed[year] = unnamed.get(year, 0) + count
    apart, body = years_apart(unnamed) if unnamed else (set(), (0, 0))
    if apart:
        years = ", ".join(map(str, apart))
        _report_years(connection, staged, f"src IN ({', '.join(others)}) AND year IN ({years})", body)


def _named_years(staged: Staged, src: int, counts: dict[int, int]) -> tuple[int, int] | None:
    """Return the first and last year that the sheet's name tells, else its title, else the file's name, where the days bear it out."""
    table = staged.tables[src]
    for name in (table.sheet, table.title, *reversed(table.file.split("/"))):
        years = named_years(name)
        if years:
            first, last, total = min(years), max(years), sum(counts.values())
            outside = sum(count for year, count in counts.items() if not first <= year <= last)
            borne_out = outside <= max(3, _MOST_UNLIKE_THE_NAME * total) and outside < total / 2
            return (first, last) if borne_out else None
    return None


def _report_years(
    connection: duckdb.DuckDBPyConnection, staged: Staged, condition: str, years: tuple[int, int]
) -> None:
    pieces = staged.of("occurred_at")
    piece = pieces.get("year") or next(iter(pieces.values()))
    connection.execute(
        "INSERT INTO problems SELECT 'year_apart', src, row, ?, day, ? FROM (SELECT src, row, left(occurred_at, 10) AS day, "
        f"CAST(left(occurred_at, 4) AS INTEGER) AS year FROM accidents_new) WHERE {condition} ORDER BY src, row",
        [piece.heading, "–".join(map(str, dict.fromkeys(years)))],
    )


def _check_counts(connection: duckdb.DuckDBPyConnection, staged: Staged, names: list[str]) -> None:
    asked = ", ".join(f"max({name}, {_SLIPS + _TAIL}), count(*) FILTER (WHERE {name} > 0)" for name in names)
    found = connection.execute(f"SELECT {asked} FROM accidents_new").fetchone() or ()
    rows = rows_table(connection)  # the cell is in the accident's row that holds most of its count
    for name, greatest, positive in zip(names, found[::2], found[1::2], strict=True):
        least = far_from([count for count in greatest or () if count > 0], positive)
        if least is None:
            continue
        heading = next((piece.heading for piece in staged.of(name).values()), name)
        following = next((count for count in greatest if count < least), 0)
        connection.execute(
            f"INSERT INTO problems SELECT 'far_count', r.src, r.row, ?, CAST(CAST(a.{name} AS BIGINT) AS VARCHAR), ? "
            f"FROM {rows} r JOIN accidents_new a USING (accident_id) WHERE a.{name} >= ? "
            f"QUALIFY row_number() OVER (PARTITION BY accident_id ORDER BY r.{name} DESC NULLS LAST, r.src, r.row) = 1 ORDER BY 2, 3",
            [heading, f"{following:.0f}", least],
        )
