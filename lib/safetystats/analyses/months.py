"""The months of a year: the year to date against last year and the quota, moving twelve months, the season, the signals."""

from typing import Any

import pandas as pd

from safetystats import figures, models
from safetystats.analyses import wording
from safetystats.analyses.rate_panel import Row
from safetystats.analyses.shared import make_caption, make_figure, make_statement, make_table
from safetystats.analyses.study import Study
from safetystats.datasets import parse_period
from safetystats.datasets.ledger import ledger_months, ledger_sources
from safetystats.errors import InputError
from safetystats.models.months.calendar_days import periods
from safetystats.products import Column, Figure, Statement, Table
from safetystats.words import Text

_INDICATOR = "work_safety_deaths"
#: A season and a control chart need two whole years.
_SEASON_MONTHS = 24


def monthly_chart(study: Study) -> Figure | Statement:
    """Draw the deaths of the year to date, month by month, beside the year before and the quota."""
    counts = monthly_deaths(study)
    if counts is None:
        return make_statement(study, "monthly_chart", _nothing(study), {}, used=[])
    quota = _quota(study)
    to_date = models.year_to_date(counts["deaths"], quota=quota)
    frame = _lines(to_date)
    last = to_date.iloc[-1]
    verdict = _CHANGED if last["lower"] > 1 or last["upper"] < 1 else _NOT_CHANGED
    title = _CHART.format(
        area=study.area.name, months=len(to_date), deaths=f"{last['cumulative']:.0f}", verdict=verdict
    )
    caption = make_caption(study, title if pd.notna(last["before"]) else _CHART_ALONE.format(
        area=study.area.name, months=len(to_date), deaths=f"{last['cumulative']:.0f}"), used=[counts], unit=Text("人", "deaths"))  # fmt: skip
    image = figures.calendar_lines(frame, caption=caption, language=study.language, quota=quota)
    return make_figure(study, "monthly_chart", caption, image, frame, used=[counts])


def monthly(study: Study) -> Table:
    """Every month: the count, the year to date and its change, twelve moving months, the season, and whether it signals."""
    counts = monthly_deaths(study)
    rows = [{"note": _nothing(study)}] if counts is None else _rows(counts["deaths"])
    columns = (
        Column("month", Text("月份", "Month")),
        Column("deaths", wording.DEATHS, format="count"),
        Column("cumulative", Text("当年累计", "Year to date"), format="count"),
        Column("before", Text("上年同期累计", "Same months of the year before"), format="count"),
        Column("ratio", Text("比值", "Ratio"), format="number", decimals=2),
        Column("lower", wording.LOWER, format="number", decimals=2),
        Column("upper", wording.UPPER, format="number", decimals=2),
        Column("twelve", Text("近十二个月", "Twelve months"), format="count"),
        Column("twelve_lower", wording.LOWER, format="number", decimals=0),
        Column("twelve_upper", wording.UPPER, format="number", decimals=0),
        Column("season", Text("季节因子", "Season's factor"), format="number", decimals=2),
        Column("signal", Text("异常信号", "Signal")),
        Column("note", wording.NOTE),
    )
    notes = () if counts is None else (_METHOD, *_season_notes(counts["deaths"]))
    used = [] if counts is None else [counts]
    return make_table(study, "monthly", _TITLE.format(area=study.area.name), rows, columns, used=used, notes=notes)


def monthly_deaths(study: Study) -> pd.DataFrame | None:
    """Return the deaths of each month up to the study's period, from the ledger or from a monthly series; None without.

    What a ledger covers is told in ``datasets.ledger``; a month missing from a published series is a gap.
    """
    last = pd.Period(year=study.period.last_year, month=study.period.last_month, freq="M")
    frame = _from_ledger(study)
    if frame is None:
        frame = _from_series(study)
    if frame is None:
        return None
    frame = frame[frame.index <= last]
    return frame if len(frame) else None


def _from_ledger(study: Study) -> pd.DataFrame | None:
    months = ledger_months(study.dataset, study.area.code, study.period)
    if months is None:
        return None
    return months[["deaths"]].assign(
        sources=pd.Series([ledger_sources(study.dataset)] * len(months), months.index, dtype=object)
    )


def _from_series(study: Study) -> pd.DataFrame | None:
    series = study.dataset.series(_INDICATOR, study.area.code)
    spans = [parse_period(text) for text in series["period"]]
    single = [span.months == 1 for span in spans]
    if not any(single):
        return None
    held = series[single]
    index = pd.PeriodIndex(
        [f"{span.first_year}-{span.first_month:02}" for span, one in zip(spans, single, strict=True) if one], freq="M"
    )
    return pd.DataFrame(
        {"deaths": held["value"].to_numpy(float), "source": held["source"].to_numpy()}, index=index
    ).sort_index()


def _quota(study: Study) -> float | None:
    """Return the year's cap on all deaths of the area, when the dataset holds one."""
    targets = study.dataset.targets
    held = targets[
        (targets["indicator"] == _INDICATOR) & (targets["area"] == study.area.code) & (targets["kind"] == "cap")
        & (targets["period"] == str(study.period.last_year)) & targets["value"].notna()
    ]  # fmt: skip
    whole = held[held["sector"].fillna("all") == "all"]
    return float(whole["value"].iloc[0]) if len(whole) else None


def _lines(to_date: pd.DataFrame) -> pd.DataFrame:
    months = periods(to_date["cumulative"])
    year = int(months.year[0])
    now = pd.DataFrame({"month": months.month, "value": to_date["cumulative"].to_numpy(), "year": str(year)})
    before = pd.DataFrame({"month": months.month, "value": to_date["before"].to_numpy(), "year": str(year - 1)})
    return pd.concat([now, before] if before["value"].notna().any() else [now], ignore_index=True)


def _rows(counts: pd.Series) -> list[Row]:
    moving = models.moving_twelve(counts)
    to_date: Any = models.year_to_date(counts)
    season, signals = _season(counts), _signals(counts)
    rows = []
    for month, (_, row) in zip(periods(moving["total"]), moving.iterrows(), strict=True):
        so_far = to_date.loc[month] if month in to_date.index else {}
        rows.append(
            {
                "month": str(month), "deaths": row["count"], "cumulative": so_far.get("cumulative"), "before": so_far.get("before"),
                "ratio": so_far.get("ratio"), "lower": so_far.get("lower"), "upper": so_far.get("upper"), "twelve": row["total"],
                "twelve_lower": row["lower"], "twelve_upper": row["upper"],
                "season": None if season is None else season.factors["factor"].iloc[month.month - 1],
                "signal": _SIGNAL if signals is not None and str(month) in signals.months else None,
            }
        )  # fmt: skip
    return rows


def _season(counts: pd.Series) -> "models.Seasonality | None":
    """Return the season by two waves, or None when two years are not held or hold too little."""
    try:
        return models.seasonality(counts, shape="harmonics") if counts.notna().sum() >= _SEASON_MONTHS else None
    except InputError:
        return None


def _signals(counts: pd.Series) -> "models.MonthlySignals | None":
    try:
        return models.monthly_signals(counts) if counts.notna().sum() > _SEASON_MONTHS + 12 else None
    except InputError:
        return None


def _season_notes(counts: pd.Series) -> list[Text]:
    season, signals = _season(counts), _signals(counts)
    notes = [
        _NO_SEASON
        if season is None
        else (_SEASON if season.p_value < 0.05 else _FLAT).format(p=f"{season.p_value:.3f}")
    ]
    if signals is not None:
        notes.append(_ALARMS.format(months=f"{signals.run_length:.0f}", shifted=f"{signals.run_length_shifted:.0f}"))
    return notes


def _nothing(study: Study) -> Text:
    return _NOTHING.format(area=study.area.name)


_TITLE = Text("{area}逐月死亡人数", "Deaths in {area}, month by month")
_CHART = Text("{area}前{months}个月死亡{deaths}人，{verdict}", "{area}: {deaths} deaths in {months} months, {verdict}")
_CHART_ALONE = Text("{area}前{months}个月死亡{deaths}人", "{area}: {deaths} deaths in {months} months")
_CHANGED = Text("与上年同期相比变化有证据", "a change on the year is shown")
_NOT_CHANGED = Text("与上年同期相比没有变化的证据", "no evidence of a change on the year")
_SIGNAL = Text("是", "yes")
_NOTHING = Text(
    "{area}没有逐月数字（只有年度或累计数），不作逐月分析。有事故台账或逐月序列的数据集会在这里给出累计进度、近十二个月、季节和异常信号。",
    "No monthly figures are held for {area} (only years or sums to date), so that months are not looked at. A dataset with a ledger or "
    "a monthly series shows the year to date, twelve moving months, the season and signals here.",
)
_METHOD = Text(
    "累计比值按天数折算，区间为精确条件区间；近十二个月的区间为Garwood区间，相邻各值共用月份，不能相互比较。台账中本该有事故却一起也没有的月份（概率不到千分之一）按未覆盖处理，不当作零。",
    "Ratios of the year to date allow for days, with exact conditional intervals; intervals of twelve months are Garwood's, and "
    "neighbouring sums share months, so that they cannot be compared with each other. Months without any accident where some would be "
    "expected (chance below one in a thousand) are gaps of the ledger, not zeros.",
)
_SEASON = Text("季节性有证据（p={p}）。", "A season is shown (p = {p}).")
_FLAT = Text("没有季节性的证据（p={p}）。", "No evidence of a season (p = {p}).")
_NO_SEASON = Text("不足两年，季节无从判断。", "Less than two years: no season can be told.")
_ALARMS = Text(
    "异常信号为计数CUSUM：风险不变时平均{months}个月误报一次，风险升高一半时平均{shifted}个月报出。",
    "Signals are those of a count CUSUM: a false one every {months} months on average, and one {shifted} months after a rise by half.",
)
