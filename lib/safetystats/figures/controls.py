"""Control charts: counts month by month in their limits, the months that signal by name, and a cumulative sum below."""

import math

import numpy as np
import pandas as pd
from matplotlib.axes import Axes
from matplotlib.figure import Figure
from numpy.typing import NDArray

from safetystats.errors import InputError
from safetystats.figures.axis import Scale, month_ticks, spanning, year_ticks
from safetystats.figures.end_names import EndLabel
from safetystats.figures.graph_panel import GraphPanel, Plot
from safetystats.figures.inputs import Numbers, check_columns, time_text, times
from safetystats.figures.point_names import place_names, write_name
from safetystats.figures.printing import Printing
from safetystats.figures.series import Series, draw_run, in_order, joined_runs
from safetystats.figures.sheet import Caption
from safetystats.figures.style import BLUE, INK, ORANGE, SOFT_INK, TEXT_COLOURS, house_style
from safetystats.figures.typesetting import prepared
from safetystats.products import Format
from safetystats.words import Language, Text

_UPPER, _LOWER = Text("上控制限{value}", "upper limit {value}"), Text("下控制限{value}", "lower limit {value}")
_CENTRE, _ALARM = Text("中心线{value}", "centre {value}"), Text("警戒线{value}", "alarm at {value}")
_SUM_LABEL = Text("累积和", "Cumulative sum")
_KEY_SIGNAL = Text("橙色为发出信号的时点。", "Orange: points that signal.")
_KEY_UNNAMED = Text("另有{count}个信号因位置所限未标注。", "{count} more signals are not labelled for want of room.")
_HEIGHT, _SUM_HEIGHT = 180.0, 84.0
_MONTH_EDGE, _NUMBER_EDGE = 0.06, 0.5
_NAMED_AT_MOST, _CURVE_STEPS = 12, 400


def control_chart(
    frame: pd.DataFrame,
    *,
    caption: Caption,
    language: Language,
    x: str = "month",
    value: str = "value",
    centre: str | None = "centre",
    lower: str | None = "lower",
    upper: str | None = "upper",
    signal: str = "signal",
    cusum: str | None = None,
    cusum_limit: str | None = None,
    format: Format = "count",  # noqa: A002
    decimals: int | None = None,
    axis_label: Text | None = None,
    cusum_label: Text = _SUM_LABEL,
) -> Figure:
    """Draw the points of `frame` (one row a month or a number) in their limits and name those whose `signal` is true.

    A missing value is a gap. With the columns `cusum` and `cusum_limit` the cumulative sum and its alarm stand in a
    second plot below. A chart without a centre or a limit passes None for its column. Raises :class:`InputError` for a
    missing column, no rows, a month missing or given twice, or no value at all;
    :class:`~safetystats.products.MissingGlyphError` for a character without a glyph.
    """
    check_columns(frame, [name for name in (x, value, centre, lower, upper, signal, cusum, cusum_limit) if name])
    at, points, middle, low, high, signals, sums, alarm = in_order(
        frame, "chart", x, value, centre, lower, upper, signal, cusum, cusum_limit
    )
    if not np.isfinite(points).any():
        raise InputError(f"The chart has no number in the column {value!r}: there is nothing to draw.")
    months = times(frame, x)[1]
    printing = Printing(format, language, decimals)
    limits = Printing("number", language, 1) if format == "count" else printing
    ends = [*_end(at, high, _UPPER, limits), *_end(at, middle, _CENTRE, limits), *_end(at, low, _LOWER, limits)]
    plots = [Plot(_scale(points, low, high, middle), format, axis_label, ends, _HEIGHT)]
    if cusum:
        end = _end(at, alarm, _ALARM, Printing("number", language, 1))
        plots.append(Plot(_scale(sums, alarm), "number", cusum_label, end, _SUM_HEIGHT))
    rung = signals == 1
    shown = np.flatnonzero(rung & np.isfinite(points))[::-1]  # the latest matter most and are named first
    named = shown[:_NAMED_AT_MOST]
    names = [_name(at[row], points[row], printing, months=months) for row in named]
    with house_style():
        panel = _panel(at, plots, language, months=months)
        plane, marks = panel.planes[0], np.column_stack([at, points])
        places = place_names(plane, names, marks[named], marks[np.isfinite(points)], _curves(at, points, low, high))
        unnamed = len(shown) - len(names) + places.count(None)
        keys = [_KEY_SIGNAL] * bool(len(shown)) + [_KEY_UNNAMED.format(count=unnamed)] * bool(unnamed)
        sheet = panel.draw(caption, keys)
        _draw(plane.axes, at, points, rung, plane.y)
        _draw_limits(plane.axes, at, middle, low, high)
        for row, name, place in zip(named, names, places, strict=True):
            write_name(sheet, plane, name, place, (at[row], points[row]), TEXT_COLOURS[ORANGE])
        if cusum:
            _draw(panel.planes[1].axes, at, sums, sums > alarm, panel.planes[1].y)
            _draw_limits(panel.planes[1].axes, at, alarm * np.nan, alarm)
        return sheet.finish()


def _panel(at: Numbers, plots: list[Plot], language: Language, *, months: bool) -> GraphPanel:
    first, last = float(at[0]), float(at[-1])
    edge = _MONTH_EDGE if months else _NUMBER_EDGE
    across = Scale(first - edge, last + edge)

    def ticks(length: float) -> dict[float, str]:
        if months:
            return month_ticks(first, last, length)
        return year_ticks(math.ceil(first), math.floor(last), length)

    return GraphPanel(language, across, ticks, plots, grid=False)


def _scale(*columns: Numbers) -> Scale:
    return spanning([float(value) for column in columns for value in column]).padded(0.08)


def _end(at: Numbers, limit: Numbers, words: Text, printing: Printing) -> list[EndLabel]:
    """Return the words at the end of a limit with its last value; none when there is no such limit."""
    held = np.flatnonzero(np.isfinite(limit))
    if not len(held):
        return []
    value = float(limit[held[-1]])
    text = prepared(words.format(value=printing.value(value))[printing.language], printing.language)
    return [EndLabel(text, float(at[held[-1]]), value, SOFT_INK)]


def _name(at: float, value: float, printing: Printing, *, months: bool) -> str:
    colon = {"zh": "：", "en": ": "}[printing.language]
    return prepared(f"{time_text(at, months=months)}{colon}{printing.value(value)}", printing.language)


def _draw(axes: Axes, at: Numbers, points: Numbers, signals: NDArray[np.bool_], scale: Scale) -> None:
    none = np.full(len(at), np.nan)
    series = Series("", at, points, none, none, BLUE)
    for run in joined_runs(series, (), scale):
        draw_run(axes, series, run, scale)
    size = 3.0 if len(at) > 40 else 4.2
    for rows, colour, larger in ((~signals, BLUE, 0.0), (signals, ORANGE, 1.6)):
        axes.plot(
            at[rows], points[rows], linestyle="none", marker="o", markersize=size + larger, color=colour,
            clip_on=False, zorder=3.2 + larger,
        )  # fmt: skip


def _draw_limits(axes: Axes, at: Numbers, middle: Numbers, *limits: Numbers) -> None:
    """Draw each limit as steps, a month wide, from the first month's beginning to the last one's end."""
    half = np.diff(at).min() / 2 if len(at) > 1 else _MONTH_EDGE / 2
    ends = np.concatenate([[at[0] - half], at, [at[-1] + half]])
    for limit, colour, dashes in [(middle, INK, "-"), *((limit, SOFT_INK, (0, (3, 2))) for limit in limits)]:
        values = np.concatenate([limit[:1], limit, limit[-1:]])
        axes.step(ends, values, where="mid", color=colour, linewidth=0.9, linestyle=dashes, zorder=1.6)


def _curves(at: Numbers, *columns: Numbers) -> list[tuple[Numbers, Numbers]]:
    """Return points along the lines of the chart, close enough that no name slips between them."""
    dense = np.linspace(at[0], at[-1], _CURVE_STEPS)
    held = [np.isfinite(column) for column in columns]
    return [
        (dense, np.interp(dense, at[ours], column[ours]))
        for column, ours in zip(columns, held, strict=True)
        if ours.any()
    ]
