import numpy as np
import pandas as pd
import pytest

from figure_texts import assert_texts_apart, texts
from safetystats.errors import InputError
from safetystats.figures import Caption, MissingGlyphError, fan_chart
from safetystats.products.images import svg
from safetystats.words import Text

CAPTION = Caption(Text("死亡人数可能继续下降", "Deaths may go on falling"))
HISTORY = pd.DataFrame({"year": range(2010, 2020), "value": [60, 58, 55, 57, 50, 48, 47, 44, 40, 39]})
FORECAST = pd.DataFrame(
    {
        "year": [2020, 2021, 2022], "median": [38, 36, 35], "lower_50": [35, 32, 30], "upper_50": [41, 41, 41],
        "lower_80": [31, 28, 25], "upper_80": [45, 46, 47], "lower_95": [28, 24, 21], "upper_95": [50, 52, 54],
    }
)  # fmt: skip
NAMES = [Text("基准", "baseline"), Text("机动车保有量快速增长", "vehicles grow fast"), Text("新政策", "new policy")]
SCENARIOS = pd.concat([FORECAST.assign(scenario=[name] * 3) for name in NAMES])
TARGET = pd.DataFrame({"year": [2020, 2022], "target": [37, 30]})


def draw(language="en", history=HISTORY, forecast=FORECAST, **options):
    return fan_chart(history, forecast, caption=CAPTION, language=language, **options)


def bands(figure):
    """Return the first and last year and the lowest and highest value of each band."""
    areas = [path.vertices for area in figure.axes[0].collections for path in area.get_paths()]
    return [tuple(np.round([area[:, 0].min(), area[:, 0].max(), *np.sort(area[:, 1])[[0, -1]]], 6)) for area in areas]


def test_the_bands_are_the_intervals_and_begin_at_the_last_observed_point():
    assert bands(draw())[-3:] == [(2019, 2022, 30, 41), (2019, 2022, 25, 47), (2019, 2022, 21, 54)]


def test_the_last_median_is_told_with_its_widest_interval():
    shown = texts(draw())
    assert "median 35 (95 %: 21–54)" in shown
    assert "Forecast from 2020 on" in shown
    assert any("50 %, 80 %, 95 % prediction intervals" in text for text in shown)
    assert "中位数35（95%区间21–54）" in texts(draw("zh"))


def test_rates_are_printed_as_rates():
    def rate(frame):
        return frame.assign(**{name: frame[name] / 30 for name in frame if name != "year"})

    assert "median 1.17 (95 %: 0.700–1.80)" in texts(
        draw(history=rate(HISTORY), forecast=rate(FORECAST), format="rate")
    )
    shown = texts(draw(history=rate(HISTORY), forecast=rate(FORECAST), format="rate", decimals=1))
    assert "median 1.2 (95 %: 0.7–1.8)" in shown


def test_a_forecast_of_one_year_is_a_bar_and_one_after_a_gap_is_not_joined():
    one = bands(draw(forecast=FORECAST.head(1)))[-1]
    assert one == (2019.78, 2020.22, 28, 50)
    assert bands(draw(history=HISTORY.head(8)))[-1][0] == 2020


def test_a_median_of_nothing_has_an_upper_bound():
    zero = FORECAST.assign(median=0, lower_50=0, upper_50=0, lower_80=0, upper_80=1, lower_95=0, upper_95=2)
    assert "median 0 (95 %: 0–2)" in texts(draw(forecast=zero))


def test_scenarios_are_named_and_have_one_band_each():
    figure = draw(forecast=SCENARIOS, scenario="scenario", target=TARGET)
    assert len(bands(figure)) == 3
    shown = texts(figure)
    assert {"baseline", "vehicles grow fast", "median 35 (80 %: 25–47)", "target 30"} <= set(shown)
    assert any("Bands of the scenarios: 80 % prediction intervals" in text for text in shown)


def test_a_target_is_a_path_with_its_last_value():
    figure = draw(target=TARGET, target_label=Text("规划目标", "plan"))
    line = next(line for line in figure.axes[0].lines if line.get_marker() == "D")
    assert list(line.get_ydata()) == [37, 30]
    assert "plan 30" in texts(figure)
    assert "规划目标 30" in texts(draw("zh", target=TARGET.tail(1), target_label=Text("规划目标", "plan")))


def test_a_target_after_the_forecast_lengthens_the_axis():
    assert draw(target=TARGET.assign(year=[2022, 2026])).axes[0].get_xlim()[1] > 2026


def test_the_history_keeps_its_gaps_and_breaks():
    gap = HISTORY.assign(value=HISTORY["value"].where(HISTORY["year"] != 2013))
    figure = draw(history=gap, breaks=[(2016, Text("口径改变", "scope changed"))])
    lines = [list(line.get_xdata()) for line in figure.axes[0].lines if line.get_linewidth() == 1.6]
    assert lines == [[2010, 2011, 2012], [2014, 2015], [2016, 2017, 2018, 2019]]
    assert any("cannot be compared" in text for text in texts(figure))


def test_months_may_stand_in_place_of_years():
    months = [f"{year}-{month:02d}" for year in (2018, 2019) for month in range(1, 13)]
    history = pd.DataFrame({"year": months, "value": 3.0})
    forecast = FORECAST.assign(year=["2020-01", "2020-02", "2020-03"])
    shown = texts(draw(history=history, forecast=forecast))
    assert {"Forecast from 2020-01 on", "2019-01"} <= set(shown)


@pytest.mark.parametrize("language", ["zh", "en"])
@pytest.mark.parametrize("log", [False, True])
@pytest.mark.parametrize("options", [{}, {"forecast": SCENARIOS, "scenario": "scenario", "target": TARGET}])
def test_no_text_is_cut_off_or_overlaps(language, log, options):
    long = Text(
        "“十五五”规划确定的累计死亡人数控制指标", "target of the Fifteenth Five-Year Plan for the total of deaths"
    )
    breaks = [(2018, long), (2019, long)]
    assert_texts_apart(draw(language, log=log, breaks=breaks, target_label=long, axis_label=long, **options))


def test_the_same_rows_give_the_same_bytes():
    assert svg(draw("zh"), "t") == svg(draw("zh", forecast=FORECAST.iloc[::-1]), "t")


def test_mistakes_are_told_in_a_sentence():
    with pytest.raises(
        InputError, match="The forecast begins in 2020, but the history goes on to 2021: cut one of them"
    ):
        draw(history=HISTORY.assign(year=HISTORY["year"] + 2))
    with pytest.raises(InputError, match="The forecast of 2021 has no median"):
        draw(forecast=FORECAST.assign(median=[38, np.nan, 35]))
    with pytest.raises(InputError, match="intervals of 2020 do not lie in one another"):
        draw(forecast=FORECAST.assign(lower_95=32))
    with pytest.raises(InputError, match="does not hold its value"):
        draw(forecast=FORECAST.assign(upper_80=30))
    with pytest.raises(InputError, match="needs a column 'lower_90'"):
        draw(levels=(50, 90))
    with pytest.raises(InputError, match="can tell 4 scenarios apart, but 5 were passed"):
        draw(forecast=pd.concat([FORECAST.assign(s=str(n)) for n in range(5)]), scenario="s")
    with pytest.raises(InputError, match="The forecast 'baseline' has the year 2020 twice"):
        draw(forecast=pd.concat([SCENARIOS, SCENARIOS.head(1)]), scenario="scenario")
    with pytest.raises(InputError, match="draw it with log=False"):
        draw(history=HISTORY.assign(value=-1), log=True)
    with pytest.raises(InputError, match="The target of 2022 is missing: leave its row out"):
        draw(target=TARGET.assign(target=[37, np.nan]))
    with pytest.raises(InputError, match="The fan has no levels"):
        draw(levels=())
    with pytest.raises(MissingGlyphError):
        draw(target=TARGET, target_label=Text("😀", "😀"))
