"""Put an import into the dataset: compare with what it holds, keep replaced rows, write the tables and the card."""

from pathlib import Path

import duckdb

from safetystats.datasets.intake import fold, history, writing
from safetystats.datasets.intake.mapping import CAUSE, Mapping
from safetystats.datasets.intake.staging import Staged
from safetystats.datasets.schemas import TABLES


def store(
    connection: duckdb.DuckDBPyConnection, mapping: Mapping, staged: Staged, fields: list[str], folder: Path
) -> tuple[history.Changes, list[Path]]:
    """Write ``accidents_new`` and its causes into `folder`; return what changed and the files."""
    (folder / history.FOLDER).mkdir(parents=True, exist_ok=True)
    target = folder / "accidents.parquet"
    columns = [name for name in TABLES["accidents"].columns if name in fields or name == "accident_id"]
    origin = _origin(staged)
    _arriving(connection, columns, origin, again=target.is_file())
    changes = history.compare(connection, target, columns, staged.tables[0].file)
    if changes.changed:
        history.keep_vintages(connection, folder, len(history.read_history(folder)) + 1)
    causes = fold.causes_sql(mapping, fields)
    if causes:
        one_each = mapping.grain == "accidents" and not mapping.columns[CAUSE].also
        order = "" if one_each and _in_order(connection) else " ORDER BY src, row, role DESC, cause"
        _write_causes(connection, folder, f"SELECT accident_id, cause, role, {origin} FROM ({causes}){order}")
    if changes.new or changes.changed or not target.is_file():
        writing.write_parquet(connection, "FROM merged", target)
    written = {"accidents": columns} | ({"accident_causes": ["accident_id", "cause", "role"]} if causes else {})
    writing.write_card(folder, mapping, written, _own_codes(connection, mapping, fields))
    return changes, [target, *([folder / "accident_causes.parquet"] if causes else [])]


def _origin(staged: Staged) -> str:
    """Return SQL for where a row comes from: file, sheet and row."""
    places = " ".join(
        f"WHEN {src} THEN '{t.place.replace(chr(39), chr(39) * 2)}'" for src, t in enumerate(staged.tables)
    )
    return f"CASE src {places} END || ':' || row AS origin"


def _arriving(connection: duckdb.DuckDBPyConnection, columns: list[str], origin: str, *, again: bool) -> None:
    """Create ``arriving_accidents``, in the order of the rows; as a table where it will be compared column by column."""
    cast = ", ".join(f"CAST({name} AS {writing.column_type('accidents', name)}) AS {name}" for name in columns)
    order = "" if _in_order(connection) else "ORDER BY src, row"
    connection.execute(
        f"CREATE {'TABLE' if again else 'VIEW'} arriving_accidents AS SELECT {cast}, {origin} FROM accidents_new {order}"
    )


def _write_causes(connection: duckdb.DuckDBPyConnection, folder: Path, arriving: str) -> None:
    """Write the causes of the arriving accidents beside those of the others, where they are not those that are held."""
    path = folder / "accident_causes.parquet"
    if path.is_file():
        held = str(path).replace("'", "''")
        connection.execute(f"CREATE TABLE arriving_causes AS {arriving}")
        prints = "SELECT count(*), sum(hash(accident_id, cause, role)) FROM"
        theirs = f"{prints} read_parquet('{held}') SEMI JOIN arriving_accidents USING (accident_id)"
        if connection.execute(f"{prints} arriving_causes").fetchone() == connection.execute(theirs).fetchone():
            return
        arriving = (
            f"SELECT * FROM (SELECT * FROM read_parquet('{held}') ANTI JOIN (SELECT accident_id FROM arriving_accidents) USING (accident_id)) "
            "UNION ALL FROM arriving_causes"
        )
    writing.write_parquet(connection, arriving, path)


def _own_codes(
    connection: duckdb.DuckDBPyConnection, mapping: Mapping, fields: list[str]
) -> dict[str, dict[str, dict[str, str]]]:
    """Return the ledger's own codes that the card must name, each with its names where the mapping knows them."""
    codes = {}
    for name, known in (("area", mapping.areas), (CAUSE, mapping.causes)):
        if name not in fields or not (known or name in mapping.own):
            continue
        rows = f"({fold.causes_sql(mapping, fields)})" if name == CAUSE else "accidents_new"
        found = connection.execute(f"SELECT DISTINCT {name} FROM {rows} WHERE {name} IS NOT NULL ORDER BY 1").fetchall()
        texts = [text for (text,) in found]
        wholes = {whole for text in texts if name == "area" and (whole := text.rpartition("-")[0]) in known}
        codes[name] = {
            t: {"zh": known[t].zh, "en": known[t].en} if t in known else {"zh": t, "en": t}
            for t in [*sorted(wholes - set(texts)), *texts]
        }
    return codes


def _in_order(connection: duckdb.DuckDBPyConnection) -> bool:
    """Say whether the accidents stand in the order of their rows already, which is quicker to see than to sort."""
    place = "src * 1000000000000 + row"
    later = f"SELECT {place} < lag({place}) OVER () AS back FROM accidents_new"
    return connection.execute(f"SELECT count(*) FROM ({later}) WHERE back").fetchone() == (0,)
