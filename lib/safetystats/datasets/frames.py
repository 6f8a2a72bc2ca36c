"""Small steps between data frames and typed code: a cell taken out of a frame, problems put into one."""

from collections.abc import Iterable
from typing import Any

import pandas as pd

from safetystats.datasets.problems import COLUMNS, Problem


def value_at(frame: pd.DataFrame, row: Any, column: str) -> Any:
    """Return one cell. A type checker cannot know what a column holds; the schema has checked that before."""
    return frame.at[row, column]


def problems_frame(problems: Iterable[Problem]) -> pd.DataFrame:
    """Return the problems as a data frame, one row each, errors first, in the order of files and rows."""
    rows = [
        {
            "severity": p.severity, "kind": p.kind, "table": p.table, "file": p.file, "sheet": p.sheet, "row": p.row,
            "column": p.column, "value": p.value, "sentence_zh": p.sentence.zh, "sentence_en": p.sentence.en,
        }
        for p in problems
    ]  # fmt: skip
    frame = pd.DataFrame(rows, columns=COLUMNS).astype({"row": "Int64"})
    return frame.sort_values(["severity", "table", "file", "row"], kind="stable", ignore_index=True)
