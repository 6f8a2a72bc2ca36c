"""A trend in straight pieces: what was observed, the fitted line, its yearly change piece by piece, and where it bends."""

import math
from collections.abc import Sequence

import numpy as np
import pandas as pd
from matplotlib.axes import Axes
from matplotlib.figure import Figure

from safetystats.errors import InputError
from safetystats.figures.axis import Scale, spanning
from safetystats.figures.break_marks import Break
from safetystats.figures.changes import change_interval, change_words
from safetystats.figures.end_names import EndLabel
from safetystats.figures.inputs import Numbers, check_columns, check_intervals, numbers
from safetystats.figures.line_panel import LinePanel
from safetystats.figures.printing import Printing
from safetystats.figures.series import KEY_BAND, KEY_ZERO, check_positive_axis, in_order
from safetystats.figures.sheet import Caption
from safetystats.figures.style import BAND_ALPHA, BLUE, SOFT_INK, house_style
from safetystats.figures.trend_strips import Joint, Span
from safetystats.figures.typesetting import prepared
from safetystats.products import Format, format_interval, format_value
from safetystats.words import Language, Text

_OBSERVED, _FITTED = Text("观测值{value}", "observed {value}"), Text("拟合值{value}", "fitted {value}")
_BRACKETS = Text("（{words}）", " ({words})")
_KEY_CHANGE = Text("每年变化率下括号内为其{level:g}%区间。", "In brackets: {level:g} % interval of the yearly change.")
_KEY_JOINT = Text(
    "菱形为趋势转折年份及其{level:g}%区间。", "Diamond: year in which the trend bends, with its {level:g} % interval."
)
_KEY_BREAK = Text(
    "竖虚线处统计口径改变，前后不可比，趋势线不相连。",
    "Dashed line: the definition changes; what lies on both sides cannot be compared, and no trend crosses it.",
)


def trend_segments(
    frame: pd.DataFrame,
    segments: pd.DataFrame,
    joinpoints: pd.DataFrame | None = None,
    *,
    caption: Caption,
    language: Language,
    x: str = "year",
    y: str = "value",
    lower: str | None = None,
    upper: str | None = None,
    fitted: str = "fitted",
    fitted_lower: str | None = None,
    fitted_upper: str | None = None,
    breaks: Sequence[tuple[float, Text]] = (),
    format: Format = "rate",  # noqa: A002
    decimals: int | None = None,
    change_decimals: int = 1,
    level: float = 0.95,
    axis_label: Text | None = None,
    log: bool = False,
    from_zero: bool = True,
) -> Figure:
    """Draw the observed points of `frame` (one row a year), the fitted line, and the yearly change of each segment.

    `segments` has the columns start, end, apc, lower and upper, the change and its interval in per cent a year (none on a linear scale);
    `joinpoints` has year, lower and upper. `breaks` are the first years of new definitions: the fitted line does not
    cross one. A missing observation is no point; a missing fitted value is a gap of the line. On a logarithmic axis a
    zero is a triangle at the bottom edge. Raises :class:`InputError` for a missing column, no rows, a year that is
    missing or given twice, an interval that does not hold its value, a segment that ends before it starts, or a
    negative number on a logarithmic axis; :class:`~safetystats.products.MissingGlyphError` for a character without a
    glyph.
    """
    years, points, lows, highs, line, line_low, line_high = in_order(
        frame, "trend", x, y, lower, upper, fitted, fitted_lower, fitted_upper
    )
    names = [f"{year:g}" for year in years]
    check_intervals(names, points, lows, highs)
    check_intervals(names, line, line_low, line_high)
    everything = [*points, *lows, *highs, *line, *line_low, *line_high]
    check_positive_axis(everything, log=log)
    scale = spanning(everything, log=log, from_zero=from_zero).padded(0.06)
    cuts = [at for at, _ in breaks if years[0] < at <= years[-1]]
    drawn = [Break(at - 0.5, prepared(words[language], language)) for at, words in breaks if at in cuts]
    spans, joints = _spans(segments, change_decimals, language), _joints(joinpoints, language)
    ends = _ends(years, points, line, Printing(format, language, decimals))
    bands = bool(np.isfinite([*highs, *line_high]).any())
    told = any(len(span.lines) > 1 for span in spans)
    keys = _keys(level, told, bands, bool(joints), bool(cuts), log and bool((points == 0).any()))
    with house_style():
        panel = LinePanel(
            caption, language, (years[0], years[-1]), scale, format, ends, drawn, axis_label, keys,
            spans=spans, joints=joints,
        )  # fmt: skip
        for run in _runs(years, line, cuts):
            panel.axes.fill_between(
                years[run], line_low[run], line_high[run], color=BLUE, alpha=BAND_ALPHA, linewidth=0, zorder=1.9
            )
            panel.axes.plot(years[run], line[run], color=BLUE, linewidth=1.6, zorder=2.5)
        _draw_points(panel.axes, scale, years, points, lows, highs)
        return panel.sheet.finish()


def _spans(segments: pd.DataFrame, decimals: int, language: Language) -> list[Span]:
    check_columns(segments, ["start", "end", "apc", "lower", "upper"])
    starts, ends, changes, lows, highs = (numbers(segments, name) for name in ("start", "end", "apc", "lower", "upper"))
    names = [f"{start:g}–{end:g}" for start, end in zip(starts, ends, strict=True)]
    check_intervals(names, changes, lows, highs)
    spans = []
    for name, start, end, change, low, high in zip(names, starts, ends, changes, lows, highs, strict=True):
        if not start < end:
            raise InputError(f"The segment {name} does not end after it starts: check the columns start and end.")
        words = change_words(change, language, decimals), change_interval(low, high, language, decimals)
        lines = [] if math.isnan(change) else [line for line in words if line]
        spans.append(Span(start, end, lines))
    return spans


def _joints(joinpoints: pd.DataFrame | None, language: Language) -> list[Joint]:
    if joinpoints is None or joinpoints.empty:
        return []
    years, lows, highs = (numbers(joinpoints, name) for name in ("year", "lower", "upper"))
    check_intervals([f"{year:g}" for year in years], years, lows, highs)
    joints = []
    for year, low, high in zip(years, lows, highs, strict=True):
        at = format_value(year, "year", language)
        if math.isnan(low) or math.isnan(high):
            joints.append(Joint(year, year, year, at))
            continue
        inside = _BRACKETS.format(words=format_interval(low, high, "year", language))[language]
        joints.append(Joint(year, low, high, at + inside))
    return joints


def _ends(years: Numbers, points: Numbers, line: Numbers, printing: Printing) -> list[EndLabel]:
    ends = []
    for values, words, colour in ((points, _OBSERVED, SOFT_INK), (line, _FITTED, BLUE)):
        held = np.flatnonzero(np.isfinite(values))
        if not len(held):
            continue
        year, value = float(years[held[-1]]), float(values[held[-1]])
        text = words.format(value=printing.value(value))[printing.language]
        when = "" if year == years[-1] else _BRACKETS.format(words=f"{year:g}")[printing.language]
        ends.append(EndLabel(prepared(text + when, printing.language), year, value, colour))
    return ends


def _runs(years: Numbers, line: Numbers, cuts: Sequence[float]) -> list[list[int]]:
    """Return the rows that one line joins: as far as the fit goes without a gap and without a break."""
    runs: list[list[int]] = [[]]
    for position, (year, value) in enumerate(zip(years, line, strict=True)):
        crossed = bool(runs[-1]) and any(years[position - 1] < at <= year for at in cuts)
        if (crossed or math.isnan(value)) and runs[-1]:
            runs.append([])
        if not math.isnan(value):
            runs[-1].append(position)
    return [run for run in runs if run]


def _draw_points(axes: Axes, scale: Scale, years: Numbers, points: Numbers, lows: Numbers, highs: Numbers) -> None:
    for year, value, low, high in zip(years, points, lows, highs, strict=True):
        if math.isnan(value):
            continue
        zero = scale.log and value == 0
        ends = np.clip([low, high], scale.low, scale.high)
        axes.plot([year, year], ends, color=SOFT_INK, linewidth=0.9, alpha=0.7, zorder=2.2)
        axes.plot(
            [year], [scale.low if zero else value], linestyle="none", marker="v" if zero else "o", markersize=3.8,
            markerfacecolor="white" if zero else SOFT_INK, markeredgecolor=SOFT_INK, clip_on=False, zorder=3,
        )  # fmt: skip


def _keys(level: float, changes: bool, bands: bool, joints: bool, cuts: bool, zeros: bool) -> list[Text]:
    percent = 100 * level
    used = [
        (_KEY_CHANGE.format(level=percent), changes),
        (KEY_BAND.format(level=percent), bands),
        (_KEY_JOINT.format(level=percent), joints),
        (_KEY_BREAK, cuts),
        (KEY_ZERO, zeros),
    ]
    return [key for key, is_used in used if is_used]
