"""An area beside the areas above it: one figure of the latest rates, and every year in which both can be compared."""

from typing import Any

import pandas as pd

from safetystats import figures, measures
from safetystats.analyses import wording
from safetystats.analyses.rate_panel import ORIGINS, RATES, Row, chain_of, latest, peers_of, rate_panel
from safetystats.analyses.rate_series import COMPUTED, rate_indicator
from safetystats.analyses.shared import make_caption, make_figure, make_table
from safetystats.analyses.study import Study
from safetystats.analyses.wording import LOWER, UPPER
from safetystats.datasets import UNITS
from safetystats.products import Column, Figure, Table
from safetystats.words import Text


def beside_peers(study: Study, rate: str) -> Figure:
    """Draw the latest rate of the area and of every peer with its interval, in the area's own year where that is held."""
    panel, indicator = rate_panel(study, rate), rate_indicator(rate)
    own = latest(panel, study.area.code)
    year = int(own["year"]) if own else study.period.year
    rows = [_beside_row(study, panel, code, year) for code in chain_of(study)]
    caption = make_caption(
        study, _beside_title(study, rate, rows), used=[panel], unit=UNITS[indicator.unit].name,
        notes=(_BESIDE_NOTE, *([indicator.note] if indicator.note else [])),
    )  # fmt: skip
    frame = pd.DataFrame(rows)
    image = figures.interval_dots(
        frame, caption=caption, language=study.language, highlight=[rows[0]["label"]], value_label=Text("率", "Rate")
    )
    return make_figure(study, f"{RATES[rate]}_beside_peers", caption, image, frame, used=[panel])


def against_peers(study: Study, rate: str) -> Table:
    """Compare the area's rate with that of each peer in every year both are held on the same definition."""
    panel, indicator = rate_panel(study, rate), rate_indicator(rate)
    computed = panel[panel["origin"] == COMPUTED].set_index(["area", "year"])
    rows: list[Row] = []
    for peer in peers_of(study):
        pairs = [year for area, year in computed.index if area == study.area.code and (peer, year) in computed.index]
        rows += [_pair_row(study, computed, peer, year) for year in sorted(pairs)]
        if not pairs:
            rows.append(_unpaired_row(study, panel, peer))
    columns = (
        Column("peer", Text("比较地区", "Peer")),
        Column("year", Text("年份", "Year"), format="year"),
        Column("value", study.area.name, format="rate"),
        Column("peer_value", Text("比较地区的率", "Peer's rate"), format="rate"),
        Column("difference", Text("差", "Difference"), format="rate"),
        Column("difference_lower", LOWER, format="rate"),
        Column("difference_upper", UPPER, format="rate"),
        Column("ratio", Text("比值", "Ratio"), format="number", decimals=2),
        Column("lower", LOWER, format="number", decimals=2),
        Column("upper", UPPER, format="number", decimals=2),
        Column("p_value", Text("p 值", "p"), format="p"),
        Column("chance_below", Text("低于对方的概率", "Chance of being below"), format="chance"),
        Column("verdict", wording.VERDICT),
    )
    title = _AGAINST.format(rate=indicator.name)
    notes = (_COMPARISON_NOTE, *([indicator.note] if indicator.note else []))
    return make_table(study, f"{RATES[rate]}_against_peers", title, rows, columns, used=[panel], notes=notes)


def comparable(own: Any, peer: Any) -> bool:
    """Say whether two rows of a rate stand on one definition; what is known of only one of them does not agree."""
    return bool(own["definition"] == peer["definition"])


def _beside_row(study: Study, panel: pd.DataFrame, code: str, year: int) -> Row:
    """Return the row of an area: its rate of `year`, or else its latest one, with the year and origin in the label."""
    row = latest(panel[panel["year"] == year], code) or latest(panel, code)
    name = study.area_name(code)
    if row is None:
        return {"label": name, "value": float("nan"), "lower": float("nan"), "upper": float("nan"), "year": None}
    label = _BESIDE_LABEL.format(area=name, year=row["year"], origin=ORIGINS[row["origin"]])
    return {"label": label, **{name: row[name] for name in ("value", "lower", "upper", "year")}}


def _beside_title(study: Study, rate: str, rows: list[Row]) -> Text:
    name = rate_indicator(rate).name
    if rows[0]["year"] is None:
        return _BESIDE_MISSING.format(area=study.area.name, rate=name)
    return _BESIDE_TITLE.format(area=study.area.name, rate=name, year=rows[0]["year"])


def _pair_row(study: Study, computed: pd.DataFrame, peer: str, year: int) -> Row:
    by_area: Any = computed.loc
    own, other = by_area[(study.area.code, year)], by_area[(peer, year)]
    row: Row = {
        "peer": study.area_name(peer),
        "year": year,
        "value": own["value"],
        "peer_value": other["value"],
    }
    if not comparable(own, other):
        return row | {"verdict": _OTHER_DEFINITION}
    counts = round(own["events"]), round(other["events"]), own["exposure"], other["exposure"]
    ratio, difference = measures.compare_counts(*counts), measures.rate_difference(*counts)
    evidence = ratio.lower > 1 or ratio.upper < 1
    return row | {
        "difference": difference.value, "difference_lower": difference.lower, "difference_upper": difference.upper,
        "ratio": ratio.ratio, "lower": ratio.lower, "upper": ratio.upper, "p_value": ratio.p_value,
        "chance_below": measures.chance_below(*counts),
        "verdict": (_ABOVE if ratio.ratio > 1 else _BELOW) if evidence else _NO_DIFFERENCE,
    }  # fmt: skip


def _unpaired_row(study: Study, panel: pd.DataFrame, peer: str) -> Row:
    row: Row = {"peer": study.area_name(peer), "verdict": _NO_COMMON_YEAR}
    held = latest(panel, peer)
    return row if held is None else row | {"year": held["year"], "peer_value": held["value"]}


_AGAINST = Text("{rate}：与比较地区相比", "{rate}: against its peers")
_BESIDE_TITLE = Text("{area}{year}年{rate}，与比较地区并列", "{rate} of {area} in {year}, beside its peers")
_BESIDE_MISSING = Text("{rate}：各比较地区（{area}未收录）", "{rate}: the peers ({area} is not held)")
_BESIDE_LABEL = Text("{area}（{year}年，{origin}）", "{area} ({year}, {origin})")
_BESIDE_NOTE = Text(
    "年份不同或口径不同的率只能并列，不能据此排名；能否比较见下表。",
    "Rates of other years or other definitions stand side by side only; the table below says what may be compared.",
)
_ABOVE = Text("高于，证据充分", "above, with evidence")
_BELOW = Text("低于，证据充分", "below, with evidence")
_NO_DIFFERENCE = Text("没有差别的证据", "no evidence of a difference")
_OTHER_DEFINITION = Text("统计口径不同，不比较", "other definition: not compared")
_NO_COMMON_YEAR = Text("没有双方都可计算的年份", "no year in which both can be computed")
_COMPARISON_NOTE = Text(
    "只比较双方用同一口径、同一版本分母重算的率；比值的区间与 p 值来自精确条件检验，差的区间为 Miettinen–Nurminen 得分法，"
    "低于对方的概率用 Jeffreys 先验。上级地区的数字包含本地区，差别因此略被低估。",
    "Only rates recomputed on the same definition and vintage are compared; ratio and p come from the exact conditional test, the "
    "difference from the score method of Miettinen and Nurminen, the chance of being below from Jeffreys' prior. An area above "
    "contains this one, so differences are slightly understated.",
)
