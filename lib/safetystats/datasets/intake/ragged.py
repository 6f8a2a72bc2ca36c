"""Rows that do not have the cells of their table: some beyond the last heading, or whole rows inside one cell."""

from collections.abc import Sequence


def beyond(rows: Sequence[tuple[int, list[str]]], width: int) -> tuple[tuple[int, str], ...]:
    """Return the rows with cells beyond the last heading, and how many cells each has up to its last that is filled."""
    return tuple(
        (number, str(max(i for i, cell in enumerate(row, 1) if cell.strip())))
        for number, row in rows
        if any(cell.strip() for cell in row[width:])
    )


def swallowed(rows: Sequence[tuple[int, list[str]]], width: int, delimiter: str) -> tuple[tuple[int, str], ...]:
    """Return the rows with a cell that holds whole rows, for a quotation mark was never closed, and how many cells it holds."""
    return tuple(
        (number, str(cell.count(delimiter) + len(row)))
        for number, row in rows
        for cell in row
        if cell.count("\n") > 1 and cell.count(delimiter) >= (width - 1) * cell.count("\n") / 2 and width > 1
    )
