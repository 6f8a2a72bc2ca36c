"""Growth made plain: change a year, time to halve or double, an index, deaths avoided against the old trend.

The average change a year is that of a log-linear trend through all years (a joinpoint model without joinpoints, whose
scatter gives the interval), not of the first and last year alone, which are chance as much as change; that of the end
points stands beside it. The expected deaths of later years are those of the old trend carried on; what was observed less
than that is "avoided", with the uncertainty of the trend and of the years that would have been seen.
"""

import math
from dataclasses import dataclass

import numpy as np
import pandas as pd
from scipy import special

from safetystats.errors import InputError
from safetystats.measures.columns import Column, FloatArray, check_counts, check_level, read_columns, refuse
from safetystats.measures.comparisons import compare_counts
from safetystats.measures.estimate import Estimate, describe_fields
from safetystats.models.trends.joinpoint import joinpoint

_FEWEST = 3
_MOST_DRAWN = 1e15


@dataclass(frozen=True, slots=True, repr=False)
class Growth:
    """How fast a series moves. Changes are relative, 0.05 for 5 % a year.

    `trend` is the average change a year of the log-linear trend, `end_points` that from the first year to the last.
    `half_life` is the number of years to halve at the trend (to double when it rises: `doubles`); its limits run to
    infinity when the trend's interval holds no change.
    """

    first: float
    last: float
    trend: Estimate
    end_points: Estimate
    half_life: Estimate
    doubles: bool

    def __repr__(self) -> str:
        return f"<Growth {self.first:g}–{self.last:g}: {100 * self.trend.value:.3g} % a year, {self._time()}>"

    def _time(self) -> str:
        return f"{'doubles' if self.doubles else 'halves'} in {self.half_life.value:.3g} years"


@dataclass(frozen=True, slots=True, repr=False)
class Avoided:
    """What was observed after `split`, beside the trend up to it: `total` is expected less observed, with its interval.

    `years` has one row a year after the split: ``year``, ``observed``, ``expected``, ``lower``, ``upper`` (of what would
    have been observed), ``avoided``.
    """

    split: float
    total: Estimate
    years: pd.DataFrame

    def __repr__(self) -> str:
        return describe_fields(self.total).replace("<Estimate", f"<Avoided after {self.split:g}:")


def growth(years: Column, counts: Column, exposure: Column = 1.0, *, level: float = 0.95) -> Growth:
    """Return the average change a year of counts, or of rates when an `exposure` is given.

    Parameters
    ----------
    years, counts, exposure
        One entry a year, in order of time; missing years may be left out. Years without a count are passed over.

    Raises
    ------
    InputError
        Fewer than three known years, a negative count, no events at all.
    """
    time, events, size = _read(years, counts, exposure)
    line = joinpoint(time, counts=events, exposure=size, joinpoints=0, level=check_level(level)).segments[0]
    slope = Estimate(line.slope, line.slope_lower, line.slope_upper, method="log-linear trend, t", level=level)
    # The exact test is of whole events; figures worked back from percentages may not be.
    ends = compare_counts(round(events[-1]), round(events[0]), size[-1], size[0], level=level)
    trend = _estimate(np.expm1([slope.value, slope.lower, slope.upper]), slope.method, level)
    ratios = np.array([ends.ratio, ends.lower, ends.upper])  # from a year without events, without end
    end_points = _estimate(ratios ** (1 / (time[-1] - time[0])) - 1, "first and last year, exact conditional", level)
    return Growth(float(time[0]), float(time[-1]), trend, end_points, _half_life(slope), slope.value > 0)


def indexed(values: Column, base: int = 0) -> Column:
    """Return a series as an index with 100 at its element `base`, the first by default; the form stays as it comes in."""
    (numbers,), form = read_columns(values=values)
    if not -numbers.size <= base < numbers.size:
        raise InputError(f"base is {base}, but the series has {numbers.size} values.")
    if not numbers[base] > 0:
        raise InputError(f"The base of an index must be a known number above 0, but is {numbers[base]:g}.")
    return form.restore(100 * numbers / numbers[base])


def deaths_avoided(
    years: Column,
    counts: Column,
    split: float,
    exposure: Column = 1.0,
    *,
    level: float = 0.95,
    draws: int = 20_000,
    seed: int = 2011,
) -> Avoided:
    """Return how many fewer events there were after `split` than the trend up to it had led to expect.

    The trend is log-linear in counts per exposure. Its uncertainty (Student's t) and the scatter of single years, at
    least that of Poisson counts, are both drawn `draws` times; negative numbers are more than expected.

    Raises
    ------
    InputError
        Fewer than three known years up to the split, none after it, or no events at all.
    """
    if not isinstance(split, int | float | np.integer | np.floating):
        raise InputError(f"split is {split!r}, but must be a year, such as 2010.")
    time, events, size = _read(years, counts, exposure, fewest=1)
    old, new = time <= split, time > split
    if old.sum() < _FEWEST or not new.any():
        raise InputError(
            f"split is {split:g}: {old.sum()} known years lie up to it and {new.sum()} after it, but the old trend needs at "
            f"least {_FEWEST} and there must be a year to set beside it."
        )
    tail = (1 - check_level(level)) / 2
    start = time[old].mean()
    line = _fit_line(time[old] - start, events[old], size[old])
    expected = size[new] * np.exp(line.coefficients[0] + line.coefficients[1] * (time[new] - start))
    seen = _predict(line, time[new] - start, size[new], draws, seed)
    lower, upper = np.quantile(seen, [tail, 1 - tail], axis=0)
    frame = pd.DataFrame(
        {"year": time[new], "observed": events[new], "expected": expected, "lower": lower, "upper": upper,
         "avoided": expected - events[new]}
    )  # fmt: skip
    totals = seen.sum(axis=1) - events[new].sum()
    low, high = np.quantile(totals, [tail, 1 - tail])
    total = Estimate(float(frame["avoided"].sum()), float(low), float(high), method="old trend carried on", level=level)
    return Avoided(float(split), total, frame)


def bridge(years: Column, old: Column, new: Column, *, level: float = 0.95) -> pd.DataFrame:
    """Return one series over a change of definition: the old figures times the ratio of new to old where both are held.

    The ratio is the geometric mean over the years with both; its interval (Student's t, infinite with one year) is that of
    the bridged values. Columns: ``year``, ``value``, ``lower``, ``upper``, ``bridged`` (true where the value is an old
    figure times the ratio), ``ratio``, ``overlap`` (the number of years with both).

    Raises
    ------
    InputError
        No year with both definitions, or a figure in the overlap that is not above 0.
    """
    (time, before, after), _ = read_columns(years=years, old=old, new=new)
    both = ~np.isnan(before) & ~np.isnan(after)
    if not both.any():
        raise InputError(
            "No year is held on both definitions, so that nothing links the two series; no bridge is made."
        )
    refuse(
        both & ~((before > 0) & (after > 0)),
        np.where(both, np.minimum(before, after), np.nan),
        "The overlap",
        "must be above 0",
    )
    logs = np.log(after[both] / before[both])
    n = logs.size
    error = float(logs.std(ddof=1) / math.sqrt(n)) if n > 1 else math.inf
    reach = float(special.stdtrit(n - 1, (1 + check_level(level)) / 2)) * error if n > 1 else math.inf
    ratio = math.exp(float(logs.mean()))
    bridged = np.isnan(after) & ~np.isnan(before)
    value = np.where(bridged, before * ratio, after)
    with np.errstate(over="ignore"):
        lower, upper = value * np.where(bridged, np.exp(-reach), 1.0), value * np.where(bridged, np.exp(reach), 1.0)
    return pd.DataFrame(
        {"year": time, "value": value, "lower": lower, "upper": upper, "bridged": bridged, "ratio": ratio, "overlap": n}
    )


def _read(
    years: Column, counts: Column, exposure: Column, fewest: int = _FEWEST
) -> tuple[FloatArray, FloatArray, FloatArray]:
    (time, events, size), _ = read_columns(years=years, counts=counts, exposure=exposure)
    check_counts(events, "counts")
    known = ~np.isnan(events) & ~np.isnan(size) & ~np.isnan(time)
    time, events, size = time[known], events[known], size[known]
    refuse(size <= 0, size, "exposure", "must be above 0")
    if time.size < fewest or (fewest > 1 and not events.any()):
        raise InputError(
            f"Growth needs at least {fewest} known years with events in some of them, but {time.size} years with "
            f"{events.sum():g} events are known."
        )
    if (np.diff(time) <= 0).any():
        raise InputError("The years must stand in order of time, each once.")
    return time, events, size


def _estimate(changes: FloatArray, method: str, level: float) -> Estimate:
    value, lower, upper = (float(change) for change in changes)
    return Estimate(value, lower, upper, method=method, level=level)


def _half_life(slope: Estimate) -> Estimate:
    """Return the years to halve (or double); where the interval of the slope holds zero they have no upper end."""
    value = math.log(2) / abs(slope.value) if slope.value else math.inf
    # Seen in the direction of the trend: the fastest change allowed gives the fewest years, the slowest the most.
    slowest, fastest = (slope.lower, slope.upper) if slope.value > 0 else (-slope.upper, -slope.lower)
    lower, upper = (math.log(2) / pace if pace > 0 else math.inf for pace in (fastest, slowest))
    return Estimate(value, lower, upper, method=slope.method, level=slope.level)


@dataclass(frozen=True, slots=True)
class _Line:
    """A weighted log-linear fit: intercept and slope, their covariance, degrees of freedom, dispersion of the counts."""

    coefficients: FloatArray
    covariance: FloatArray
    freedom: int
    dispersion: float


def _fit_line(time: FloatArray, events: FloatArray, size: FloatArray) -> _Line:
    safe = np.maximum(events, 0.5)  # a count of 0 has no logarithm, as in the joinpoint model
    design = np.column_stack([np.ones_like(time), time])
    response, weights = np.log(safe / size), safe
    information = np.linalg.inv((design.T * weights) @ design)
    coefficients = information @ (design.T * weights) @ response
    freedom = time.size - 2
    # The weighted squares estimate the dispersion: less than that of Poisson counts is chance, and 1 is used.
    dispersion = max(1.0, float(weights @ (response - design @ coefficients) ** 2) / freedom)
    return _Line(coefficients, dispersion * information, freedom, dispersion)


def _predict(line: _Line, time: FloatArray, size: FloatArray, draws: int, seed: int) -> FloatArray:
    """Return `draws` rows of counts that the line carried on could give, one column a year of `time`."""
    random = np.random.default_rng(seed)
    scale = np.sqrt(line.freedom / random.chisquare(line.freedom, draws))
    normal = random.standard_normal((draws, 2)) @ np.linalg.cholesky(line.covariance).T
    coefficients = line.coefficients + scale[:, None] * normal
    # Three old years leave Student's t one degree of freedom, whose far draws no count could follow.
    logs = np.log(size) + coefficients[:, :1] + coefficients[:, 1:] * time
    means = np.exp(np.minimum(logs, math.log(_MOST_DRAWN)))
    if line.dispersion > 1:  # a gamma mean with variance (φ − 1)·mean makes counts with variance φ·mean
        means = random.gamma(means / (line.dispersion - 1), line.dispersion - 1)
    return np.asarray(random.poisson(np.minimum(means, _MOST_DRAWN)), dtype=float)
