"""Targets as five-year plans write them, turned into each other and into a path of years.

All cuts are in percent. A cut of c over n years is one of 1 − (1 − c)^(1/n) in each year, compounded: 15 % in five
years is 3.198 % a year. A plan's "level" and "cap" name the value at the end, "reduce_pct" and "reduce_at_least_pct" the
cut over the whole period, "reduce_pct_per_year" the cut in each year, "at_least" a share to be raised.
"""

from collections.abc import Sequence

import numpy as np
import pandas as pd

from safetystats.errors import InputError, one_of
from safetystats.measures.columns import Column, check_exposure, check_positive, read_columns, refuse

#: The forms of a target that a number alone decides; ``below_peer`` needs the other area's figure first.
TRAJECTORY_KINDS = ("level", "cap", "at_least", "reduce_pct", "reduce_at_least_pct", "reduce_pct_per_year")
SHAPES = ("geometric", "linear")
_BOUNDS = {"cap": "at_most", "reduce_at_least_pct": "at_most", "at_least": "at_least"}
_WHOLE = 100.0


def annual_cut(total_cut: Column, years: Column) -> Column:
    """Return the cut in each year, in percent, that makes `total_cut` percent over `years` years; a rise is negative."""
    (total, n), form = read_columns(total_cut=total_cut, years=years)
    _check_cut(total, "total_cut")
    refuse(n <= 0, n, "years", "must be greater than 0")
    return form.restore(_WHOLE * (1 - (1 - total / _WHOLE) ** (1 / n)))


def total_cut(annual_cut: Column, years: Column) -> Column:
    """Return the cut over `years` years, in percent, that `annual_cut` percent in each year makes."""
    (annual, n), form = read_columns(annual_cut=annual_cut, years=years)
    _check_cut(annual, "annual_cut")
    refuse(n <= 0, n, "years", "must be greater than 0")
    return form.restore(_WHOLE * (1 - (1 - annual / _WHOLE) ** n))


def level_from(base: Column, kind: str, value: Column, years: Column) -> Column:
    """Return the value at the end of the period that a target of this kind asks for, starting from `base`."""
    one_of(kind, TRAJECTORY_KINDS, "kind")
    (start, wanted, n), form = read_columns(base=base, value=value, years=years)
    refuse(start < 0, start, "base", "must not be negative")
    refuse(n <= 0, n, "years", "must be greater than 0")
    if kind in ("level", "cap", "at_least"):
        refuse(wanted < 0, wanted, "value", "must not be negative")
        return form.restore(wanted)
    _check_cut(wanted, "value")
    kept = (1 - wanted / _WHOLE) ** (n if kind == "reduce_pct_per_year" else 1)
    return form.restore(start * kept)


def convert_target(base: Column, kind: str, value: Column, years: Column, to: str) -> Column:
    """Return the `value` of the same target written as another kind; for "15 % in five years" as a level, a yearly cut …"""
    one_of(to, TRAJECTORY_KINDS, "to")
    (start, level, n), form = read_columns(base=base, level=level_from(base, kind, value, years), years=years)
    if to in ("level", "cap", "at_least"):
        return form.restore(level)
    refuse(start <= 0, start, "base", "must be greater than 0 for a cut in percent")
    total = _WHOLE * (1 - level / start)
    return form.restore(np.asarray(annual_cut(total, n)) if to == "reduce_pct_per_year" else total)


def trajectory(
    base: float,
    kind: str,
    value: float,
    years: int | Sequence[int],
    *,
    shape: str = "geometric",
    exposure: Column = None,
    per: float = 1,
) -> pd.DataFrame:
    """Return the path from the base year to the target, one row a year.

    Parameters
    ----------
    base
        The figure of the base year: a count, or a rate.
    kind, value
        The target: one of :data:`TRAJECTORY_KINDS`, with its number (a level, or percent).
    years
        How many years the plan has, or its base year and last year, such as ``(2025, 2030)``.
    shape
        One of :data:`SHAPES`: ``geometric``, the same cut in percent each year; ``linear``, the same step each year.
    exposure
        For a rate: the exposure of each year, base year first, in the units of the rate's denominator; `per` of them
        make the unit of the rate (100 for "per 100 …"). Adds the column ``count``.

    Returns
    -------
    pandas.DataFrame
        ``year`` (0 for the base year, or the calendar year), ``level``, ``cut_from_base`` and ``cut_on_year`` in percent,
        ``bound``: what the path promises: equal, at_most or at_least.

    Raises
    ------
    InputError
        An unknown kind or shape, a cut above 100 %, a geometric path from or to 0 through other numbers.
    """
    one_of(shape, SHAPES, "shape")
    first, count = _read_years(years)
    end = float(level_from(base, kind, value, count))
    steps = np.arange(count + 1)
    if shape == "linear" or base == end:
        level = base + (end - base) * steps / count
    elif base == 0 or end == 0:
        raise InputError(f"No yearly percentage leads from {base:g} to {end:g}; use shape='linear'.")
    else:
        level = base * (end / base) ** (steps / count)
    frame = pd.DataFrame({"year": first + steps, "level": level})
    with np.errstate(divide="ignore", invalid="ignore"):
        before = np.concatenate([[np.nan], level[:-1]])
        frame["cut_from_base"] = np.where(base > 0, _WHOLE * (1 - level / base), np.nan)
        frame["cut_on_year"] = np.where(before > 0, _WHOLE * (1 - level / before), np.nan)
    frame["bound"] = _BOUNDS.get(kind, "equal")
    if exposure is not None:
        frame["count"] = counts_from_rate(level, exposure, per=per)["count"].to_numpy()
    return frame


def counts_from_rate(
    rate: Column, exposure: Column, exposure_lower: Column = None, exposure_upper: Column = None, *, per: float = 1
) -> pd.DataFrame:
    """Return the events that a path of rates allows: rate × exposure / per, with the interval of the exposure forecast."""
    low = exposure if exposure_lower is None else exposure_lower
    high = exposure if exposure_upper is None else exposure_upper
    (r, n, lower, upper), form = read_columns(rate=rate, exposure=exposure, exposure_lower=low, exposure_upper=high)
    refuse(r < 0, r, "rate", "must not be negative")
    check_exposure(n, r, "exposure", "events")
    refuse((lower > n) | (upper < n), n, "exposure", "must lie between exposure_lower and exposure_upper")
    unit = check_positive(per, "per")
    columns = {"rate": r, "exposure": n, "count": r * n / unit, "lower": r * lower / unit, "upper": r * upper / unit}
    return pd.DataFrame({name: np.ravel(values) for name, values in columns.items()}, index=form.index)


def _read_years(years: int | Sequence[int]) -> tuple[int, int]:
    """Return the first year (0 when only their number is given) and how many years follow it."""
    if isinstance(years, int | np.integer):
        first, last = 0, int(years)
    else:
        whole = [int(year) for year in years if isinstance(year, int | np.integer)]
        if len(whole) < 2 or len(whole) != len(years) or (len(whole) > 2 and np.any(np.diff(whole) != 1)):
            raise InputError(
                f"years is {years!r}; give their number, or the base year and the last year as (2025, 2030)."
            )
        first, last = whole[0], whole[-1]
    if last <= first:
        raise InputError(f"years is {years!r}, but the last year must come after the base year.")
    return first, last - first


def _check_cut(cut: Column, name: str) -> None:
    refuse(cut > _WHOLE, cut, name, "is in percent and cannot be above 100")
