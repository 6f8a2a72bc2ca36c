"""The table of areas: what an area is, when it was in force, and what it belongs to.

The lists held run from :data:`FIRST_LIST` to :data:`LAST_LIST`. A change is dated by the lists: an area is in force from
the first list that holds it to the first that no longer does, and the last list stands for today. The nation and the
regions have no dates. ``scripts/build_area_codes.py`` says how the table was made and how a successor was found.
"""

import re
from calendar import monthrange
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date, timedelta
from functools import cache
from typing import TypeAlias

from safetystats.codes.tables import read_table, several
from safetystats.errors import InputError
from safetystats.words import Text

#: The levels from high to low.
LEVELS = ("nation", "region", "province", "prefecture", "county")
FIRST_LIST = date(1980, 12, 31)
LAST_LIST = date(2019, 4, 30)

Day: TypeAlias = date | str | None
_DAY = re.compile(r"(\d{4})(?:-(\d{1,2}))?(?:-(\d{1,2}))?", re.ASCII)


@dataclass(frozen=True, slots=True)
class Area:
    """One area under one code and name, in force from `valid_from` until the day before `valid_to` (None: still).

    `name` shows the Chinese name in English too where no English name is held. `successor` is the code that followed a
    former area, where one rule finds exactly one (`succession` names the rule); `aliases` are other ways to write it.
    """

    code: str
    name: Text
    level: str
    parent: str | None
    valid_from: date | None = None
    valid_to: date | None = None
    successor: str | None = None
    succession: str = ""
    aliases: tuple[str, ...] = ()

    def in_force(self, on: Day = None) -> bool:
        """Tell whether the area stands on the day `on`: a date or "2011", "2011-10", "2011-10-31" (None: the last list)."""
        day = as_day(on)
        if day is None:
            return self.valid_to is None
        return (self.valid_from is None or self.valid_from <= day) and (self.valid_to is None or day < self.valid_to)

    def __repr__(self) -> str:
        until = f", until {self.valid_to}" if self.valid_to else ""
        return f"<Area {self.code} {self.name.zh}{until}>"


def as_day(on: Day) -> date | None:
    """Return a day from a date or from text; a month or a year stands for its last day."""
    if on is None or isinstance(on, date):
        return on
    match = _DAY.fullmatch(on) if isinstance(on, str) else None
    try:
        if match is None:
            raise ValueError
        year, month, day = (int(part) if part else 0 for part in match.groups())
        return date(year, month, day) if day else _last_of_month(year, month or 12)
    except ValueError:
        raise InputError(f"on is {on!r}, but must be a date such as 2011-10-31, 2011-10 or 2011.") from None


@cache
def all_areas() -> tuple[Area, ...]:
    """Return every area of every list: the nation and the regions, then the codes in order, each by date."""
    return tuple(_read())


@cache
def areas_in_force(day: date | None) -> tuple[Area, ...]:
    """Return the areas that stood on `day` (None: in the last list), in the order of the table."""
    return tuple(area for area in all_areas() if area.in_force(day))


def version(code: str, day: date | None) -> Area:
    """Return the area of that code in force on `day`, else the newest of that code."""
    versions = _versions()[code]
    return next((area for area in versions if area.in_force(day)), versions[-1])


def following(area: Area) -> Area | None:
    """Return what a former area became, or None when it still stands or the lists do not tell."""
    return version(area.successor, area.valid_to) if area.successor and area.valid_to else None


def ancestors(area: Area, day: date | None = None) -> tuple[Area, ...]:
    """Return what `area` belongs to on `day`, nearest first; a former area's own last day goes for None."""
    if day is None and area.valid_to:
        day = area.valid_to - timedelta(days=1)
    above: list[Area] = []
    while area.parent:
        above += [region for region in regions() if area.code in members()[region.code]]
        area = version(area.parent, day)
        above.append(area)
    return tuple(above)


@cache
def regions() -> tuple[Area, ...]:
    """Return the four economic regions."""
    return tuple(area for area in all_areas() if area.level == "region")


@cache
def members() -> dict[str, tuple[str, ...]]:
    """Return the codes of the provinces of each region."""
    return {row["code"]: several(row["members"]) for row in read_table("regions") if row["members"]}


def _read() -> Iterator[Area]:
    for row in (*read_table("regions"), *read_table("areas")):
        yield Area(
            code=row["code"],
            name=Text(row["name_zh"], row["name_en"] or row["name_zh"]),
            level=row["level"],
            parent=row["parent"] or None,
            valid_from=_date(row.get("valid_from")),
            valid_to=_date(row.get("valid_to")),
            successor=row.get("successor") or None,
            succession=row.get("succession") or "",
            aliases=several(row["aliases"]),
        )


def _last_of_month(year: int, month: int) -> date:
    return date(year, month, monthrange(year, month)[1])


def _date(text: str | None) -> date | None:
    return date.fromisoformat(text) if text else None


@cache
def _versions() -> dict[str, list[Area]]:
    versions: dict[str, list[Area]] = {}
    for area in all_areas():
        versions.setdefault(area.code, []).append(area)
    return versions
