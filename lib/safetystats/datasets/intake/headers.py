"""Find the header in a grid of cells: not always in row 1, sometimes in two rows with merged cells above.

A header is the first row that is nearly as wide as the table and holds words rather than numbers. A second row joins it
when it, too, holds words only and stands under merged or blank cells; the heading is then ``伤亡人数/死亡``.
"""

import re
from collections.abc import Sequence
from dataclasses import dataclass

from safetystats.datasets.intake.readings import label_key, plain

Row = Sequence[str | None]
_SEARCHED = 30
_WIDE, _WORDY = 0.6, 0.8
_DATA = re.compile(r"[\d.,:/%\-\s]+|\d{4}年.*|.*\d{4}-\d{2}-\d{2}.*")
_TITLE_UNIT = re.compile(r"单位:\s*\S*?([百千]?[万亿]?元)")
_YEAR = re.compile(r"(?<!\d)(?:19[5-9]\d|20\d\d)(?!\d)")
_CHINESE_DIGITS = {"〇": "0", "○": "0"} | {c: str(n) for n, c in enumerate("零一二三四五六七八九")}
_UNIT = re.compile(r"[（(\[【](?:单位[:：])?\s*([^（）()\[\]【】]*)[）)\]】]")


@dataclass(frozen=True, slots=True)
class Header:
    """The headings of a table and the rows they stand in (counted from 0)."""

    headings: tuple[str, ...]
    first: int
    last: int


def find_header(rows: Sequence[Row], given: int | None = None) -> Header | None:
    """Return the header of a grid; `given` is its row as the user counts (from 1). None when there is no table."""
    first = _first_wide(rows) if given is None else given - 1
    if first is None or first >= len(rows) or not any(cell and cell.strip() for cell in rows[first]):
        return None
    last = first + 1 if _continues(rows, first) else first
    return Header(_headings(rows[first : last + 1]), first, last)


def heading_key(heading: str) -> str:
    """Return what two spellings of a heading share: width, case, blanks, accents, underscores; a unit in brackets is off."""
    return label_key(re.sub(r"[_\-*：:的]", "", _UNIT.sub("", plain(heading)))) or label_key(heading)


def heading_unit(heading: str) -> str:
    """Return the unit that a heading names in brackets, else an empty string."""
    match = _UNIT.search(plain(heading))
    return match[1].strip() if match else ""


def title_unit(title: str) -> str:
    """Return the unit of money that a title names, as in 单位：人、万元; an empty string when it names none or several."""
    units = set(_TITLE_UNIT.findall(plain(title)))
    return str(units.pop()) if len(units) == 1 else ""


def named_year(text: str) -> str:
    """Return the year that a name or title tells, such as 2020年事故台账 or 二〇二〇年; nothing when it tells none or several."""
    years = set(named_years(text))
    return str(years.pop()) if len(years) == 1 else ""


def named_years(text: str) -> list[int]:
    """Return the years that a name or title tells, in their order."""
    return [int(year) for year in _YEAR.findall("".join(_CHINESE_DIGITS.get(c, c) for c in plain(text)))]


def find_heading(headings: Sequence[str], wanted: Sequence[str]) -> int | None:
    """Return the position of the first of the `wanted` headings that is there, whole or as the lower part of a double one."""
    keys = [heading_key(heading) for heading in headings]
    lower = [heading_key(heading.rpartition("/")[2]) for heading in headings]
    for text in wanted:
        if text in headings:
            return list(headings).index(text)
        key = heading_key(text)
        if keys.count(key) >= 1:
            return keys.index(key)
        if lower.count(key) == 1:
            return lower.index(key)
    return None


def _wordy(row: Row) -> bool:
    cells = [cell.strip() for cell in row if cell and cell.strip()]
    words = [cell for cell in cells if not _DATA.fullmatch(cell)]
    return len(words) >= _WORDY * len(cells)


def _continues(rows: Sequence[Row], first: int) -> bool:
    """Say whether the row after `first` belongs to the header: words only, and filling gaps or dividing merged cells."""
    if first + 1 >= len(rows):
        return False
    top, below = rows[first], rows[first + 1]
    if not any(below) or not all(
        cell is None or not cell.strip() or not _DATA.fullmatch(cell.strip()) for cell in below
    ):
        return False
    repeated = [i for i in range(1, len(top)) if top[i] and top[i] == top[i - 1]]
    blank_top = [i for i, cell in enumerate(top) if not (cell or "").strip() and (below[i : i + 1] or [None])[0]]
    same_or_blank = sum(1 for i, cell in enumerate(below) if not cell or (i < len(top) and cell == top[i]))
    return bool(repeated or blank_top) and same_or_blank > 0


def _headings(rows: Sequence[Row]) -> tuple[str, ...]:
    top = [" ".join((cell or "").split()) for cell in rows[0]]
    if len(rows) == 1:
        return tuple(top)
    below = [" ".join((cell or "").split()) for cell in rows[1]]
    width = max(len(top), len(below))
    top += [""] * (width - len(top))
    below += [""] * (width - len(below))
    headings, above = [], ""
    for upper, under in zip(top, below, strict=True):
        above = upper or (above if under else "")
        headings.append(above if not under or under == above else f"{above}/{under}".strip("/"))
    return tuple(headings)


def _first_wide(rows: Sequence[Row]) -> int | None:
    """Return the first row of words that is nearly as wide as the widest."""
    head = rows[: _SEARCHED + 2]
    widths = [len({cell for cell in row if cell and cell.strip()}) for row in head]
    wide = max(2, _WIDE * max(widths, default=0))
    return next((i for i, row in enumerate(head[:_SEARCHED]) if widths[i] >= wide and _wordy(row)), None)
