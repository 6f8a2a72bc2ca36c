"""A column comes in as a scalar, an array or a Series, is computed as arrays, and goes out in the form it came in.

Every measure reads its inputs through :func:`read_columns`, so that all of them broadcast alike, keep a missing value
missing (None, NaN and pandas' NA become NaN) and refuse text, infinities and Series that are not aligned, by name.
"""

from dataclasses import dataclass
from typing import Any, TypeAlias

import numpy as np
import pandas as pd
from numpy.typing import NDArray

from safetystats.errors import InputError

FloatArray: TypeAlias = NDArray[np.float64]
Column: TypeAlias = Any
"""A number, a sequence, a numpy array or a pandas Series; results take the form of what came in."""


@dataclass(frozen=True, slots=True)
class Form:
    """The form the inputs came in: the index of a Series, or None; and the shape, ``()`` for a scalar."""

    index: pd.Index | None
    shape: tuple[int, ...]

    def restore(self, values: Any) -> Column:
        """Return `values` as a Python scalar, a numpy array or a Series on the index of the inputs."""
        array = np.broadcast_to(np.asarray(values), self.shape)
        if self.index is not None:
            return pd.Series(array.copy(), index=self.index)
        return array.item() if self.shape == () else array.copy()


def read_columns(**inputs: Column) -> tuple[list[FloatArray], Form]:
    """Return the named inputs as float arrays of one common shape, and the form to give the results.

    Raises
    ------
    InputError
        An input is text, infinite or a data frame; shapes do not fit together; two Series have different indexes.
    """
    arrays = [_read_one(name, value) for name, value in inputs.items()]
    index = _common_index(inputs)
    try:
        shape = np.broadcast_shapes(*(array.shape for array in arrays), () if index is None else (len(index),))
    except ValueError:
        sizes = ", ".join(
            f"{name} {array.shape or 'a single number'}" for name, array in zip(inputs, arrays, strict=True)
        )
        raise InputError(
            f"The columns do not fit together: {sizes}; give them the same length, or a single number."
        ) from None
    if index is not None and shape != (len(index),):
        raise InputError(
            f"A Series of {len(index)} rows was given together with a table of shape {shape}; give all as arrays."
        )
    return [np.broadcast_to(array, shape) for array in arrays], Form(index, shape)


def read_vector(name: str, value: Column) -> FloatArray:
    """Return one list of known numbers as a one-dimensional float array; raise :class:`InputError` on a missing one."""
    array = np.atleast_1d(_read_one(name, value))
    if array.ndim != 1:
        raise InputError(f"{name} must be a list of numbers, but has the shape {array.shape}.")
    refuse(np.isnan(array), array, name, "must be known")
    return array


def refuse(wrong: NDArray[np.bool_], values: FloatArray, name: str, rule: str) -> None:
    """Raise :class:`InputError` when any element is `wrong`, naming the first by its place and value."""
    if not wrong.any():
        return
    place = int(np.flatnonzero(wrong)[0])
    where = f" (element {place + 1} of {wrong.size})" if wrong.size > 1 else ""
    raise InputError(f"{name} {rule}, but is {float(values.flat[place]):g}{where}.")


def check_counts(values: FloatArray, name: str, whole: bool = False) -> None:
    """Raise :class:`InputError` when a count is negative or, if they must be `whole`, has a fraction."""
    refuse(values < 0, values, name, "must not be negative")
    if whole:
        refuse(np.isfinite(values) & (values != np.floor(values)), values, name, "must be a whole number of events")


def check_exposure(exposure: FloatArray, events: FloatArray, name: str, events_name: str) -> None:
    """Raise :class:`InputError` when an exposure is negative, or nothing although events were counted."""
    refuse(exposure < 0, exposure, name, "must not be negative")
    refuse((exposure == 0) & (events > 0), exposure, name, f"must be greater than 0 where {events_name} were counted")


def check_positive(value: float, name: str) -> float:
    """Return the single number `value` when it is finite and greater than 0; raise :class:`InputError` if not."""
    if _is_number(value) and 0 < value < np.inf:
        return float(value)
    raise InputError(f"{name} is {value!r}, but must be a number greater than 0.")


def check_level(level: float, name: str = "level") -> float:
    """Return a confidence level between 0 and 1; raise :class:`InputError` for anything else, such as 95."""
    if _is_number(level) and 0 < level < 1:
        return float(level)
    meant = f" (did you mean {level / 100:g}?)" if _is_number(level) and 1 < level < 100 else ""
    raise InputError(f"{name} is {level!r}, but must lie between 0 and 1, as 0.95 does{meant}.")


def _is_number(value: object) -> bool:
    return isinstance(value, int | float | np.integer | np.floating) and not isinstance(value, bool)


def _read_one(name: str, value: Column) -> FloatArray:
    if isinstance(value, pd.DataFrame):
        raise InputError(f"{name} is a data frame; give one of its columns.")
    if _first_text(value) is not None:
        raise InputError(f"{name} must be numbers, but holds {_first_text(value)!r}.")
    try:
        if isinstance(value, pd.Series):
            array = value.to_numpy(dtype=float, na_value=np.nan)
        elif value is None or value is pd.NA:
            array = np.asarray(np.nan)
        else:
            array = np.asarray(value)
            if array.dtype.kind not in "iufb":
                array = pd.array(array.ravel(), dtype="Float64").to_numpy(float, na_value=np.nan).reshape(array.shape)
            array = array.astype(float)
    except (TypeError, ValueError):
        raise InputError(f"{name} must be numbers, but is {value!r}.") from None
    refuse(np.isinf(array), array, name, "must be finite")
    return array


def _first_text(value: Column) -> str | None:
    """Return the first text in a column, or None: text is not read as a number, even when it looks like one."""
    if isinstance(value, str):
        return value
    if isinstance(value, pd.Series | np.ndarray) and value.dtype.kind in "iufb":
        return None
    cells = value if isinstance(value, pd.Series | np.ndarray | list | tuple) else ()
    return next((cell for cell in np.ravel(np.asarray(cells, dtype=object)) if isinstance(cell, str)), None)


def _common_index(inputs: dict[str, Column]) -> pd.Index | None:
    series = {name: value for name, value in inputs.items() if isinstance(value, pd.Series)}
    if not series:
        return None
    first, index = next((name, value.index) for name, value in series.items())
    for name, value in series.items():
        if not value.index.equals(index):
            raise InputError(f"{first} and {name} are Series with different indexes; align them first (Series.align).")
    return index
