import math

import numpy as np
import pandas as pd
import pytest

from figure_texts import assert_texts_apart, texts
from safetystats.errors import InputError
from safetystats.figures import Caption, interval_dots
from safetystats.products.images import png, svg
from safetystats.words import Text

CAPTION = Caption(Text("各行业死亡人数", "Deaths by sector"), unit=Text("人", "persons"))
# Zhong County, January to October; exact (Garwood) intervals of 33, 24 and 0.
DEATHS = pd.DataFrame(
    [
        (Text("合计", "All"), 33, 22.7157, 46.3436),
        (Text("道路交通", "Road traffic"), 24, 15.3772, 35.7101),
        (
            Text("水上交通（死亡人数未列出的运输企业及个体船舶）", "Water transport, firms and single vessels"),
            *[np.nan] * 3,
        ),
        (Text("煤矿", "Coal mines"), 0, 0, 3.6889),
    ],
    columns=["label", "value", "lower", "upper"],
)
RATIOS = pd.DataFrame(
    [
        (Text("死亡33:29", "Deaths 33 against 29"), 33 / 29, 0.6685, 1.9442),
        (Text("较大事故2:0", "Larger accidents 2 against 0"), math.inf, 0.1878, math.inf),
        (Text("煤矿0:3", "Coal mines 0 against 3"), 0, 0, 2.42),
    ],
    columns=["label", "value", "lower", "upper"],
)


def deaths(language="en", **options):
    return interval_dots(DEATHS, caption=CAPTION, language=language, format="count", **options)


def ratios(language="en", **options):
    options = {"log": True, "reference": 1, "reference_label": Text("与上年同期相同", "as last year"), **options}
    return interval_dots(RATIOS, caption=CAPTION, language=language, format="number", decimals=2, **options)


def lines(figure, marker=None, linestyle=None):
    """Return the horizontal ends of the drawn lines with this marker or this style."""
    drawn = figure.axes[0].lines
    wanted = [line for line in drawn if marker is None or line.get_marker() == marker]
    wanted = [line for line in wanted if linestyle is None or line.get_linestyle() == linestyle]
    return [[float(x) for x in line.get_xdata()] for line in wanted]


def test_points_and_whiskers_are_where_the_numbers_are():
    figure = deaths()
    assert lines(figure, "o") == [[33], [24], [0]]
    assert lines(figure, "None", "-") == [[22.7157, 46.3436], [15.3772, 35.7101]]
    assert lines(figure, "None", "--") == [[0, 3.6889]]


def test_rows_keep_their_order_from_the_top():
    heights = [line.get_ydata()[0] for line in deaths().axes[0].lines if line.get_marker() == "o"]
    assert heights == sorted(heights)
    low, high = deaths().axes[0].get_ylim()
    assert low > high  # the axis counts downwards


def test_values_and_intervals_are_printed():
    shown = texts(deaths())
    assert {"33", "22.7–46.3", "24", "15.4–35.7", "0", "95 % interval", "Value"} <= set(shown)
    assert {"1.14", "0.67–1.94", "∞", "0.19–∞", "≤ 2.42", "as last year"} <= set(texts(ratios()))
    assert {"33", "22.7–46.3", "95%区间", "数值"} <= set(texts(deaths("zh")))


def test_a_zero_is_open_with_its_upper_bound_and_a_missing_row_says_so():
    figure = deaths()
    points = [line for line in figure.axes[0].lines if line.get_marker() == "o"]
    assert [point.get_markerfacecolor() == "white" for point in points] == [False, False, True]
    shown = texts(figure)
    assert "≤ 3.69" in shown
    assert "not held" in shown
    assert "…" in shown
    assert any("Open circle" in text for text in shown)
    assert "无数据" in texts(deaths("zh"))


def test_an_interval_without_end_has_an_arrow_and_a_key():
    figure = ratios()
    assert len(lines(figure, ">")) == 1
    assert any("Arrow" in text for text in texts(figure))
    assert not lines(deaths(), ">")


def test_highlighted_rows_are_orange():
    colours = [
        line.get_markeredgecolor() for line in deaths(highlight=["合计"]).axes[0].lines if line.get_marker() == "o"
    ]
    assert colours == ["#F46A25", "#12436D", "#12436D"]


def test_a_value_without_an_interval_is_a_point_alone():
    figure = interval_dots(DEATHS.assign(lower=np.nan, upper=np.nan), caption=CAPTION, language="en", format="count")
    assert lines(figure, "o") == [[33], [24], [0]]
    assert not lines(figure, "|")
    assert "22.7–46.3" not in texts(figure)


@pytest.mark.parametrize("language", ["zh", "en"])
@pytest.mark.parametrize("draw", [deaths, ratios])
def test_no_text_is_cut_off_or_overlaps(draw, language):
    assert_texts_apart(draw(language, axis_label=Text("很长的坐标轴说明" * 5, "a long label of the axis " * 5)))


@pytest.mark.parametrize("language", ["zh", "en"])
def test_forty_rows_fit(language):
    frame = pd.DataFrame({"label": [f"区县第{n}号" for n in range(40)], "value": np.arange(40.0)})
    frame = frame.assign(lower=frame["value"] * 0.8, upper=frame["value"] + 3)
    assert_texts_apart(interval_dots(frame, caption=CAPTION, language=language))


def test_the_same_rows_give_the_same_bytes():
    assert svg(deaths(), "t") == svg(deaths(), "t")
    assert png(deaths("zh")) == png(deaths("zh"))


def test_mistakes_are_told_in_a_sentence():
    with pytest.raises(InputError, match="needs a column 'upper'"):
        interval_dots(DEATHS.drop(columns="upper"), caption=CAPTION, language="zh")
    with pytest.raises(InputError, match="does not hold its value"):
        interval_dots(DEATHS.assign(lower=50), caption=CAPTION, language="zh")
    with pytest.raises(InputError, match=r"draw it with log=False"):
        interval_dots(DEATHS.assign(lower=-1), caption=CAPTION, language="zh", log=True)
    with pytest.raises(InputError, match=r"highlight '合記', which is no label"):
        deaths(highlight=["合記"])
