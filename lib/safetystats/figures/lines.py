"""Series over the years as lines with bands, cut where a definition changes and open where a year is missing."""

import math
from collections.abc import Collection, Sequence

import numpy as np
import pandas as pd
from matplotlib.figure import Figure

from safetystats.figures.axis import Scale, spanning
from safetystats.figures.break_marks import Break
from safetystats.figures.end_names import EndLabel
from safetystats.figures.inputs import check_columns, check_intervals, labels, named, numbers, time_text, times
from safetystats.figures.line_panel import LinePanel
from safetystats.figures.printing import Printing
from safetystats.figures.series import (
    KEY_BAND,
    KEY_BREAK,
    KEY_ZERO,
    Series,
    check_positive_axis,
    check_years,
    draw_points,
    draw_run,
    joined_runs,
    usual_step,
)
from safetystats.figures.sheet import Caption
from safetystats.figures.style import DASHES, GREY, PALETTE, house_style
from safetystats.figures.typesetting import prepared
from safetystats.products import Format
from safetystats.words import Language, Text

_KEY_KINDS = Text("○ 公布值　● 由本系统计算", "○ published   ● computed here")
_KEY_NONE = Text("无数据：{names}。", "No data held: {names}.")


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
    """Draw one line for each `group` of a tidy frame (one row a group and year), its name and last value at its end.

    `x` holds years, or months such as ``2011-03``, as for moving sums of twelve months.

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
    years, months = times(frame, x)
    ends = [_end_label(one, years.max(), Printing(format, language, decimals), months=months) for one in shown]
    cuts = [(at, prepared(words[language], language)) for at, words in breaks if years.min() < at <= years.max()]
    half_step = min(usual_step(one.x) for one in series) / 2  # the old definition ends between two points
    keys = _keys(series, scale, level, bool(cuts), language)
    with house_style():
        drawn = [Break(at - half_step, words) for at, words in cuts]
        span = float(years.min()), float(years.max())
        panel = LinePanel(caption, language, span, scale, format, ends, drawn, axis_label, keys, months=months)
        for one in sorted(shown, key=lambda one: not one.stands_back):
            for segment in joined_runs(one, [at for at, _ in cuts], scale):
                draw_run(panel.axes, one, segment, scale)
            draw_points(panel.axes, one, scale)
        return panel.sheet.finish()


def _series(
    frame: pd.DataFrame, x: str, y: str, lower: str | None, upper: str | None, group: str | None,
    published: str | None, highlight: Collection[str | Text], language: Language,
) -> list[Series]:  # fmt: skip
    """Return the series in the order in which the frame first names them."""
    names = labels(frame, group, language) if group else [""] * len(frame)
    bright = named(frame, group, highlight) if group else [False] * len(frame)
    times_of_rows, months = times(frame, x)
    columns = [times_of_rows, *(numbers(frame, column) for column in (y, lower, upper))]
    open_marks = [bool(mark) for mark in frame[published]] if published else [False] * len(frame)
    check_intervals(names, *columns[1:])
    series: list[Series] = []
    coloured = 0
    for name in dict.fromkeys(names):
        rows = [row for row, held in enumerate(names) if held == name]
        rows.sort(key=lambda row: columns[0][row])
        check_years(f"series {name!r}", columns[0][rows], months=months)
        back = bool(highlight) and not bright[rows[0]]
        colour = GREY if back else PALETTE[coloured % len(PALETTE)]
        dashes = DASHES[coloured // len(PALETTE) % len(DASHES)] if not back else "-"
        coloured += not back
        years, values, lows, highs = (column[rows] for column in columns)
        marks = [open_marks[row] for row in rows]
        series.append(Series(name, years, values, lows, highs, colour, marks, dashes, back))
    return series


def _value_scale(series: Sequence[Series], log: bool, from_zero: bool) -> Scale:
    everything = [number for one in series for column in (one.y, one.lower, one.upper) for number in column]
    check_positive_axis(everything, log=log)
    return spanning(everything, log=log, from_zero=from_zero).padded(0.06)


def _end_label(series: Series, last_year: float, printing: Printing, *, months: bool) -> EndLabel:
    """Return the words at the end of a line: its name, its last value, and the year when it ends early."""
    position = int(np.flatnonzero(np.isfinite(series.y))[-1])
    year = series.x[position]
    told = time_text(float(year), months=months)
    when = "" if year == last_year else {"zh": f"（{told}）", "en": f" ({told})"}[printing.language]
    value = printing.value(float(series.y[position])) + when
    words = prepared(f"{series.name} {value}".strip(), printing.language)
    return EndLabel(words, year, float(series.y[position]), series.text_colour)


def _keys(series: Sequence[Series], scale: Scale, level: float, broken: bool, language: Language) -> list[Text]:
    """Return the notes that explain what the chart shows of these series."""
    kinds = {mark for one in series for mark, value in zip(one.published, one.y, strict=True) if math.isfinite(value)}
    empty = [one.name for one in series if not np.isfinite(one.y).any()]
    names = {"zh": "、", "en": ", "}[language].join(empty)
    used = [
        (KEY_BAND.format(level=100 * level), any(np.isfinite(one.upper).any() for one in series)),
        (_KEY_KINDS, len(kinds) == 2),
        (KEY_BREAK, broken),
        (KEY_ZERO, scale.log and any((one.y == 0).any() for one in series)),
        (_KEY_NONE.format(names=names), bool(empty)),
    ]
    return [key for key, is_used in used if is_used]
