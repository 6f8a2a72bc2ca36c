"""How a number is printed: one rule for tables, figures and sentences, in both languages.

Numbers are rounded half away from zero on their decimal notation, as a statistical office prints them (0.125 becomes
0.13), not on their binary expansion. A missing value is "…" and never 0; a zero is 0 and never blank; a cell where no
number belongs is "—". Chinese text sets "39.4%", English text "39.4 %" (SI).
"""

import math
from collections.abc import Callable
from decimal import ROUND_HALF_UP, Context, Decimal
from numbers import Real
from typing import Final, Literal, TypeAlias, get_args

import pandas as pd

from safetystats.errors import InputError, one_of
from safetystats.words import Language, Text

Format: TypeAlias = Literal["text", "count", "number", "percent", "chance", "p", "rate", "year"]
FORMATS: Final[tuple[Format, ...]] = get_args(Format)
NOT_AVAILABLE: Final = "…"
NOT_APPLICABLE: Final = Text("—", "—")
"""A cell where no number belongs, such as the change on a year that had none: printed as a dash, saved as empty."""

KEY_NOT_AVAILABLE: Final = Text("“…”表示数据不详或未报告。", '"…" means not reported or not known.')
KEY_NOT_APPLICABLE: Final = Text("“—”表示该项不适用。", '"—" means not applicable.')

_MINUS = "\N{MINUS SIGN}"
_RATE_DIGITS = 3
_GENERAL_DIGITS = 6
_PERCENT_DECIMALS = 1
_LEAST_CHANCE = 0.001
_EXACT = Context(prec=700)  # no float, however large or small, needs more digits


def is_missing(value: object) -> bool:
    """Say whether a cell is missing: None, NaN, NaT or pandas' NA."""
    return value is None or (pd.api.types.is_scalar(value) and bool(pd.isna(value)))  # type: ignore[call-overload]


def format_value(value: object, format: Format, language: Language, decimals: int | None = None) -> str:  # noqa: A002
    """Return `value` as it is printed.

    Formats: ``text``; ``count`` (thousand separators; a whole number has no decimals); ``number`` (thousand separators,
    `decimals` or six significant digits); ``percent`` (of a fraction; `decimals`, else one); ``chance`` (a probability as
    a percentage, "< 0.1 %" and "> 99.9 %" at the ends); ``p`` (two decimals, three below 0.1, "< 0.001"); ``rate`` (three significant digits, whole numbers in full); ``year``.
    Raises :class:`InputError` when the format is unknown or the value is not a number where one is expected.
    """
    one_of(format, FORMATS, "format")
    if isinstance(value, Text):
        return value[language]
    if is_missing(value):
        return NOT_AVAILABLE
    if format == "text":
        return _general(value, None) if isinstance(value, float) else str(value)
    if not isinstance(value, Real) or isinstance(value, bool):
        raise InputError(f"The cell {value!r} is not a number, but its column has the format {format!r}.")
    number = float(value)
    if math.isinf(number):
        return "∞" if number > 0 else f"{_MINUS}∞"
    if format == "chance":
        return _chance(number, language)
    if number == 0 and format != "p":
        return _percent(0, language, 0) if format == "percent" else "0"
    if format == "percent":
        return _percent(number, language, decimals)
    return _WRITERS[format](number, decimals)


def format_interval(
    lower: object,
    upper: object,
    format: Format,  # noqa: A002
    language: Language,
    decimals: int | None = None,
) -> str:
    """Return an interval as it is printed, ``0.67–1.94``; a percent sign stands once, at the end."""
    low, high = (format_value(end, format, language, decimals) for end in (lower, upper))
    if format == "percent" and low.endswith("%"):
        low = low.removesuffix("%").rstrip()
    # "−3–5" is hard to read: an interval with a negative end is not written with a dash.
    dash = {"zh": "～", "en": " to "}[language] if _MINUS in low + high else "–"
    return f"{low}{dash}{high}"


def _general(value: object, decimals: int | None) -> str:
    number = float(value)  # type: ignore[arg-type]
    if decimals is not None:
        return _fixed(number, decimals)
    places = max(0, _GENERAL_DIGITS - 1 - _exponent(number))
    text = _fixed(number, places)
    return text.rstrip("0").rstrip(".") if "." in text else text


def _count(number: float, decimals: int | None) -> str:  # noqa: ARG001
    return _fixed(number, 0) if number.is_integer() else _general(number, None)


def _percent(number: float, language: Language, decimals: int | None) -> str:
    percent = Decimal(repr(number)).scaleb(2)  # on the decimal notation, so that 0.145 is exactly 14.5
    places = _PERCENT_DECIMALS if decimals is None else decimals
    if decimals is None and 0 < abs(percent) < Decimal("0.05"):
        places = -percent.adjusted()  # a small share is not printed as none
    text = _fixed(percent, places)
    return f"{text}%" if language == "zh" else f"{text} %"


def _chance(number: float, language: Language) -> str:
    """A computed chance is never none and never certain: what rounds to 0 or 100 % is printed as less or more."""
    if not 0 <= number <= 1:
        raise InputError(f"The chance is {number!r}, but must lie between 0 and 1.")
    if number < _LEAST_CHANCE:
        return f"< {_percent(_LEAST_CHANCE, language, 1)}"
    if number > 1 - _LEAST_CHANCE:
        return f"> {_percent(1 - _LEAST_CHANCE, language, 1)}"
    return _percent(number, language, 1 if number < 0.1 or number > 0.9 else 0)


def _p(number: float, decimals: int | None) -> str:  # noqa: ARG001
    if not 0 <= number <= 1:
        raise InputError(f"The p-value is {number!r}, but must lie between 0 and 1.")
    if number < 0.001:
        return "< 0.001"
    return _fixed(number, 3 if number < 0.1 else 2)


def _rate(number: float, decimals: int | None) -> str:
    if decimals is not None:
        return _fixed(number, decimals)
    rounded = _rounded(Decimal(repr(number)), _RATE_DIGITS - 1 - _exponent(number))  # 9.996 becomes 10.0, not 10.00
    return _fixed(number, max(0, _RATE_DIGITS - 1 - rounded.adjusted()))


def _year(number: float, decimals: int | None) -> str:  # noqa: ARG001
    return str(int(number)) if number.is_integer() else _general(number, None)


def _exponent(number: float) -> int:
    """Return the power of ten of the first digit: 0 for 2.41, −2 for 0.0137."""
    return Decimal(repr(number)).adjusted()


def _fixed(number: float | Decimal, places: int) -> str:
    rounded = _rounded(number if isinstance(number, Decimal) else Decimal(repr(number)), places)
    if rounded == 0:
        rounded = abs(rounded)  # no "−0.0"
    return f"{rounded:,f}".replace("-", _MINUS)


def _rounded(number: Decimal, places: int) -> Decimal:
    return number.quantize(Decimal(1).scaleb(-places), ROUND_HALF_UP, context=_EXACT)


_WRITERS: Final[dict[str, Callable[[float, int | None], str]]] = {
    "count": _count,
    "number": _general,
    "p": _p,
    "rate": _rate,
    "year": _year,
}
