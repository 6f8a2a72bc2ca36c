"""Turn the staged text into typed fields: one SELECT whose expressions come from the mapping.

The decimal mark and the order of dates, where not declared, are inferred from whole columns and kept for the report.
"""

from dataclasses import dataclass, field

import duckdb

from safetystats.datasets.intake import labels
from safetystats.datasets.intake.dates import DateOrder, infer_order, is_serial, read_date, read_time
from safetystats.datasets.intake.headers import heading_unit
from safetystats.datasets.intake.mapping import CAUSE, Column, Mapping
from safetystats.datasets.intake.numbers import SHOWS, DecimalMark, names_its_size, read_number
from safetystats.datasets.intake.parsing import Parser, quoted
from safetystats.datasets.intake.readings import Reading
from safetystats.datasets.intake.staging import Piece, Staged, text_of
from safetystats.datasets.schemas import TABLES
from safetystats.datasets.units import find_unit
from safetystats.errors import InputError

_ISO = r"\d{4}-\d{2}-\d{2}([ T]([01]\d|2[0-3]):[0-5]\d(:[0-5]\d(\.\d+)?)?)?"
_SLASHED = r"\d{1,2}/\d{1,2}/\d{4}( ([01]?\d|2[0-3]):[0-5]\d(:[0-5]\d)?)?"
_CLOCK = r"([01]\d|2[0-3]):[0-5]\d(:[0-5]\d(\.\d+)?)?"
_FORMATS: dict[DateOrder, str] = {"dmy": "%d/%m/%Y", "mdy": "%m/%d/%Y"}
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
    _moments: dict[str, str] = field(default_factory=dict)

    def __post_init__(self) -> None:
        self.parser = Parser(self.connection)

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
            return self._moment(name, column)
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
        nil, unknown = self._marks(column)
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
        known = labels.Codes(column, self._marks(column)[1])

        def read(text: str) -> Reading:
            code = known.find(text)
            return read_number(code) if code is not None else read_number(text)

        return self.parser.column(piece, text_of(piece), "NULL::DOUBLE", read, "DOUBLE")

    def _factor(self, piece: Piece, column: Column) -> float:
        if piece.field != _YUAN:
            return 1
        said = heading_unit(piece.heading)
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

    def _moment(self, name: str, column: Column) -> str:
        if name not in self._moments:
            self._moments[name] = self._read_moment(self.staged.of(name), column)
        return self._moments[name]

    def _read_moment(self, pieces: dict[str, Piece], column: Column) -> str:
        nil, unknown = self._marks(column)
        if "year" in pieces:
            return self._from_parts(pieces, unknown)
        day_piece = pieces.get("date") or pieces["source"]
        day = self._day(day_piece, column, (*nil, *unknown))
        if "time" not in pieces:
            return day
        clock = self._clock(pieces["time"], (*nil, *unknown))
        return (
            f"CASE WHEN ({clock}) IS NULL OR ({day}) IS NULL THEN ({day}) WHEN ({clock}) = '24:00' "
            f"THEN strftime(CAST(left({day}, 10) AS DATE) + 1, '%Y-%m-%d') || ' 00:00' ELSE left({day}, 10) || ' ' || ({clock}) END"
        )

    def _day(self, piece: Piece, column: Column, unknown: tuple[str, ...]) -> str:
        text = text_of(piece)
        if piece.kind == "moment":
            return text
        order = column.order or self.mapping.order or self._order(piece)
        calendar = self.mapping.calendar
        iso = f"CASE WHEN regexp_full_match({text}, '{_ISO}') AND year(try_cast({text} AS TIMESTAMP)) BETWEEN 1900 AND 2100 " \
              f"THEN replace(left({text}, CASE WHEN length({text}) = 10 THEN 10 ELSE 16 END), 'T', ' ') "  # fmt: skip
        quick = iso
        if order in _FORMATS and piece.kind == "text":
            forms = ", ".join(f"'{_FORMATS[order]}{tail}'" for tail in ("", " %H:%M", " %H:%M:%S"))
            when = f"try_strptime({text}, [{forms}])"
            quick += f"WHEN regexp_full_match({text}, '{_SLASHED}') AND year({when}) BETWEEN 1900 AND 2100 " \
                     f"THEN left(CAST({when} AS VARCHAR), CASE WHEN length({text}) <= 10 THEN 10 ELSE 16 END) "  # fmt: skip
        told = self._serials_are_few(text)

        def read(cell: str) -> Reading | tuple[Reading, str]:
            reading = read_date(cell, order, calendar, unknown)
            return (Reading(reading.value, "excel_serial"), str(reading.value)) if told and is_serial(cell) else reading

        return self.parser.column(piece, text, quick + "END", read, "VARCHAR")

    def _serials_are_few(self, text: str) -> bool:
        """Say whether the column holds Excel's day numbers among dates of other forms."""
        found = self.connection.execute(
            f"SELECT count_if(regexp_full_match({text}, '\\d{{5}}(\\.\\d+)?')), count({text}) FROM staged"
        ).fetchone() or (0, 0)
        return bool(0 < found[0] < found[1] / 2)

    def _order(self, piece: Piece) -> DateOrder | None:
        """Infer day-month or month-day from every date of the column."""
        texts = self.connection.execute(
            f"SELECT DISTINCT regexp_extract({text_of(piece)}, '^\\d{{1,2}}\\s*[-/.]\\s*\\d{{1,2}}\\s*[-/.]\\s*\\d{{2,4}}') FROM staged"
        ).fetchall()
        slashed = [text for (text,) in texts if text]
        order = infer_order(slashed)
        if slashed and order:
            self.inferred[piece.heading] = f"order: {order}"
        return order

    def _clock(self, piece: Piece, unknown: tuple[str, ...]) -> str:
        text = text_of(piece)
        if piece.kind == "moment":
            return f"strftime({piece.name}, '%H:%M')"
        longest = self.connection.execute(
            f"SELECT max(length(regexp_extract({text}, '^(\\d+)(\\.0)?$', 1))) FROM staged"
        ).fetchone()
        seconds = bool(longest and (longest[0] or 0) > 4)
        quick = f"CASE WHEN regexp_full_match({text}, '{_CLOCK}') THEN left({text}, 5) END"
        return self.parser.column(
            piece, text, quick, lambda t: read_time(t, seconds=seconds, unknown=unknown), "VARCHAR"
        )

    def _from_parts(self, pieces: dict[str, Piece], unknown: tuple[str, ...]) -> str:
        """Join year, month, day, hour and minute; codes such as 99 make the hour unknown and the day unreadable."""
        parts = {
            part: self._number(piece, Column.model_validate({"from": "-", "unknown": unknown}))
            for part, piece in pieces.items()
            if part not in ("time",)
        }
        year = parts["year"]
        if self.mapping.calendar == "roc":
            year = f"(CASE WHEN {year} < 1900 THEN {year} + 1911 ELSE {year} END)"
        month, day = parts.get("month", "NULL"), parts.get("day", "NULL")
        number = "lpad(CAST(CAST({} AS BIGINT) AS VARCHAR), 2, '0')"
        text = (
            f"CAST(CAST({year} AS BIGINT) AS VARCHAR) || '-' || {number.format(month)} || '-' || {number.format(day)}"
        )
        valid = f"CASE WHEN {year} BETWEEN 1900 AND 2100 AND try_cast({text} AS DATE) IS NOT NULL THEN {text} END"
        given = " OR ".join(f"{pieces[part].name} IS NOT NULL" for part in ("year", "month", "day") if part in pieces)
        self._report_rows(
            "unreadable_date", pieces.get("day") or pieces["year"], f"({given}) AND ({valid}) IS NULL", text
        )
        if "time" in pieces:
            clock = self._clock(pieces["time"], unknown)
        elif "hour" in pieces:
            clock = self._hour_minute(pieces, parts)
        else:
            return valid
        return (
            f"CASE WHEN ({clock}) IS NULL OR ({valid}) IS NULL THEN ({valid}) WHEN ({clock}) = '24:00' "
            f"THEN strftime(try_cast({valid} AS DATE) + 1, '%Y-%m-%d') || ' 00:00' ELSE ({valid}) || ' ' || ({clock}) END"
        )

    def _hour_minute(self, pieces: dict[str, Piece], parts: dict[str, str]) -> str:
        hour, minute = parts["hour"], parts.get("minute", "NULL")
        self._report_rows("unknown_hour", pieces["hour"], f"({hour}) NOT BETWEEN 0 AND 24", hour)
        if "minute" in pieces:
            self._report_rows(
                "unknown_minute",
                pieces["minute"],
                f"({hour}) BETWEEN 0 AND 24 AND ({minute}) NOT BETWEEN 0 AND 59",
                minute,
            )
        two = "lpad(CAST(CAST({} AS BIGINT) AS VARCHAR), 2, '0')"
        return (
            f"CASE WHEN ({hour} BETWEEN 0 AND 23 AND {minute} BETWEEN 0 AND 59) OR ({hour} = 24 AND {minute} = 0) "
            f"THEN {two.format(hour)} || ':' || {two.format(minute)} END"
        )

    def _clock_hour(self, piece: Piece, column: Column) -> str:
        clock = self._clock(piece, self._marks(column)[1])
        return f"try_cast(left({clock}, 2) AS DOUBLE) % 24"

    def _label(self, name: str, piece: Piece, column: Column) -> str:
        found = labels.Labels(
            self.connection, self.mapping, name, column, (*self._marks(column)[0], *self._marks(column)[1])
        )
        if found.is_free_text(piece):
            return self._text(piece, column)
        return found.dated(piece, self._day_of_row()) if found.codes.dated else self.parser.column(
            piece, text_of(piece), "NULL::VARCHAR", found.reader(), "VARCHAR"
        )  # fmt: skip

    def _day_of_row(self) -> str:
        column = self.mapping.columns.get("occurred_at")
        return f"left({self._moment('occurred_at', column)}, 10)" if column else "''"

    def _text(self, piece: Piece, column: Column) -> str:
        marks = quoted(tuple({*self._marks(column)[0], *self._marks(column)[1]} - {"0"}))
        text = f"nullif(trim({text_of(piece)}), '')"
        return f"CASE WHEN {text} NOT IN ({marks}) THEN {text} END" if marks else text

    def _raw(self, name: str) -> str:
        return self._text(self.staged.of(name)["source"], self.mapping.columns[name])

    def _key(self) -> str:
        parts = [text_of(self.staged.of(f"key{i}")["source"]) for i in range(len(self.mapping.key))]
        return " || '-' || ".join(f"({part})" for part in parts)

    def _currency(self) -> dict[str, str]:
        column = self.mapping.columns.get("direct_loss")
        return {"currency": f"'{column.unit}'"} if column and column.unit and column.unit.isalnum() else {}

    def _marks(self, column: Column) -> tuple[tuple[str, ...], tuple[str, ...]]:
        nil = self.mapping.nil if column.nil is None else column.nil
        return nil, self.mapping.unknown if column.unknown is None else column.unknown

    def _decimal_marks(self) -> None:
        """Find the decimal mark of each text column of numbers: declared, shown by the column, or shown by the others."""
        open_columns, shown = [], set()
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
            tests = ", ".join(
                f"coalesce(bool_or(regexp_full_match({piece.name}, '{SHOWS[mark].pattern}')), false)"
                for mark in (".", ",")
            )
            point, comma = self.connection.execute(f"SELECT {tests} FROM staged").fetchone() or (False, False)
            if point != comma:
                self.marks[piece.heading] = "," if comma else "."
                shown.add(self.marks[piece.heading])
                if comma:
                    self.inferred[piece.heading] = "decimal: ','"
            elif not point:
                open_columns.append(piece.heading)
        for heading in open_columns:
            self.marks[heading] = next(iter(shown)) if len(shown) == 1 else "."

    def _note(self, kind: str, piece: Piece, value: str, expected: str = "") -> None:
        self.connection.execute(
            "INSERT INTO problems VALUES (?, 0, NULL, ?, ?, ?)", [kind, piece.heading, value, expected]
        )

    def _report_rows(self, kind: str, piece: Piece, condition: str, value: str) -> None:
        joins = " ".join(self.parser.joins)
        self.connection.execute(
            f"INSERT INTO problems SELECT ?, src, row, ?, coalesce(regexp_replace(CAST({value} AS VARCHAR), '\\.0$', ''), {text_of(piece)}), '' FROM staged {joins} WHERE {condition} ORDER BY src, row",
            [kind, piece.heading],
        )


def field_kind(table: str, name: str) -> str:
    """Return the kind of a field; the cause, which no column of the ledger's table holds, is a code."""
    column = TABLES[table].columns.get(name)
    return str(column.metadata["kind"]) if column is not None else "code"


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
