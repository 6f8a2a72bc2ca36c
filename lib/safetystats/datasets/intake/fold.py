"""Fold rows to accidents: one row an accident, whatever one row of the ledger was.

Rows of one key are one accident. A field is the same in all its rows (two different values are a problem, the first
stands), or added up, or the greatest, as the mapping says. The sums before and after tell what a naive sum would give.
"""

from dataclasses import dataclass
from pathlib import Path

import duckdb

from safetystats.datasets.intake.mapping import CAUSE, Mapping
from safetystats.datasets.intake.parsing import BETWEEN, quoted
from safetystats.datasets.intake.staging import Staged

SUMMED = ("deaths", "serious_injuries", "minor_injuries", "injuries", "direct_loss_yuan", "direct_loss")
#: Words that belong to a person, vehicle or party rather than to the accident; the first row's stand for it.
_OF_THE_ROW = (CAUSE, "cause_text", "vehicle", "accident_type")


@dataclass(frozen=True, slots=True)
class SumCheck:
    """A sum over the rows as they stand, and over accidents."""

    field: str
    naive: float
    folded: float


def fold(
    connection: duckdb.DuckDBPyConnection, mapping: Mapping, staged: Staged, fields: list[str], held: Path, factors: dict[str, float]
) -> list[SumCheck]:  # fmt: skip
    """Create ``accidents_new`` (one row an accident, src and row of its first) from ``typed``; return the sum checks.

    `held` are the accidents so far; `factors` turn the unit of a cell into that of its field.
    """
    _give_ids(connection, staged)
    if "occurred_at" in fields:
        _tell_apart(connection, staged, held)
    values = [name for name in fields if name != "accident_id"]
    total, distinct = connection.execute(
        "SELECT count(*), count(DISTINCT hash(accident_id)) FROM typed"
    ).fetchone() or (0, 0)
    if total == distinct and mapping.grain == "accidents":
        connection.execute("ALTER TABLE typed RENAME TO accidents_new")
        return [SumCheck(name, s, s) for name, s in _sums(connection, "accidents_new", values).items()]
    naive = _sums(connection, "typed", values)
    if mapping.person:
        _count_persons_once(connection, mapping, values)
    connection.execute(
        "CREATE TABLE repeated AS SELECT accident_id, min(src * 1000000000000 + row) AS first FROM typed GROUP BY 1 HAVING count(*) > 1"
    )
    _report(connection, mapping, staged, values, factors)
    parts = ", ".join(_folded(name, mapping) for name in values)
    condition = "SEMI JOIN repeated USING (accident_id)"
    connection.execute(
        f"CREATE TABLE accidents_new AS SELECT src, row, accident_id, {', '.join(values)} FROM typed ANTI JOIN repeated USING (accident_id) "
        f"UNION ALL SELECT arg_min(src, place), arg_min(row, place), accident_id, {parts} FROM "
        f"(SELECT *, src * 1000000000000 + row AS place FROM typed {condition}) GROUP BY accident_id"
    )
    folded = _sums(connection, "accidents_new", values)
    return [SumCheck(name, naive[name], folded[name]) for name in naive]


def causes_sql(mapping: Mapping, fields: list[str]) -> str | None:
    """Return the SELECT of ``accident_causes``: the first cause of an accident is primary, further ones contributory."""
    if CAUSE not in fields:
        return None
    if mapping.grain == "accidents":
        return "SELECT accident_id, cause, 'primary' AS role, src, row FROM accidents_new WHERE cause IS NOT NULL"
    return (
        "SELECT accident_id, cause, CASE WHEN row_number() OVER (PARTITION BY accident_id ORDER BY src, row) = 1 "
        "THEN 'primary' ELSE 'contributory' END AS role, src, row FROM (SELECT accident_id, cause, arg_min(src, src * 1000000000000 + row) AS src, "
        "min(row) AS row FROM typed WHERE cause IS NOT NULL GROUP BY 1, 2)"
    )


def _give_ids(connection: duckdb.DuckDBPyConnection, staged: Staged) -> None:
    """Name accidents without an id by file and row; where the mapping names a key, a blank one is a problem."""
    missing = connection.execute("SELECT count(*) FROM typed WHERE accident_id IS NULL").fetchone()
    if not missing or not missing[0]:
        return
    keys = [p for p in staged.pieces if p.field.startswith("key")] or [*staged.of("accident_id").values()]
    for piece in keys:
        connection.execute(
            "INSERT INTO problems SELECT 'missing_key', src, row, ?, '', '' FROM typed SEMI JOIN "
            f"(SELECT src, row FROM staged WHERE {piece.name} IS NULL) USING (src, row) WHERE accident_id IS NULL ORDER BY src, row",
            [piece.heading],
        )
    for src, prefix in enumerate(_prefixes(staged)):
        connection.execute(
            f"UPDATE typed SET accident_id = '{prefix}-' || row WHERE accident_id IS NULL AND src = {src}"
        )


def _prefixes(staged: Staged) -> list[str]:
    """Return a name for each source table, the file's and where there are several the sheet's, quoted for SQL."""
    several = len(staged.tables) > 1
    stems = [
        t.file.rpartition("/")[2].partition(".")[0] + (f"-{t.sheet}" if several and t.sheet else "")
        for t in staged.tables
    ]
    return [stem.replace("'", "''") for stem in stems]


def _tell_apart(connection: duckdb.DuckDBPyConnection, staged: Staged, held: Path) -> None:
    """Put the file's or sheet's name before ids that start anew on each sheet or in each file.

    They do when most ids that two of them share belong to other months; a few would be dates that were corrected.
    """
    others = "SELECT accident_id, left(occurred_at, 7) AS month, src FROM typed"
    if held.is_file():
        path = str(held).replace("'", "''")
        others += f" UNION ALL SELECT accident_id, left(occurred_at, 7), -1 FROM read_parquet('{path}')"
    elif len(staged.tables) == 1:
        return
    shared, unlike = connection.execute(
        f"SELECT count(*), count(*) FILTER (WHERE months > 1) FROM (SELECT accident_id, count(DISTINCT month) AS months FROM ({others}) "
        f"WHERE accident_id IS NOT NULL GROUP BY 1 HAVING count(DISTINCT src) > 1)"
    ).fetchone() or (0, 0)
    if not shared or unlike <= shared / 2:
        return
    prefixes = _prefixes(staged)
    cases = " ".join(f"WHEN {src} THEN '{prefix}-'" for src, prefix in enumerate(prefixes))
    connection.execute(f"UPDATE typed SET accident_id = CASE src {cases} END || accident_id")
    heading = next(
        (p.heading for p in [*staged.of("key0").values(), *staged.of("accident_id").values()]), "accident_id"
    )
    connection.execute(
        "INSERT INTO problems VALUES ('reused_id', 0, NULL, ?, ?, ?)", [heading, str(unlike), f"{prefixes[0]}-"]
    )


def _count_persons_once(connection: duckdb.DuckDBPyConnection, mapping: Mapping, values: list[str]) -> None:
    """Keep what is added up on the first row of each person, who may stand on several, one for each cause."""
    added = [name for name in values if _rule(name, mapping) == "sum"]
    connection.execute(
        "CREATE TEMP TABLE again AS SELECT src, row FROM typed WHERE person IS NOT NULL "
        "QUALIFY row_number() OVER (PARTITION BY accident_id, person ORDER BY src, row) > 1"
    )
    if added:
        blank = ", ".join(f"{name} = NULL" for name in added)
        connection.execute(f"UPDATE typed SET {blank} FROM again WHERE typed.src = again.src AND typed.row = again.row")


def _rule(name: str, mapping: Mapping) -> str:
    column = mapping.columns.get(name)
    return (column.fold if column else None) or "same"


def _folded(name: str, mapping: Mapping) -> str:
    rule = _rule(name, mapping)
    return {"sum": f"sum({name})", "max": f"max({name})"}.get(rule, f"arg_min({name}, place)") + f" AS {name}"


def _report(
    connection: duckdb.DuckDBPyConnection, mapping: Mapping, staged: Staged, values: list[str], factors: dict[str, float]
) -> None:  # fmt: skip
    """Report repeated accidents whose rows differ, and for ledgers of accidents also those whose rows are equal."""
    same = [
        name
        for name in values
        if (_rule(name, mapping) == "same" and name in mapping.columns) or name == "severity_reported"
    ]
    if mapping.grain != "accidents":
        same = [name for name in same if name not in _OF_THE_ROW]
    elif CAUSE in values:
        same = [*same, CAUSE]
    _report_differing(connection, staged, list(dict.fromkeys(same)), factors)
    if mapping.grain == "accidents":
        heading = next(
            (p.heading for p in [*staged.of("key0").values(), *staged.of("accident_id").values()]), "accident_id"
        )
        connection.execute(
            "INSERT INTO problems SELECT 'duplicate_accident', src, row, ?, accident_id, CAST(first AS VARCHAR) FROM typed "
            "JOIN repeated USING (accident_id) WHERE src * 1000000000000 + row <> first AND NOT EXISTS (SELECT 1 FROM problems p WHERE "
            "p.kind = 'conflicting_values' AND p.src = typed.src AND p.row = typed.row) ORDER BY src, row", [heading],
        )  # fmt: skip


def _report_differing(
    connection: duckdb.DuckDBPyConnection, staged: Staged, same: list[str], factors: dict[str, float]
) -> None:
    """Report each row that differs from what stands for its accident, once, with every column in which it does."""
    if not same:
        return
    named = {"severity_reported": "severity"}
    pieces = {name: next(iter(staged.of(named.get(name, name)).values()), None) for name in same}
    headings = {name: quoted((piece.heading if piece else name,)) for name, piece in pieces.items()}
    differs = {name: f"CASE WHEN t.{name} <> s.{name} THEN" for name in same}
    columns = ", ".join(f"{differs[name]} {headings[name]} END" for name in same)
    units = {name: f" / {factors.get(name, 1):.0f}" if factors.get(name, 1) != 1 else "" for name in same}
    values = ", ".join(
        f"{differs[name]} {headings[name]} || ': ' || {_shown(f's.{name}{units[name]}')} || ' / ' || {_shown(f't.{name}{units[name]}')} END"
        for name in same
    )
    standing = ", ".join(f"arg_min({name}, src * 1000000000000 + row) AS {name}" for name in same)
    connection.execute(
        f"INSERT INTO problems SELECT 'conflicting_values', src, row, columns, accident_id, shown FROM (SELECT t.src, t.row, t.accident_id, "
        f"concat_ws('{BETWEEN}', {columns}) AS columns, concat_ws('{BETWEEN}', {values}) AS shown FROM typed t JOIN "
        f"(SELECT accident_id, {standing} FROM typed SEMI JOIN repeated USING (accident_id) GROUP BY 1) s USING (accident_id)) "
        "WHERE columns <> '' ORDER BY src, row"
    )


def _shown(name: str) -> str:
    return f"left(regexp_replace(CAST({name} AS VARCHAR), '\\.0$', ''), 40)"


def _sums(connection: duckdb.DuckDBPyConnection, table: str, fields: list[str]) -> dict[str, float]:
    names = [name for name in SUMMED if name in fields]
    if not names:
        return {}
    found = connection.execute(f"SELECT {', '.join(f'coalesce(sum({n}), 0)' for n in names)} FROM {table}").fetchone()
    return dict(zip(names, map(float, found or ()), strict=True))


def rows_table(connection: duckdb.DuckDBPyConnection) -> str:
    """Return the table of the ledger's rows: ``typed``, or ``accidents_new`` where each row was an accident."""
    held = connection.execute("SELECT count(*) FROM duckdb_tables() WHERE table_name = 'typed'").fetchone()
    return "typed" if held != (0,) else "accidents_new"
