"""Why deaths changed: accidents, their gravity, the fleet and the people, as parts that add up to the change."""

from typing import Any

import pandas as pd

from safetystats import figures, models
from safetystats.analyses import wording
from safetystats.analyses.clusters import least_variance_factor
from safetystats.analyses.definitions import definition_runs
from safetystats.analyses.rate_panel import Row, reach_of
from safetystats.analyses.rate_series import yearly
from safetystats.analyses.shared import make_caption, make_figure, make_statement, make_table
from safetystats.analyses.study import Study
from safetystats.datasets.counts import counts_of
from safetystats.products import Column, Figure, Statement, Table, format_value
from safetystats.words import LANGUAGES, Text

#: Road deaths as a chain of ratios: deaths per accident, accidents per vehicle, vehicles per person, persons.
_CHAIN = {
    "deaths": "road_deaths", "accidents": "road_accidents", "vehicles": "civil_vehicles", "persons": "population_mid_year",
}  # fmt: skip
_COUNTS = ["deaths", "accidents"]


def why_waterfall(study: Study) -> Figure | Statement:
    """Draw the change of road deaths over the longest time on one definition as bars that add up."""
    area, runs = _road(study)
    if not runs:
        return make_statement(study, "why_waterfall", _NOTHING_ROAD, {}, used=[])
    # Of definitions that are held equally long the reader is after the latest.
    held = max(runs, key=lambda run: (int(run.index[-1] - run.index[0]), int(run.index[-1])))
    effects = _effects(held)
    first, last = held.index[0], held.index[-1]
    start, end = (float(number) for number in held["deaths"].iloc[[0, -1]])
    printed = models.rounded_to_sum(effects["effect"], end - start, decimals=0)
    frame = pd.DataFrame(
        {
            "label": [_FACTORS[name] for name in effects["factor"]], "effect": printed,
            "lower": effects["lower"].combine(printed, min), "upper": effects["upper"].combine(printed, max),
        }
    )  # fmt: skip
    title = _title(study.area_name(area), first, last, start, end, effects)
    caption = make_caption(study, title, used=[held], unit=Text("人", "deaths"), notes=(_METHOD, _ASSOCIATION))
    image = figures.waterfall(
        frame, caption=caption, language=study.language, start=start, end=end, lower="lower", upper="upper", format="count",
        start_label=_YEAR.format(year=first), end_label=_YEAR.format(year=last),
    )  # fmt: skip
    return make_figure(study, "why_waterfall", caption, image, frame, used=[held])


def why(study: Study) -> Table:
    """The parts of the change of road deaths, for every definition that holds two years or more."""
    area, runs = _road(study)
    rows = [row for run in runs for row in _road_rows(study.area_name(area), run)]
    columns = (
        Column("area", wording.AREA),
        Column("first", Text("自", "From"), format="year"),
        Column("last", Text("至", "To"), format="year"),
        Column("factor", Text("因素", "Factor")),
        Column("effect", Text("对死亡人数的影响（人）", "Effect on deaths"), format="count"),
        Column("lower", wording.LOWER, format="number", decimals=0),
        Column("upper", wording.UPPER, format="number", decimals=0),
        Column("index", Text("倍数", "Multiplied by"), format="number", decimals=3),
    )
    return make_table(
        study, "why", _WHY, rows or [{"factor": _NOTHING_ROAD}], columns, used=runs, notes=(_METHOD, _ASSOCIATION)
    )


def accidents_or_gravity(study: Study) -> Table:
    """Whether the area's deaths changed on the year because accidents were more or because each killed more."""
    now, before = (
        counts_of(study.dataset, study.area.code, period) for period in (study.period, study.period.shifted(-1))
    )
    was, became = (_totals(counts) for counts in (before, now))
    rows: list[Row] = [{"factor": _NOT_HELD}]
    if was and became and was["definition"] == became["definition"]:
        factors = [factor for counts in (before, now) if (factor := least_variance_factor(counts))]
        rows = _own_rows(was["counts"], became["counts"], max(factors, default=None))
    columns = (
        Column("factor", Text("因素", "Factor")),
        Column("before", study.period.shifted(-1).text, format="number"),
        Column("now", study.period.text, format="number"),
        Column("effect", Text("对死亡人数的影响（人）", "Effect on deaths"), format="number", decimals=1),
        Column("lower", wording.LOWER, format="number", decimals=1),
        Column("upper", wording.UPPER, format="number", decimals=1),
        Column("reading", wording.VERDICT),
    )
    title = _OWN.format(area=study.area.name, period=study.period.text)
    return make_table(
        study, "accidents_or_gravity", title, rows, columns, used=[now, before], notes=(_METHOD, _CLUSTERED)
    )


def _road(study: Study) -> tuple[str, list[pd.DataFrame]]:
    """Return the nearest area that holds the whole chain, and its years on each definition that holds two or more."""
    for area in reach_of(study):
        columns = {name: yearly(study.peers.series(code, area))[["value", "source"]] for name, code in _CHAIN.items()}
        held = pd.concat(columns, axis=1, join="inner")
        if len(held):
            sources = pd.concat([columns[name]["source"] for name in _CHAIN], axis=1, join="inner")
            frame = pd.DataFrame({name: column["value"] for name, column in columns.items()}).loc[held.index]
            frame["sources"] = pd.Series(
                [tuple(dict.fromkeys(row)) for row in sources.to_numpy()], held.index, dtype=object
            )
            frame = frame[frame.index <= study.period.year].sort_index()
            runs = definition_runs(study.peers, "road_accidents", area, frame.index).to_numpy()
            return area, [run for _, run in frame.groupby(runs) if len(run) > 1]
    return study.area.code, []


def _effects(run: pd.DataFrame) -> pd.DataFrame:
    first, last = (run.iloc[place][list(_CHAIN)].astype(float).to_dict() for place in (0, -1))
    return models.decompose_chain(first, last, list(_CHAIN), counts=_COUNTS)


def _road_rows(area: Text, run: pd.DataFrame) -> list[Row]:
    effects = _effects(run)
    first, last = run.index[0], run.index[-1]
    named = {"area": area, "first": first, "last": last}
    start, end = (float(number) for number in run["deaths"].iloc[[0, -1]])
    # Printed as whole deaths, the parts must still add up to the printed change.
    printed = models.rounded_to_sum(effects["effect"], end - start, decimals=0)
    rows = [
        named | {"factor": _FACTORS[row["factor"]], "effect": whole, "lower": row["lower"], "upper": row["upper"], "index": row["index"]}
        for row, whole in zip(effects.to_dict("records"), printed, strict=True)
    ]  # fmt: skip
    return [*rows, named | {"factor": _TOTAL, "effect": end - start, "index": end / start}]


def _totals(counts: pd.DataFrame) -> dict[str, Any] | None:
    held = counts[(counts["sector"] == "all") & (counts["severity"] == "all")]
    if held.empty or held[["accidents", "deaths"]].isna().to_numpy().any() or not held["accidents"].iloc[0]:
        return None
    row = held.iloc[0]
    return {"definition": row["definition"], "counts": {name: float(row[name]) for name in _COUNTS}}


def _own_rows(before: dict[str, float], now: dict[str, float], factor: float | None) -> list[Row]:
    # Deaths come together: the classes of severity tell the least that their variance exceeds that of single deaths.
    known = {"deaths": factor} if factor else None
    effects = models.decompose_chain(before, now, _COUNTS, counts=_COUNTS, variance_factors=known)
    printed = models.rounded_to_sum(effects["effect"], now["deaths"] - before["deaths"], decimals=1)
    values = {"deaths / accidents": [one["deaths"] / one["accidents"] for one in (before, now)],
              "accidents": [one["accidents"] for one in (before, now)]}  # fmt: skip
    rows: list[Row] = [
        {
            "factor": _FACTORS[row["factor"]], "before": values[row["factor"]][0], "now": values[row["factor"]][1],
            "effect": part, "lower": row["lower"], "upper": row["upper"],
            "reading": _NO_EVIDENCE if row["lower"] < 0 < row["upper"] else _EVIDENCE,
        }
        for row, part in zip(effects.to_dict("records"), printed, strict=True)
    ]  # fmt: skip
    change = now["deaths"] - before["deaths"]
    return [*rows, {"factor": _TOTAL, "before": before["deaths"], "now": now["deaths"], "effect": change}]


def _title(area: Text, first: int, last: int, start: float, end: float, effects: pd.DataFrame) -> Text:
    """Say the change, and which factor did most to it, where its interval leaves out zero."""
    numbers = {name: {language: format_value(value, "count", language) for language in LANGUAGES}
               for name, value in (("start", start), ("end", end))}  # fmt: skip
    strongest = effects.iloc[effects["effect"].abs().argmax()]
    words = {name: Text(said["zh"], said["en"]) for name, said in numbers.items()}
    factor = _FACTORS[strongest["factor"]]
    return _TITLE.format(area=area, first=first, last=last, factor=factor, **words)


_FACTORS = {
    "deaths / accidents": Text("每起事故死亡人数", "deaths per accident"),
    "accidents / vehicles": Text("每辆车事故起数", "accidents per vehicle"),
    "vehicles / persons": Text("每人拥有车辆", "vehicles per person"),
    "persons": Text("人口", "persons"),
    "accidents": Text("事故起数", "accidents"),
}
_TOTAL = Text("合计变化", "whole change")
_YEAR = Text("{year}年", "{year}")
_WHY = Text(
    "道路死亡人数为什么变：各因素影响相加等于总变化", "Why road deaths changed: effects that add up to the change"
)
_TITLE = Text(
    "{area}道路死亡由{first}年{start}人变为{last}年{end}人，影响最大的是{factor}",
    "Road deaths in {area}: {start} in {first}, {end} in {last}; what moved them most is {factor}",
)
_OWN = Text("{area}{period}：死亡变化来自事故多少还是每起轻重", "{area}, {period}: more accidents, or graver ones?")
_METHOD = Text(
    "对数均值迪氏分解（LMDI，Ang 2005），各项相加恰为总变化；区间为参数自助法：把事故起数和每起死亡当作泊松数重抽。",
    "Logarithmic mean Divisia decomposition (LMDI, Ang 2005), whose parts add up to the change; intervals by parametric bootstrap "
    "of accidents and deaths per accident as Poisson counts.",
)
_CLUSTERED = Text(
    "收录了较大及以上事故时，区间已按成批死亡放宽（至少）。",
    "Where grave accidents are held, the intervals allow (at least) for deaths that come together.",
)
_ASSOCIATION = Text(
    "分解是算术，不说明原因：登记的事故少了，每起死亡就显得多。车辆为民用汽车，不含摩托车。",
    "The split is arithmetic, not cause: when fewer light accidents are filed, deaths per accident look higher. Vehicles are civil "
    "motor cars, motorcycles excluded.",
)
_NOTHING_ROAD = Text(
    "没有同一口径下既有道路死亡、事故，又有车辆和人口的两个年份。",
    "No two years on one definition hold road deaths and accidents, vehicles and persons.",
)
_NOT_HELD = Text(
    "没有同一口径的本期和上年同期起数与死亡人数",
    "accidents and deaths of this period and the year before are not both held on one definition",
)
_EVIDENCE = Text("有证据", "shown")
_NO_EVIDENCE = Text("区间含零，不能断定", "the interval holds zero: not shown")
