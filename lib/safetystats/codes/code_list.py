"""Code lists: small registers of codes with their Chinese and English names, standard, edition and status.

Each list is a table ``lists/<id>.csv``; ``lists/registry.csv`` holds what is known of each. A list is read when first
asked for. The columns ``code, name_zh, name_en, parent, level, aliases, note`` mean the same everywhere; what else a
list has is in ``Entry.attributes``.
"""

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import date
from functools import cache
from types import MappingProxyType

from safetystats.codes.area_names import normal
from safetystats.codes.tables import read_table, several
from safetystats.errors import InputError, one_of
from safetystats.words import Language, Text

#: The lists held; the areas have a module of their own (:mod:`safetystats.codes.areas`).
CODE_LISTS = (
    "sectors",
    "severity",
    "accident_types_1986",
    "accident_types_2025",
    "injured_parts_1986",
    "injury_natures_1986",
    "initiating_objects_1986",
    "unsafe_conditions_1986",
    "causes",
    "road_vehicles",
    "road_manoeuvres",
    "road_code_parts",
    "road_violation_classes",
    "hospital_events",
)
#: How far a list is certain, and what that means.
STATUSES: Mapping[str, Text] = MappingProxyType(
    {
        "verified": Text("已核对", "Verified against copies of the standard or publication"),
        "verified_in_part": Text("部分核对，收录不全", "Verified as far as held; the list is not complete"),
        "secondary": Text("据二手文献核对", "Verified in secondary literature only"),
        "one_copy": Text("仅据一份文本", "Verified in one copy only"),
        "project": Text("项目自编，无国家标准", "Made by this project; there is no standard"),
    }
)
#: Columns of the sectors that hold the name as one published list writes it; empty where that list does not have it.
PUBLISHED_LISTS = ("saws_sector_pre2016", "cq_14_sectors_2017", "post2016_industry_groups")
_COMMON = {"code", "name_zh", "name_en", "parent", "level", "aliases", "note"}


@dataclass(frozen=True, slots=True)
class Entry:
    """One code of a list; `parent` is the code of the total or group it belongs to, `aliases` other ways to write it."""

    code: str
    name: Text
    parent: str | None = None
    level: str | None = None
    aliases: tuple[str, ...] = ()
    note: str = ""
    attributes: Mapping[str, str] = field(default_factory=lambda: MappingProxyType({}), hash=False)

    def __repr__(self) -> str:
        return f"<Entry {self.code} {self.name.zh}>"


@dataclass(frozen=True, slots=True)
class CodeList:
    """A code list with what is known of it; `status` is a key of :data:`STATUSES`, an unknown date is None."""

    id: str
    title: Text
    standard: str
    edition: str
    valid_from: date | None
    valid_to: date | None
    status: str
    source: str
    note: str
    entries: tuple[Entry, ...] = ()

    def get(self, code: str) -> Entry:
        """Return the entry of exactly that code, else raise :class:`InputError` with the nearest one."""
        codes = {entry.code: entry for entry in self.entries}
        return codes[one_of(code, codes, f"The code in the list {self.id!r}")]

    def name(self, code: str, language: Language) -> str:
        """Return the name of a code in Chinese or English."""
        return self.get(code).name[language]

    def lookup(self, text: str) -> Entry | None:
        """Return the entry whose code, name or alias `text` is, whatever its width, case and blanks; None if there is none.

        A code goes before a name. :class:`InputError` when several entries bear that name.
        """
        key = normal(text)
        found = [e for e in self.entries if normal(e.code) == key] or [e for e in self.entries if key in _names(e)]
        if len(found) > 1:
            codes = ", ".join(entry.code for entry in found)
            raise InputError(f"{text!r} may be {codes} in the list {self.id!r}: give the code.")
        return found[0] if found else None

    def children(self, code: str) -> tuple[Entry, ...]:
        """Return the entries directly under `code`, in the order of the list."""
        return tuple(entry for entry in self.entries if entry.parent == self.get(code).code)

    def __repr__(self) -> str:
        return f"<CodeList {self.id}: {self.standard}, {len(self.entries)} entries, {self.status}>"


@cache
def code_list(list_id: str) -> CodeList:
    """Return the code list `list_id`, one of :data:`CODE_LISTS`; :class:`InputError` names the nearest when unknown."""
    return card(one_of(list_id, CODE_LISTS, "The code list"), tuple(map(_entry, read_table(list_id))))


def card(list_id: str, entries: tuple[Entry, ...] = ()) -> CodeList:
    """Return what the registry says of a list, with `entries`."""
    row = next(row for row in read_table("registry") if row["id"] == list_id)
    return CodeList(
        id=list_id,
        title=Text(row["title_zh"], row["title_en"]),
        standard=row["standard"],
        edition=row["edition"],
        valid_from=_date(row["valid_from"]),
        valid_to=_date(row["valid_to"]),
        status=row["status"],
        source=row["source"],
        note=row["note"],
        entries=entries,
    )


def _entry(row: dict[str, str]) -> Entry:
    return Entry(
        code=row["code"],
        name=Text(row["name_zh"], row["name_en"]),
        parent=row.get("parent") or None,
        level=row.get("level") or None,
        aliases=several(row.get("aliases", "")),
        note=row.get("note", ""),
        attributes=MappingProxyType({key: value for key, value in row.items() if key not in _COMMON and value}),
    )


@cache
def _names(entry: Entry) -> frozenset[str]:
    published = [value for key, value in entry.attributes.items() if key in PUBLISHED_LISTS]
    return frozenset(map(normal, (entry.name.zh, entry.name.en, *entry.aliases, *published)))


def _date(text: str) -> date | None:
    return date.fromisoformat(text) if text else None
