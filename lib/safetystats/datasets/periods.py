"""Periods of time as tables write them, and as a planner names them.

In a table a period is ISO text: ``2011`` (a year), ``2011-10`` (the month of October), ``2011-01..2011-10`` or, shorter,
``2011-01..10`` (January to October), ``2001..2005`` (five years together). A *report period*, as the notebooks and the
command line take it, follows the bureaus' habit that figures are cumulative: ``2011-10`` there means the year up to
October. :func:`report_period` makes that step and nothing else does, so the two readings never mix.
"""

import re
from dataclasses import dataclass

from safetystats.errors import InputError
from safetystats.words import Text

_PERIOD = re.compile(r"(\d{4})(?:-(\d{2}))?(?:\.\.(?:(\d{4})(?:-(\d{2}))?|(\d{2})))?")
_YEARS = (1900, 2100)
_EXPECTED = "a year (2011), a month (2011-10), months (2011-01..10) or years (2001..2005)"


@dataclass(frozen=True, slots=True, order=True)
class Period:
    """A span of whole months, both ends included; `str` gives the shortest canonical form."""

    first_year: int
    first_month: int
    last_year: int
    last_month: int

    @property
    def months(self) -> int:
        """Length in months."""
        return 12 * (self.last_year - self.first_year) + self.last_month - self.first_month + 1

    @property
    def is_year(self) -> bool:
        """Whether this is exactly one calendar year."""
        return self.months == 12 and self.first_month == 1

    @property
    def year(self) -> int:
        """The calendar year the period ends in."""
        return self.last_year

    @property
    def is_part_year(self) -> bool:
        """Whether this lies within one calendar year and is shorter than it."""
        return self.first_year == self.last_year and self.months < 12

    def shifted(self, years: int) -> "Period":
        """Return the same months `years` later (earlier when negative)."""
        return Period(self.first_year + years, self.first_month, self.last_year + years, self.last_month)

    @property
    def report_name(self) -> str:
        """The name :func:`report_period` reads back as this period: a year to date is named by its last month."""
        if self.is_part_year and self.first_month == 1:
            return f"{self.year}-{self.last_month:02}"
        return f"{self}..{self.last_month:02}" if self.months == 1 else str(self)

    @property
    def text(self) -> Text:
        """The period in words: ``2011年1—10月`` and ``January–October 2011``."""
        if self.is_year:
            return Text(f"{self.year}年", str(self.year))
        if self.first_month == 1 and self.last_month == 12:
            return Text(f"{self.first_year}—{self.last_year}年", f"{self.first_year}–{self.last_year}")
        first, last = _MONTHS[self.first_month - 1], _MONTHS[self.last_month - 1]
        if self.months == 1:
            return Text(f"{self.year}年{self.last_month}月", f"{last} {self.year}")
        if self.first_year == self.last_year:
            return Text(f"{self.year}年{self.first_month}—{self.last_month}月", f"{first}–{last} {self.year}")
        return Text(
            f"{self.first_year}年{self.first_month}月—{self.last_year}年{self.last_month}月",
            f"{first} {self.first_year}–{last} {self.last_year}",
        )

    def __str__(self) -> str:
        if self.first_month == 1 and self.last_month == 12:
            return f"{self.first_year}" if self.is_year else f"{self.first_year}..{self.last_year}"
        first = f"{self.first_year}-{self.first_month:02}"
        if self.months == 1:
            return first
        last = f"{self.last_month:02}"
        return f"{first}..{last}" if self.first_year == self.last_year else f"{first}..{self.last_year}-{last}"


def parse_period(text: object) -> Period:
    """Read a table's period; raise :class:`InputError` when `text` is none of the accepted forms."""
    match = _PERIOD.fullmatch(str(text).strip())
    if not match:
        raise InputError(f"The period {str(text)!r} is not {_EXPECTED}.")
    year, month, last_year, last_year_month, last_month = (int(part) if part else None for part in match.groups())
    assert year is not None  # the pattern requires it
    ends_in_month = last_month is not None or last_year_month is not None
    if ".." in str(text) and ends_in_month != (month is not None):
        raise InputError(f"The period {str(text)!r} names a month at one end only; expected {_EXPECTED}.")
    end_month = next((m for m in (last_year_month, last_month, month) if m is not None), 12)
    period = Period(year, 1 if month is None else month, year if last_year is None else last_year, end_month)
    if not (1 <= period.first_month <= 12 and 1 <= period.last_month <= 12):
        raise InputError(f"The period {str(text)!r} names a month that does not exist; months run from 01 to 12.")
    if not (_YEARS[0] <= period.first_year and period.last_year <= _YEARS[1]):
        raise InputError(f"The period {str(text)!r} is outside the years {_YEARS[0]} to {_YEARS[1]}; check the year.")
    if period.months < 1:
        raise InputError(f"The period {str(text)!r} ends before it begins; expected {_EXPECTED}.")
    return period


def report_period(text: object) -> Period:
    """Read the period of a report: a year, or the last month of a year to date (``2011-10`` is January to October)."""
    period = parse_period(text)
    if period.months == 1 and ".." not in str(text):
        return Period(period.first_year, 1, period.last_year, period.last_month)
    return period


_MONTHS = (
    "January", "February", "March", "April", "May", "June",
    "July", "August", "September", "October", "November", "December",
)  # fmt: skip
