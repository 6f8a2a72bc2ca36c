"""This year to its end, and next year's quota: the chance of breaking it, what is left of it, which quota would hold."""

import math

import numpy as np
import pandas as pd

from safetystats import targets
from safetystats.analyses import wording
from safetystats.analyses.outlook_data import DEATHS, coming, history, total_deaths, variance_factor, yearly_prior
from safetystats.analyses.quotas import quota_rows
from safetystats.analyses.rate_panel import Row
from safetystats.analyses.shared import make_table
from safetystats.analyses.study import Study
from safetystats.products import NOT_APPLICABLE, Column, Table
from safetystats.targets import QuotaRisk
from safetystats.words import Text

_CHANCES = (0.5, 0.8, 0.9)


def this_year(study: Study) -> Table:
    """For every quota of the area: the chance of breaking it by the year's end, the total to expect, what is left a month."""
    quotas = quota_rows(study)
    rows = [_risk_row(study, row) for row in quotas.to_dict("records") if pd.notna(row["lower"])]
    if not rows:
        rows = _without_quota(study)
    columns = (
        Column("what", Text("指标", "Quota of")),
        Column("so_far", Text("已发生", "So far"), format="count"),
        Column("months", Text("已过月数", "Months gone by"), format="count"),
        Column("quota", Text("全年指标", "Quota for the year"), format="number"),
        Column("chance", Text("突破的概率", "Chance of breaking it"), format="chance"),
        Column("expected", Text("预计全年", "Expected in the year"), format="number", decimals=1),
        Column("lower", wording.LOWER, format="count"),
        Column("upper", wording.UPPER, format="count"),
        Column("allowance", Text("以后每月最多", "Left a month"), format="number", decimals=2),
        Column("prior", Text("先验", "Known beforehand")),
    )
    return make_table(study, "this_year", _TITLE, rows, columns, used=[quotas], notes=(_NOTE,))


def quota_choices(study: Study) -> Table:
    """Which quota of all deaths would be kept next year with 50, 80 and 90 % chance if nothing new is done."""
    ahead = coming(study)
    rows: list[Row] = [{"choice": _NOTHING.format(area=study.area.name)}]
    if ahead is not None:
        year = int(ahead.frame["year"].iloc[0])
        step = ahead.step(year)
        rows = [
            {"choice": _KEPT, "quota": _smallest(step, chance), "chance": chance, "year": year} for chance in _CHANCES
        ]
        rows += [
            {"choice": _SET.format(year=study.period.year), "quota": quota, "year": year, "chance": float(step.probability_below(quota + 0.5)),
             "mean_90": float(targets.mean_for(quota, 0.9)), "mean_95": float(targets.mean_for(quota, 0.95))}
            for quota in _total_quotas(study)
        ]  # fmt: skip
    columns = (
        Column("choice", Text("控制指标", "Quota")),
        Column("year", Text("年份", "Year"), format="year"),
        Column("quota", Text("死亡人数", "Deaths"), format="number"),
        Column("chance", Text("守住的概率", "Chance of keeping it"), format="chance"),
        Column("mean_90", Text("九成把握守住：均值至多", "Kept with 90 %: mean at most"), format="number", decimals=1),
        Column(
            "mean_95", Text("九成五把握守住：均值至多", "Kept with 95 %: mean at most"), format="number", decimals=1
        ),
    )
    held = history(study)
    used = [] if held is None else [held.frame]
    return make_table(study, "quota_choices", _CHOICES, rows, columns, used=used, notes=(_CHOICE_NOTE,))


def total_risk(study: Study, *, prior: str = "known", clustered: bool = True) -> QuotaRisk | None:
    """Return the risk of the quota of all deaths, or None without one; `prior` "nothing" leaves earlier years out."""
    now, quotas = total_deaths(study), _total_quotas(study)
    if now is None or not quotas:
        return None
    known = yearly_prior(study)[0] if prior == "known" else None
    factor = variance_factor(study) if clustered else 1.0
    return targets.quota_risk(
        now, study.period.months / 12, quotas[0], prior=known, dispersion=None if factor == 1 else factor
    )


def chance_cell(risk: QuotaRisk) -> object:
    """Return the chance of breaking a quota as a cell: a word where it is broken already."""
    return _BROKEN if risk.so_far > risk.quota else float(risk.probability_exceeded)


def _risk_row(study: Study, row: Row) -> Row:
    is_total = (row["indicator"], row["sector"], row["severity"]) == (DEATHS, "all", "all")
    prior, known = yearly_prior(study) if is_total else (None, "nothing")
    factor = variance_factor(study) if is_total else 1.0
    risk = targets.quota_risk(
        int(row["actual"]), row["elapsed"], row["quota"], prior=prior, dispersion=None if factor == 1 else factor
    )
    ended = row["elapsed"] >= 1
    return {
        "what": row["what"], "so_far": row["actual"], "months": round(12 * row["elapsed"]), "quota": row["quota"],
        "chance": NOT_APPLICABLE if ended else chance_cell(risk), "expected": risk.expected_total, "lower": math.floor(risk.lower),
        "upper": math.ceil(risk.upper), "allowance": NOT_APPLICABLE if ended else risk.allowance_per_month, "prior": _PRIORS[known],
    }  # fmt: skip


def _without_quota(study: Study) -> list[Row]:
    """Return the total to expect without any quota, or the word that nothing is held."""
    now = total_deaths(study)
    if now is None:
        return [{"what": _NO_QUOTA.format(area=study.area.name)}]
    prior, known = yearly_prior(study)
    factor = variance_factor(study)
    risk = targets.quota_risk(
        now, study.period.months / 12, now, prior=prior, dispersion=None if factor == 1 else factor
    )
    return [
        {
            "what": wording.indicator_name(DEATHS), "so_far": now, "months": study.period.months, "quota": NOT_APPLICABLE,
            "chance": NOT_APPLICABLE, "expected": risk.expected_total, "lower": math.floor(risk.lower), "upper": math.ceil(risk.upper),
            "allowance": NOT_APPLICABLE, "prior": _PRIORS[known],
        }
    ]  # fmt: skip


def _total_quotas(study: Study) -> list[float]:
    quotas = quota_rows(study)
    whole = quotas[(quotas["indicator"] == DEATHS) & (quotas["sector"] == "all") & (quotas["severity"] == "all")]
    return [float(quota) for quota in whole["quota"]]


def _smallest(step: targets.CountPrediction, chance: float) -> int:
    """Return the smallest number of deaths that is kept with this chance, by bisection on the forecast."""
    low, high = -1, 1
    while step.probability_below(high + 0.5) < chance:
        low, high = high, 2 * high
    while high - low > 1:
        middle = (low + high) // 2
        low, high = (low, middle) if step.probability_below(middle + 0.5) >= chance else (middle, high)
    return int(np.maximum(high, 0))


_TITLE = Text("今年到年底：控制指标守得住吗", "This year to its end: will the quotas hold?")
_NOTE = Text(
    "已过月份加上以后月份的预测（泊松—伽马，成批死亡按等级数据放宽），未考虑季节。只有总死亡人数用以往年份或上年同期作先验；其余只用今年，因此更宽。"
    "全年已过的指标不再有概率。",
    "Months gone by plus a prediction of those to come (gamma-Poisson, widened for deaths that come together as far as the classes of severity "
    "show); no season. Only all deaths use earlier years or the same months of last year; the others rest on this year alone and are wider. "
    "A year that is over has no chance left.",
)
_PRIORS = {
    "history": Text("以往各年", "earlier years"),
    "same_months": Text("上年同期", "the same months of last year"),
    "nothing": Text("无（只用今年）", "nothing (this year alone)"),
}
_BROKEN = Text("已突破", "broken already")
_CHOICES = Text("明年定多少指标，守住的把握有多大", "Which quota would be kept next year, and how surely")
_CHOICE_NOTE = Text(
    "按“什么都不改变”的预测。定得越低越难守；守住五成把握的指标等于抛硬币。均值至多：要有这样的把握，真实的年均死亡人数最多是多少（泊松）。",
    "If nothing new is done. The lower the quota the harder to keep; one kept with 50 % is the toss of a coin. Mean at most: the largest true "
    "mean that keeps the quota with that chance (Poisson).",
)
_KEPT = Text("能以此概率守住的最小指标", "smallest quota kept with this chance")
_SET = Text("沿用{year}年的指标", "the quota of {year} again")
_NOTHING = Text("{area}没有可用来预测的数字", "{area} holds nothing to forecast from")
_NO_QUOTA = Text(
    "{area}该时期没有死亡人数，也没有控制指标", "no deaths and no quota are held for {area} in this period"
)
