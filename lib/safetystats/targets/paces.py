"""How fast rates or counts have been cut elsewhere: the yardstick for how hard a target is."""

import numpy as np

from safetystats.errors import InputError
from safetystats.measures.columns import Column, FloatArray, read_columns, refuse

_WHOLE = 100.0


def achieved_paces(table: Column, years: int) -> FloatArray:
    """Return every yearly cut, in percent, that an area of `table` kept up over `years` years.

    One row an area, one column a year, oldest first; a single list is one area. Each pair of figures `years` apart gives
    one pace; where either is missing or nothing, none. A rise is a negative cut. Paces of spans that overlap share years,
    and small counts make wild ones: give areas of a like size.
    """
    values = table.to_numpy(dtype=float, na_value=np.nan) if hasattr(table, "to_numpy") else table
    (figures,), _ = read_columns(table=values)
    figures = np.atleast_2d(figures)
    refuse(figures < 0, figures, "table", "must not be negative")
    if years < 1:
        raise InputError(f"years is {years!r}, but must be a whole number of at least 1.")
    before, after = figures[:, :-years], figures[:, years:]
    known = (before > 0) & (after > 0)
    return np.asarray(_WHOLE * (1 - (after[known] / before[known]) ** (1 / years)))


def pace_percentile(annual_cut: Column, paces: Column) -> Column:
    """Return the percentage of the `paces` that were slower than `annual_cut`; those as fast count half."""
    (wanted,), form = read_columns(annual_cut=annual_cut)
    (seen,), _ = read_columns(paces=paces)
    seen = np.sort(np.ravel(seen)[~np.isnan(np.ravel(seen))])
    if not seen.size:
        return form.restore(np.full(form.shape, np.nan))
    slower, up_to = (np.searchsorted(seen, wanted, side=side) for side in ("left", "right"))
    return form.restore(np.where(np.isnan(wanted), np.nan, _WHOLE * (slower + up_to) / (2 * seen.size)))
