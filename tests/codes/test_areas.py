"""Areas: golden facts of GB/T 2260, names by date, what belongs to what, and the sentences for what is not known."""

from collections import Counter
from datetime import date
from itertools import pairwise

import pytest
from hypothesis import given
from hypothesis import strategies as st

from safetystats.codes import areas
from safetystats.errors import InputError
from safetystats.words import Text

ALL = areas.all_areas()
CURRENT = [area for area in ALL if area.valid_to is None]
CHONGQING_38 = (
    *(
        "万州区",
        "涪陵区",
        "渝中区",
        "大渡口区",
        "江北区",
        "沙坪坝区",
        "九龙坡区",
        "南岸区",
        "北碚区",
        "綦江区",
        "大足区",
    ),
    *(
        "渝北区",
        "巴南区",
        "黔江区",
        "长寿区",
        "江津区",
        "合川区",
        "永川区",
        "南川区",
        "璧山区",
        "铜梁区",
        "潼南区",
        "荣昌区",
    ),
    *("开州区", "梁平区", "武隆区", "城口县", "丰都县", "垫江县", "忠县", "云阳县", "奉节县", "巫山县", "巫溪县"),
    *("石柱土家族自治县", "秀山土家族苗族自治县", "酉阳土家族苗族自治县", "彭水苗族土家族自治县"),
)


def sentence(call, *arguments, **options):
    with pytest.raises(InputError) as caught:
        call(*arguments, **options)
    return str(caught.value)


# The facts


def test_zhong_county():
    zhong = areas.get("500233")
    assert zhong.name == Text("忠县", "Zhong County")
    assert (zhong.level, zhong.parent, zhong.valid_from, zhong.valid_to) == (
        "county",
        "500000",
        date(1997, 12, 31),
        None,
    )


def test_the_nation_has_34_provinces():
    provinces = areas.children("CN")
    assert len(provinces) == 34
    assert {"710000", "810000", "820000"} < {area.code for area in provinces}


def test_chongqing_has_38_districts_and_counties_in_the_last_list():
    assert tuple(area.name.zh for area in areas.children("500000")) == CHONGQING_38


def test_chongqing_had_40_before_october_2011():
    before = {area.name.zh for area in areas.children("500000", on="2010")}
    assert len(before) == 40
    assert {"万盛区", "双桥区", "綦江县", "大足县"} <= before


def test_the_last_list_counts_as_the_ministry_counted():
    # Ministry of Civil Affairs, end of 2017: 334 areas of the prefecture level and 2,851 of the county level
    # (the mainland's; Hong Kong, Macao and Taiwan have none in the list).
    levels = Counter(area.level for area in CURRENT)
    assert (levels["prefecture"], levels["county"]) == (334, 2851)
    assert max(area.valid_from for area in ALL if area.valid_from) == areas.LAST_LIST


@pytest.mark.parametrize(
    ("former", "today", "name"),
    [
        ("500226", "500153", "荣昌区"),
        ("500222", "500110", "綦江区"),
        ("万盛区", "500110", "綦江区"),
        ("500225", "500111", "大足区"),
        ("重庆市双桥区", "500111", "大足区"),
        ("500381", "500116", "江津区"),
        ("500239", "500114", "黔江区"),
        ("500221", "500115", "长寿区"),
        ("500227", "500120", "璧山区"),
        ("500224", "500151", "铜梁区"),
        ("500223", "500152", "潼南区"),
        ("500234", "500154", "开州区"),
        ("500228", "500155", "梁平区"),
        ("500232", "500156", "武隆区"),
        ("512223", "500233", "忠县"),
        ("襄樊市", "420600", "襄阳市"),
    ],
)
def test_former_areas_lead_to_those_of_today(former, today, name):
    now = areas.today(former)
    assert (now.code, now.name.zh) == (today, name)
    assert areas.get(former) in areas.former(now)


def test_an_area_that_stands_is_its_own_today():
    assert areas.today("500233") == areas.get("500233")


def test_a_divided_area_has_no_today():
    # 崇文区 of Beijing was merged into 东城区 in 2010; the lists alone do not tell.
    assert sentence(areas.today, "崇文区") == (
        "110103 崇文区 has no single successor in the lists: 110103 崇文区 is listed until 2010-10-31; "
        "name the area of today that you mean."
    )


# Names


@pytest.mark.parametrize(
    ("text", "code"),
    [
        *(
            ("CN", "CN"),
            ("000000", "CN"),
            ("100000", "CN"),
            ("86", "CN"),
            ("全国", "CN"),
            ("中国", "CN"),
            ("china", "CN"),
        ),
        *(("西部12省", "CN-WEST12"), ("西部十二省（区、市）", "CN-WEST12"), ("cn-west12", "CN-WEST12")),
        *(("CN-CQ", "500000"), ("cn-sn", "610000"), ("CN-50", "500000"), ("重庆市", "500000"), ("重庆", "500000")),
        *(("Chongqing Municipality", "500000"), ("Xizang", "540000"), ("Macau", "820000"), ("广西", "450000")),
        *(
            ("忠县", "500233"),
            (" 忠 县 ", "500233"),
            ("５００２３３", "500233"),
            ("500233000000", "500233"),
            (500233, "500233"),
        ),
        *(("Zhong County", "500233"), ("Zhongxian", "500233"), ("zhong", "500233")),
        *(("重庆市忠县", "500233"), ("重庆忠县", "500233"), ("忠县 (重庆)", "500233"), ("忠县（重庆市）", "500233")),
        *(("Zhong County, Chongqing", "500233"), ("重庆市/忠县", "500233"), ("中国重庆市忠县", "500233")),
        *(("江苏省南京市鼓楼区", "320106"), ("南京鼓楼区", "320106"), ("北京通州", "110112")),
        *(("吉林", "220000"), ("吉林市", "220200"), ("海南", "460000"), ("河北区", "120105")),
        *(("楚雄州", "532300"), ("石柱县", "500240"), ("普洱市", "530800"), ("500110", "500110")),
        *(("荣昌", "500153"), ("荣昌县", "500226"), ("500226", "500226")),
    ],
)
def test_an_area_is_found_by_what_people_call_it(text, code):
    assert areas.get(text).code == code


def test_a_code_used_twice_means_the_area_of_the_last_list_or_of_the_day():
    assert areas.get("500110").name.zh == "綦江区"
    assert areas.get("500110", on="2005").name.zh == "万盛区"


@pytest.mark.parametrize(
    ("text", "on", "code", "name"),
    [
        ("荣昌", "2011-10", "500226", "荣昌县"),
        ("忠县", "1990", "512223", "忠县"),
        ("忠县", date(1995, 6, 1), "511222", "忠县"),
        ("重庆市", "1990-01-01", "510200", "重庆市"),
        ("重庆", "2011", "500000", "重庆市"),
        ("CN", "1950", "CN", "全国"),
    ],
)
def test_names_mean_what_they_meant_on_the_day(text, on, code, name):
    area = areas.get(text, on=on)
    assert (area.code, area.name.zh) == (code, name)


def test_an_area_may_be_given_as_itself():
    rongchang = areas.get("荣昌县")
    assert areas.get(rongchang) is rongchang
    assert areas.get(areas.get("綦江区"), on="2005").name.zh == "万盛区"


def test_iso_codes_of_all_provinces():
    # ISO 3166-2:CN, with the letters in use since 2017.
    letters = {
        *("AH", "BJ", "CQ", "FJ", "GD", "GS", "GX", "GZ", "HA", "HB", "HE", "HI", "HK", "HL", "HN", "JL", "JS"),
        *("JX", "LN", "MO", "NM", "NX", "QH", "SC", "SD", "SH", "SN", "SX", "TJ", "TW", "XJ", "XZ", "YN", "ZJ"),
    }
    assert {areas.get(f"CN-{two}").code for two in letters} == {area.code for area in areas.children("CN")}


@pytest.mark.parametrize("name", ["鼓楼区", "和平区"])
def test_a_name_of_several_is_refused_with_all_of_them(name):
    bearers = [area for area in CURRENT if area.name.zh == name]
    message = sentence(areas.get, name)
    assert all(f"{area.code} {name}" in message for area in bearers)
    assert message.startswith(f"The area '{name}' may be ")


def test_the_way_out_of_a_shared_name_works():
    message = sentence(areas.get, "鼓楼区")
    assert message.endswith("give the code, or the name after that of the area above it (南京市鼓楼区).")
    assert areas.get("南京市鼓楼区").code == "320106"


def test_a_short_name_of_several_is_not_guessed():
    assert "110105 朝阳区 (北京市, from 1980-12-31), 211300 朝阳市 (辽宁省, from 1984-12-31)" in sentence(
        areas.get, "朝阳"
    )


def test_an_unknown_area_gets_the_nearest_name_and_the_end_of_the_lists():
    assert sentence(areas.get, "Chongqin") == (
        "The area 'Chongqin' is not known (did you mean 'Chongqing'?): give a GB/T 2260 code or a full name; "
        "the codes held end with the list of 2019-04-30, areas made later are not known."
    )


@pytest.mark.parametrize("text", ["", "  ", "999999", "50023", "(", ",", "重庆市某某县"])
def test_nonsense_is_an_unknown_area(text):
    assert "is not known" in sentence(areas.get, text)


@pytest.mark.parametrize("value", [None, True, 1.5, ["500233"]])
def test_what_is_no_text_is_refused(value):
    assert sentence(areas.get, value) == f"An area is given by its code or name as text, not by {value!r}."


def test_an_area_that_did_not_stand_on_the_day_says_when_it_did():
    assert sentence(areas.get, "綦江区", on="2005") == (
        "No area '綦江区' was in force on 2005-12-31, only 500110 綦江区 (重庆市, from 2011-10-31)."
    )


@pytest.mark.parametrize("on", ["x", "2011-13", "2011-02-30", "2011-1-1-1", 2011])
def test_a_day_that_is_none_is_refused(on):
    assert (
        sentence(areas.get, "忠县", on=on) == f"on is {on!r}, but must be a date such as 2011-10-31, 2011-10 or 2011."
    )


# What belongs to what


def codes(found):
    return [area.code for area in found]


@pytest.mark.parametrize(
    ("code", "chain"),
    [
        ("500233", ["500000", "CN-WEST12", "CN"]),
        ("320106", ["320100", "320000", "CN-EAST10", "CN"]),
        ("500000", ["CN-WEST12", "CN"]),
        ("810000", ["CN"]),
        ("CN-WEST12", ["CN"]),
        ("CN", []),
    ],
)
def test_the_benchmark_chain(code, chain):
    assert codes(areas.parents(code)) == chain


def test_a_former_area_belongs_to_what_stood_then():
    assert [area.name.zh for area in areas.parents("忠县", on="1990")][:2] == ["万县地区", "四川省"]


def test_the_west_has_the_twelve_provinces_of_the_western_development():
    names = ["内蒙古", "广西", "重庆", "四川", "贵州", "云南", "西藏", "陕西", "甘肃", "青海", "宁夏", "新疆"]
    assert areas.members("CN-WEST12") == tuple(areas.get(name) for name in names)
    assert areas.children("CN-WEST12") == areas.members("CN-WEST12")


def test_the_four_regions_divide_the_31_provinces_of_the_mainland():
    members = Counter(code for region in areas.regions() for code in codes(areas.members(region)))
    assert set(members.values()) == {1}
    assert set(codes(areas.children("CN"))) - set(members) == {"710000", "810000", "820000"}


def test_children_of_a_level_however_deep():
    assert len(areas.children("CN", level="county")) == 2851
    assert len(areas.children("CN-WEST12", level="province")) == 12
    assert codes(areas.children("320100", level="county")) == codes(areas.children("320100"))
    assert areas.children("500233") == ()


def test_members_and_levels_that_are_none_are_refused():
    assert sentence(areas.members, "重庆") == (
        "500000 重庆市 is no region and has no members: give one of CN-EAST10, CN-CENTRAL6, CN-WEST12, CN-NORTHEAST3."
    )
    assert "did you mean 'county'" in sentence(areas.children, "CN", level="countys")


def test_search_finds_parts_of_names_and_beginnings_of_codes():
    assert codes(areas.search("鼓楼", on="2019")) == ["320106", "320302", "350102", "410204"]
    assert codes(areas.search("50023", on="2019"))[:3] == ["500230", "500231", "500233"]
    assert codes(areas.search("zhong county"))[:1] == ["500233"]
    assert areas.search("荣昌")[-1].valid_to is not None
    assert areas.search("") == ()


def test_the_list_says_what_it_is_and_what_it_does_not_hold():
    about = areas.about()
    assert about.standard.startswith("GB/T 2260")
    assert "later changes are not held" in about.note
    assert len(about.entries) == len(CURRENT)


def test_an_area_reads_well():
    assert repr(areas.get("荣昌县")) == "<Area 500226 荣昌县, until 2015-06-30>"


# The table tests itself


def test_codes_have_six_digits_and_the_level_of_their_zeros():
    for area in ALL:
        if area.level not in ("nation", "region"):
            assert len(area.code) == 6
            assert area.code.isdigit()
            zeros = {"province": 4, "prefecture": 2, "county": 0}[area.level]
            assert len(area.code) - len(area.code.rstrip("0")) >= zeros


def test_of_one_code_the_names_follow_each_other():
    by_code = {}
    for area in ALL:
        by_code.setdefault(area.code, []).append(area)
    for versions in by_code.values():
        for before, after in pairwise(versions):
            assert before.valid_from < before.valid_to <= after.valid_from


def test_every_parent_stood_when_its_area_did():
    for area in CURRENT:
        above = areas.parents(area)
        assert area.level == "nation" or above[-1].code == "CN"
        assert all(up.valid_to is None for up in above)


def test_successors_begin_where_their_area_ends():
    for area in ALL:
        if area.successor:
            assert any(
                new.code == area.successor and new.in_force(area.valid_to) for new in ALL if new.code == area.successor
            )
            assert area.succession in ("same_name", "same_place", "same_code", "stated")


def test_english_names_are_held_for_the_nation_the_provinces_the_prefectures_and_chongqing():
    wanted = [a for a in CURRENT if a.level != "county" or a.parent == "500000"]
    assert [a for a in wanted if a.name.en == a.name.zh] == []
    assert areas.get("320106").name.en == "鼓楼区"


@given(st.sampled_from(CURRENT))
def test_every_area_of_the_last_list_is_found_by_its_code_and_by_its_full_path(area):
    assert areas.get(area.code) == area
    path = "".join(up.name.zh for up in areas.parents(area)[::-1] if up.level in ("province", "prefecture"))
    assert areas.get(path + area.name.zh) == area


@given(st.sampled_from([area for area in ALL if area.valid_from]))
def test_every_area_is_found_by_its_code_on_its_first_day(area):
    assert areas.get(area.code, on=area.valid_from) == area


@given(st.text(max_size=12))
def test_any_text_is_an_area_or_one_sentence(text):
    message = ""
    try:
        assert areas.get(text) in ALL
    except InputError as error:
        message = str(error)
    assert "\n" not in message


@pytest.mark.parametrize(
    ("text", "code"),
    [
        ("忠县2021年生产安全事故台账", "500233"),
        ("重庆市 忠县安监局", "500233"),
        ("北京市朝阳区2020年", "110105"),
        ("朝阳区2020年", None),
        ("忠县、云阳县台账", None),
        ("2020年事故台账", None),
    ],
)
def test_the_area_that_a_title_names(text: str, code: str | None) -> None:
    found = areas.named_in(text)
    assert (found.code if found else None) == code
