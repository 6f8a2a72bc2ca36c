"""Turn the text cells of a table into checked values, and say of every cell that cannot be one what is wrong with it.

A cell that fails becomes missing and is reported; no row is dropped and no value is guessed. The order is: text to
values by kind, pandera's schema, then what one cell cannot know alone (keys, sources, deaths with zero accidents).
"""

import re
from collections.abc import Callable, Collection, Iterable, Mapping
from dataclasses import replace
from types import MappingProxyType
from typing import Any, TypeAlias

import pandas as pd
from pandera.errors import SchemaErrors

from safetystats.codes import areas, code_list
from safetystats.datasets.catalogue import INDICATORS, find_indicator
from safetystats.datasets.frames import value_at
from safetystats.datasets.pandera_schemas import PANDAS_TYPES, pandera_schema
from safetystats.datasets.periods import parse_period
from safetystats.datasets.personal import KIND_NAMES, SUSPECT, find_personal
from safetystats.datasets.problems import Problem, hint
from safetystats.datasets.reading import ORIGIN
from safetystats.datasets.schemas import TABLES, Table
from safetystats.datasets.typed_files import TYPED
from safetystats.datasets.units import UNITS, find_unit
from safetystats.errors import InputError
from safetystats.words import Text

#: Columns in which a blank cell means the total.
_TOTALS = ("sector", "severity", "cause", "check")
_LARGEST = 2**53
#: Cells without which an accident is held and counted, but in no period or no area.
_PLACES = {("accidents", "occurred_at"): Text("时期", "period"), ("accidents", "area"): Text("地区", "area")}
_INTEGER = ("count",)

Found: TypeAlias = list[Problem]


def check_table(
    name: str, cells: pd.DataFrame, own: Mapping[str, Collection[str]] = MappingProxyType({})
) -> tuple[pd.DataFrame, Found]:
    """Return the typed, checked frame of the table `name` (all its columns, then ``origin``) and the problems found.

    `own` holds the dataset's own codes by column, which stand beside those of the national lists.
    """
    table = TABLES[name]
    found: Found = []
    frame = cells.reindex(columns=[*table.columns, ORIGIN])
    if not cells.attrs.get(TYPED):
        frame = frame.astype("object").where(lambda f: f.notna(), None)
    for column_name, column in table.columns.items():
        kind = column.kind
        if column_name in _TOTALS:
            frame[column_name] = frame[column_name].where(frame[column_name].notna(), "all")
        if kind in PANDAS_TYPES:
            frame[column_name] = _numbers(table, frame, column_name, whole=kind in _INTEGER, found=found)
        elif read := _READERS.get(column_name) or _READERS.get(kind):
            frame[column_name] = _read_each(table, frame, column_name, read, found, own.get(column_name, ()))
        dtype: Any = PANDAS_TYPES.get(kind, "str")
        frame[column_name] = frame[column_name].astype(dtype)
    frame[ORIGIN] = frame[ORIGIN].astype("str")
    _pandera(table, cells, frame, found)
    _keys(table, frame, found)
    _personal(table, frame, found)
    for check in _ACROSS.get(name, ()):
        check(table, frame, found)
    return frame, found


def check_sources(frames: dict[str, pd.DataFrame]) -> Found:
    """Report every row whose source the table of sources does not hold."""
    known = set(frames["sources"]["id"].dropna())
    if not known:
        return []  # the table of sources itself is missing or unreadable, which is reported once
    found: Found = []
    for name, frame in frames.items():
        if "source" in frame:
            for row in frame[frame["source"].notna() & ~frame["source"].isin(known)].index:
                value = str(value_at(frame, row, "source"))
                found.append(_problem("unknown_source", TABLES[name], frame, row, "source", value, hint(value, known)))
    return found


def _problem(
    kind: str, table: Table, frame: pd.DataFrame, row: object, column: str, value: object, expected: Text | str = ""
) -> Problem:
    place, _, number = str(value_at(frame, row, ORIGIN)).rpartition(":")
    file, _, sheet = place.partition("!")
    return Problem(kind, table.name, file, sheet, int(number), column, _plain(value), expected)


def _plain(value: object) -> str:
    """Write a number without a needless '.0'."""
    return str(int(value)) if isinstance(value, float) and value.is_integer() else str(value)


def _numbers(table: Table, frame: pd.DataFrame, column: str, *, whole: bool, found: Found) -> pd.Series:
    if pd.api.types.is_numeric_dtype(frame[column]) and not pd.api.types.is_bool_dtype(frame[column]):
        return _whole(table, frame, column, frame[column].astype("Float64"), found) if whole else frame[column]
    text = frame[column].astype("str")
    # A comma is taken only where it separates thousands; "12,5" stays wrong, for nobody can know what it means.
    plain = text.where(~text.str.fullmatch(r"-?\d{1,3}(,\d{3})+(\.\d+)?", na=False), text.str.replace(",", ""))
    values = pd.to_numeric(plain, errors="coerce")
    # Beyond 2^53 a number is no longer exact, and no count or amount is that large.
    values = values.where(values.abs() < _LARGEST)
    wrong = text.notna() & values.isna()
    for row in frame.index[wrong]:
        found.append(_problem("not_a_number", table, frame, row, column, value_at(frame, row, column)))
    return _whole(table, frame, column, values, found) if whole else values


def _whole(table: Table, frame: pd.DataFrame, column: str, values: pd.Series, found: Found) -> pd.Series:
    fraction = (values.notna() & (values % 1 != 0)).fillna(False).astype("bool")
    for row in frame.index[fraction]:
        found.append(_problem("not_a_whole_number", table, frame, row, column, value_at(frame, row, column)))
    return values.where(~fraction)


def _read_each(
    table: Table, frame: pd.DataFrame, column: str, read: Callable[[str], "str | tuple[str, Text | str]"], found: Found,
    own: Collection[str] = (),
) -> pd.Series:  # fmt: skip
    """Apply `read` to each different text once; it returns the canonical text, or (kind of problem, hint)."""
    texts = frame[column]
    if read is _moment:
        texts = texts.where(~_plain_dates(texts))  # millions of different times need no reading one by one
    meanings = {text: text if text in own else read(str(text)) for text in texts.dropna().unique()}
    wrong = {text for text, meaning in meanings.items() if isinstance(meaning, tuple)}
    for row in frame.index[texts.isin(wrong)] if wrong else ():
        meaning = meanings[value_at(frame, row, column)]
        if isinstance(meaning, tuple):
            found.append(_problem(meaning[0], table, frame, row, column, value_at(frame, row, column), meaning[1]))
    if all(text == meaning for text, meaning in meanings.items()):
        return frame[column]
    canonical = {text: None if text in wrong else meaning for text, meaning in meanings.items()}
    return frame[column].map(lambda text: canonical.get(text, text), na_action="ignore")


def _plain_dates(texts: pd.Series) -> pd.Series:
    """Say which texts are dates in the very form they are kept in."""
    text = texts.astype("str")
    form = text.str.fullmatch(r"\d{4}-\d{2}-\d{2}( ([01]\d|2[0-3]):[0-5]\d)?", na=False)
    days = text.where(form).str.slice(0, 10)
    known = pd.Series(days.dropna().unique(), dtype="str")
    real = set(known[pd.to_datetime(known, format="%Y-%m-%d", errors="coerce").notna()])
    return form & days.isin(real)


def _area(text: str) -> "str | tuple[str, Text | str]":
    try:
        return areas.get(text).code
    except InputError:
        if text in areas.names():
            return "ambiguous_area", ", ".join(f"{area.code} {area.name.zh}" for area in areas.search(text)[:5])
        return "unknown_area", hint(text, areas.names())


def _period(text: str) -> "str | tuple[str, Text | str]":
    try:
        return str(parse_period(text))
    except InputError:
        return "bad_period", ""


def _unit(text: str) -> "str | tuple[str, Text | str]":
    try:
        return find_unit(text).code
    except InputError:
        return "unknown_unit", hint(text, list(UNITS))


def _date(text: str) -> "str | tuple[str, Text | str]":
    stamp = pd.to_datetime(text, format="ISO8601", errors="coerce")
    if pd.isna(stamp):
        return "bad_date", ""
    return stamp.strftime("%Y-%m-%d" if len(text) <= 10 else "%Y-%m-%d %H:%M")


def _moment(text: str) -> "str | tuple[str, Text | str]":
    """Read a day with or without its time, or a month (2011-03); a year alone is no time of an accident."""
    if len(text) >= len("20110305"):
        return _date(text)
    return text if re.fullmatch(r"(19|20)\d{2}-(0[1-9]|1[0-2])", text) else ("bad_date", "")


def _listed(list_id: str, problem: str) -> "Callable[[str], str | tuple[str, Text | str]]":
    def read(text: str) -> "str | tuple[str, Text | str]":
        if text == "all":
            return text
        listed = code_list(list_id)
        entry = listed.lookup(text)
        return entry.code if entry else (problem, hint(text, [e.code for e in listed.entries]))

    return read


_READERS: "dict[str, Callable[[str], str | tuple[str, Text | str]]]" = {
    "sector": _listed("sectors", "unknown_sector"),
    "severity": _listed("severity", "unknown_severity"),
    "cause": _listed("causes", "unknown_cause"),
    "area": _area,
    "period": _period,
    "unit": _unit,
    "date": _date,
    "datetime": _moment,
}


def _pandera(table: Table, cells: pd.DataFrame, frame: pd.DataFrame, found: Found) -> None:
    try:
        pandera_schema(table.name).validate(frame, lazy=True)
    except SchemaErrors as error:
        for case in error.failure_cases.itertuples():
            if case.column not in cells or case.index is None:
                continue  # a missing column is reported once, by the reader, not for each of its rows
            kind = {"not_nullable": "missing_value", "minimum": "below_minimum", "option": "unknown_option"}[case.check]
            if kind == "missing_value" and pd.notna(value_at(cells, case.index, case.column)):
                continue  # the cell had text, and why it could not be read is reported already
            column = table.columns[case.column]
            expected: Text | str = {
                "below_minimum": str(column.minimum),
                "unknown_option": ", ".join(column.options),
            }.get(kind, "")
            value = "" if kind == "missing_value" else case.failure_case
            if kind == "missing_value" and (table.name, case.column) in _PLACES:
                # One such row must not keep a bureau from the figures of all others; what it leaves out is said with them.
                kind, expected = "unplaced_accident", _PLACES[table.name, case.column]
            found.append(_problem(kind, table, frame, case.index, case.column, value, expected))
            frame.loc[case.index, case.column] = pd.NA if column.kind in _INTEGER else None


def _keys(table: Table, frame: pd.DataFrame, found: Found) -> None:
    repeated = frame.duplicated(list(table.key), keep="first") & frame[table.key[0]].notna()
    if not repeated.any():
        return
    first = frame.reset_index().groupby(list(table.key), dropna=False, sort=False)["index"].transform("first")
    for row in frame.index[repeated]:
        place, _, number = str(value_at(frame, first[row], ORIGIN)).rpartition(":")
        same_file = str(value_at(frame, row, ORIGIN)).startswith(f"{place}:")
        other = number if same_file else Text(f"{number}（{place}）", f"{number} of {place}")
        key = ", ".join(
            str(value_at(frame, row, column)) for column in table.key if pd.notna(value_at(frame, row, column))
        )
        found.append(_problem("duplicate_key", table, frame, row, table.key[0], key, other))


def _personal(table: Table, frame: pd.DataFrame, found: Found) -> None:
    """Warn of a column of free text that holds identity numbers, mobile numbers or number plates."""
    for name in table.columns if len(frame) else ():
        if table.columns[name].kind != "text" or frame[name].isna().all():
            continue
        texts = frame[name].dropna()
        suspect = texts[texts.str.contains(SUSPECT, regex=True)]
        for kind, count in find_personal(suspect).items():
            problem = _problem("personal_data_held", table, frame, suspect.index[0], name, count, KIND_NAMES[kind])
            found.append(replace(problem, row=None))


def _deaths_need_accidents(table: Table, frame: pd.DataFrame, found: Found) -> None:
    wrong = (frame["accidents"] == 0) & (frame["deaths"] > 0)
    for row in frame.index[wrong.fillna(False)]:
        found.append(_problem("deaths_without_accidents", table, frame, row, "deaths", value_at(frame, row, "deaths")))


def _indicator_pairs(table: Table, frame: pd.DataFrame, found: Found) -> None:
    """Find deaths reported by a source that reports zero accidents for the same series, area and period."""
    counts = frame.assign(series=frame["indicator"].str.replace(r"_(accidents|deaths)$", "", regex=True))
    keys = ["series", "area", "period"]
    zero = counts[counts["indicator"].str.endswith("_accidents", na=False) & (counts["value"] == 0)]
    dead = counts[counts["indicator"].str.endswith("_deaths", na=False) & (counts["value"] > 0)].reset_index()
    for case in dead.merge(zero[keys].drop_duplicates(), on=keys).itertuples():
        found.append(_problem("deaths_without_accidents", table, frame, case.index, "value", case.value))


def _known_indicators(table: Table, frame: pd.DataFrame, found: Found) -> None:
    for row in frame.index[frame["indicator"].notna()]:
        text = str(value_at(frame, row, "indicator"))
        if find_indicator(text) is None:
            found.append(_problem("unknown_indicator", table, frame, row, "indicator", text, hint(text, INDICATORS)))


def _indicator_values(table: Table, frame: pd.DataFrame, found: Found) -> None:
    for row in frame.index[frame["value"].isna() & (frame["status"] != "missing")]:
        if not any(p.row == _row(frame, row) and p.column == "value" for p in found):
            found.append(_problem("missing_without_status", table, frame, row, "value", ""))
    for text, rows in frame.groupby("indicator", sort=False).groups.items():
        indicator = find_indicator(str(text))
        if indicator is None:
            near = hint(str(text), INDICATORS)
            found.extend(_problem("unknown_indicator", table, frame, row, "indicator", text, near) for row in rows)
            continue
        base = UNITS[indicator.unit].base
        for row in rows:
            unit = value_at(frame, row, "unit")
            if pd.notna(unit) and UNITS[unit].base != base:
                found.append(_problem("wrong_unit", table, frame, row, "unit", unit, indicator.unit))
            if unit in _WHOLE and value_at(frame, row, "kind") != "derived" and value_at(frame, row, "value") % 1 > 0:
                found.append(_problem("not_a_whole_number", table, frame, row, "value", value_at(frame, row, "value")))
            if base in _COUNTED and value_at(frame, row, "value") < 0:
                found.append(_problem("below_minimum", table, frame, row, "value", value_at(frame, row, "value"), "0"))
                frame.at[row, "value"] = None


#: Units in which things are counted one by one.
_WHOLE = ("persons", "accidents", "events")
#: Kinds of quantity that cannot be negative (a change in percent can).
_COUNTED = frozenset(unit.base for unit in UNITS.values()) - {"percent"}


def _row(frame: pd.DataFrame, row: object) -> int:
    return int(str(value_at(frame, row, ORIGIN)).rpartition(":")[2])


Check: TypeAlias = Callable[[Table, pd.DataFrame, Found], None]
_ACROSS: dict[str, Iterable[Check]] = {
    "accident_counts": (_deaths_need_accidents,),
    "indicators": (_indicator_values, _indicator_pairs),
    "targets": (_known_indicators,),
}
