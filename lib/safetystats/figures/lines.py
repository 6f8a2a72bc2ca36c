"""Series over the years as lines with bands, cut where a definition changes and open where a year is missing."""

import math
from collections.abc import Collection, Sequence
from dataclasses import dataclass

import numpy as np
import pandas as pd
from matplotlib.axes import Axes
from matplotlib.figure import Figure

from safetystats.errors import InputError
from safetystats.figures.axis import Scale, spanning
from safetystats.figures.break_marks import Break
from safetystats.figures.inputs import Numbers, check_columns, check_intervals, labels, named, numbers
from safetystats.figures.line_panel import EndLabel, LinePanel
from safetystats.figures.printing import Printing
from safetystats.figures.sheet import Caption
from safetystats.figures.style import BAND_ALPHA, DASHES, GREY, PALETTE, SOFT_INK, TEXT_COLOURS, house_style
from safetystats.figures.typesetting import prepared
from safetystats.products import Format
from safetystats.words import Language, Text

_KEY_BAND = Text("色带和竖线为{level:g}%区间。", "Bands and upright lines: {level:g} % intervals.")
_KEY_KINDS = Text("○ 公布值　● 由本系统计算", "○ published   ● computed here")
_KEY_BREAK = Text(
    "竖虚线处统计口径改变，前后不可比，线不相连。",
    "Dashed line: the definition changes; what lies on both sides cannot be compared.",
)
_KEY_NONE = Text("无数据：{names}。", "No data held: {names}.")
_KEY_ZERO = Text("▽ 零值，对数轴上画在下缘。", "▽ zero, drawn at the bottom of the logarithmic axis.")
_LARGE_MARK, _SMALL_MARK, _MANY_POINTS = 4.6, 3.2, 30


@dataclass(frozen=True, slots=True)
class _Series:
    name: str
    x: Numbers
    y: Numbers
    lower: Numbers
    upper: Numbers
    published: list[bool]
    colour: str
    dashes: object
    stands_back: bool = False

    @property
    def text_colour(self) -> str:
        return SOFT_INK if self.stands_back else TEXT_COLOURS[self.colour]


def series_lines(
    frame: pd.DataFrame,
    *,
    caption: Caption,
    language: Language,
    x: str = "year",
    y: str = "value",
    lower: str | None = None,
    upper: str | None = None,
    group: str | None = None,
    published: str | None = None,
    breaks: Sequence[tuple[float, Text]] = (),
    format: Format = "rate",  # noqa: A002
    decimals: int | None = None,
    level: float = 0.95,
    axis_label: Text | None = None,
    highlight: Collection[str | Text] = (),
    log: bool = False,
    from_zero: bool = True,
) -> Figure:
    """Draw one line for each `group` of a tidy frame (one row a group and year), with its name and last value at its end.

    A missing value or a missing year is a gap; a point alone is a dot. `breaks` are the first years of new definitions:
    no line crosses one. `published` names a column of booleans: published points are open, computed ones filled.
    `highlight` names the groups that keep their colour when the others stand back in grey. On a logarithmic axis a zero
    is a triangle at the bottom edge. Raises :class:`InputError` for a missing column, no rows, a year given twice in
    a group, an interval that does not hold its value, an unknown group in `highlight`, or a negative number on a
    logarithmic axis; :class:`~safetystats.products.MissingGlyphError` for a character without a glyph.
    """
    check_columns(frame, [name for name in (x, y, lower, upper, group, published) if name is not None])
    series = _series(frame, x, y, lower, upper, group, published, highlight, language)
    shown = [one for one in series if np.isfinite(one.y).any()]
    scale = _value_scale(shown, log, from_zero)
    years = numbers(frame, x)
    ends = [_end_label(one, years.max(), Printing(format, language, decimals)) for one in shown]
    cuts = [(at, prepared(words[language], language)) for at, words in breaks if years.min() < at <= years.max()]
    half_step = min(_usual_step(one.x) for one in series) / 2  # the old definition ends between two points
    keys = _keys(series, scale, level, bool(cuts), language)
    with house_style():
        drawn = [Break(at - half_step, words) for at, words in cuts]
        span = float(years.min()), float(years.max())
        panel = LinePanel(caption, language, span, scale, format, ends, drawn, axis_label, keys)
        for one in sorted(shown, key=lambda one: not one.stands_back):
            for segment in _segments(one, [at for at, _ in cuts], scale):
                _draw_segment(panel.axes, one, segment, scale)
            _draw_points(panel.axes, one, scale)
        return panel.sheet.finish()


def _series(
    frame: pd.DataFrame, x: str, y: str, lower: str | None, upper: str | None, group: str | None,
    published: str | None, highlight: Collection[str | Text], language: Language,
) -> list[_Series]:  # fmt: skip
    """Return the series in the order in which the frame first names them."""
    names = labels(frame, group, language) if group else [""] * len(frame)
    bright = named(frame, group, highlight) if group else [False] * len(frame)
    columns = [numbers(frame, column) for column in (x, y, lower, upper)]
    open_marks = [bool(mark) for mark in frame[published]] if published else [False] * len(frame)
    check_intervals(names, *columns[1:])
    series: list[_Series] = []
    coloured = 0
    for name in dict.fromkeys(names):
        rows = [row for row, held in enumerate(names) if held == name]
        rows.sort(key=lambda row: columns[0][row])
        _refuse_twice(name, columns[0][rows])
        back = bool(highlight) and not bright[rows[0]]
        colour = GREY if back else PALETTE[coloured % len(PALETTE)]
        dashes = DASHES[coloured // len(PALETTE) % len(DASHES)] if not back else "-"
        coloured += not back
        years, values, lows, highs = (column[rows] for column in columns)
        marks = [open_marks[row] for row in rows]
        series.append(_Series(name, years, values, lows, highs, marks, colour, dashes, back))
    return series


def _refuse_twice(name: str, years: Numbers) -> None:
    if np.isnan(years).any():
        raise InputError(f"The series {name!r} has a row without a year.")
    twice = years[:-1][np.diff(years) == 0]
    if len(twice):
        raise InputError(f"The series {name!r} has the year {twice[0]:g} twice: choose one value for each year.")


def _value_scale(series: Sequence[_Series], log: bool, from_zero: bool) -> Scale:
    everything = [number for one in series for column in (one.y, one.lower, one.upper) for number in column]
    if log and any(number < 0 for number in everything):
        raise InputError("A logarithmic axis cannot show negative numbers: draw it with log=False.")
    return spanning(everything, log=log, from_zero=from_zero).padded(0.06)


def _end_label(series: _Series, last_year: float, printing: Printing) -> EndLabel:
    """Return the words at the end of a line: its name, its last value, and the year when it ends early."""
    position = int(np.flatnonzero(np.isfinite(series.y))[-1])
    year = series.x[position]
    when = "" if year == last_year else {"zh": f"（{year:g}）", "en": f" ({year:g})"}[printing.language]
    value = printing.value(float(series.y[position])) + when
    words = prepared(f"{series.name} {value}".strip(), printing.language)
    return EndLabel(words, year, float(series.y[position]), series.text_colour)


def _segments(series: _Series, breaks: Sequence[float], scale: Scale) -> list[list[int]]:
    """Return runs of points that may be joined: years in sequence, none missing, no break and no undrawable zero."""
    runs: list[list[int]] = []
    step = _usual_step(series.x)
    for position, (year, value) in enumerate(zip(series.x, series.y, strict=True)):
        if not math.isfinite(value):
            continue
        last = runs[-1][-1] if runs else None
        joined = (
            last == position - 1
            and not (scale.log and 0 in (value, series.y[last]))
            and year - series.x[last] <= step * 1.5
            and not any(series.x[last] < at <= year for at in breaks)
        )
        if joined:
            runs[-1].append(position)
        else:
            runs.append([position])
    return runs


def _usual_step(years: Numbers) -> float:
    """Return the distance of neighbouring points: a year, or less for a series of months."""
    return float(min(1.0, np.diff(years).min())) if len(years) > 1 else 1.0


def _draw_segment(axes: Axes, series: _Series, run: list[int], scale: Scale) -> None:
    x, y, lower, upper = series.x[run], series.y[run], series.lower[run], series.upper[run]
    low = np.clip(lower, scale.low, scale.high)
    high = np.clip(upper, scale.low, scale.high)
    depth = 1.5 if series.stands_back else 2.5
    if len(run) > 1:
        axes.fill_between(x, low, high, color=series.colour, alpha=BAND_ALPHA, linewidth=0, zorder=depth - 0.5)
        width = 1.0 if series.stands_back else 1.6
        axes.plot(x, y, color=series.colour, linestyle=series.dashes, linewidth=width, zorder=depth)
    else:
        axes.plot([x[0], x[0]], [low[0], high[0]], color=series.colour, linewidth=1.2, alpha=0.7, zorder=depth - 0.5)


def _draw_points(axes: Axes, series: _Series, scale: Scale) -> None:
    size = _SMALL_MARK if len(series.x) > _MANY_POINTS or series.stands_back else _LARGE_MARK
    for year, value, is_open in zip(series.x, series.y, series.published, strict=True):
        if not math.isfinite(value):
            continue
        zero = scale.log and value == 0
        axes.plot(
            [year], [scale.low if zero else value], linestyle="none", marker="v" if zero else "o", markersize=size,
            markerfacecolor="white" if is_open or zero else series.colour, markeredgecolor=series.colour,
            markeredgewidth=1.1, clip_on=False, zorder=2.8 if series.stands_back else 3.2,
        )  # fmt: skip


def _keys(series: Sequence[_Series], scale: Scale, level: float, broken: bool, language: Language) -> list[Text]:
    """Return the notes that explain what the chart shows of these series."""
    kinds = {mark for one in series for mark, value in zip(one.published, one.y, strict=True) if math.isfinite(value)}
    empty = [one.name for one in series if not np.isfinite(one.y).any()]
    names = {"zh": "、", "en": ", "}[language].join(empty)
    used = [
        (_KEY_BAND.format(level=100 * level), any(np.isfinite(one.upper).any() for one in series)),
        (_KEY_KINDS, len(kinds) == 2),
        (_KEY_BREAK, broken),
        (_KEY_ZERO, scale.log and any((one.y == 0).any() for one in series)),
        (_KEY_NONE.format(names=names), bool(empty)),
    ]
    return [key for key, is_used in used if is_used]
