"""Growth made plain: change a year, time to halve, and what would have happened on the old trend."""

import pandas as pd

from safetystats import figures, models
from safetystats.analyses import wording
from safetystats.analyses.rate_panel import Row, reach_of
from safetystats.analyses.rate_series import yearly
from safetystats.analyses.shared import make_caption, make_figure, make_statement, make_table
from safetystats.analyses.study import Study
from safetystats.analyses.trend_series import FEWEST_YEARS, TrendSeries, chain_series, trend_series
from safetystats.products import Column, Figure, Statement, Table, format_value
from safetystats.words import Text

_DEATHS, _GDP = "work_safety_deaths", "gdp_nominal"


def growth(study: Study) -> Table:
    """For every definition of every series: change a year, years to halve or double, deaths avoided against the old trend."""
    every = chain_series(study)
    rows = [_row(series, run) for series in every for run in series.runs()]
    columns = (
        Column("series", Text("序列", "Series")),
        Column("area", wording.AREA),
        Column("start", Text("自", "From"), format="year"),
        Column("end", Text("至", "To"), format="year"),
        Column("trend", Text("趋势：年均变化", "Trend: change a year"), format="percent"),
        Column("lower", wording.LOWER, format="percent"),
        Column("upper", wording.UPPER, format="percent"),
        Column("end_points", Text("首末两年：年均变化", "First to last: change a year"), format="percent"),
        Column("time", Text("减半（或翻倍）年数", "Years to halve (or double)"), format="number", decimals=1),
        Column("time_lower", wording.LOWER, format="number", decimals=1),
        Column("time_upper", wording.UPPER, format="number", decimals=1),
        Column("direction", Text("方向", "Direction")),
        Column(
            "avoided",
            Text("比前半段趋势少死亡（人）", "Deaths fewer than on the trend of the first half"),
            format="count",
        ),
        Column("avoided_lower", wording.LOWER, format="count"),
        Column("avoided_upper", wording.UPPER, format="count"),
    )
    used = [series.frame for series in every]
    return make_table(study, "growth", _TITLE, rows or [{"direction": _NOTHING}], columns, used=used, notes=(_NOTE,))


def indexed(study: Study) -> Figure | Statement:
    """Draw deaths, GDP and the rate of the two as indices of 100 in the first common year of the current definition."""
    for area in reach_of(study):
        frame, series = _index_frame(study, area)
        if len(frame):
            break
    else:
        return make_statement(study, "indexed", _NO_INDEX, {}, used=[])
    base, last = int(frame["year"].min()), frame[frame["year"] == frame["year"].max()]
    ends = {str(row["key"]): format_value(row["value"], "rate", study.language) for row in last.to_dict("records")}
    title = _INDEX_TITLE.format(area=study.area_name(area), base=base, last=int(frame["year"].max()), **ends)
    caption = make_caption(study, title, used=[series.frame], unit=_INDEX_UNIT.format(base=base), notes=(_INDEX_NOTE,))
    image = figures.series_lines(
        frame, caption=caption, language=study.language, group="group", format="rate", log=True,
        breaks=[(float(year), words) for year, words in series.breaks],
    )  # fmt: skip
    return make_figure(study, "indexed", caption, image, frame[["group", "year", "value"]], used=[series.frame])


def _row(series: TrendSeries, run: pd.DataFrame) -> Row:
    years, counts, exposure = (run[name].to_numpy() for name in ("year", "events", "exposure"))
    found = models.growth(years, counts, exposure)
    row: Row = {
        "series": series.name, "area": series.area_name, "start": years[0], "end": years[-1], "trend": found.trend.value,
        "lower": found.trend.lower, "upper": found.trend.upper, "end_points": found.end_points.value,
        "time": found.half_life.value, "time_lower": found.half_life.lower, "time_upper": found.half_life.upper,
        "direction": _DOUBLES if found.doubles else _HALVES,
    }  # fmt: skip
    if len(run) < 2 * FEWEST_YEARS:
        return row
    avoided = models.deaths_avoided(years, counts, float(years[(len(years) - 1) // 2]), exposure).total
    return row | {
        "avoided": round(avoided.value), "avoided_lower": round(avoided.lower), "avoided_upper": round(avoided.upper)
    }  # fmt: skip


def _index_frame(study: Study, area: str) -> tuple[pd.DataFrame, TrendSeries]:
    """Return the three indices of the latest definition of the area's deaths with enough years; empty without GDP."""
    series = trend_series(study, _DEATHS, area)
    runs = series.runs()
    exposure = yearly(study.peers.series(_GDP, area))["value"]
    if not runs:
        return pd.DataFrame(), series
    deaths = runs[-1].set_index("year")["value"]
    held = pd.DataFrame({"deaths": deaths, "gdp": exposure}).dropna()
    if len(held) < FEWEST_YEARS:
        return pd.DataFrame(), series
    held["rate"] = held["deaths"] / held["gdp"]
    parts = []
    for key, name in _NAMES.items():
        values = models.indexed(held[key].to_numpy())
        part = pd.DataFrame({"key": key, "year": held.index, "value": values})
        parts.append(part.assign(group=pd.Series([name] * len(held), dtype=object)))
    return pd.concat(parts, ignore_index=True), series


_NAMES = {
    "deaths": Text("死亡人数", "deaths"),
    "gdp": Text("GDP（现价）", "GDP at current prices"),
    "rate": Text("亿元GDP死亡率", "deaths per GDP"),
}
_TITLE = Text(
    "把变化说清楚：每年变多少、多久减半、比原趋势少多少", "Growth made plain: a year, to halve, against the old trend"
)
_NOTE = Text(
    "趋势为对数线性，用全部年份；首末两年之比受这两年偶然性左右，仅供对照。“比前半段趋势少死亡”以前半段的趋势延长到后半段，负数为更多；"
    "只是对照，不说明原因。区间含零（不升不降）时减半年数没有上限。",
    "The trend is log-linear through all years; first against last hangs on the chance of two years and stands for comparison only. "
    "Deaths fewer than on the trend of the first half carry that trend into the second (negative: more); a comparison, not a cause. "
    "Where the interval holds no change the years to halve have no upper end.",
)
_HALVES, _DOUBLES = Text("减半", "halves"), Text("翻倍", "doubles")
_NOTHING = Text("没有足够年份的序列", "no series holds enough years")
_NO_INDEX = Text(
    "没有一个地区在同一口径下有五年以上的死亡人数和GDP。",
    "No area holds deaths and GDP of five years or more on one definition.",
)
_INDEX_TITLE = Text(
    "{area}{base}年为100，{last}年死亡{deaths}、GDP {gdp}、死亡率{rate}",
    "{area}, {base} = 100: in {last} deaths {deaths}, GDP {gdp}, the rate {rate}",
)
_INDEX_UNIT = Text("指数（{base}年＝100）", "index ({base} = 100)")
_INDEX_NOTE = Text(
    "死亡率下降中有多少只是GDP增长，见 03_rates 的“率的下降有多少是分母”。",
    "How much of the fall of the rate is only growth of GDP: see the split of the denominator in 03_rates.",
)
