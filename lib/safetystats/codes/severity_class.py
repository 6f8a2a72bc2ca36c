"""The class of an accident by State Council Decree 493, article 3 (in force since 2007-06-01).

The class is the highest that any of three criteria reaches: deaths, serious injuries (acute industrial poisoning
included) and direct economic loss. "以上" includes its bound and "以下" does not, so three deaths are a larger accident.
What reaches no higher class, even without any death, is an ordinary accident. The bounds are in ``lists/severity.csv``.
"""

from collections.abc import Mapping, Sequence
from functools import cache
from numbers import Real
from types import MappingProxyType
from typing import TYPE_CHECKING, Any, TypeAlias, overload

from safetystats.codes.code_list import code_list
from safetystats.errors import InputError

if TYPE_CHECKING:
    import numpy as np
    import pandas as pd

#: The classes from the lowest to the highest.
SEVERITY_CLASSES = ("ordinary", "larger", "major", "extremely_serious")
#: The groups in which publications count, with the classes each holds.
SEVERITY_GROUPS: Mapping[str, tuple[str, ...]] = MappingProxyType(
    {"larger_and_above": SEVERITY_CLASSES[1:], "major_and_above": SEVERITY_CLASSES[2:]}
)
_COUNTED = ("deaths", "serious_injuries")

Array: TypeAlias = "np.ndarray[Any, np.dtype[Any]]"
Column: TypeAlias = "pd.Series[Any] | Array | Sequence[float | None]"


@overload
def severity(
    deaths: float | None, serious_injuries: float | None = None, direct_loss_yuan: float | None = None
) -> str | None: ...
@overload
def severity(
    deaths: "pd.Series[Any]",
    serious_injuries: "Column | float | None" = None,
    direct_loss_yuan: "Column | float | None" = None,
) -> "pd.Series[Any]": ...
@overload
def severity(
    deaths: "Array | Sequence[float | None]",
    serious_injuries: "Column | float | None" = None,
    direct_loss_yuan: "Column | float | None" = None,
) -> "Array": ...
def severity(
    deaths: "Column | float | None",
    serious_injuries: "Column | float | None" = None,
    direct_loss_yuan: "Column | float | None" = None,
) -> "str | pd.Series[Any] | Array | None":
    """Return the class of each accident, one of :data:`SEVERITY_CLASSES`; the highest that any criterion reaches.

    Parameters
    ----------
    deaths, serious_injuries
        Persons. Scalars, arrays or Series; scalars go with every element, Series must share one index.
    direct_loss_yuan
        Direct economic loss in yuan (not in 10,000 yuan).

    Returns
    -------
    str, array or Series
        As the input. A criterion that is missing (None or NaN; not given is missing) neither raises nor lowers the class,
        which is then the least that the accident can be; where all are missing the class is missing too.

    Raises
    ------
    InputError
        For a negative, infinite or non-numeric value, a fraction of a person, or columns that do not fit together.
    """
    import numpy as np

    given = {"deaths": deaths, "serious_injuries": serious_injuries, "direct_loss_yuan": direct_loss_yuan}
    index = _shared_index(given)
    columns = {name: _numbers(name, value) for name, value in given.items()}
    if len({column.shape for column in columns.values() if column.ndim}) > 1:
        sizes = ", ".join(f"{name} {column.size}" for name, column in columns.items())
        raise InputError(f"The columns differ in length ({sizes}): give one value an accident in each.")
    values = np.broadcast_arrays(*columns.values())
    rank = np.max([_rank(name, column) for name, column in zip(columns, values, strict=True)], axis=0)
    classes: Array | str | None = np.array([*SEVERITY_CLASSES, None], dtype=object)[rank]
    if index is not None:
        import pandas as pd

        return pd.Series(np.asarray(classes).tolist(), index=index, name="severity")
    return classes


def _rank(name: str, values: "Array") -> "Array":
    """Return the position of the class that each value reaches in :data:`SEVERITY_CLASSES`; -1 where it is missing."""
    import numpy as np

    return np.where(np.isnan(values), -1, np.searchsorted(_bounds(name), values, side="right") - 1)


@cache
def _bounds(name: str) -> tuple[float, ...]:
    listed = code_list("severity")
    return tuple(float(listed.get(code).attributes[f"{name}_min"]) for code in SEVERITY_CLASSES)


def _shared_index(given: Mapping[str, object]) -> "pd.Index[Any] | None":
    """Return the index of the Series among the criteria, None when there is none; they must not differ."""
    import pandas as pd

    indexes = {name: value.index for name, value in given.items() if isinstance(value, pd.Series)}
    first = next(iter(indexes.values()), None)
    for name, index in indexes.items():
        if first is not None and not index.equals(first):
            raise InputError(f"{name} has another index than {next(iter(indexes))}: take both from one table.")
    return first


def _numbers(name: str, value: object) -> "Array":
    """Return `value` as floats with NaN for what is missing, checked."""
    import numpy as np
    import pandas as pd

    array = value if isinstance(value, np.ndarray | pd.Series) else np.asarray(value, dtype=object)
    column = array if isinstance(array, pd.Series) else pd.Series(array.ravel())
    if not pd.api.types.is_numeric_dtype(column) or pd.api.types.is_bool_dtype(column):
        for place, item in enumerate(column, 1):
            if not pd.isna(item) and (not isinstance(item, Real) or isinstance(item, bool)):
                raise InputError(f"{name} holds {item!r} (value {place}), but must hold numbers.")
    numbers = column.to_numpy(dtype=float, na_value=np.nan)
    wrong = (numbers < 0) | np.isinf(numbers)
    if name in _COUNTED:
        wrong |= np.floor(numbers) < numbers
    if wrong.any():
        place = int(np.argmax(wrong))
        kind = "a whole number" if name in _COUNTED else "a number"
        raise InputError(f"{name} is {numbers[place]:g} (value {place + 1}), but must be {kind} of at least 0.")
    return numbers.reshape(array.shape)
