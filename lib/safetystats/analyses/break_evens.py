"""Where an area's exposure is not held: how large it would have to be for its rate to lie below a peer's."""

import pandas as pd

from safetystats import measures
from safetystats.analyses import wording
from safetystats.analyses.rate_panel import ORIGINS, RATES, Row, parts_of, peers_of, rate_panel
from safetystats.analyses.rate_series import COMPUTED, rate_indicator
from safetystats.analyses.shared import make_table
from safetystats.analyses.study import Study
from safetystats.datasets.counts import INDICATOR_STEMS, counts_of
from safetystats.datasets.units import exposure_unit
from safetystats.measures import BreakEven
from safetystats.products import Column, Table
from safetystats.words import Text


def break_even(study: Study) -> Table:
    """For each rate and peer the exposure at which the area's deaths of the period would make the peer's rate."""
    counts = counts_of(study.dataset, study.area.code, study.period)
    panels = [rate_panel(study, rate) for rate in RATES]
    rows = [row for rate, panel in zip(RATES, panels, strict=True) for row in _rate_rows(study, rate, panel, counts)]
    columns = (
        Column("rate", Text("指标", "Rate")),
        Column("deaths", Text("本地区死亡人数", "Deaths here"), format="count"),
        Column("peer", Text("比较地区", "Peer")),
        Column("year", Text("年份", "Year"), format="year"),
        Column("origin", Text("率的来历", "Peer's rate is")),
        Column("peer_rate", Text("比较地区的率", "Peer's rate"), format="rate"),
        Column("unit", Text("分母单位", "Unit of exposure")),
        Column("above", Text("低于此数：有95%把握高于对方", "Less than this: above the peer (95 %)"), format="rate"),
        Column("arithmetic", Text("高于此数：算术上低于对方", "More than this: below by arithmetic"), format="rate"),
        Column("below", Text("高于此数：有95%把握低于对方", "More than this: below the peer (95 %)"), format="rate"),
        Column("note", wording.NOTE),
    )
    title = _TITLE.format(area=study.area.name, period=study.period.text)
    notes = (_NOTE, *([] if study.period.months == 12 else [_PART_YEAR.format(months=study.period.months)]))
    return make_table(study, "break_even", title, rows, columns, used=[counts, *panels], notes=notes)


def _rate_rows(study: Study, rate: str, panel: pd.DataFrame, counts: pd.DataFrame) -> list[Row]:
    indicator = rate_indicator(rate)
    if (panel["area"] == study.area.code).any():
        return [{"rate": indicator.name, "note": _HELD.format(area=study.area.name)}]
    deaths = _deaths(counts, parts_of(rate)[1])
    if deaths is None:
        return [{"rate": indicator.name, "note": _NO_DEATHS.format(area=study.area.name)}]
    common = {"rate": indicator.name, "deaths": deaths, "unit": exposure_unit(indicator.unit).name}
    rows = []
    for peer in peers_of(study):
        held = panel[(panel["area"] == peer) & panel["value"].notna()]
        for row in held[held["year"] == held["year"].max()].to_dict("records"):
            found = _found(deaths, row, study.period.months / 12)
            rows.append(
                common | {
                    "peer": study.area_name(peer), "year": row["year"], "origin": ORIGINS[row["origin"]], "peer_rate": row["value"],
                    "above": found.above, "arithmetic": found.arithmetic, "below": found.below,
                    "note": None if row["year"] == study.period.year else _OTHER_YEAR,
                }
            )  # fmt: skip
        if held.empty:
            rows.append(common | {"peer": study.area_name(peer), "note": _NO_PEER})
    return rows


def _deaths(counts: pd.DataFrame, numerator: str) -> int | None:
    """Return the deaths of the period that belong in the rate's numerator, or None when they are not held."""
    cells = {f"{stem}_deaths": cell for cell, stem in INDICATOR_STEMS.items()}
    sector, severity = cells[numerator]
    held = counts[(counts["sector"] == sector) & (counts["severity"] == severity)]["deaths"].dropna()
    return int(held.iloc[0]) if len(held) else None


def _found(deaths: int, peer: Row, time_share: float) -> BreakEven:
    if peer["origin"] == COMPUTED:
        return measures.break_even_exposure(deaths, round(peer["events"]), peer["exposure"], time_share=time_share)
    ends = tuple(peer["value"] * (1 + sign * peer["rounding"]) for sign in (-1, 1))
    return measures.break_even_exposure(deaths, peer_rate=(ends[0], ends[1]), time_share=time_share)


_TITLE = Text(
    "{area}{period}：分母要多大，率才低于对方", "{area}, {period}: how large the exposure must be to lie below the peer"
)
_NOTE = Text(
    "两个95%界之间的分母，既不能说低于也不能说高于。公布的率按其舍入的不利一端计算，只计本地区死亡人数的偶然性；"
    "重算的率两边的偶然性都计。死亡人数为零时，算术上任何分母都够，证据上不够。一起事故多人死亡时，证据所需的分母更大。",
    "With an exposure between the two 95 % bounds neither below nor above is shown. A published rate is taken at the unfavourable "
    "end of its rounding and only the chance in the area's own deaths counts; with a recomputed rate the chance in both does. "
    "With no deaths any exposure is enough by arithmetic, but not as evidence. Where one accident kills several, evidence needs more still.",
)
_PART_YEAR = Text(
    "死亡人数是{months}个月的，分母已折合成全年数（假定全年均匀）。",
    "The deaths are those of {months} months; the exposure is that of a whole year, taken as even over the months.",
)
_OTHER_YEAR = Text("与对方另一年的率相比", "the peer's rate is of another year")
_NO_PEER = Text("未收录对方的率", "the peer's rate is not held")
_HELD = Text("收录了{area}的率，见上面的比较", "the rate of {area} is held: see the comparisons above")
_NO_DEATHS = Text("未收录{area}这一口径的死亡人数", "deaths of this scope are not held for {area}")
