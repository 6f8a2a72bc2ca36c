"""Short forms of area names, and how names are compared."""

import pytest

from safetystats.codes.area_names import english_short_names, normal, place, short_names


@pytest.mark.parametrize(
    ("name", "short"),
    [
        ("重庆市", ("重庆",)),
        ("忠县", ()),
        ("荣昌区", ("荣昌",)),
        ("内蒙古自治区", ("内蒙古",)),
        ("新疆维吾尔自治区", ("新疆",)),
        ("广西壮族自治区", ("广西",)),
        ("香港特别行政区", ("香港",)),
        ("楚雄彝族自治州", ("楚雄", "楚雄州")),
        ("石柱土家族自治县", ("石柱", "石柱县")),
        ("彭水苗族土家族自治县", ("彭水", "彭水县")),
        ("瀍河回族区", ("瀍河",)),
        ("浦东新区", ("浦东",)),
        ("神农架林区", ("神农架",)),
        ("鄂伦春自治旗", ("鄂伦春", "鄂伦春旗")),
        ("津市市", ("津市",)),
        ("城区", ()),
        ("矿区", ()),
    ],
)
def test_short_names(name, short):
    assert short_names(name) == short


@pytest.mark.parametrize(
    ("name", "short"),
    [
        ("Zhong County", ("Zhong",)),
        ("Chuxiong Yi Autonomous Prefecture", ("Chuxiong",)),
        ("Enshi Tujia and Miao Autonomous Prefecture", ("Enshi",)),
        ("Hinggan League", ("Hinggan",)),
        ("Chongqing", ()),
    ],
)
def test_english_short_names(name, short):
    assert english_short_names(name) == short


@pytest.mark.parametrize("name", ["市", "县", "区", "自治州", ""])
def test_a_rank_alone_stays_whole(name):
    assert place(name) == name


def test_names_are_compared_half_width_lower_case_and_without_needless_blanks():
    assert normal("　重 庆 市 ") == "重庆市"
    assert normal(" ＣＮ－ＣＱ ") == "cn-cq"
    assert normal("Zhong   County") == "zhong county"
