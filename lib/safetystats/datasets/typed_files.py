"""Read a Parquet resource: its columns keep their types, so that millions of rows need no text cells.

``origin`` is taken from the file when it holds one (an imported ledger does: the row of the ledger), else it counts rows.
"""

from pathlib import Path
from typing import Any

import pandas as pd

from safetystats.datasets.schemas import Table

#: Set in ``frame.attrs`` of a frame whose columns have types.
TYPED = "typed"
_NUMBERS = ("count", "number", "percent")


def read_parquet(path: Path, name: str, origin: str) -> pd.DataFrame:
    """Return the file as it is, headings and all, with ``origin``; ValueError when it is no Parquet file."""
    import pyarrow as pa  # type: ignore[import-untyped]
    import pyarrow.parquet as pq  # type: ignore[import-untyped]

    try:
        frame: pd.DataFrame = pq.read_table(path).to_pandas(types_mapper=_text_type, integer_object_nulls=False)
    except pa.ArrowException as error:
        raise ValueError(str(error).splitlines()[0]) from None
    if origin not in frame:
        frame[origin] = [f"{name}:{row}" for row in range(1, len(frame) + 1)]
    return frame


def fit_types(frame: pd.DataFrame, table: Table) -> pd.DataFrame:
    """Turn columns that have another type than the table's into text where the table wants text, and mark the frame typed."""
    for column_name, column in table.columns.items():
        if column_name in frame and column.kind not in _NUMBERS:
            frame[column_name] = _as_text(frame[column_name])
    frame.attrs[TYPED] = True
    return frame


def text_cells(frame: pd.DataFrame) -> pd.DataFrame:
    """Return a typed frame as text cells, to stand beside tables read as text."""
    cells = pd.DataFrame({name: _as_text(frame[name]).astype("object") for name in frame.columns})
    return cells.where(cells.notna(), None)


def is_typed(frames: list[pd.DataFrame]) -> bool:
    """Say whether all of the frames have types."""
    return bool(frames) and all(frame.attrs.get(TYPED) for frame in frames)


def _text_type(kind: Any) -> Any:
    import pyarrow as pa

    return pd.StringDtype(na_value=float("nan")) if pa.types.is_string(kind) or pa.types.is_large_string(kind) else None


def _as_text(column: pd.Series) -> pd.Series:
    if isinstance(column.dtype, pd.StringDtype):
        return column
    if pd.api.types.is_datetime64_any_dtype(column):
        whole = bool((column.dropna() == column.dropna().dt.normalize()).all())
        moments: pd.Series = column.dt.strftime("%Y-%m-%d" if whole else "%Y-%m-%d %H:%M").astype("str")
        return moments
    if pd.api.types.is_float_dtype(column) and bool((column.dropna() % 1 == 0).all()):
        column = column.astype("Int64")
    text = column.astype("object").where(column.notna(), None).map(lambda v: None if v is None else str(v))
    result: pd.Series = text.astype("str")
    return result
