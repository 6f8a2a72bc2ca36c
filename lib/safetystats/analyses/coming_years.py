"""The years to come: the forecast with its intervals, how good such forecasts of this series were, rates and scenarios."""

from typing import Any

import numpy as np
import pandas as pd

from safetystats import figures, models
from safetystats.analyses import wording
from safetystats.analyses.definitions import dated_breaks
from safetystats.analyses.outlook_data import DEATHS, HORIZON, Coming, backtest, coming, history
from safetystats.analyses.rate_panel import CARS, GDP, Row, reach_of
from safetystats.analyses.shared import make_caption, make_figure, make_statement, make_table
from safetystats.analyses.study import Study
from safetystats.analyses.trend_series import TrendSeries, trend_series
from safetystats.products import NOT_APPLICABLE, Column, Figure, Statement, Table
from safetystats.words import Text

_LEVELS = (50, 80, 95)
#: The latent risk model needs this many years of deaths and exposure to say how each moves.
_FEWEST_FOR_RISK = 5
METHOD_NAMES = {
    "combined": Text("组合预测", "combined forecast"),
    "naive": Text("沿用上年", "last year's figure"),
    "drift": Text("平均变化外推", "mean change carried on"),
    "mean": Text("历年平均", "mean of all years"),
    "gaps": Text("状态空间模型（年份有缺）", "state space model (years are missing)"),
    "part_year": Text("仅有不足一年的数字", "part-years only"),
}


def fan(study: Study) -> Figure | Statement:
    """Draw the area's deaths on the current definition and the next five years with bands of 50, 80 and 95 %."""
    held, ahead = history(study), coming(study)
    if held is None or ahead is None:
        return make_statement(study, "fan", _NO_FAN.format(area=study.area.name), {}, used=[])
    first = ahead.frame.iloc[0]
    title = _FAN.format(
        area=study.area.name, year=int(first["year"]), median=_whole(first["median"]), lower=_whole(first["lower_95"]),
        upper=_whole(first["upper_95"]),
    )  # fmt: skip
    caption = make_caption(
        study, title, used=[held.frame], unit=Text("人", "deaths"), notes=_method_notes(ahead, held.missing)
    )
    breaks = [(float(year), words) for year, words in dated_breaks(study.peers, DEATHS, study.area.code)]
    image = figures.fan_chart(
        held.frame, ahead.frame, caption=caption, language=study.language, format="number", decimals=0, breaks=breaks
    )
    return make_figure(study, "fan", caption, image, ahead.frame, used=[held.frame])


def forecast(study: Study) -> Table:
    """The next five years: the median and the intervals of 50, 80 and 95 %."""
    held, ahead = history(study), coming(study)
    rows: list[Row] = [{"method": _NOTHING.format(area=study.area.name)}]
    if ahead is not None:
        rows = [row | {"method": METHOD_NAMES[ahead.method]} for row in ahead.frame.to_dict("records")]
    bounds = [Column(f"{side}_{level}", _BOUNDS[side].format(level=level), format="number", decimals=0)
              for level in _LEVELS for side in ("lower", "upper")]  # fmt: skip
    columns = (
        Column("year", Text("年份", "Year"), format="year"),
        Column("median", Text("中位数", "Median"), format="number", decimals=0),
        *bounds,
        Column("method", Text("方法", "Method")),
    )
    used = [] if held is None else [held.frame]
    notes = () if ahead is None else _method_notes(ahead, held.missing if held else [])
    return make_table(study, "forecast", _FORECAST, rows, columns, used=used, notes=notes)


def own_backtest(study: Study) -> Table:
    """How good forecasts of this very series were when made in the past, beside last year's figure and other simple ones."""
    held = history(study)
    tested = None if held is None else backtest(held)
    rows: list[Row] = [{"method": _TOO_SHORT.format(area=study.area.name)}]
    if tested is not None:
        rows = [
            {"method": METHOD_NAMES[str(name)], **{key: float(row[key]) for key in _SCORES}}
            for name, row in tested.summary.iterrows()
        ]
        rows.append(
            {
                "method": _CONCLUSIONS[tested.conclusion.beats_naive, tested.conclusion.sure],
                **dict.fromkeys(_SCORES, NOT_APPLICABLE),
            }
        )
    columns = (
        Column("method", Text("方法", "Method")),
        Column("smape", Text("对称百分误差", "sMAPE"), format="number", decimals=1),
        Column("mase", Text("标度误差", "MASE"), format="number", decimals=2),
        Column("coverage_50", Text("50%区间命中率", "50 % interval held"), format="percent", decimals=0),
        Column("coverage_80", Text("80%区间命中率", "80 % interval held"), format="percent", decimals=0),
        Column("coverage_95", Text("95%区间命中率", "95 % interval held"), format="percent", decimals=0),
    )
    used = [] if held is None else [held.frame]
    return make_table(study, "own_backtest", _BACKTEST, rows, columns, used=used, notes=(_BACKTEST_NOTE,))


def rate_outlook(study: Study) -> Table:
    """Rates of the years to come: deaths as exposure times risk, with the exposure forecast or standing still."""
    rows: list[Row] = []
    used: list[pd.DataFrame] = []
    for rate in (GDP, CARS):
        series = _with_risk(study, rate)
        if series is not None:
            used.append(series.frame)
            rows += _risk_rows(series)
    columns = (
        Column("rate", Text("指标", "Rate")),
        Column("area", wording.AREA),
        Column("scenario", Text("情景", "Scenario")),
        Column("year", Text("年份", "Year"), format="year"),
        Column("value", Text("率（中位数）", "Rate, median"), format="rate"),
        Column("lower", wording.LOWER, format="rate"),
        Column("upper", wording.UPPER, format="rate"),
        Column("deaths", Text("死亡人数（中位数）", "Deaths, median"), format="number", decimals=0),
        Column("deaths_lower", wording.LOWER, format="number", decimals=0),
        Column("deaths_upper", wording.UPPER, format="number", decimals=0),
    )
    rows = rows or [{"rate": _NO_RISK.format(area=study.area.name)}]
    return make_table(study, "rate_outlook", _RISK, rows, columns, used=used, notes=(_RISK_NOTE,))


def _with_risk(study: Study, rate: str) -> TrendSeries | None:
    """Return the rate of the nearest area whose latest definition holds enough years; None when there is none."""
    for area in reach_of(study):
        series = trend_series(study, rate, area)
        if len(series.frame):
            last = series.frame[series.frame["run"] == series.frame["run"].iloc[-1]]
            if len(last) >= _FEWEST_FOR_RISK:
                return series
    return None


def _risk_rows(series: TrendSeries) -> list[Row]:
    last = series.frame[series.frame["run"] == series.frame["run"].iloc[-1]].set_index("year")
    years = range(int(last.index[0]), int(last.index[-1]) + 1)
    deaths, exposure = (last[name].reindex(years) for name in ("events", "exposure"))
    still = np.full(HORIZON, float(last["exposure"].iloc[-1]))
    found: list[Row] = []
    for name, path in ((_GROWS, None), (_STILL, still)):
        ahead = models.latent_risk(deaths, exposure, HORIZON, (95,), path)
        found += [_risk_row(ahead, step, series, name, int(last.index[-1])) for step in (1, HORIZON)]
    return found


def _risk_row(ahead: Any, step: int, series: TrendSeries, scenario: Text, last_year: int) -> Row:
    deaths, risk = ahead.frame.iloc[step - 1], ahead.risk.frame.iloc[step - 1]
    return {
        "rate": series.name, "area": series.area_name, "scenario": scenario, "year": last_year + step, "value": risk["median"],
        "lower": risk["lower_95"], "upper": risk["upper_95"], "deaths": deaths["median"], "deaths_lower": deaths["lower_95"],
        "deaths_upper": deaths["upper_95"],
    }  # fmt: skip


def _method_notes(ahead: Coming, missing: list[int]) -> tuple[Text, ...]:
    notes = [_NOTES[ahead.method]]
    if missing:
        said = _MISSING if ahead.method == "gaps" else _BRIDGED
        notes.append(said.format(years=", ".join(map(str, missing))))
    return (*notes, _HONEST)


def _whole(number: float) -> str:
    return f"{number:,.0f}"


_SCORES = ("smape", "mase", "coverage_50", "coverage_80", "coverage_95")
_BOUNDS = {"lower": Text("{level}%下限", "{level} % lower"), "upper": Text("{level}%上限", "{level} % upper")}
_FAN = Text(
    "{area}{year}年死亡人数预测为{median}，95%区间{lower}—{upper}",
    "{area}: {median} deaths expected in {year}, 95 % interval {lower} to {upper}",
)
_FORECAST = Text("今后五年的死亡人数", "Deaths in the next five years")
_NO_FAN = Text(
    "{area}没有同一口径的整年数字，不画预测图；能说的见下表。",
    "{area} holds no whole year on one definition, so nothing is drawn; what can be said is in the table.",
)
_NOTHING = Text("{area}没有可用来预测的数字", "{area} holds nothing to forecast from")
_NOTES = {
    "combined": Text("组合预测：阻尼趋势、平滑与theta等八种预测的平均，区间按实际误差校准（docs/methods/forecasts.md）。",
                     "Combined forecast: eight of damped trends, smoothing and theta; intervals learned from real errors (docs/methods/forecasts.md)."),
    "naive": Text("本序列历次回测中没有方法胜过“沿用上年”，因此沿用上年。", "In this series' own backtest nothing beats last year's figure, so it is used."),
    "gaps": Text("年份有缺，用局部趋势的状态空间模型预测，缺的年份按未观测处理。", "Years are missing: a local-trend state space model takes them as not seen."),
    "part_year": Text("只有不足一年的数字：按已知各月的泊松—伽马分布推算，成批死亡已放宽，范围很宽，只能作参考。",
                      "Part-years only: gamma-Poisson of the months known, widened for deaths that come together; very wide, a rough guide only."),
}  # fmt: skip
_MISSING = Text("未收录：{years}年。", "Not held: {years}.")
_BRIDGED = Text(
    "未收录：{years}年，仅为预测按前后两年对数内插补上。",
    "Not held: {years}; for the forecast alone the logarithms of the years on either side were joined.",
)
_HONEST = Text(
    "区间假定口径不变、没有超出以往的冲击；2008年、2020年那样的共同冲击曾使实际值低于下限的次数多于名义。",
    "The intervals take the definition as unchanged and shocks as in the past; common shocks such as 2008 and 2020 broke lower limits more "
    "often than they should.",
)
_BACKTEST = Text(
    "本序列的回测：过去作的预测有多准", "Backtest of this series: how good forecasts made in the past were"
)
_BACKTEST_NOTE = Text(
    "滚动起点，提前一至三年；标度误差小于1即好于逐年沿用。年份少，误差本身也很不确定。",
    "Rolling origins, one to three years ahead; MASE below 1 is better than last year's figure within the sample. With few years the scores "
    "are uncertain themselves.",
)
_TOO_SHORT = Text(
    "{area}的序列太短或有缺年，无法回测", "the series of {area} is too short or has missing years: no backtest"
)
_CONCLUSIONS = {
    (True, True): Text("结论：组合预测好于沿用上年", "so: the combined forecast is better than last year's figure"),
    (True, False): Text(
        "结论：组合预测略好，但差别不能断定", "so: the combined forecast is a little better, not surely"
    ),
    (False, True): Text("结论：没有方法胜过沿用上年", "so: nothing beats last year's figure"),
    (False, False): Text("结论：没有方法胜过沿用上年", "so: nothing beats last year's figure"),
}
_RISK = Text(
    "死亡率的前景：分母照旧增长，或停止增长", "Outlook of the rates: exposure growing as before, or standing still"
)
_RISK_NOTE = Text(
    "潜在风险模型（Bijleveld等2008）：死亡＝暴露×风险，两者各有趋势；只用最近一个口径。分母停止增长时率降得慢，死亡未必更多。",
    "Latent risk model (Bijleveld et al. 2008): deaths = exposure × risk, each with its trend; latest definition only. Where the exposure "
    "stands still the rate falls more slowly, and deaths need not be more.",
)
_NO_RISK = Text(
    "{area}及上级地区没有五年以上同一口径的死亡和分母",
    "neither {area} nor an area above holds deaths and exposure of five years on one definition",
)
_GROWS, _STILL = Text("分母按趋势增长", "exposure follows its trend"), Text("分母停在现水平", "exposure stands still")
