"""Pareto chart: a bar with its interval for each cause, and the line of the cumulative share, most first."""

import math
from collections.abc import Collection

import pandas as pd
from matplotlib.figure import Figure

from safetystats.errors import InputError
from safetystats.figures import marks
from safetystats.figures.axis import Scale
from safetystats.figures.inputs import Numbers, check_columns, check_intervals, labels, named, numbers
from safetystats.figures.printing import Printing, interval_words
from safetystats.figures.rows import Guide, PrintedColumn, RowChart
from safetystats.figures.sheet import Caption
from safetystats.figures.style import BLUE, ORANGE, PLUM, house_style
from safetystats.figures.typesetting import prepared
from safetystats.words import Language, Text

_COUNT = Text("数量", "Count")
_SHARE = Text("占比", "Share")
_CUMULATIVE = Text("累计", "Cumulative")
_KEY = Text("条形为占比及其区间；折线为累计占比。", "Bars: share with its interval; line: cumulative share.")


def pareto_bars(
    frame: pd.DataFrame,
    *,
    caption: Caption,
    language: Language,
    label: str = "label",
    count: str = "events",
    share: str = "share",
    lower: str = "lower",
    upper: str = "upper",
    cumulative: str = "cumulative",
    part: float | None = 0.8,
    count_label: Text = _COUNT,
    level: float = 0.95,
    axis_label: Text | None = None,
    highlight: Collection[str | Text] = (),
) -> Figure:
    """Draw each row of `frame`, in its order, as a bar from zero with its whisker, and the cumulative share as a line.

    Shares are fractions of 1. `part` is the cumulative share at which an upright line stands. Raises
    :class:`InputError` for a missing column, no rows, a share that is missing or outside 0 to 1, an interval that does not
    hold its share, or a cumulative share that falls; :class:`~safetystats.products.MissingGlyphError` for a character
    without a glyph.
    """
    check_columns(frame, [label, count, share, lower, upper, cumulative])
    names = labels(frame, label, language)
    counts, shares, lows, highs, sums = (numbers(frame, c) for c in (count, share, lower, upper, cumulative))
    check_intervals(names, shares, lows, highs)
    _check(names, shares, sums)
    percent = Printing("percent", language)
    columns = [
        PrintedColumn(Printing("count", language).values(counts), prepared(count_label[language], language), "right"),
        PrintedColumn(percent.values(shares), prepared(_SHARE[language], language), "right"),
        PrintedColumn(percent.intervals(shares, lows, highs), interval_words(level, language)),
        PrintedColumn(percent.values(sums), prepared(_CUMULATIVE[language], language), "right"),
    ]
    scale = Scale(0.0, 1.02)
    guides = [] if part is None else [Guide(part, Printing("percent", language, 0).value(part))]
    stand_out = named(frame, label, highlight)
    with house_style():
        keys = [_KEY, *marks.keys(scale, shares, lows, highs)]
        chart = RowChart(caption, language, names, columns, scale, "percent", axis_label, guides, keys)
        for row, y in enumerate(chart.middles):
            colour = ORANGE if stand_out[row] else BLUE
            marks.draw_bar(chart.axes, y, shares[row], colour)
            marks.draw_estimate(chart.axes, scale, y, shares[row], lows[row], highs[row], colour)
        chart.axes.plot(
            sums, chart.middles, color=PLUM, linewidth=1.1, marker="o", markersize=2.6, zorder=2.8, clip_on=False
        )
        return chart.sheet.finish()


def _check(names: list[str], shares: Numbers, sums: Numbers) -> None:
    for name, share in zip(names, shares, strict=True):
        if math.isnan(share) or not 0 <= share <= 1:
            raise InputError(f"The share of {name!r} is {share:g}, but must be a fraction from 0 to 1.")
    for name, before, after in zip(names[1:], sums, sums[1:], strict=False):
        if not before <= after + 1e-9:
            raise InputError(
                f"The cumulative share falls from {before:g} to {after:g} at {name!r}: order the rows first."
            )
