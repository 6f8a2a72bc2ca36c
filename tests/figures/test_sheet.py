import pytest

from figure_texts import assert_texts_apart, texts
from safetystats import figures  # noqa: F401 - registers the typeface
from safetystats.errors import InputError
from safetystats.figures import Caption, MissingGlyphError
from safetystats.figures.sheet import Sheet
from safetystats.products import Source
from safetystats.products.images import png
from safetystats.words import Text

LONG = Caption(
    Text("一二三四五六七八九十" * 6, "a finding that takes more than one line " * 4),
    Text("副标题", "subtitle " * 20),
    Text("人", "persons"),
    tuple(Text(f"第{n}条附注，" * 9, f"note {n} " * 30) for n in range(3)),
    tuple(Source(str(n), f"来源{n}", "某局", "2011", "A", "") for n in range(6)),
    synthetic=True,
)


@pytest.mark.parametrize("language", ["zh", "en"])
def test_long_words_are_wrapped_and_the_page_grows_with_them(language):
    short = Sheet(Caption(Text("题", "t")), language, 50).finish()
    page = Sheet(LONG, language, 50).finish()
    assert page.get_figwidth() == short.get_figwidth() == pytest.approx(156 / 25.4)
    assert page.get_figheight() > short.get_figheight() + 1
    assert_texts_apart(page)


def test_the_picture_is_156_mm_wide_at_300_dots_per_inch():
    content = png(Sheet(Caption(Text("题", "t")), "zh", 50).finish())
    assert content[:8] == b"\x89PNG\r\n\x1a\n"
    assert int.from_bytes(content[16:20], "big") == int(156 / 25.4 * 300)


def test_title_unit_notes_and_sources_are_all_there():
    caption = Caption(
        Text("题", "Title"), Text("副题", "Sub"), Text("人", "persons"), (Text("注一", "one"),),
        (Source("a", "年鉴", "统计局", "2012", "A", ""),),
    )  # fmt: skip
    keys = [Text("图例", "key")]
    assert texts(Sheet(caption, "zh", 50, keys).finish()) == [
        "题", "副题　单位：人", "注：1.注一", "2.图例", "来源：年鉴，统计局，2012。"
    ]  # fmt: skip
    assert texts(Sheet(caption, "en", 50, keys).finish()) == [
        "Title", "Sub   Unit: persons", "Notes: 1. one", "2. key", "Source: 年鉴, 统计局, 2012."
    ]  # fmt: skip


def test_a_picture_of_synthetic_data_says_so_itself():
    shown = "".join(texts(Sheet(LONG, "zh", 50).finish()))
    assert shown.startswith("【模拟数据】")
    assert "不得引用" in shown
    assert "共6项" in shown  # more sources than a picture has room for are counted


def test_a_character_without_a_glyph_stops_the_figure():
    with pytest.raises(MissingGlyphError, match="GRINNING FACE"):
        Sheet(Caption(Text("😀", "t")), "zh", 50).finish()
    assert issubclass(MissingGlyphError, InputError)
