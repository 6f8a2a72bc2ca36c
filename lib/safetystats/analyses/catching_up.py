"""When the area would reach each peer: at today's paces, with the uncertainty of the gap and of both paces."""

import math
from dataclasses import dataclass

import pandas as pd

from safetystats import measures, models
from safetystats.analyses import wording
from safetystats.analyses.peers import comparable
from safetystats.analyses.rate_panel import RATES, Row, peers_of, rate_panel
from safetystats.analyses.rate_series import COMPUTED, rate_indicator
from safetystats.analyses.shared import make_table
from safetystats.analyses.study import Study
from safetystats.measures import Comparison
from safetystats.models import NEVER, CatchUp
from safetystats.products import Column, Table
from safetystats.words import Text

#: A pace is read off the last ten years on one definition, and off three years at least.
_YEARS, _FEWEST = 10, 3
_Z = 1.959963984540054


def catching_up(study: Study) -> Table:
    """For each rate and peer: the gap, both paces, and the years to reach the peer where it stands and where it goes."""
    panels = {rate: rate_panel(study, rate) for rate in RATES}
    rows = [_row(study, rate, panel, peer) for rate, panel in panels.items() for peer in peers_of(study)]
    columns = (
        Column("rate", Text("指标", "Rate")),
        Column("peer", Text("比较地区", "Peer")),
        Column("year", Text("年份", "Year"), format="year"),
        Column("gap", Text("与对方相差", "Against the peer"), format="percent"),
        Column("pace", Text("本地区年均变化", "Own change per year"), format="percent"),
        Column("pace_lower", wording.LOWER, format="percent"),
        Column("pace_upper", wording.UPPER, format="percent"),
        Column("peer_pace", Text("对方年均变化", "Peer's change per year"), format="percent"),
        Column(
            "years_to_level",
            Text("达到对方现水平（年）", "Years to the peer's level of today"),
            format="number",
            decimals=1,
        ),
        Column("level_lower", wording.LOWER, format="number", decimals=1),
        Column("level_upper", wording.UPPER, format="number", decimals=1),
        Column("years_to_peer", Text("追上对方（年）", "Years to the moving peer"), format="number", decimals=1),
        Column("peer_lower", wording.LOWER, format="number", decimals=1),
        Column("peer_upper", wording.UPPER, format="number", decimals=1),
        Column("reading", wording.VERDICT),
    )
    return make_table(study, "catching_up", _TITLE, rows, columns, used=list(panels.values()), notes=(_NOTE,))


@dataclass(frozen=True, slots=True)
class _Pace:
    """A log-linear trend: change of the logarithm of the rate per year, and its standard error."""

    slope: float
    error: float


def _row(study: Study, rate: str, panel: pd.DataFrame, peer: str) -> Row:
    named: Row = {"rate": rate_indicator(rate).name, "peer": study.area_name(peer)}
    computed = panel[panel["origin"] == COMPUTED]
    own, other = (computed[computed["area"] == code].set_index("year") for code in (study.area.code, peer))
    years = [year for year in own.index.intersection(other.index) if comparable(own.loc[year], other.loc[year])]
    if not years:
        return named | {"reading": _NOT_COMPARABLE}
    year = max(years)
    at, beside = (one.loc[year].to_dict() for one in (own, other))
    gap = measures.compare_counts(round(at["events"]), round(beside["events"]), at["exposure"], beside["exposure"])
    row = named | {"year": year, "gap": gap.ratio - 1}
    pace, peer_pace = _pace(own, year), _pace(other, year)
    # A count of zero leaves the gap without a finite logarithm: it can be read today, not carried forward.
    if pace is None or peer_pace is None or not 0 < gap.lower <= gap.upper < math.inf:
        return row | {
            "reading": _today(gap) if gap.ratio <= 1 else _NO_PACE if pace is None or peer_pace is None else _ZERO
        }
    error = math.log(gap.upper / gap.lower) / (2 * _Z)
    level = models.years_to_reach(math.log(gap.ratio), error, pace.slope, pace.error)
    moving = models.years_to_reach(
        math.log(gap.ratio), error, pace.slope - peer_pace.slope, math.hypot(pace.error, peer_pace.error)
    )
    return row | {
        "pace": math.expm1(pace.slope), "pace_lower": math.expm1(pace.slope - _Z * pace.error),
        "pace_upper": math.expm1(pace.slope + _Z * pace.error), "peer_pace": math.expm1(peer_pace.slope),
        "years_to_level": level.value, "level_lower": level.lower, "level_upper": level.upper,
        "years_to_peer": moving.value, "peer_lower": moving.lower, "peer_upper": moving.upper,
        "reading": _reading(gap, level, moving),
    }  # fmt: skip


def _pace(held: pd.DataFrame, year: int) -> _Pace | None:
    """Return the log-linear trend of the years up to `year` on its definition, or None when they are too few."""
    near = held[
        (held["run"] == held.at[year, "run"]) & (held.index <= year) & (held.index > year - _YEARS)
    ].sort_index()
    if len(near) < _FEWEST:
        return None
    line = models.joinpoint(
        near.index.to_numpy(), counts=near["events"].to_numpy(), exposure=near["exposure"].to_numpy(), joinpoints=0
    )
    segment = line.segments[0]
    # Student's t counts the few years; the error is the one whose normal interval is as wide.
    return _Pace(segment.slope, (segment.slope_upper - segment.slope_lower) / (2 * _Z))


def _today(gap: Comparison) -> Text:
    """Say that the area is not above its peer, and whether that is more than chance."""
    return _ALREADY if gap.upper < 1 else _BY_ARITHMETIC


def _reading(gap: Comparison, level: CatchUp, moving: CatchUp) -> Text:
    if level.already:
        return _today(gap)
    if moving.value == NEVER:
        return _FALLS_BEHIND
    return _UNCERTAIN if moving.upper == NEVER else _CATCHES_UP


_TITLE = Text(
    "按目前的速度，何时达到上级地区和全国", "At today's paces, when the area reaches those above and the nation"
)
_NOTE = Text(
    "速度取同一口径最近十年内（至少三年）死亡率的对数线性趋势；年数的区间为 Fieller（1954）区间，“∞”表示按数据允许的速度可能永远追不上。"
    "速度照旧只是假设，不是预测。",
    "Paces are log-linear trends of up to ten years (three at least) on one definition; the intervals of the years are Fieller's (1954), "
    "and ∞ says that at paces the data allow the gap may never close. That paces stay as they are is an assumption, not a forecast.",
)
_NOT_COMPARABLE = Text("没有同一口径下双方都可计算的年份", "no year in which both can be computed on one definition")
_NO_PACE = Text("同一口径不足三年，算不出速度", "fewer than three years on one definition: no pace")
_ZERO = Text("有一方为零，算不出年数", "one of the two counts is zero: no years can be had")
_ALREADY = Text("已低于对方，有证据", "already below the peer, and that is shown")
_BY_ARITHMETIC = Text("数值不高于对方，但没有低于的证据", "at or below the peer by arithmetic, not shown to be lower")
_FALLS_BEHIND = Text("按目前速度追不上", "not reached at today's paces")
_UNCERTAIN = Text("可能追上，也可能追不上", "may or may not be reached")
_CATCHES_UP = Text("按目前速度可追上", "reached at today's paces")
