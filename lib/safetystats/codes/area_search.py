"""Find an area by anything people call it: the index of names, the choice between several, the sentence when it fails.

Of several areas with one name these decide, in this order, and nothing is guessed beyond them: what stood on the day
asked for; a code or a full name before a short name; a province's short name before others' (吉林 is the province); of
former areas, the last of those that became each other. Else all candidates are named and the user chooses.
"""

import re
from collections.abc import Iterator
from datetime import date
from functools import cache
from itertools import product

from safetystats.codes.area_names import english_short_names, is_chinese, normal, short_names
from safetystats.codes.area_table import (
    LAST_LIST,
    LEVELS,
    Area,
    Day,
    all_areas,
    ancestors,
    areas_in_force,
    as_day,
    following,
)
from safetystats.errors import InputError, did_you_mean

#: How many candidates a message names.
_SHOWN = 6
#: Rank of a name in the index.
_FULL, _SHORT = 0, 1
_ENGLISH_RANKS = ("Province", "Municipality", "Autonomous Region", "SAR")


def find(text: object, on: Day = None) -> Area:
    """Return the one area that `text` names; see :func:`safetystats.codes.areas.get`."""
    if not isinstance(text, str | int) or isinstance(text, bool):
        raise InputError(f"An area is given by its code or name as text, not by {text!r}.")
    key, day = _key(str(text)), as_day(on)
    bearers = _index().get(key) or list(_qualified(key))
    if not bearers:
        raise InputError(
            f"The area {text!r} is not known{did_you_mean(str(text).strip(), full_names())}: give a GB/T 2260 code or a "
            f"full name; the codes held end with the list of {LAST_LIST}, areas made later are not known."
        )
    standing = [(rank, area) for rank, area in bearers if area.in_force(day)]
    if day is not None and not standing:
        raise InputError(f"No area {text!r} was in force on {day}, only {_listed([area for _, area in bearers])}.")
    chosen = _foremost(standing) if standing else _newest(_foremost(bearers))
    if len(chosen) > 1:
        above = ancestors(chosen[0])[0].name.zh
        raise InputError(
            f"The area {text!r} may be {_listed(chosen)}: give the code, or the name after that of the area above it "
            f"({above}{chosen[0].name.zh})."
        )
    return chosen[0]


def search(text: str, day: date | None) -> tuple[Area, ...]:
    """Return all areas that `text` is part of; see :func:`safetystats.codes.areas.search`."""
    key = _key(text)
    if not key:
        return ()
    hits = {
        area
        for name, bearers in _index().items()
        if (name.startswith(key) if key.isdigit() else key in name)
        for _, area in bearers
        if day is None or area.in_force(day)
    }
    return tuple(sorted(hits, key=lambda a: (a.valid_to is not None, LEVELS.index(a.level), a.code, str(a.valid_to))))


def named_in(text: str, day: date | None) -> Area | None:
    """Return the one area that `text` names in full; see :func:`safetystats.codes.areas.named_in`."""
    key = normal(text)
    standing = [area for area in areas_in_force(day) if area.level not in ("nation", "region") and area.name.zh in key]
    names = {area.name.zh for area in standing}
    names = {name for name in names if not any(name in other and name != other for other in names)}
    above = {area.code: {one.name.zh for one in ancestors(area, day)} for area in standing}
    lowest = [area for area in standing if area.name.zh in names and names <= {area.name.zh} | above[area.code]]
    return lowest[0] if len(lowest) == 1 else None


@cache
def full_names() -> tuple[str, ...]:
    """Return the full names, Chinese and English, of the areas of the last list."""
    return tuple(dict.fromkeys(name for area in areas_in_force(None) for name in (area.name.zh, area.name.en)))


def _key(text: str) -> str:
    """Return `text` as the index holds names; the twelve digits of the Bureau's statistical code lose their zeros."""
    key = normal(text)
    if is_chinese(key):
        key = re.sub(r"[/>·-]", "", key)
    return key[:6] if re.fullmatch(r"\d{6}0{6}", key) else key


@cache
def _index() -> dict[str, list[tuple[int, Area]]]:
    """Return, by name as :func:`_key` makes it, the areas that bear it and the rank of the name."""
    index: dict[str, list[tuple[int, Area]]] = {}
    for area in all_areas():
        for name, rank in _names(area).items():
            index.setdefault(name, []).append((rank, area))
    return index


def _names(area: Area) -> dict[str, int]:
    """Return every name of an area with its rank."""
    full = [area.code, area.name.zh, area.name.en, *area.aliases]
    short = [*short_names(area.name.zh), *english_short_names(area.name.en)]
    if area.level == "province":
        full += [f"CN-{area.code[:2]}", *(f"{area.name.en} {rank}" for rank in _ENGLISH_RANKS)]
    if area.level in ("nation", "region"):
        short = []
    return dict.fromkeys(map(_key, short), _SHORT) | dict.fromkeys(map(_key, full), _FULL)


def _qualified(key: str) -> Iterator[tuple[int, Area]]:
    """Yield the areas that `key` names together with an area above them, as 南京市鼓楼区 or 忠县(重庆) do."""
    for above, name in _readings(key):
        for rank, area in _index().get(name, ()):
            if above in _names_above(area):
                yield rank, area


def _readings(key: str) -> Iterator[tuple[str, str]]:
    """Yield each way to read `key` as (area above, area)."""
    if match := re.fullmatch(r"(.+?) ?[(,] ?([^(),]+?) ?\)?", key):
        yield match.group(2), match.group(1)
    elif is_chinese(key):
        yield from ((key[:cut], key[cut:]) for cut in range(2, len(key) - 1))


def _names_above(area: Area) -> set[str]:
    """Return every way to write the areas above `area`: one alone, or several from the highest down."""
    lines = [[*_names(above), ""] for above in ancestors(area)[::-1]]
    return {"".join(names) for names in product(*lines)} - {""}


def _foremost(bearers: list[tuple[int, Area]]) -> list[Area]:
    """Return those whose name has the best rank, and of short names the province's alone."""
    best = min(rank for rank, _ in bearers)
    chosen = [area for rank, area in bearers if rank == best]
    provinces = [area for area in chosen if area.level == "province"]
    return provinces if best == _SHORT and provinces else chosen


def _newest(areas: list[Area]) -> list[Area]:
    """Return the last of former areas that became each other; all of them when they did not."""
    last = max(areas, key=lambda area: area.valid_to or LAST_LIST)
    return [last] if all(last in _line(area) for area in areas) else areas


def _line(area: Area) -> list[Area]:
    """Return `area` and what came of it, as far as the lists tell."""
    after = following(area)
    return [area, *(_line(after) if after else ())]


def _listed(candidates: list[Area]) -> str:
    """Name the candidates for a message: code, name, what they belong to and, if former, from when to when."""
    shown = [f"{area.code} {area.name.zh}{_whereabouts(area)}" for area in candidates[:_SHOWN]]
    more = [f"{len(candidates) - _SHOWN} more"] if len(candidates) > _SHOWN else []
    return ", ".join(shown + more)


def _whereabouts(area: Area) -> str:
    above = "".join(up.name.zh for up in ancestors(area)[::-1] if up.level in ("province", "prefecture"))
    until = f" to {area.valid_to}" if area.valid_to else ""
    when = f"from {area.valid_from}{until}" if area.valid_from else ""
    return f" ({', '.join(part for part in (above, when) if part)})"
