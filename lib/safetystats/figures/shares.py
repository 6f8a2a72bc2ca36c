"""Shares of a total as bars with their intervals, one row each."""

import math
from collections.abc import Collection

import pandas as pd
from matplotlib.figure import Figure

from safetystats.errors import InputError
from safetystats.figures import marks
from safetystats.figures.axis import spanning
from safetystats.figures.inputs import Numbers, check_columns, check_intervals, labels, named, numbers
from safetystats.figures.printing import Printing, interval_words
from safetystats.figures.rows import PrintedColumn, RowChart
from safetystats.figures.sheet import Caption
from safetystats.figures.style import BLUE, ORANGE, house_style
from safetystats.figures.typesetting import prepared
from safetystats.words import Language, Text

_SHARE = Text("占比", "Share")
_COUNT = Text("数量/总数", "Count / total")


def share_bars(
    frame: pd.DataFrame,
    *,
    caption: Caption,
    language: Language,
    label: str = "label",
    share: str = "share",
    lower: str = "lower",
    upper: str = "upper",
    count: str | None = None,
    total: str | None = None,
    decimals: int | None = None,
    level: float = 0.95,
    count_label: Text = _COUNT,
    share_label: Text = _SHARE,
    axis_label: Text | None = None,
    highlight: Collection[str | Text] = (),
    missing_label: Text = marks.NOT_HELD,
) -> Figure:
    """Draw a bar from zero with its whisker for each row of `frame`, in the frame's order; print share and interval.

    Shares and their bounds are fractions of 1. With the columns `count` and `total` the counts are printed too. A zero
    is an open circle with a line to its upper bound; a missing share is said in words. Raises :class:`InputError` for
    a missing column, no rows, a share outside 0 to 1, an interval that does not hold its share, or an unknown label in
    `highlight`; :class:`~safetystats.products.MissingGlyphError` for a character without a glyph.
    """
    check_columns(frame, [label, share, lower, upper])
    names = labels(frame, label, language)
    shares, lows, highs = (numbers(frame, column) for column in (share, lower, upper))
    check_intervals(names, shares, lows, highs)
    _check_fractions(names, shares)
    printing = Printing("percent", language, decimals)
    columns = [
        PrintedColumn(printing.values(shares), prepared(share_label[language], language), "right"),
        PrintedColumn(printing.intervals(shares, lows, highs), interval_words(level, language)),
    ]
    if count is not None and total is not None:
        counted = _counts(numbers(frame, count), numbers(frame, total), language)
        columns.insert(0, PrintedColumn(counted, prepared(count_label[language], language), "right"))
    scale = spanning([*shares, *highs]).padded(0.04)
    stand_out = named(frame, label, highlight)
    with house_style():
        keys = marks.keys(scale, shares, lows, highs)
        chart = RowChart(caption, language, names, columns, scale, "percent", axis_label, keys=keys)
        for row, y in enumerate(chart.middles):
            colour = ORANGE if stand_out[row] else BLUE
            if math.isnan(shares[row]):
                marks.draw_gap(chart.axes, y, prepared(missing_label[language], language))
            else:
                marks.draw_bar(chart.axes, y, shares[row], colour)
                marks.draw_estimate(chart.axes, scale, y, shares[row], lows[row], highs[row], colour)
        return chart.sheet.finish()


def _check_fractions(names: list[str], shares: Numbers) -> None:
    for name, share in zip(names, shares, strict=True):
        if not (math.isnan(share) or 0 <= share <= 1):
            raise InputError(f"The share of {name!r} is {share:g}, but must be a fraction from 0 to 1.")


def _counts(counts: Numbers, totals: Numbers, language: Language) -> list[str]:
    printing = Printing("count", language)
    return [
        printing.value(n) if math.isnan(n) else f"{printing.value(n)}/{printing.value(of)}"
        for n, of in zip(counts, totals, strict=True)
    ]
