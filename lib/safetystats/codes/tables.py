"""Read the tables that lie in the folder ``lists`` of this room. Nothing is read before it is asked for."""

import csv
from collections.abc import Iterator
from importlib.resources import files


def read_table(name: str) -> Iterator[dict[str, str]]:
    """Yield the rows of ``lists/<name>.csv`` as dictionaries of text."""
    text = files(__package__).joinpath("lists", f"{name}.csv").read_text(encoding="utf-8")
    yield from csv.DictReader(text.splitlines())


def several(cell: str) -> tuple[str, ...]:
    """Return the entries of a cell that holds several, separated by semicolons."""
    return tuple(part.strip() for part in cell.split(";") if part.strip())
