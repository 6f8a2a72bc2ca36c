"""The year so far, month by month: cumulative numbers of this year and earlier ones against the quota pro rata."""

from collections.abc import Collection, Sequence

import numpy as np
import pandas as pd
from matplotlib.figure import Figure

from safetystats.errors import InputError
from safetystats.figures.axis import spanning
from safetystats.figures.end_names import EndLabel
from safetystats.figures.inputs import Numbers, check_columns, check_intervals, labels, named
from safetystats.figures.line_panel import LinePanel
from safetystats.figures.printing import Printing
from safetystats.figures.series import KEY_BAND, Series, draw_points, draw_run, in_order, joined_runs
from safetystats.figures.sheet import Caption
from safetystats.figures.style import DASHES, GREY, INK, PALETTE, house_style
from safetystats.figures.typesetting import prepared
from safetystats.products import Format
from safetystats.words import Language, Text

_QUOTA = Text("全年指标", "quota of the year")
_PRO_RATA = Text("{words}{quota}（至{month}按进度{due}）", "{words} {quota} (pro rata to {month}: {due})")
_SO_FAR = Text("（1–{month}）", " (Jan–{month})")
_FIRST = Text("（1月）", " (Jan)")
_KEY_QUOTA = Text("虚线为按进度折算的指标。", "Dashed line: the quota pro rata.")
_MONTHS = ("Jan", "Feb", "Mar", "Apr", "May", "Jun", "Jul", "Aug", "Sep", "Oct", "Nov", "Dec")
_SLACK = 1e-9


def calendar_lines(
    frame: pd.DataFrame,
    *,
    caption: Caption,
    language: Language,
    month: str = "month",
    value: str = "value",
    group: str = "year",
    lower: str | None = None,
    upper: str | None = None,
    quota: float | Sequence[float] | None = None,
    quota_label: Text = _QUOTA,
    highlight: Collection[str | Text] = (),
    format: Format = "count",  # noqa: A002
    decimals: int | None = None,
    level: float = 0.95,
    axis_label: Text | None = None,
) -> Figure:
    """Draw the cumulative `value` of each `group`, usually a year, over the months 1 to 12, with its last value.

    The first group is the one that counts: the quota pro rata is told for its last month. `quota` is the quota of the
    whole year, spread evenly, or twelve cumulative numbers that follow the season. `highlight` names the groups that
    keep their colour when the others stand back in grey. Sums of twelve months moving on are drawn by
    :func:`~safetystats.figures.series_lines`. Raises :class:`InputError` for a missing column, no rows, a month that is
    not one of 1 to 12 or is given twice, cumulative numbers that fall, an interval that does not hold its value, or a
    quota that is not above 0; :class:`~safetystats.products.MissingGlyphError` for a character without a glyph.
    """
    check_columns(frame, [month, value, group])
    series = _series(frame, (month, value, lower, upper), group, highlight, language)
    path = None if quota is None else _path(quota)
    printing = Printing(format, language, decimals)
    ends = [_end_label(one, printing) for one in series]
    if path is not None:
        ends.append(_quota_label(path, _last(series[0]), quota_label, printing))
    columns = [column for one in series for column in (one.y, one.lower, one.upper)]
    scale = spanning([*np.concatenate(columns), *(() if path is None else path)]).padded(0.06)
    banded = any(np.isfinite(one.upper).any() for one in series)
    keys = [KEY_BAND.format(level=100 * level)] * banded + [_KEY_QUOTA] * (path is not None)
    ticks = {float(number): _month_word(number, language) for number in range(1, 13)}
    with house_style():
        panel = LinePanel(caption, language, (1.0, 12.0), scale, format, ends, (), axis_label, keys, ticks)
        if path is not None:
            panel.axes.plot(range(1, 13), path, color=INK, linewidth=0.9, linestyle=(0, (3, 2)), zorder=2.2)
        for one in reversed(series):  # the first lies on top
            for run in joined_runs(one, (), scale):
                draw_run(panel.axes, one, run, scale)
            draw_points(panel.axes, one, scale)
        return panel.sheet.finish()


def _series(
    frame: pd.DataFrame, columns: tuple[str, str, str | None, str | None], group: str,
    highlight: Collection[str | Text], language: Language,
) -> list[Series]:  # fmt: skip
    names = labels(frame, group, language)
    bright = dict(zip(names, named(frame, group, highlight), strict=True))
    series: list[Series] = []
    for name in dict.fromkeys(names):
        rows = frame[[held == name for held in names]]
        months, values, lows, highs = in_order(rows, f"series {name!r}", *columns)
        _check(name, months, values, lows, highs)
        back = bool(highlight) and not bright[name]
        coloured = sum(not one.stands_back for one in series)
        colour = GREY if back else PALETTE[coloured % len(PALETTE)]
        dashes = "-" if back else DASHES[coloured // len(PALETTE) % len(DASHES)]
        series.append(Series(name, months, values, lows, highs, colour, dashes=dashes, stands_back=back))
    return series


def _check(name: str, months: Numbers, values: Numbers, lows: Numbers, highs: Numbers) -> None:
    for month in months:
        if month not in range(1, 13):
            raise InputError(f"The series {name!r} has the month {month:g}, but months are whole numbers from 1 to 12.")
    held = np.isfinite(values)
    if not held.any():
        raise InputError(f"The series {name!r} has no number in any month: leave it out.")
    falls = np.flatnonzero(np.diff(values[held]) < -_SLACK)
    if len(falls):
        month = months[held][falls[0] + 1]
        raise InputError(f"The cumulative numbers of {name!r} fall in month {month:g}: pass sums of the year to date.")
    check_intervals([f"{name}, {month:g}" for month in months], values, lows, highs)


def _path(quota: float | Sequence[float]) -> Numbers:
    """Return the quota due at the end of each month."""
    path = np.asarray(quota, dtype=np.float64)
    if path.ndim == 0:
        path = path * np.arange(1, 13) / 12
    if path.shape != (12,) or not (np.diff(path) >= 0).all() or not path[-1] > 0:
        raise InputError("The quota is one number above 0, or twelve cumulative ones, the last being the year's quota.")
    return path


def _last(series: Series) -> int:
    """Return the last month that has a number."""
    return int(series.x[np.flatnonzero(np.isfinite(series.y))[-1]])


def _end_label(series: Series, printing: Printing) -> EndLabel:
    last, language = _last(series), printing.language
    value = float(series.y[series.x == last][0])
    so_far = (_SO_FAR.format(month=_month_word(last, language)) if last > 1 else _FIRST)[language] if last < 12 else ""
    words = prepared(f"{series.name} {printing.value(value)}{so_far}", language)
    return EndLabel(words, float(last), value, series.text_colour)


def _quota_label(path: Numbers, month: int, words: Text, printing: Printing) -> EndLabel:
    language = printing.language
    quota, due = (printing.value(round(float(value), 1)) for value in (path[-1], path[month - 1]))
    told = _PRO_RATA.format(words=words, quota=quota, month=_month_word(month, language), due=due)[language]
    if month == 12:
        told = {"zh": f"{words.zh}{quota}", "en": f"{words.en} {quota}"}[language]
    return EndLabel(prepared(told, language), 12.0, float(path[-1]), INK)


def _month_word(number: int, language: Language) -> str:
    return f"{number}月" if language == "zh" else _MONTHS[number - 1]
