"""Free texts of causes: what is found, what is denied, doubted or forbidden, and what no rule knows."""

import re

import pandas as pd
import pytest
from hypothesis import given
from hypothesis import strategies as st

from safetystats.codes import CAUSE_STATUSES, cause_rules, classify_causes, code_list
from safetystats.errors import InputError


def said(text: str, **options: str) -> dict[str, str]:
    frame = classify_causes([text], **options)
    return dict(zip(frame["code"], frame["status"], strict=True))


def found(text: str, **options: str) -> set[str]:
    return {code for code, status in said(text, **options).items() if status == "found"}


def test_every_rule_names_a_code_and_no_two_have_one_id():
    rules, codes = cause_rules(), {entry.code for entry in code_list("causes").entries}
    assert {rule.code for rule in rules} <= codes
    assert len({rule.id for rule in rules}) == len(rules)
    assert all(rule.id.startswith(f"{rule.language}_") for rule in rules)
    assert not [rule.id for rule in rules if rule.pattern.search("")], "a rule that matches nothing at all is no rule"


def test_every_cause_has_a_rule_or_is_a_remainder():
    assert {entry.code for entry in code_list("causes").entries} - {rule.code for rule in cause_rules()} == {"other"}


@pytest.mark.parametrize("entry", code_list("causes").entries, ids=lambda entry: entry.code)
def test_every_name_of_the_list_is_found(entry):
    for name in (entry.code, entry.name.zh, entry.name.en, *entry.aliases):
        assert found(name) == {entry.code}, name


@pytest.mark.parametrize(
    ("text", "codes"),
    [
        ("超速、疲劳驾驶、不按规定让行、违法占道", {"road_speeding", "road_fatigue", "road_failure_to_yield", "road_lane_occupation"}),
        ("违反劳动纪律，违章指挥，现场混乱，缺乏防护用品", {"industry_discipline", "industry_unlawful_command", "industry_chaotic_site", "industry_no_protective_equipment"}),
        ("驾驶人车速过快且未系安全带", {"road_speeding", "road_no_belt_or_helmet"}),
        ("高处作业时未系安全带", {"industry_no_protective_equipment"}),
        ("强令工人冒险作业", {"industry_unlawful_command"}),
        ("检修制度不健全，乡镇监管不到位，执法不及时", {"industry_weak_systems", "weak_supervision", "late_enforcement"}),
        ("企业主体责任不落实，安全意识淡薄", {"owner_responsibility", "industry_weak_awareness"}),
        ("渡船超载，未穿救生衣", {"water_overloading", "water_no_lifejacket"}),
        ("货车超载、制动失效", {"road_overloading", "road_brakes"}),
        ("无证驾驶、超速", {"road_unlicensed", "road_speeding"}),
        ("未到达路口前超速", {"road_speeding"}),
        ("未及时发现前方行人，超速", {"road_distraction", "road_speeding"}),
        ("在禁止停车的路段疲劳驾驶", {"road_fatigue"}),
        ("Ｓｐｅｅｄｉｎｇ", {"road_speeding"}),
        ("驾 驶 人 超 速", {"road_speeding"}),
        ("Driver without a licence and speeding", {"road_unlicensed", "road_speeding"}),
        ("The worker was not wearing a harness; weak supervision", {"industry_no_protective_equipment", "weak_supervision"}),
        ("对向来车占道，车速较快", {"road_lane_occupation", "road_speeding"}),
        ("占道经营", set()),
        ("车辆制动性能不合格，驾驶员玩手机", {"road_brakes", "road_distraction"}),
        ("未系安全带高处坠落", {"industry_no_protective_equipment"}),
        ("未对工人进行安全教育培训，未按操作规程作业", {"industry_untrained", "industry_operating_rules"}),
        ("企业未落实安全生产主体责任", {"owner_responsibility"}),
        ("经查，驾驶人无酒驾、毒驾嫌疑", set()),
        ("变更车道影响相关车辆行驶，未停车让行", {"road_improper_turn", "road_failure_to_yield"}),
        ("车辆未按规定年检，未降低车速", {"road_overdue_vehicle", "road_speeding"}),
        ("作业人员未佩戴安全帽，冒险进入危险场所", {"industry_no_protective_equipment", "industry_operating_rules"}),
        ("He was not wearing a helmet and was speeding", {"road_no_belt_or_helmet", "road_speeding"}),
        ("No evidence that the driver was speeding", set()),
        ("原因正在调查", {"unknown"}),
    ],
)  # fmt: skip
def test_the_countys_wording_is_understood(text, codes):
    assert found(text) == codes


@pytest.mark.parametrize(
    ("text", "code", "status"),
    [
        ("未发现超速", "road_speeding", "denied"),
        ("未超速", "road_speeding", "denied"),
        ("无超速、酒驾行为", "road_drink_driving", "denied"),
        ("未发现超速、疲劳驾驶", "road_fatigue", "denied"),
        ("驾驶员不存在疲劳驾驶和超速等违法行为", "road_speeding", "denied"),
        ("排除酒驾后认定为超速", "road_drink_driving", "denied"),
        ("排除酒驾后认定为超速", "road_speeding", "found"),
        ("并非疲劳驾驶，而是超速", "road_fatigue", "denied"),
        ("并非疲劳驾驶，而是超速", "road_speeding", "found"),
        ("超速的可能性已排除", "road_speeding", "denied"),
        ("事故与超速无关", "road_speeding", "denied"),
        ("超载不是事故原因", "road_overloading", "denied"),
        ("虽未超速但疲劳驾驶", "road_fatigue", "found"),
        ("是否超速正在调查", "road_speeding", "doubted"),
        ("不排除疲劳驾驶", "road_fatigue", "doubted"),
        ("涉嫌酒后驾驶", "road_drink_driving", "doubted"),
        ("严禁超速、超载和疲劳驾驶", "road_fatigue", "forbidden"),
        ("未发现超速，但疲劳驾驶", "road_fatigue", "found"),
        ("no evidence of speeding or drunk driving", "road_drink_driving", "denied"),
        ("The driver was not speeding", "road_speeding", "denied"),
        ("Speeding was ruled out", "road_speeding", "denied"),
        ("Suspected speeding", "road_speeding", "doubted"),
        ("not speeding but driver fell asleep", "road_fatigue", "found"),
    ],
)
def test_what_is_denied_doubted_or_forbidden_is_not_assigned(text, code, status):
    assert said(text)[code] == status


def test_a_cause_both_denied_and_found_is_found():
    assert said("甲车未超速，乙车超速")["road_speeding"] == "found"


def test_each_assignment_names_its_level_rule_and_words():
    frame = classify_causes(pd.Series(["乙车车速过快", "爆胎", "张三骑车回家", None, ""], index=list("abcde")))
    assert list(frame.index) == ["a", "b", "c"]
    assert frame.loc["a", ["status", "code", "level", "rule", "matched_words"]].tolist() == [
        "found", "road_speeding", "person", "zh_speeding", "车速过快",
    ]  # fmt: skip
    assert frame.loc["b", "rule"] == "name"
    assert frame.loc["b", "level"] == "machine"
    assert frame.loc["c", "status"] == "unmatched"
    assert frame.loc["c", "code"] is None


def test_a_domain_keeps_other_domains_out():
    assert found("船舶超载", domain="water") == {"water_overloading"}
    assert found("超载", domain="water") == set()
    assert found("超速，监管不到位", domain="industry") == {"weak_supervision"}


@given(st.text(max_size=60))
def test_any_text_gives_a_row_and_never_an_exception(text):
    frame = classify_causes([text])
    assert set(frame["status"]) <= set(CAUSE_STATUSES)
    assert len(frame) == 1 or not frame["code"].duplicated().any()


@given(st.lists(st.sampled_from(["超速", "爆胎", "违章指挥", "未系安全带", "今天", "大雾"]), min_size=1, max_size=5))
def test_a_list_says_what_its_parts_say(parts):
    assert found("，".join(parts)) == {code for part in parts for code in found(part)}


@pytest.mark.parametrize(
    ("texts", "options", "says"),
    [
        ("超速", {}, "texts is one text: give a list of texts"),
        (["超速"], {"domain": "roads"}, "domain is 'roads', but must be one of road, water, industry (did you mean 'road'?)"),
    ],
)  # fmt: skip
def test_bad_input_gets_one_sentence(texts, options, says):
    with pytest.raises(InputError, match=re.escape(says)):
        classify_causes(texts, **options)
