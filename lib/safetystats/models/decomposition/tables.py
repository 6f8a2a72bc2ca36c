"""Two tables read as one: the same factors in the same rows, in period a and in period b."""

from collections.abc import Mapping, Sequence
from typing import Any, NamedTuple

import numpy as np
import pandas as pd

from safetystats.errors import InputError, did_you_mean
from safetystats.measures.columns import FloatArray, read_columns, refuse


class TablePair(NamedTuple):
    """Names of the factors; their values, one row a subcategory; and the columns that name the rows, if any."""

    names: list[str]
    a: FloatArray
    b: FloatArray
    keys: pd.DataFrame

    def codes(self) -> list[FloatArray]:
        """Return the key columns as whole numbers from 0."""
        return [np.asarray(pd.factorize(self.keys[name])[0], dtype=np.float64) for name in self.keys]

    def without(self, name: str) -> "TablePair":
        """Return the pair without one factor."""
        kept = [place for place, other in enumerate(self.names) if other != name]
        return TablePair([self.names[place] for place in kept], self.a[:, kept], self.b[:, kept], self.keys)


def read_pair(
    table_a: Any, table_b: Any, by: str | Sequence[str] | None, factors: Sequence[str] | None, *, signed: bool = False
) -> TablePair:
    """Return both tables with the rows of b in the order of a, every cell known and (unless `signed`) not negative.

    Raises
    ------
    InputError
        Rows or columns in one table only, a key that repeats, a missing or negative number; each is named.
    """
    keys = [by] if isinstance(by, str) else list(by or [])
    a, b = (_indexed(frame_of(table, name), keys, name) for table, name in ((table_a, "table_a"), (table_b, "table_b")))
    names = list(factors) if factors is not None else [str(name) for name in a.columns]
    for table, where in ((a, "table_a"), (b, "table_b")):
        for name in names:
            check_column(table, name, where)
    if factors is None:
        _same("column", a.columns, b.columns, "give both the same factors, or name the factors to use")
    _same("row", a.index, b.index, "give it in both, with 0 where none was counted")
    if not names or not len(a):
        raise InputError("The tables hold no factor or no row; give one column a factor and one row a subcategory.")
    b = b if b.index.equals(a.index) else b.loc[a.index]
    rows = a.index.to_frame(index=False) if keys else pd.DataFrame(index=range(len(a)))
    values_a, values_b = _numbers(a, names, "table_a", signed), _numbers(b, names, "table_b", signed)
    return TablePair(names, values_a, values_b, rows)


def frame_of(table: Any, where: str) -> pd.DataFrame:
    """Return a table given as a data frame, a Series or mapping of factors, or rows of numbers, as a data frame."""
    if isinstance(table, pd.DataFrame):
        return table if all(isinstance(name, str) for name in table.columns) else table.rename(columns=str)
    if isinstance(table, pd.Series):
        table = table.to_dict()
    if isinstance(table, Mapping):
        scalar = all(np.ndim(value) == 0 for value in table.values())
        try:
            return pd.DataFrame([dict(table)] if scalar else dict(table)).rename(columns=str)
        except ValueError as error:
            raise InputError(f"{where} is not a table: its columns differ in length ({error}).") from None
    rows = table if isinstance(table, np.ndarray) else np.asarray(table, dtype=object)
    if rows.ndim != 2:
        raise InputError(f"{where} is {table!r}, but must be a data frame, a mapping of factors, or rows of numbers.")
    return pd.DataFrame(rows, columns=[f"factor_{place + 1}" for place in range(rows.shape[1])]).infer_objects()


def check_column(table: pd.DataFrame, name: str, where: str) -> None:
    """Raise :class:`InputError` with the nearest name when there is no such column."""
    if name not in table.columns:
        columns = [str(column) for column in table.columns]
        near = did_you_mean(name, columns)
        raise InputError(f"{where} has no column {name!r}{near}; its columns are {', '.join(columns)}.")


def _indexed(table: pd.DataFrame, keys: list[str], where: str) -> pd.DataFrame:
    if table.columns.has_duplicates:
        raise InputError(f"{where} has two columns {table.columns[table.columns.duplicated()][0]!r}; name them apart.")
    for name in keys:
        check_column(table, name, where)
    table = table.set_index(keys) if keys else table
    if table.index.has_duplicates:
        twice = table.index[table.index.duplicated()][0]
        raise InputError(f"{where} has the row {twice!r} twice; add the two up, or name a further column in by=.")
    return table


def _same(what: str, a: pd.Index, b: pd.Index, remedy: str) -> None:
    if a.equals(b):
        return
    for one, other, where in ((a, b, "table_a"), (b, a, "table_b")):
        alone = [item for item in one if item not in other]
        if alone:
            raise InputError(f"The {what} {alone[0]!r} is in {where} only; {remedy}.")


def _numbers(table: pd.DataFrame, names: list[str], where: str, signed: bool) -> FloatArray:
    if all(table[name].dtype.kind in "iuf" for name in names):
        values = table[names].to_numpy(dtype=np.float64)
        if np.isfinite(values).all() and (signed or (values >= 0).all()):
            return values
    columns = []
    for name in names:
        said = f"{name!r} of {where}"
        (column,), _ = read_columns(**{said: table[name].to_numpy()})
        refuse(np.isnan(column), column, said, "must be known in every row")
        refuse(column < 0 if not signed else np.zeros(column.shape, bool), column, said, "must not be negative")
        columns.append(column)
    return np.stack(columns, axis=-1)
