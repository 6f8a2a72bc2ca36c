"""Points with their intervals, one row each: rates, ratios and differences side by side."""

import math
from collections.abc import Collection

import pandas as pd
from matplotlib.figure import Figure

from safetystats.errors import InputError
from safetystats.figures import marks
from safetystats.figures.axis import Scale, spanning
from safetystats.figures.inputs import check_columns, check_intervals, labels, named, numbers
from safetystats.figures.printing import Printing, interval_words
from safetystats.figures.rows import Guide, PrintedColumn, RowChart
from safetystats.figures.sheet import Caption
from safetystats.figures.style import BLUE, ORANGE, house_style
from safetystats.figures.typesetting import prepared
from safetystats.products import Format
from safetystats.words import Language, Text

_VALUE = Text("数值", "Value")


def interval_dots(
    frame: pd.DataFrame,
    *,
    caption: Caption,
    language: Language,
    label: str = "label",
    value: str = "value",
    lower: str = "lower",
    upper: str = "upper",
    format: Format = "rate",  # noqa: A002
    decimals: int | None = None,
    level: float = 0.95,
    value_label: Text = _VALUE,
    axis_label: Text | None = None,
    reference: float | None = None,
    reference_label: Text | None = None,
    highlight: Collection[str | Text] = (),
    missing_label: Text = marks.NOT_HELD,
    log: bool = False,
) -> Figure:
    """Draw a point, a whisker and both in print for each row of `frame`, in the frame's order.

    A zero count is an open circle with a line to its upper bound; a missing value is said in words and not dropped; an
    interval without end has an arrow. `highlight` names the labels that stand out in orange. `reference` is a line
    through all rows, such as a ratio of 1. Raises :class:`InputError` for a missing column, no rows, an interval that
    does not hold its value, an unknown label in `highlight`, or a negative number on a logarithmic axis;
    :class:`~safetystats.products.MissingGlyphError` for a character without a glyph.
    """
    check_columns(frame, [label, value, lower, upper])
    names = labels(frame, label, language)
    values, lows, highs = (numbers(frame, column) for column in (value, lower, upper))
    check_intervals(names, values, lows, highs)
    scale = _scale([*values, *lows, *highs], reference, log)
    printing = Printing(format, language, decimals)
    columns = [
        PrintedColumn(printing.values(values), prepared(value_label[language], language), "right"),
        PrintedColumn(printing.intervals(values, lows, highs), interval_words(level, language)),
    ]
    guides = (
        []
        if reference is None
        else [Guide(reference, prepared(reference_label[language], language) if reference_label else "")]
    )
    stand_out = named(frame, label, highlight)
    with house_style():
        chart = RowChart(
            caption, language, names, columns, scale, format, axis_label, guides, marks.keys(scale, values, lows, highs)
        )
        for row, y in enumerate(chart.middles):
            if math.isnan(values[row]):
                marks.draw_gap(chart.axes, y, prepared(missing_label[language], language))
            else:
                colour = ORANGE if stand_out[row] else BLUE
                marks.draw_estimate(chart.axes, scale, y, values[row], lows[row], highs[row], colour)
        return chart.sheet.finish()


def _scale(values: list[float], reference: float | None, log: bool) -> Scale:
    shown = [*values, *([] if reference is None else [reference])]
    if log and any(number < 0 for number in shown):
        raise InputError("A logarithmic axis cannot show negative numbers: draw it with log=False.")
    return spanning(shown, log=log).padded(0.04)
