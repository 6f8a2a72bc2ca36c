"""Dates and times of day as ledgers write them, read into ``2020-03-05`` or ``2020-03-05 14:20``.

The order of day and month in 05/03/2020 is known for a whole column, declared or inferred, never guessed row by row.
Years of the Republic of China (107年) are read where the mapping says so. An unknown hour (99) leaves the date alone.
"""

import re
from collections.abc import Iterable
from datetime import date, timedelta
from typing import Literal, TypeAlias

from safetystats.datasets.intake.readings import BLANK, Reading, is_mark, plain

DateOrder: TypeAlias = Literal["ymd", "dmy", "mdy"]
Calendar: TypeAlias = Literal["gregorian", "roc"]
DATE_ORDERS: tuple[DateOrder, ...] = ("ymd", "dmy", "mdy")
CALENDARS: tuple[Calendar, ...] = ("gregorian", "roc")
_YEARS = (1900, 2100)
#: Excel counts days from here (its 1900 leap-year error included); the serials taken are those of 1954 to 2119.
_EXCEL_ZERO, _SERIALS = date(1899, 12, 30), (20000, 80000)
_ROC_ZERO = 1911
_MONTHS = {
    **{name: n for n, names in enumerate((
        "jan january janeiro enero ene", "feb february fevereiro fev febrero", "mar march marco março marzo",
        "apr april abril abr", "may maio mai mayo", "jun june junho junio", "jul july julho julio",
        "aug august agosto ago", "sep sept september setembro set septiembre setiembre", "oct october outubro out octubre",
        "nov november novembro noviembre", "dec december dezembro dez diciembre dic",
    ), 1) for name in names.split()},
}  # fmt: skip
_ZH = "[年月]"
_YMD = re.compile(r"(\d{2,4})\s*[-/.年]\s*(\d{1,2})\s*[-/.月]\s*(\d{1,2})\s*[日号]?[T ,]*(.*)", re.S)
_COMPACT = re.compile(r"(\d{3,4})(\d{2})(\d{2})(?:\.0)?")
_NUMERIC = re.compile(r"(\d{1,2})\s*([-/.])\s*(\d{1,2})\s*\2\s*(\d{4}|\d{2})[T ,]*(.*)", re.S)
_DAY_NAME = re.compile(
    r"(\d{1,2})(?:st|nd|rd|th|º)?[\s.-]*(?:de\s+)?([a-zç]{3,10})\.?[\s,.-]*(?:de\s+)?(\d{4})[T ,]*(.*)", re.I | re.S
)
_NAME_DAY = re.compile(r"([a-zç]{3,10})\.?\s+(\d{1,2})(?:st|nd|rd|th)?,?\s+(\d{4})[T ,]*(.*)", re.I | re.S)
_SERIAL = re.compile(r"(\d{5})(\.\d+)?")
_CLOCK = re.compile(
    r"(?:(上午|下午|凌晨|早上|中午|晚上|am|pm|a\.m\.|p\.m\.)\s*)?(\d{1,2})\s*(?:[:.h]|时|時|点|點)\s*(?:(\d{1,2})\s*(?:[:.m]|分)?\s*)?"
    r"(?:(\d{1,2})(?:[.,]\d+)?\s*[s秒]?)?\s*(许|左右)?\s*(am|pm|a\.m\.|p\.m\.)?\s*(?:h(?:rs|oras)?|z|utc|[+-]\d{2}:?\d{2})?", re.I)  # fmt: skip
_BARE = re.compile(r"(\d{1,6})(?:\.0)?")
_FRACTION = re.compile(r"0?\.\d+")
_AFTERNOON = ("下午", "晚上", "pm", "p.m.")
_INCOMPLETE = re.compile(r"\d{4}\s*(?:[-/.年]\s*(?:\d{1,2}\s*月?)?)?|\d{1,2}\s*月\s*\d{1,2}\s*[日号].*", re.S)
#: A day and month whose year stands elsewhere, in the name of the sheet or the title; the same for Python and DuckDB.
NO_YEAR = r"^\d{1,2}\s*月\s*\d{1,2}\s*[日号]"
_CHINESE_DATE = re.compile(
    r"([〇零一二三四五六七八九○]{4})年([一二三四五六七八九十]{1,2})月([一二三四五六七八九十]{1,3})[日号](.*)", re.S
)
_DIGITS = {**{c: str(n) for n, c in enumerate("零一二三四五六七八九")}, "〇": "0", "○": "0"}


def read_date(
    text: str, order: DateOrder | None = None, calendar: Calendar = "gregorian", unknown: tuple[str, ...] = ()
) -> Reading:
    """Read a date, with or without a time of day; without `order`, a date such as 05/03/2020 is ambiguous."""
    if not plain(text) or is_mark(text, unknown):
        return BLANK
    cell = _chinese_digits(plain(text))
    found = (
        _named(cell)
        or _numeric(cell, order)
        or _year_first(cell, calendar)
        or _compact(cell, calendar)
        or _serial(cell)
    )
    if found is None:
        return Reading(problem="incomplete_date" if _INCOMPLETE.fullmatch(cell) else "unreadable_date")
    if isinstance(found, str):
        return Reading(problem=found)
    year, month, day, rest = found
    try:
        when = date(year, month, day)
    except ValueError:
        return Reading(problem="unreadable_date")
    if not _YEARS[0] <= year <= _YEARS[1]:
        return Reading(problem="unlikely_year")
    return _with_time(when, rest)


def is_serial(text: str) -> bool:
    """Say whether a text is a day as Excel counts them, such as 43895."""
    return _serial(plain(text)) is not None


def read_time(text: str, *, seconds: bool = False, unknown: tuple[str, ...] = ()) -> Reading:
    """Read a time of day as ``14:20`` (``24:00`` stays); bare digits are h, hhmm, or with `seconds` hhmmss.

    The hour 99 and the like are ``unknown_hour``: the date stands, the hour does not.
    """
    cell = plain(text)
    if not cell or is_mark(text, unknown):
        return BLANK
    if _FRACTION.fullmatch(cell):
        minutes = round(float(cell) * 1440)
        return Reading(f"{minutes // 60:02}:{minutes % 60:02}")
    if match := _YMD.fullmatch(cell):
        cell = match[4] or "0:00"
    if match := _BARE.fullmatch(cell):
        hour, minute = _bare_clock(match[1], seconds)
        second = 0
    elif match := _CLOCK.fullmatch(cell):
        half = (match[1] or match[6] or "").casefold()
        hour, minute, second = int(match[2]), int(match[3] or 0), int(match[4] or 0)
        if half in _AFTERNOON and 1 <= hour < 12:
            hour += 12
        elif half in ("am", "a.m.", "上午", "凌晨") and hour == 12:
            hour = 0
    else:
        return Reading(problem="unreadable_time")
    if hour in (88, 99) or (hour > 24 and minute in (88, 99)):
        return Reading(problem="unknown_hour")
    if hour <= 23 and minute in (88, 99):
        return Reading(problem="unknown_minute")
    if not (hour < 24 or (hour == 24 and minute == 0)) or minute > 59 or second > 59:
        return Reading(problem="unreadable_time")
    return Reading(f"{hour:02}:{minute:02}")


def infer_order(texts: Iterable[str]) -> DateOrder | None:
    """Return the order that a whole column of dates such as 25/03/2020 shows; None when it shows none or both."""
    first = second = False
    for text in texts:
        match = _NUMERIC.fullmatch(plain(text))
        if match:
            first |= 12 < int(match[1]) <= 31
            second |= 12 < int(match[3]) <= 31
    if first == second:
        return None
    return "dmy" if first else "mdy"


def join_time(day: str, time: str) -> str:
    """Return date and time of day as one text; 24:00 is the first minute of the next day."""
    if time == "24:00":
        return f"{date.fromisoformat(day) + timedelta(days=1)} 00:00"
    return f"{day} {time}"


_Found: TypeAlias = "tuple[int, int, int, str] | str | None"


def _with_time(when: date, rest: str) -> Reading:
    rest = re.sub(r"^[（(]?(星期|周|礼拜)[一二三四五六日天][）)]?", "", rest.strip())
    if not rest:
        return Reading(when.isoformat())
    time = read_time(rest) if not _BARE.fullmatch(rest) or len(rest) == 4 else Reading(problem="unreadable_time")
    if time.value is None:
        return Reading(when.isoformat(), time.problem)
    return Reading(join_time(when.isoformat(), str(time.value)))


def _year_first(cell: str, calendar: Calendar) -> _Found:
    match = _YMD.fullmatch(cell)
    if not match:
        return None
    year = int(match[1])
    if len(match[1]) < 4:
        if calendar != "roc":
            return "unreadable_date"
        year += _ROC_ZERO
    return year, int(match[2]), int(match[3]), match[4]


def _numeric(cell: str, order: DateOrder | None) -> _Found:
    match = _NUMERIC.fullmatch(cell)
    if not match:
        return None
    if order not in ("dmy", "mdy"):
        return "ambiguous_date"
    first, second, year = int(match[1]), int(match[3]), int(match[4])
    if len(match[4]) == 2:
        year += 2000 if year < 70 else 1900
    day, month = (first, second) if order == "dmy" else (second, first)
    return year, month, day, match[5]


def _named(cell: str) -> _Found:
    if match := _DAY_NAME.fullmatch(cell):
        day, name, year, rest = match.groups()
    elif match := _NAME_DAY.fullmatch(cell):
        name, day, year, rest = match.groups()
    else:
        return None
    month = _MONTHS.get(name.casefold())
    return (int(year), month, int(day), rest) if month else None


def _compact(cell: str, calendar: Calendar) -> _Found:
    match = _COMPACT.fullmatch(cell)
    if not match or (len(match[1]) == 3 and calendar != "roc"):
        return None
    year = int(match[1]) + (_ROC_ZERO if len(match[1]) == 3 else 0)
    return year, int(match[2]), int(match[3]), ""


def _serial(cell: str) -> _Found:
    match = _SERIAL.fullmatch(cell)
    if not match or not _SERIALS[0] <= int(match[1]) < _SERIALS[1]:
        return None
    minutes = round(float(match[2] or 0) * 1440)
    when = _EXCEL_ZERO + timedelta(days=int(match[1]), minutes=minutes)
    return (
        when.year,
        when.month,
        when.day,
        f"{minutes // 60 % 24}:{minutes % 60:02}" if match[2] and minutes < 1440 else "",
    )


def _bare_clock(digits: str, seconds: bool) -> tuple[int, int]:
    if seconds:
        digits = digits.zfill(6)
        return int(digits[:2]), int(digits[2:4])
    if len(digits) > 4:
        return 100, 0  # no time of day has five digits without seconds
    return (int(digits), 0) if len(digits) <= 2 else (int(digits[:-2]), int(digits[-2:]))


def _chinese_digits(cell: str) -> str:
    """Write 二〇二〇年三月五日 with digits."""
    match = _CHINESE_DATE.fullmatch(cell)
    if not match:
        return cell
    year, month, day = "".join(_DIGITS[c] for c in match[1]), _small(match[2]), _small(match[3])
    return f"{year}年{month}月{day}日{match[4]}"


def _small(text: str) -> int:
    """Read a Chinese numeral below one hundred; 0, which is no day or month, when it is none."""
    tens, ten, ones = text.partition("十")
    if not ten:
        return int(_DIGITS.get(text, "0"))
    return 10 * int(_DIGITS.get(tens or "一", "0")) + int(_DIGITS.get(ones or "零", "0"))
