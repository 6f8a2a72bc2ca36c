"""How deaths and rates moved over the years: where the trend bends, what is only a change of definition, what is growth.

Each function answers one question of the notebook ``04_trends`` and returns one product. Trends are joinpoint models
(``models.joinpoint``) of each definition apart; nothing is fitted across a change of definition.
"""

import pandas as pd

from safetystats import figures
from safetystats.analyses import wording
from safetystats.analyses.definition_changes import definition_steps, unannounced_breaks
from safetystats.analyses.growth import growth, indexed
from safetystats.analyses.months import monthly, monthly_chart, monthly_deaths
from safetystats.analyses.province_panel import province_growth, province_panel
from safetystats.analyses.rate_panel import CARS, GDP, Row
from safetystats.analyses.shared import make_caption, make_figure, make_statement, make_table, sources_table
from safetystats.analyses.study import Study, hand_on, open_study
from safetystats.analyses.trend_fits import RunFit, fit_runs
from safetystats.analyses.trend_series import (
    FEWEST_YEARS,
    SERIES,
    TrendSeries,
    chain_series,
    subject_series,
    trend_series,
)
from safetystats.analyses.why import accidents_or_gravity, why, why_waterfall
from safetystats.models import Segment
from safetystats.products import NOT_APPLICABLE, Column, Figure, Format, Statement, Table, format_value
from safetystats.words import LANGUAGES, Text

DEATHS, ROAD_DEATHS = "work_safety_deaths", "road_deaths"
PRODUCTS = (
    "headline", "work_safety_trend", "road_trend", "gdp_rate_trend", "cars_rate_trend", "segments", "selection",
    "definition_steps", "unannounced_breaks", "growth", "indexed", "why_waterfall", "why", "accidents_or_gravity",
    "province_panel", "province_growth", "monthly_chart", "monthly", "conclusions", "sources",
)  # fmt: skip
__all__ = [
    "CARS", "DEATHS", "GDP", "PRODUCTS", "ROAD_DEATHS", "accidents_or_gravity", "conclusions", "definition_steps", "growth",
    "hand_on", "headline", "indexed", "monthly", "monthly_chart", "open_trends", "province_growth", "province_panel",
    "segments", "selection", "sources", "trend", "unannounced_breaks", "why", "why_waterfall",
]  # fmt: skip


def open_trends(*, dataset: str, area: str, period: str, language: str, output_dir: str) -> Study:
    """Open the dataset, and the one that holds its peers, for the notebook."""
    return open_study("04_trends", dataset=dataset, area=area, period=period, language=language, output_dir=output_dir)


def headline(study: Study) -> Statement:
    """The latest yearly change of each series, for the area or for the nearest one that has a trend."""
    numbers: dict[str, float] = {}
    said, used = [], []
    for indicator, short in SERIES.items():
        series = subject_series(study, indicator)
        if series is None:
            said.append(_NO_TREND.format(name=wording.indicator_name(indicator), area=study.area.name))
            continue
        fit = fit_runs(series)[-1]
        last = fit.model.segments[-1]
        used.append(series.frame)
        numbers |= {f"{short}_apc": last.apc, f"{short}_lower": last.lower, f"{short}_upper": last.upper}
        said.append(_segment_sentence(series, last))
    # The lead announces another area, so it stands only where one is shown.
    lead = [] if _own(study) or not used else [_OTHER_AREA.format(area=study.area.name, years=_years_held(study))]
    return make_statement(study, "headline", wording.joined([*lead, *said]), numbers, used=used, notes=(_METHOD,))


def trend(study: Study, indicator: str) -> Figure | Statement:
    """Draw a series with its fitted pieces, their yearly changes, the bends and the changes of definition."""
    name = f"{SERIES[indicator]}_trend"
    series = subject_series(study, indicator)
    if series is None:
        text = _NO_TREND.format(name=wording.indicator_name(indicator), area=study.area.name)
        return make_statement(study, name, text, {}, used=[])
    fits = fit_runs(series)
    frame = _with_fitted(series, fits)
    segments = pd.DataFrame([_segment(segment) for fit in fits for segment in fit.model.segments])
    bends = pd.DataFrame(
        [{"year": bend.year, "lower": bend.lower, "upper": bend.upper} for fit in fits for bend in fit.model.joinpoints]
    )
    caption = make_caption(
        study, _segment_title(series, fits[-1].model.segments[-1]), used=[series.frame], unit=series.unit,
        notes=(_METHOD, *([] if series.area == study.area.code else [_NOT_OWN.format(area=study.area.name)])),
    )  # fmt: skip
    printed: tuple[Format, int | None] = ("rate", None) if series.is_rate else ("number", 0)
    image = figures.trend_segments(
        frame, segments, bends if len(bends) else None, caption=caption, language=study.language, lower="lower",
        upper="upper", breaks=[(float(year), words) for year, words in series.breaks], format=printed[0], decimals=printed[1], log=True,
    )  # fmt: skip
    return make_figure(study, name, caption, image, frame, used=[series.frame])


def segments(study: Study) -> Table:
    """Every piece of every trend: its years, its yearly change with interval, and whether the change is shown."""
    every = chain_series(study)
    rows = [
        _segment_row(series, segment) for series in every for fit in fit_runs(series) for segment in fit.model.segments
    ]
    rows += [_average_row(series, fit) for series in every for fit in fit_runs(series) if len(fit.model.segments) > 1]
    columns = (
        Column("series", Text("序列", "Series")),
        Column("area", wording.AREA),
        Column("start", Text("自", "From"), format="year"),
        Column("end", Text("至", "To"), format="year"),
        Column("apc", Text("年均变化", "Change per year"), format="percent"),
        Column("lower", wording.LOWER, format="percent"),
        Column("upper", wording.UPPER, format="percent"),
        Column("p_value", Text("p 值", "p"), format="p"),
        Column("reading", wording.VERDICT),
    )
    used = [series.frame for series in every]
    return make_table(
        study, "segments", _SEGMENTS, rows or [{"reading": _NOTHING}], columns, used=used, notes=(_METHOD,)
    )


def selection(study: Study) -> Table:
    """How the number of bends was chosen: every number tried, with its fit and its criteria."""
    every = chain_series(study)
    rows = [row for series in every for fit in fit_runs(series) for row in _selection_rows(series, fit)]
    columns = (
        Column("series", Text("序列", "Series")),
        Column("area", wording.AREA),
        Column("years", Text("年份", "Years")),
        Column("joinpoints", Text("转折点数", "Joinpoints"), format="count"),
        Column("where", Text("转折年份", "At")),
        Column("sum_of_squares", Text("加权残差平方和", "Weighted sum of squares"), format="number", decimals=2),
        Column("criterion", Text("准则值（越小越好）", "Criterion (less is better)"), format="number", decimals=3),
        Column("chosen", Text("采用", "Used")),
    )
    used = [series.frame for series in every]
    return make_table(
        study, "selection", _SELECTION, rows or [{"chosen": _NOTHING}], columns, used=used, notes=(_RULE,)
    )


def conclusions(study: Study) -> Statement:
    """Say in plain words what these series allow to be concluded for the area, and what they do not."""
    own = [indicator for indicator in SERIES if trend_series(study, indicator, study.area.code).runs()]
    missing = [indicator for indicator in SERIES if indicator not in own]
    said = []
    if own:
        said.append(
            _CAN.format(area=study.area.name, items=wording.listed([wording.indicator_name(one) for one in own]))
        )
    if missing:
        items = wording.listed([wording.indicator_name(one) for one in missing])
        said.append(_CANNOT.format(area=study.area.name, items=items, fewest=FEWEST_YEARS))
    if not own:
        said.append(_COUNTY)
    said.append(_ACROSS)
    return make_statement(
        study, "conclusions", wording.joined(said), {"trends": len(own)}, used=[], notes=study.caveats("accidents")
    )


def sources(study: Study) -> Table:
    """Every source behind this notebook, with its tier."""
    counts = monthly_deaths(study)
    monthly_rows = [] if counts is None else [counts]
    return sources_table(study, "sources", *(series.frame for series in chain_series(study)), *monthly_rows)


def _own(study: Study) -> bool:
    return any(trend_series(study, indicator, study.area.code).runs() for indicator in SERIES)


def _years_held(study: Study) -> int:
    return max(len(trend_series(study, indicator, study.area.code).frame) for indicator in SERIES)


def _with_fitted(series: TrendSeries, fits: list[RunFit]) -> pd.DataFrame:
    """Return the series with a column of fitted values, missing where no trend was fitted."""
    fitted = pd.concat([fit.model.fitted for fit in fits]).set_index("year")["fitted"]
    return series.frame.assign(fitted=series.frame["year"].map(fitted))


def _segment(segment: Segment) -> Row:
    return {name: getattr(segment, name) for name in ("start", "end", "apc", "lower", "upper")}


def _segment_row(series: TrendSeries, segment: Segment) -> Row:
    return _named(series) | {
        "start": segment.start, "end": segment.end, "apc": segment.apc / 100, "lower": segment.lower / 100,
        "upper": segment.upper / 100, "p_value": segment.p_value, "reading": _reading(segment.lower, segment.upper),
    }  # fmt: skip


def _average_row(series: TrendSeries, fit: RunFit) -> Row:
    average = fit.model.aapc()
    start, end = fit.frame["year"].iloc[0], fit.frame["year"].iloc[-1]
    return _named(series) | {
        "p_value": NOT_APPLICABLE, "series": _AVERAGE.format(name=series.name), "start": start, "end": end, "apc": average.value / 100,
        "lower": average.lower / 100, "upper": average.upper / 100, "reading": _reading(average.lower, average.upper),
    }  # fmt: skip


def _selection_rows(series: TrendSeries, fit: RunFit) -> list[Row]:
    selection = fit.model.selection
    return [
        _named(series) | {
            "years": fit.years, "joinpoints": row["joinpoints"], "where": ", ".join(f"{year:g}" for year in row["years"]) or NOT_APPLICABLE,
            "sum_of_squares": row["wsse"], "criterion": row["weighted_bic"],
            "chosen": _CHOSEN if row["joinpoints"] == selection.joinpoints else None,
        }
        for row in selection.table.to_dict("records")
    ]  # fmt: skip


def _named(series: TrendSeries) -> Row:
    return {"series": series.name, "area": series.area_name}


def _reading(lower: float, upper: float) -> Text:
    return _FELL if upper < 0 else _ROSE if lower > 0 else _NOT_SHOWN


def _segment_sentence(series: TrendSeries, segment: Segment) -> Text:
    return _SENTENCE.format(title=_segment_title(series, segment), reading=_reading(segment.lower, segment.upper))


def _segment_title(series: TrendSeries, segment: Segment) -> Text:
    """Say the change of the latest piece with its interval, so that the title claims no more than that."""
    ends = {
        language: [format_value(number / 100, "percent", language) for number in (segment.apc, segment.lower, segment.upper)]
        for language in LANGUAGES
    }  # fmt: skip
    value, lower, upper = (Text(zh, en) for zh, en in zip(ends["zh"], ends["en"], strict=True))
    return _TITLE.format(
        area=series.area_name, name=series.name, start=f"{segment.start:g}", end=f"{segment.end:g}", value=value, lower=lower,
        upper=upper,
    )  # fmt: skip


_TITLE = Text(
    "{area}{name}{start}—{end}年每年变化{value}（{lower}～{upper}）",
    "{area}: {name} {value} a year from {start} to {end} ({lower} to {upper})",
)
_SENTENCE = Text("{title}，{reading}。", "{title}, and {reading}.")
_AVERAGE = Text("{name}（全期平均）", "{name} (average of the whole time)")
_FELL = Text("下降有证据", "the fall is shown")
_ROSE = Text("上升有证据", "the rise is shown")
_NOT_SHOWN = Text("不能断定升降", "neither rise nor fall is shown")
_CHOSEN = Text("采用", "used")
_SEGMENTS = Text("各段趋势的年均变化", "Yearly change of every piece of the trends")
_SELECTION = Text("转折点数是怎样选定的", "How the number of bends was chosen")
_METHOD = Text(
    "转折点回归（Joinpoint；Kim等2000），对数尺度，按死亡人数加权，每一口径单独拟合；转折点数用加权BIC选定（Kim等2022）。",
    "Joinpoint regression (Kim et al. 2000) on the logarithmic scale, weighted by deaths, each definition fitted apart; number of "
    "bends by weighted BIC (Kim et al. 2022).",
)
_RULE = Text(
    "加权BIC介于BIC与BIC3之间；样本少时任何准则都难分辨转折，结论不应依赖是否多一个转折点。",
    "Weighted BIC lies between BIC and BIC3. With few years no rule tells bends apart well; nothing should hang on one bend more.",
)
_NO_TREND = Text(
    "{name}：{area}及其上级地区都没有足够年份，不拟合趋势。",
    "{name}: neither {area} nor an area above holds enough years, so no trend is fitted.",
)
_OTHER_AREA = Text(
    "{area}只有{years}个整年的数字，不能拟合趋势；下面是最近的有足够年份的上级地区。",
    "{area} holds {years} whole years, too few for a trend; what follows is the nearest area above that holds enough.",
)
_NOT_OWN = Text("{area}没有足够年份，画的是上级地区。", "{area} holds too few years: an area above it is drawn.")
_NOTHING = Text("没有足够年份的序列", "no series holds enough years")
_CAN = Text(
    "可以说：{area}的{items}有足够年份，上表各段的升降以区间为准。",
    "What can be said: {items} of {area} hold enough years; rises and falls are as the intervals above say.",
)
_CANNOT = Text(
    "不能说：{area}的{items}在同一口径下不足{fewest}年，升降趋势无从谈起，不能用上级地区的趋势代替。",
    "What cannot: {items} of {area} hold fewer than {fewest} years on one definition; there is no trend to speak of, and that of an "
    "area above is no substitute.",
)
_COUNTY = Text(
    "只有本期与上年同期两个数时，只能比较这两个数（见 01_situation），比较的结论也只到区间为止。",
    "With this period and the same months of the year before only, the two can be compared (see 01_situation), no further than "
    "their interval.",
)
_ACROSS = Text(
    "跨越口径变化的升降（如全国2015年到2016年）不是安全状况的变化，任何地区都不能这样写。",
    "A rise or fall across a change of definition (as the nation's from 2015 to 2016) is no change of safety, for any area.",
)
