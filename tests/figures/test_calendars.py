import numpy as np
import pandas as pd
import pytest

from figure_texts import assert_texts_apart, texts
from safetystats.errors import InputError
from safetystats.figures import Caption, MissingGlyphError, calendar_lines
from safetystats.products.images import svg
from safetystats.words import Text

CAPTION = Caption(Text("前十个月超过时间进度", "Ten months: above the quota pro rata"))


def year(name, values):
    return pd.DataFrame({"year": name, "month": range(1, len(values) + 1), "value": values})


THIS, LAST = year(Text("2011年", "2011"), np.cumsum([3] * 10)), year(Text("2010年", "2010"), np.cumsum([2] * 12))
FRAME = pd.concat([THIS, LAST])


def draw(language="en", frame=FRAME, **options):
    return calendar_lines(frame, caption=CAPTION, language=language, **options)


def lines(figure):
    return [line for line in figure.axes[0].lines if line.get_marker() == "None"]


def test_each_year_ends_with_its_last_sum_and_its_months_when_it_is_not_over():
    assert {"2011 30 (Jan–Oct)", "2010 24", "Jan", "Dec"} <= set(texts(draw()))
    assert {"2011年 30（1–10月）", "2010年 24", "1月", "12月"} <= set(texts(draw("zh")))
    assert "2011 3 (Jan)" in texts(draw(frame=THIS.head(1)))


def test_the_quota_is_spread_evenly_and_told_for_the_last_month_of_the_first_year():
    figure = draw(quota=30)
    assert list(lines(figure)[0].get_ydata()) == pytest.approx(np.arange(1, 13) * 2.5)
    assert "".join(texts(figure)).count("quota of the year 30") == 1
    assert any("(pro rata to Oct: 25)" in text for text in texts(figure))
    assert any("Dashed line: the quota pro rata" in text for text in texts(figure))
    assert "控制指标24" in texts(draw("zh", frame=LAST, quota=24, quota_label=Text("控制指标", "cap")))


def test_the_quota_may_follow_the_season():
    path = np.cumsum([1, 1, 2, 2, 3, 3, 3, 3, 3, 3, 3, 3])
    assert list(lines(draw(quota=path))[0].get_ydata()) == list(path)
    assert any("(pro rata to Oct: 24)" in text for text in texts(draw(quota=list(path))))


def test_a_missing_month_is_a_gap():
    frame = THIS.assign(value=THIS["value"].where(THIS["month"] != 5))
    assert [list(line.get_xdata()) for line in lines(draw(frame=frame))] == [[1, 2, 3, 4], [6, 7, 8, 9, 10]]


def test_highlighted_years_keep_their_colour_and_intervals_are_bands():
    frame = FRAME.assign(low=FRAME["value"] - 1, high=FRAME["value"] + 2)
    figure = draw(frame=frame, lower="low", upper="high", highlight=["2011"])
    assert {line.get_color() for line in lines(figure)} == {"#12436D", "#9AA5B1"}
    assert any("95 % intervals" in text for text in texts(figure))


@pytest.mark.parametrize("language", ["zh", "en"])
@pytest.mark.parametrize("months", [1, 12])
def test_no_text_is_cut_off_or_overlaps(language, months):
    old = [
        year(Text(f"{y}年（含农业机械）", f"{y} (farm machines included)"), np.arange(12)) for y in range(2001, 2012)
    ]
    frame = pd.concat([one.head(months) for one in old])
    label = Text("安全生产控制指标（较大事故死亡人数）", "quota of deaths in major accidents")
    assert_texts_apart(draw(language, frame, quota=9, quota_label=label, axis_label=label))


def test_the_same_rows_give_the_same_bytes():
    assert svg(draw("zh", quota=30), "t") == svg(draw("zh", FRAME.iloc[::1], quota=30), "t")


def test_mistakes_are_told_in_a_sentence():
    with pytest.raises(InputError, match="'2011' has the month 13, but months are whole numbers from 1 to 12"):
        draw(frame=THIS.assign(month=range(4, 14)))
    with pytest.raises(InputError, match="cumulative numbers of '2011' fall in month 2: pass sums of the year to date"):
        draw(frame=THIS.assign(value=range(10, 0, -1)))
    with pytest.raises(InputError, match="'2011' has no number in any month"):
        draw(frame=THIS.assign(value=np.nan))
    with pytest.raises(InputError, match="twice"):
        draw(frame=pd.concat([THIS, THIS]))
    for quota in (0, -3, [1, 2], [3] * 11 + [2], float("nan")):
        with pytest.raises(InputError, match="The quota is one number above 0, or twelve cumulative ones"):
            draw(quota=quota)
    with pytest.raises(InputError, match="needs a column 'month'"):
        draw(frame=THIS.drop(columns="month"))
    with pytest.raises(MissingGlyphError):
        draw(quota=3, quota_label=Text("😀", "😀"))
