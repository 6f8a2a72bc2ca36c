"""Read one resource of a dataset into text cells, with the place of every row kept.

Nothing is interpreted here: each cell stays the text that stands in the file, so that the checks can quote it. CSV in any
encoding the descriptor names, Excel (.xlsx, .xls, .ods) by python-calamine, and the answer of a query to SQLite, DuckDB or
PostgreSQL. Parquet keeps its types (see ``typed_files``).
"""

import csv
import hashlib
import io
import tempfile
from collections.abc import Callable
from pathlib import Path
from typing import Any, TypeAlias

import pandas as pd

from safetystats.datasets import databases
from safetystats.datasets.descriptor import Resource
from safetystats.datasets.file_endings import PARQUET, PLAIN_TEXT, SPREADSHEETS
from safetystats.datasets.problems import Problem, hint
from safetystats.datasets.schemas import TABLES
from safetystats.datasets.typed_files import fit_types, read_parquet
from safetystats.errors import InputError

#: Added to every row read: the file (and sheet) and the row in it, as its user counts them.
ORIGIN = "origin"

Report: TypeAlias = Callable[..., None]


def read_resource(folder: Path, resource: Resource) -> tuple[pd.DataFrame, list[Problem]]:
    """Return the cells of `resource` as text (blank cells are None), one row a record, and what was wrong with the file.

    The frame has the known columns of the resource's table that the file holds, and ``origin`` (``file:row``). Rows that
    are blank throughout are skipped; nothing else is.
    """
    path, sheet = folder / resource.path, resource.safetystats.sheet or ""
    is_database = databases.is_database(resource.path)
    problems: list[Problem] = []

    def report(kind: str, **details: Any) -> None:
        problems.append(Problem(kind, resource.table, resource.path, sheet, **details))

    empty = pd.DataFrame()
    if databases.is_address(resource.path):
        try:
            return _table_of(
                _database_rows(resource.path, resource), resource, databases.shown_name(resource.path), report
            ), problems
        except InputError as error:
            report("unreadable_file", expected=str(error).rstrip("."))
            return empty, problems
    if not path.is_file():
        report("missing_file")
        return empty, problems
    if path.stat().st_size == 0:
        report("empty_file")
        return empty, problems
    known = (*PLAIN_TEXT, *SPREADSHEETS, PARQUET, *databases.DATABASES)
    if path.suffix.lower() not in known:
        report("unreadable_file", expected=f"{path.suffix or 'no ending'} is not one of {' '.join(known)}")
        return empty, problems
    if resource.hash and resource.hash.removeprefix("sha256:") != hashlib.sha256(path.read_bytes()).hexdigest():
        report("changed_file")
    try:
        if path.suffix.lower() == PARQUET:
            return _typed_table(path, resource, report), problems
        if is_database:
            return _table_of(_database_rows(str(path), resource), resource, resource.path, report), problems
        rows = _spreadsheet_rows(path, sheet) if path.suffix.lower() in SPREADSHEETS else _csv_rows(path, resource)
    except UnicodeDecodeError:
        report("wrong_encoding", expected=resource.encoding)
        return empty, problems
    except _MissingSheetError as error:
        report("missing_sheet", value=sheet, expected=", ".join(error.args[0]))
        return empty, problems
    except (OSError, ValueError, LookupError, csv.Error) as error:
        report("unreadable_file", expected=str(error).rstrip("."))
        return empty, problems
    place = f"{resource.path}!{sheet}" if sheet else resource.path
    return _table_of(rows, resource, place, report), problems


def _table_of(rows: list[list[str]], resource: Resource, place: str, report: Report) -> pd.DataFrame:
    """Cut the known columns out of the rows of a file."""
    header_row = resource.safetystats.header_row
    if len(rows) < header_row or not any(rows[header_row - 1]):
        report("empty_file")
        return pd.DataFrame()
    header = [cell.strip() for cell in rows[header_row - 1]]
    positions = _known_columns(resource.table, header, report)
    records = _records(header, rows[header_row:], header_row, report)
    if not records and not resource.safetystats.sheet:  # an unused sheet of a workbook is nothing to complain of
        report("no_rows")
    columns = {name: [cells[position] for _, cells in records] for name, position in positions.items()}
    return pd.DataFrame({**columns, ORIGIN: [f"{place}:{row}" for row, _ in records]}, dtype="object")


def _typed_table(path: Path, resource: Resource, report: Report) -> pd.DataFrame:
    frame = read_parquet(path, resource.path, ORIGIN)
    if frame.empty:
        report("no_rows")
    header = [str(column) for column in frame.columns if column != ORIGIN]
    positions = _known_columns(resource.table, header, report)
    known = frame[[header[position] for position in positions.values()] + [ORIGIN]].set_axis(
        [*positions, ORIGIN], axis=1
    )
    return fit_types(known, TABLES[resource.table])


def _database_rows(source: str, resource: Resource) -> list[list[str]]:
    """Return the answer of the resource's query (or its one table) with its header."""
    with tempfile.TemporaryDirectory(prefix="safetystats-") as work:
        target = Path(work) / "answer.csv"
        databases.fetch(source, resource.safetystats.query, resource.safetystats.sheet, target)
        with target.open(encoding="utf-8", newline="") as file:
            return list(csv.reader(file))


class _MissingSheetError(Exception):
    """The workbook has no sheet of the name asked for; the argument lists those it has."""


def _csv_rows(path: Path, resource: Resource) -> list[list[str]]:
    encoding = "utf-8-sig" if resource.encoding.lower() in {"utf-8", "utf8"} else resource.encoding
    text = path.read_bytes().decode(encoding)
    return list(csv.reader(io.StringIO(text, newline=""), delimiter=resource.dialect.delimiter))


def _spreadsheet_rows(path: Path, sheet: str) -> list[list[str]]:
    from python_calamine import CalamineError, CalamineWorkbook

    try:
        workbook = CalamineWorkbook.from_path(str(path))
    except CalamineError as error:
        raise ValueError(str(error)) from None
    if sheet and sheet not in workbook.sheet_names:
        raise _MissingSheetError(workbook.sheet_names)
    cells = workbook.get_sheet_by_name(sheet or workbook.sheet_names[0]).to_python(skip_empty_area=False)
    return [[_cell_text(cell) for cell in row] for row in cells]


def _cell_text(cell: object) -> str:
    """Return what the cell shows: a whole number without the '.0' that Excel's floating point would add."""
    if isinstance(cell, float) and cell.is_integer():
        return str(int(cell))
    return str(cell)


def _records(
    header: list[str], rows: list[list[str]], header_row: int, report: Report
) -> list[tuple[int, list[str | None]]]:
    """Return (row number, cells) of every row that is not blank; a blank cell becomes None."""
    records = []
    for number, row in enumerate(rows, start=header_row + 1):
        cells = [cell.strip() or None for cell in row]
        if not any(cells):
            continue
        if any(cells[len(header) :]) or len(cells) < len(header):
            report("ragged_row", row=number, value=str(len(cells)), expected=str(len(header)))
        records.append((number, (cells + [None] * len(header))[: len(header)]))
    return records


def _known_columns(table: str, header: list[str], report: Report) -> dict[str, int]:
    """Return our column name → position, for headings that are our name or its Chinese or English title."""
    columns = TABLES[table].columns
    titles = {
        title.casefold(): name for name, column in columns.items() for title in (name, column.title.en, column.title.zh)
    }
    positions: dict[str, int] = {}
    unknown = []
    for position, heading in enumerate(header):
        name = titles.get(heading.casefold())
        if name in positions:
            report("repeated_column", column=heading)
        elif name is not None:
            positions[name] = position
        elif heading:
            unknown.append(heading)
            report("unknown_column", column=heading, expected=hint(heading, list(titles)))
    for name, column in columns.items():
        if column.needed and name not in positions:
            report("missing_column", column=name, expected=hint(name, unknown))
    return positions
