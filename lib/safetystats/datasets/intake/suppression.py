"""Small-cell suppression of a published table of counts: primary, and secondary so that no cell can be worked out.

A cell of 1 to `threshold` − 1 is blanked (primary). Where a row or column with a total then has one blank alone, the
difference would give it away, so the least further cell of that line is blanked too (secondary), until every line with a
blank has two. This guards against exact disclosure by subtraction, not against bounds (Willenborg and de Waal 2001, ch. 4).
"""

from collections.abc import Sequence

import numpy as np
import pandas as pd

from safetystats.errors import InputError

DEFAULT_THRESHOLD = 5


def suppress_small_cells(
    frame: pd.DataFrame, threshold: int = DEFAULT_THRESHOLD, columns: Sequence[str] | None = None, *,
    row_totals: bool = True, column_totals: bool = True,
) -> pd.DataFrame:  # fmt: skip
    """Return `frame` with small cells missing; `frame` holds the inner cells of the table, without its totals.

    Parameters
    ----------
    frame
        Counts: whole numbers of at least 0, missing where not published. Zeros stay, for they tell of nobody.
    threshold
        The least count that may be shown.
    columns
        The columns of counts; all of numbers when not given.
    row_totals, column_totals
        Whether the totals of rows and of columns are published beside the table.
    """
    names = list(columns) if columns is not None else list(frame.select_dtypes("number").columns)
    for name in names:
        if name not in frame.columns:
            raise InputError(f"The table has no column {name!r}; it has {', '.join(map(str, frame.columns))}.")
    if not isinstance(threshold, int) or threshold < 2:
        raise InputError(f"threshold is {threshold!r}, but must be a whole number of at least 2.")
    counts = frame[names].to_numpy(dtype=float, na_value=np.nan)
    if np.any(counts < 0) or np.any(counts % 1 > 0):
        raise InputError("The table holds a count that is negative or not whole; only counts can be suppressed.")
    hidden = _secondary(counts, (counts > 0) & (counts < threshold), row_totals, column_totals)
    result = frame.copy()
    for position, name in enumerate(names):
        result[name] = (
            frame[name].astype("Float64" if frame[name].dtype.kind == "f" else "Int64").mask(hidden[:, position])
        )
    return result


def _secondary(counts: "np.ndarray", hidden: "np.ndarray", rows: bool, columns: bool) -> "np.ndarray":
    """Blank the least further cell of every line with one blank alone, until there is none; cells already blank go first."""
    hidden = hidden.copy()
    changed = True
    while changed:
        changed = False
        for axis in [axis for axis, wanted in ((1, rows), (0, columns)) if wanted]:
            lines = hidden if axis == 1 else hidden.T
            values = counts if axis == 1 else counts.T
            other = (hidden.sum(axis=0) if axis == 1 else hidden.sum(axis=1)) > 0
            for line, value in zip(lines, values, strict=True):
                if line.sum() + np.isnan(value).sum() == 1 and line.any():
                    open_cells = np.flatnonzero(~line & ~np.isnan(value))
                    if open_cells.size:
                        best = min(open_cells, key=lambda i: (value[i] == 0, not other[i], value[i], i))
                        line[best] = changed = True
    return hidden
