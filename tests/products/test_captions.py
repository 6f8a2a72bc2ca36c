from safetystats.products import Source, note_lines, source_line, unit_line
from safetystats.words import Text

YEARBOOK = Source("yb", "中国统计年鉴", "国家统计局", "2012", "A", "")
REPORT = Source("rp", "Report", "", "2011", "C", "")


def test_units_notes_and_sources_read_naturally_in_both_languages():
    one, two = Text("甲", "one"), Text("乙", "two")
    assert unit_line(Text("人", "persons"), "zh") == "单位：人"
    assert unit_line(None, "en") == ""
    assert note_lines([one], "zh") == ["注：甲"]
    assert note_lines([one, two], "en") == ["Notes: 1. one", "2. two"]
    assert note_lines([], "en") == []
    assert source_line([YEARBOOK], "zh") == "来源：中国统计年鉴，国家统计局，2012。"
    assert source_line([YEARBOOK, REPORT, YEARBOOK], "en") == "Sources: 中国统计年鉴, 国家统计局, 2012; Report, 2011."
    assert source_line([], "zh") == ""


def test_a_long_list_of_sources_is_counted():
    many = [Source(str(n), f"Book {n}", "", "", "A", "") for n in range(5)]
    assert source_line(many, "en", at_most=2) == "Sources: Book 0; Book 1; and others, 5 in all."
    assert source_line(many, "zh", at_most=2) == "来源：Book 0；Book 1等，共5项。"
