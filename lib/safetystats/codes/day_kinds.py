"""Days of the Chinese calendar: holidays with the days off moved to them, weekends, and weekends worked in exchange.

The State Council's yearly notices of holidays come from the library ``chinese_calendar``; it knows the years from 2004 to the
last year whose notice it holds. A moved day off counts as a holiday, the Saturday or Sunday worked for it as a working day.
"""

from collections.abc import Iterable
from datetime import date, timedelta
from functools import cache

from safetystats.errors import InputError
from safetystats.words import Text

#: Kinds of days with their names: every day is of exactly one kind.
DAY_KINDS = {
    "working": Text("工作日", "Working days"),
    "weekend": Text("周末", "Weekends"),
    "holiday": Text("法定节假日（含调休）", "Public holidays with moved days off"),
    "worked_weekend": Text("调休上班的周末", "Weekends worked in exchange"),
}


def day_kinds(days: Iterable[date]) -> list[str]:
    """Return the kind of each day, one of :data:`DAY_KINDS`; :class:`InputError` for a year whose holidays are not known."""
    given = list(days)
    first, last = calendar_years()
    for day in given:
        if not first <= day.year <= last:
            raise InputError(f"The public holidays of {day.year} are not known; they are from {first} to {last}.")
    return [_kind(day) for day in given]


def days_between(first: date, last: date) -> list[date]:
    """Return every day from `first` to `last`, both included."""
    return [first + timedelta(days=number) for number in range((last - first).days + 1)]


def calendar_years() -> tuple[int, int]:
    """Return the first and the last year whose holidays are known."""
    from chinese_calendar import constants  # type: ignore[import-untyped]

    return min(constants.holidays).year, max(constants.holidays).year


@cache
def _kind(day: date) -> str:
    from chinese_calendar import get_holiday_detail

    off, name = get_holiday_detail(day)
    weekend = day.weekday() >= 5
    if off:
        return "holiday" if name else "weekend"
    return "worked_weekend" if weekend else "working"
