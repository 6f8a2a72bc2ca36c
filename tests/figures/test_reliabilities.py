import numpy as np
import pandas as pd
import pytest

from figure_texts import assert_texts_apart, texts
from safetystats.errors import InputError
from safetystats.figures import Caption, MissingGlyphError, reliability
from safetystats.products.images import svg
from safetystats.words import Text

CAPTION = Caption(Text("预测概率可信", "Chances are right as often as they say"))
FRAME = pd.DataFrame(
    {
        "predicted": [0.05, 0.3, 0.55, 0.9], "observed": [0.0, 0.28, 0.7, 0.93], "lower": [0.0, 0.2, 0.6, 0.85],
        "upper": [0.07, 0.38, 0.8, 0.98], "count": [50, 112, 80, 64],
    }
)  # fmt: skip


def draw(language="en", frame=FRAME, **options):
    return reliability(frame, caption=CAPTION, language=language, **options)


def points(figure):
    lines = [line for line in figure.axes[0].lines if line.get_marker() == "o"]
    return {float(line.get_xdata()[0]): line for line in lines}


def test_each_bin_stands_at_its_chance_and_is_orange_when_its_interval_misses_it():
    drawn = points(draw())
    assert [line.get_ydata()[0] for line in drawn.values()] == list(FRAME["observed"])
    assert [line.get_markeredgecolor() for line in drawn.values()] == ["#12436D", "#12436D", "#F46A25", "#12436D"]
    assert drawn[0.05].get_markerfacecolor() == "white"
    assert any("does not hold the predicted chance" in text for text in texts(draw()))
    assert not any("Orange" in text for text in texts(draw(frame=FRAME.head(2))))


def test_the_sizes_of_the_bins_are_told_below():
    shown = texts(draw())
    assert {"50", "112", "80", "64", "Number of predictions", "perfect calibration", "Predicted chance"} <= set(shown)
    assert {"完全校准", "预测次数", "预测概率", "实际发生的比例"} <= set(texts(draw("zh")))


def test_a_bin_without_predictions_is_not_drawn():
    empty = FRAME.assign(observed=[0.0, np.nan, 0.7, 0.93])
    assert list(points(draw(frame=empty))) == [0.05, 0.55, 0.9]


def test_rare_events_have_an_axis_of_their_own_size():
    assert draw(frame=FRAME.head(1)).axes[0].get_xlim()[1] < 0.1


@pytest.mark.parametrize("language", ["zh", "en"])
@pytest.mark.parametrize("count", [1, 10, 40])
def test_no_text_is_cut_off_or_overlaps(language, count):
    chance = np.linspace(0.001, 0.2, count)
    frame = pd.DataFrame({"predicted": chance, "observed": chance / 2, "lower": 0, "upper": 0.3, "count": 12345})
    assert_texts_apart(draw(language, frame))


def test_the_same_rows_give_the_same_bytes():
    assert svg(draw("zh"), "t") == svg(draw("zh"), "t")


def test_mistakes_are_told_in_a_sentence():
    with pytest.raises(InputError, match="holds 28, but chances and shares are fractions from 0 to 1"):
        draw(frame=FRAME.assign(observed=[0.0, 28, 0.7, 0.93]))
    with pytest.raises(InputError, match="has no bin with predictions"):
        draw(frame=FRAME.assign(observed=np.nan))
    with pytest.raises(InputError, match="The interval of '0.05', 0.01 to 0.07, does not hold its value 0"):
        draw(frame=FRAME.assign(lower=[0.01, 0.2, 0.6, 0.85]))
    with pytest.raises(InputError, match="needs a column 'count'"):
        draw(frame=FRAME.drop(columns="count"))
    with pytest.raises(MissingGlyphError):
        draw(x_label=Text("😀", "😀"))
