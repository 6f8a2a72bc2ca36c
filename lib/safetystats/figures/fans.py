"""A forecast as a fan: what was observed, then the median in nested bands, the further out the wider.

Fan charts of this kind were made known by the Bank of England's Inflation Report (Britton, Fisher and Whitley 1998).
"""

from collections.abc import Sequence

import numpy as np
import pandas as pd
from matplotlib.axes import Axes
from matplotlib.figure import Figure

from safetystats.errors import InputError
from safetystats.figures.axis import spanning
from safetystats.figures.break_marks import Break
from safetystats.figures.end_names import EndLabel
from safetystats.figures.fan_parts import draw_fan, end_label, read_fans
from safetystats.figures.inputs import Numbers, check_columns, check_intervals, time_text, times
from safetystats.figures.line_panel import LinePanel
from safetystats.figures.printing import Printing
from safetystats.figures.series import (
    KEY_BREAK,
    KEY_ZERO,
    Series,
    check_positive_axis,
    draw_points,
    draw_run,
    in_order,
    joined_runs,
    usual_step,
)
from safetystats.figures.sheet import Caption
from safetystats.figures.style import BLUE, INK, house_style
from safetystats.figures.typesetting import prepared
from safetystats.products import Format
from safetystats.words import Language, Text

_START = Text("预测自{time}{unit}起", "Forecast from {time} on")
_TARGET = Text("目标", "target")
_KEY_FAN = Text("色带由深到浅为{levels}预测区间。", "Bands from dark to pale: {levels} prediction intervals.")
_KEY_SCENARIOS = Text("各情景的色带为{level}预测区间。", "Bands of the scenarios: {level} prediction intervals.")
_KEY_TARGET = Text("◇ {words}。", "◇ {words}.")


def fan_chart(
    history: pd.DataFrame,
    forecast: pd.DataFrame,
    *,
    caption: Caption,
    language: Language,
    x: str = "year",
    y: str = "value",
    lower: str | None = None,
    upper: str | None = None,
    median: str = "median",
    levels: Sequence[int] = (50, 80, 95),
    scenario: str | None = None,
    scenario_level: int = 80,
    target: pd.DataFrame | None = None,
    target_label: Text = _TARGET,
    breaks: Sequence[tuple[float, Text]] = (),
    format: Format = "count",  # noqa: A002
    decimals: int | None = None,
    axis_label: Text | None = None,
    log: bool = False,
    from_zero: bool = True,
) -> Figure:
    """Draw the points of `history` and, from the first year of `forecast` on, medians in their prediction intervals.

    `forecast` has the column `median` and, for each of `levels`, ``lower_95`` and ``upper_95`` and so on. With
    `scenario`, a column that names them, each scenario is a median in its interval of `scenario_level`. The last median
    is printed at its end with its widest interval. `target` has columns `x` and `target`: a quota or a planned path.
    `breaks` are the first years of new definitions in the history. Raises :class:`InputError` for a missing column, no
    rows, a year missing or given twice, a forecast that begins before the history ends, more than four scenarios,
    intervals that do not hold their median or do not lie in one another, or a negative number on a logarithmic axis;
    :class:`~safetystats.products.MissingGlyphError` for a character without a glyph.
    """
    check_columns(history, [x, y])
    years, values, lows, highs = in_order(history, "history", x, y, lower, upper)
    past = Series("", years, values, lows, highs, BLUE)
    months = times(history, x)[1]
    check_intervals([time_text(year, months=months) for year in years], values, lows, highs)
    shown = (scenario_level,) if scenario else tuple(sorted(levels))
    fans = read_fans(forecast, x, median, shown, scenario, language)
    first, last = min(fan.x[0] for fan in fans), max(fan.x[-1] for fan in fans)
    told = [time_text(float(time), months=months) for time in (first, past.x[-1])]
    if first <= past.x[-1]:
        raise InputError(f"The forecast begins in {told[0]}, but the history goes on to {told[1]}: cut one of them.")
    goal = None if target is None else _goal(target, x, months=months)
    everything = [*past.y, *past.lower, *past.upper, *(value for fan in fans for value in fan.values), *_values(goal)]
    check_positive_axis(everything, log=log)
    scale = spanning(everything, log=log, from_zero=from_zero).padded(0.06)
    printing = Printing(format, language, decimals)
    ends = [end_label(fan, shown[-1], printing) for fan in fans]
    ends += [] if goal is None else [_target_end(goal, target_label, printing)]
    step = min(usual_step(past.x), first - past.x[-1])
    start = _START.format(time=told[0], unit="" if months else "年")[language]
    cuts = [(at, prepared(words[language], language)) for at, words in breaks if past.x[0] < at <= past.x[-1]]
    drawn = [*(Break(at - step / 2, words) for at, words in cuts), Break(first - step / 2, start)]
    keys = _keys(shown, bool(scenario), target_label if goal else None, bool(cuts), log and bool((past.y == 0).any()))
    with house_style():
        span = (past.x[0], last) if goal is None else (min(past.x[0], goal[0][0]), max(last, goal[0][-1]))
        panel = LinePanel(caption, language, span, scale, format, ends, drawn, axis_label, keys, months=months)
        for run in joined_runs(past, [at for at, _ in cuts], scale):
            draw_run(panel.axes, past, run, scale)
        draw_points(panel.axes, past, scale)
        origin = (past.x[-1], past.y[-1]) if first - past.x[-1] <= step * 1.5 else None
        for fan in fans:
            draw_fan(panel.axes, fan, scale, origin)
        _draw_target(panel.axes, goal)
        return panel.sheet.finish()


def _goal(target: pd.DataFrame, x: str, *, months: bool) -> list[Numbers]:
    """Return the times of the target and its values."""
    times_of_target, values = in_order(target, "target", x, "target")
    for time, value in zip(times_of_target, values, strict=True):
        if not np.isfinite(value):
            raise InputError(f"The target of {time_text(time, months=months)} is missing: leave its row out.")
    return [times_of_target, values]


def _values(goal: list[Numbers] | None) -> list[float]:
    return [] if goal is None else list(goal[1])


def _target_end(goal: list[Numbers], words: Text, printing: Printing) -> EndLabel:
    value = float(goal[1][-1])
    text = f"{words[printing.language]} {printing.value(value)}"
    return EndLabel(prepared(text, printing.language), float(goal[0][-1]), value, INK)


def _draw_target(axes: Axes, goal: list[Numbers] | None) -> None:
    if goal is not None:
        axes.plot(
            goal[0], goal[1], color=INK, linewidth=0.9, linestyle=(0, (3, 2)), marker="D", markersize=4.2,
            markerfacecolor="white", markeredgewidth=0.9, clip_on=False, zorder=3.4,
        )  # fmt: skip


def _keys(levels: Sequence[int], scenarios: bool, target: Text | None, cuts: bool, zeros: bool) -> list[Text]:
    told = [Text(f"{level}%", f"{level} %") for level in levels]
    several = Text("、".join(level.zh for level in told), ", ".join(level.en for level in told))
    used = [
        (_KEY_SCENARIOS.format(level=told[-1]), scenarios),
        (_KEY_FAN.format(levels=several), not scenarios),
        (_KEY_TARGET.format(words=target or ""), target is not None),
        (KEY_BREAK, cuts),
        (KEY_ZERO, zeros),
    ]
    return [key for key, is_used in used if is_used]
