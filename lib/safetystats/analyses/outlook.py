"""What next year and the next five years will probably look like, whether quotas hold, and which target to take.

Each function answers one question of the notebook ``05_outlook`` and returns one product.
"""

import pandas as pd

from safetystats import models
from safetystats.analyses import wording
from safetystats.analyses.coming_years import METHOD_NAMES, fan, forecast, own_backtest, rate_outlook
from safetystats.analyses.hindsight import targets_in_hindsight
from safetystats.analyses.outlook_data import coming, forecast_of, history, total_deaths
from safetystats.analyses.rate_panel import Row
from safetystats.analyses.shared import make_statement, make_table, sources_table
from safetystats.analyses.study import Study, hand_on, open_study
from safetystats.analyses.target_choice import planning_table, recommendation, target_candidates
from safetystats.analyses.this_year import chance_cell, quota_choices, this_year, total_risk
from safetystats.datasets.counts import counts_of
from safetystats.products import Column, Statement, Table
from safetystats.words import Text

PRODUCTS = (
    "headline", "fan", "forecast", "own_backtest", "rate_outlook", "this_year", "quota_choices", "target_candidates", "recommendation",
    "planning_table", "targets_in_hindsight", "sensitivity", "change_our_mind", "not_held", "sources",
)  # fmt: skip
__all__ = [
    "PRODUCTS",
    "change_our_mind",
    "fan",
    "forecast",
    "hand_on",
    "headline",
    "not_held",
    "open_outlook",
    "own_backtest",
    "planning_table",
    "quota_choices",
    "rate_outlook",
    "recommendation",
    "sensitivity",
    "sources",
    "target_candidates",
    "targets_in_hindsight",
    "this_year",
]


def open_outlook(*, dataset: str, area: str, period: str, language: str, output_dir: str) -> Study:
    """Open the dataset, and the one that holds its peers, for the notebook."""
    return open_study("05_outlook", dataset=dataset, area=area, period=period, language=language, output_dir=output_dir)


def headline(study: Study) -> Statement:
    """Next year's figure with its interval, and the chance that this year's quota is broken."""
    ahead, risk, held = coming(study), total_risk(study), history(study)
    said, numbers = [], {}
    if ahead is None:
        said.append(_NO_FORECAST.format(area=study.area.name))
    else:
        first = ahead.frame.iloc[0]
        numbers = {name: float(first[name]) for name in ("median", "lower_95", "upper_95")}
        rounded = {name: f"{value:,.0f}" for name, value in numbers.items()}
        said.append(
            _NEXT.format(area=study.area.name, year=int(first["year"]), method=METHOD_NAMES[ahead.method], **rounded)
        )
    if risk is not None and study.period.months < 12:
        numbers |= {
            "chance_of_breaking": float(risk.probability_exceeded),
            "expected_total": float(risk.expected_total),
        }
        said.append(
            (_BROKEN if risk.so_far > risk.quota else _QUOTA).format(
                quota=f"{risk.quota:g}", so_far=f"{risk.so_far:g}", chance=wording.chance(float(risk.probability_exceeded)),
                expected=f"{risk.expected_total:.0f}",
            )
        )  # fmt: skip
    used = [] if held is None else [held.frame]
    return make_statement(study, "headline", wording.joined(said), numbers, used=used)


def sensitivity(study: Study) -> Table:
    """How far next year's figure and the quota's chance depend on what was assumed."""
    held, ahead = history(study), coming(study)
    rows: list[Row] = []
    if ahead is not None:
        rows.append(_assumed(_AS_USED, ahead.frame.iloc[0]))
    if held is not None:
        values = held.values
        if len(values.dropna()) > 4:
            rows.append(_forecast_row(_WITHOUT_LAST, values.iloc[:-1], ahead=2))
        if not values.isna().any() and len(values) > 3:
            rows.append(_forecast_row(_NAIVE, values, method="naive"))
    if study.period.months < 12:
        for name, options in _RISKS.items():
            risk = total_risk(study, **options)  # type: ignore[arg-type]
            if risk is not None:
                rows.append({"assumption": _RISK_NAMES[name], "chance": chance_cell(risk), "median": risk.expected_total,
                             "lower": risk.lower, "upper": risk.upper})  # fmt: skip
    columns = (
        Column("assumption", Text("假定", "Assumption")),
        Column(
            "median",
            Text("明年中位数（或今年预计）", "Next year's median (or this year expected)"),
            format="number",
            decimals=0,
        ),
        Column("lower", wording.LOWER, format="number", decimals=0),
        Column("upper", wording.UPPER, format="number", decimals=0),
        Column("chance", Text("突破今年指标的概率", "Chance of breaking this year's quota"), format="chance"),
    )
    used = [] if held is None else [held.frame]
    rows = rows or [{"assumption": _NO_FORECAST.format(area=study.area.name)}]
    return make_table(study, "sensitivity", _SENSITIVITY, rows, columns, used=used)


def change_our_mind(study: Study) -> Statement:
    """Which figures of next year would show that the forecast was wrong."""
    ahead, risk = coming(study), total_risk(study)
    said, numbers = [], {}
    if ahead is not None:
        first = ahead.frame.iloc[0]
        numbers = {"lower_95": float(first["lower_95"]), "upper_95": float(first["upper_95"])}
        # Nothing lies below zero deaths: only the upper limit can refute such a forecast.
        said.append(
            (_REFUTED if first["lower_95"] > 0 else _REFUTED_ABOVE).format(
                year=int(first["year"]), lower=f"{first['lower_95']:,.0f}", upper=f"{first['upper_95']:,.0f}"
            )
        )
    if risk is not None and study.period.months < 12 and risk.so_far <= risk.quota:
        numbers["allowance_per_month"] = float(risk.allowance_per_month)
        said.append(_ALLOWANCE.format(allowance=f"{risk.allowance_per_month:.1f}"))
    said.append(_ALWAYS)
    return make_statement(study, "change_our_mind", wording.joined(said), numbers, used=[])


def not_held(study: Study) -> Statement:
    """What the data lacks for a better outlook."""
    held = history(study)
    said = []
    if held is None:
        said.append((_ONLY_PART if total_deaths(study) is not None else _NO_DEATHS).format(area=study.area.name))
    elif held.missing:
        said.append(_GAPS.format(years=", ".join(map(str, held.missing))))
    elif len(held.frame) < 8:
        said.append(_SHORT.format(years=len(held.frame)))
    said += [_NO_SEASON, *study.caveats("accident_counts", "indicators")]
    return make_statement(study, "not_held", wording.joined(said), {}, used=[])


def sources(study: Study) -> Table:
    """Every source behind this notebook, with its tier."""
    held = history(study)
    frames = [counts_of(study.dataset, study.area.code, study.period)] + ([] if held is None else [held.frame])
    return sources_table(study, "sources", *frames)


def _forecast_row(name: Text, values: pd.Series, *, ahead: int = 1, method: str | None = None) -> Row:
    """Return next year's figure under one assumption; `ahead` counts from the last year of `values`."""
    found = models.forecast(values, ahead, method=method) if method else forecast_of(values, ahead)[0]
    return _assumed(name, found.frame.iloc[ahead - 1])


def _assumed(name: Text, row: pd.Series) -> Row:
    return {"assumption": name, "median": row["median"], "lower": row["lower_95"], "upper": row["upper_95"]}


#: Assumptions about the quota's risk, as arguments of ``total_risk``.
_RISKS: dict[str, dict[str, object]] = {
    "used": {}, "no_prior": {"prior": "nothing"}, "single": {"clustered": False},
}  # fmt: skip
_RISK_NAMES = {
    "used": Text("今年指标：采用的假定", "this year's quota: as used"),
    "no_prior": Text("今年指标：不用以往年份", "this year's quota: earlier years left out"),
    "single": Text("今年指标：不考虑成批死亡", "this year's quota: deaths taken as single"),
}
_AS_USED = Text("明年：采用的预测", "next year: as used")
_WITHOUT_LAST = Text("明年：去掉最近一年", "next year: last year left out")
_NAIVE = Text("明年：沿用上年", "next year: last year's figure")
_SENSITIVITY = Text("结论有多依赖假定", "How far this depends on what was assumed")
_NEXT = Text(
    "{area}{year}年死亡人数预测{median}人，95%区间{lower_95}—{upper_95}（{method}）。",
    "{area}: {median} deaths expected in {year}, 95 % interval {lower_95} to {upper_95} ({method}).",
)
_QUOTA = Text(
    "今年指标{quota}，已死亡{so_far}人，突破的概率{chance}，预计全年{expected}人。",
    "This year's quota is {quota}, {so_far} died so far; the chance of breaking it is {chance}, {expected} expected in the year.",
)
_BROKEN = Text(
    "今年指标{quota}，已死亡{so_far}人，已经突破，预计全年{expected}人。",
    "This year's quota of {quota} is broken already by {so_far} deaths; {expected} are expected in the year.",
)
_NO_FORECAST = Text(
    "{area}没有收录死亡人数，无法预测，也不能用别的地区代替。",
    "No deaths are held for {area}: nothing is forecast, and no other area stands in.",
)
_REFUTED = Text(
    "若{year}年死亡少于{lower}人或多于{upper}人，这个预测就错了，应查口径、登记和实际变化。",
    "Fewer than {lower} or more than {upper} deaths in {year} would show this forecast wrong: look at definition, recording and real change.",
)
_REFUTED_ABOVE = Text(
    "若{year}年死亡多于{upper}人，这个预测就错了，应查口径、登记和实际变化；数字太小，再少也推翻不了它。",
    "More than {upper} deaths in {year} would show this forecast wrong: look at definition, recording and real change. With so few deaths, "
    "none at all would not.",
)
_ALLOWANCE = Text(
    "今年以后每月超过{allowance}人，指标就守不住。",
    "More than {allowance} deaths a month from now on break this year's quota.",
)
_ALWAYS = Text(
    "统计口径改变、新的法规或一起特别重大事故，都会使上述数字作废，届时应重做。",
    "A change of definition, new rules or a single extremely serious accident voids these figures; make them anew then.",
)
_ONLY_PART = Text("{area}没有一个整年的死亡人数。", "{area} holds no whole year of deaths.")
_NO_DEATHS = Text("{area}没有收录死亡人数。", "No deaths are held for {area}.")
_GAPS = Text("缺{years}年。", "Missing: {years}.")
_SHORT = Text(
    "同一口径只有{years}年，区间因此很宽，也做不了回测。",
    "{years} years on one definition: hence wide intervals and no backtest.",
)
_NO_SEASON = Text(
    "没有逐月数字时，年内预计不考虑季节。", "Without months the rest of the year is taken as without season."
)
