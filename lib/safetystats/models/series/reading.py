"""A series or a panel as a user gives it, checked and brought into order before anything is forecast.

Values in time order without gaps: labels may come unsorted, but none twice and none missing; a value may be missing only
before the first known one. Counts are whole and never negative; unless the user says which, whole series are counts.
"""

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np
import pandas as pd
from numpy.typing import NDArray

from safetystats.errors import InputError, did_you_mean
from safetystats.measures.columns import Column, FloatArray, check_counts, read_columns, read_vector
from safetystats.models.series.period_labels import PeriodLabels, read_labels

FEWEST = 4
"""Values below which only counts are forecast, from a prior of how much yearly figures move."""
MOST_STEPS = 120
_LIFT = 10.0
"""A series with negative values is lifted by this many times its range, where logs and roots are straight lines."""


@dataclass(frozen=True, slots=True)
class Series:
    """Values in order; `labels` are None when the user gave none; `name` is how messages call it."""

    values: FloatArray
    counts: bool
    labels: PeriodLabels | None
    name: str

    @property
    def lift(self) -> float:
        """What is added to make every value positive."""
        least, extent = float(self.values.min()), float(np.ptp(self.values))
        return 0.0 if least >= 0 else _LIFT * (extent or -least) - least

    @property
    def season(self) -> int:
        """Number of values in a year."""
        return 1 if self.labels is None else self.labels.a_year


def read_series(series: Column, counts: bool | None = None, name: str = "series") -> Series:
    """Return one series, checked.

    Raises
    ------
    InputError
        No values, gaps, labels twice, a part-year, a missing value after the first known one, negative or broken counts,
        too few values, or zeros throughout what is not a count.
    """
    (values,), _ = read_columns(**{name: series})
    if np.ndim(values) != 1 or not np.size(values):
        raise InputError(f"{name} must be a list of numbers in the order of time, and not empty.")
    labels = None
    if isinstance(series, pd.Series) and not series.index.equals(pd.RangeIndex(len(series))):
        labels = read_labels(series.index, name)
        order = np.argsort(labels.numbers, kind="stable")
        labels = labels.take(order)
        values = values[order]
        _check_steps(labels, name)
    return _ordered(values, labels, counts, name)


def read_panel(frame: pd.DataFrame, counts: bool | None = None) -> list[Series]:
    """Return the series of a frame with the columns unique_id, ds and y, in the order in which they first appear."""
    for column in ("unique_id", "ds", "y"):
        if column not in frame.columns:
            near = did_you_mean(column, [str(one) for one in frame.columns])
            raise InputError(f"The frame has no column {column!r}{near}; it needs unique_id, ds and y.")
    if frame.empty:
        raise InputError("The frame has no rows; give a row for each series and period.")
    labels = read_labels(frame["ds"], "ds")
    identity, names = pd.factorize(frame["unique_id"])
    if (identity < 0).any():
        raise InputError("unique_id is missing in some rows; say which series each value belongs to.")
    order = np.lexsort((labels.numbers, identity))
    (values,), _ = read_columns(y=frame["y"])
    starts = np.flatnonzero(np.diff(identity[order], prepend=-1))
    found = []
    for name, rows in zip(names, np.split(order, starts[1:]), strict=True):
        its_labels = labels.take(rows)
        its_name = f"series {name}"
        _check_steps(its_labels, its_name)
        found.append(_ordered(values[rows], its_labels, counts, its_name))
    return found


def are_whole(values: FloatArray) -> bool:
    """Return whether all values are whole and none is negative."""
    return bool((values == np.floor(values)).all() and (values >= 0).all())


def floor_of(values: FloatArray, counts: bool) -> float:
    """Return what stands for zero in logs: half an event for counts, else half the smallest value above 0."""
    return 0.5 if counts else 0.5 * float(values[values > 0].min())


def read_horizon(horizon: int, most: int | None = None) -> int:
    """Return the number of steps ahead; raise :class:`InputError` unless it is a whole number from 1 to `most`."""
    whole = isinstance(horizon, int | np.integer) and not isinstance(horizon, bool)
    if whole and 1 <= horizon <= (horizon if most is None else most):
        return int(horizon)
    bounds = "1 or more" if most is None else f"from 1 to {most}"
    raise InputError(f"horizon is {horizon!r}, but must be a whole number of steps ahead, {bounds}.")


def read_levels(level: float | Sequence[float]) -> tuple[float, ...]:
    """Return levels in per cent, smallest first; raise :class:`InputError` unless each lies between 1 and 100."""
    levels = tuple(sorted(read_vector("level", level).tolist()))
    if not levels or not all(1 <= one < 100 for one in levels):
        raise InputError(f"level is {level!r}, but levels are in per cent, from 1 to below 100, such as (50, 80, 95).")
    return levels


def read_probabilities(probabilities: Column) -> FloatArray:
    """Return probabilities; raise :class:`InputError` unless each lies between 0 and 1."""
    values = read_vector("probabilities", probabilities)
    if not ((values > 0) & (values < 1)).all():
        raise InputError(f"probabilities are {probabilities!r}, but must lie between 0 and 1, such as 0.975.")
    return values


def _ordered(values: FloatArray, labels: PeriodLabels | None, counts: bool | None, name: str) -> Series:
    """Return a series whose labels are in order, from its first known value on."""
    known = np.flatnonzero(np.isfinite(values))
    if not known.size:
        raise InputError(f"{name} has no known value.")
    first = int(known[0])
    if labels is not None:
        labels = labels.take(slice(first, None))
    return Series(values[first:], _check_values(values[first:], counts, labels, name), labels, name)


def _check_steps(labels: PeriodLabels, name: str) -> None:
    steps = np.diff(labels.numbers)
    if (steps == 0).any():
        twice = labels.name(int(labels.numbers[1:][steps == 0][0]))
        raise InputError(f"{name} has {twice} twice; keep one value for each period.")
    if (steps > 1).any():
        before = int(labels.numbers[:-1][steps > 1][0])
        raise InputError(
            f"{name} has a gap: {labels.name(before + 1)} is missing; fill it or begin after it, gaps are not bridged."
        )


def _check_values(values: FloatArray, counts: bool | None, labels: PeriodLabels | None, name: str) -> bool:
    """Return whether these are counts; raise :class:`InputError` when they cannot be forecast."""
    missing: NDArray[np.int_] = np.flatnonzero(np.isnan(values))
    if missing.size:
        place = int(missing[0])
        where = f"value {place + 1}" if labels is None else labels.name(int(labels.numbers[place]))
        raise InputError(f"{name} is missing {where} inside or at its end; fill it or leave it out, it is not guessed.")
    if counts not in (None, True, False):
        raise InputError(f"counts is {counts!r}, but must be True, False or None (to be seen from the values).")
    if counts:
        check_counts(values, name, whole=True)
    if counts is None and (values == np.floor(values)).all() and (values < 0).any():
        lowest = float(values.min())
        raise InputError(
            f"{name} holds {lowest:g}, but deaths and accidents are never negative; correct it, or say counts=False for a balance."
        )
    is_count = are_whole(values) if counts is None else counts
    if not is_count and values.size < FEWEST:
        raise InputError(
            f"{name} has {values.size} values; what is not a count needs at least {FEWEST} to be forecast."
        )
    if not is_count and not values.any():
        raise InputError(f"{name} is 0 throughout and not a count, so nothing tells how far it may rise.")
    return is_count
