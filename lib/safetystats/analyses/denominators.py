"""How much of a rate's change is its denominator: what growth of GDP or of the fleet alone would have done."""

from typing import Any

import pandas as pd

from safetystats import measures, models
from safetystats.analyses import wording
from safetystats.analyses.rate_panel import GDP, RATES, Row, chain_of, rate_panel
from safetystats.analyses.rate_series import COMPUTED, rate_indicator
from safetystats.analyses.shared import make_table
from safetystats.analyses.study import Study
from safetystats.products import Column, Table
from safetystats.words import Text

#: The change is looked at over at most this many years, back from the latest year of a definition.
_YEARS = 10


def denominators(study: Study) -> Table:
    """For each rate, area and definition the change over up to ten years, split into deaths and exposure."""
    panels = {rate: rate_panel(study, rate) for rate in RATES}
    rows = [
        row for rate, panel in panels.items() for area in chain_of(study) for row in _rows(study, rate, panel, area)
    ]
    columns = (
        Column("rate", Text("指标", "Rate")),
        Column("area", wording.AREA),
        Column("first", Text("自", "From"), format="year"),
        Column("last", Text("至", "To"), format="year"),
        Column("rate_change", Text("率的变化", "Change of the rate"), format="percent"),
        Column("deaths_change", Text("死亡人数的变化", "Change of deaths"), format="percent"),
        Column("lower", wording.LOWER, format="percent"),
        Column("upper", wording.UPPER, format="percent"),
        Column("exposure_alone", Text("死亡人数不变时率的变化", "The rate had deaths not changed"), format="percent"),
        Column(
            "share", Text("变化中分母所占份额", "Share of the change that is denominator"), format="percent", decimals=0
        ),
        Column("reading", wording.VERDICT),
    )
    notes = (_NOTE, _PRICES)
    return make_table(
        study, "denominators", _TITLE, rows or [{"reading": _NOTHING}], columns, used=list(panels.values()), notes=notes
    )


def _rows(study: Study, rate: str, panel: pd.DataFrame, area: str) -> list[Row]:
    """Return the split of the area's change on each definition that holds two years or more, latest definition last."""
    held = panel[(panel["area"] == area) & (panel["origin"] == COMPUTED)].sort_values("year")
    named = {"rate": rate_indicator(rate).name, "area": study.area_name(area)}
    rows = []
    for _, same in held.groupby("run"):
        recent = same[same["year"] >= same["year"].max() - _YEARS]
        if len(recent) > 1:
            rows.append(named | _split(rate, recent.iloc[0], recent.iloc[-1]))
    return rows


def _split(rate: str, first: Any, last: Any) -> Row:
    before, now = ({"deaths": row["events"], "per_exposure": 1 / row["exposure"]} for row in (first, last))
    effects = models.decompose(before, now, "lmdi").set_index("factor")
    deaths = measures.compare_counts(round(last["events"]), round(first["events"]))
    share = float(effects["share_of_change"].loc["per_exposure"])
    return {
        "first": first["year"], "last": last["year"], "rate_change": last["value"] / first["value"] - 1,
        "deaths_change": deaths.ratio - 1, "lower": deaths.lower - 1, "upper": deaths.upper - 1,
        "exposure_alone": first["exposure"] / last["exposure"] - 1, "share": share,
        "reading": _reading(rate, share, deaths.upper < 1, last["value"] < first["value"]),
    }  # fmt: skip


def _reading(rate: str, share: float, fewer_deaths: bool, fell: bool) -> Text:
    if not fell:
        return _ROSE
    if not fewer_deaths:
        return _ALL if share >= 1 else _NOT_SHOWN
    return (_MOSTLY_GDP if rate == GDP else _MOSTLY) if share > 0.5 else _DEATHS


_TITLE = Text("率的变化有多少来自分母", "How much of the change of each rate is its denominator")
_NOTE = Text(
    "每一口径内最近十年的首末两年；对数均值分解（LMDI），两部分相乘恰为率的变化。死亡人数变化的区间为精确条件区间。",
    "First and last of up to ten years on each definition; logarithmic mean decomposition (LMDI), whose two parts multiply to the "
    "change of the rate. The interval of the change of deaths is the exact conditional one.",
)
_PRICES = Text(
    "GDP为现价，物价上涨也使率下降。",
    "GDP is at current prices: inflation lowers the rate as well.",
)
_ROSE = Text("率没有下降", "the rate did not fall")
_ALL = Text("下降全部来自分母，死亡人数没有减少的证据", "the fall is all denominator; no evidence of fewer deaths")
_NOT_SHOWN = Text(
    "死亡人数没有减少的证据，下降中能确定的只有分母增长",
    "no evidence of fewer deaths: of the fall only the growth of the denominator is sure",
)
_MOSTLY_GDP = Text("一半以上来自GDP增长", "more than half is growth of GDP")
_MOSTLY = Text("一半以上来自分母增长", "more than half is growth of the denominator")
_DEATHS = Text("一半以上来自死亡减少", "more than half is fewer deaths")
_NOTHING = Text("没有同一口径下的两个年份", "no two years on one definition are held")
