"""Regressors of a time series: what came in as a table, an array or one column, as a matrix with names."""

from typing import Any

import numpy as np
import pandas as pd

from safetystats.errors import InputError
from safetystats.measures.columns import FloatArray, refuse


def read_regressors(regressors: Any, rows: int, name: str = "regressors") -> tuple[FloatArray, list[str]]:
    """Return an n × k matrix and k names from a data frame, a mapping of columns, an array or None.

    Raises
    ------
    InputError
        Another number of rows than the series has, text, or a missing value.
    """
    if regressors is None:
        return np.empty((rows, 0)), []
    frame = _as_frame(regressors, name)
    if len(frame) != rows:
        raise InputError(f"{name} has {len(frame)} rows, but {rows} are needed, one a period.")
    try:
        matrix = frame.to_numpy(dtype=float, na_value=np.nan)
    except (TypeError, ValueError):
        raise InputError(f"{name} must be numbers.") from None
    refuse(~np.isfinite(matrix), matrix, name, "must be known and finite")
    return matrix, [str(column) for column in frame.columns]


def read_future_regressors(regressors: Any, horizon: int, known: list[str]) -> FloatArray:
    """Return the regressors of the coming periods in the order the model knows them: by name, or as they stand in an array.

    Raises
    ------
    InputError
        Another number of regressors than the model has, or other names.
    """
    matrix, names = read_regressors(regressors, horizon)
    if len(names) != len(known):
        raise InputError(
            f"The model has {len(known)} regressors ({', '.join(known) or 'none'}), but {len(names)} were given for the coming "
            "periods; give the same ones."
        )
    if not isinstance(regressors, pd.DataFrame | dict) or names == known:
        return matrix
    strange = [name for name in names if name not in known]
    if strange:
        raise InputError(f"The model has no regressor {', '.join(strange)}; it has {', '.join(known)}.")
    return matrix[:, [names.index(name) for name in known]]


def _as_frame(regressors: Any, name: str) -> pd.DataFrame:
    if isinstance(regressors, pd.DataFrame):
        return regressors
    if isinstance(regressors, pd.Series):
        return regressors.to_frame(regressors.name or "x1")
    if isinstance(regressors, dict):
        return pd.DataFrame(regressors)
    array = np.asarray(regressors)
    if array.ndim not in (1, 2):
        raise InputError(f"{name} must be a table of one row a period, but has the shape {array.shape}.")
    array = array.reshape(len(array), -1)
    return pd.DataFrame(array, columns=[f"x{place + 1}" for place in range(array.shape[1])])
