"""Two-way counts as a grid of shaded cells: hours by weekdays, with the cells that stand out from chance framed."""

import math

import numpy as np
import pandas as pd
from matplotlib.axes import Axes
from matplotlib.colors import LinearSegmentedColormap, to_hex
from matplotlib.figure import Figure
from matplotlib.patches import Rectangle

from safetystats.errors import InputError
from safetystats.figures.fonts import typeface
from safetystats.figures.inputs import Numbers, labels
from safetystats.figures.sheet import MARGIN, Caption, Sheet, column_width
from safetystats.figures.style import BLUE, INK, LEADING, ORANGE, SMALL_SIZE, SOFT_INK, TEXT_SIZE, WIDTH, house_style
from safetystats.figures.typesetting import prepared, text_width, wrap
from safetystats.products import format_value
from safetystats.words import Language, Text

_CELL_HEIGHT = 17.0
_GAP = 6.0
_LABELS_AT_MOST = 0.25
_CELL_SIZE = 6.5
_TOTAL = Text("合计", "Total")
_KEY = Text(
    "颜色越深，起数越多。橙色框：与行、列相互独立时的期望相比，差异超出{limit:g}个标准差。",
    "The darker, the more. Orange frame: further than {limit:g} standard deviations from what independent rows and columns expect.",
)
_SHADES = LinearSegmentedColormap.from_list("house", ["#FFFFFF", BLUE])


def heat_table(
    counts: pd.DataFrame,
    *,
    caption: Caption,
    language: Language,
    residuals: pd.DataFrame | None = None,
    limit: float = 3.0,
    row_labels: "list[str | Text] | None" = None,
    column_labels: "list[str | Text] | None" = None,
    column_title: Text | None = None,
) -> Figure:
    """Draw `counts` as a grid in its order, the totals of rows and columns beside it, counts printed where they fit.

    With the adjusted `residuals` (of the same shape) cells beyond ± `limit` get a frame; of 168 cells about one in two
    tables leaves ± 3 by chance alone. Raises :class:`InputError` for an empty table, a missing or negative count, or labels
    or residuals that do not fit; :class:`~safetystats.products.MissingGlyphError` for a character without a glyph.
    """
    values = _checked(counts, residuals)
    rows = _texts(counts.index, row_labels, language)
    columns = _texts(counts.columns, column_labels, language)
    left = MARGIN + min(column_width(rows), _LABELS_AT_MOST * WIDTH) + _GAP
    totals = [format_value(total, "count", language) for total in values.sum(axis=1)]
    heading = prepared(_TOTAL[language], language)
    right = WIDTH - MARGIN - max(column_width(totals), text_width(heading, SMALL_SIZE)) - _GAP
    title = wrap(prepared(column_title[language], language), right - left, SMALL_SIZE) if column_title else []
    top = (len(title) + 1) * SMALL_SIZE * LEADING + 3
    height = len(rows) * _CELL_HEIGHT
    with house_style():
        keys = [] if residuals is None else [_KEY.format(limit=limit)]
        sheet = Sheet(caption, language, top + height + SMALL_SIZE * LEADING + 3, keys)
        _write_frame(sheet, rows, columns, totals, left, right, top, title, heading)
        axes = sheet.axes(left, top, right - left, height)
        axes.set_xlim(0, len(columns))
        axes.set_ylim(len(rows), 0)
        marked = None if residuals is None else np.abs(np.asarray(residuals, dtype=float)) > limit
        _draw_cells(axes, values, marked, (right - left) / len(columns), language)
        sums = [format_value(total, "count", language) for total in values.sum(axis=0)]
        step = (right - left) / len(columns)
        if column_width(sums, _CELL_SIZE) < step - 1:
            for place, words in enumerate(sums):
                sheet.write_middle(
                    left + (place + 0.5) * step, top + height + SMALL_SIZE * LEADING / 2 + 2, [words],
                    align="center", size=_CELL_SIZE, colour=SOFT_INK,
                )  # fmt: skip
        return sheet.finish()


def _checked(counts: pd.DataFrame, residuals: pd.DataFrame | None) -> Numbers:
    if counts.empty:
        raise InputError("The grid has no cells to draw: give at least one row and one column.")
    values = counts.to_numpy(dtype=float)
    if not (np.isfinite(values).all() and (values >= 0).all()):
        raise InputError("The grid holds a missing or negative count: every cell must be 0 or more.")
    if residuals is not None and residuals.shape != counts.shape:
        raise InputError(f"The residuals have the shape {residuals.shape}, but the counts {counts.shape}.")
    return values


def _texts(index: pd.Index, given: "list[str | Text] | None", language: Language) -> list[str]:
    words = list(index) if given is None else given
    if len(words) != len(index):
        raise InputError(f"{len(words)} labels were given for {len(index)} rows or columns: give one for each.")
    return labels(pd.DataFrame({"label": pd.Series(words, dtype=object)}), "label", language)


def _write_frame(
    sheet: Sheet, rows: list[str], columns: list[str], totals: list[str], left: float, right: float, top: float,
    title: list[str], heading: str,
) -> None:  # fmt: skip
    """Write the labels of rows and columns and the totals; columns too narrow for every label get each nth."""
    middle = top - 3 - SMALL_SIZE * LEADING / 2
    sheet.write_middle((left + right) / 2, middle - (len(title) + 1) * SMALL_SIZE * LEADING / 2, title, align="center",
                       size=SMALL_SIZE, colour=SOFT_INK)  # fmt: skip
    step = (right - left) / len(columns)
    every = math.ceil((column_width(columns, SMALL_SIZE) + 2) / step)
    for place in range(0, len(columns), every):
        sheet.write_middle(left + (place + 0.5) * step, middle, [columns[place]], align="center", size=SMALL_SIZE,
                           colour=SOFT_INK)  # fmt: skip
    sheet.write_middle(WIDTH - MARGIN, middle, [heading], align="right", size=SMALL_SIZE, colour=SOFT_INK)
    for place, (words, total) in enumerate(zip(rows, totals, strict=True)):
        y = top + (place + 0.5) * _CELL_HEIGHT
        sheet.write_middle(MARGIN, y, wrap(words, left - MARGIN - _GAP + 0.1, TEXT_SIZE)[:1])
        sheet.write_middle(WIDTH - MARGIN, y, [total], align="right", colour=SOFT_INK)


def _draw_cells(axes: Axes, values: Numbers, marked: "np.ndarray | None", width: float, language: Language) -> None:
    largest = max(float(values.max()), 1.0)
    fits = text_width(format_value(largest, "count", language), _CELL_SIZE) < width - 1
    for (row, column), value in np.ndenumerate(values):
        depth = value / largest
        axes.add_patch(
            Rectangle((column, row), 1, 1, facecolor=to_hex(_SHADES(depth)), edgecolor="white", linewidth=0.8, zorder=2)
        )
        if fits and value > 0:
            axes.text(
                column + 0.5, row + 0.5, format_value(value, "count", language), ha="center", va="center", zorder=4,
                color="white" if depth > 0.5 else INK, fontproperties=typeface(_CELL_SIZE),
            )  # fmt: skip
    for row, column in np.argwhere(marked) if marked is not None else ():
        axes.add_patch(
            Rectangle((column + 0.06, row + 0.06), 0.88, 0.88, fill=False, edgecolor=ORANGE, linewidth=1.4, zorder=3)
        )
