"""Days and times of day as SQL: from one column, from a date and a time, or from year, month, day, hour and minute.

The plain forms are read by DuckDB; the others go through :mod:`dates`, once for each different text.
"""

from collections.abc import Callable
from dataclasses import dataclass, field

import duckdb

from safetystats.datasets.intake.dates import NO_YEAR, DateOrder, infer_order, is_serial, read_date, read_time
from safetystats.datasets.intake.mapping import Column, Mapping, marks_of
from safetystats.datasets.intake.parsing import Parser
from safetystats.datasets.intake.readings import Reading
from safetystats.datasets.intake.staging import Piece, Staged, text_of

_ISO = r"\d{4}-\d{2}-\d{2}([ T]([01]\d|2[0-3]):[0-5]\d(:[0-5]\d(\.\d+)?)?)?"
_SLASHED = r"\d{1,2}/\d{1,2}/\d{4}( ([01]?\d|2[0-3]):[0-5]\d(:[0-5]\d)?)?"
_CLOCK = r"([01]\d|2[0-3]):[0-5]\d(:[0-5]\d(\.\d+)?)?"
_FORMATS: dict[DateOrder, str] = {"dmy": "%d/%m/%Y", "mdy": "%m/%d/%Y"}


@dataclass(slots=True)
class Moments:
    """The days and times of one import; `number` gives the SQL of a column of numbers, `inferred` gathers what was inferred."""

    connection: duckdb.DuckDBPyConnection
    mapping: Mapping
    staged: Staged
    parser: Parser
    number: Callable[[Piece, Column], str]
    inferred: dict[str, str]
    _moments: dict[str, str] = field(default_factory=dict)

    def moment(self, name: str, column: Column) -> str:
        """Return SQL for the day, with the time where it is known, of the field `name`."""
        if name not in self._moments:
            self._moments[name] = self._read_moment(self.staged.of(name), column)
        return self._moments[name]

    def _read_moment(self, pieces: dict[str, Piece], column: Column) -> str:
        nil, unknown = marks_of(self.mapping, column)
        if "year" in pieces and "date" not in pieces:
            return self._from_parts(pieces, unknown)
        day_piece = pieces.get("date") or pieces["source"]
        day = self._day(day_piece, column, (*nil, *unknown), pieces.get("year"))
        if "time" not in pieces:
            return day
        clock = self.clock(pieces["time"], (*nil, *unknown))
        return (
            f"CASE WHEN ({clock}) = '24:00' THEN strftime(CAST(left({day}, 10) AS DATE) + 1, '%Y-%m-%d') || ' 00:00' "
            f"ELSE coalesce(left({day}, 10) || ' ' || ({clock}), {day}) END"
        )

    def _day(self, piece: Piece, column: Column, unknown: tuple[str, ...], year: Piece | None = None) -> str:
        text = text_of(piece)
        if piece.kind == "moment":
            return text
        order = column.order or self.mapping.order or self._order(piece)
        calendar = self.mapping.calendar
        text = self._with_year(piece, text) if year is None else _with_own_year(text, year)
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

    def _with_year(self, piece: Piece, text: str) -> str:
        """Return SQL that puts the year which the sheet, its title or the file tells before a day and month alone."""
        years = {src: table.year for src, table in enumerate(self.staged.tables) if table.year}
        lacking = f"regexp_matches({text}, '{NO_YEAR}')"
        lack, all_texts, sources = self.connection.execute(
            f"SELECT count_if({lacking}), count({text}), list(DISTINCT src ORDER BY src) FILTER (WHERE {lacking}) FROM staged"
        ).fetchone() or (0, 0, [])
        found = [years[src] for src in sources or () if src in years]
        if not found or lack < all_texts / 2:  # where the ledger writes its years, a date without one is a fault
            return text
        self.inferred[piece.heading] = f"year: {', '.join(dict.fromkeys(found))}"
        cases = " ".join(f"WHEN {src} THEN '{year}年'" for src, year in years.items())
        return (
            f"CASE WHEN regexp_matches({text}, '{NO_YEAR}') THEN CASE src {cases} ELSE '' END || {text} ELSE {text} END"
        )

    def _serials_are_few(self, text: str) -> bool:
        """Say whether the column holds Excel's day numbers among dates of other forms."""
        found = self.connection.execute(
            f"SELECT count(*) FILTER (WHERE regexp_full_match({text}, '\\d{{5}}(\\.\\d+)?')), count({text}) FROM staged"
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

    def clock(self, piece: Piece, unknown: tuple[str, ...]) -> str:
        """Return SQL for the time of day in a column of times."""
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
            part: self.number(piece, Column.model_validate({"from": "-", "unknown": unknown}))
            for part, piece in pieces.items()
            if part not in ("time",)
        }
        year = parts["year"]
        if "year" in pieces and self._years_have_two_digits(pieces["year"], year):
            year = f"({year} + CASE WHEN {year} < 70 THEN 2000 ELSE 1900 END)"
        if self.mapping.calendar == "roc":
            year = f"(CASE WHEN {year} < 1900 THEN {year} + 1911 ELSE {year} END)"
        month, day = parts.get("month", "NULL"), parts.get("day", "NULL")
        number = "lpad(CAST(CAST({} AS BIGINT) AS VARCHAR), 2, '0')"
        text = (
            f"CAST(CAST({year} AS BIGINT) AS VARCHAR) || '-' || {number.format(month)} || '-' || {number.format(day)}"
        )
        valid = f"CASE WHEN {year} BETWEEN 1900 AND 2100 AND try_cast({text} AS DATE) IS NOT NULL THEN {text} END"
        given = " OR ".join(f"{pieces[part].name} IS NOT NULL" for part in ("year", "month", "day") if part in pieces)
        self._report_parts(pieces, f"({given}) AND ({valid}) IS NULL", year, month, text)
        if "time" in pieces:
            clock = self.clock(pieces["time"], unknown)
        elif "hour" in pieces:
            clock = self._hour_minute(pieces, parts)
        else:
            return valid
        return (
            f"CASE WHEN ({clock}) = '24:00' THEN strftime(try_cast({valid} AS DATE) + 1, '%Y-%m-%d') || ' 00:00' "
            f"ELSE coalesce(({valid}) || ' ' || ({clock}), {valid}) END"
        )

    def _report_parts(self, pieces: dict[str, Piece], bad: str, year: str, month: str, text: str) -> None:
        """Report rows without a day that can be at the first part that is blank or cannot be right."""
        joins = " ".join(self.parser.joins)
        if not self.connection.execute(f"SELECT 1 FROM staged {joins} WHERE {bad} LIMIT 1").fetchone():
            return
        for part, fits in (
            ("year", f"{year} BETWEEN 1900 AND 2100"),
            ("month", f"{month} BETWEEN 1 AND 12"),
            ("day", "false"),
        ):
            if part in pieces:
                self._report_rows("missing_value", pieces[part], f"{bad} AND {pieces[part].name} IS NULL", "''")
                self._report_rows("unreadable_date", pieces[part], f"{bad} AND NOT coalesce({fits}, false)", text)
                bad += f" AND coalesce({fits}, false)"

    def _years_have_two_digits(self, piece: Piece, year: str) -> bool:
        joins = " ".join(self.parser.joins)
        found = self.connection.execute(f"SELECT min({year}), max({year}) FROM staged {joins}").fetchone() or (
            None,
            None,
        )
        short = self.mapping.calendar == "gregorian" and found[0] is not None and found[0] >= 0 and found[1] <= 99
        if short:
            self.inferred[piece.heading] = "two-digit years"
        return bool(short)

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

    def _report_rows(self, kind: str, piece: Piece, condition: str, value: str) -> None:
        """Report rows, but for cells of which it is said already that they are no number."""
        joins = " ".join(self.parser.joins)
        told = "SELECT 1 FROM problems p WHERE p.src = staged.src AND p.row = staged.row AND p.heading = ?"
        self.connection.execute(
            f"INSERT INTO problems SELECT ?, src, row, ?, coalesce(regexp_replace(CAST({value} AS VARCHAR), '\\.0$', ''), {text_of(piece)}), '' FROM staged {joins} WHERE {condition} AND NOT EXISTS ({told}) ORDER BY src, row",
            [kind, piece.heading, piece.heading],
        )


def _with_own_year(text: str, year: Piece) -> str:
    """Return SQL that puts the year of the row's own column before a day and month alone."""
    own = f"regexp_extract({text_of(year)}, '\\d{{4}}')"
    return f"CASE WHEN regexp_matches({text}, '{NO_YEAR}') AND {own} <> '' THEN {own} || '年' || {text} ELSE {text} END"
