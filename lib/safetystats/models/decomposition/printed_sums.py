"""Figures that add up as printed: parts rounded so that their sum is the rounded total (largest remainder)."""

import numpy as np

from safetystats.errors import InputError
from safetystats.measures.columns import Column, read_columns, read_vector

# A number this close below a unit is that unit, lost in the computer's own rounding.
_SLACK = 1e-9


def rounded_to_sum(values: Column, total: float | None = None, decimals: int = 1) -> Column:
    """Return `values` rounded to `decimals` so that they add up to `total` rounded likewise.

    Each is rounded down and the units that are missing go to the largest remainders, the first of equal ones first
    (Hamilton's method; each figure stays within one unit of its value).

    Parameters
    ----------
    total
        The sum as it is printed; the sum of `values` when not given. When it is the difference of two rounded figures, it
        may be a unit off the rounded sum, and a part may then be a little more than one unit off.

    Raises
    ------
    InputError
        A missing value, or a total further from the sum of the values than rounding could bring it.
    """
    (column,), form = read_columns(values=values)
    parts = read_vector("values", np.ravel(column))
    unit = 10.0 ** -int(decimals)
    scaled = parts / unit
    whole = np.floor(scaled + _SLACK * np.maximum(1.0, np.abs(scaled)))
    wanted = round(float((parts.sum() if total is None else total) / unit))
    if abs(wanted - scaled.sum()) > max(scaled.size, 2):
        raise InputError(
            f"The values add up to {parts.sum():g}, which no rounding to {unit:g} turns into the total {total:g}; "
            "check the total."
        )
    order = np.argsort(-(scaled - whole), kind="stable")
    missing = wanted - int(whole.sum())
    each, more = divmod(missing, max(scaled.size, 1))
    whole = whole + each
    whole[order[:more]] += 1
    return form.restore((np.round(whole * unit, max(int(decimals), 0)) + 0.0).reshape(column.shape))
