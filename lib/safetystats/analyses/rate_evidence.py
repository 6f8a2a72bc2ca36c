"""What stands behind the rates: published against recomputed, changes of definition, and other reports of the same figure."""

import pandas as pd

from safetystats.analyses import wording
from safetystats.analyses.rate_panel import GDP, RATES, Row, chain_of, parts_of, rate_panel
from safetystats.analyses.rate_series import COMPUTED, PUBLISHED, rate_indicator
from safetystats.analyses.shared import make_table
from safetystats.analyses.study import Study
from safetystats.datasets import UNITS
from safetystats.products import Column, Table
from safetystats.words import Text


def published_and_recomputed(study: Study) -> Table:
    """Set every published rate beside the recomputed one, with the rounding that could explain the difference."""
    used = [rate_panel(study, rate) for rate in RATES]
    rows = [row for rate, series in zip(RATES, used, strict=True) for row in _disagreements(study, rate, series)]
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
    codes = [name for rate in RATES for name in parts_of(rate)]
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
    for code in dict.fromkeys(name for rate in RATES for name in parts_of(rate)):
        for area in chain_of(study):
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


def _disagreements(study: Study, rate: str, series: pd.DataFrame) -> list[Row]:
    by_origin = {origin: part.set_index(["area", "year"]) for origin, part in series.groupby("origin")}
    if len(by_origin) < 2:
        return []
    published, computed = by_origin[PUBLISHED], by_origin[COMPUTED]
    rows = []
    for area, year in published.index.intersection(computed.index):
        one, other = published.loc[(area, year)], computed.loc[(area, year)]
        difference, rounding = other["value"] / one["value"] - 1, one["rounding"] + other["rounding"]
        explained = _ROUNDING if abs(difference) <= rounding else _VINTAGE if rate == GDP else _UNEXPLAINED
        rows.append(
            {
                "rate": rate_indicator(rate).name, "area": study.area_name(area), "year": year, "published": one["value"],
                "recomputed": other["value"], "difference": difference, "rounding": rounding, "judgement": explained,
            }
        )  # fmt: skip
    return rows


def _report_row(study: Study, row: Row) -> Row:
    source = study.peers.source(str(row["source"]))
    return {
        "indicator": wording.indicator_name(str(row["indicator"])), "area": study.area_name(str(row["area"])),
        "period": row["period"], "value": row["value"], "unit": UNITS[str(row["unit"])].name,
        "chosen": _USED if row["chosen"] else _SET_ASIDE, "kind": wording.KIND_NAMES[str(row["kind"])],
        "tier": wording.TIER_NAMES[str(row["tier"])], "source": source.title,
    }  # fmt: skip


_BREAK_KINDS = {
    "scope": Text("统计范围", "scope"),
    "recording": Text("登记办法", "recording"),
    "vintage": Text("数据版本", "vintage"),
    "denominator": Text("分母", "denominator"),
}
_CERTAINTIES = {"stated": Text("有公布依据", "stated"), "suspected": Text("推测", "suspected")}
_NOTHING_TO_COMPARE = Text(
    "没有同一地区同一年份既有公布值又可重算的率", "no rate of the same area and year is both published and recomputable"
)
_RECOMPUTED = Text("公布的率与重算的率", "Published rates and recomputed ones")
_BREAKS = Text(
    "口径变化：跨越下列年份的数字不能直接比较", "Changes of definition: figures on either side cannot be compared"
)
_OTHERS = Text("同一数字的不同来源：采用与未采用", "Several reports of the same figure: used and set aside")
_USED, _SET_ASIDE = Text("采用", "used"), Text("未采用", "set aside")
_ROUNDING = Text("舍入可以解释", "rounding explains it")
_VINTAGE = Text(
    "舍入不能解释；可能是GDP版本不同（公布的率多用初步核算数）",
    "more than rounding; perhaps another GDP vintage (published rates mostly use the first release)",
)
_UNEXPLAINED = Text("舍入不能解释", "more than rounding explains")
_VINTAGE_NOTE = Text(
    "重算的亿元GDP死亡率用普查修订后的GDP，因此一般低于公布值。",
    "Recomputed GDP rates use GDP revised after the censuses, so they mostly lie below the published ones.",
)
_RULE_NOTE = Text(
    "选用规则：同一序列只用一个版本；公布先于推算；A、B、C、D、X 级依次；定稿先于快报（docs/methods/choice.md）。",
    "Rule of choice: one vintage a series; reported before derived; tiers A, B, C, D, X in this order; final before flash (docs/methods/choice.md).",
)
