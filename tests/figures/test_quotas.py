import numpy as np
import pandas as pd
import pytest

from figure_texts import assert_texts_apart, texts
from safetystats.errors import InputError
from safetystats.figures import Caption, quota_bars
from safetystats.products.images import png
from safetystats.words import Text

CAPTION = Caption(Text("控制指标使用情况", "Use of the quotas"))
# Zhong County, January to October: 33 deaths against a quota of 30 for the year, 25 pro rata.
FRAME = pd.DataFrame(
    [
        (Text("全部死亡", "All deaths"), 33, 22.7157, 46.3436, 30),
        (Text("较大事故", "Larger accidents"), 2, 0.2422, 7.2247, 1),
        (Text("煤矿", "Coal mines"), 0, 0, 3.6889, 2),
        (Text("烟花爆竹", "Fireworks"), 0, 0, 3.6889, 0),
        (Text("水上交通", "Water transport"), np.nan, np.nan, np.nan, 3),
        (Text("农业机械", "Farm machinery"), 0, 0, 3.6889, np.nan),
    ],
    columns=["label", "actual", "lower", "upper", "quota"],
).assign(elapsed=10 / 12)


def draw(language="en", frame=FRAME, **options):
    return quota_bars(frame, caption=CAPTION, language=language, **{"elapsed": "elapsed", **options})


def test_the_ten_months_are_set_against_the_year_and_against_ten_months():
    shown = texts(draw())
    assert "33 of 30 (110 %)" in shown
    assert "pro rata 25 (132 %)" in shown
    assert "33/30（110%）" in texts(draw("zh"))
    assert "按进度25（132%）" in texts(draw("zh"))


def test_a_whole_year_has_no_pro_rata():
    shown = texts(draw(elapsed=None))
    assert "33 of 30 (110 %)" in shown
    assert not any("pro rata" in text for text in shown)


def test_bars_are_shares_of_the_quota_and_orange_above_it():
    bars = draw().axes[0].patches
    widths = [bar.get_width() for bar in bars if bar.get_height() == 8]
    assert widths == pytest.approx([1.1, 2, 0])
    marks = [line for line in draw().axes[0].lines if line.get_marker() == "o"]
    assert [mark.get_markeredgecolor() for mark in marks] == ["#F46A25", "#F46A25", "#12436D"]


def test_quota_and_pro_rata_are_lines_through_all_rows():
    at = {line.get_xdata()[0] for line in draw().axes[0].lines if list(line.get_ydata()) == [0, 1]}
    assert at == {1.0, 10 / 12}
    assert {"quota of the year", "pro rata, 83.3 % of the year"} <= set(texts(draw()))


def test_rows_of_different_length_have_their_own_mark():
    figure = draw(frame=FRAME.assign(elapsed=[0.5, 1, 1, 1, 1, 1]))
    assert "pro rata 15 (220 %)" in texts(figure)
    assert any("Short upright line" in text for text in texts(figure))
    ticks = [line for line in figure.axes[0].lines if list(line.get_xdata()) == [0.5, 0.5]]
    assert len(ticks) == 1


def test_what_cannot_be_a_percentage_is_said_in_words():
    shown = texts(draw())
    assert {"a quota of nil: no percentage", "0 of 0", "not held", "no quota held"} <= set(shown)


def test_a_small_quotas_wide_interval_does_not_crush_the_rest():
    figure = draw()
    assert figure.axes[0].get_xlim()[1] < 5
    assert any("Arrow" in text for text in texts(figure))


@pytest.mark.parametrize("language", ["zh", "en"])
@pytest.mark.parametrize("elapsed", [10 / 12, 1 / 12, 1.0])
def test_no_text_is_cut_off_or_overlaps(language, elapsed):
    assert_texts_apart(draw(language, FRAME.assign(elapsed=elapsed)))
    assert_texts_apart(draw(language, FRAME.head(1).assign(elapsed=elapsed, upper=34)))


def test_the_same_rows_give_the_same_bytes():
    assert png(draw("zh")) == png(draw("zh"))


def test_mistakes_are_told_in_a_sentence():
    with pytest.raises(InputError, match="elapsed part of the year of 'All deaths' is 10, but must be above 0"):
        draw(frame=FRAME.assign(elapsed=10))
    with pytest.raises(InputError, match="The number or the quota of 'All deaths' is negative"):
        draw(frame=FRAME.assign(quota=-1))
