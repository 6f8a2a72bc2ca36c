"""Workbooks (.xlsx, .xls, .xlsb, .ods) as grids of text, by python-calamine, merged cells filled.

A merged cell of the header or of words stands for every cell it covers, and so does a merged id, year, month or day; any
other merged number stands once, so that nothing is counted twice.
"""

import re
from datetime import date, datetime, time, timedelta
from pathlib import Path

from safetystats.datasets.intake.headers import find_heading
from safetystats.datasets.intake.vocabulary import HEADINGS
from safetystats.errors import InputError

Grid = list[list[str]]
_NUMBER = re.compile(r"[\d.]+")
#: Headings of what names a row rather than counts in it.
NAMING = [
    name
    for field in [
        ("accident_id", "source"),
        ("occurred_at", "date"),
        *(("occurred_at", part) for part in ("year", "month", "day")),
    ]
    for name in HEADINGS[field].split("|")
]


def read_workbook(path: Path) -> dict[str, Grid]:
    """Return the cells of every visible sheet by its name, as text; row and column 1 of the sheet come first."""
    from python_calamine import CalamineError, CalamineWorkbook, SheetVisibleEnum

    try:
        workbook = CalamineWorkbook.from_path(str(path))
        sheets = {}
        for metadata in workbook.sheets_metadata:
            if metadata.visible == SheetVisibleEnum.Visible:
                sheet = workbook.get_sheet_by_name(metadata.name)
                grid = [[cell_text(cell) for cell in row] for row in sheet.to_python(skip_empty_area=False)]
                _fill_merged(grid, getattr(sheet, "merged_cell_ranges", None) or [])
                sheets[metadata.name] = grid
    except CalamineError as error:
        raise InputError(
            f"{path.name} cannot be read as a workbook ({error}); save it again as .xlsx or CSV."
        ) from None
    return sheets


def cell_text(cell: object) -> str:
    """Return what a cell shows: no '.0' on whole numbers, dates and times in ISO form, no midnight where only a date is meant."""
    if isinstance(cell, bool):
        return str(cell)
    if isinstance(cell, float):
        return str(int(cell)) if cell.is_integer() and abs(cell) < 1e15 else repr(cell)
    if isinstance(cell, datetime):
        return cell.strftime("%Y-%m-%d" if cell.time() == time() else "%Y-%m-%d %H:%M:%S")
    if isinstance(cell, date):
        return cell.isoformat()
    if isinstance(cell, time):
        return cell.strftime("%H:%M:%S")
    if isinstance(cell, timedelta):
        minutes = int(cell.total_seconds()) // 60
        return f"{minutes // 60:02}:{minutes % 60:02}"
    return str(cell)


def _names_its_rows(grid: Grid, top: int, left: int, right: int) -> bool:
    """Say whether a merged number stands for each of its rows: under a heading of ids, years, months or days, not of counts."""
    above = [row[left] if left < len(row) else "" for row in grid[:top]]
    heading = next((text for text in reversed(above) if text.strip() and not _NUMBER.fullmatch(text)), "")
    return left == right and find_heading([heading], NAMING) is not None


def _fill_merged(grid: Grid, ranges: list[tuple[tuple[int, int], tuple[int, int]]]) -> None:
    for (top, left), (bottom, right) in ranges:
        text = grid[top][left] if top < len(grid) and left < len(grid[top]) else ""
        is_number = bool(_NUMBER.fullmatch(text))
        if not text or (is_number and not _names_its_rows(grid, top, left, right)):
            continue
        for row in grid[top : bottom + 1]:
            row[left : right + 1] = [text] * len(row[left : right + 1])
