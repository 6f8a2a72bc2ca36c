import numpy as np
import pandas as pd
import pytest

from figure_texts import assert_texts_apart, texts
from safetystats.errors import InputError
from safetystats.figures import Caption, share_bars
from safetystats.products.images import png
from safetystats.words import Text

CAPTION = Caption(Text("死亡的构成", "Shares of the deaths"))
# Wilson intervals of 24, 13 and 0 of 33.
FRAME = pd.DataFrame(
    [
        (Text("道路交通", "Road traffic"), 24 / 33, 0.5578, 0.8493, 24, 33),
        (Text("较大事故", "Larger accidents"), 13 / 33, 0.2471, 0.5628, 13, 33),
        (Text("煤矿", "Coal mines"), 0, 0, 0.1043, 0, 33),
        (Text("水上交通", "Water transport"), np.nan, np.nan, np.nan, np.nan, 33),
    ],
    columns=["label", "share", "lower", "upper", "deaths", "all"],
)


def draw(language="en", **options):
    return share_bars(FRAME, caption=CAPTION, language=language, count="deaths", total="all", **options)


def test_bars_begin_at_zero_and_end_at_the_share():
    bars = draw().axes[0].patches
    assert [bar.get_x() for bar in bars] == [0, 0, 0]
    assert [bar.get_width() for bar in bars] == pytest.approx([24 / 33, 13 / 33, 0])


def test_share_interval_and_counts_are_printed():
    assert {"72.7 %", "55.8–84.9 %", "24/33", "39.4 %", "24.7–56.3 %", "0 %", "≤ 10.4 %", "not held"} <= set(
        texts(draw())
    )
    assert {"72.7%", "55.8–84.9%", "24/33", "≤ 10.4%", "无数据", "数量/总数"} <= set(texts(draw("zh")))
    assert "24/33" not in texts(share_bars(FRAME, caption=CAPTION, language="zh"))


def test_a_missing_count_is_not_set_over_its_total():
    assert "…/33" not in texts(draw())


@pytest.mark.parametrize("language", ["zh", "en"])
def test_no_text_is_cut_off_or_overlaps(language):
    assert_texts_apart(draw(language, highlight=["Road traffic"]))


def test_the_same_rows_give_the_same_bytes():
    assert png(draw("zh")) == png(draw("zh"))


def test_a_share_given_in_per_cent_is_refused():
    frame = FRAME.assign(share=72.7, lower=55.8, upper=84.9)
    with pytest.raises(InputError, match=r"The share of 'Road traffic' is 72\.7, but must be a fraction from 0 to 1"):
        share_bars(frame, caption=CAPTION, language="en")
