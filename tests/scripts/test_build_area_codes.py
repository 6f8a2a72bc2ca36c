"""The rules by which the lists of GB/T 2260 become one table of areas by date."""

import csv
import importlib.util
import sys
from pathlib import Path

import pytest

from safetystats.codes import areas

SCRIPTS = Path(__file__).resolve().parents[2] / "scripts"


@pytest.fixture(scope="module")
def build():
    if not SCRIPTS.is_dir():
        pytest.skip("the scripts are not part of an installed package")
    spec = importlib.util.spec_from_file_location("build_area_codes", SCRIPTS / "build_area_codes.py")
    module = importlib.util.module_from_spec(spec)
    sys.modules[spec.name] = module
    spec.loader.exec_module(module)
    yield module
    del sys.modules[spec.name]


def spells_of(build, *lists):
    return [(s.code, s.name, s.first, s.last) for s in build.find_spells(list(lists))]


def successors_of(build, *lists):
    spells = build.find_spells(list(lists))
    build.find_successors(spells, last=len(lists) - 1)
    return {
        (s.code, s.name): (s.successor and s.successor.code, s.succession) for s in spells if s.last < len(lists) - 1
    }


def test_an_area_that_a_list_left_out_was_never_gone(build):
    assert spells_of(build, {"510124": "甲县"}, {}, {"510124": "甲县"}) == [("510124", "甲县", 0, 2)]


def test_an_area_listed_elsewhere_meanwhile_had_moved(build):
    found = spells_of(build, {"510124": "甲县"}, {"510224": "甲县"}, {"510124": "甲县"})
    assert found == [("510124", "甲县", 0, 0), ("510124", "甲县", 2, 2), ("510224", "甲县", 1, 1)]


def test_a_namesake_of_old_does_not_count_as_a_move(build):
    found = spells_of(
        build, {"130103": "桥东区", "130502": "桥东区"}, {"130502": "桥东区"}, {"130103": "桥东区", "130502": "桥东区"}
    )
    assert found == [("130103", "桥东区", 0, 2), ("130502", "桥东区", 0, 2)]


def test_a_misspelling_between_two_right_spellings_is_dropped(build):
    assert spells_of(build, {"371700": "菏泽市"}, {"371700": "荷泽市"}, {"371700": "菏泽市"}) == [
        ("371700", "菏泽市", 0, 2)
    ]


def test_a_name_that_lags_in_one_list_ends_where_the_new_one_begins(build):
    lists = [{"220602": "八道江区"}, {"220602": "浑江区"}, {"220602": "八道江区"}, {"220602": "浑江区"}]
    assert spells_of(build, *lists) == [("220602", "八道江区", 0, 0), ("220602", "浑江区", 1, 3)]


@pytest.mark.parametrize(
    ("before", "after", "successor"),
    [
        ({"500226": "荣昌县"}, {"500153": "荣昌区"}, ("500153", "same_place")),
        ({"500234": "开县"}, {"500154": "开州区"}, ("500154", "same_place")),
        ({"500239": "黔江土家族苗族自治县"}, {"500114": "黔江区"}, ("500114", "same_place")),
        ({"512223": "忠县"}, {"511222": "忠县"}, ("511222", "same_name")),
        ({"511222": "忠县"}, {"500233": "忠县", "500000": "重庆市"}, ("500233", "same_name")),
        ({"420600": "襄樊市"}, {"420600": "襄阳市"}, ("420600", "same_code")),
        ({"110103": "崇文区"}, {}, (None, "")),
        # Two could have become it, or it could have become two: nothing is guessed.
        ({"510121": "甲县", "510122": "甲市"}, {"510109": "甲区"}, (None, "")),
        ({"510121": "甲乙县"}, {"510109": "甲乙区", "510181": "甲乙市"}, (None, "")),
        # The same common name in two prefectures is a coincidence, as it is in two provinces.
        ({"510102": "城区", "520102": "城区"}, {"511102": "城区", "520102": "城区"}, (None, "")),
        ({"330502": "城区"}, {"441502": "城区"}, (None, "")),
        # A prefecture does not become a county.
        ({"510200": "甲乙市"}, {"510281": "甲乙市"}, (None, "")),
    ],
)
def test_a_successor_is_the_only_one_that_a_rule_finds(build, before, after, successor):
    assert next(iter(successors_of(build, before, after).values())) == successor


def test_a_code_taken_over_by_an_explained_area_is_no_renaming(build):
    lists = {"500110": "万盛丙区", "500222": "綦江县"}, {"500110": "綦江区"}
    assert successors_of(build, *lists) == {
        ("500222", "綦江县"): ("500110", "same_place"),
        ("500110", "万盛丙区"): (None, ""),
    }


def test_a_code_whose_old_name_comes_back_elsewhere_was_given_to_another(build):
    lists = {"379018": "招远市"}, {"379018": "邹城市"}, {"370685": "招远市", "379018": "邹城市"}
    assert successors_of(build, *lists)["379018", "招远市"] == (None, "")


def test_the_hand_kept_names_are_those_of_the_shipped_table(build):
    with (SCRIPTS / "area_names_en.csv").open(encoding="utf-8", newline="") as file:
        kept = list(csv.DictReader(file))
    table = {(area.code, area.name.zh): area for area in areas.all_areas()}
    assert [row for row in kept if table[row["code"], row["name_zh"]].name.en != row["name_en"]] == []
    assert len(kept) == len({(row["code"], row["name_zh"]) for row in kept})
