import numpy as np
import pandas as pd
import pytest

from figure_texts import assert_texts_apart, texts
from safetystats.errors import InputError
from safetystats.figures import Caption, series_lines
from safetystats.products.images import png, svg
from safetystats.words import Text

CAPTION = Caption(
    Text("死亡率逐年下降", "The rate fell year by year"), unit=Text("人/亿元", "persons per 100 million yuan")
)
CHINA, CHONGQING = Text("全国", "China"), Text("重庆市", "Chongqing")
BREAKS = [(2004, Text("道路交通安全法施行", "Road Traffic Safety Law")), (2008, Text("口径改变", "scope changed"))]


def series(name, years, values, published=False):
    frame = pd.DataFrame({"year": years, "value": values, "group": [name] * len(years), "published": published})
    return frame.assign(lower=frame["value"] * 0.9, upper=frame["value"] * 1.1 + 0.05)


FRAME = pd.concat(
    [
        series(CHINA, [2001, 2002, 2003, 2004, 2005, 2006, 2007, 2008], [1.3, 1.2, 1.1, 0.9, np.nan, 0.7, 0.6, 0.5]),
        series(CHONGQING, [2001, 2002, 2005, 2006], [1.9, 1.8, 1.4, 1.2], published=True),
    ]
)


def draw(language="en", frame=FRAME, **options):
    options = {"group": "group", "lower": "lower", "upper": "upper", "published": "published", **options}
    return series_lines(frame, caption=CAPTION, language=language, **options)


def runs(figure):
    """Return the years that each drawn line joins."""
    drawn = [line for line in figure.axes[0].lines if line.get_marker() == "None" and len(set(line.get_xdata())) > 1]
    return [[int(year) for year in line.get_xdata()] for line in drawn]


def points(figure):
    return {
        (float(line.get_xdata()[0]), float(line.get_ydata()[0])): line
        for line in figure.axes[0].lines
        if line.get_marker() in ("o", "v")
    }


def test_missing_values_and_missing_years_are_gaps():
    assert runs(draw()) == [[2001, 2002, 2003, 2004], [2006, 2007, 2008], [2001, 2002], [2005, 2006]]


def test_no_line_crosses_a_break():
    assert runs(draw(breaks=BREAKS)) == [[2001, 2002, 2003], [2006, 2007], [2001, 2002], [2005, 2006]]
    assert "Road Traffic Safety Law" in texts(draw(breaks=BREAKS))
    assert any("cannot be compared" in text for text in texts(draw(breaks=BREAKS)))


def test_a_break_before_the_first_or_after_the_last_year_is_not_drawn():
    shown = texts(
        draw(breaks=[(1998, Text("甲", "too early")), (2001, Text("乙", "first")), (2016, Text("丙", "too late"))])
    )
    assert not {"too early", "first", "too late"} & set(shown)


def test_two_breaks_of_one_year_share_a_line():
    assert "口径改变；另一项" in texts(draw("zh", breaks=[BREAKS[1], (2008, Text("另一项", "another"))]))


def test_every_held_point_is_drawn_and_published_ones_are_open():
    drawn = points(draw())
    assert len(drawn) == 11
    assert drawn[(2001, 1.9)].get_markerfacecolor() == "white"
    assert drawn[(2001, 1.3)].get_markerfacecolor() == "#12436D"
    assert any("published" in text for text in texts(draw()))


def test_a_point_alone_has_an_upright_line_for_its_interval():
    figure = draw(breaks=BREAKS)
    upright = [line for line in figure.axes[0].lines if list(line.get_xdata()) == [2004, 2004]]
    assert list(upright[0].get_ydata()) == pytest.approx([0.81, 1.04])


def test_bands_are_the_intervals():
    band = draw().axes[0].collections[0]
    heights = band.get_paths()[0].vertices[:, 1]
    assert heights.min() == pytest.approx(0.81)
    assert heights.max() == pytest.approx(1.48)


def test_lines_end_with_their_name_their_last_value_and_the_year_when_they_end_early():
    assert {"China 0.500", "Chongqing 1.20 (2006)"} <= set(texts(draw()))
    assert {"全国 0.500", "重庆市 1.20（2006）"} <= set(texts(draw("zh")))


def test_a_group_without_any_value_is_named_and_not_dropped():
    empty = series(Text("忠县", "Zhong County"), [2008], [np.nan])
    assert any("No data held: Zhong County." in text for text in texts(draw(frame=pd.concat([FRAME, empty]))))
    assert any("无数据：忠县。" in text for text in texts(draw("zh", frame=empty)))


def test_highlighted_groups_keep_their_colour_and_others_stand_back():
    drawn = points(draw(highlight=["Chongqing"]))
    assert drawn[(2001, 1.9)].get_markeredgecolor() == "#12436D"
    assert drawn[(2001, 1.3)].get_markeredgecolor() == "#9AA5B1"


def test_a_zero_on_a_logarithmic_axis_is_a_triangle_at_the_bottom_and_no_line_goes_to_it():
    frame = series(CHINA, [2001, 2002, 2003, 2004], [1.0, 0.8, 0.0, 0.0])
    figure = draw(frame=frame, log=True)
    assert runs(figure) == [[2001, 2002]]
    bottom = figure.axes[0].get_ylim()[0]
    assert points(figure)[(2003, bottom)].get_marker() == "v"
    assert any("zero, drawn at the bottom" in text for text in texts(figure))


def test_a_linear_axis_begins_at_zero_unless_told_otherwise():
    assert draw().axes[0].get_ylim()[0] == 0
    assert draw(from_zero=False).axes[0].get_ylim()[0] > 0.3


def test_one_series_needs_no_group():
    figure = series_lines(FRAME.head(4), caption=CAPTION, language="en")
    assert "0.900" in texts(figure)
    assert runs(figure) == [[2001, 2002, 2003, 2004]]


@pytest.mark.parametrize("language", ["zh", "en"])
@pytest.mark.parametrize("log", [False, True])
@pytest.mark.parametrize(
    "breaks", [[], BREAKS, [*BREAKS, (2006, Text("统计范围再次调整", "scope of the statistics changed again"))]]
)
def test_no_text_is_cut_off_or_overlaps(language, log, breaks):
    names = [("新疆维吾尔自治区生产建设兵团", "Xinjiang Production and Construction Corps"), ("忠县", "Zhong County")]
    names += [(f"第{n}区", f"District {n}") for n in range(7)]
    close = [series(Text(*name), [2006, 2007, 2008], [0.5, 0.5, 0.5 + n / 1000]) for n, name in enumerate(names)]
    assert_texts_apart(draw(language, pd.concat([FRAME, *close]), log=log, breaks=breaks))


@pytest.mark.parametrize("language", ["zh", "en"])
def test_thirty_groups_and_forty_years_fit(language):
    frame = pd.concat([series(f"第{n}号", range(1980, 2020), np.linspace(5, 1 + n / 20, 40)) for n in range(30)])
    assert_texts_apart(draw(language, frame, highlight=["第3号"]))


def test_months_may_stand_in_place_of_years():
    months = [f"{year}-{month:02d}" for year in (2010, 2011) for month in range(1, 13)]
    frame = pd.DataFrame({"month": months, "value": 3.0})
    frame.loc[4, "value"] = np.nan
    figure = series_lines(frame, caption=CAPTION, language="en", x="month", format="count")
    joined = [line.get_xdata() for line in figure.axes[0].lines if line.get_marker() == "None"]
    assert [len(run) for run in joined] == [4, 19]
    assert {"2010-01", "2011-07"} <= set(texts(figure))
    assert_texts_apart(figure)
    early = pd.concat([frame.assign(group="a"), frame.head(3).assign(group="b")])
    figure = series_lines(early, caption=CAPTION, language="en", x="month", group="group")
    assert "b 3.00 (2010-03)" in texts(figure)
    with pytest.raises(InputError, match="has the month 2010-01 twice: choose one value for each month"):
        series_lines(pd.concat([frame, frame.head(1)]), caption=CAPTION, language="en", x="month")


def test_the_same_rows_give_the_same_bytes():
    assert svg(draw("zh", breaks=BREAKS), "t") == svg(draw("zh", breaks=BREAKS), "t")
    assert png(draw("zh")) == png(draw("zh"))


def test_mistakes_are_told_in_a_sentence():
    with pytest.raises(InputError, match="The series 'China' has the year 2001 twice: choose one value for each year"):
        draw(frame=pd.concat([FRAME, FRAME.head(1)]))
    with pytest.raises(InputError, match="has a row without a year"):
        draw(frame=FRAME.assign(year=np.nan))
    with pytest.raises(InputError, match=r"draw it with log=False"):
        draw(frame=FRAME.assign(value=-1, lower=-2, upper=0), log=True)
    with pytest.raises(InputError, match=r"needs a column 'groups', which the frame lacks \(did you mean 'group'\?\)"):
        draw(group="groups")
