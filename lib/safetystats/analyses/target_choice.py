"""Candidates for the five-year target: what each asks, whether it is likely, whether it could be seen, which to take."""

from dataclasses import dataclass
from typing import Any

import numpy as np
import pandas as pd

from safetystats import targets
from safetystats.analyses import wording
from safetystats.analyses.outlook_data import (
    DEATHS,
    HORIZON,
    Coming,
    coming,
    history,
    total_deaths,
    variance_factor,
    yearly_prior,
)
from safetystats.analyses.rate_panel import Row
from safetystats.analyses.shared import make_statement, make_table
from safetystats.analyses.study import Study
from safetystats.analyses.trend_series import trend_series
from safetystats.products import NOT_APPLICABLE, Column, Statement, Table
from safetystats.words import Text

#: Where the paces that areas of like size kept up are read off: every area with yearly deaths in the peers' dataset.
_PACE_YEARS = 3


@dataclass(frozen=True, slots=True)
class _Design:
    """The candidates, the base they start from, and the year they end in."""

    frame: pd.DataFrame
    base: float
    base_year: int
    estimated: bool

    @property
    def target_year(self) -> int:
        return self.base_year + HORIZON

    @property
    def recommended(self) -> Any:
        return self.frame[self.frame["recommended"]].iloc[0]


def target_candidates(study: Study) -> Table:
    """The candidates side by side: level, cut a year, how fast others were, chance, whether it can be seen, deaths avoided."""
    design = _design(study)
    rows: list[Row] = [{"rule": _NOTHING.format(area=study.area.name)}]
    if design is not None:
        rows = [_row(row) for row in design.frame.to_dict("records")]
    columns = (
        Column("rule", Text("候选目标", "Candidate")),
        Column("level", Text("期末死亡人数", "Deaths at the end"), format="rate"),
        Column("annual_cut", Text("每年下降", "Cut a year"), format="percent"),
        Column("total_cut", Text("五年下降", "Cut in five years"), format="percent"),
        Column(
            "pace_percentile",
            Text("快于同类地区的比例", "Faster than this share of paces seen"),
            format="percent",
            decimals=0,
        ),
        Column("chance", Text("达到的概率", "Chance of reaching it"), format="chance"),
        Column(
            "chance_of_fall", Text("达到时数字会降的概率", "If reached: chance that the figure falls"), format="chance"
        ),
        Column("chance_seen", Text("达到时能被证实的概率", "If reached: chance that it is shown"), format="chance"),
        Column("avoided", Text("五年少死亡", "Deaths avoided"), format="number", decimals=0),
        Column("warnings", Text("提醒", "Warnings")),
        Column("recommended", Text("建议", "Advice")),
    )
    title = _TITLE if design is None else _TITLE_WITH.format(base=_told(design), year=design.target_year)
    held = history(study)
    used = [] if held is None else [held.frame]
    return make_table(study, "target_candidates", title, rows, columns, used=used, notes=(_NOTE,))


def recommendation(study: Study) -> Statement:
    """Which candidate to take, with its reasons and warnings."""
    design = _design(study)
    if design is None:
        return make_statement(study, "recommendation", _NOTHING.format(area=study.area.name), {}, used=[])
    best = design.recommended
    said = [
        _RECOMMENDED.format(
            rule=_name(best), level=f"{np.floor(best['level']):,.0f}", year=design.target_year, cut=f"{best['annual_cut']:.1f}",
            chance=wording.chance(best["chance"]), seen=wording.chance(best["chance_seen"]),
        ),
        *(_BECAUSE[code] for code in best["reasons"]),
        *(_WARNED[code] for code in best["warnings"]),
    ]  # fmt: skip
    if design.estimated:
        said.append(_ESTIMATED)
    numbers = {name: float(best[name]) for name in ("level", "annual_cut", "chance", "chance_seen", "avoided")}
    held = history(study)
    used = [] if held is None else [held.frame]
    return make_statement(study, "recommendation", wording.joined(said), numbers, used=used, notes=(_NOT_A_PLAN,))


def planning_table(study: Study) -> Table:
    """The recommended target and the candidates in the style of a plan: indicator, unit, base, target, yearly or total change."""
    design = _design(study)
    rows: list[Row] = [{"indicator": _NOTHING.format(area=study.area.name)}]
    if design is not None:
        listed = pd.DataFrame([_planned(design, row) for row in design.frame.to_dict("records")])
        table = targets.planning_table(listed)
        names = [_name(row) for row in design.frame.to_dict("records")]
        rows = [_planning_row(row, name) for row, name in zip(table.to_dict("records"), names, strict=True)]
    columns = (
        Column("indicator", Text("指标", "Indicator")),
        Column("candidate", Text("方案", "Candidate")),
        Column("unit", Text("单位", "Unit")),
        Column("base", Text("基期", "Base"), format="number", decimals=0),
        Column("target", Text("目标", "Target"), format="number", decimals=0),
        Column("change", Text("年均〔累计〕", "Yearly [total]")),
        Column("attribute", Text("属性", "Attribute")),
    )
    title = _PLAN if design is None else _PLAN_WITH.format(base=design.base_year, end=design.target_year)
    return make_table(study, "planning_table", title, rows, columns, used=[])


def _design(study: Study) -> _Design | None:
    ahead, held = coming(study), history(study)
    if ahead is None:
        return None
    if held is None:
        return _from_part_year(study, ahead)
    known = held.values.dropna()
    earlier = known.iloc[:-1].to_numpy()
    # Years before a gap are no run-up to the base year; the rules that look back use what is unbroken.
    unbroken = known.iloc[-1 - _unbroken(known) : -1].to_numpy() if len(known) > 1 else earlier
    frame = targets.design_targets(
        float(known.iloc[-1]), HORIZON, earlier=unbroken, forecast=ahead.step(held.last_year + HORIZON), peer_paces=_paces(study),
        national_cut=_national_cut(study), dispersion=variance_factor(study),
    )  # fmt: skip
    return _Design(frame, float(known.iloc[-1]), held.last_year, False)


def _from_part_year(study: Study, ahead: Coming) -> _Design | None:
    """Return the design of an area without a whole year: its base is this year's expected total."""
    now = total_deaths(study)
    if now is None:
        return None
    factor = variance_factor(study)
    risk = targets.quota_risk(
        now, study.period.months / 12, now, prior=yearly_prior(study)[0], dispersion=None if factor == 1 else factor
    )
    base = round(float(risk.expected_total))
    frame = targets.design_targets(
        base, HORIZON, forecast=ahead.step(study.period.year + HORIZON), peer_paces=_paces(study), national_cut=_national_cut(study),
        dispersion=factor,
    )  # fmt: skip
    return _Design(frame, base, study.period.year, True)


def _unbroken(known: pd.Series) -> int:
    """Return how many years directly before the last one are held without a gap."""
    steps = np.diff(known.index.to_numpy())[::-1]
    return int(np.argmax(steps != 1)) if (steps != 1).any() else len(steps)


def _paces(study: Study) -> np.ndarray:
    """Return the yearly cuts that areas with yearly deaths kept up over three years on one definition."""
    found = []
    codes = set(study.peers.indicators.loc[study.peers.indicators["indicator"] == DEATHS, "area"]) - {study.area.code}
    for code in sorted(codes):
        series = trend_series(study, DEATHS, code).frame
        for _, run in series.groupby("run"):
            years = run.set_index("year")["value"]
            whole = years.reindex(range(int(years.index[0]), int(years.index[-1]) + 1))
            if len(whole) > _PACE_YEARS:
                found.append(targets.achieved_paces(whole.to_numpy(), _PACE_YEARS))
    return np.concatenate(found) if found else np.array([])


def _national_cut(study: Study) -> float | None:
    """Return the cut of all deaths in five years that a national plan of the last ten years asked for, in percent."""
    rows = study.peers.targets
    asked = rows[
        (rows["indicator"] == DEATHS) & (rows["area"] == "CN") & rows["kind"].isin(["reduce_pct", "reduce_at_least_pct"])
        & rows["plan"].str.contains("FYP")
    ]  # fmt: skip
    years = asked["base_period"].astype("string").str[:4].astype(int)
    current = asked[(years <= study.period.year) & (years > study.period.year - 2 * HORIZON)]
    return float(current["value"].iloc[-1]) if len(current) else None


def _row(row: dict[Any, Any]) -> Row:
    return {
        "rule": _name(row), "level": row["level"], "annual_cut": row["annual_cut"] / 100, "total_cut": row["total_cut"] / 100,
        "pace_percentile": row["pace_percentile"] / 100, "chance": row["chance"], "chance_of_fall": row["chance_of_fall"],
        "chance_seen": row["chance_seen"], "avoided": row["avoided"],
        "warnings": wording.listed([_WARNINGS[code] for code in row["warnings"]]) if row["warnings"] else None,
        "recommended": _ADVISED if row["recommended"] else None,
    }  # fmt: skip


def _name(row: Any) -> Text:
    return _RULES[row["rule"]].format(detail=row["detail"])


def _told(design: _Design) -> Text:
    said = _BASE_ESTIMATED if design.estimated else _BASE
    return said.format(year=design.base_year, base=f"{design.base:,.0f}")


def _planned(design: _Design, row: dict[Any, Any]) -> Row:
    return {
        "indicator": DEATHS, "unit": "persons", "base_year": design.base_year, "base": design.base, "target_year": design.target_year,
        "kind": "cap", "value": float(np.floor(row["level"])), "attribute": None,
    }  # fmt: skip


def _planning_row(row: dict[Any, Any], name: Text) -> Row:
    yearly, total = row["change"], 100 * (row["target"] / row["base"] - 1)
    change = Text(f"{_signed(yearly)}%〔{_signed(total)}%〕", f"{_signed(yearly)} % [{_signed(total)} %]")
    return {
        "indicator": wording.indicator_name(DEATHS), "candidate": name, "unit": Text("人", "persons"), "base": row["base"],
        "target": row["target"], "change": change if pd.notna(yearly) else NOT_APPLICABLE, "attribute": _BINDING,
    }  # fmt: skip


def _signed(number: float) -> str:
    """Return a change with its sign, a proper minus, and no sign on nothing."""
    return "0" if abs(number) < _LEAST_PRINTED else f"{number:+.1f}".replace("-", "\N{MINUS SIGN}")


_LEAST_PRINTED = 0.05
_TITLE = Text("五年目标的候选方案", "Candidates for the five-year target")
_TITLE_WITH = Text(
    "五年目标的候选方案：基期{base}，期末{year}年", "Candidates for the five-year target: base {base}, end {year}"
)
_BASE, _BASE_ESTIMATED = (
    Text("{year}年{base}人", "{base} deaths in {year}"),
    Text("{year}年预计{base}人", "{base} deaths expected in {year}"),
)
_NOTHING = Text("{area}没有可用来设计目标的死亡人数", "{area} holds no deaths to design a target from")
_NOTE = Text(
    "概率按“什么都不改变”的预测；能被证实的概率：即使真的达到，基年与末年两年的数字之差达到统计显著的机会。同类地区的速度取本数据集中各地区"
    "同一口径下三年的年均降速。",
    "Chances follow the forecast if nothing new is done. Chance that it is shown: even if it is truly reached, that the figures of base and "
    "last year differ significantly. Paces are those kept over three years on one definition by the areas of this dataset.",
)
_RECOMMENDED = Text(
    "建议：{rule}，{year}年不超过{level}人，每年降{cut}%；照现在的趋势达到的概率{chance}，达到后能被两年数字证实的概率{seen}。",
    "Advice: {rule}, at most {level} deaths in {year}, a cut of {cut} % a year; reached with a chance of {chance} on the present course, and if "
    "reached shown by the two years' figures with a chance of {seen}.",
)
_BECAUSE = {
    "most_ambitious_likely_enough": Text(
        "它是达到概率过半的方案中最进取的。", "It is the most ambitious of those reached with more than an even chance."
    ),
    "none_likely_enough": Text(
        "没有一个方案的达到概率过半，只取其中最可能的。", "None is reached with an even chance; the likeliest is taken."
    ),
    "pace_seen_elsewhere": Text("这样的速度别处做到过。", "Its pace was kept elsewhere."),
    "can_be_seen": Text("达到与否，数字看得出来。", "Whether it is reached can be seen in the figures."),
}
_WARNED = {
    "above_status_quo": Text(
        "注意：它高于现状，等于允许上升。", "Mind: it lies above the present level and allows a rise."
    ),
    "regression_to_the_mean": Text(
        "注意：基年偏高，回落可能只是运气。",
        "Mind: the base year was high; a fall may be luck (regression to the mean).",
    ),
    "below_best_ever": Text("注意：低于历史最好水平。", "Mind: it lies below the best year ever."),
    "faster_than_ever_seen": Text(
        "注意：快于同类地区做到过的几乎所有速度。", "Mind: it is faster than nearly every pace ever kept."
    ),
    "unlikely": Text("注意：照现在的趋势难以达到。", "Mind: on the present course it is unlikely."),
    "cannot_be_seen": Text(
        "注意：数字小，达到与否都可能看不出来。", "Mind: with so few deaths, whether it is reached may not show."
    ),
}
_WARNINGS = {
    "above_status_quo": Text("高于现状", "above the present level"),
    "regression_to_the_mean": Text("奖励运气", "rewards luck"),
    "below_best_ever": Text("低于历史最好", "below the best year"),
    "faster_than_ever_seen": Text("快于先例", "faster than seen"),
    "unlikely": Text("难以达到", "unlikely"),
    "cannot_be_seen": Text("看不出来", "cannot be seen"),
}
_RULES = {
    "hold": Text("保持现状", "hold"),
    "national_cut": Text("全国规划降幅{detail}%", "the national plan's cut of {detail} %"),
    "catch_up": Text("追上{detail}", "catch up with {detail}"),
    "best_peer_pace": Text("同类地区最快速度", "the best pace of peers"),
    "historical_best_pace": Text("本地区自己最快的速度（{detail}年）", "its own best pace ({detail} y)"),
    "significant_progress": Text(
        "不高于近五年平均（美国“显著进步”规则）", "below the five-year average (US significant progress)"
    ),
    "yearly_cut": Text("每年下降{detail}%", "{detail} % a year"),
}
_ESTIMATED = Text(
    "基期是按不足一年的数字推算的，全部结论很不确定。",
    "The base is worked out from part of a year, and all of this is very uncertain.",
)
_NOT_A_PLAN = Text(
    "概率只说照现在的趋势会怎样；新的措施能改变它，措施的效果要用 models.scenario 单独估计。",
    "Chances say what the present course would bring; new measures can change it, and their effect is to be told apart (models.scenario).",
)
_ADVISED, _BINDING = Text("建议", "advised"), Text("约束性", "binding")
_PLAN = Text("规划指标表", "Table of planning targets")
_PLAN_WITH = Text("规划指标表（{base}—{end}年）", "Table of planning targets ({base} to {end})")
