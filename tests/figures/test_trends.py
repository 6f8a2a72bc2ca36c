import numpy as np
import pandas as pd
import pytest

from figure_texts import assert_texts_apart, texts
from safetystats.errors import InputError
from safetystats.figures import Caption, MissingGlyphError, trend_segments
from safetystats.products.images import svg
from safetystats.words import Text

CAPTION = Caption(Text("2010年起降得更快", "The fall quickened in 2010"))
YEARS = np.arange(2003, 2021)
LINE = np.where(YEARS < 2010, 5 - 0.1 * (YEARS - 2003), 4.3 - 0.3 * (YEARS - 2010))
FRAME = pd.DataFrame(
    {
        "year": YEARS, "value": LINE + 0.05, "lower": LINE - 0.2, "upper": LINE + 0.3,
        "fitted": LINE, "low": LINE - 0.1, "high": LINE + 0.1,
    }
)  # fmt: skip
SEGMENTS = pd.DataFrame(
    {"start": [2003, 2010], "end": [2010, 2020], "apc": [-2.04, 1.25], "lower": [-3, -0.5], "upper": [-1, 3.0]}
)
JOINPOINTS = pd.DataFrame({"year": [2010], "lower": [2008], "upper": [2011]})
BREAKS = [(2016, Text("统计口径改变", "scope changed"))]


def draw(language="en", frame=FRAME, segments=SEGMENTS, joinpoints=JOINPOINTS, **options):
    columns = {"lower": "lower", "upper": "upper", "fitted_lower": "low", "fitted_upper": "high", **options}
    return trend_segments(frame, segments, joinpoints, caption=CAPTION, language=language, **columns)


def fitted_runs(figure):
    """Return first and last year of each fitted line."""
    lines = [line.get_xdata() for line in figure.axes[0].lines if line.get_linewidth() == 1.6]
    return [(int(years[0]), int(years[-1])) for years in lines]


def points(figure):
    marked = [line for line in figure.axes[0].lines if line.get_marker() in ("o", "v")]
    return {float(line.get_xdata()[0]): line for line in marked}


def test_each_segment_tells_its_yearly_change_with_its_interval():
    shown = texts(draw())
    assert {"−2.0 %/yr", "(−3.0 to −1.0)", "+1.3 %/yr", "(−0.5 to 3.0)", "2010 (2008–2011)"} <= set(shown)
    shown = texts(draw("zh"))
    assert {"每年−2.0%", "（−3.0～−1.0）", "2010（2008–2011）"} <= set(shown)
    assert "−2.04 %/yr" in texts(draw(change_decimals=2))


def test_the_ends_tell_what_was_observed_and_what_is_fitted():
    assert {"observed 1.35", "fitted 1.30"} <= set(texts(draw()))
    early = FRAME.assign(value=FRAME["value"].where(FRAME["year"] < 2019)).assign(lower=np.nan, upper=np.nan)
    assert {"观测值1.95（2018）", "拟合值1.30"} <= set(texts(draw("zh", early)))


def test_no_fitted_line_crosses_a_break_or_a_gap():
    assert fitted_runs(draw()) == [(2003, 2020)]
    assert fitted_runs(draw(breaks=BREAKS)) == [(2003, 2015), (2016, 2020)]
    gap = FRAME.assign(fitted=FRAME["fitted"].where(FRAME["year"] != 2006), low=np.nan, high=np.nan)
    assert fitted_runs(draw(frame=gap)) == [(2003, 2005), (2007, 2020)]
    assert any("no trend crosses it" in text for text in texts(draw(breaks=BREAKS)))
    assert "scope changed" not in texts(draw(breaks=[(1999, BREAKS[0][1])]))


def test_a_missing_observation_is_no_point_and_rows_may_come_in_any_order():
    frame = FRAME.assign(value=FRAME["value"].where(FRAME["year"] != 2006)).sample(frac=1, random_state=1)
    figure = draw(frame=frame)
    assert set(points(figure)) == {float(year) for year in YEARS if year != 2006}
    assert svg(draw(frame=frame), "t") == svg(draw(frame=frame.sort_values("year")), "t")


def test_a_zero_on_a_logarithmic_axis_is_a_triangle_at_the_bottom():
    frame = FRAME.copy()
    frame.loc[3, ["value", "lower"]] = 0
    figure = draw(frame=frame, log=True)
    assert points(figure)[2006].get_marker() == "v"
    assert points(figure)[2006].get_ydata()[0] == figure.axes[0].get_ylim()[0]
    assert any("zero, drawn at the bottom" in text for text in texts(figure))


def test_whiskers_of_bends_lie_at_their_years():
    whisker = next(line for line in draw().axes[1].lines if line.get_marker() == "|")
    assert list(whisker.get_xdata()) == [2008, 2011]
    bare = JOINPOINTS.assign(lower=np.nan, upper=np.nan)
    assert "2010" in texts(draw(joinpoints=bare))


@pytest.mark.parametrize("joinpoints", [None, JOINPOINTS.head(0)])
def test_a_trend_without_a_bend_has_no_strip_below(joinpoints):
    figure = draw(joinpoints=joinpoints, segments=SEGMENTS.head(1).assign(end=2020))
    assert len(figure.axes) == 1
    assert not any("Diamond" in text for text in texts(figure))


@pytest.mark.parametrize("language", ["zh", "en"])
@pytest.mark.parametrize("log", [False, True])
@pytest.mark.parametrize("breaks", [[], [(2004, Text("道路交通安全法施行", "Road Traffic Safety Law")), *BREAKS]])
def test_no_text_is_cut_off_or_overlaps(language, log, breaks):
    bends = [2004, 2005, 2006, 2019]
    segments = pd.DataFrame({"start": [2003, *bends], "end": [*bends, 2020], "apc": -12.3, "lower": -20, "upper": 0})
    joinpoints = pd.DataFrame({"year": bends, "lower": 2003, "upper": 2020})
    label = Text("亿元国内生产总值生产安全事故死亡率", "Deaths per 100 million yuan of gross domestic product")
    assert_texts_apart(
        draw(language, segments=segments, joinpoints=joinpoints, log=log, breaks=breaks, axis_label=label)
    )


def test_notes_tell_only_what_is_shown():
    bare = draw(lower=None, upper=None, fitted_lower=None, fitted_upper=None, segments=SEGMENTS.assign(lower=np.nan))
    assert not any("95 % interval" in text and "Diamond" not in text for text in texts(bare))


def test_a_segment_without_a_change_has_a_bare_bracket():
    shown = texts(draw(segments=SEGMENTS.assign(apc=[np.nan, 1.25])))
    assert not any("…" in text for text in shown)
    assert "+1.3 %/yr" in shown


def test_mistakes_are_told_in_a_sentence():
    with pytest.raises(InputError, match="has the year 2003 twice: choose one value for each year"):
        draw(frame=pd.concat([FRAME, FRAME.head(1)]))
    with pytest.raises(InputError, match="has a row without a year"):
        draw(frame=FRAME.assign(year=np.nan))
    with pytest.raises(InputError, match="The segment 2010–2003 does not end after it starts"):
        draw(segments=SEGMENTS.head(1).assign(start=2010, end=2003))
    with pytest.raises(InputError, match=r"interval of '2010–2020', 2 to 3, does not hold its value 1.25"):
        draw(segments=SEGMENTS.assign(lower=[-3, 2]))
    with pytest.raises(InputError, match="needs a column 'apc'"):
        draw(segments=SEGMENTS.drop(columns="apc"))
    with pytest.raises(InputError, match="interval of '2010', 2011 to 2011, does not hold its value"):
        draw(joinpoints=JOINPOINTS.assign(lower=2011))
    with pytest.raises(InputError, match="draw it with log=False"):
        draw(frame=FRAME.assign(value=-1, lower=-2, upper=0), log=True)
    with pytest.raises(MissingGlyphError):
        draw(breaks=[(2016, Text("😀", "😀"))])
