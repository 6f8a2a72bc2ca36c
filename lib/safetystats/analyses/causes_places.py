"""Where, and how few: places smoothed by empirical Bayes, and periods in which a few accidents hold most deaths."""

from collections.abc import Mapping
from typing import Any

import numpy as np
import pandas as pd

from safetystats import measures, models
from safetystats.analyses import wording
from safetystats.analyses.causes_data import ledger_of
from safetystats.analyses.causes_ranking import unknown_deaths
from safetystats.analyses.shared import make_statement, make_table
from safetystats.analyses.study import Study
from safetystats.analyses.wording import ACCIDENTS, DEATHS, LOWER, UPPER
from safetystats.products import NOT_APPLICABLE, Column, Statement, Table
from safetystats.words import Text

_LEAST_PLACES = 4
_MOST_PLACES, _MOST_PARTS = 20, 10
#: Smoothed values within this part of the mean are one value.
_NO_SPREAD = 1e-9
_POPULATION = ("population_year_end", "population_resident", "population_mid_year", "population")

#: What is told of deaths only where there are any.
_SPREAD = ("largest", "largest_share", "half", "effective", "without_largest", "verdict")


def hot_spots(study: Study) -> Table | Statement:
    """Places by the smoothed number of accidents: raw counts put chance on top, smoothed ones less so."""
    ledger = ledger_of(study)
    if ledger.empty:
        return make_statement(study, "hot_spots", _NO_LEDGER, {}, used=[ledger])
    areas, places = (ledger[name].nunique() for name in ("area", "place"))
    column = "area" if areas >= _LEAST_PLACES or areas > places else "place"
    counted = ledger[column].value_counts()
    if len(counted) < _LEAST_PLACES:
        return make_statement(study, "hot_spots", _TOO_FEW.format(n=len(counted)), {}, used=[ledger])
    people = _population(study, counted.index) if column == "area" else None
    exposure = pd.Series(1.0, index=counted.index) if people is None else people / people.mean()
    table = pd.DataFrame({"events": counted.astype(float), "exposure": exposure})
    smoothed = measures.empirical_bayes(table)
    mean = float(table["events"].sum() / table["exposure"].sum())
    ordered = smoothed.sort_values(["smoothed", "events"], ascending=False, kind="stable").iloc[:_MOST_PLACES]
    rows = [
        {"name": _place_name(study, column, str(place)), "accidents": row["events"], "raw": row["raw"], "smoothed": row["smoothed"],
         "lower": row["lower"], "upper": row["upper"], "verdict": _verdict(row["lower"], row["upper"], mean)}
        for place, row in ordered.iterrows()
    ]  # fmt: skip
    unit = Text("按平均人口折算", "at the mean population") if people is not None else Text("每处", "a place")
    columns = (
        Column("name", Text("地点", "Place")),
        Column("accidents", ACCIDENTS, format="count"),
        Column("raw", Text("原始", "Raw"), unit, format="number", decimals=1),
        Column("smoothed", Text("平滑后", "Smoothed"), unit, format="number", decimals=1),
        Column("lower", LOWER, format="number", decimals=1),
        Column("upper", UPPER, format="number", decimals=1),
        Column("verdict", wording.VERDICT),
    )
    alike = np.ptp(smoothed["smoothed"]) < _NO_SPREAD * mean
    notes = (
        _SMOOTH_NOTE,
        *((_ALIKE,) if alike else ()),
        _EXPOSED if people is not None else _NOT_EXPOSED.format(n=f"{len(counted):,}", mean=f"{mean:,.1f}"),
    )
    above = int((smoothed["lower"] > mean).sum())
    title = _ABOVE.format(n=above) if above else _NONE_ABOVE
    return make_table(study, "hot_spots", title, rows, columns, used=[ledger], notes=notes)


def concentration(study: Study) -> Table | Statement:
    """Years, sectors and areas: the largest accident's part of the deaths, and what is left without it."""
    years = range(study.period.first_year - 9, study.period.first_year + 1)
    ledgers = {year: ledger_of(study, study.period.shifted(year - study.period.first_year)) for year in years}
    whole = pd.concat(
        [ledger.assign(when=year) for year, ledger in ledgers.items() if len(ledger)] or [ledgers[years[-1]]]
    )
    if ledgers[years[-1]].empty:
        return make_statement(study, "concentration", _NO_SIZES, {}, used=[whole])
    here = ledgers[years[-1]]
    if not here["deaths"].sum():
        text = _NO_SIZES if here["deaths"].isna().all() else _NO_DEATHS.format(n=f"{len(here):,}")
        return make_statement(study, "concentration", text, {}, used=[whole], notes=unknown_deaths(here))
    by_year = models.concentration(whole, "when").to_dict("index")
    parts = [(study.period.shifted(int(str(year)) - years[-1]).text, row) for year, row in by_year.items()]
    for column, name_of in (("sector", wording.sector_name), ("area", lambda code: study.area_name(code))):
        if here[column].nunique() > 1:
            held = models.concentration(here, column).sort_values("deaths", ascending=False, kind="stable")
            parts += [(name_of(str(code)), row) for code, row in held.iloc[:_MOST_PARTS].to_dict("index").items()]
    rows = [
        {"name": name, "accidents": row["accidents"], **_spread(row)} for name, row in parts
    ]  # fmt: skip
    columns = (
        Column("name", Text("时期、行业或地区", "Period, sector or area")),
        Column("accidents", ACCIDENTS, format="count"),
        Column("deaths", DEATHS, format="count"),
        Column("largest", Text("最大一起死亡", "Largest accident"), format="count"),
        Column("largest_share", Text("占死亡", "Share of deaths"), format="percent"),
        Column("half", Text("占死亡一半的起数", "Accidents that hold half"), format="count"),
        Column("effective", Text("有效起数", "Effective number"), format="number", decimals=1),
        Column("without_largest", Text("去掉最大一起后", "Deaths without the largest"), format="count"),
        Column("verdict", wording.VERDICT),
    )
    return make_table(
        study,
        "concentration",
        _CONCENTRATION,
        rows,
        columns,
        used=[whole],
        notes=(_CONCENTRATION_NOTE, *unknown_deaths(whole)),
    )


def _spread(row: Mapping[Any, Any]) -> dict[str, Any]:
    """Return how deaths are spread over accidents; without deaths there is nothing to spread, and unknown ones are not none."""
    if not row["deaths"]:
        known = row["unknown"] < row["accidents"]
        return {"deaths": 0 if known else None, **dict.fromkeys(_SPREAD, NOT_APPLICABLE)}
    verdict = _DECISIVE if row["decisive"] else _NOT_DECISIVE
    return {"deaths": row["deaths"], **{name: row[name] for name in _SPREAD[:-1]}, "verdict": verdict}


def _population(study: Study, codes: pd.Index) -> pd.Series | None:
    """Return the people of each area in the year, when one series holds them all."""
    indicators = pd.concat([study.dataset.indicators, study.peers.indicators])
    held = indicators[(indicators["period"] == str(study.period.year)) & indicators["area"].isin(codes)]
    for name in _POPULATION:
        people = held[held["indicator"] == name].drop_duplicates("area").set_index("area")["value"].reindex(codes)
        if people.notna().all() and (people > 0).all():
            return people.astype(float)
    return None


def _place_name(study: Study, column: str, place: str) -> Text:
    return study.area_name(place) if column == "area" else Text(place, place)


def _verdict(lower: float, upper: float, mean: float) -> Text:
    if lower > mean:
        return Text("高于平均", "above the mean")
    return Text("低于平均", "below the mean") if upper < mean else Text("与平均无异", "not shown to differ")


_ABOVE = Text(
    "事故较多的地点：{n}处高于平均（经验贝叶斯平滑）",
    "Places with many accidents: {n} above the mean (empirical Bayes)",
)
_NONE_ABOVE = Text("没有地点显示高于平均（经验贝叶斯平滑）", "No place is shown to be above the mean (empirical Bayes)")
_SMOOTH_NOTE = Text(
    "平滑值向各处平均收缩，起数越少收缩越多（Marshall 1991）；区间为其后验分布的95%区间。",
    "Smoothed numbers are drawn towards the mean of all, the more the fewer the accidents (Marshall 1991); 95 % intervals of their distribution.",
)
_ALIKE = Text(
    "没有证据表明各处的差别超出偶然，平滑值因此都等于平均。",
    "The places are not shown to differ by more than chance, so every smoothed number is the mean.",
)
_NOT_EXPOSED = Text(
    "没有各处的人口或交通量，只能按起数比较（{n}处有事故，平均{mean}起；没有事故的地点不在台账中），起数多不等于风险高。",
    "Neither people nor traffic of the places are held, so only numbers are compared ({n} places with accidents, {mean} on average; places without "
    "any are not in a ledger): many accidents are not a high risk.",
)
_EXPOSED = Text("按各地人口折算。", "Per head of each area's population.")
_NO_LEDGER = Text(
    "没有逐起台账，不能比较地点。", "There is no ledger of single accidents, so places cannot be compared."
)
_TOO_FEW = Text(
    "台账中只有{n}个地点，不足以估计各处之间的差别。",
    "Places that the ledger names: {n}, too few to tell how places differ.",
)
_CONCENTRATION = Text("死亡是否集中在少数几起", "Whether a few accidents hold most deaths")
_DECISIVE = Text("一起事故左右全局", "one accident decides")
_NOT_DECISIVE = Text("否", "no")
_CONCENTRATION_NOTE = Text(
    "有效起数为 (Σk)²/Σk²。“一起左右全局”：去掉最大一起后的死亡低于全部死亡的95%区间下限（精确泊松），年度比较前应先去掉它再看一遍。",
    "Effective number: (Σk)²/Σk². “One accident decides”: without the largest the deaths fall below the 95 % interval of all (exact Poisson), so compare "
    "years with and without it.",
)
_NO_DEATHS = Text(
    "本期{n}起事故没有已知的死亡，死亡是否集中在少数几起无从谈起。",
    "No death is known of the accidents of this period ({n}): there are none that a few accidents could hold.",
)
_NO_SIZES = Text(
    "没有逐起的死亡人数，不能看去掉一起后还剩多少；按等级的估计见“事故情况”。",
    "Deaths of single accidents are not held, so none can be left out; the situation notebook has an estimate from classes of severity.",
)
