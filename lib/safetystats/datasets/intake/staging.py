"""Bring the columns that a mapping names into one table of DuckDB, and set aside the rows that are no records.

``staged`` holds ``src`` (which source table), ``row`` and one column ``p0``, ``p1`` … for each piece of each field. Text is
trimmed. Rows of totals, notes, signatures and repeated headers go to ``aside`` with what they are; the mapping says
whether they are left out.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Literal, TypeAlias

import duckdb

from safetystats.datasets.intake.headers import find_heading
from safetystats.datasets.intake.mapping import Column, Mapping
from safetystats.datasets.intake.readings import BLANKS
from safetystats.datasets.intake.sources import SourceTable
from safetystats.datasets.schemas import TABLES
from safetystats.errors import InputError

Kind: TypeAlias = Literal["text", "number", "moment"]
_NUMBERS = ("TINYINT", "SMALLINT", "INTEGER", "BIGINT", "HUGEINT", "UTINYINT", "USMALLINT", "UINTEGER", "UBIGINT", "FLOAT", "DOUBLE", "DECIMAL", "BOOLEAN")  # fmt: skip
_TOTAL = (
    r"(?i)^[（(\[]?(.{0,12}(合\s*计|总\s*计|小\s*计|累\s*计|共\s*计)|(grand |sub)?-?\s?totals?|total\s+gera[l]|totais|total general|"
    r"soma|suma|sum|subtotal.{0,12}|total.{0,12})\s*[:：）)\]]?$"
)
_DATE_LIKE = r"\d{4}|\d+\s*[-/.月]\s*\d+|^\d{5}|[〇一二三四五六七八九]{4}年"
_LEADING = 4
_BLANK = "[" + BLANKS + "]"
_BLANK_CODES = ", ".join(str(ord(blank)) for blank in BLANKS)
#: Fields whose columns a table must have to fit a mapping, but for the parts that tell the hour.
_ESSENTIAL = ("accident_id", "occurred_at", "deaths")
_OPTIONAL = ("time", "hour", "minute")
_DATE_PARTS = ("year", "month", "day", "hour", "minute")


@dataclass(frozen=True, slots=True)
class Piece:
    """One source column that a field needs: `part` is ``source``, ``date``, ``time``, ``year`` …; ``p{number}`` holds it."""

    number: int
    field: str
    part: str
    heading: str
    kind: Kind
    label: bool = False

    @property
    def name(self) -> str:
        """The column of ``staged``."""
        return f"p{self.number}"


@dataclass(frozen=True, slots=True)
class Staged:
    """What was staged: the pieces, the source tables read and those whose headings do not fit."""

    pieces: tuple[Piece, ...]
    tables: tuple[SourceTable, ...]
    unread: tuple[SourceTable, ...]
    rows: int

    def of(self, field: str) -> dict[str, Piece]:
        """Return the pieces of one field by part."""
        return {piece.part: piece for piece in self.pieces if piece.field == field}


def stage(connection: duckdb.DuckDBPyConnection, mapping: Mapping, tables: Sequence[SourceTable]) -> Staged:
    """Fill ``staged`` and ``aside``; :class:`InputError` when no table has the columns that the mapping needs."""
    wanted = _wanted(mapping)
    placed = {table: {key: find_heading(table.headings, names) for key, names in wanted.items()} for table in tables}
    needed = [
        key
        for key in wanted
        if key[0].startswith(("key", "person"))
        or (key[0] in _ESSENTIAL and key[1] not in _OPTIONAL and not (key[1] == "year" and (key[0], "date") in wanted))
    ]
    fitting = [table for table in tables if all(placed[table][key] is not None for key in needed)]
    if not fitting:
        raise InputError(_misfit(mapping, tables, wanted, needed))
    present = [key for key in wanted if any(placed[table][key] is not None for table in fitting)]
    pieces = [_piece(number, key, mapping, fitting, placed) for number, key in enumerate(present)]
    selects = [
        _select(position, table, mapping, pieces, [placed[table][key] for key in present])
        for position, table in enumerate(fitting)
    ]
    connection.execute("CREATE TABLE staged_all AS " + " UNION ALL ".join(selects))
    connection.execute("CREATE TABLE aside (src INTEGER, row BIGINT, kind VARCHAR, value VARCHAR)")
    unread = tuple(table for table in tables if table not in fitting)
    found = connection.execute("SELECT count(*) FROM staged_all").fetchone()
    staged = Staged(tuple(pieces), tuple(fitting), unread, int(found[0]) if found else 0)
    _set_aside(connection, mapping, staged)
    return staged


def report_unread(connection: duckdb.DuckDBPyConnection, staged: Staged) -> None:
    """Report what was not read or is set aside: ragged rows, sheets whose headings do not fit, totals, notes, filtered rows."""
    for src, table in enumerate(staged.tables):
        for row, width in table.ragged:
            connection.execute(
                "INSERT INTO problems VALUES ('ragged_row', ?, ?, '', ?, ?)",
                [src, row, width, str(len(table.headings))],
            )
    for src, _ in enumerate(staged.unread, start=len(staged.tables)):
        connection.execute("INSERT INTO problems VALUES ('sheet_not_read', ?, NULL, '', '', '')", [src])
    connection.execute(
        "INSERT INTO problems SELECT kind, src, row, '', CASE WHEN kind = 'note_row' THEN '' ELSE left(value, 60) END, '' FROM aside ORDER BY src, row"
    )


def text_of(piece: Piece) -> str:
    """Return the SQL of a piece as text."""
    if piece.kind == "text":
        return piece.name
    if piece.kind == "moment":
        whole_day = f"date_trunc('day', {piece.name}) = {piece.name}"
        return f"left(CAST({piece.name} AS VARCHAR), CASE WHEN {whole_day} THEN 10 ELSE 16 END)"
    return (
        f"CASE WHEN {piece.name} = trunc({piece.name}) AND abs({piece.name}) < 1e15 THEN CAST(CAST({piece.name} AS BIGINT) AS VARCHAR) "
        f"ELSE CAST({piece.name} AS VARCHAR) END"
    )


_Key: TypeAlias = tuple[str, str]


def _wanted(mapping: Mapping) -> dict[_Key, tuple[str, ...]]:
    """Return the headings of every piece by (field, part); a key or filter column is a field of its own."""
    wanted = {
        (field, part): names for field, column in mapping.columns.items() for part, names in column.pieces.items()
    }
    wanted |= {(f"key{i}", "source"): tuple(name.split("|")) for i, name in enumerate(mapping.key)}
    wanted |= {(f"person{i}", "source"): (name,) for i, name in enumerate(mapping.person)}
    return wanted | {(f"filter{i}", "source"): (f.column,) for i, f in enumerate(mapping.filters)}


def _piece(
    number: int, key: _Key, mapping: Mapping, tables: Sequence[SourceTable],
    placed: dict[SourceTable, dict[_Key, int | None]],
) -> Piece:  # fmt: skip
    positions = {table: p for table in tables if (p := placed[table][key]) is not None}
    kinds = {_kind(table.types[p]) for table, p in positions.items()}
    table, position = next(iter(positions.items()))
    field, part = key
    kind: Kind = kinds.pop() if len(kinds) == 1 and not _column(mapping, field).extract else "text"
    label = field in ("cause", "sector", "area") or (field in TABLES["accidents"].columns and _is_label(field))
    return Piece(number, field, part, table.headings[position], kind, label and kind == "text")


def _is_label(field: str) -> bool:
    return TABLES["accidents"].columns[field].kind == "code" or field in (
        "accident_type",
        "road_class",
        "weather",
        "light",
        "severity_reported",
    )


def _column(mapping: Mapping, field: str) -> Column:
    return mapping.columns.get(field, Column.model_validate({"from": ""}))


def _kind(type_name: str) -> Kind:
    if type_name.startswith(("TIMESTAMP", "DATE")):
        return "moment"
    return "number" if type_name.partition("(")[0] in _NUMBERS else "text"


def _select(
    src: int, table: SourceTable, mapping: Mapping, pieces: Sequence[Piece], places: Sequence[int | None]
) -> str:
    columns = [
        _cell(table, place, piece, _column(mapping, piece.field).extract)
        for piece, place in zip(pieces, places, strict=True)
    ]
    leading = [
        f"{f'c{i}' if i < len(table.types) and _kind(table.types[i]) == 'text' else 'NULL::VARCHAR'} AS l{i}"
        for i in range(_LEADING)
    ]
    return f"SELECT {src} AS src, row, {', '.join([*columns, *leading])} FROM {table.view}"


def _cell(table: SourceTable, place: int | None, piece: Piece, extract: str | None) -> str:
    if place is None:
        return f"NULL AS {piece.name}"
    source, kind = f"c{place}", _kind(table.types[place])
    if piece.kind == "number":
        return f"CASE WHEN isfinite(CAST({source} AS DOUBLE)) THEN CAST({source} AS DOUBLE) END AS {piece.name}"
    if piece.kind == "moment":
        return f"CAST({source} AS TIMESTAMP) AS {piece.name}"
    text = f"CAST({source} AS VARCHAR)" if kind != "text" else source
    if extract:
        pattern = extract.replace("'", "''")
        text = f"regexp_extract({text}, '{pattern}', 1)"
    if piece.label:
        return f"CASE WHEN NOT regexp_full_match({text}, '{_BLANK}*') THEN {text} END AS {piece.name}"
    if piece.part in _DATE_PARTS:
        text = f"regexp_replace({text}, '[年月日号時时点分]{_BLANK}*$', '')"  # 3月 in a column of months is 3
    return f"{_trimmed(text)} AS {piece.name}"


def _trimmed(text: str) -> str:
    """Return SQL without the blanks around a text, NULL when nothing else is there; few texts need the trimming."""
    outer = " OR ".join(f"unicode({end}) IN ({_BLANK_CODES})" for end in (text, f"right({text}, 1)"))
    return f"CASE WHEN {outer} THEN nullif(trim({text}, '{BLANKS}'), '') WHEN {text} <> '' THEN {text} END"


def _misfit(
    mapping: Mapping, tables: Sequence[SourceTable], wanted: dict[_Key, tuple[str, ...]], needed: list[_Key]
) -> str:
    table = max(tables, key=lambda t: sum(find_heading(t.headings, wanted[key]) is not None for key in wanted))
    missing = [
        " or ".join(map(repr, wanted[key])) for key in needed if find_heading(table.headings, wanted[key]) is None
    ]
    there = ", ".join(h for h in table.headings[:12] if h)
    return (
        f"{table.place} does not fit the mapping {mapping.name!r}: there is no column {', '.join(missing)}; its headings are "
        f"{there}{' …' if len(table.headings) > 12 else ''}. Correct the mapping, or leave it out to have one proposed."
    )


def _set_aside(connection: duckdb.DuckDBPyConnection, mapping: Mapping, staged: Staged) -> None:
    """Find rows of totals and notes by their words, filters by the mapping, and leave them out of ``staged``."""
    when = [p for p in staged.pieces if p.field == "occurred_at" and p.part in ("source", "date", "year")]
    dated = " OR ".join(
        f"regexp_matches({p.name}, '{_DATE_LIKE}')" if p.kind == "text" else f"{p.name} IS NOT NULL" for p in when
    )
    undated = f"NOT coalesce({dated}, false)" if dated else "true"
    numbers = [
        p.name
        for p in staged.pieces
        if p.field in ("deaths", "serious_injuries", "minor_injuries", "injuries", "direct_loss_yuan", "direct_loss")
    ]
    empty = " AND ".join(f"{name} IS NULL" for name in numbers) or "true"
    filled = " + ".join(f"CAST({p.name} IS NOT NULL AS INTEGER)" for p in staged.pieces)
    few = f"({filled}) <= {max(2, len(staged.pieces) // 3)}"
    header = " OR ".join(
        f"{p.name} = '" + p.heading.replace("'", "''") + "'" for p in [*when, *staged.pieces[:2]] if p.kind == "text"
    )
    words = " OR ".join(f"regexp_matches(trim(l{i}, '{BLANKS}'), '{_TOTAL}')" for i in range(_LEADING))
    kinds = []
    if "totals" in mapping.drop:
        kinds.append(f"WHEN {undated} AND ({words}) THEN 'totals_row'")
    if "notes" in mapping.drop:
        kinds.append(f"WHEN {undated} AND (({empty} AND {few}) OR {header or 'false'}) THEN 'note_row'")
    for i, rule in enumerate(mapping.filters):
        piece = staged.of(f"filter{i}").get("source")
        if piece:
            texts = ", ".join("'" + text.replace("'", "''") + "'" for text in rule.keep or rule.leave_out)
            kinds.append(
                f"WHEN coalesce({text_of(piece)}, '') {'NOT IN' if rule.keep else 'IN'} ({texts}) THEN 'filtered_row'"
            )
    leading = ", ".join(f"nullif(l{i}, '')" for i in range(_LEADING))
    if kinds:
        connection.execute(
            f"INSERT INTO aside SELECT src, row, kind, value FROM (SELECT src, row, CASE {' '.join(kinds)} END AS kind, "
            f"trim(concat_ws(' ', {leading})) AS value FROM staged_all) WHERE kind IS NOT NULL"
        )
    connection.execute(
        "CREATE TABLE totals AS SELECT s.* FROM staged_all s SEMI JOIN (SELECT * FROM aside WHERE kind = 'totals_row') a USING (src, row)"
    )
    some = connection.execute("SELECT count(*) FROM aside").fetchone() != (0,)
    connection.execute(f"CREATE VIEW staged AS FROM staged_all {'ANTI JOIN aside USING (src, row)' if some else ''}")
