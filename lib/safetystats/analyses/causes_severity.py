"""How severe: what goes with death, given an accident. Associations among recorded accidents, never causes of death.

All accidents of the area up to the end of the period are used, for one period of one county holds too few deaths. Factors
are taken in a fixed order as long as each of their levels has at least five deaths and five survivals to speak for it
(Vittinghoff and McCulloch 2007); which were left out is said.
"""

from collections.abc import Mapping
from typing import Any

import numpy as np
import pandas as pd

from safetystats import figures, measures, models
from safetystats.analyses import wording
from safetystats.analyses.causes_data import cause_name, last_month, ledger_of, primary_cause, up_to
from safetystats.analyses.causes_ranking import unknown_deaths
from safetystats.analyses.shared import make_caption, make_figure, make_statement, make_table
from safetystats.analyses.study import Study
from safetystats.analyses.wording import ACCIDENTS, LOWER, UPPER
from safetystats.codes import DAY_KINDS, code_list, day_kinds
from safetystats.codes.day_kinds import calendar_years
from safetystats.models import SeverityModel
from safetystats.models.causes.factor_design import OTHER
from safetystats.products import Column, Figure, Statement, Table
from safetystats.words import Text

#: Outcomes of the rarer kind that each parameter needs.
_EVENTS_PER_PARAMETER = 5
_UNKNOWN, _OFF_ROAD = "unknown", "off_road"
_LEAST_SHARE = 0.02
_SATURDAY = 5
#: Adjusted p-value below which the title names a factor.
_SHOWN = 0.05
#: Levels that the title names in each direction.
_NAMED = 2
_LIGHT = {
    "day": Text("白天（6:00—18:59）", "Day (6:00–18:59)"),
    "night": Text("夜间（19:00—5:59）", "Night (19:00–5:59)"),
}
_REST_DAYS = {
    "rest": Text("周末和节假日", "Weekends and holidays"),
    "work": DAY_KINDS["working"],
    "weekend": DAY_KINDS["weekend"],
    "weekday": Text("周一至周五", "Monday to Friday"),
}
_FACTORS = {
    "light": Text("时段", "Time of day"),
    "vehicle": Text("车辆", "Vehicle"),
    "cause": Text("原因", "Cause"),
    "day": Text("日期", "Day"),
    "sector": Text("行业", "Sector"),
}
_OTHER_NAMES = {
    OTHER: Text("{factor}：其他（合并）", "{factor}: others (pooled)"),
    _UNKNOWN: Text("{factor}：不详", "{factor}: unknown"),
    _OFF_ROAD: Text("非道路事故", "Not on the road"),
}


def severity_effects(study: Study) -> Figure | Statement:
    """Draw the odds ratios of a fatal against a non-fatal accident, with intervals, on a logarithmic axis."""
    ledger, fitted = _fitted(study)
    if fitted is None:
        return make_statement(study, "severity_effects", _too_few(ledger), {}, used=[ledger])
    model, _ = fitted
    effects = model.effects.to_dict("records")
    rows = pd.DataFrame([{**row, "label": _label(study, row)} for row in effects])
    shown = rows[measures.adjust_p_values(rows["p_value"]) < _SHOWN]
    subtitle = _WHERE.format(
        area=study.area.name,
        until=last_month(study.period).text,
        n=f"{model.accidents:,}",
        fatal=f"{model.events:,.0f}",
    )
    notes = (*_notes(model), *unknown_deaths(ledger))
    caption = make_caption(study, _found(study, shown), used=[ledger], subtitle=subtitle, notes=notes)
    image = figures.interval_dots(
        rows, caption=caption, language=study.language, log=True, reference=1.0, reference_label=_EQUAL, format="rate",
        value="ratio", value_label=_ODDS,
    )  # fmt: skip
    data = rows[["label", "accidents", "events", "ratio", "lower", "upper", "p_value"]]
    return make_figure(study, "severity_effects", caption, image, data, used=[ledger])


def severity_model(study: Study) -> Table | Statement:
    """Fatal against not, and deaths per accident, by factor: ratios, average marginal effects, and what was checked."""
    ledger, fitted = _fitted(study)
    if fitted is None:
        return make_statement(study, "severity_model", _too_few(ledger), {}, used=[ledger])
    fatal, deaths = fitted
    parts = (table.to_dict("records") for table in (fatal.effects, fatal.marginal, deaths.effects))
    rows = [
        {
            "name": _label(study, odds), "accidents": odds["accidents"], "fatal": odds["events"], "odds": odds["ratio"],
            "odds_lower": odds["lower"], "odds_upper": odds["upper"], "p_value": odds["p_value"],
            "marginal": margin["effect"], "marginal_lower": margin["lower"], "marginal_upper": margin["upper"],
            "deaths_ratio": killed["ratio"], "deaths_lower": killed["lower"], "deaths_upper": killed["upper"],
        }
        for odds, margin, killed in zip(*parts, strict=True)
    ]  # fmt: skip
    columns = (
        Column("name", Text("因素（参照）", "Factor (reference)")),
        Column("accidents", ACCIDENTS, format="count"),
        Column("fatal", Text("死亡事故", "Fatal"), format="count"),
        Column("odds", _ODDS, format="rate"),
        Column("odds_lower", LOWER, format="rate"),
        Column("odds_upper", UPPER, format="rate"),
        Column("p_value", Text("p 值", "p"), format="p"),
        Column("marginal", Text("死亡概率平均相差", "Average difference of the chance of death"), format="percent"),
        Column("marginal_lower", LOWER, format="percent"),
        Column("marginal_upper", UPPER, format="percent"),
        Column("deaths_ratio", Text("起均死亡之比", "Ratio of deaths per accident"), format="rate"),
        Column("deaths_lower", LOWER, format="rate"),
        Column("deaths_upper", UPPER, format="rate"),
    )
    notes = (*_notes(fatal), _deaths_note(deaths), *unknown_deaths(ledger))
    return make_table(study, "severity_model", _TITLE, rows, columns, used=[ledger], notes=notes)


def _fitted(study: Study) -> tuple[pd.DataFrame, tuple[SeverityModel, SeverityModel] | None]:
    """Return the accidents used, and the models of fatal against not and of deaths; None when there are too few."""
    ledger = ledger_of(study, up_to(study.period))
    known = ledger[ledger["deaths"].notna()]
    frame = _factors(study, known).assign(deaths=known["deaths"].astype(float))
    rarer = min(int((frame["deaths"] > 0).sum()), int((frame["deaths"] == 0).sum()))
    least = max(_EVENTS_PER_PARAMETER, round(_LEAST_SHARE * len(frame)))
    chosen = _chosen(frame.drop(columns="deaths"), least, rarer // _EVENTS_PER_PARAMETER)
    if not chosen:
        return ledger, None
    fatal = models.severity_model(frame, "deaths", chosen, least=least)
    deaths = models.severity_model(frame, "deaths", chosen, "poisson", least=least)
    if deaths.overdispersed and not deaths.penalised:
        deaths = models.severity_model(frame, "deaths", chosen, "negative-binomial", least=least)
    return ledger, (fatal, deaths)


def _factors(study: Study, ledger: pd.DataFrame) -> pd.DataFrame:
    """Return the factors in the order in which they are taken; what is not known is a level of its own."""
    first, last = calendar_years()
    dates = ledger["occurred"].dropna().dt
    frame = pd.DataFrame(index=ledger.index)
    frame["light"] = (
        ledger["hour"].between(6, 18).map({True: "day", False: "night"}).where(ledger["hour"].notna(), _UNKNOWN)
    )
    road = ledger["sector"].str.startswith("road")
    frame["vehicle"] = ledger["vehicle"].fillna(pd.Series(_UNKNOWN, index=ledger.index).where(road, _OFF_ROAD))
    frame["cause"] = primary_cause(study, ledger)
    if study.dataset.areas.is_foreign(study.area.code):
        frame["day"] = (dates.day_of_week >= _SATURDAY).map({True: "weekend", False: "weekday"})
    elif first <= dates.year.min() <= dates.year.max() <= last:
        working = pd.Series(day_kinds(dates.date), index=dates.date.index).isin(["working", "worked_weekend"])
        frame["day"] = working.map({True: "work", False: "rest"})
    if "day" in frame:
        frame["day"] = frame["day"].fillna(_UNKNOWN)  # known to the month only
    frame["sector"] = ledger["sector"]
    return frame


def _chosen(factors: pd.DataFrame, least: int, room: int) -> list[str]:
    """Return the factors that there is room for, in their order; one that says what others say already is passed over."""
    chosen: list[str] = []
    design = pd.DataFrame({"constant": 1.0}, index=factors.index)
    for factor in factors.columns:
        counts = factors[factor].value_counts()
        if counts.get(_UNKNOWN, 0) >= counts.max():
            continue  # known of fewer accidents than not: there is nothing to set its levels against
        pooled = factors[factor].where(~factors[factor].isin(counts.index[counts < least]), OTHER)
        wider = design.join(pd.get_dummies(pooled, prefix=factor, dtype=float).iloc[:, 1:])
        parameters = wider.shape[1] - design.shape[1]
        if 0 < parameters <= room and np.linalg.matrix_rank(wider.to_numpy()) == wider.shape[1]:
            chosen.append(str(factor))
            design, room = wider, room - parameters
    return chosen


def _found(study: Study, shown: pd.DataFrame) -> Text:
    """Say which levels were fatal more and less often than their reference, the strongest first; pooled ones last."""
    if shown.empty:
        return _NONE
    strength = np.log(shown["ratio"]).abs().where(~shown["level"].isin([OTHER, _UNKNOWN]), 0)
    ordered = shown.loc[strength.sort_values(ascending=False, kind="stable").index]
    parts = [
        words.format(
            names=wording.listed([_level_name(study, *level) for level in rows[["factor", "level"]].to_numpy()], _NAMED)
        )
        for words, rows in ((_MORE_OFTEN, ordered[ordered["ratio"] > 1]), (_LESS_OFTEN, ordered[ordered["ratio"] < 1]))
        if len(rows)
    ]
    said = Text("；".join(part.zh for part in parts), "; ".join(part.en for part in parts))
    return Text(said.zh, said.en[0].upper() + said.en[1:])


def _label(study: Study, row: Mapping[Any, Any]) -> Text:
    factor, level, reference = row["factor"], row["level"], row["reference"]
    return Text("{level}，比{reference}", "{level}, against {reference}").format(
        level=_level_name(study, factor, level), reference=_level_name(study, factor, reference)
    )


def _level_name(study: Study, factor: str, level: str) -> Text:
    if level in _OTHER_NAMES:
        return _OTHER_NAMES[level].format(factor=_FACTORS[factor])
    if factor == "light":
        return _LIGHT[level]
    if factor == "day":
        return _REST_DAYS[level]
    if factor == "cause":
        return cause_name(study, level)
    if factor == "sector":
        return wording.sector_name(level)
    entry = code_list("road_vehicles").lookup(level)
    return entry.name if entry else Text(level, level)


def _notes(model: SeverityModel) -> tuple[Text, ...]:
    notes = [_NOT_CAUSES, _METHOD]
    if model.penalised:
        notes.append(_PENALISED)
    if len(model.pooled):
        notes.append(_POOLED.format(n=len(model.pooled), accidents=f"{model.pooled['accidents'].sum():,.0f}"))
    return tuple(notes)


def _deaths_note(model: SeverityModel) -> Text:
    kind = _NEGATIVE_BINOMIAL if model.family == "negative-binomial" else _POISSON
    return kind.format(dispersion=f"{model.dispersion:.2f}", alpha=f"{model.alpha:.2f}")


def _too_few(ledger: pd.DataFrame) -> Text:
    if ledger.empty:
        return _NO_LEDGER
    known = ledger["deaths"].dropna()
    if known.empty:
        return _ALL_UNKNOWN.format(n=f"{len(ledger):,}")
    fatal = int((known > 0).sum())
    if fatal == len(known):
        return _ALL_FATAL.format(n=f"{fatal:,}")
    return _TOO_FEW.format(n=f"{len(known):,}", fatal=f"{fatal:,}")


_ODDS = Text("优势比", "Odds ratio")
_EQUAL = Text("无差别", "no difference")
_TITLE = Text("发生事故后，哪些因素与死亡有关", "Given an accident: what goes with death")
_WHERE = Text(
    "{area}，截至{until}，{n}起，其中死亡事故{fatal}起", "{area}, up to {until}: {n} accidents, {fatal} of them fatal"
)
_MORE_OFTEN = Text("死亡事故比参照多见：{names}", "more often fatal than their reference: {names}")
_LESS_OFTEN = Text("比参照少见：{names}", "less often: {names}")
_NONE = Text(
    "多重校正后，没有哪个因素显示与致死有关",
    "Corrected for their number, no factor is shown to go with a fatal outcome",
)
_NOT_CAUSES = Text(
    "这是已记录事故中的关联，不是因果：例如轻微事故少有上报，就会使上报的更显得严重。",
    "These are associations among recorded accidents, not causes: where slight accidents go unreported, those reported look graver.",
)
_METHOD = Text(
    "logistic 回归，各因素同时纳入，参照为最常见的一类；区间95%，未作多重校正（标题按 Holm 校正）。按“每个参数至少5起”取舍因素。",
    "Logistic regression with all factors at once, each level against the commonest; 95 % intervals, not corrected for their number (the title is, by Holm). Factors "
    "are taken while there are five outcomes for each parameter.",
)
_PENALISED = Text(
    "有的类别全部（或没有一起）致死，改用 Firth（1993）惩罚似然，区间为轮廓区间（Heinze 与 Schemper 2002）。",
    "Some level was always or never fatal, so Firth's penalised likelihood (1993) is used, with profile intervals (Heinze and Schemper 2002).",
)
_POOLED = Text(
    "起数太少的{n}类（共{accidents}起）并入“其他”。",
    "{n} levels with too few accidents ({accidents} in all) are pooled as “others”.",
)
_POISSON = Text(
    "起均死亡之比：Poisson 回归，离散度{dispersion}，大于1时区间按其放宽。",
    "Ratio of deaths per accident: Poisson regression, dispersion {dispersion}; intervals are widened by it where above 1.",
)
_NEGATIVE_BINOMIAL = Text(
    "起均死亡之比：负二项回归（过度离散，α={alpha}）。",
    "Ratio of deaths per accident: negative binomial regression (over-dispersed, α = {alpha}).",
)
_NO_LEDGER = Text(
    "没有逐起台账，不能分析哪些因素与死亡有关。",
    "There is no ledger of single accidents, so what goes with death cannot be analysed.",
)
_ALL_FATAL = Text(
    "{n}起全部是死亡事故，没有未死亡的事故可比，不能分析哪些因素与死亡有关。",
    "Every accident is fatal ({n}): there are none without deaths to compare them with, so what goes with death cannot be analysed.",
)
_ALL_UNKNOWN = Text(
    "{n}起事故的死亡人数均不详，不能分析哪些因素与死亡有关。",
    "The deaths of all accidents ({n}) are unknown, so what goes with death cannot be analysed.",
)
_TOO_FEW = Text(
    "{n}起事故中死亡事故{fatal}起：每个参数至少需要5起死亡和5起未死亡，不够估计任何因素。",
    "Accidents: {n}, fatal: {fatal}. With five fatal and five other accidents needed for each parameter no factor can be estimated.",
)
