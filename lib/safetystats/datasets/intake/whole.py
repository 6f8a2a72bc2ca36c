"""What no single row can show: sums against rows of totals, accidents entered twice, part-years, changed lists of codes."""

from pathlib import Path

import duckdb

from safetystats.codes import areas
from safetystats.datasets.intake.mapping import CAUSE, Mapping
from safetystats.datasets.intake.numbers import read_number
from safetystats.datasets.intake.parsing import quoted
from safetystats.datasets.intake.staging import Piece, Staged, text_of
from safetystats.datasets.intake.typed import Typing

#: A share of accidents under codes that the year before did not know, from which the list is said to have changed.
NEW_CODES_SHARE = 0.05
#: When more accidents than this share have a double, the columns do not tell accidents apart.
MOST_ALIKE = 0.01
#: When more cells than this share (and more than three) are blank, blanks are the ledger's habit.
MOST_BLANK = 0.05
_FIRST_MONTH, _LAST_MONTH = 1, 12
_TOTALLED = ("deaths", "serious_injuries", "minor_injuries", "injuries", "direct_loss_yuan", "direct_loss")


def check_totals(connection: duckdb.DuckDBPyConnection, typing: Typing) -> None:
    """Compare each number of a row of totals with the sums of the rows above it, since the last such row or since the first."""
    staged = typing.staged
    if "totals" not in typing.mapping.drop:
        return
    for src, row in connection.execute("SELECT src, row FROM totals ORDER BY src, row").fetchall():
        for name in _TOTALLED:
            piece = staged.of(name).get("source")
            if piece is None or typing.mapping.columns[name].codes or _has_unread(connection, piece):
                continue
            (text,) = connection.execute(
                f"SELECT {text_of(piece)} FROM totals WHERE src = ? AND row = ?", [src, row]
            ).fetchone() or ("",)
            value = read_number(text or "", typing.marks.get(piece.heading, ".")).value
            if value is None:
                continue
            unit = typing.factors.get(name, 1.0)
            sums = _sums_above(connection, name, src, row)
            if all(
                abs(float(value) * unit - total) > 0.005 * max(1.0, abs(total)) * (unit > 1) + 1e-6 for total in sums
            ):
                connection.execute(
                    "INSERT INTO problems VALUES ('totals_differ', ?, ?, ?, ?, ?)",
                    [src, row, piece.heading, text, f"{sums[0] / unit:.10g}"],
                )


def check_duplicates(connection: duckdb.DuckDBPyConnection, mapping: Mapping, fields: list[str]) -> None:
    """Warn of accidents that are equal in all but their id, when the ledger tells enough that few are alike by chance."""
    told = [name for name in fields if name not in ("accident_id", "hour") and name not in mapping.constants]
    if len(told) < 5 or not {"place", "longitude"} & set(told):
        return
    columns = ", ".join(told)
    connection.execute(
        f"CREATE TEMP TABLE alike AS SELECT key, count(*) - 1 AS more, min(src * 1000000000000 + row) AS first FROM (SELECT src, row, hash({columns}) AS key FROM accidents_new) "
        f"GROUP BY 1 HAVING count(*) > 1"
    )
    alike, rows = connection.execute(
        "SELECT (SELECT coalesce(sum(more), 0) FROM alike), (SELECT count(*) FROM accidents_new)"
    ).fetchone() or (0, 0)
    if alike > max(3, MOST_ALIKE * rows):
        return
    connection.execute(
        f"INSERT INTO problems SELECT 'possible_duplicate', src, row, '', accident_id, CAST(first AS VARCHAR) FROM "
        f"(SELECT *, hash({columns}) AS key FROM accidents_new) JOIN alike USING (key) WHERE src * 1000000000000 + row <> first ORDER BY src, row"
    )


def check_blank_deaths(connection: duckdb.DuckDBPyConnection, mapping: Mapping, staged: Staged) -> None:
    """Warn of blank counts of deaths where few are blank; a column that is blank mostly has blanks for a habit."""
    column = mapping.columns.get("deaths")
    if column is None or column.codes or column.default is not None:
        return  # where words are translated to deaths, a blank is no count left out
    for piece in staged.of("deaths").values():
        blanks, rows = connection.execute(
            f"SELECT count(*) FILTER (WHERE {piece.name} IS NULL), count(*) FROM staged"
        ).fetchone() or (0, 0)
        if 0 < blanks <= min(max(3, MOST_BLANK * rows), rows / 2):
            connection.execute(
                f"INSERT INTO problems SELECT 'blank_count', src, row, ?, '', '' FROM staged WHERE {piece.name} IS NULL ORDER BY src, row",
                [piece.heading],
            )


def check_needed(connection: duckdb.DuckDBPyConnection, staged: Staged, fields: list[str]) -> None:
    """Report day and area where no column gives them, and their blank cells, where not reported already for what stands in them."""
    for name in ("occurred_at", "area"):
        if name not in fields:
            meant = _named_area(staged) if name == "area" else ""
            connection.execute("INSERT INTO problems VALUES ('missing_column', 0, NULL, ?, '', ?)", [name, meant])
            continue
        pieces = staged.of(name)
        headings = [p.heading for p in pieces.values()] or [name]
        connection.execute(
            f"INSERT INTO problems SELECT 'missing_value', src, row, ?, '', '' FROM accidents_new ANTI JOIN "
            f"(SELECT src, row FROM problems WHERE heading IN ({quoted(tuple(headings))})) USING (src, row) "
            f"WHERE {name} IS NULL ORDER BY src, row", [headings[0]],
        )  # fmt: skip


def _named_area(staged: Staged) -> str:
    """Return the code of the one area that the sheets' names, titles or files tell, or nothing."""
    told = {
        area.code for table in staged.tables if (area := areas.named_in(f"{table.sheet} {table.title} {table.file}"))
    }
    return told.pop() if len(told) == 1 else ""


def check_years(connection: duckdb.DuckDBPyConnection, staged: Staged, fields: list[str], folder: Path) -> None:
    """Warn of years of which only some months are held, and of causes that one year has and the year before had not."""
    if "occurred_at" not in fields:
        return
    years = connection.execute(
        "SELECT left(occurred_at, 4) AS year, count(*), min(substr(occurred_at, 6, 2)), max(substr(occurred_at, 6, 2)) "
        "FROM accidents_new ANTI JOIN (SELECT src, row FROM problems WHERE kind = 'year_apart') USING (src, row) "
        "WHERE occurred_at IS NOT NULL GROUP BY 1 ORDER BY 1"
    ).fetchall()
    heading = next((p.heading for p in staged.of("occurred_at").values()), "occurred_at")
    usual = max((count for _, count, _, _ in years), default=0)
    for year, count, first, last in years:
        busy = count >= 24 or (usual >= 24 and count < usual / 2)
        if busy and (int(first), int(last)) != (_FIRST_MONTH, _LAST_MONTH):
            connection.execute(
                "INSERT INTO problems VALUES ('part_year', 0, NULL, ?, ?, ?)",
                [heading, year, f"{year}-{first}..{last}"],
            )
    if CAUSE in fields:
        _changed_codes(connection, staged, folder)


def _changed_codes(connection: duckdb.DuckDBPyConnection, staged: Staged, folder: Path) -> None:
    """Compare the causes of each year with those of the year before, which the dataset may hold from an earlier import."""
    year = "CAST(left(occurred_at, 4) AS INTEGER)"
    used = f"SELECT {year} AS year, cause, count(*) AS n FROM accidents_new WHERE cause IS NOT NULL AND occurred_at IS NOT NULL GROUP BY 1, 2"
    before = "SELECT year, cause FROM used"
    held = [str(folder / f"{name}.parquet").replace("'", "''") for name in ("accidents", "accident_causes")]
    if all((folder / f"{name}.parquet").is_file() for name in ("accidents", "accident_causes")):
        before += (
            f" UNION SELECT {year}, cause FROM read_parquet('{held[0]}') JOIN read_parquet('{held[1]}') USING (accident_id) "
            "WHERE occurred_at IS NOT NULL"
        )
    found = connection.execute(
        f"WITH used AS ({used}), before AS ({before}) "
        "SELECT u.year, sum(CASE WHEN b.cause IS NULL THEN u.n ELSE 0 END) / sum(u.n) AS share FROM used u "
        "LEFT JOIN before b ON b.year = u.year - 1 AND b.cause = u.cause WHERE u.year - 1 IN (SELECT year FROM before) "
        "GROUP BY 1 HAVING share >= ? AND sum(u.n) >= 100 ORDER BY 1",
        [NEW_CODES_SHARE],
    ).fetchall()
    heading = staged.of(CAUSE)["source"].heading
    for when, share in found:
        connection.execute(
            "INSERT INTO problems VALUES ('changed_codes', 0, NULL, ?, ?, ?)",
            [heading, str(when), f"{100 * share:.0f} %"],
        )


def _has_unread(connection: duckdb.DuckDBPyConnection, piece: Piece) -> bool:
    """Say whether a cell of the column could not be read, so that no sum of it can be compared."""
    found = connection.execute(
        "SELECT count(*) FROM problems WHERE heading = ? AND row IS NOT NULL", [piece.heading]
    ).fetchone()
    return bool(found and found[0])


def _sums_above(connection: duckdb.DuckDBPyConnection, name: str, src: int, row: int) -> list[float]:
    """Return the sum of the whole table, of all rows above and since the last row of totals; then without repeated ids."""
    last = connection.execute(
        "SELECT coalesce(max(row), 0) FROM totals WHERE src = ? AND row < ?", [src, row]
    ).fetchone()
    since = last[0] if last else 0
    sums = []
    for rows in (
        "typed",
        "(FROM typed QUALIFY row_number() OVER (PARTITION BY coalesce(accident_id, CAST(row AS VARCHAR)) ORDER BY src, row) = 1)",
    ):
        found = connection.execute(
            f"SELECT coalesce(sum({name}), 0), coalesce(sum({name}) FILTER (WHERE row < ?), 0), "
            f"coalesce(sum({name}) FILTER (WHERE row < ? AND row > ?), 0) FROM {rows} WHERE src = ?", [row, row, since, src],
        ).fetchone()  # fmt: skip
        sums += [float(total) for total in found or ()]
    return sums
