"""Which series add up to which: from names of totals and parts to the summing matrix."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

import numpy as np
import pandas as pd

from safetystats.errors import InputError
from safetystats.measures.columns import FloatArray


@dataclass(frozen=True, slots=True, eq=False)
class Hierarchy:
    """Names of all series, the matrix that sums bottom series to all, and the places of upper and bottom ones."""

    names: list[str]
    summing: FloatArray
    upper: list[int]
    bottom: list[int]


def read_hierarchy(structure: Mapping[str, Sequence[str]] | pd.DataFrame) -> Hierarchy:
    """Return the hierarchy of a mapping total → parts, or of a summing matrix (rows all series, columns bottom ones).

    Raises
    ------
    InputError
        No parts, parts that hold themselves, or a matrix in which a bottom series is not its own row.
    """
    if isinstance(structure, pd.DataFrame):
        return _from_matrix(structure)
    totals = [str(name) for name in structure]
    children = {str(name): [str(part) for part in parts] for name, parts in structure.items()}
    empty = [name for name, parts in children.items() if not parts]
    if not totals or empty:
        raise InputError(f"The structure gives no parts for {', '.join(empty) or 'any total'}; name them.")
    bottom = list(dict.fromkeys(part for parts in children.values() for part in parts if part not in children))
    rows = {name: _leaves(name, children, ()) for name in totals}
    for name, leaves in rows.items():
        if len(set(leaves)) < len(leaves):
            raise InputError(f"{name} counts a part twice; a part may reach a total on one way only.")
    matrix = [[float(part in rows[name]) for part in bottom] for name in totals] + np.eye(len(bottom)).tolist()
    names = totals + bottom
    return Hierarchy(names, np.array(matrix), list(range(len(totals))), list(range(len(totals), len(names))))


def _leaves(name: str, children: dict[str, list[str]], above: tuple[str, ...]) -> list[str]:
    if name in above:
        raise InputError(f"The structure goes round in a circle: {' → '.join((*above, name))}.")
    if name not in children:
        return [name]
    return [leaf for part in children[name] for leaf in _leaves(part, children, (*above, name))]


def _from_matrix(structure: pd.DataFrame) -> Hierarchy:
    names, bottom = [str(name) for name in structure.index], [str(name) for name in structure.columns]
    matrix = structure.to_numpy(dtype=float)
    places = {name: place for place, name in enumerate(names)}
    for column, name in enumerate(bottom):
        if name not in places or matrix[places[name]].tolist() != np.eye(len(bottom))[column].tolist():
            raise InputError(f"The summing matrix needs a row {name} that holds 1 under {name} and 0 elsewhere.")
    below = [places[name] for name in bottom]
    return Hierarchy(names, matrix, [place for place in range(len(names)) if place not in below], below)
