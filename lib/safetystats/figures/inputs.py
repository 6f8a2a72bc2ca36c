"""Result frames as the charts read them: columns found by name, numbers as arrays, labels in one language."""

import re
from collections.abc import Collection, Sequence

import numpy as np
import pandas as pd
from numpy.typing import NDArray

from safetystats.errors import InputError, did_you_mean
from safetystats.figures.typesetting import prepared
from safetystats.products import is_missing
from safetystats.words import Language, Text

Numbers = NDArray[np.float64]
_SLACK = 1e-9
_MONTH = re.compile(r"(\d{4})-(0[1-9]|1[0-2])")


def check_columns(frame: pd.DataFrame, names: Sequence[str]) -> None:
    """Raise :class:`InputError` unless `frame` has rows and all of the columns `names`."""
    for name in names:
        if name not in frame.columns:
            hint = did_you_mean(name, [str(held) for held in frame.columns])
            raise InputError(f"The chart needs a column {name!r}, which the frame lacks{hint}.")
    if frame.empty:
        raise InputError("The chart has no rows to draw: hand it at least one.")


def numbers(frame: pd.DataFrame, name: str | None) -> Numbers:
    """Return a column as floats, missing values as NaN; all NaN when `name` is None."""
    if name is None:
        return np.full(len(frame), np.nan)
    check_columns(frame, [name])
    try:
        return np.array([np.nan if is_missing(cell) else float(cell) for cell in frame[name]])
    except (TypeError, ValueError):
        raise InputError(f"The chart's column {name!r} holds something that is not a number.") from None


def times(frame: pd.DataFrame, name: str) -> tuple[Numbers, bool]:
    """Return a column of years or of months as numbers, and whether it is one of months.

    Months are texts such as ``2011-03`` or pandas periods of a month, and become the year and the part of it before
    them; years are numbers. A missing one is NaN.
    """
    check_columns(frame, [name])
    texts = ["" if is_missing(cell) else str(cell) for cell in frame[name]]
    found = [_MONTH.fullmatch(text) for text in texts]
    if not any(found):
        return numbers(frame, name), False
    for text, month in zip(texts, found, strict=True):
        if text and not month:
            raise InputError(f"The chart's column {name!r} holds {text!r} among months: write each as 2011-03.")
    return np.array([np.nan if month is None else int(month[1]) + (int(month[2]) - 1) / 12 for month in found]), True


def time_text(time: float, *, months: bool) -> str:
    """Return ``2011``, or ``2011-03`` for one of months."""
    if not months:
        return f"{time:g}"
    month = round(12 * time)
    return f"{month // 12}-{month % 12 + 1:02d}"


def labels(frame: pd.DataFrame, name: str, language: Language) -> list[str]:
    """Return a column as texts in `language`, ready to be set."""
    check_columns(frame, [name])
    return [prepared(cell[language] if isinstance(cell, Text) else str(cell), language) for cell in frame[name]]


def check_intervals(names: Sequence[str], value: Numbers, lower: Numbers, upper: Numbers) -> None:
    """Raise :class:`InputError` when an interval has its ends crossed or does not hold its value."""
    with np.errstate(invalid="ignore"):  # a comparison with NaN or between infinities is False and no fault
        slack = _SLACK * np.maximum(1, np.abs(np.where(np.isfinite(value), value, 0)))
        wrong = (lower > value + slack) | (value > upper + slack) | (lower > upper + slack)
    for position in map(int, np.flatnonzero(wrong)):
        raise InputError(
            f"The interval of {names[position]!r}, {lower[position]:g} to {upper[position]:g}, does not hold its value "
            f"{value[position]:g}: check the order of the columns."
        )


def named(frame: pd.DataFrame, name: str, wanted: Collection[str | Text]) -> list[bool]:
    """Say for each row whether its label is among `wanted`, given as a text in either language or as a Text.

    Raises :class:`InputError` when one of `wanted` is no row's label.
    """
    cells = list(frame[name])
    spellings = [{cell.zh, cell.en} if isinstance(cell, Text) else {str(cell)} for cell in cells]
    asked = [{label.zh, label.en} if isinstance(label, Text) else {label} for label in wanted]
    for label in asked:
        if not any(label & spelling for spelling in spellings):
            held = sorted({text for spelling in spellings for text in spelling})
            text = " · ".join(sorted(label))
            raise InputError(f"The chart is to highlight {text!r}, which is no label{did_you_mean(text, held)}.")
    return [any(label & spelling for label in asked) for spelling in spellings]
