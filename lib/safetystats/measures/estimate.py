"""What a measure returns: an estimate with its interval, or a comparison with its interval and p-value."""

import math
from dataclasses import dataclass, fields
from typing import Any

import numpy as np
import pandas as pd

from safetystats.measures.columns import Column


class _Tabular:
    """Results hold numbers, arrays or Series alike; all can be laid out as a data frame."""

    __slots__ = ()

    def _columns(self) -> dict[str, Column]:
        return {}

    def to_frame(self) -> pd.DataFrame:
        """Return the numbers as a data frame: one row for a scalar, else one row an element on the index that came in."""
        columns = self._columns()
        index = next((column.index for column in columns.values() if isinstance(column, pd.Series)), None)
        return pd.DataFrame({name: np.ravel(np.asarray(column)) for name, column in columns.items()}, index=index)

    def _repr_html_(self) -> str:
        return str(self.to_frame().to_html())

    def _size(self) -> int | None:
        """Return the number of elements, or None for a scalar."""
        first = next(iter(self._columns().values()))
        return None if np.ndim(first) == 0 else int(np.size(first))


@dataclass(frozen=True, slots=True, repr=False)
class Estimate(_Tabular):
    """A value with its confidence interval; `value`, `lower` and `upper` have the form of the inputs.

    `method` is the option that made the interval, `level` its confidence, `sided` says whether both limits ("two") or
    only one is meant. `variance_factor` is the variance of the events over that of a Poisson count of the same mean:
    1 for plain counts, the dispersion for quasi-Poisson, more than 1 when deaths come in clusters.
    """

    value: Column
    lower: Column
    upper: Column
    method: str
    level: float
    sided: str = "two"
    variance_factor: float = 1.0

    def _columns(self) -> dict[str, Column]:
        return {"value": self.value, "lower": self.lower, "upper": self.upper}

    def __repr__(self) -> str:
        size, percent = self._size(), percentage(self.level)
        if size is not None:
            return f"<Estimate of {size} values, {percent} intervals, {self.method}>"
        return f"<Estimate {short(self.value)} ({percent} interval {short(self.lower)} to {short(self.upper)}, {self.method})>"


@dataclass(frozen=True, slots=True, repr=False)
class Comparison(_Tabular):
    """The ratio of two rates (first over second) with its interval, and the p-value of the ratio being 1.

    `lower`, `upper` and `p_value` come from one rule, named by `method` and, for the conditional method, `p_rule`.
    `statistic` is the test statistic where the method has one, NaN where it has none.
    """

    ratio: Column
    lower: Column
    upper: Column
    p_value: Column
    method: str
    level: float = 0.95
    p_rule: str = ""
    alternative: str = "two-sided"
    statistic: Column = math.nan

    def _columns(self) -> dict[str, Column]:
        return {"ratio": self.ratio, "lower": self.lower, "upper": self.upper, "p_value": self.p_value}

    def __repr__(self) -> str:
        size, percent = self._size(), percentage(self.level)
        rule = f"{self.method} {self.p_rule}".strip()
        if size is not None:
            return f"<Comparison of {size} pairs, {percent} intervals, {rule}>"
        interval = f"{short(self.lower)} to {short(self.upper)}"
        return (
            f"<Comparison ratio {short(self.ratio)} ({percent} interval {interval}, p = {short(self.p_value)}, {rule})>"
        )


def short(value: float) -> str:
    """Return a number with four significant digits, for reading on a screen."""
    return f"{value:.4g}"


def percentage(level: float) -> str:
    """Return a confidence level as it is said: ``0.998`` is ``99.8 %``."""
    return f"{100 * level:.10g} %"


def describe_fields(result: Any) -> str:
    """Return ``name=value`` for every number and word of a frozen result; arrays and results inside it are left out."""
    shown = []
    for field in fields(result):
        value = getattr(result, field.name)
        if isinstance(value, bool | str) or value is None:
            shown.append(f"{field.name}={value!r}")
        elif isinstance(value, int | float | np.number):
            shown.append(f"{field.name}={short(float(value))}")
    return f"<{type(result).__name__} {', '.join(shown)}>"
