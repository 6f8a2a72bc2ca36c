"""One series over time as it is drawn: line, band and points, open where a point is missing or a definition changes."""

import math
from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np
import pandas as pd
from matplotlib.axes import Axes

from safetystats.errors import InputError
from safetystats.figures.axis import Scale
from safetystats.figures.inputs import Numbers, numbers, time_text, times
from safetystats.figures.style import BAND_ALPHA, SOFT_INK, TEXT_COLOURS
from safetystats.words import Text

KEY_BAND = Text("色带和竖线为{level:g}%区间。", "Bands and upright lines: {level:g} % intervals.")
KEY_BREAK = Text(
    "竖虚线处统计口径改变，前后不可比，线不相连。",
    "Dashed line: the definition changes; what lies on both sides cannot be compared.",
)
KEY_ZERO = Text("▽ 零值，对数轴上画在下缘。", "▽ zero, drawn at the bottom of the logarithmic axis.")
_LARGE_MARK, _SMALL_MARK, _MANY_POINTS = 4.6, 3.2, 30


@dataclass(frozen=True, slots=True)
class Series:
    """The points of one series in the order of their years, and how they are drawn; `published` points are open."""

    name: str
    x: Numbers
    y: Numbers
    lower: Numbers
    upper: Numbers
    colour: str
    published: Sequence[bool] = ()
    dashes: object = "-"
    stands_back: bool = False

    @property
    def text_colour(self) -> str:
        """The colour in which words about the series are set."""
        return SOFT_INK if self.stands_back else TEXT_COLOURS[self.colour]


def in_order(frame: pd.DataFrame, what: str, x: str, *columns: str | None) -> list[Numbers]:
    """Return the times `x` and the other columns as numbers, in the order of `x`; a column of no name is all missing.

    Raises :class:`InputError` when `x` is missing in a row or the same in two.
    """
    years, months = times(frame, x)
    order = np.argsort(years, kind="stable")
    check_years(what, years[order], months=months)
    return [years[order], *(numbers(frame, column)[order] for column in columns)]


def check_years(what: str, years: Numbers, *, months: bool = False) -> None:
    """Raise :class:`InputError` when one of the ordered `years`, or `months`, of `what` is missing or given twice."""
    unit = "month" if months else "year"
    if np.isnan(years).any():
        raise InputError(f"The {what} has a row without a {unit}.")
    twice = years[:-1][np.diff(years) == 0]
    if len(twice):
        told = time_text(float(twice[0]), months=months)
        raise InputError(f"The {what} has the {unit} {told} twice: choose one value for each {unit}.")


def check_positive_axis(values: Sequence[float], *, log: bool) -> None:
    """Raise :class:`InputError` when a logarithmic axis would have to show a negative number."""
    if log and any(number < 0 for number in values):
        raise InputError("A logarithmic axis cannot show negative numbers: draw it with log=False.")


def joined_runs(series: Series, breaks: Sequence[float], scale: Scale) -> list[list[int]]:
    """Return runs of points that may be joined: years in sequence, none missing, no break and no undrawable zero."""
    runs: list[list[int]] = []
    step = usual_step(series.x)
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


def usual_step(years: Numbers) -> float:
    """Return the distance of neighbouring points: a year, or less for a series of months."""
    return float(min(1.0, np.diff(years).min())) if len(years) > 1 else 1.0


def draw_run(axes: Axes, series: Series, run: list[int], scale: Scale) -> None:
    """Draw the line through the points of a run and the band of their intervals; an upright line for a point alone."""
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


def draw_points(axes: Axes, series: Series, scale: Scale) -> None:
    """Draw the points of a series; a zero that a logarithmic axis cannot show is a triangle at the bottom edge."""
    open_marks = series.published or [False] * len(series.x)
    size = _SMALL_MARK if len(series.x) > _MANY_POINTS or series.stands_back else _LARGE_MARK
    for year, value, is_open in zip(series.x, series.y, open_marks, strict=True):
        if not math.isfinite(value):
            continue
        zero = scale.log and value == 0
        axes.plot(
            [year], [scale.low if zero else value], linestyle="none", marker="v" if zero else "o", markersize=size,
            markerfacecolor="white" if is_open or zero else series.colour, markeredgecolor=series.colour,
            markeredgewidth=1.1, clip_on=False, zorder=2.8 if series.stands_back else 3.2,
        )  # fmt: skip
