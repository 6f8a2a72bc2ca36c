"""Yearly changes in print: ``−4.2 %/yr`` and the interval that goes with it."""

import math

from safetystats.figures.typesetting import prepared
from safetystats.products import format_interval, format_value
from safetystats.words import Language, Text

_CHANGE = Text("每年{value}%", "{value} %/yr")
_BRACKETS = Text("（{words}）", "({words})")


def change_words(change: float, language: Language, decimals: int) -> str:
    """Return a change in per cent a year as it is printed, with its sign."""
    printed = format_value(change, "number", language, decimals)
    signed = f"+{printed}" if change > 0 and printed.strip("0.") else printed
    return prepared(_CHANGE.format(value=signed)[language], language)


def change_interval(lower: float, upper: float, language: Language, decimals: int) -> str:
    """Return the interval of a change in brackets; nothing when an end is missing."""
    if math.isnan(lower) or math.isnan(upper):
        return ""
    return prepared(
        _BRACKETS.format(words=format_interval(lower, upper, "number", language, decimals))[language], language
    )
