"""A change taken apart: from one total to another by effects that add up, in the figures as they are printed.

The chart does not round: the effects are passed so that what is printed adds up, and are refused when it does not.
"""

import math
from decimal import Decimal

import numpy as np
import pandas as pd
from matplotlib.axes import Axes
from matplotlib.figure import Figure

from safetystats.errors import InputError
from safetystats.figures import marks
from safetystats.figures.axis import Scale, spanning
from safetystats.figures.inputs import Numbers, check_columns, check_intervals, labels, numbers
from safetystats.figures.printing import Printing, interval_words
from safetystats.figures.rows import PrintedColumn, RowChart
from safetystats.figures.sheet import Caption
from safetystats.figures.style import BLUE, GREY, ORANGE, SOFT_INK, house_style, tint
from safetystats.figures.typesetting import prepared
from safetystats.products import Format
from safetystats.words import Language, Text

_EFFECT = Text("数值", "Value")
_KEY_SIGNS = Text("橙色使总数上升，蓝色使其下降。", "Orange raises the total, blue lowers it.")
_KEY_WHISKERS = Text("横线为各项影响的{level:g}%区间。", "Whiskers: {level:g} % intervals of the effects.")
_KEY_CUT = Text("横轴不从零开始。", "The axis does not begin at zero.")
_BAR = 9.0


def waterfall(
    frame: pd.DataFrame,
    *,
    caption: Caption,
    language: Language,
    start: float,
    end: float,
    start_label: Text,
    end_label: Text,
    label: str = "label",
    effect: str = "effect",
    lower: str | None = None,
    upper: str | None = None,
    format: Format = "number",  # noqa: A002
    decimals: int | None = None,
    level: float = 0.95,
    value_label: Text = _EFFECT,
    axis_label: Text | None = None,
    from_zero: bool = True,
) -> Figure:
    """Draw the total `start`, one floating bar for each row of `frame` in its order, and the total `end`.

    `lower` and `upper` bound the effects. Without `from_zero` the axis holds the changes only, and the totals are
    points. Raises :class:`InputError` for a missing column, no rows, a missing effect, an interval that does not hold
    its effect, or figures that do not add up as printed; :class:`~safetystats.products.MissingGlyphError` for a
    character without a glyph.
    """
    check_columns(frame, [name for name in (label, effect, lower, upper) if name is not None])
    names = labels(frame, label, language)
    effects, lows, highs = (numbers(frame, column) for column in (effect, lower, upper))
    check_intervals(names, effects, lows, highs)
    _check_numbers(names, effects, start, end)
    printing = Printing(format, language, decimals)
    printed = [_signed(value, printing) for value in effects]
    totals = printing.value(start), printing.value(end)
    _check_sum(totals, printed)
    before = start + np.concatenate([[0.0], np.cumsum(effects)[:-1]])
    scale = spanning([start, end, *before, *(before + lows), *(before + highs)], from_zero=from_zero).padded(0.04)
    columns = [PrintedColumn([totals[0], *printed, totals[1]], prepared(value_label[language], language), "right")]
    if np.isfinite(lows).any():
        ones = np.ones(len(effects))  # the interval of an effect of 0 is not the upper bound of a count
        intervals = ["", *printing.intervals(ones, lows, highs), ""]
        columns.append(PrintedColumn(intervals, interval_words(level, language)))
    rows = [prepared(start_label[language], language), *names, prepared(end_label[language], language)]
    with house_style():
        keys = _keys(scale, effects, before + lows, before + highs, level)
        chart = RowChart(caption, language, rows, columns, scale, format, axis_label, keys=keys)
        _draw_total(chart.axes, scale, chart.middles[0], start)
        _draw_total(chart.axes, scale, chart.middles[-1], end)
        reached = [start, *(before + effects)]
        for upper_row, lower_row, at in zip(chart.middles, chart.middles[1:], reached, strict=False):
            chart.axes.plot([at, at], [upper_row, lower_row], color=GREY, linewidth=0.7, zorder=1.8)
        for y, value, at, low, high in zip(chart.middles[1:], effects, before, lows, highs, strict=False):
            _draw_effect(chart.axes, scale, y, value, at, low, high)
        return chart.sheet.finish()


def _check_numbers(names: list[str], effects: Numbers, start: float, end: float) -> None:
    for name, value in zip([*names, "the start", "the end"], [*effects, start, end], strict=True):
        if not math.isfinite(value):
            raise InputError(f"The number of {name!r} is missing, so that the effects cannot add up: leave none out.")


def _check_sum(totals: tuple[str, str], effects: list[str]) -> None:
    """Raise :class:`InputError` unless the printed effects lead from the first printed total to the last."""
    first, last = map(_read, totals)
    total = sum(map(_read, effects), Decimal(0))
    if first + total != last:
        raise InputError(
            f"The effects as printed add up to {total:f}, but the totals {totals[0]} and {totals[1]} differ by "
            f"{last - first:f}: round the effects so that they add up, or print fewer or more decimals."
        )


def _read(printed: str) -> Decimal:
    return Decimal(printed.replace("\N{MINUS SIGN}", "-").replace(",", "").rstrip("% \N{NO-BREAK SPACE}"))


def _signed(value: float, printing: Printing) -> str:
    printed = printing.value(value)
    return f"+{printed}" if value > 0 and _read(printed) else printed


def _draw_total(axes: Axes, scale: Scale, y: float, value: float) -> None:
    if scale.low <= 0 <= scale.high:
        axes.barh([y], [value], height=_BAR, color=tint(SOFT_INK), linewidth=0, zorder=2)
    axes.plot(
        [value], [y], linestyle="none", marker="o", markersize=4.6, color=SOFT_INK, clip_on=False, zorder=3
    )  # fmt: skip


def _draw_effect(axes: Axes, scale: Scale, y: float, value: float, before: float, lower: float, upper: float) -> None:
    colour = ORANGE if value > 0 else BLUE
    axes.barh([y], [value], left=before, height=_BAR, color=tint(colour), linewidth=0, zorder=2)
    axes.plot([before + value] * 2, [y - _BAR / 2, y + _BAR / 2], color=colour, linewidth=1.8, zorder=2.4)
    if not (math.isnan(lower) or math.isnan(upper)):
        marks.draw_estimate(axes, scale, y, before + value, before + lower, before + upper, colour, point=False)


def _keys(scale: Scale, effects: Numbers, lows: Numbers, highs: Numbers, level: float) -> list[Text]:
    used = [
        (_KEY_SIGNS, bool((effects > 0).any() and (effects < 0).any())),
        (_KEY_WHISKERS.format(level=100 * level), bool(np.isfinite(lows).any())),
        (marks.KEY_BEYOND, bool((lows < scale.low).any() or (highs > scale.high).any())),
        (_KEY_CUT, not scale.low <= 0 <= scale.high),
    ]
    return [key for key, is_used in used if is_used]
