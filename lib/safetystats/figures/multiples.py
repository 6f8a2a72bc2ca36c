"""Small multiples: many areas in a grid, each with its line on one shared scale, its last value and its yearly change."""

import math
from collections.abc import Collection, Sequence
from dataclasses import dataclass

import numpy as np
import pandas as pd
from matplotlib.axes import Axes
from matplotlib.figure import Figure

from safetystats.errors import InputError
from safetystats.figures import marks
from safetystats.figures.axis import Scale, spanning
from safetystats.figures.changes import change_interval, change_words
from safetystats.figures.grid_panel import Cell, GridPanel
from safetystats.figures.inputs import Numbers, check_columns, check_intervals, labels, named, numbers
from safetystats.figures.printing import Printing
from safetystats.figures.series import KEY_ZERO, Series, check_positive_axis, in_order, joined_runs
from safetystats.figures.sheet import Caption
from safetystats.figures.style import BLUE, GREY, INK, ORANGE, SOFT_INK, TEXT_COLOURS, house_style
from safetystats.figures.typesetting import prepared
from safetystats.products import Format
from safetystats.words import Language, Text

_KEY_REFERENCE = Text("灰线为{name}。", "Grey line: {name}.")
_KEY_FITTED = Text("点为观测值，线为拟合值。", "Points: observed; lines: fitted.")
_KEY_CHANGE = Text(
    "名称下方为每年变化率，括号内为其{level:g}%区间。", "In brackets: {level:g} % interval of the yearly change."
)
_CHANGE_WORD = "每年"
_KEY_BREAK = Text(
    "竖虚线处统计口径改变（{words}），前后不可比。",
    "Dashed line: the definition changes ({words}); what lies on both sides cannot be compared.",
)


@dataclass(frozen=True, slots=True)
class _Area:
    name: str
    points: Series
    line: Series | None

    @property
    def series(self) -> list[Series]:
        return [self.points] if self.line is None else [self.points, self.line]


def small_multiples(
    frame: pd.DataFrame,
    changes: pd.DataFrame | None = None,
    *,
    caption: Caption,
    language: Language,
    label: str = "label",
    x: str = "year",
    y: str = "value",
    fitted: str | None = None,
    reference: str | Text | None = None,
    highlight: Collection[str | Text] = (),
    breaks: Sequence[tuple[float, Text]] = (),
    format: Format = "rate",  # noqa: A002
    decimals: int | None = None,
    change_decimals: int = 1,
    level: float = 0.95,
    axis_label: Text | None = None,
    log: bool = True,
    from_zero: bool = True,
) -> Figure:
    """Draw a small plot for each `label` of a tidy frame (one row an area and year), in the order of the frame.

    Over each plot stand the name, the last value with its year when it is not the last of all, and, from `changes`
    (columns label, apc, lower, upper, in per cent a year), the yearly change with its interval. With `fitted` the line
    is the fitted one and the values are points. `reference` is the area drawn in grey in every plot; `highlight` names
    the areas in orange. A missing value is a gap and no line crosses one of `breaks`, the first years of new
    definitions; an area without any value says so. Raises :class:`InputError` for a missing column, no rows, a year
    missing or given twice in an area, an unknown area in `reference`, `highlight` or `changes`, an interval that does
    not hold its change, or a negative number on a logarithmic axis; :class:`~safetystats.products.MissingGlyphError`
    for a character without a glyph.
    """
    check_columns(frame, [name for name in (label, x, y, fitted) if name])
    areas = _areas(frame, label, (x, y, fitted), highlight, language)
    grey = None if reference is None else _reference(frame, label, reference, areas, language)
    cells = [area for area in areas if area is not grey]
    if not cells:
        raise InputError("The chart holds its reference only: pass the areas to set beside it.")
    everything = [value for area in areas for one in area.series for value in one.y]
    check_positive_axis(everything, log=log)
    scale = spanning(everything, log=log, from_zero=from_zero).padded(0.08)
    years = min(float(area.points.x[0]) for area in areas), max(float(area.points.x[-1]) for area in areas)
    cuts = [(at, words) for at, words in breaks if years[0] < at <= years[1]]
    told = _changes(changes, [area.name for area in areas], change_decimals, language)
    printing = Printing(format, language, decimals)
    words = [_cell(area, years[1], told.get(area.name, ""), printing) for area in cells]
    zeros = log and any((one.y == 0).any() for area in areas for one in area.series)
    keys = _keys(grey, bool(told), fitted is not None, cuts, zeros, level, language)
    with house_style():
        panel = GridPanel(caption, language, years, scale, format, words, axis_label, keys)
        middle = math.sqrt(scale.low * scale.high) if log else (scale.low + scale.high) / 2
        for area, axes in zip(cells, panel.axes, strict=True):
            _draw_area(axes, area, grey, scale, [at for at, _ in cuts])
            if not np.isfinite(area.points.y).any():
                marks.draw_gap(axes, middle, prepared(marks.NOT_HELD[language], language))
        return panel.sheet.finish()


def _areas(
    frame: pd.DataFrame, label: str, columns: tuple[str, str, str | None], highlight: Collection[str | Text],
    language: Language,
) -> list[_Area]:  # fmt: skip
    names = labels(frame, label, language)
    marked = dict(zip(names, named(frame, label, highlight), strict=True))
    areas = []
    for name in dict.fromkeys(names):
        rows = frame[[held == name for held in names]]
        years, values, line = in_order(rows, f"series {name!r}", *columns)
        colour, none = ORANGE if marked[name] else BLUE, np.full(len(years), np.nan)
        fit = None if columns[2] is None else Series(name, years, line, none, none, colour)
        areas.append(_Area(name, Series(name, years, values, none, none, colour), fit))
    return areas


def _reference(
    frame: pd.DataFrame, label: str, reference: str | Text, areas: Sequence[_Area], language: Language
) -> _Area:
    """Return the area that is drawn in every cell."""
    name = labels(frame, label, language)[named(frame, label, [reference]).index(True)]
    return next(area for area in areas if area.name == name)


def _changes(changes: pd.DataFrame | None, names: Collection[str], decimals: int, language: Language) -> dict[str, str]:
    """Return the words of each area's yearly change."""
    if changes is None:
        return {}
    check_columns(changes, ["label", "apc", "lower", "upper"])
    held = labels(changes, "label", language)
    columns = [numbers(changes, name) for name in ("apc", "lower", "upper")]
    check_intervals(held, *columns)
    for name in held:
        if name not in names:
            raise InputError(f"The changes hold {name!r}, which is no label of the chart: leave it out.")
    told = {}
    for name, apc, low, high in zip(held, *columns, strict=True):
        words = change_words(apc, language, decimals).removeprefix(_CHANGE_WORD)  # a note says what it is
        words += {"zh": "", "en": " "}[language] + change_interval(low, high, language, decimals)
        told[name] = "" if math.isnan(apc) else words
    return told


def _cell(area: _Area, last_year: float, change: str, printing: Printing) -> Cell:
    number = ""
    for position in np.flatnonzero(np.isfinite(area.points.y))[-1:]:
        year = float(area.points.x[position])
        when = {"zh": f"（{year:g}）", "en": f" ({year:g})"}[printing.language]
        number = printing.value(float(area.points.y[position])) + ("" if year == last_year else when)
    return Cell(area.name, number, change, TEXT_COLOURS[ORANGE] if area.points.colour == ORANGE else INK)


def _draw_area(axes: Axes, area: _Area, grey: _Area | None, scale: Scale, cuts: Sequence[float]) -> None:
    for at in cuts:
        axes.axvline(at - 0.5, color=SOFT_INK, linewidth=0.7, linestyle=(0, (3, 2)), zorder=1.5)
    if grey is not None:
        _draw_line(axes, grey.line or grey.points, scale, cuts, GREY, 0.9)
    _draw_line(axes, area.line or area.points, scale, cuts, area.points.colour, 1.4)
    held = np.isfinite(area.points.y) & ~(scale.log & (area.points.y == 0))
    last = np.flatnonzero(held)[-1:]
    shown = last if area.line is None else np.flatnonzero(held)
    _mark(axes, area.points.x[shown], area.points.y[shown], "o", area.points.colour, 2.6 if area.line is None else 1.8)
    if scale.log:
        zeros = area.points.x[area.points.y == 0]
        _mark(axes, zeros, np.full(len(zeros), scale.low), "v", area.points.colour, 2.8)


def _draw_line(axes: Axes, line: Series, scale: Scale, cuts: Sequence[float], colour: str, width: float) -> None:
    for run in joined_runs(line, cuts, scale):
        if len(run) > 1:
            axes.plot(line.x[run], line.y[run], color=colour, linewidth=width, zorder=2.0 if colour == GREY else 2.5)
        elif not (scale.log and line.y[run[0]] == 0):
            _mark(axes, line.x[run], line.y[run], "o", colour, 1.6)


def _mark(axes: Axes, x: Numbers, y: Numbers, marker: str, colour: str, size: float) -> None:
    axes.plot(x, y, linestyle="none", marker=marker, markersize=size, color=colour, clip_on=False, zorder=3)


def _keys(
    grey: _Area | None, changed: bool, fitted: bool, cuts: Sequence[tuple[float, Text]], zeros: bool, level: float,
    language: Language,
) -> list[Text]:  # fmt: skip
    joint = {"zh": "；", "en": "; "}[language]
    words = joint.join(f"{at:g}{' ' if language == 'en' else '年'}{text[language]}" for at, text in cuts)
    used = [
        (_KEY_FITTED, fitted),
        (_KEY_REFERENCE.format(name=grey.name if grey else ""), grey is not None),
        (_KEY_CHANGE.format(level=100 * level), changed),
        (_KEY_BREAK.format(words=words), bool(cuts)),
        (KEY_ZERO, zeros),
    ]
    return [key for key, is_used in used if is_used]
