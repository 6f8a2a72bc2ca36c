"""Files of SAS, Stata and SPSS as one table; where a value has a label, the label stands for it."""

from collections.abc import Callable
from functools import partial
from pathlib import Path
from typing import Any

from safetystats.errors import InputError

ENDINGS = (".sas7bdat", ".xpt", ".dta", ".sav", ".zsav", ".por")


def read(path: Path) -> tuple[Any, list[str]]:
    """Return an Arrow table with the columns ``row``, ``c0``, ``c1`` … and its headings; :class:`InputError` when it cannot be read."""
    import pyarrow as pa  # type: ignore[import-untyped]

    try:
        frame = _stata(path) if path.suffix.lower() == ".dta" else _others(path)
        frame = frame.apply(_labels_as_text)
        headings = [str(column) for column in frame.columns]
        frame.columns = [f"c{i}" for i in range(len(headings))]
        frame.insert(0, "row", range(1, len(frame) + 1))
        return pa.Table.from_pandas(frame, preserve_index=False), headings
    except Exception as error:  # noqa: BLE001 (each reader raises its own kinds)
        raise InputError(f"{path.name} cannot be read: {error}.") from None


def _stata(path: Path) -> Any:
    import pandas as pd

    try:
        return pd.read_stata(path)
    except ValueError:  # value labels that repeat
        return pd.read_stata(path, convert_categoricals=False)


def _others(path: Path) -> Any:
    import pyreadstat

    readers: dict[str, Callable[[str], Any]] = {
        ".sas7bdat": pyreadstat.read_sas7bdat,
        ".xpt": pyreadstat.read_xport,
        ".por": pyreadstat.read_por,
    }
    labelled = partial(pyreadstat.read_sav, apply_value_formats=True)
    return readers.get(path.suffix.lower(), labelled)(str(path))[0]


def _labels_as_text(column: Any) -> Any:
    if column.dtype != "category":
        return column
    return column.astype("object").where(column.notna(), None).map(lambda value: None if value is None else str(value))
