"""What changes of definition did to the figures, and whether there is one that nobody announced."""

import pandas as pd

from safetystats import models
from safetystats.analyses import wording
from safetystats.analyses.rate_panel import Row
from safetystats.analyses.shared import make_table
from safetystats.analyses.study import Study
from safetystats.analyses.trend_fits import RULE
from safetystats.analyses.trend_series import FEWEST_YEARS, TrendSeries, chain_series
from safetystats.errors import InputError
from safetystats.products import NOT_APPLICABLE, Column, Table
from safetystats.words import Text

#: A step can be told from the trend only with this many years on either side.
_EITHER_SIDE = 2
#: A jump about a trend, at a year that is sought, takes this many years to be told at all.
_FEWEST_FOR_JUMP = 8


def definition_steps(study: Study) -> Table:
    """How much each known change of definition moved the level, beside the change that the printed figures show."""
    every = chain_series(study)
    rows = [row for series in every for row in _step_rows(series)]
    columns = (
        Column("series", Text("序列", "Series")),
        Column("area", wording.AREA),
        Column("year", Text("自", "From"), format="year"),
        Column("what", Text("口径变化", "Change of definition")),
        Column("printed", Text("前后两年的增减", "Change of the printed figures"), format="percent"),
        Column("step", Text("该年的跳变", "Jump of that year"), format="percent"),
        Column("lower", wording.LOWER, format="percent"),
        Column("upper", wording.UPPER, format="percent"),
        Column("reading", wording.VERDICT),
    )
    used = [series.frame for series in every]
    return make_table(
        study, "definition_steps", _STEPS, rows or [{"reading": _NO_STEPS}], columns, used=used, notes=(_STEP_NOTE,)
    )


def unannounced_breaks(study: Study) -> Table:
    """Test each definition of each series for a jump that no known change explains."""
    every = chain_series(study)
    rows = [_jump_row(series, run) for series in every for run in series.runs()]
    columns = (
        Column("series", Text("序列", "Series")),
        Column("area", wording.AREA),
        Column("years", Text("年份", "Years")),
        Column("year", Text("最可能的年份", "Likeliest from"), format="year"),
        Column("set", Text("可能的年份（95%）", "Possible years (95 %)")),
        Column("jump", Text("跳变", "Jump"), format="percent"),
        Column("lower", wording.LOWER, format="percent"),
        Column("upper", wording.UPPER, format="percent"),
        Column("p_value", Text("p 值", "p"), format="p"),
        Column("reading", wording.VERDICT),
    )
    used = [series.frame for series in every]
    return make_table(
        study, "unannounced_breaks", _JUMPS, rows or [{"reading": _NOTHING}], columns, used=used, notes=(_JUMP_NOTE,)
    )


def _step_rows(series: TrendSeries) -> list[Row]:
    """Return one row a change of definition that lies within the years held."""
    frame = series.frame
    rows = []
    for year, words in series.breaks:
        before, after = frame[frame["year"] < year], frame[frame["year"] >= year]
        if before.empty or after.empty:
            continue
        printed = NOT_APPLICABLE
        if after["year"].iloc[0] - before["year"].iloc[-1] == 1:
            printed = after["value"].iloc[0] / before["value"].iloc[-1] - 1
        rows.append(_named(series) | {"year": year, "what": words, "printed": printed} | _step(series, year))
    return rows


def _step(series: TrendSeries, year: int) -> Row:
    """Return the jump of the level at one break: the years around it up to the neighbouring breaks, bends allowed."""
    neighbours = [other for other, _ in series.breaks if other != year]
    first = max([other for other in neighbours if other < year], default=0)
    end = min([other for other in neighbours if other > year], default=9999)
    near = series.frame[series.frame["year"].between(first, end - 1)]
    sides = [(near["year"] < year).sum(), (near["year"] >= year).sum()]
    if min(sides) < _EITHER_SIDE or sum(sides) < FEWEST_YEARS:
        return {"reading": _TOO_FEW}
    model = models.joinpoint(
        near["year"].to_numpy(), counts=near["events"].to_numpy(), exposure=near["exposure"].to_numpy(), breaks=[year],
        selection=RULE,
    )  # fmt: skip
    step = model.steps[0]
    shown = step.lower > 1 or step.upper < 1
    return {
        "step": step.size - 1, "lower": step.lower - 1, "upper": step.upper - 1, "reading": _SHOWN if shown else _NOT_SHOWN,
    }  # fmt: skip


def _jump_row(series: TrendSeries, run: pd.DataFrame) -> Row:
    row = _named(series) | {"years": f"{run['year'].iloc[0]}–{run['year'].iloc[-1]}"}
    if len(run) < _FEWEST_FOR_JUMP:
        return row | {"reading": _TOO_FEW_YEARS}
    years, counts, exposure = (run[name].to_numpy() for name in ("year", "events", "exposure"))
    bends = [bend.year for bend in models.joinpoint(years, counts=counts, exposure=exposure, selection=RULE).joinpoints]
    try:
        found = models.unannounced_break(years, counts, exposure, joinpoints=bends)
    except InputError:  # bends have used up the years
        return row | {"reading": _TOO_FEW_YEARS}
    shown = found.p_value < 1 - found.level
    return row | {
        "year": found.year, "set": ", ".join(f"{year:g}" for year in found.years), "jump": found.jump.value - 1,
        "lower": found.jump.lower - 1, "upper": found.jump.upper - 1, "p_value": found.p_value,
        "reading": _JUMP_SHOWN if shown else _NO_JUMP,
    }  # fmt: skip


def _named(series: TrendSeries) -> Row:
    return {"series": series.name, "area": series.area_name}


_STEPS = Text("已知口径变化使数字变了多少", "What known changes of definition did to the figures")
_STEP_NOTE = Text(
    "“该年的跳变”是趋势模型中口径变化之年的水平跳变（Chen等2020的跳变模型），趋势本身照旧；印出的增减包含这一跳变，不能当作安全状况的变化。"
    "跳变也可能含有同年真实的变化，两者无法分开。",
    "The jump is that of the level in the year of the change, in a trend model (the jump model of Chen et al. 2020), the trend going on; "
    "the printed change contains it and cannot be read as a change of safety. A real change in the same year cannot be told from the jump.",
)
_NO_STEPS = Text("这些序列没有跨越已知的口径变化", "no known change of definition lies within these series")
_TOO_FEW = Text("两侧年份太少，无法估计", "too few years on either side to tell")
_SHOWN = Text("跳变有证据", "a jump is shown")
_NOT_SHOWN = Text("没有跳变的证据", "no jump is shown")
_JUMPS = Text("同一口径之内有没有未说明的跳变", "Is there a jump within a definition that nobody announced?")
_JUMP_NOTE = Text(
    "在趋势（含转折）之上找一次水平跳变：各年F值的最大者，显著性由模拟得出（Andrews 1993）。检验只说何时，不说为何：口径、登记或安全状况的"
    "真实变化看起来一样。多个序列一起检验，个别显著可能是偶然。",
    "One jump of the level is sought on top of the trend and its bends: the largest F over the years, its significance simulated (Andrews "
    "1993). The test says when, not why: definition, recording and a true change look alike. With several series tested, one may be "
    "significant by chance.",
)
_NOTHING = Text("没有足够年份的序列", "no series holds enough years")
_TOO_FEW_YEARS = Text("年份太少，不检验", "too few years to test")
_JUMP_SHOWN = Text("有跳变的证据", "a jump is shown")
_NO_JUMP = Text("没有跳变的证据", "no jump is shown")
