"""When: hours by weekdays, months of unequal length, public holidays."""

import calendar
from collections import Counter
from datetime import date
from typing import Any

import pandas as pd

from safetystats import figures, measures, models
from safetystats.analyses.causes_data import ledger_of
from safetystats.analyses.causes_ranking import in_per_cent
from safetystats.analyses.shared import make_caption, make_figure, make_statement, make_table
from safetystats.analyses.study import Study
from safetystats.analyses.wording import ACCIDENTS, LOWER, UPPER
from safetystats.codes import DAY_KINDS, day_kinds
from safetystats.codes.day_kinds import calendar_years, days_between
from safetystats.datasets import Period
from safetystats.datasets.counts import counts_of, periods_of
from safetystats.products import NOT_APPLICABLE, Column, Figure, Statement, Table, format_value
from safetystats.words import LANGUAGES, Text

#: A share of accidents without a time of day above which the grid says so first.
_SHOWN = 0.05
#: With fewer accidents no outcome reaches p < 0.05, so nothing is tested: hours by weekdays (three, two and one in cells of their own: 1 of
#: 60), and months of a year (three in one month: 1 of 144).
_LEAST_HOURS, _LEAST_MONTHS = 6, 3
WEEKDAYS = tuple(Text(f"周{zh}", en) for zh, en in zip("一二三四五六日", calendar.day_name, strict=True))


def hours(study: Study) -> Figure | Statement:
    """Draw accidents by weekday and hour, with the cells that independence of the two does not explain."""
    ledger = ledger_of(study)
    with_hour = ledger.dropna(subset=["hour"])
    if with_hour.empty:
        return make_statement(study, "hours", _NO_HOURS, {}, used=[ledger])
    timed = with_hour.dropna(subset=["occurred"])
    told = with_hour if timed.empty else timed
    if len(told) < _LEAST_HOURS:
        return _too_few(study, "hours", len(told), _LEAST_HOURS, ledger)
    night = measures.proportion(int((~told["hour"].between(6, 18)).sum()), len(told))
    percents = in_per_cent(night=float(night.value), lower=float(night.lower), upper=float(night.upper))
    if timed.empty:
        words = _HOURS_ALONE.format(n=f"{len(told):,}", **percents)
        return make_statement(
            study, "hours", words, {"timed": len(told), "night_percent": 100 * night.value}, used=[told]
        )
    found = models.two_way(timed["occurred"].dt.day_of_week, timed["hour"].astype(int), range(7), range(24))
    shown = found.p_value < _SHOWN
    words = _PATTERN if shown else _NO_PATTERN if found.degrees > 0 else _ONE_LINE
    title = words.format(p=_p(found.p_value), night=f"{100 * night.value:.0f}")
    notes = [_TEST_NOTE, _NIGHT_NOTE.format(**percents), *([_SIMULATED] if found.simulated else [])]
    dated = ledger.dropna(subset=["occurred"])
    if len(timed) < len(dated):
        notes.append(_UNTIMED.format(n=f"{len(dated) - len(timed):,}", all=f"{len(ledger):,}"))
    notes += _undated(ledger)
    subtitle = _WHERE.format(area=study.area.name, period=study.period.text, n=f"{len(timed):,}")
    caption = make_caption(study, title, used=[ledger], subtitle=subtitle, notes=notes)
    image = figures.heat_table(
        found.counts, caption=caption, language=study.language, residuals=found.residuals if shown else None,
        row_labels=list(WEEKDAYS), column_title=Text("时", "Hour"),
    )  # fmt: skip
    data = pd.DataFrame(
        {"weekday": [WEEKDAYS[day] for day in range(7) for _ in range(24)], "hour": list(range(24)) * 7,
         "accidents": found.counts.to_numpy().ravel(), "expected": found.expected.to_numpy().ravel(),
         "residual": found.residuals.to_numpy().ravel()}
    )  # fmt: skip
    return make_figure(study, "hours", caption, image, data, used=[ledger])


def months(study: Study) -> Table | Statement:
    """Accidents of each month per day against the mean of all, and whether the months differ by more than chance."""
    counted, used = _month_counts(study)
    if len(counted) < 2 or not counted["accidents"].sum():
        return make_statement(study, "months", _NO_MONTHS, {}, used=[used])
    if counted["accidents"].sum() < _LEAST_MONTHS:
        return _too_few(study, "months", int(counted["accidents"].sum()), _LEAST_MONTHS, used)
    found = models.month_pattern(counted["accidents"], counted["days"], months=counted["month"])
    rows = [
        {"name": name, "accidents": row["count"], "days": row["days"], "per_day": row["count"] / row["days"],
         "ratio": row["ratio"], "lower": row["lower"], "upper": row["upper"]}
        for name, (_, row) in zip(counted["name"], found.table.iterrows(), strict=True)
    ]  # fmt: skip
    columns = (
        Column("name", Text("月份", "Month")),
        Column("accidents", ACCIDENTS, format="count"),
        Column("days", Text("天数", "Days"), format="count"),
        Column("per_day", Text("日均", "Per day"), format="number", decimals=2),
        Column("ratio", Text("与平均之比", "Ratio to the mean"), format="number", decimals=2),
        Column("lower", LOWER, format="number", decimals=2),
        Column("upper", UPPER, format="number", decimals=2),
    )
    waved = found.wave_p_value < _SHOWN  # one test of the year's wave may see what twelve months apart do not
    words = _MONTHS_DIFFER if found.p_value < _SHOWN else _MONTHS_WAVE if waved else _MONTHS_ALIKE
    title = words.format(p=_p(found.p_value), wave=_p(found.wave_p_value) if waved else "")
    wave = _WAVE.format(p=_p(found.wave_p_value)) if pd.notna(found.wave_p_value) else Text("", "")
    notes = (_MONTH_NOTE.format(wave=wave), *([_SIMULATED] if found.simulated else []))
    return make_table(study, "months", title, rows, columns, used=[used], notes=notes)


def holidays(study: Study) -> Table | Statement:
    """Accidents per day on public holidays, weekends and working days of the Chinese calendar."""
    ledger = ledger_of(study)
    first, last = calendar_years()
    if study.dataset.areas.is_foreign(study.area.code):
        return make_statement(study, "holidays", _FOREIGN.format(area=study.area.name), {}, used=[ledger])
    if ledger.empty or not first <= study.period.first_year <= study.period.last_year <= last:
        return make_statement(study, "holidays", _NO_HOLIDAYS.format(first=first, last=last), {}, used=[ledger])
    dates = ledger["occurred"].dropna().dt.date
    if dates.empty:
        return make_statement(study, "holidays", _NO_DAYS, {}, used=[ledger])
    if len(dates) < _LEAST_MONTHS:
        return _too_few(study, "holidays", len(dates), _LEAST_MONTHS, ledger)
    days, counted = Counter(day_kinds(_days(study.period))), Counter(day_kinds(dates))
    kinds = [kind for kind in DAY_KINDS if days[kind]]
    found = models.day_rates([counted[kind] for kind in kinds], [days[kind] for kind in kinds], kinds, "working")
    rows = [
        {"name": DAY_KINDS[str(kind)], "accidents": row["count"], "days": row["days"], "rate": row["rate"], "lower": row["lower"],
         "upper": row["upper"],
         **({"ratio": row["ratio"], "ratio_lower": row["ratio_lower"], "ratio_upper": row["ratio_upper"], "p_value": row["p_value"]}
            if kind != "working" and counted["working"] else dict.fromkeys(("ratio", "ratio_lower", "ratio_upper", "p_value"), NOT_APPLICABLE))}
        for kind, row in found.iterrows()
    ]  # fmt: skip
    columns = (
        Column("name", Text("日期类型", "Kind of day")),
        Column("accidents", ACCIDENTS, format="count"),
        Column("days", Text("天数", "Days"), format="count"),
        Column("rate", Text("日均", "Per day"), format="rate"),
        Column("lower", LOWER, format="rate"),
        Column("upper", UPPER, format="rate"),
        Column("ratio", Text("与工作日之比", "Ratio to working days"), format="number", decimals=2),
        Column("ratio_lower", LOWER, format="number", decimals=2),
        Column("ratio_upper", UPPER, format="number", decimals=2),
        Column("p_value", Text("p 值", "p"), format="p"),
    )
    return make_table(
        study, "holidays", _HOLIDAYS, rows, columns, used=[ledger], notes=(_HOLIDAY_NOTE, *_undated(ledger))
    )


def _month_counts(study: Study) -> tuple[pd.DataFrame, pd.DataFrame]:
    """Return accidents and days of each month of the period, from the ledger or from published months; and the rows used."""
    ledger, whole = ledger_of(study), study.period
    months = [
        Period(year, month, year, month)
        for year in range(whole.first_year, whole.last_year + 1)
        for month in range(1, 13)
        if (whole.first_year, whole.first_month) <= (year, month) <= (whole.last_year, whole.last_month)
    ]
    if len(ledger):
        counted = ledger["month"].value_counts()
        numbers, used = [int(counted.get(str(month), 0)) for month in months], ledger
    elif not {str(month) for month in months} <= set(periods_of(study.dataset, study.area.code)):
        return pd.DataFrame(columns=["name", "month", "days", "accidents"]), ledger
    else:
        held = [_published_month(study, month) for month in months]
        numbers = [int(value) for value, _ in held if pd.notna(value)]
        used = pd.concat([rows for _, rows in held])
        if len(numbers) < len(months):
            return pd.DataFrame(columns=["name", "month", "days", "accidents"]), used
    rows = [
        {"name": month.text, "month": month.first_month, "accidents": number,
         "days": calendar.monthrange(month.first_year, month.first_month)[1]}
        for month, number in zip(months, numbers, strict=True)
    ]  # fmt: skip
    return pd.DataFrame(rows), used


def _too_few(study: Study, name: str, accidents: int, least: int, used: pd.DataFrame) -> Statement:
    text = _TOO_FEW.format(n=accidents, least=least)
    return make_statement(study, name, text, {"accidents": accidents}, used=[used])


def _published_month(study: Study, month: Period) -> tuple[Any, pd.DataFrame]:
    rows = counts_of(study.dataset, study.area.code, month)
    total = rows[(rows["sector"] == "all") & (rows["severity"] == "all")]
    return (total["accidents"].iloc[0] if len(total) else pd.NA), total


def _undated(ledger: pd.DataFrame) -> list[Text]:
    """Say how many accidents are left out for want of a day, where there are any."""
    undated = int(ledger["occurred"].isna().sum())
    return [_UNDATED.format(n=f"{undated:,}", all=f"{len(ledger):,}")] if undated else []


def _days(period: Period) -> list[date]:
    last = calendar.monthrange(period.last_year, period.last_month)[1]
    return days_between(date(period.first_year, period.first_month, 1), date(period.last_year, period.last_month, last))


def _p(value: float) -> Text:
    zh, en = (format_value(value, "p", language) for language in LANGUAGES)
    return Text(zh if zh.startswith("<") else f"= {zh}", en if en.startswith("<") else f"= {en}")


_WHERE = Text("{area}，{period}，{n}起", "{area}, {period}: {n} accidents")
_PATTERN = Text(
    "时段随星期不同（p {p}）；夜间（19:00—5:59）占{night}%",
    "Hours differ between weekdays (p {p}); {night} % happen at night (19:00–5:59)",
)
_NO_PATTERN = Text(
    "没有证据表明时段随星期不同（p {p}）；夜间（19:00—5:59）占{night}%",
    "No evidence that hours differ between weekdays (p {p}); {night} % happen at night (19:00–5:59)",
)
_ONE_LINE = Text(
    "各起都在同一星期几或同一时，不能判定时段是否随星期不同；夜间（19:00—5:59）占{night}%",
    "All on one weekday or at one hour: whether hours differ between weekdays cannot be told; {night} % happen at night (19:00–5:59)",
)
_NIGHT_NOTE = Text(
    "夜间占比的95%区间为{lower}—{upper}%（Wilson）。", "At night: 95 % interval {lower} to {upper} % (Wilson)."
)
_TOO_FEW = Text(
    "只有{n}起事故，少于{least}起，不能比较时间分布。",
    "Accidents that could be used: {n}, fewer than {least}. Times are not compared.",
)
_TEST_NOTE = Text(
    "检验时段与星期是否独立（卡方）；框出的格为调整残差（Haberman 1973）绝对值大于3者，检验不显著时不框。没有交通量，起数多不等于风险高。",
    "Test of independence of hour and weekday (chi-square); framed cells have an adjusted residual (Haberman 1973) beyond 3, none where the "
    "test shows nothing. Traffic is not held: many accidents are not a high risk.",
)
_SIMULATED = Text(
    "期望数小，p 值由1,999次模拟得出（固定种子）。",
    "Expected counts are small: the p-value is simulated (1,999 draws, fixed seed).",
)
_UNTIMED = Text("{all}起中{n}起没有时刻，未计入。", "{n} of {all} accidents have no time of day and are left out.")
_UNDATED = Text(
    "{all}起中{n}起只知到月，未计入。", "{n} of {all} accidents are known to the month only and are left out."
)
_HOURS_ALONE = Text(
    "事故只知到月，不能把时段与星期相比；有时刻的{n}起中，夜间（19:00—5:59）占{night}%（95%区间{lower}—{upper}%）。",
    "Accidents are known to the month only, so hours cannot be set against weekdays; of {n} with an hour, {night} % (95 % interval {lower}–{upper} %) happened at night (19:00–5:59).",
)
_NO_DAYS = Text(
    "事故只知到月，不能分析节假日和周末。",
    "Accidents are known to the month only, so holidays and weekends cannot be analysed.",
)
_MONTHS_DIFFER = Text("各月日均起数有差别（p {p}）", "Months differ in accidents per day (p {p})")
_MONTHS_WAVE = Text(
    "日均起数有一年一个波峰的证据（p {wave}），逐月检验未显示差别（p {p}）",
    "Evidence of one yearly wave in accidents per day (p {wave}); a test of all months shows no difference (p {p})",
)
_MONTHS_ALIKE = Text(
    "没有证据表明各月日均起数有差别（p {p}）", "No evidence that months differ in accidents per day (p {p})"
)
_MONTH_NOTE = Text(
    "按天数折算；比值的区间为 Garwood 区间，p 值为卡方检验。{wave}一年的数据分不清季节与当年的偶然。",
    "Adjusted for the days of each month; intervals of the ratio are Garwood's, p is that of a chi-square test. {wave}One year cannot "
    "tell a season from the chance of that year.",
)
_WAVE = Text("一年一个波峰的检验 p {p}。", "A single yearly wave: p {p}. ")
_HOLIDAYS = Text("节假日、周末与工作日的日均起数", "Accidents per day on holidays, weekends and working days")
_HOLIDAY_NOTE = Text(
    "日历按国务院办公厅每年的放假通知（chinese_calendar）；区间为 Garwood 区间，比较为精确条件检验，未作多重校正。没有交通量，不能说节日更危险。",
    "Calendar of the State Council's yearly notices (chinese_calendar); Garwood intervals, exact conditional tests, not corrected for their number. "
    "Traffic is not held, so this does not say that holidays are more dangerous.",
)
_NO_HOURS = Text(
    "没有带时刻的逐起台账，不能分析时段和星期。",
    "There is no ledger with times of day, so hours and weekdays cannot be analysed.",
)
_NO_MONTHS = Text(
    "没有逐起台账，也没有各月起数，不能分析月份。",
    "There is neither a ledger nor a count of every month, so months cannot be compared.",
)
_FOREIGN = Text(
    "节假日历是中国的，不适用于{area}，不作节假日分析；周末与平日的差别见时段与星期图。",
    "The calendar of holidays is that of China and does not hold for {area}, so holidays are not analysed; weekends show in the grid of hours and weekdays.",
)
_NO_HOLIDAYS = Text(
    "没有逐起台账，或时期不在已知放假安排的{first}—{last}年内，不能分析节假日。",
    "There is no ledger, or the period lies outside the years {first}–{last} whose holidays are known, so holidays cannot be analysed.",
)
