"""One small step between data frames and typed code: a cell taken out of a frame."""

from typing import Any

import pandas as pd


def value_at(frame: pd.DataFrame, row: Any, column: str) -> Any:
    """Return one cell. A type checker cannot know what a column holds; the schema has checked that before."""
    return frame.at[row, column]
