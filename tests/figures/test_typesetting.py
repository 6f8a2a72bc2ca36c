from itertools import pairwise

import pytest
from hypothesis import given
from hypothesis import strategies as st

from safetystats import figures  # noqa: F401 - registers the typeface
from safetystats.figures.typesetting import prepared, text_width, wrap

CHINESE = "1—10月全县共发生各类生产安全事故46起，死亡33人（上年同期29人），“较大事故”2起；区间0.67–1.94。"
ENGLISH = (
    "Road deaths per 10,000 vehicles fell, but the 95 % interval (0.67–1.94) holds no evidence of self-inspection."
)


@pytest.mark.parametrize("width", range(40, 320, 7))
@pytest.mark.parametrize(("text", "language"), [(CHINESE, "zh"), (ENGLISH, "en")])
def test_lines_fit_and_lose_nothing(text, language, width):
    lines = wrap(prepared(text, language), width, 8)
    assert all(text_width(line, 8) <= width for line in lines)
    assert "".join(lines).replace(" ", "") == prepared(text, language).replace(" ", "")


@pytest.mark.parametrize("width", range(60, 320, 7))
def test_chinese_lines_begin_and_end_with_the_right_signs(width):
    lines = wrap(CHINESE, width, 8)
    assert not any(line[0] in "，。；）”" for line in lines)
    assert not any(line[-1] in "（“" for line in lines)
    assert not any(before[-1].isdecimal() and after[0].isdecimal() for before, after in pairwise(lines))


@pytest.mark.parametrize("width", range(70, 320, 7))
def test_english_words_and_percentages_stay_whole(width):
    words = {word for line in wrap(prepared(ENGLISH, "en"), width, 8) for word in line.split(" ")}
    assert words <= {*prepared(ENGLISH, "en").split(" "), "self-", "inspection."}
    assert "95\N{NO-BREAK SPACE}%" in words


def test_lines_are_about_equally_long_unless_they_are_to_be_filled():
    text = "one two three four five six seven"
    even, filled = wrap(text, 100, 8), wrap(text, 100, 8, even=False)
    assert len(even) == len(filled) == 2
    widths = [text_width(line, 8) for line in even]
    assert max(widths) < text_width(filled[0], 8)


def test_a_word_wider_than_the_line_is_broken_where_it_must_be():
    lines = wrap("metal_nonmetal_mines_and_quarries", 60, 8)
    assert len(lines) > 1
    assert "".join(lines) == "metal_nonmetal_mines_and_quarries"


def test_signs_that_the_typeface_draws_wide_are_replaced_in_english_only():
    assert prepared("the year’s “quota”", "en") == 'the year\'s "quota"'
    assert prepared("“较大”", "zh") == "“较大”"
    assert prepared("1\N{THIN SPACE}000", "en") == "1\N{NO-BREAK SPACE}000"


def test_line_breaks_in_a_text_are_kept():
    assert wrap("33 of 30\npro rata 25", 500, 8) == ["33 of 30", "pro rata 25"]


@given(st.text(alphabet="ab 忠县，。（）1-/%“”\n", max_size=60), st.floats(9, 200))
def test_no_text_loses_a_character(text, width):
    assert "".join(wrap(text, width, 8)).replace(" ", "") == text.replace("\n", "").replace(" ", "")
