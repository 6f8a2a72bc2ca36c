"""Use of a quota: what happened, with its interval, against the quota of the year and its part for the time elapsed.

The axis is per cent of the year's quota, so that a quota of 1 and a quota of 11,318 stand side by side.
"""

import math

import numpy as np
import pandas as pd
from matplotlib.figure import Figure

from safetystats.errors import InputError
from safetystats.figures import marks
from safetystats.figures.axis import Scale
from safetystats.figures.inputs import Numbers, check_columns, check_intervals, labels, numbers
from safetystats.figures.rows import Guide, PrintedColumn, RowChart
from safetystats.figures.sheet import Caption
from safetystats.figures.style import BLUE, ORANGE, SOFT_INK, house_style
from safetystats.figures.typesetting import prepared
from safetystats.products import format_value
from safetystats.words import Language, Text

_USED = Text("{actual}/{quota}（{percent}）", "{actual} of {quota} ({percent})")
_USED_ZERO = Text("{actual}/0", "{actual} of 0")
_PRO_RATA = Text("按进度{quota}（{percent}）", "pro rata {quota} ({percent})")
_HEADING = Text("实际/全年指标（占比）", "Actual of the year's quota")
_QUOTA_GUIDE = Text("全年指标", "quota of the year")
_PRO_RATA_GUIDE = Text("时间进度{percent}", "pro rata, {percent} of the year")
_AXIS = Text("占全年指标的百分比", "Per cent of the year's quota")
_NO_QUOTA = Text("未下达指标", "no quota held")
_ZERO_QUOTA = Text("指标为零，无法计算占比", "a quota of nil: no percentage")
_KEY_OVER = Text("橙色表示已超过全年指标。", "Orange: above the quota of the year.")
_KEY_TICK = Text("短竖线表示按时间进度折算的指标。", "Short upright line: the quota pro rata.")
_WIDEST = 2.0
"""The axis ends at this multiple of the largest percentage, whatever the intervals."""


def quota_bars(
    frame: pd.DataFrame,
    *,
    caption: Caption,
    language: Language,
    label: str = "label",
    actual: str = "actual",
    lower: str = "lower",
    upper: str = "upper",
    quota: str = "quota",
    elapsed: str | None = None,
    missing_label: Text = marks.NOT_HELD,
) -> Figure:
    """Draw what was used of each quota, one row each in the frame's order, and print it with its percentages.

    `elapsed` names the column with the part of the year that the actual number covers, above 0 and up to 1; where it is
    below 1 the quota pro rata is drawn and printed too, so that ten months are not set against twelve. `lower` and
    `upper` bound the actual number. A row without a number, without a quota or with a quota of nil says so in words.
    Raises :class:`InputError` for a missing column, no rows, a negative number or quota, a part of the year outside
    0 to 1; :class:`~safetystats.products.MissingGlyphError` for a character without a glyph.
    """
    check_columns(frame, [label, actual, lower, upper, quota])
    names = labels(frame, label, language)
    counts, lows, highs, quotas = (numbers(frame, column) for column in (actual, lower, upper, quota))
    parts = np.ones(len(frame)) if elapsed is None else numbers(frame, elapsed)
    check_intervals(names, counts, lows, highs)
    _check_rows(names, counts, quotas, parts)
    per_quota = np.where(quotas > 0, quotas, np.nan)
    used, used_low, used_high = counts / per_quota, lows / per_quota, highs / per_quota
    scale = _scale(used, used_high)
    texts = [_printed(n, of, part, language) for n, of, part in zip(counts, quotas, parts, strict=True)]
    columns = [PrintedColumn(texts, prepared(_HEADING[language], language))]
    shared = _shared_part(parts)
    keys = marks.keys(scale, used, used_low, used_high)
    keys += [_KEY_OVER] if (used > 1).any() else []
    keys += [_KEY_TICK] if shared is None else []
    with house_style():
        chart = RowChart(
            caption, language, names, columns, scale, "percent", _AXIS, _guides(shared, language), keys
        )  # fmt: skip
        for row, y in enumerate(chart.middles):
            if math.isnan(used[row]):
                marks.draw_gap(
                    chart.axes, y, prepared(_why_not(counts[row], quotas[row], missing_label)[language], language)
                )
                continue
            colour = ORANGE if used[row] > 1 else BLUE
            marks.draw_bar(chart.axes, y, used[row], colour)
            marks.draw_estimate(chart.axes, scale, y, used[row], used_low[row], used_high[row], colour)
            if shared is None and parts[row] < 1:
                marks.draw_tick(chart.axes, parts[row], y, SOFT_INK)
        return chart.sheet.finish()


def _check_rows(names: list[str], counts: Numbers, quotas: Numbers, parts: Numbers) -> None:
    for name, count, quota, part in zip(names, counts, quotas, parts, strict=True):
        if count < 0 or quota < 0:
            raise InputError(f"The number or the quota of {name!r} is negative: counts are 0 or more.")
        if not 0 < part <= 1:
            raise InputError(
                f"The elapsed part of the year of {name!r} is {part:g}, but must be above 0 and at most 1."
            )


def _scale(used: Numbers, used_high: Numbers) -> Scale:
    """Return an axis from zero past the quota; a small quota's wide interval does not crush the other rows."""
    largest = max([1.0, *used[np.isfinite(used)]])
    widest = max([largest, *used_high[np.isfinite(used_high)]])
    return Scale(0.0, 1.05 * min(widest, _WIDEST * largest))


def _shared_part(parts: Numbers) -> float | None:
    """Return the part of the year when all rows have the same; else None."""
    return float(parts[0]) if (parts == parts[0]).all() else None


def _guides(shared: float | None, language: Language) -> list[Guide]:
    quota = Guide(1.0, prepared(_QUOTA_GUIDE[language], language), dashed=False, side="right")
    if shared is None or shared == 1:
        return [quota]
    words = _PRO_RATA_GUIDE.format(percent=_percent(shared, language))[language]
    return [Guide(shared, prepared(words, language), side="left"), quota]


def _printed(count: float, quota: float, part: float, language: Language) -> str:
    actual = format_value(count, "count", language)
    if math.isnan(count) or math.isnan(quota):
        return actual
    if quota == 0:
        return _USED_ZERO.format(actual=actual)[language]
    used = _USED.format(
        actual=actual, quota=format_value(quota, "count", language), percent=_percent(count / quota, language)
    )
    if part == 1:
        return prepared(used[language], language)
    due = quota * part
    printed = format_value(due, "number", language, None if float(due).is_integer() else 1)
    pro_rata = _PRO_RATA.format(quota=printed, percent=_percent(count / due, language))
    return prepared(f"{used[language]}\n{pro_rata[language]}", language)


def _percent(fraction: float, language: Language) -> str:
    """Return a percentage with one decimal, or none when it is whole."""
    return format_value(fraction, "percent", language, 0 if abs(round(100 * fraction) - 100 * fraction) < 0.05 else 1)


def _why_not(count: float, quota: float, missing_label: Text) -> Text:
    if math.isnan(count):
        return missing_label
    return _NO_QUOTA if math.isnan(quota) else _ZERO_QUOTA
