"""A series of monthly counts: read with its gaps, and set on months of equal length.

A month that is not in the series is a gap, never a zero. February is a tenth shorter than January, which alone makes a
fall of a tenth: per-day figures take it out.
"""

import re
from typing import cast

import numpy as np
import pandas as pd
from numpy.typing import NDArray

from safetystats.errors import InputError
from safetystats.measures.columns import Column, FloatArray, check_counts, read_columns, refuse

_MONTH = re.compile(r"\d{4}-(0[1-9]|1[0-2])")
#: Days of the mean month of the Gregorian calendar.
MEAN_MONTH = 365.2425 / 12


def read_months(counts: Column, name: str = "counts") -> pd.Series:
    """Return a Series of monthly numbers on a whole PeriodIndex of months, gaps as missing.

    `counts` is a Series on a PeriodIndex of months, on dates, or on texts such as ``2011-03``; or a mapping of such.

    Raises
    ------
    InputError
        A text that is no month, a month twice, a negative number, no month at all.
    """
    series = counts if isinstance(counts, pd.Series) else pd.Series(counts)
    index = _month_index(series.index, name)
    (values,), _ = read_columns(**{name: series.to_numpy()})
    check_counts(values, name)
    if not index.size:
        raise InputError(f"{name} holds no month.")
    if index.has_duplicates:
        raise InputError(f"{name} has the month {index[index.duplicated()][0]} twice; add the two up, or drop one.")
    months = pd.period_range(index.min(), index.max(), freq="M")
    return pd.Series(np.array(values), index=index, name=name).reindex(months)


def read_month(text: str, name: str) -> pd.Period:
    """Return one month, such as ``2011-10``."""
    return _month_index(pd.Index([text]), name)[0]


def periods(series: pd.Series) -> pd.PeriodIndex:
    """Return the months of a series read by :func:`read_months`."""
    return cast("pd.PeriodIndex", series.index)


def calendar_month(series: pd.Series) -> NDArray[np.intp]:
    """Return the place of each month in its year, 0 to 11."""
    return np.asarray(periods(series).month, dtype=np.intp) - 1


def calendar_adjusted(counts: Column, exposure: Column = None) -> pd.DataFrame:
    """Return the counts on months of equal length, one row a month.

    Returns
    -------
    pandas.DataFrame
        ``count``, ``days``, ``per_day`` and ``adjusted``, the count in a mean month of 30.44 days. With `exposure`
        (vehicles, employees … in each month) also ``rate``, per day and unit of exposure.
    """
    series = read_months(counts)
    frame = pd.DataFrame({"count": series, "days": periods(series).days_in_month.astype(float)})
    frame["per_day"] = frame["count"] / frame["days"]
    frame["adjusted"] = frame["per_day"] * MEAN_MONTH
    if exposure is not None:
        frame["rate"] = frame["count"] / read_exposure(series, exposure)
    return frame


def read_exposure(counts: pd.Series, exposure: Column = None) -> FloatArray:
    """Return days times exposure of each month of `counts`; missing or no exposure under a count is refused."""
    days = np.asarray(periods(counts).days_in_month, dtype=np.float64)
    if exposure is None:
        return days
    size = read_months(exposure, "exposure").reindex(counts.index).to_numpy()
    known = counts.notna().to_numpy()
    refuse(known & ~(size > 0), size, "exposure", "must be known and greater than 0 in every month of the counts")
    return np.asarray(np.where(size > 0, size, np.nan) * days)


def _month_index(index: pd.Index, name: str) -> pd.PeriodIndex:
    if isinstance(index, pd.PeriodIndex) and index.freqstr == "M":
        return index
    if isinstance(index, pd.DatetimeIndex):
        return index.to_period("M")
    texts = [str(item) for item in index]
    wrong = next((text for text in texts if not _MONTH.fullmatch(text)), None)
    if wrong is not None:
        raise InputError(f"The index of {name} has {wrong!r}, but must be months such as 2011-03 (or dates).")
    return pd.PeriodIndex(texts, freq="M")
