"""Structural breaks: a series whose level, or whose line, changes abruptly at unknown dates (Bai and Perron 1998, 2003).

Dynamic programming finds for each number m of breaks the dates with the least sum of squares, every segment holding at
least a share of the observations. BIC chooses m: −2 log-likelihood + ln(n)·(q + 1)(m + 1) with q coefficients a segment,
as R's strucchange counts. The interval of a date is Bai's (1997), with the spread of the errors and of the regressors
allowed to differ on either side.
"""

from dataclasses import dataclass
from itertools import pairwise

import numpy as np
import pandas as pd

from safetystats.errors import InputError, one_of
from safetystats.measures.columns import Column, FloatArray, check_level, read_columns
from safetystats.models.trends.break_dates import break_date_quantile

REGRESSORS = ("mean", "trend")
_ROUNDING = 1e-13


@dataclass(frozen=True, slots=True, repr=False)
class BreakDate:
    """The last observation of the old regime (`observation`, counted from 1) with its limits; the same as years."""

    observation: int
    lower: float
    upper: float
    year: float
    lower_year: float
    upper_year: float

    def __repr__(self) -> str:
        return f"<BreakDate after {self.year:g} ({self.lower_year:g} to {self.upper_year:g})>"


@dataclass(frozen=True, slots=True, repr=False)
class StructuralBreaks:
    """The breaks that BIC chose, the segments between them, and every number of breaks tried.

    `table`: breaks, observations, rss, bic. `segments`: start, end, observations, level or intercept and slope, and sigma.
    """

    breaks: tuple[BreakDate, ...]
    table: pd.DataFrame
    segments: pd.DataFrame
    regressors: str
    level: float

    def __repr__(self) -> str:
        dates = ", ".join(f"{one.year:g} ({one.lower_year:g} to {one.upper_year:g})" for one in self.breaks)
        return f"<StructuralBreaks of the {self.regressors}: {f'after {dates}' if dates else 'none'}, by bic>"

    def _repr_html_(self) -> str:
        return str(self.segments.to_html(index=False))


def structural_breaks(
    series: Column,
    max_breaks: int = 5,
    min_segment: float = 0.15,
    years: Column = None,
    regressors: str = "mean",
    *,
    breaks: int | None = None,
    level: float = 0.95,
) -> StructuralBreaks:
    """Return the breaks of `series`, at most `max_breaks`, or exactly `breaks` where that is given.

    `min_segment` is the least share of the observations in a segment (rounded down), or their number when 1 or more.
    `regressors`: each segment has its own ``mean``, or its own straight line (``trend``). Without `years` the
    observations are counted from 1. Missing values are left out.
    """
    one_of(regressors, REGRESSORS, "regressors")
    check_level(level)
    y, time = _known(series, years)
    least = _least(y.size, min_segment, regressors)
    fitting = y.size // least - 1
    asked = max_breaks if breaks is None else breaks
    if asked < 0 or (breaks is not None and breaks > fitting):
        raise InputError(
            f"{asked} breaks were asked for, but {y.size} observations in segments of at least {least} allow 0 to {fitting}."
        )
    design = np.column_stack([np.ones_like(y), time - time.mean()][: 1 + (regressors == "trend")])
    most = min(asked, fitting)
    dates = _best_dates(_segment_squares(y, design, least), most)
    table = _table(y, design, dates)
    chosen = most if breaks is not None else int(table["bic"].argmin())
    edges = [0, *dates[chosen], y.size]
    found = tuple(_date(y, design, time, edges[i], edges[i + 1], edges[i + 2], level) for i in range(chosen))
    return StructuralBreaks(found, table, _segments(y, design, time, edges), regressors, level)


def _known(series: Column, years: Column) -> tuple[FloatArray, FloatArray]:
    columns, _ = read_columns(series=series) if years is None else read_columns(series=series, years=years)
    y = np.atleast_1d(columns[0])
    time = np.arange(1.0, y.size + 1) if years is None else np.atleast_1d(columns[1])
    if np.any(np.diff(time) <= 0):
        raise InputError("years must rise from one observation to the next; sort the series and give each year once.")
    known = ~np.isnan(y) & ~np.isnan(time)
    return y[known], time[known]


def _least(n: int, min_segment: float, regressors: str) -> int:
    least = int(min_segment) if min_segment >= 1 else int(np.floor(n * min_segment + 1e-9))
    coefficients = 1 + (regressors == "trend")
    if not coefficients < least <= n:
        raise InputError(
            f"min_segment={min_segment!r} makes segments of at least {least} of {n} observations, but more than "
            f"{coefficients} and at most {n} are needed; choose another share, or give more observations."
        )
    return least


def _segment_squares(y: FloatArray, design: FloatArray, least: int) -> FloatArray:
    """Return the sum of squared residuals of the segment from observation i to before j, infinite where too short."""
    n = y.size
    # Every segment has a level of its own; about the mean, cumulated squares keep their digits however high the level.
    y = y - y.mean()
    squares = np.full((n + 1, n + 1), np.inf)
    for start in range(n - least + 1):
        x, part = design[start:], y[start:]
        # Cumulated cross-products give the fits of all segments with this start at once.
        cross = np.cumsum(x[:, :, None] * x[:, None, :], axis=0)[least - 1 :]
        mixed = np.cumsum(x * part[:, None], axis=0)[least - 1 :]
        whole = np.cumsum(part**2)[least - 1 :]
        fitted = np.einsum("ij,ij->i", mixed, np.linalg.solve(cross, mixed[:, :, None])[:, :, 0])
        squares[start, start + least :] = np.maximum(whole - fitted, 0.0)
    return squares


def _best_dates(squares: FloatArray, most: int) -> list[list[int]]:
    """Return the best dates of 0 … `most` breaks: each the number of observations up to the break."""
    n = squares.shape[0] - 1
    best, origins = squares[0].copy(), []
    for _ in range(most):
        through = best[:, None] + squares
        origins.append(np.argmin(through, axis=0))
        best = through.min(axis=0)
    dates = []
    for m in range(most + 1):
        found, end = [], n
        for origin in reversed(origins[:m]):
            end = int(origin[end])
            found.append(end)
        dates.append(found[::-1])
    return dates


def _table(y: FloatArray, design: FloatArray, dates: list[list[int]]) -> pd.DataFrame:
    n, rows = y.size, []
    for found in dates:
        edges = [0, *found, n]
        parts = [_fit(y[a:b], design[a:b])[1] for a, b in pairwise(edges)]
        rss = float(sum(parts))
        parameters = (design.shape[1] + 1) * (len(found) + 1)
        # What is left of a series without scatter is rounding, and no break is read from it.
        floor = max(rss, n * (_ROUNDING * float(np.abs(y).max())) ** 2, np.finfo(float).tiny)
        bic = n * (np.log(floor / n) + 1 + np.log(2 * np.pi)) + np.log(n) * parameters
        rows.append({"breaks": len(found), "observations": tuple(found), "rss": rss, "bic": float(bic)})
    return pd.DataFrame(rows)


def _segments(y: FloatArray, design: FloatArray, time: FloatArray, edges: list[int]) -> pd.DataFrame:
    rows = []
    for a, b in pairwise(edges):
        coefficients, rss = _fit(y[a:b], design[a:b])
        row = {"start": time[a], "end": time[b - 1], "observations": b - a, "level": coefficients[0]}
        if coefficients.size > 1:
            row |= {"level": coefficients[0] + coefficients[1] * design[a:b, 1].mean(), "slope": coefficients[1]}
        rows.append(row | {"sigma": np.sqrt(rss / (b - a - coefficients.size))})
    return pd.DataFrame(rows)


def _date(
    y: FloatArray, design: FloatArray, time: FloatArray, start: int, at: int, end: int, level: float
) -> BreakDate:
    """Return the break after `at` observations with Bai's limits, from the segments on either side of it."""
    old, new = slice(start, at), slice(at, end)
    (before, rss_before), (after, rss_after) = _fit(y[old], design[old]), _fit(y[new], design[new])
    change = after - before
    spread = [
        float(change @ (design[part].T @ design[part]) @ change) / (part.stop - part.start) for part in (old, new)
    ]
    variance = rss_before / (at - start), rss_after / (end - at)
    if variance[0] <= 0 or variance[1] <= 0:
        return BreakDate(at, at, at, *(float(time[at - 1]),) * 3)
    ratio, scale = spread[1] / spread[0], variance[0] / spread[0]
    noise = ratio * variance[1] / variance[0]
    low, high = (break_date_quantile(p, ratio, noise) for p in ((1 - level) / 2, (1 + level) / 2))
    lower, upper = float(np.floor(at - high * scale)), float(np.ceil(at - low * scale))
    year = np.interp([at, lower, upper], np.arange(1, time.size + 1), time).tolist()
    return BreakDate(at, lower, upper, *year)


def _fit(y: FloatArray, design: FloatArray) -> tuple[FloatArray, float]:
    coefficients, *_ = np.linalg.lstsq(design, y, rcond=None)
    return np.asarray(coefficients, dtype=np.float64), float(np.sum((y - design @ coefficients) ** 2))
