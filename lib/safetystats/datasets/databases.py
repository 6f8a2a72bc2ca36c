"""Ledgers in databases: SQLite, DuckDB and PostgreSQL, read by a query that cannot write, streamed into a CSV file.

PostgreSQL streams through ``COPY (query) TO STDOUT`` in a read-only transaction, so that ten million rows need little
memory. Names and passwords in an address never reach a report.
"""

import csv
import re
import sqlite3
from pathlib import Path
from urllib.parse import urlsplit

import duckdb

from safetystats.errors import InputError, did_you_mean

POSTGRESQL = ("postgresql://", "postgres://")
DATABASES = (".sqlite", ".sqlite3", ".db", ".duckdb", ".ddb")
_QUERY = re.compile(r"\s*(select|with|values|table|from)\b", re.I)
_BATCH = 50_000
_DUCKDB_MARK, _SQLITE_MARK = b"DUCK", b"SQLite format 3\0"


def is_database(source: str) -> bool:
    """Say whether `source` is the address of a PostgreSQL database or the file of another one."""
    return source.startswith(POSTGRESQL) or Path(source).suffix.lower() in DATABASES


def is_address(source: str) -> bool:
    """Say whether `source` is the address of a PostgreSQL database rather than a file."""
    return source.startswith(POSTGRESQL)


def shown_name(source: str) -> str:
    """Return the name of a database for reports, without user and password."""
    if not source.startswith(POSTGRESQL):
        return Path(source).name
    parts = urlsplit(source)
    return f"postgresql://{parts.hostname or ''}{parts.path}"


def fetch(source: str, query: str | None, table: str | None, to: Path) -> None:
    """Write the rows of `query` (or of the whole `table`) as a CSV with a header to the file `to`."""
    if query is not None and (not _QUERY.match(query) or ";" in query.strip().rstrip(";")):
        raise InputError(
            f"The query must be one SELECT, not {query.strip()[:60]!r}; it is never allowed to change anything."
        )
    statement = query.strip().rstrip(";") if query else None
    if source.startswith(POSTGRESQL):
        _fetch_postgresql(source, statement, table, to)
        return
    path = Path(source)
    (_fetch_sqlite if _is_sqlite(path) else _fetch_duckdb)(path, statement, table, to)


def table_names(source: str) -> list[str]:
    """Return the names of the tables of a database that is a file; of its views when it has no table."""
    path = Path(source)
    try:
        if _is_sqlite(path):
            connection = sqlite3.connect(f"file:{path.resolve()}?mode=ro", uri=True)
            try:
                found = connection.execute(
                    "select type, name from sqlite_master where type in ('table', 'view') and name not like 'sqlite_%' order by 1, 2"
                ).fetchall()
            finally:
                connection.close()
        else:
            with duckdb.connect(str(path), read_only=True) as database:
                found = database.execute(
                    "select 'table', table_name from duckdb_tables() union all select 'view', view_name from duckdb_views() where not internal order by 1, 2"
                ).fetchall()
    except (sqlite3.Error, duckdb.Error) as error:
        raise InputError(f"{path.name} cannot be read: {str(error).splitlines()[0]}.") from None
    tables = [name for kind, name in found if kind == "table"]
    return tables or [name for _, name in found]


def _is_sqlite(path: Path) -> bool:
    """Say whether a file is a SQLite database rather than one of DuckDB; :class:`InputError` when it is neither."""
    if not path.is_file():
        raise InputError(f"There is no file {path}; check the path.")
    with path.open("rb") as file:
        head = file.read(16)
    if head != _SQLITE_MARK and head[8:12] != _DUCKDB_MARK:
        raise InputError(f"{path.name} is neither a SQLite nor a DuckDB database; name another file.")
    return head == _SQLITE_MARK


def _fetch_postgresql(url: str, query: str | None, table: str | None, to: Path) -> None:
    import psycopg
    from psycopg import sql

    try:
        with psycopg.connect(url, options="-c default_transaction_read_only=on", connect_timeout=15) as connection:
            if query is None:
                found = connection.execute(
                    "select table_schema, table_name from information_schema.tables where table_schema not in "
                    "('pg_catalog', 'information_schema') order by 1, 2"
                ).fetchall()
                names = {name: sql.Identifier(schema, name) for schema, name in found}
                part: sql.Composable = sql.SQL("TABLE ") + names[_only(table, list(names), shown_name(url))]
            else:
                part = sql.SQL(query)  # the user's own query, in a transaction that cannot write
            copy = sql.SQL("COPY ({}) TO STDOUT (FORMAT csv, HEADER true, ENCODING 'UTF8')").format(part)
            with connection.cursor() as cursor, cursor.copy(copy) as stream, to.open("wb") as file:
                for piece in stream:
                    file.write(piece)
    except psycopg.Error as error:
        reason = " ".join(str(error).split()).replace(url, shown_name(url))
        raise InputError(f"{shown_name(url)} cannot be read: {reason}.") from None


def _fetch_sqlite(path: Path, query: str | None, table: str | None, to: Path) -> None:
    try:
        connection = sqlite3.connect(f"file:{path.resolve()}?mode=ro", uri=True)
        try:
            if query is None:
                names = connection.execute("select name from sqlite_master where type in ('table', 'view') order by 1")
                chosen = _only(table, [name for (name,) in names], path.name)
                query = 'select * from "' + chosen.replace('"', '""') + '"'
            cursor = connection.execute(query)
            with to.open("w", encoding="utf-8", newline="") as file:
                writer = csv.writer(file)
                writer.writerow([column[0] for column in cursor.description])
                while rows := cursor.fetchmany(_BATCH):
                    writer.writerows(rows)
        finally:
            connection.close()
    except sqlite3.Error as error:
        raise InputError(f"{path.name} cannot be read: {error}.") from None


def _fetch_duckdb(path: Path, query: str | None, table: str | None, to: Path) -> None:
    try:
        with duckdb.connect(str(path), read_only=True) as connection:
            if query is None:
                names = [
                    name
                    for (name,) in connection.execute("select table_name from duckdb_tables() order by 1").fetchall()
                ]
                query = 'select * from "' + _only(table, names, path.name).replace('"', '""') + '"'
            target = str(to).replace("'", "''")
            connection.execute(f"COPY ({query}) TO '{target}' (FORMAT csv, HEADER true)")
    except duckdb.Error as error:
        raise InputError(f"{path.name} cannot be read: {str(error).splitlines()[0]}.") from None


def _only(table: str | None, names: list[str], place: str) -> str:
    """Return the table asked for, or the only one there is."""
    if table in names:
        return str(table)
    if table is None and len(names) == 1:
        return names[0]
    what = f"no table {table!r}{did_you_mean(table, names)}" if table else "not one table alone"
    raise InputError(
        f"{place} has {what}; name one with --sheet, or give --query. It has {', '.join(names) or 'none'}."
    )
