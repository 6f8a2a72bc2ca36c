import pandas as pd
import pytest

from figure_texts import assert_texts_apart, texts
from safetystats.errors import InputError
from safetystats.figures import Caption, upset
from safetystats.products.images import png
from safetystats.words import Text

CAPTION = Caption(Text("原因组合", "Combinations of causes"))
NAMES = {
    "a": Text("超速行驶", "Speeding"),
    "b": Text("疲劳驾驶", "Driving while tired"),
    "c": Text("爆胎", "Tyre failure"),
}
TABLE = pd.DataFrame({"causes": [("a",), ("a", "b"), ("b", "c")], "accidents": [9, 4, 1]})
TOTALS = {"a": 13, "b": 5, "c": 1}


def draw(language="en", table=TABLE, totals=TOTALS, names=NAMES, **options):
    return upset(table, totals, caption=CAPTION, language=language, names=names, **options)


def test_bars_are_in_proportion_and_their_counts_printed():
    figure = draw()
    heights = [abs(bar.get_height()) for bar in figure.axes[0].patches]
    assert [height / heights[0] for height in heights] == pytest.approx([1, 4 / 9, 1 / 9])
    assert {"9", "4", "1", "13", "5", "Speeding", "Accidents"} <= set(texts(figure))
    assert {"超速行驶", "起数"} <= set(texts(draw("zh")))


def test_the_causes_of_most_accidents_stand_first():
    shown = [words for words in texts(draw()) if words in {name.en for name in NAMES.values()}]
    assert shown == ["Speeding", "Driving while tired", "Tyre failure"]


def test_what_does_not_fit_is_counted():
    assert any("1 more combinations with 1 accidents are not drawn" in words for words in texts(draw(most_columns=2)))
    assert any("另有1种组合共1起未画出" in words for words in texts(draw("zh", most_rows=2)))
    assert not any("not drawn" in words for words in texts(draw()))


@pytest.mark.parametrize("language", ["zh", "en"])
def test_no_text_is_cut_off_or_overlaps(language):
    codes = [f"c{i}" for i in range(16)]
    long = {
        code: Text("检查检修施工安装制度不健全", "Poor systems for inspection, repair and installation")
        for code in codes
    }
    table = pd.DataFrame(
        {"causes": [(codes[i % 16], codes[(i + 3) % 16]) for i in range(30)], "accidents": range(3000, 2970, -1)}
    )
    assert_texts_apart(draw(language, table=table, totals=dict.fromkeys(codes, 12_345), names=long))
    assert_texts_apart(draw(language))


def test_the_same_table_gives_the_same_bytes():
    assert png(draw("zh")) == png(draw("zh"))


@pytest.mark.parametrize(
    ("changes", "says"),
    [
        ({"names": {"a": NAMES["a"]}}, "has no name or no total"),
        ({"totals": {"a": 1, "b": 2}}, "The cause 'c' has no name or no total"),
        ({"table": TABLE.iloc[:0]}, "has no rows to draw"),
        ({"table": TABLE.rename(columns={"causes": "cause"})}, "needs a column 'causes'"),
    ],
)
def test_bad_input_gets_one_sentence(changes, says):
    with pytest.raises(InputError) as caught:
        draw(**changes)
    assert says in str(caught.value)
