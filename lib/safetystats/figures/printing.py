"""Numbers in print beside their marks."""

import math
from dataclasses import dataclass

from safetystats.figures.inputs import Numbers
from safetystats.figures.typesetting import prepared
from safetystats.products import Format, format_interval, format_value
from safetystats.words import Language


@dataclass(frozen=True, slots=True)
class Printing:
    """How a chart prints its numbers."""

    format: Format
    language: Language
    decimals: int | None = None

    def value(self, number: float) -> str:
        """Return a number as it is printed."""
        return format_value(number, self.format, self.language, self.decimals)

    def values(self, numbers: Numbers) -> list[str]:
        """Return each number as it is printed."""
        return [self.value(number) for number in numbers]

    def interval(self, value: float, lower: float, upper: float) -> str:
        """Return an interval as it is printed: nothing when there is none, ``≤ 3.69`` for that of a zero count."""
        if math.isnan(value) or math.isnan(lower) or math.isnan(upper):
            return ""
        whole = float(lower).is_integer() and float(upper).is_integer()  # the bounds of a count seldom are
        bounds: Format = "rate" if self.format == "count" and not whole else self.format
        if value == 0 and lower == 0:
            return f"≤ {format_value(upper, bounds, self.language, self.decimals)}"
        return format_interval(lower, upper, bounds, self.language, self.decimals)

    def intervals(self, values: Numbers, lower: Numbers, upper: Numbers) -> list[str]:
        """Return each interval as it is printed."""
        return [self.interval(*numbers) for numbers in zip(values, lower, upper, strict=True)]


def interval_words(level: float, language: Language) -> str:
    """Return ``95%区间`` or ``95 % interval``."""
    return prepared({"zh": f"{100 * level:g}%区间", "en": f"{100 * level:g} % interval"}[language], language)
