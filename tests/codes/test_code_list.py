"""The code lists: every list tests itself; looking up; sentences for what is unknown."""

import csv
import re
from collections import Counter
from datetime import date
from importlib.resources import files
from pathlib import Path

import pytest

from safetystats.codes import CODE_LISTS, STATUSES, code_list
from safetystats.codes.area_names import normal
from safetystats.codes.code_list import PUBLISHED_LISTS, card
from safetystats.errors import InputError

CHINA = Path(__file__).resolve().parents[2] / "../shared/data/china"
needs_shared = pytest.mark.skipif(not CHINA.is_dir(), reason="the shared source tables are not beside the checkout")
every_list = pytest.mark.parametrize("list_id", CODE_LISTS)


def source_rows(name):
    with (CHINA / name).open(encoding="utf-8", newline="") as file:
        return list(csv.DictReader(file))


@every_list
def test_codes_are_unique_and_every_name_is_in_both_languages(list_id):
    entries = code_list(list_id).entries
    assert entries
    assert [code for code, n in Counter(e.code for e in entries).items() if n > 1] == []
    assert [e for e in entries if not (e.code and e.name.zh and e.name.en)] == []
    assert [e for e in entries if re.search(r"[㐀-鿿]", e.name.en)] == []


@every_list
def test_parents_exist_and_lead_to_a_top(list_id):
    listed = code_list(list_id)
    for entry in listed.entries:
        seen = {entry.code}
        while entry.parent:
            entry = listed.get(entry.parent)
            assert entry.code not in seen
            seen.add(entry.code)


@every_list
def test_the_register_tells_standard_edition_status_and_source(list_id):
    listed = code_list(list_id)
    assert listed.status in STATUSES
    assert listed.title.zh
    assert listed.title.en
    assert listed.standard
    assert listed.source
    assert (listed.valid_from or date.min) < (listed.valid_to or date.max)


@every_list
def test_every_code_and_alias_is_found_again(list_id):
    listed = code_list(list_id)
    for entry in listed.entries:
        assert listed.lookup(f" {entry.code.upper()} ") is entry
        for alias in entry.aliases:
            assert listed.lookup(alias) is entry, alias


@pytest.mark.parametrize("list_id", [name for name in CODE_LISTS if name != "unsafe_conditions_1986"])
def test_no_two_entries_share_a_name(list_id):
    names = Counter(
        name
        for e in code_list(list_id).entries
        for name in {
            normal(n) for n in (e.name.zh, e.name.en, *e.aliases, *(e.attributes.get(p, "") for p in PUBLISHED_LISTS))
        }
    )
    assert [name for name, n in names.items() if n > 1 and name] == []


def test_the_registry_and_the_tables_name_the_same_lists():
    tables = {path.name.removesuffix(".csv") for path in files("safetystats.codes").joinpath("lists").iterdir()}
    assert tables == {*CODE_LISTS, "areas", "regions", "registry", "cause_rules"}
    assert card("areas").standard.startswith("GB/T 2260")


@pytest.mark.parametrize(
    ("text", "code"),
    [
        ("煤矿", "coal"),
        (" 非煤矿山　", "metal_nonmetal_mines"),
        ("ＲＯＡＤ", "road"),
        ("Road traffic", "road"),
        ("道路 交通", "road"),
        ("water", "waterway"),
        ("建设施工", "construction"),
        ("农机", "agricultural_machinery"),
        ("道路运输", "road_production"),
        ("房屋建筑", "construction"),
        ("机械", "metallurgy_machinery"),
        ("合计", "all"),
        ("metallurgy_machinery_8", "metallurgy_machinery"),
    ],
)
def test_sectors_are_found_by_what_people_write(text, code):
    entry = code_list("sectors").lookup(text)
    assert entry is not None
    assert entry.code == code


def test_what_no_entry_bears_is_none():
    assert code_list("sectors").lookup("太空") is None
    assert code_list("sectors").lookup("") is None


def test_a_shared_name_is_refused_with_the_codes():
    with pytest.raises(
        InputError, match=r"'其他' may be 6\.01\.1\.11, 6\.01\.2\.8, .* in the list 'unsafe_conditions_1986': give"
    ):
        code_list("unsafe_conditions_1986").lookup("其他")


def test_an_unknown_code_or_list_names_the_nearest():
    with pytest.raises(InputError, match=r"The code in the list 'sectors' is 'raod', .*did you mean 'road'"):
        code_list("sectors").get("raod")
    with pytest.raises(InputError, match=r"The code list is 'sector', .*did you mean 'sectors'"):
        code_list("sector")


def test_name_is_given_in_the_language_asked_for():
    assert code_list("sectors").name("coal", "zh") == "煤矿"
    assert code_list("sectors").name("coal", "en") == "Coal mines"


def test_children_are_the_entries_directly_under():
    assert [e.code for e in code_list("sectors").children("fire")] == ["fire_production"]


def test_a_combination_is_under_no_total_so_that_it_is_never_added_twice():
    sectors = code_list("sectors")
    both = sectors.get("road_and_waterway")
    assert both.parent is None
    assert [sectors.get(code).code for code in both.attributes["parts"].split(";")] == ["road", "waterway"]


def test_codes_of_1986_are_text_with_their_zeros():
    # GB/T 6441-1986, table of accident types: 01 to 09, then 010 to 020.
    types = code_list("accident_types_1986")
    assert [e.code for e in types.entries] == [f"0{n}" for n in range(1, 21)]
    assert types.name("010", "zh") == "坍塌"
    assert types.lookup("10") is None


def test_the_types_of_2025_say_that_their_codes_are_ours_and_give_no_day():
    types = code_list("accident_types_2025")
    assert len(types.entries) == 27
    assert types.status == "one_copy"
    assert "codes of the standard were not found" in types.note
    assert types.valid_from is None


def test_decree_493_is_in_force_since_june_2007():
    assert code_list("severity").valid_from == date(2007, 6, 1)


def test_every_cause_has_a_level_and_a_domain():
    causes = [e for e in code_list("causes").entries if e.code not in ("other", "unknown")]
    assert {e.level for e in causes} == {"person", "machine", "environment", "management"}
    assert {e.attributes["domain"] for e in causes} == {"road", "water", "industry", "any"}


@pytest.mark.parametrize(
    "text",
    [
        "超速行驶",
        "疲劳驾驶",
        "不按规定让行",
        "违法占道行驶",
        "违反劳动纪律",
        "违反操作规程",
        "违章指挥",
        "作业现场混乱",
        "安全意识淡薄",
    ],
)
def test_the_causes_the_county_names_are_held(text):
    entry = code_list("causes").lookup(text)
    assert entry is not None
    assert entry.note == "named by the county"


@pytest.mark.parametrize("list_id", ["causes", "road_vehicles", "hospital_events"])
def test_lists_of_ours_say_so(list_id):
    assert code_list(list_id).status == "project"


@needs_shared
@pytest.mark.parametrize("published", PUBLISHED_LISTS)
def test_each_published_list_of_sectors_is_covered_name_by_name(published):
    wanted = [row["name_zh"] for row in source_rows("code_lists.csv") if row["list_id"] == published]
    held = [e.attributes[published] for e in code_list("sectors").entries if published in e.attributes]
    assert sorted(held) == sorted(wanted)
    assert all(code_list("sectors").lookup(name) for name in wanted)


@needs_shared
def test_the_sectors_of_the_source_tables_are_covered():
    sectors = code_list("sectors")
    of_chongqing = {
        r["indicator"].partition(":")[2] for r in source_rows("chongqing_annual.csv") if ":" in r["indicator"]
    }
    of_quotas = {r["sector"] for r in source_rows("quota_usage.csv") if not re.search("accidents$|^rate_", r["sector"])}
    assert [name for name in of_chongqing | of_quotas if sectors.lookup(name) is None] == []


@needs_shared
@pytest.mark.parametrize(
    ("list_id", "source"),
    [
        ("accident_types_1986", "gb6441_1986_accident_type"),
        ("injured_parts_1986", "gb6441_1986_A1_injured_part"),
        ("injury_natures_1986", "gb6441_1986_A2_injury_nature"),
        ("initiating_objects_1986", "gb6441_1986_A3_initiating_object"),
        ("unsafe_conditions_1986", "gb6441_1986_A6_unsafe_condition"),
        ("road_manoeuvres", "ga16_9_2003_vehicle_manoeuvre"),
        ("road_code_parts", "ga_t16_parts"),
        ("road_violation_classes", "road_violation_code_first_digit"),
    ],
)
def test_the_standards_lists_are_those_of_the_source_table(list_id, source):
    wanted = {
        r["code"]: normal(r["name_zh"].split(" [")[0]) for r in source_rows("code_lists.csv") if r["list_id"] == source
    }
    assert {e.code: normal(e.name.zh) for e in code_list(list_id).entries} == wanted


@needs_shared
def test_the_types_of_2025_are_those_of_the_source_table():
    wanted = [r["name_zh"] for r in source_rows("code_lists.csv") if r["list_id"] == "gb6441_2025_accident_type"]
    assert [e.name.zh for e in code_list("accident_types_2025").entries] == wanted
