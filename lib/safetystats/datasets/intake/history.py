"""Keep what was: merge an import into what the dataset holds, keep replaced rows as vintages, and list what changed.

An accident is known by its id. The same content again changes nothing, so that an import may be repeated. Another content
of the same id is a revision: the new row stands, the old one goes to ``imports/vintages.parquet`` with the number of the
import that had brought it. What the last import of the same file held and this one does not is listed, and stays.
"""

import csv
from dataclasses import dataclass
from datetime import date
from pathlib import Path

import duckdb

FOLDER, HISTORY, VINTAGES = "imports", "history.csv", "vintages.parquet"
_COLUMNS = ["import", "date", "file", "sha256", "mapping", "rows", "accidents", "new", "changed", "unchanged", "absent"]


@dataclass(frozen=True, slots=True)
class Changes:
    """How an import compares with what the dataset held."""

    new: int
    changed: int
    unchanged: int
    absent: int


def read_history(folder: Path) -> list[dict[str, str]]:
    """Return the imports of a dataset, oldest first."""
    path = folder / FOLDER / HISTORY
    if not path.is_file():
        return []
    with path.open(encoding="utf-8", newline="") as file:
        return list(csv.DictReader(file))


def compare(connection: duckdb.DuckDBPyConnection, old: Path, fields: list[str], file: str) -> Changes:
    """Create ``merged`` from ``arriving_accidents`` and the file `old`, and ``revisions`` (accident_id, field, before, after)."""
    total = _count(connection, "SELECT count(*) FROM arriving_accidents")
    connection.execute("CREATE TABLE revisions (accident_id VARCHAR, field VARCHAR, before VARCHAR, after VARCHAR)")
    if not old.is_file():
        connection.execute("CREATE VIEW merged AS SELECT * FROM arriving_accidents")
        return Changes(total, 0, 0, 0)
    path = str(old).replace("'", "''")
    held = [row[0] for row in connection.execute(f"DESCRIBE SELECT * FROM read_parquet('{path}')").fetchall()]
    connection.execute(f"CREATE VIEW held AS SELECT * FROM read_parquet('{path}')")
    compared = [name for name in dict.fromkeys([*held, *fields]) if name not in ("accident_id", "origin")]
    pairs = [(f"h.{n}" if n in held else "NULL", f"a.{n}" if n in fields else "NULL", n) for n in compared]
    unlike = " OR ".join(f"{before} IS DISTINCT FROM {after}" for before, after, _ in pairs)
    connection.execute(
        f"CREATE TABLE changed AS SELECT a.accident_id FROM arriving_accidents a JOIN held h USING (accident_id) WHERE {unlike}"
    )
    changed = _count(connection, "SELECT count(*) FROM changed")
    for before, after, name in pairs if changed else ():
        connection.execute(
            f"INSERT INTO revisions SELECT accident_id, '{name}', CAST({before} AS VARCHAR), CAST({after} AS VARCHAR) FROM arriving_accidents a "
            f"JOIN held h USING (accident_id) SEMI JOIN changed USING (accident_id) WHERE {before} IS DISTINCT FROM {after} ORDER BY 1"
        )
    connection.execute(
        "CREATE VIEW merged AS SELECT * FROM (SELECT * FROM held ANTI JOIN changed USING (accident_id)) UNION ALL BY NAME "
        "SELECT * FROM (SELECT * FROM arriving_accidents WHERE accident_id NOT IN (SELECT accident_id FROM held) "
        "OR accident_id IN (SELECT accident_id FROM changed))"
    )
    common = _count(connection, "SELECT count(*) FROM arriving_accidents SEMI JOIN held USING (accident_id)")
    name = file.replace("'", "''")
    absent = _count(
        connection,
        f"SELECT count(*) FROM held ANTI JOIN arriving_accidents USING (accident_id) WHERE starts_with(origin, '{name}:') OR starts_with(origin, '{name}!')",
    )
    return Changes(total - common, changed, common - changed, absent)


def keep_vintages(connection: duckdb.DuckDBPyConnection, folder: Path, number: int) -> None:
    """Add the replaced rows to the vintages and write what changed in import `number`."""
    home = folder / FOLDER
    path, beside = home / VINTAGES, home / f".{VINTAGES}.new"
    target = str(path).replace("'", "''")
    older = f"SELECT * FROM read_parquet('{target}') UNION ALL BY NAME " if path.is_file() else ""
    connection.execute(
        f"COPY ({older}SELECT *, {number}::BIGINT AS replaced_by FROM held SEMI JOIN changed USING (accident_id)) "
        f"TO '{str(beside).replace(chr(39), chr(39) * 2)}' (FORMAT parquet, COMPRESSION zstd)"
    )
    beside.replace(path)
    changes = str(home / f"changes-{number}.csv").replace("'", "''")
    connection.execute(f"COPY (SELECT * FROM revisions ORDER BY 1, 2) TO '{changes}' (FORMAT csv, HEADER true)")


def add_to_history(folder: Path, entry: dict[str, object]) -> None:
    """Add one import to the history; the same file with the same mapping and no change is not entered again."""
    known = read_history(folder)
    again = [e for e in known if e["sha256"] == entry["sha256"] and e["mapping"] == entry["mapping"]]
    if again and not entry["new"] and not entry["changed"]:
        return
    path = folder / FOLDER / HISTORY
    beside = path.with_name(f".{HISTORY}.new")
    with beside.open("w", encoding="utf-8", newline="") as file:
        writer = csv.DictWriter(file, _COLUMNS, lineterminator="\n")
        writer.writeheader()
        writer.writerows([*known, {"import": len(known) + 1, "date": date.today().isoformat(), **entry}])
    beside.replace(path)


def _count(connection: duckdb.DuckDBPyConnection, query: str) -> int:
    found = connection.execute(query).fetchone()
    return int(found[0]) if found else 0
