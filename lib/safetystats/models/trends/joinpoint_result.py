"""What a joinpoint model says: segments with their annual percent change, joinpoints, steps at breaks, averages."""

from dataclasses import dataclass, fields

import numpy as np
import pandas as pd
from scipy import special

from safetystats.errors import InputError
from safetystats.measures.columns import FloatArray, check_level
from safetystats.measures.estimate import Estimate, describe_fields, percentage, short
from safetystats.models.trends.joinpoint_fit import Fit
from safetystats.models.trends.joinpoint_selection import Selection


@dataclass(frozen=True, slots=True, repr=False)
class Segment:
    """From `start` to `end` the rate changes by `apc` percent a year (`lower` to `upper`); `slope` is on the model's scale.

    On the linear scale there is no percent change: `apc`, `lower` and `upper` are missing, the slope and its limits are
    in units of the rate. `p_value` is that of no change.
    """

    start: float
    end: float
    apc: float
    lower: float
    upper: float
    p_value: float
    significant: bool
    slope: float
    slope_error: float
    slope_lower: float
    slope_upper: float

    def __repr__(self) -> str:
        change = f"{short(self.apc)} %" if np.isfinite(self.apc) else short(self.slope)
        limits = (self.lower, self.upper) if np.isfinite(self.apc) else (self.slope_lower, self.slope_upper)
        star = "*" if self.significant else ""
        return (
            f"<Segment {self.start:g}–{self.end:g}: {change}{star} a year ({short(limits[0])} to {short(limits[1])})>"
        )


@dataclass(frozen=True, slots=True, repr=False)
class JoinpointYear:
    """The year in which the slope changes, with its confidence limits on the grid of years."""

    year: float
    lower: float
    upper: float

    def __repr__(self) -> str:
        return f"<JoinpointYear {self.year:g} ({self.lower:g} to {self.upper:g})>"


@dataclass(frozen=True, slots=True, repr=False)
class Step:
    """What a change of definition in `year` did to the level: a ratio on the logarithmic scale, else a difference."""

    year: float
    size: float
    lower: float
    upper: float
    p_value: float

    def __repr__(self) -> str:
        return describe_fields(self)


@dataclass(frozen=True, slots=True, repr=False)
class Joinpoint:
    """A series as straight segments that join, on the logarithmic or the linear scale.

    `selection` names the rule that chose the number of joinpoints and shows every number tried. `fitted` has the columns
    year, observed, fitted (in units of the rate). With separate series on either side of a definition break, `parts`
    holds one model each, and segments and joinpoints are those of all parts.
    """

    segments: tuple[Segment, ...]
    joinpoints: tuple[JoinpointYear, ...]
    steps: tuple[Step, ...]
    selection: Selection
    fitted: pd.DataFrame
    scale: str
    errors: str
    level: float
    autocorrelation: float
    interval: str
    parts: "tuple[Joinpoint, ...]" = ()
    fit: Fit | None = None

    def __repr__(self) -> str:
        years = ", ".join(f"{joint.year:g}" for joint in self.joinpoints) or "none"
        changes = ", ".join(
            f"{short(part.apc if np.isfinite(part.apc) else part.slope)}{'*' if part.significant else ''}"
            for part in self.segments
        )
        unit = "% a year" if self.scale == "log" else "a year"
        return f"<Joinpoint joinpoints {years} by {self.selection.rule}; {changes} {unit} ({percentage(self.level)})>"

    def to_frame(self) -> pd.DataFrame:
        """Return the segments as a data frame, one row each."""
        names = [field.name for field in fields(Segment)]
        return pd.DataFrame([{name: getattr(segment, name) for name in names} for segment in self.segments])

    def _repr_html_(self) -> str:
        return str(self.to_frame().to_html(index=False))

    def aapc(self, start: float | None = None, end: float | None = None, level: float = 0.95) -> Estimate:
        """Return the average annual percent change from `start` to `end` (default: all years), with its interval.

        The slopes are averaged with the lengths of their segments within the range as weights, and the average is turned
        into percent (Clegg et al. 2009). The interval is normal when the range meets several segments, Student's t within
        one, where it is the segment's own. On the linear scale it is the average annual change in units of the rate.
        """
        check_level(level)
        if self.parts:
            return self._part_with(start, end).aapc(start, end, level)
        first, last = self.segments[0].start, self.segments[-1].end
        start, end = first if start is None else float(start), last if end is None else float(end)
        if not first <= start < end <= last:
            raise InputError(
                f"The range {start:g}–{end:g} must run forward within the years of the model, {first:g}–{last:g}."
            )
        lengths = np.array([min(part.end, end) - max(part.start, start) for part in self.segments])
        weights = np.maximum(lengths, 0.0) / (end - start)
        return _average(weights, self.fit, self.scale, level)

    def _part_with(self, start: float | None, end: float | None) -> "Joinpoint":
        for part in self.parts:
            first, last = part.segments[0].start, part.segments[-1].end
            if start is not None and end is not None and first <= start and end <= last:
                return part
        spans = ", ".join(f"{part.segments[0].start:g}–{part.segments[-1].end:g}" for part in self.parts)
        raise InputError(f"An average cannot cross a break of definition; give start= and end= within one of {spans}.")


def percent_change(slope: FloatArray) -> FloatArray:
    """Return 100·(exp(slope) − 1), the percent change a year of a slope on the logarithmic scale."""
    return np.asarray(100 * np.expm1(slope))


def make_segments(model: Fit, first: float, last: float, scale: str, level: float) -> tuple[Segment, ...]:
    """Return the segments between `first`, the joinpoints and `last`, with limits from Student's t."""
    edges = [first, *model.joinpoints.tolist(), last]
    reach, p_values = _t_limits(model.slopes, model.slope_errors, model.slope_freedom, level)
    made = []
    for j, slope in enumerate(model.slopes.tolist()):
        low, high = slope - float(reach[j]), slope + float(reach[j])
        apc, lower, upper = percent_change(np.array([slope, low, high])).tolist() if scale == "log" else [np.nan] * 3
        made.append(
            Segment(
                start=edges[j], end=edges[j + 1], apc=apc, lower=lower, upper=upper, p_value=float(p_values[j]),
                significant=bool(p_values[j] < 1 - level), slope=slope, slope_error=float(model.slope_errors[j]),
                slope_lower=low, slope_upper=high,
            )
        )  # fmt: skip
    return tuple(made)


def make_steps(model: Fit, breaks: tuple[float, ...], scale: str, level: float) -> tuple[Step, ...]:
    """Return what each known break did to the level, as a ratio (log scale) or a difference, with limits."""
    reach, p_values = _t_limits(model.steps, model.step_errors, model.freedom, level)
    limits = np.array([model.steps, model.steps - reach, model.steps + reach])
    shown = np.exp(limits) if scale == "log" else limits
    rows = zip(breaks, *shown.tolist(), p_values.tolist(), strict=True)
    return tuple(Step(year, size, lower, upper, p_value) for year, size, lower, upper, p_value in rows)


def _average(weights: FloatArray, model: Fit | None, scale: str, level: float) -> Estimate:
    if model is None:
        raise InputError("This model holds no fit of its own; ask one of its parts for the average.")
    mean, error = float(weights @ model.slopes), float(np.sqrt(weights @ model.slope_covariance @ weights))
    inside = np.count_nonzero(weights) == 1
    tail = (1 + level) / 2
    quantile = special.stdtrit(model.slope_freedom, tail) if inside else special.ndtri(tail)
    limits = np.array([mean, mean - quantile * error, mean + quantile * error])
    value, lower, upper = (percent_change(limits) if scale == "log" else limits).tolist()
    name = "aapc" if scale == "log" else "average annual change"
    return Estimate(value, lower, upper, method=f"{name}, {'t' if inside else 'normal'}", level=level)


def _t_limits(values: FloatArray, errors: FloatArray, freedom: float, level: float) -> tuple[FloatArray, FloatArray]:
    """Return half the width of the intervals and the two-sided p-values; missing without degrees of freedom."""
    if freedom <= 0:
        return np.full_like(values, np.nan), np.full_like(values, np.nan)
    with np.errstate(divide="ignore", invalid="ignore"):
        p_values = 2 * special.stdtr(freedom, -np.abs(np.where(values == 0, 0.0, values / errors)))
    return special.stdtrit(freedom, (1 + level) / 2) * errors, p_values
