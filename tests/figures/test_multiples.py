import numpy as np
import pandas as pd
import pytest

from figure_texts import assert_texts_apart, texts
from safetystats.errors import InputError
from safetystats.figures import Caption, MissingGlyphError, small_multiples
from safetystats.products.images import svg
from safetystats.words import Text

CAPTION = Caption(Text("各地死亡率均下降", "The rate fell in every area"))
NAMES = [Text("全国", "China"), Text("重庆市", "Chongqing"), Text("四川省", "Sichuan"), Text("贵州省", "Guizhou")]


def area(name, start, years=range(2003, 2013)):
    values = start * 0.9 ** np.arange(len(years))
    return pd.DataFrame({"label": [name] * len(years), "year": years, "value": values, "fitted": values * 1.01})


FRAME = pd.concat([area(name, start) for name, start in zip(NAMES, (1, 2, 3, 4), strict=True)], ignore_index=True)
CHANGES = pd.DataFrame(
    {"label": NAMES[1:], "apc": [-10.0, -9.96, 0.5], "lower": [-11, -10.5, -0.2], "upper": [-9, -9.4, 1]}
)


def draw(language="en", frame=FRAME, changes=CHANGES, **options):
    return small_multiples(frame, changes, caption=CAPTION, language=language, **options)


def runs(axes, colour="#12436D"):
    lines = [line for line in axes.lines if line.get_color() == colour and line.get_marker() == "None"]
    return [(int(line.get_xdata()[0]), int(line.get_xdata()[-1])) for line in lines]


def test_each_area_has_a_plot_with_its_name_last_value_and_change():
    figure = draw()
    assert len(figure.axes) == 4
    shown = texts(figure)
    assert {"China", "Chongqing", "0.387", "0.775", "−10.0 %/yr (−11.0 to −9.0)", "+0.5 %/yr (−0.2 to 1.0)"} <= set(
        shown
    )
    assert {"重庆市", "−10.0%（−11.0～−9.0）"} <= set(texts(draw("zh")))


def test_the_scales_are_shared_and_told_at_the_edges():
    figure = draw()
    assert len({axes.get_ylim() for axes in figure.axes}) == 1
    assert len({axes.get_xlim() for axes in figure.axes}) == 1
    assert any(label.get_text() for label in figure.axes[0].get_yticklabels())
    assert not any(label.get_text() for label in figure.axes[1].get_yticklabels())
    five = draw(frame=pd.concat([FRAME, area("第五", 5)]), changes=None)
    told = [any(label.get_text() for label in axes.get_xticklabels()) for axes in five.axes]
    assert told == [False, True, True, True, True]


def test_the_reference_is_drawn_in_grey_in_every_plot_and_has_none_of_its_own():
    figure = draw(reference="全国")
    assert len(figure.axes) == 3
    assert all(runs(axes, "#9AA5B1") == [(2003, 2012)] for axes in figure.axes)
    assert any("Grey line: China." in text for text in texts(figure))


def test_gaps_breaks_and_early_ends():
    frame = FRAME.copy()
    frame.loc[[3, 9], "value"] = np.nan
    figure = draw(frame=frame, breaks=[(2010, Text("口径改变", "scope changed")), (1990, Text("早", "early"))])
    assert runs(figure.axes[0]) == [(2003, 2005), (2007, 2009), (2010, 2011)]
    assert "0.430 (2011)" in texts(figure)
    assert any("the definition changes (2010 scope changed)" in text for text in texts(figure))
    assert any("（2010年口径改变）" in text for text in texts(draw("zh", breaks=[(2010, Text("口径改变", "x"))])))


def test_fitted_lines_have_observed_points():
    axes = draw(fitted="fitted").axes[0]
    assert list(axes.lines[0].get_ydata()) == pytest.approx(list(FRAME["fitted"][:10]))
    assert len(axes.lines[1].get_xdata()) == 10


def test_an_area_without_any_value_says_so():
    frame = FRAME.assign(value=FRAME["value"].where(FRAME["label"] != NAMES[1]))
    assert "not held" in texts(draw(frame=frame))
    assert "无数据" in texts(draw("zh", frame=frame, log=False))


def test_a_zero_on_a_logarithmic_axis_is_a_triangle_at_the_bottom():
    frame = FRAME.copy()
    frame.loc[9, "value"] = 0
    axes = draw(frame=frame).axes[0]
    triangle = next(line for line in axes.lines if line.get_marker() == "v" and len(line.get_xdata()))
    assert (triangle.get_xdata()[0], triangle.get_ydata()[0]) == (2012, axes.get_ylim()[0])
    assert "0" in texts(draw(frame=frame))


def test_highlighted_areas_are_orange():
    assert runs(draw(highlight=["Sichuan"]).axes[2], "#F46A25") == [(2003, 2012)]


@pytest.mark.parametrize("language", ["zh", "en"])
@pytest.mark.parametrize("log", [False, True])
@pytest.mark.parametrize("count", [1, 3, 32])
def test_no_text_is_cut_off_or_overlaps(language, log, count):
    names = [Text(f"新疆生产建设兵团第{n}师", f"Division {n} of the Production Corps") for n in range(count)]
    frame = pd.concat([area(name, 1 + n) for n, name in enumerate(names)])
    changes = pd.DataFrame({"label": names, "apc": -12.34, "lower": -123.4, "upper": 12.3})
    label = Text("亿元国内生产总值死亡率", "Deaths per 100 million yuan")
    assert_texts_apart(draw(language, frame, changes, log=log, axis_label=label))


def test_thirty_two_areas_fit_on_a_page():
    frame = pd.concat([area(f"第{n}号", 1 + n) for n in range(32)])
    changes = pd.DataFrame({"label": [f"第{n}号" for n in range(32)], "apc": -9.0, "lower": -9.5, "upper": -8.4})
    height = draw("zh", frame, changes).get_size_inches()[1] * 25.4
    assert height < 225  # the text of a page after GB/T 9704


def test_the_same_rows_give_the_same_bytes():
    assert svg(draw("zh"), "t") == svg(draw("zh"), "t")


def test_mistakes_are_told_in_a_sentence():
    with pytest.raises(InputError, match="The changes hold 'Hubei', which is no label of the chart"):
        draw(changes=CHANGES.assign(label=["Hubei", "Sichuan", "Guizhou"]))
    with pytest.raises(InputError, match="The interval of 'Chongqing', -9 to -9, does not hold its value"):
        draw(changes=CHANGES.assign(lower=-9.0))
    with pytest.raises(InputError, match="The series 'China' has the year 2003 twice"):
        draw(frame=pd.concat([FRAME, FRAME.head(1)]))
    with pytest.raises(InputError, match="holds its reference only"):
        draw(frame=FRAME.head(10), changes=None, reference="China")
    with pytest.raises(InputError, match="which is no label"):
        draw(reference="Chin")
    with pytest.raises(InputError, match="draw it with log=False"):
        draw(frame=FRAME.assign(value=-1.0))
    with pytest.raises(MissingGlyphError):
        draw(frame=FRAME.head(10).assign(label="😀"), changes=None)
