"""Words that are codes: areas, causes, sectors, kinds of accident, of road, of weather.

Spellings that differ in blanks, width, case or accents only are one label, the commonest spelling; a mapping's ``codes``
translate it, some only between two dates; areas, sectors and causes of the national lists are looked up there.
"""

from collections import defaultdict
from collections.abc import Callable
from dataclasses import dataclass, field

import duckdb

from safetystats.codes import areas, code_list
from safetystats.datasets.intake.mapping import CAUSE, Column, DatedCode, Mapping
from safetystats.datasets.intake.misspelt import misspelt
from safetystats.datasets.intake.readings import Reading, is_mark, label_key
from safetystats.datasets.intake.staging import Piece, text_of
from safetystats.errors import InputError, nearest

#: Fields whose texts are looked up in a list.
LISTED = ("area", "sector", CAUSE)
#: A column with more different texts than this is free text, not a label; of fields with a list, than the second.
MOST_LABELS, MOST_LISTED = 2000, 100_000
_Lookup = Callable[[str], "tuple[Reading, str]"]


@dataclass(slots=True)
class Codes:
    """The translations of a column, found whatever the spelling."""

    column: Column
    unknown: tuple[str, ...] = ()
    _by_key: "dict[str, str | tuple[DatedCode, ...]]" = field(init=False)

    def __post_init__(self) -> None:
        self._by_key = {label_key(text): code for text, code in self.column.codes.items()}

    @property
    def dated(self) -> bool:
        """Whether a translation holds between two dates only."""
        return any(not isinstance(code, str) for code in self._by_key.values())

    def find(self, text: str, day: str = "") -> str | None:
        """Return what `text` becomes (on a day, for dated codes), or None when nothing is said of it."""
        code = self._by_key.get(label_key(text))
        if isinstance(code, str):
            return code
        for entry in code or ():
            if entry.since <= day <= entry.until:
                return entry.code
        if self.column.default is not None and not is_mark(text, self.unknown):
            return self.column.default
        return self.column.template.replace("{}", text.strip()) if self.column.template else None


@dataclass(slots=True)
class Labels:
    """How the texts of one column become labels or codes; `marks` mean that there is none."""

    connection: duckdb.DuckDBPyConnection
    mapping: Mapping
    name: str
    column: Column
    marks: tuple[str, ...]
    codes: Codes = field(init=False)
    spellings: dict[str, str] = field(default_factory=dict)
    misspelt: dict[str, str] = field(default_factory=dict)

    def __post_init__(self) -> None:
        self.codes = Codes(self.column, self.marks)

    def is_free_text(self, piece: Piece) -> bool:
        """Say whether the column holds too many different texts to be labels; learn its spellings when it does not."""
        limit = MOST_LISTED if self.name in LISTED else MOST_LABELS
        text = text_of(piece)
        found = self.connection.execute(
            f"SELECT {text}, count(*) FROM staged WHERE {text} IS NOT NULL GROUP BY 1 ORDER BY 2 DESC, 1 LIMIT {limit + 1}"
        ).fetchall()
        if len(found) > limit:
            return True
        groups: dict[str, dict[str, int]] = defaultdict(lambda: defaultdict(int))
        for item, count in found:
            groups[label_key(item)][" ".join(item.split())] += count
        for item, _ in found:
            spellings = groups[label_key(item)]
            self.spellings[item] = max(sorted(spellings), key=lambda s: spellings[s])
        counts: dict[str, int] = defaultdict(int)
        for item, count in found:
            counts[self.spellings[item]] += count
        self.misspelt = misspelt(counts)
        return False

    def reader(self) -> Callable[[str], "tuple[Reading, str]"]:
        """Return the reader of the column's texts."""
        several = defaultdict(set)
        for item, spelling in self.spellings.items():
            several[spelling].add(item)

        def read(text: str) -> tuple[Reading, str]:
            if is_mark(text, self.marks):
                return Reading(), ""
            spelling = self.spellings.get(text, text)
            reading, hint = self._lookup(self.codes.find(spelling) or spelling)
            if reading.value == spelling and spelling in self.misspelt:
                return Reading(reading.value, "rare_label"), self.misspelt[spelling]
            mended = text != spelling and len(several[spelling]) > 1
            return (
                (Reading(reading.value, "label_mended"), spelling)
                if mended and not reading.problem
                else (reading, hint)
            )

        return read

    def dated(self, piece: Piece, day: str) -> str:
        """Return SQL for a column whose codes hold between dates."""
        cases = []
        for item, spelling in self.spellings.items():
            key, text = label_key(spelling), "'" + item.replace("'", "''") + "'"
            found = next((code for known, code in self.column.codes.items() if label_key(known) == key), spelling)
            for entry in (DatedCode(code=found),) if isinstance(found, str) else found:
                code = str(self._lookup(entry.code)[0].value or entry.code).replace("'", "''")
                cases.append(
                    f"WHEN {text_of(piece)} = {text} AND coalesce({day}, '') BETWEEN '{entry.since}' AND '{entry.until}' THEN '{code}'"
                )
        return f"CASE {' '.join(cases)} ELSE {text_of(piece)} END" if cases else text_of(piece)

    def _lookup(self, text: str) -> "tuple[Reading, str]":
        if self.name == "area":
            return self._area(text)
        if self.name == "sector":
            return _listed("sectors", text, "unknown_sector")
        if self.name == CAUSE and CAUSE not in self.mapping.own and not self.mapping.causes:
            return _listed("causes", text, "uncoded_cause")
        return Reading(text), ""

    def _area(self, text: str) -> "tuple[Reading, str]":
        own = self.mapping.areas
        if own:
            names = {label_key(name): code for code, both in own.items() for name in (code, both.zh, both.en)}
            code = names.get(label_key(text))
            return (Reading(code), "") if code else (Reading(problem="unknown_area"), _near(text, list(own)))
        if "area" in self.mapping.own:
            return Reading(text), ""
        try:
            return Reading(areas.get(text).code), ""
        except InputError:
            if text in areas.names():
                return Reading(problem="ambiguous_area"), ", ".join(
                    f"{a.code} {a.name.zh}" for a in areas.search(text)[:5]
                )
            return Reading(problem="unknown_area"), _near(text, areas.names())


def _listed(list_id: str, text: str, problem: str) -> "tuple[Reading, str]":
    listed = code_list(list_id)
    try:
        entry = listed.lookup(text)
    except InputError:
        entry = None
    if entry:
        return Reading(entry.code), ""
    return Reading(problem=problem), _near(text, [e.name.zh for e in listed.entries])


def _near(text: str, options: "list[str] | tuple[str, ...]") -> str:
    """Return the option a misspelt text may mean, or nothing; the report makes a question of it."""
    near = nearest(text, options)
    return near or ""
