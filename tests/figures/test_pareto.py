import pandas as pd
import pytest

from figure_texts import assert_texts_apart, texts
from safetystats.errors import InputError
from safetystats.figures import Caption, pareto_bars
from safetystats.products.images import png
from safetystats.words import Text

CAPTION = Caption(Text("超速居首", "Speeding comes first"))
# Wilson intervals of 24, 13, 9 and 0 of 46.
FRAME = pd.DataFrame(
    [
        (Text("超速行驶", "Speeding"), 24, 0.5217, 0.3816, 0.6586, 0.5217),
        (Text("疲劳驾驶", "Driving while tired"), 13, 0.2826, 0.1731, 0.4262, 0.8043),
        (Text("逆向行驶", "Driving against the traffic"), 9, 0.1957, 0.1070, 0.3318, 1.0),
        (Text("爆胎", "Tyre failure"), 0, 0.0, 0.0, 0.0771, 1.0),
    ],
    columns=["label", "events", "share", "lower", "upper", "cumulative"],
)


def draw(language="en", frame=FRAME, **options):
    return pareto_bars(frame, caption=CAPTION, language=language, **options)


def test_bars_begin_at_zero_and_the_line_ends_at_all():
    axes = draw().axes[0]
    assert [bar.get_width() for bar in axes.patches] == pytest.approx([0.5217, 0.2826, 0.1957, 0])
    line = max(axes.lines, key=lambda line: len(line.get_xdata()))
    assert line.get_xdata().tolist() == FRAME["cumulative"].tolist()


def test_count_share_interval_and_cumulative_are_printed():
    assert {"24", "52.2 %", "38.2–65.9 %", "80.4 %", "≤ 7.7 %", "80 %", "Cumulative"} <= set(texts(draw()))
    assert {"52.2%", "80%", "累计", "超速行驶"} <= set(texts(draw("zh")))


@pytest.mark.parametrize("language", ["zh", "en"])
def test_no_text_is_cut_off_or_overlaps(language):
    assert_texts_apart(draw(language, highlight=["Speeding"]))


def test_the_same_rows_give_the_same_bytes():
    assert png(draw("zh")) == png(draw("zh"))


@pytest.mark.parametrize(
    ("frame", "says"),
    [
        (FRAME.assign(share=52.0, lower=50.0, upper=60.0), "is 52, but must be a fraction from 0 to 1"),
        (FRAME.iloc[::-1], "The cumulative share falls from 1 to 0.8043"),
        (FRAME.drop(columns="cumulative"), "needs a column 'cumulative'"),
        (FRAME.iloc[:0], "has no rows to draw"),
        (FRAME.assign(lower=0.9), "does not hold its value"),
    ],
)
def test_bad_input_gets_one_sentence(frame, says):
    with pytest.raises(InputError) as caught:
        draw(frame=frame)
    assert says in str(caught.value)
