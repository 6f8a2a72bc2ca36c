"""The three rates of planning, for an area against its province, region and nation, over time.

Each function answers one question of the notebook ``03_rates`` and returns one product. A rate is recomputed from
numerator and denominator where both are held (see ``rate_series``); published values stand beside it, never mixed in.
"""

from typing import Any, TypeAlias

import pandas as pd

from safetystats import figures, measures
from safetystats.analyses import wording
from safetystats.analyses.rate_series import COMPUTED, PUBLISHED, rate_indicator, rate_series
from safetystats.analyses.shared import make_caption, make_figure, make_statement, make_table, sources_table
from safetystats.analyses.study import Study, hand_on, open_study
from safetystats.analyses.wording import LOWER, UPPER
from safetystats.codes import areas
from safetystats.datasets import UNITS
from safetystats.errors import InputError
from safetystats.products import Column, Figure, Statement, Table, format_interval, format_value
from safetystats.words import LANGUAGES, Text

GDP = "deaths_per_100m_yuan_gdp"
EMPLOYEES = "deaths_per_100k_imc_employees"
VEHICLES = "road_deaths_per_10k_motor_vehicles"
CARS = "road_deaths_per_10k_civil_vehicles"
#: The rates in the notebook's order, with the short name their products carry.
RATES = {GDP: "gdp", EMPLOYEES: "employees", VEHICLES: "vehicles", CARS: "cars"}

PRODUCTS = (
    "headline",
    *(f"{short}_{what}" for short in RATES.values() for what in ("over_time", "against_peers")),
    "published_and_recomputed", "breaks", "other_reports", "not_held", "sources",
)  # fmt: skip
__all__ = [
    "CARS", "EMPLOYEES", "GDP", "PRODUCTS", "VEHICLES", "against_peers", "breaks", "hand_on", "headline", "not_held",
    "open_rates", "other_reports", "over_time", "published_and_recomputed", "sources",
]  # fmt: skip
Row: TypeAlias = dict[Any, Any]
#: What the nation is set beside, which has no area above it.
_BESIDE_NATION = ("CN-WEST12", "500000")


def open_rates(*, dataset: str, area: str, period: str, language: str, output_dir: str) -> Study:
    """Open the dataset, and the one that holds its peers, for the notebook."""
    return open_study("03_rates", dataset=dataset, area=area, period=period, language=language, output_dir=output_dir)


def headline(study: Study) -> Statement:
    """The latest value of each rate up to the year asked for, or that it cannot be had."""
    numbers: dict[str, float] = {}
    said = []
    used = [_series(study, code) for code in RATES]
    for (code, short), series in zip(RATES.items(), used, strict=True):
        own = _latest(series[series["area"] == study.area.code], study.period.year)
        if own is None:
            said.append(_NO_RATE.format(area=study.area.name, rate=rate_indicator(code).name))
            continue
        numbers |= {short: own["value"], f"{short}_year": own["year"]}
        said.append(
            _RATE.format(
                area=study.area.name,
                rate=rate_indicator(code).name,
                value=_valued(own),
                year=own["year"],
                origin=_ORIGINS[own["origin"]],
            )
        )
    text = wording.joined(said)
    return make_statement(study, "headline", text, numbers, used=used, notes=(wording.POISSON_NOTE, _PUBLISHED_NOTE))


def over_time(study: Study, rate: str) -> Figure:
    """Draw the rate of the area and its peers over the years, published and recomputed apart, breaks marked."""
    series, indicator = _series(study, rate), rate_indicator(rate)
    series = series.assign(
        group=pd.Series([_group(row, series) for row in series.to_dict("records")], dtype=object),
        published=series["origin"] == PUBLISHED,
    )
    own = _latest(series[series["area"] == study.area.code], study.period.year)
    if own is None:
        title = _NO_RATE.format(area=study.area.name, rate=indicator.name)
    else:
        title = _FINDING.format(area=study.area.name, rate=indicator.name, value=_valued(own), year=own["year"])
    broken = [b for b in study.peers.breaks_of(rate) if b.period]
    notes = [b.change.text for b in broken] + ([indicator.note] if indicator.note else [])
    caption = make_caption(study, title, used=[series], unit=UNITS[indicator.unit].name, notes=notes)
    image = figures.series_lines(
        series, caption=caption, language=study.language, lower="lower", upper="upper", group="group", published="published",
        breaks=[(float(b.period or 0), b.label.text) for b in broken],
        highlight=tuple(dict.fromkeys(series.loc[series["area"] == study.area.code, "group"])), log=True,
    )  # fmt: skip
    data = series[["group", "year", "value", "lower", "upper", "origin", "events", "exposure"]]
    return make_figure(study, f"{RATES[rate]}_over_time", caption, image, data, used=[series])


def against_peers(study: Study, rate: str) -> Table:
    """Compare the area's rate with that of each peer in every year both are held on the same definition."""
    series, indicator = _series(study, rate), rate_indicator(rate)
    computed = series[series["origin"] == COMPUTED].set_index(["area", "year"])
    rows: list[Row] = []
    for peer in _peers(study):
        pairs = [year for area, year in computed.index if area == study.area.code and (peer, year) in computed.index]
        if pairs:
            rows += [
                _pair_row(computed.loc[(study.area.code, year)], computed.loc[(peer, year)]) for year in sorted(pairs)
            ]
        else:
            rows.append(_unpaired_row(study, series, peer))
    columns = (
        Column("peer", Text("比较地区", "Peer")),
        Column("year", Text("年份", "Year"), format="year"),
        Column("value", study.area.name, format="rate"),
        Column("peer_value", Text("比较地区的率", "Peer's rate"), format="rate"),
        Column("ratio", Text("比值", "Ratio"), format="number", decimals=2),
        Column("lower", LOWER, format="number", decimals=2),
        Column("upper", UPPER, format="number", decimals=2),
        Column("p_value", Text("p 值", "p"), format="p"),
        Column("verdict", wording.VERDICT),
    )
    title = Text("{rate}：与上级地区及全国比较", "{rate}: against the areas above and the nation").format(
        rate=indicator.name
    )
    notes = (_COMPARISON_NOTE, *([indicator.note] if indicator.note else []))
    return make_table(study, f"{RATES[rate]}_against_peers", title, rows, columns, used=[series], notes=notes)


def published_and_recomputed(study: Study) -> Table:
    """Set every published rate beside the recomputed one, with the rounding that could explain the difference."""
    used = [_series(study, rate) for rate in RATES]
    rows = [row for rate, series in zip(RATES, used, strict=True) for row in _disagreements(rate, series)]
    columns = (
        Column("rate", Text("指标", "Rate")),
        Column("area", wording.AREA),
        Column("year", Text("年份", "Year"), format="year"),
        Column("published", Text("公布", "Published"), format="rate"),
        Column("recomputed", Text("重算", "Recomputed"), format="rate"),
        Column("difference", Text("重算与公布之差", "Recomputed less published"), format="percent"),
        Column("rounding", Text("舍入可解释", "Rounding explains up to"), format="percent"),
        Column("judgement", wording.VERDICT),
    )
    return make_table(
        study,
        "published_and_recomputed",
        _RECOMPUTED,
        rows or [{"rate": _NOTHING_TO_COMPARE}],
        columns,
        used=used,
        notes=(_VINTAGE_NOTE,),
    )


def breaks(study: Study) -> Table:
    """Every change of definition that touches these rates, with the year and what changed."""
    codes = [name for rate in RATES for name in _parts(rate)]
    rows = [
        {
            "period": b.period, "kind": _BREAK_KINDS[b.kind], "change": b.change.text, "certainty": _CERTAINTIES[b.certainty],
            "touches": wording.listed([wording.indicator_name(name) for name in b.indicators if name in codes]),
        }
        for b in study.peers.breaks_of(*codes)
    ]  # fmt: skip
    columns = (
        Column("period", Text("自", "From")),
        Column("kind", Text("种类", "Kind")),
        Column("change", Text("变化", "What changed")),
        Column("certainty", Text("依据", "Standing")),
        Column("touches", Text("涉及指标", "Touches")),
    )
    return make_table(study, "breaks", _BREAKS, rows, columns, used=[])


def other_reports(study: Study) -> Table:
    """Every cell of these series that several sources report, with the value used and those set aside."""
    rows = []
    used = []
    for code in dict.fromkeys(name for rate in RATES for name in _parts(rate)):
        for area in _chain(study):
            found = study.peers.candidates(code, area)
            several = found[(found["others"] > 0) & (found["period"].str[:4] <= str(study.period.year))].sort_values(
                ["period", "rank"]
            )
            used.append(several)
            rows += [_report_row(study, row) for row in several.to_dict("records")]
    columns = (
        Column("indicator", Text("指标", "Indicator")),
        Column("area", wording.AREA),
        Column("period", wording.PERIOD),
        Column("value", Text("数值", "Value"), format="number"),
        Column("unit", Text("单位", "Unit")),
        Column("chosen", Text("采用", "Used")),
        Column("kind", Text("性质", "Kind")),
        Column("tier", Text("级别", "Tier")),
        Column("source", wording.SOURCE),
    )
    return make_table(study, "other_reports", _OTHERS, rows, columns, used=used, notes=(_RULE_NOTE,))


def not_held(study: Study) -> Statement:
    """Say which parts of the rates the data does not hold, for the area and for each peer."""
    said = []
    for area in _chain(study):
        missing = [
            wording.indicator_name(name)
            for name in dict.fromkeys(part for rate in RATES for part in _parts(rate)[1:])
            if study.peers.series(name, area).empty and study.dataset.series(name, area).empty
        ]
        if missing:
            said.append(_MISSING.format(area=areas.get(area).name, items=wording.listed(missing)))
    caveats = [caveat.text.text for caveat in study.peers.caveats_of(*RATES)]
    text = wording.joined([_NOT_HELD_OPENING, *said, *caveats])
    return make_statement(study, "not_held", text, {"areas_with_gaps": len(said)}, used=[])


def sources(study: Study) -> Table:
    """Every source behind this notebook, with its tier."""
    return sources_table(study, "sources", *(_series(study, rate) for rate in RATES))


def _peers(study: Study) -> tuple[str, ...]:
    above = tuple(area.code for area in areas.parents(study.area.code))
    return above or _BESIDE_NATION


def _chain(study: Study) -> tuple[str, ...]:
    return (study.area.code, *_peers(study))


def _series(study: Study, rate: str) -> pd.DataFrame:
    """Return the rate of the area (from its own dataset) and of its peers, up to the year asked for."""
    own = rate_series(study.dataset, rate, study.area.code)
    if own.empty:
        own = rate_series(study.peers, rate, study.area.code)
    frames = [own, *(rate_series(study.peers, rate, peer) for peer in _peers(study))]
    held = [frame for frame in frames if len(frame)]
    if not held:
        raise InputError(
            f"Neither {study.dataset.name} nor {study.peers.name} holds {rate} or its parts, for {study.area.code} or any area "
            "above it; name a dataset of peers in datapackage.yaml (safetystats: reference: china)."
        )
    series = pd.concat(held, ignore_index=True)
    return series[series["year"] <= study.period.year].reset_index(drop=True)


def _parts(rate: str) -> tuple[str, str, str]:
    indicator = rate_indicator(rate)
    return rate, str(indicator.numerator), str(indicator.denominator)


def _latest(series: pd.DataFrame, year: int) -> Row | None:
    """Return the latest row up to `year`, the recomputed one when a year has both."""
    held = series[(series["year"] <= year) & series["value"].notna()].sort_values(
        ["year", "origin"], ascending=[False, True]
    )
    return held.iloc[0].to_dict() if len(held) else None


def _group(row: Row, series: pd.DataFrame) -> Text:
    name = areas.get(str(row["area"])).name
    both = series.loc[series["area"] == row["area"], "origin"].nunique() > 1
    if not both:
        return name
    return Text("{area}{origin}", "{area}, {origin}").format(area=name, origin=_ORIGINS[str(row["origin"])])


def _pair_row(own: Any, peer: Any) -> Row:
    row: Row = {
        "peer": areas.get(peer.name[0]).name,
        "year": own.name[1],
        "value": own["value"],
        "peer_value": peer["value"],
    }
    if own["definition"] != peer["definition"]:
        return row | {"verdict": _OTHER_DEFINITION}
    compared = measures.compare_counts(round(own["events"]), round(peer["events"]), own["exposure"], peer["exposure"])
    above = compared.ratio > 1
    verdict = (_ABOVE if above else _BELOW) if compared.lower > 1 or compared.upper < 1 else _NO_DIFFERENCE
    return row | {
        "ratio": compared.ratio, "lower": compared.lower, "upper": compared.upper, "p_value": compared.p_value, "verdict": verdict,
    }  # fmt: skip


def _unpaired_row(study: Study, series: pd.DataFrame, peer: str) -> Row:
    latest = _latest(series[series["area"] == peer], study.period.year)
    row: Row = {"peer": areas.get(peer).name, "verdict": _NO_COMMON_YEAR}
    return row if latest is None else row | {"year": latest["year"], "peer_value": latest["value"]}


def _disagreements(rate: str, series: pd.DataFrame) -> list[Row]:
    by_origin = {origin: part.set_index(["area", "year"]) for origin, part in series.groupby("origin")}
    if len(by_origin) < len(_ORIGINS):
        return []
    published, computed = by_origin[PUBLISHED], by_origin[COMPUTED]
    rows = []
    for area, year in published.index.intersection(computed.index):
        one, other = published.loc[(area, year)], computed.loc[(area, year)]
        difference, rounding = other["value"] / one["value"] - 1, one["rounding"] + other["rounding"]
        explained = _ROUNDING if abs(difference) <= rounding else _VINTAGE if rate == GDP else _UNEXPLAINED
        rows.append(
            {
                "rate": rate_indicator(rate).name, "area": areas.get(area).name, "year": year, "published": one["value"],
                "recomputed": other["value"], "difference": difference, "rounding": rounding, "judgement": explained,
            }
        )  # fmt: skip
    return rows


def _report_row(study: Study, row: Row) -> Row:
    source = study.peers.source(str(row["source"]))
    return {
        "indicator": wording.indicator_name(str(row["indicator"])), "area": areas.get(str(row["area"])).name,
        "period": row["period"], "value": row["value"], "unit": UNITS[str(row["unit"])].name,
        "chosen": _USED if row["chosen"] else _SET_ASIDE, "kind": wording.KIND_NAMES[str(row["kind"])],
        "tier": wording.TIER_NAMES[str(row["tier"])], "source": source.title,
    }  # fmt: skip


def _valued(row: Row) -> Text:
    """Return the value with its interval, or a word that the interval cannot be had."""
    value = {language: format_value(row["value"], "rate", language) for language in LANGUAGES}
    if pd.isna(row["lower"]):
        return Text(
            f"{value['zh']}（未收录死亡人数，区间无法计算）", f"{value['en']} (deaths not held, so no interval)"
        )
    ends = {language: format_interval(row["lower"], row["upper"], "rate", language) for language in LANGUAGES}
    return Text(f"{value['zh']}（95%区间{ends['zh']}）", f"{value['en']} (95 % interval {ends['en']})")


_ORIGINS = {PUBLISHED: Text("公布", "published"), COMPUTED: Text("重算", "recomputed")}
_BREAK_KINDS = {
    "scope": Text("统计范围", "scope"),
    "recording": Text("登记办法", "recording"),
    "vintage": Text("数据版本", "vintage"),
    "denominator": Text("分母", "denominator"),
}
_CERTAINTIES = {"stated": Text("有公布依据", "stated"), "suspected": Text("推测", "suspected")}
_RATE = Text("{area}{year}年{rate}为{value}（{origin}）。", "{area}, {year}: {rate} {value}, {origin}.")
_FINDING = Text("{area}{year}年{rate}为{value}", "{area}, {year}: {rate} {value}")
_NO_RATE = Text(
    "数据中没有{area}的{rate}，也没有可供计算的分子分母。", "{area}: {rate} is not held and cannot be computed."
)
_MISSING = Text("{area}：{items}。", "{area}: {items}.")
_NOT_HELD_OPENING = Text("数据没有包含的内容——", "What the data does not hold.")
_NOTHING_TO_COMPARE = Text(
    "没有同一地区同一年份既有公布值又可重算的率", "no rate of the same area and year is both published and recomputable"
)
_RECOMPUTED = Text("公布的率与重算的率", "Published rates and recomputed ones")
_BREAKS = Text(
    "口径变化：跨越下列年份的数字不能直接比较", "Changes of definition: figures on either side cannot be compared"
)
_OTHERS = Text("同一数字的不同来源：采用与未采用", "Several reports of the same figure: used and set aside")
_USED, _SET_ASIDE = Text("采用", "used"), Text("未采用", "set aside")
_ABOVE = Text("高于，证据充分", "above, with evidence")
_BELOW = Text("低于，证据充分", "below, with evidence")
_NO_DIFFERENCE = Text("没有差别的证据", "no evidence of a difference")
_OTHER_DEFINITION = Text("统计口径不同，不比较", "other definition: not compared")
_NO_COMMON_YEAR = Text("没有双方都可计算的年份", "no year in which both can be computed")
_ROUNDING = Text("舍入可以解释", "rounding explains it")
_VINTAGE = Text(
    "舍入不能解释；GDP版本不同（公布的率用初步核算数）",
    "more than rounding; another GDP vintage (published rates use the first release)",
)
_UNEXPLAINED = Text("舍入不能解释", "more than rounding explains")
_PUBLISHED_NOTE = Text(
    "公布的率只有在收录了对应死亡人数时才有区间；人数以“万”公布时，区间已包括舍入。",
    "A published rate has an interval only where the deaths behind it are held; where a count is published in 万 the interval includes the rounding.",
)
_COMPARISON_NOTE = Text(
    "只比较双方用同一口径、同一版本分母重算的率；比值的区间与 p 值来自精确条件检验。上级地区的数字包含本地区，差别因此略被低估。",
    "Only rates recomputed on the same definition and vintage are compared; ratio, interval and p come from the exact conditional "
    "test. An area above contains this one, so differences are slightly understated.",
)
_VINTAGE_NOTE = Text(
    "重算的亿元GDP死亡率用普查修订后的GDP，因此一般低于公布值。",
    "Recomputed GDP rates use GDP revised after the censuses, so they mostly lie below the published ones.",
)
_RULE_NOTE = Text(
    "选用规则：同一序列只用一个版本；公布先于推算；A、B、C、D、X 级依次；定稿先于快报（docs/methods/choice.md）。",
    "Rule of choice: one vintage a series; reported before derived; tiers A, B, C, D, X in this order; final before flash (docs/methods/choice.md).",
)
