"""Factors of a regression: sparse levels pooled, levels coded against the commonest one, like rows gathered.

Pooling is told, never silent: each level with fewer accidents than asked for goes to :data:`OTHER`, with its name and number
kept. Rows that are alike in all factors and in the outcome are gathered with their number, so that a model of a million
accidents is as quick as one of a few hundred patterns.
"""

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np
import pandas as pd

from safetystats.errors import InputError, did_you_mean
from safetystats.measures.columns import FloatArray, check_counts, read_columns

#: The level that holds what was pooled.
OTHER = "other"
_MOST_LEVELS = 60


@dataclass(frozen=True, slots=True)
class Term:
    """One column of the design: a level of a factor against its reference."""

    factor: str
    level: str
    reference: str
    accidents: int
    events: float


@dataclass(frozen=True, slots=True, eq=False)
class Design:
    """Gathered rows: `matrix` (intercept first), the `outcome` of each row and its `number` of accidents."""

    matrix: FloatArray
    outcome: FloatArray
    number: FloatArray
    terms: tuple[Term, ...]
    pooled: pd.DataFrame
    left_out: tuple[str, ...]
    missing: int

    def columns_of(self, factor: str) -> list[int]:
        """Return the columns of the matrix that belong to `factor`."""
        return [place + 1 for place, term in enumerate(self.terms) if term.factor == factor]


def design_of(frame: pd.DataFrame, outcome: str, factors: Sequence[str], least: int, *, binary: bool = False) -> Design:
    """Return the design of `outcome` on `factors`; accidents in which any of them is missing are counted and left out.

    With `binary` any positive outcome is one event. The reference of a factor is its commonest level. A factor that has one level only is left out and named.
    """
    _check_names(frame, [outcome, *factors])
    if not factors:
        raise InputError("Name at least one factor: the column of what may go with the outcome.")
    [values], _ = read_columns(**{outcome: frame[outcome].reset_index(drop=True)})
    check_counts(values, outcome, whole=True)
    known = ~np.isnan(values) & frame[list(factors)].notna().all(axis=1).to_numpy()
    y = np.minimum(values[known], 1.0) if binary else values[known]
    if not len(y) or y.sum() == 0:
        raise InputError(f"Of the {len(frame)} accidents none has both known factors and a positive {outcome!r}.")
    levels = frame.loc[known, list(factors)].astype(str).reset_index(drop=True)
    pooled = [_pool(levels, factor, least) for factor in factors]
    terms, columns = [Term("", "", "", len(y), float(y.sum()))], [np.ones(len(y))]
    for factor in factors:
        for term, column in _coded(levels[factor], factor, y):
            terms.append(term)
            columns.append(column)
    coded = {term.factor for term in terms}
    matrix, outcomes, number = _gathered(np.column_stack(columns), y)
    return Design(
        matrix, outcomes, number, tuple(terms[1:]), pd.concat(pooled, ignore_index=True),
        tuple(factor for factor in factors if factor not in coded), int((~known).sum()),
    )  # fmt: skip


def _check_names(frame: pd.DataFrame, names: Sequence[str]) -> None:
    for name in names:
        if name not in frame.columns:
            hint = did_you_mean(name, [str(held) for held in frame.columns])
            raise InputError(f"The table of accidents has no column {name!r}{hint}.")


def _pool(levels: pd.DataFrame, factor: str, least: int) -> pd.DataFrame:
    """Pool the sparse levels of `factor` in place and return what was pooled."""
    counts = levels[factor].value_counts()
    sparse = counts[counts < least].sort_index()
    if len(counts) - len(sparse) > _MOST_LEVELS:
        raise InputError(f"The factor {factor!r} has {len(counts)} levels: class its values first, into a few groups.")
    if len(sparse):
        levels[factor] = levels[factor].where(~levels[factor].isin(sparse.index), OTHER)
    return pd.DataFrame({"factor": factor, "level": list(sparse.index), "accidents": sparse.to_numpy(), "into": OTHER})


def _coded(levels: pd.Series, factor: str, y: FloatArray) -> list[tuple[Term, FloatArray]]:
    counts = levels.value_counts().rename_axis("level").reset_index(name="accidents")
    counts = counts.sort_values(["accidents", "level"], ascending=[False, True])
    reference, *others = list(counts["level"])
    held = {level: (levels == level).to_numpy() for level in others}
    return [
        (Term(factor, level, reference, int(column.sum()), float(y[column].sum())), column.astype(float))
        for level, column in held.items()
    ]


def _gathered(matrix: FloatArray, y: FloatArray) -> tuple[FloatArray, FloatArray, FloatArray]:
    """Return the different rows of the matrix and the outcome together, and how often each comes."""
    rows, number = np.unique(np.column_stack([matrix, y]), axis=0, return_counts=True)
    return rows[:, :-1], rows[:, -1], number.astype(float)
