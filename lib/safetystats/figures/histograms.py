"""Histograms against what was expected, such as that of the probability integral transform of forecasts.

When forecasts are right as often as they say, the transforms of what happened are spread evenly (Dawid 1984; Diebold,
Gunther and Tay 1998): a heap in the middle tells intervals too wide, heaps at the ends intervals too narrow.
"""

import math

import numpy as np
import pandas as pd
from matplotlib.axes import Axes
from matplotlib.figure import Figure

from safetystats.errors import InputError
from safetystats.figures.axis import Scale, spanning, ticks
from safetystats.figures.end_names import EndLabel
from safetystats.figures.graph_panel import GraphPanel, Plot
from safetystats.figures.inputs import Numbers, check_columns, check_intervals, numbers
from safetystats.figures.plane import Plane
from safetystats.figures.printing import Printing
from safetystats.figures.sheet import Caption, Sheet, column_width
from safetystats.figures.style import BAND_ALPHA, BLUE, INK, ORANGE, SMALL_SIZE, house_style, tint
from safetystats.figures.typesetting import prepared
from safetystats.products import Format
from safetystats.words import Language, Text

_EXPECTED = Text("预期{value}", "expected {value}")
_INSIDE = Text("（{level:g}%区间{interval}）", " ({level:g} %: {interval})")
_KEY_OUTSIDE = Text("橙色为落在预期区间之外的组。", "Orange: bins outside the expected band.")
_GAP, _ABOVE = 1.5, 6.0
_SLACK = 1e-9


def histogram_bars(
    frame: pd.DataFrame,
    *,
    caption: Caption,
    language: Language,
    left: str = "left",
    right: str = "right",
    value: str = "count",
    expected: str | None = "expected",
    lower: str | None = "lower",
    upper: str | None = "upper",
    level: float = 0.95,
    format: Format = "count",  # noqa: A002
    decimals: int | None = None,
    x_format: Format = "number",
    x_label: Text | None = None,
    axis_label: Text | None = None,
) -> Figure:
    """Draw a bar for each bin of `frame`, from `left` to `right`, over the band of what was expected.

    `lower` and `upper` bound what a bin holds by chance; a bar outside is orange. A missing number is no bar. Raises
    :class:`InputError` for a missing column, no rows, bins that are empty or overlap, a negative number, or a band that
    does not hold what was expected; :class:`~safetystats.products.MissingGlyphError` for a character without a glyph.
    """
    check_columns(frame, [name for name in (left, right, value, expected, lower, upper) if name])
    begins, ends, values, means, lows, highs = (
        numbers(frame, name) for name in (left, right, value, expected, lower, upper)
    )
    order = np.argsort(begins, kind="stable")
    begins, ends, values, means, lows, highs = (column[order] for column in (begins, ends, values, means, lows, highs))
    names = [f"{begin:g}–{end:g}" for begin, end in zip(begins, ends, strict=True)]
    _check(names, begins, ends, values)
    check_intervals(names, means, lows, highs)
    printing = Printing(format, language, decimals)
    across = Scale(float(begins[0]), float(ends[-1]))
    scale = spanning([*values, *means, *highs]).padded(0.1)
    label = _end_label(across.high, means[-1], lows[-1], highs[-1], level, printing)
    outside = (values < lows) | (values > highs)
    with house_style():
        plot = Plot(scale, format, axis_label, label)
        panel = GraphPanel(
            language, across, lambda length: ticks(across, x_format, language, length), [plot], x_label, grid=False
        )
        sheet = panel.draw(caption, [_KEY_OUTSIDE] * bool(outside.any()))
        plane = panel.planes[0]
        gap = _GAP / plane.width * (across.high - across.low)
        colours = [tint(ORANGE if out else BLUE) for out in outside]
        plane.axes.bar(
            begins + gap / 2, values, width=ends - begins - gap, align="edge", color=colours, linewidth=0, zorder=2
        )
        _draw_band(plane.axes, begins, ends, means, lows, highs)
        _write_values(sheet, plane, (begins + ends) / 2, values, printing)
        return sheet.finish()


def _check(names: list[str], begins: Numbers, ends: Numbers, values: Numbers) -> None:
    for name, begin, end, following in zip(names, begins, ends, [*begins[1:], math.inf], strict=True):
        if not begin < end <= following + _SLACK * abs(end):
            raise InputError(
                f"The bin {name} is empty or overlaps the next: bins go from a smaller to a larger number."
            )
    for name, value in zip(names, values, strict=True):
        if value < 0:
            raise InputError(f"The bin {name} holds {value:g}, but a histogram counts 0 or more.")


def _end_label(at: float, mean: float, low: float, high: float, level: float, printing: Printing) -> list[EndLabel]:
    """Return the words of the band at its right end; none when nothing is expected."""
    if math.isnan(mean):
        return []
    language = printing.language
    words = _EXPECTED.format(value=printing.value(mean))[language]
    inside = printing.interval(mean, low, high)
    if inside:
        words += _INSIDE.format(level=100 * level, interval=inside)[language]
    return [EndLabel(prepared(words, language), at, mean, INK)]


def _draw_band(axes: Axes, begins: Numbers, ends: Numbers, means: Numbers, lows: Numbers, highs: Numbers) -> None:
    edges = np.column_stack([begins, ends]).ravel()
    low, mean, high = (np.repeat(column, 2) for column in (lows, means, highs))
    axes.fill_between(edges, low, high, color=INK, alpha=BAND_ALPHA, linewidth=0, zorder=1.5)
    axes.plot(edges, mean, color=INK, linewidth=0.9, linestyle=(0, (3, 2)), zorder=2.5)


def _write_values(sheet: Sheet, plane: Plane, middles: Numbers, values: Numbers, printing: Printing) -> None:
    """Write the number of each bar above it, when all have room."""
    texts = printing.values(values)
    if column_width(texts, SMALL_SIZE) + _GAP > plane.width / len(values):
        return
    for middle, value, text in zip(middles, values, texts, strict=True):
        y = plane.down(0.0 if math.isnan(value) else value) - _ABOVE
        sheet.write_middle(plane.across(middle), y, [text], align="center", size=SMALL_SIZE, on_white=True)
