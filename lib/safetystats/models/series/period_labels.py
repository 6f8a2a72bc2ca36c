"""Labels of periods: whole years, months or plain numbers, read as whole numbers that count on.

Years come as 2011, "2011", "2011年", a pandas Period or a date on the same day of each year; months as 201110, "2011-10", a
pandas Period or dates in every month. A last label that is shorter than the others is a part-year and refused.
"""

import re
from dataclasses import dataclass
from typing import Any

import numpy as np
import pandas as pd
from numpy.typing import NDArray

from safetystats.errors import InputError

_TEXT = re.compile(r"\s*(\d{4})(?:年)?(?:(?:-(\d{1,2}))|(?:(\d{1,2})月))?\s*")
_DATE = re.compile(r"\d{4}-\d{2}-\d{2}")
_EXPECTED = "years (2011), months (2011-10) or whole numbers"


@dataclass(frozen=True, slots=True)
class PeriodLabels:
    """Labels as whole numbers (years, or months since year 0), how many make a year, and how to write the next ones."""

    numbers: NDArray[np.int_]
    a_year: int
    form: str

    def take(self, rows: NDArray[np.int_] | slice) -> "PeriodLabels":
        """Return some of the labels."""
        return PeriodLabels(self.numbers[rows], self.a_year, self.form)

    def write(self, numbers: NDArray[np.int_]) -> Any:
        """Return labels of the same form as those that were read."""
        years, months = numbers // self.a_year, numbers % self.a_year + 1
        if self.form == "number":
            return numbers
        if self.form == "compact":
            return years * 100 + months
        if self.form == "text":
            named = [
                f"{year}" if self.a_year == 1 else f"{year}-{month:02}"
                for year, month in zip(years, months, strict=True)
            ]
            return np.array(named, dtype=object)
        if self.form == "period":
            kind = "Y" if self.a_year == 1 else "M"
            first = 1970 * self.a_year
            return np.array([pd.Period(ordinal=int(number) - first, freq=kind) for number in numbers], dtype=object)
        month, day = (int(part) for part in self.form.split("-"))
        if self.a_year == 1:
            months = np.full_like(numbers, month)
        starts = pd.to_datetime({"year": years, "month": months, "day": np.ones_like(years)})
        ends = starts.dt.days_in_month
        return (starts + pd.to_timedelta(np.minimum(ends, day) - 1, unit="D")).to_numpy()

    def name(self, number: int) -> str:
        """Return one label for a message."""
        if self.a_year == 1:
            return str(number)
        return f"{number // 12}-{number % 12 + 1:02}"


def read_labels(labels: pd.Index | pd.Series, name: str) -> PeriodLabels:
    """Read the labels of periods; raise :class:`InputError` when they are neither years, months nor whole numbers."""
    labels = pd.Index(labels)
    if labels.hasnans:
        raise InputError(f"{name} has a missing label; give each value its {_EXPECTED}.")
    if isinstance(labels, pd.PeriodIndex):
        return _from_periods(labels, name)
    if isinstance(labels, pd.DatetimeIndex):
        return _from_dates(labels, name)
    if pd.api.types.is_numeric_dtype(labels.dtype):
        numbers = labels.to_numpy(float)
        if (numbers != np.floor(numbers)).any() or not np.isfinite(numbers).all():
            raise InputError(f"{name} is labelled {numbers[numbers != np.floor(numbers)][0]:g}; expected {_EXPECTED}.")
        return _from_numbers(numbers.astype(int))
    if all(isinstance(label, pd.Period) for label in labels):
        return _from_periods(pd.PeriodIndex(labels), name)
    texts = [str(label).strip() for label in labels]
    if all(_DATE.fullmatch(text) for text in texts):
        return _from_dates(pd.DatetimeIndex(pd.to_datetime(texts, format="%Y-%m-%d")), name)
    return _from_texts(texts, name)


def days(numbers: NDArray[np.int_]) -> NDArray[np.float64]:
    """Return the days of each month."""
    starts = pd.to_datetime({"year": numbers // 12, "month": numbers % 12 + 1, "day": np.ones_like(numbers)})
    return np.asarray(starts.dt.days_in_month, dtype=float)


def _from_numbers(numbers: NDArray[np.int_]) -> PeriodLabels:
    """Return numbers such as 201110 as months and all others as they are."""
    years, months = numbers // 100, numbers % 100
    if ((years >= 1900) & (years <= 2100) & (months >= 1) & (months <= 12)).all():
        return PeriodLabels(years * 12 + months - 1, 12, "compact")
    return PeriodLabels(numbers, 1, "number")


def _from_periods(labels: pd.PeriodIndex, name: str) -> PeriodLabels:
    kind = labels.freqstr[:1].upper()
    if kind == "M":
        return PeriodLabels(np.asarray(labels.year * 12 + labels.month - 1), 12, "period")
    if kind in ("Y", "A"):
        return PeriodLabels(np.asarray(labels.year), 1, "period")
    raise InputError(f"{name} is labelled by periods of frequency {labels.freqstr!r}; expected {_EXPECTED}.")


def _from_dates(labels: pd.DatetimeIndex, name: str) -> PeriodLabels:
    month, day = int(labels.month[0]), int(labels.day.max())
    if (labels.month == month).all():
        return PeriodLabels(np.asarray(labels.year), 1, f"{month}-{day}")
    if (labels[:-1].month == month).all() and len(labels) > 2:
        _refuse_part_year(name, f"{labels[-1]:%Y-%m-%d}")
    return PeriodLabels(np.asarray(labels.year * 12 + labels.month - 1), 12, f"{month}-{day}")


def _from_texts(labels: list[str], name: str) -> PeriodLabels:
    read = [_TEXT.fullmatch(label) for label in labels]
    part_year = [re.match(r"\s*\d{4}", label) and not found for label, found in zip(labels, read, strict=True)]
    if any(part_year):
        _refuse_part_year(name, labels[part_year.index(True)])
    if not all(read):
        raise InputError(f"{name} is labelled {labels[read.index(None)]!r}; expected {_EXPECTED}.")
    years = np.array([int(found[1]) for found in read if found])
    months = [found[2] or found[3] for found in read if found]
    if not any(months):
        return PeriodLabels(years, 1, "text")
    if not all(months):
        _refuse_part_year(name, labels[[bool(month) for month in months].index(True)])
    numbers = np.array([int(month) for month in months if month])
    if ((numbers < 1) | (numbers > 12)).any():
        raise InputError(
            f"{name} names the month {numbers[(numbers < 1) | (numbers > 12)][0]}; months run from 1 to 12."
        )
    return PeriodLabels(years * 12 + numbers - 1, 12, "text")


def _refuse_part_year(name: str, label: str) -> None:
    raise InputError(
        f"{name} has the part-year {label!r} among whole years; leave it out or complete it, a part-year is not forecast from."
    )
