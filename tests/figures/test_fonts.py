import importlib.util
import re
from pathlib import Path

import pytest
from fontTools.ttLib import TTFont
from matplotlib import font_manager
from matplotlib.figure import Figure

from safetystats.figures import MissingGlyphError, fonts

CHECKOUT = Path(__file__).resolve().parents[2]


@pytest.fixture(scope="module")
def script():
    path = CHECKOUT / "scripts" / "build_font.py"
    spec = importlib.util.spec_from_file_location("build_font", path)
    module = importlib.util.module_from_spec(spec)
    spec.loader.exec_module(module)
    return module


@pytest.fixture(scope="module", params=fonts.FILES, ids=["regular", "bold"])
def font(request):
    return TTFont(request.param)


def test_the_typeface_has_every_character_that_may_be_printed(font, script):
    printed = script.printed_characters()
    held = set(font.getBestCmap())
    # Code is let off, as in the script: a sign in a comment is never drawn, and one that is drawn raises.
    missing = {chr(code): path for code, path in printed.items() if code not in held and not path.endswith(".py")}
    assert not missing, "run scripts/build_font.py again"
    assert len(printed) > 1000


def test_the_typeface_has_all_of_gb_2312_and_more_hanzi_than_it(font, script):
    held = set(font.getBestCmap())
    hanzi = {code for code in script.gb2312_characters() if 0x4E00 <= code <= 0x9FFF}
    assert len(hanzi) == 6763  # GB/T 2312-1980: 3,755 of the first level and 3,008 of the second
    assert hanzi <= held
    # In the table of 2013 and in names of places, but not in GB 2312.
    assert {ord(character) for character in "堃喆昇祎珺郪"} <= held


@pytest.mark.parametrize("sign", list("−–—‰×±≤≥≈→↑↓△▲●○■□①…·“”‘’（）《》㎡"))
def test_the_typeface_has_the_signs_of_statistics(font, sign):
    assert ord(sign) in font.getBestCmap()


def test_it_has_its_own_name_and_keeps_copyright_and_licence(font):
    names = {record.nameID: str(record) for record in font["name"].names}
    assert names[1] == "SafetyStats Sans"
    assert names[6].startswith("SafetyStatsSans-")
    assert "Noto" not in "".join(names[number] for number in (1, 4, 6))
    assert names[0].startswith("©")
    assert "SIL Open Font License" in names[13]
    assert font["CFF "].cff.fontNames == [names[6]]


def test_the_licence_lies_beside_the_files():
    text = (fonts.FOLDER / "OFL.txt").read_text(encoding="utf-8")
    assert "SIL OPEN FONT LICENSE Version 1.1" in text
    assert "Copyright © 2014-2021 Adobe" in text


def test_matplotlib_finds_both_weights():
    found = {weight: font_manager.findfont(fonts.typeface(9, weight)) for weight in ("normal", "bold")}
    assert [Path(found[weight]) for weight in ("normal", "bold")] == list(fonts.FILES)


def test_registering_twice_adds_nothing():
    before = len(font_manager.fontManager.ttflist)
    fonts.register()
    assert len(font_manager.fontManager.ttflist) == before


def test_a_character_without_a_glyph_is_named_with_its_text():
    with pytest.raises(
        MissingGlyphError, match=re.escape("cannot draw '😀' (U+1F600 GRINNING FACE) in the text '忠县😀'")
    ):
        fonts.check_text("忠县😀")


def test_every_text_of_a_figure_is_checked_also_the_tick_labels():
    figure = Figure()
    axes = figure.add_subplot()
    axes.set_xticks([0, 1], labels=["a", "ᚠ"])
    for label in axes.get_xticklabels():
        label.set_fontproperties(fonts.typeface(8))
    with pytest.raises(MissingGlyphError, match="RUNIC LETTER FEHU"):
        fonts.check_glyphs(figure)


def test_a_text_in_another_typeface_is_checked_against_that_typeface():
    figure = Figure()
    figure.text(0.5, 0.5, "忠", fontfamily="DejaVu Sans")
    with pytest.raises(MissingGlyphError, match="The typeface DejaVuSans cannot draw '忠'"):
        fonts.check_glyphs(figure)
