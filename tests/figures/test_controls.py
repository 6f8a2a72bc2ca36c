import numpy as np
import pandas as pd
import pytest

from figure_texts import assert_texts_apart, texts
from safetystats.errors import InputError
from safetystats.figures import Caption, MissingGlyphError, control_chart
from safetystats.products.images import svg
from safetystats.words import Text

CAPTION = Caption(Text("一个月超出控制限", "One month lies above the limits"))
COUNTS = [3, 4, 2, 5, 1, 3, 12, 2, 3, 0, 4, 2]


def chart(counts):
    months = [str(month) for month in pd.period_range("2010-01", periods=len(counts), freq="M")]
    frame = pd.DataFrame({"month": months, "value": counts, "centre": 3.4, "lower": 0.0, "upper": 8.93})
    sums = np.maximum(0, np.cumsum(np.nan_to_num(np.array(counts, dtype=float)) - 4))
    return frame.assign(signal=frame["value"] > frame["upper"], cusum=sums, limit=5.0)


FRAME = chart(COUNTS)
SUMS = {"cusum": "cusum", "cusum_limit": "limit"}


def draw(language="en", frame=FRAME, **options):
    return control_chart(frame, caption=CAPTION, language=language, **options)


def marks(axes, colour):
    lines = [line for line in axes.lines if line.get_marker() == "o" and line.get_color() == colour]
    return [float(y) for line in lines for y in line.get_ydata()]


def test_months_that_signal_are_marked_and_named():
    figure = draw()
    assert marks(figure.axes[0], "#F46A25") == [12]
    assert len(marks(figure.axes[0], "#12436D")) == 11
    assert "2010-07: 12" in texts(figure)
    assert "2010-07：12" in texts(draw("zh"))
    assert any("Orange: points that signal" in text for text in texts(figure))


def test_limits_and_centre_are_told_at_their_ends():
    assert {"upper limit 8.9", "centre 3.4", "lower limit 0", "2010-01"} <= set(texts(draw()))
    assert {"上控制限8.9", "中心线3.4"} <= set(texts(draw("zh")))
    assert not any("lower limit" in text for text in texts(draw(lower=None)))
    rates = FRAME.assign(value=FRAME["value"] / 7, upper=8.93 / 7)
    assert "upper limit 1.28" in texts(draw(frame=rates, format="rate"))


def test_limits_are_steps_that_reach_the_ends_of_their_months():
    steps = next(line for line in draw().axes[0].lines if line.get_drawstyle() == "steps-mid")
    assert steps.get_xdata()[[0, -1]] == pytest.approx([2010 - 1 / 24, 2010 + 11 / 12 + 1 / 24])


def test_the_cumulative_sum_has_its_own_plot_and_alarm():
    figure = draw(**SUMS)
    assert len(figure.axes) == 2
    assert marks(figure.axes[1], "#F46A25") == FRAME["cusum"][FRAME["cusum"] > 5].tolist()
    figure = draw(frame=FRAME.assign(limit=3.0), **SUMS)
    assert marks(figure.axes[1], "#F46A25") == FRAME["cusum"][FRAME["cusum"] > 3].tolist()
    assert {"Cumulative sum", "alarm at 3.0"} <= set(texts(figure))


def test_a_missing_month_is_a_gap_and_does_not_signal():
    figure = draw(frame=chart([3, 4, np.nan, 5, np.nan, 9]))
    joined = [list(line.get_ydata()) for line in figure.axes[0].lines if line.get_linewidth() == 1.6]
    assert joined == [[3, 4]]


def test_months_without_signals_have_no_key():
    assert not any("Orange" in text for text in texts(draw(frame=chart([3, 4, 2]))))


def test_numbers_may_stand_in_place_of_months():
    frame = FRAME.assign(month=range(1, 13)).sample(frac=1, random_state=1)
    assert "7: 12" in texts(draw(frame=frame))


def test_signals_without_room_are_counted():
    frame = chart([20, 21, 22] * 20)
    figure = draw(frame=frame)
    named = [text for text in texts(figure) if ": 2" in text and text.startswith("20")]
    assert any(f"{60 - len(named)} more signals" in text for text in texts(figure))
    assert "2014-12: 22" in named
    assert_texts_apart(figure)


@pytest.mark.parametrize("language", ["zh", "en"])
@pytest.mark.parametrize("counts", [[0], [0, 0, 0], COUNTS, COUNTS * 3, COUNTS * 20])
@pytest.mark.parametrize("options", [{}, SUMS])
def test_no_text_is_cut_off_or_overlaps(language, counts, options):
    label = Text("每月生产安全事故死亡人数", "Deaths in work accidents, by month of the accident")
    assert_texts_apart(draw(language, chart(counts), axis_label=label, **options))


def test_the_same_rows_give_the_same_bytes():
    assert svg(draw("zh", **SUMS), "t") == svg(draw("zh", FRAME.iloc[::-1], **SUMS), "t")


def test_mistakes_are_told_in_a_sentence():
    with pytest.raises(InputError, match="has the month 2010-01 twice"):
        draw(frame=pd.concat([FRAME, FRAME.head(1)]))
    with pytest.raises(InputError, match="has no number in the column 'value'"):
        draw(frame=FRAME.assign(value=np.nan))
    with pytest.raises(InputError, match="needs a column 'signal'"):
        draw(frame=FRAME.drop(columns="signal"))
    with pytest.raises(InputError, match="holds 'May' among months"):
        draw(frame=FRAME.assign(month=["May", *FRAME["month"][1:]]))
    with pytest.raises(MissingGlyphError):
        draw(axis_label=Text("😀", "😀"))
