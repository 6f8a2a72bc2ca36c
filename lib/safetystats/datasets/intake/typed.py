"""Turn the staged text into typed fields: one SELECT whose expressions come from the mapping.

The decimal mark and the order of dates, where not declared, are inferred from whole columns and kept for the report.
"""

from dataclasses import dataclass, field

import duckdb

from safetystats.datasets.intake import labels
from safetystats.datasets.intake.headers import heading_unit, title_unit
from safetystats.datasets.intake.mapping import CAUSE, Column, Mapping, marks_of
from safetystats.datasets.intake.moments import Moments
from safetystats.datasets.intake.numbers import SHOWS, DecimalMark, decimal_mark, names_its_size, read_number
from safetystats.datasets.intake.parsing import Parser, quoted
from safetystats.datasets.intake.readings import Reading
from safetystats.datasets.intake.staging import Piece, Staged, text_of
from safetystats.datasets.schemas import TABLES
from safetystats.datasets.units import find_unit
from safetystats.errors import InputError

#: So many texts with a decimal mark are as good as all.
_MANY = 10_000
_COUNTS, _YUAN = ("count", "number"), "direct_loss_yuan"


@dataclass(slots=True)
class Typing:
    """The work of one import: what is read, and what was inferred on the way (heading → what)."""

    connection: duckdb.DuckDBPyConnection
    mapping: Mapping
    staged: Staged
    inferred: dict[str, str] = field(default_factory=dict)
    marks: dict[str, DecimalMark] = field(default_factory=dict)
    factors: dict[str, float] = field(default_factory=dict)
    parser: Parser = field(init=False)
    moments: Moments = field(init=False)

    def __post_init__(self) -> None:
        self.parser = Parser(self.connection)
        self.moments = Moments(self.connection, self.mapping, self.staged, self.parser, self._number, self.inferred)

    def build(self) -> list[str]:
        """Create ``typed``: src, row, key and one column a field; return the fields."""
        self._decimal_marks()
        values = {
            name: self._field(name, column) for name, column in self.mapping.columns.items() if self.staged.of(name)
        }
        if "hour" not in values and "hour" in self.staged.of("occurred_at"):
            hour = self._number(self.staged.of("occurred_at")["hour"], self.mapping.columns["occurred_at"])
            values["hour"] = f"CASE WHEN {hour} BETWEEN 0 AND 23 THEN {hour} WHEN {hour} = 24 THEN 0 END"
        if CAUSE in values:
            values["cause_text"] = self._raw(CAUSE)
        if "severity" in values:
            values["severity_reported"] = values.pop("severity")
        for name, constant in self.mapping.constants.items():
            values[name] = f"'{constant.replace(chr(39), chr(39) * 2)}'"
        values |= self._currency()
        if self.mapping.table == "accidents":
            values["accident_id"] = values.get("accident_id", "NULL::VARCHAR") if not self.mapping.key else self._key()
        if self.mapping.person:
            values["person"] = " || '-' || ".join(
                text_of(self.staged.of(f"person{i}")["source"]) for i in range(len(self.mapping.person))
            )
        selected = ", ".join(f"{sql} AS {name}" for name, sql in values.items())
        select = f"SELECT src, row, {selected} FROM staged {' '.join(self.parser.joins)}"
        if "occurred_at" in values and "hour" not in values and self.mapping.table == "accidents":
            values["hour"] = "try_cast(substr(occurred_at, 12, 2) AS DOUBLE)"
            select = f"SELECT *, {values['hour']} AS hour FROM ({select})"
        self.connection.execute(f"CREATE TABLE typed AS {select}")
        return [name for name in values if name != "person"]

    def _field(self, name: str, column: Column) -> str:
        pieces = self.staged.of(name)
        if name == "occurred_at" or field_kind(self.mapping.table, name) in ("date", "datetime"):
            return self.moments.moment(name, column)
        if column.add:
            parts = [f"({self._number(piece, column)})" for piece in pieces.values()]
            return (
                f"CASE WHEN least({', '.join(parts)}) < 0 THEN least({', '.join(parts)}) ELSE {' + '.join(parts)} END"
            )
        piece = pieces["source"]
        kind = field_kind(self.mapping.table, name)
        if name == "hour":
            return self._clock_hour(piece, column)
        if kind in (*_COUNTS, "percent"):
            return self._number(piece, column)
        if piece.label or column.codes or column.template or column.default or name in labels.LISTED or name == CAUSE:
            return self._label(name, piece, column)
        return self._text(piece, column)

    def _number(self, piece: Piece, column: Column) -> str:
        """Return SQL for a number in the field's own unit."""
        nil, unknown = marks_of(self.mapping, column)
        text, value = text_of(piece), piece.name
        factor = self.factors[piece.field] = self._factor(piece, column)
        if column.codes or column.default is not None:
            value = self._coded_number(piece, column)
        elif piece.kind == "text":
            mark = self.marks.get(piece.heading, ".")
            pattern = r"-?\d+(\.\d+)?" if mark == "." else r"-?\d+(,\d+)?"
            plain = text if mark == "." else f"replace({text}, ',', '.')"
            declared = quoted((*nil, *unknown))
            also = f" AND {text} NOT IN ({declared})" if declared else ""
            quick = f"CASE WHEN regexp_full_match({text}, '{pattern}') AND length({text}) < 16{also} THEN CAST({plain} AS DOUBLE) END"
            value = self.parser.column(
                piece, text, quick, lambda t: _in_unit(t, read_number(t, mark, nil, unknown), factor), "DOUBLE"
            )
        elif piece.kind == "number" and (numbers := [mark for mark in unknown if _is_number(mark)]):
            value = f"CASE WHEN {piece.name} NOT IN ({', '.join(numbers)}) THEN {piece.name} END"
        return value if factor == 1 else f"round(({value}) * {factor:.0f}, 4)"

    def _coded_number(self, piece: Piece, column: Column) -> str:
        known = labels.Codes(column, marks_of(self.mapping, column)[1])

        def read(text: str) -> Reading:
            code = known.find(text)
            return read_number(code) if code is not None else read_number(text)

        return self.parser.column(piece, text_of(piece), "NULL::DOUBLE", read, "DOUBLE")

    def _factor(self, piece: Piece, column: Column) -> float:
        if piece.field != _YUAN:
            return 1
        said = heading_unit(piece.heading) or self._unit_of_titles()
        try:
            from_heading = find_unit(said) if said else None
        except InputError:
            from_heading = None
        if column.unit is None and from_heading is None:
            self._note("unit_assumed", piece, "")
            return 1
        unit = find_unit(column.unit) if column.unit else from_heading
        assert unit is not None
        if unit.base != "yuan":
            raise InputError(
                f"direct_loss_yuan cannot come from {unit.code}; map {piece.heading!r} to direct_loss with its currency as unit."
            )
        if from_heading and from_heading != unit:
            self._note("unit_contradicts", piece, unit.name.zh, from_heading.name.zh)
        return unit.factor

    def _unit_of_titles(self) -> str:
        """Return the unit of money that the titles of all sheets name, as in 单位：人、万元; nothing when they differ."""
        named = {title_unit(table.title) for table in self.staged.tables}
        return named.pop() if len(named) == 1 else ""

    def _clock_hour(self, piece: Piece, column: Column) -> str:
        clock = self.moments.clock(piece, marks_of(self.mapping, column)[1])
        return f"try_cast(left({clock}, 2) AS DOUBLE) % 24"

    def _label(self, name: str, piece: Piece, column: Column) -> str:
        found = labels.Labels(
            self.connection,
            self.mapping,
            name,
            column,
            (*marks_of(self.mapping, column)[0], *marks_of(self.mapping, column)[1]),
        )
        if found.is_free_text(piece):
            return self._text(piece, column)
        return found.dated(piece, self._day_of_row()) if found.codes.dated else self.parser.column(
            piece, text_of(piece), "NULL::VARCHAR", found.reader(), "VARCHAR"
        )  # fmt: skip

    def _day_of_row(self) -> str:
        column = self.mapping.columns.get("occurred_at")
        return f"left({self.moments.moment('occurred_at', column)}, 10)" if column else "''"

    def _text(self, piece: Piece, column: Column) -> str:
        marks = quoted(tuple({*marks_of(self.mapping, column)[0], *marks_of(self.mapping, column)[1]} - {"0"}))
        # Only labels were staged with their blanks; none of them is blank throughout.
        text = f"trim({text_of(piece)})" if piece.label else text_of(piece)
        return f"CASE WHEN {text} NOT IN ({marks}) THEN {text} END" if marks else text

    def _raw(self, name: str) -> str:
        return self._text(self.staged.of(name)["source"], self.mapping.columns[name])

    def _key(self) -> str:
        parts = [text_of(self.staged.of(f"key{i}")["source"]) for i in range(len(self.mapping.key))]
        return " || '-' || ".join(f"({part})" for part in parts)

    def _currency(self) -> dict[str, str]:
        column = self.mapping.columns.get("direct_loss")
        return {"currency": f"'{column.unit}'"} if column and column.unit and column.unit.isalnum() else {}

    def _decimal_marks(self) -> None:
        """Find the decimal mark of each text column of numbers: declared, shown by the column, or shown by the others."""
        shown: dict[str, dict[DecimalMark, int]] = {}
        for piece in self.staged.pieces:
            column = self.mapping.columns.get(piece.field)
            if (
                column is None
                or piece.kind != "text"
                or field_kind(self.mapping.table, piece.field) not in (*_COUNTS, "percent")
            ):
                continue
            declared = column.decimal or self.mapping.decimal
            if declared:
                self.marks[piece.heading] = declared
                continue
            shown[piece.heading] = {mark: self._shows(piece, mark) for mark in SHOWS}
        for heading, own in shown.items():
            self.marks[heading] = decimal_mark(own, [other for name, other in shown.items() if name != heading])
            if self.marks[heading] == ",":
                self.inferred[heading] = "decimal: ','"

    def _shows(self, piece: Piece, mark: DecimalMark) -> int:
        """Return how many texts of a column can be read with this decimal mark alone; the search ends at a great many."""
        found = self.connection.execute(
            f"SELECT count(*) FROM (SELECT 1 FROM staged WHERE ({piece.name} LIKE '%.%' OR {piece.name} LIKE '%,%') "
            f"AND regexp_full_match({piece.name}, '{SHOWS[mark].pattern}') LIMIT {_MANY})"
        ).fetchall()
        return int(found[0][0])

    def _note(self, kind: str, piece: Piece, value: str, expected: str = "") -> None:
        self.connection.execute(
            "INSERT INTO problems VALUES (?, 0, NULL, ?, ?, ?)", [kind, piece.heading, value, expected]
        )


def field_kind(table: str, name: str) -> str:
    """Return the kind of a field; the cause, which no column of the ledger's table holds, is a code."""
    column = TABLES[table].columns.get(name)
    return column.kind if column is not None else "code"


def _in_unit(text: str, reading: Reading, factor: float) -> Reading:
    """Return a number in the unit of its column; one that names its own size (3万元) is in yuan already."""
    if factor != 1 and isinstance(reading.value, float) and names_its_size(text):
        return Reading(reading.value / factor)
    return reading


def _is_number(text: str) -> bool:
    try:
        float(text)
    except ValueError:
        return False
    return True
