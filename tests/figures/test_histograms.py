import numpy as np
import pandas as pd
import pytest

from figure_texts import assert_texts_apart, texts
from safetystats.errors import InputError
from safetystats.figures import Caption, MissingGlyphError, histogram_bars
from safetystats.products.images import svg
from safetystats.words import Text

CAPTION = Caption(Text("区间略窄", "The intervals are a little narrow"))
LABELS = {
    "x_label": Text("概率积分变换值", "Probability integral transform"),
    "axis_label": Text("预测次数", "Number of forecasts"),
}


def bins(counts):
    edges = np.linspace(0, 1, len(counts) + 1)
    frame = pd.DataFrame({"left": edges[:-1], "right": edges[1:], "count": counts})
    return frame.assign(expected=20.0, lower=12.0, upper=29.0)


FRAME = bins([35, 20, 15, 18, 22, 21, 19, 12, 10, 28])


def draw(language="en", frame=FRAME, **options):
    return histogram_bars(frame, caption=CAPTION, language=language, **LABELS, **options)


def test_a_bar_has_the_height_of_its_bin_and_is_orange_outside_the_band():
    bars = draw().axes[0].patches
    assert [bar.get_height() for bar in bars] == list(FRAME["count"])
    colours = [bar.get_facecolor() for bar in bars]
    assert [place for place, colour in enumerate(colours) if colour != colours[1]] == [0, 8]
    assert any("Orange: bins outside" in text for text in texts(draw()))
    assert not any("Orange" in text for text in texts(draw(frame=bins([20, 21]))))


def test_numbers_stand_over_the_bars_and_the_band_is_told():
    shown = texts(draw())
    assert {"35", "28", "expected 20 (95 %: 12–29)", "Probability integral transform"} <= set(shown)
    assert "预期20（95%区间12–29）" in texts(draw("zh"))
    shares = FRAME.assign(count=FRAME["count"] / 200, expected=0.1, lower=0.06, upper=0.145)
    assert {"17.5 %", "(95 %: 6.0–14.5 %)"} <= set(texts(draw(frame=shares, format="percent")))


def test_many_bars_have_no_room_for_numbers():
    assert "17" not in texts(draw(frame=bins([17] * 60)))


def test_nothing_need_be_expected():
    figure = draw(expected=None, lower=None, upper=None)
    assert not any("expected" in text for text in texts(figure))


def test_a_missing_number_is_no_bar_and_a_zero_is_one_without_height():
    figure = draw(frame=FRAME.assign(count=[np.nan, 0, *FRAME["count"][2:]]))
    assert {"…", "0"} <= set(texts(figure))
    assert np.isnan(figure.axes[0].patches[0].get_height())


def test_bins_may_come_in_any_order():
    assert svg(draw("zh", FRAME.iloc[::-1]), "t") == svg(draw("zh"), "t")


@pytest.mark.parametrize("language", ["zh", "en"])
@pytest.mark.parametrize("counts", [[0], [5], [35, 0, 15], [12345] * 10, [17] * 60])
def test_no_text_is_cut_off_or_overlaps(language, counts):
    assert_texts_apart(draw(language, bins(counts)))


def test_mistakes_are_told_in_a_sentence():
    with pytest.raises(InputError, match="The bin 0–0.3 is empty or overlaps the next"):
        draw(frame=FRAME.assign(right=FRAME["left"] + 0.3))
    with pytest.raises(InputError, match="The bin 0–0 is empty"):
        draw(frame=FRAME.head(1).assign(right=0))
    with pytest.raises(InputError, match="The bin 0–0.1 holds -1, but a histogram counts 0 or more"):
        draw(frame=FRAME.assign(count=-1))
    with pytest.raises(InputError, match="does not hold its value"):
        draw(frame=FRAME.assign(expected=50.0))
    with pytest.raises(InputError, match="no rows"):
        draw(frame=FRAME.head(0))
    with pytest.raises(MissingGlyphError):
        histogram_bars(FRAME, caption=CAPTION, language="en", x_label=Text("😀", "😀"))
