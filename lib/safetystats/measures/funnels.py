"""Funnel plots as tables: which areas differ from the rest by more than chance, given how much each has at risk.

A league table ranks the smallest areas first and last, because chance alone spreads them most. A funnel sets each area
beside limits that narrow as its expected number of events grows (Spiegelhalter 2005).
"""

from collections.abc import Sequence

import numpy as np
import pandas as pd
from numpy.typing import NDArray
from scipy import special

from safetystats.errors import InputError, did_you_mean, one_of
from safetystats.measures.columns import (
    Column,
    FloatArray,
    check_counts,
    check_level,
    check_positive,
    read_columns,
    refuse,
)
from safetystats.measures.funnel_dispersion import DISPERSION_METHODS, FunnelDispersion, funnel_dispersion
from safetystats.measures.funnel_limits import (
    proportion_limits,
    ratio_limits_at_expected,
    ratio_limits_at_observed,
    ratio_limits_by_quantile,
)
from safetystats.measures.poisson_limits import Limits
from safetystats.measures.standardisation import smr

FUNNEL_LEVELS = (0.95, 0.998)
_RATIO_LIMITS = {
    "expected": ratio_limits_at_expected,
    "quantile": ratio_limits_by_quantile,
    "observed": ratio_limits_at_observed,
}
FUNNEL_LIMITS = tuple(_RATIO_LIMITS)


def funnel(
    table: pd.DataFrame,
    *,
    events: str = "events",
    expected: str | None = None,
    exposure: str | None = None,
    trials: str | None = None,
    levels: Sequence[float] = FUNNEL_LEVELS,
    limits: str = "expected",
    target: float | None = None,
    dispersion: str | None = None,
    trim: float = 0.1,
    per: float = 1,
) -> pd.DataFrame:
    """Return the funnel of the areas of `table`, one row an area, on its index.

    Parameters
    ----------
    events, expected, exposure, trials
        Names of columns: the events and just one of the three denominators. With `expected` the value of an area is
        observed / expected events, with `exposure` a rate, with `trials` a proportion. A missing number leaves the row
        missing and out of the target.
    levels
        Confidence levels of the limits; usual are 95 % and 99.8 %, about two and three standard deviations.
    limits
        For ratios and rates one of :data:`FUNNEL_LIMITS`: ``expected``, chi-square limits at the expected count;
        ``quantile``, interpolated Poisson quantiles; ``observed``, for an axis of observed counts.
    target
        The centre line: 1 for ratios, total events over total denominator for rates and proportions, when not given.
    dispersion
        One of :data:`~safetystats.measures.funnel_dispersion.DISPERSION_METHODS`; the limits then hold the variance
        between areas as well (`trim` as there).
    per
        The unit of value, target and limits, such as 100_000.

    Returns
    -------
    pandas.DataFrame
        ``events``, ``expected``, ``value``, ``target``; ``lower_95``, ``upper_95``, ``lower_99.8`` …; ``z_score`` (only
        with `dispersion`); ``position``: "within", or "above 95 %", "below 99.8 %" … for the widest limits passed.
    """
    kind, denominator = _denominator(table, events, expected=expected, exposure=exposure, trials=trials)
    one_of(limits, FUNNEL_LIMITS, "limits")
    levels = sorted(check_level(level, "levels") for level in levels)
    (x, n), _ = read_columns(**{events: table[events], denominator: table[denominator]})
    check_counts(x, events)
    refuse(n < 0, n, denominator, "must not be negative")
    known = (n > 0) & ~np.isnan(x)
    x, n = x[known], n[known]
    if not x.size:
        raise InputError(f"No row holds both {events} and {denominator} above 0, so there is no funnel to draw.")
    centre = _centre(x, n, kind, target)
    spread = None if dispersion is None else _dispersion(x, n, kind, dispersion, trim, centre)
    unit = check_positive(per, "per")
    columns = {"events": x, "expected": n * centre, "value": x / n * unit, "target": np.full_like(x, centre * unit)}
    bounds = {level: _bounds(x, n, kind, limits, centre, level, spread) for level in levels}
    for level, (lower, upper) in bounds.items():
        columns |= {f"lower_{_said(level)}": lower * unit, f"upper_{_said(level)}": upper * unit}
    if spread is not None:
        columns["z_score"] = spread.z_scores
    frame = pd.DataFrame(columns, index=table.index[known])
    frame["position"] = _positions(x / n, n * centre, bounds)
    return frame.reindex(table.index) if known.all() else _with_missing_rows(frame, known, table.index)


def funnel_significance(observed: Column, expected: Column, levels: Sequence[float] = FUNNEL_LEVELS) -> Column:
    """Return for each area whether its ratio differs from 1: "high 99.8 %", "low 95 %", … or "not significant".

    By the interval of observed / expected: Byar's from 10 observed on, exact below (English public health).
    """
    (x, e), form = read_columns(observed=observed, expected=expected)
    labels = np.full(x.shape, "not significant", dtype=object)
    for level in sorted(levels):
        ratio = smr(x, e, "byar-or-exact-below-10", level)
        labels[np.asarray(ratio.lower) > 1] = f"high {_said(level)} %"
        labels[np.asarray(ratio.upper) < 1] = f"low {_said(level)} %"
    labels[np.isnan(x) | np.isnan(e)] = None
    return form.restore(labels)


def _denominator(table: pd.DataFrame, events: str, **names: str | None) -> tuple[str, str]:
    given = {kind: name for kind, name in names.items() if name is not None}
    if len(given) != 1:
        raise InputError(f"A funnel needs just one of expected=, exposure= and trials=, but {len(given)} were given.")
    for name in (events, *given.values()):
        if name not in table.columns:
            columns = [str(column) for column in table.columns]
            raise InputError(
                f"There is no column {name!r}{did_you_mean(name, columns)}; columns are {', '.join(columns)}."
            )
    return next(iter(given.items()))


def _centre(x: FloatArray, n: FloatArray, kind: str, target: float | None) -> float:
    if target is not None:
        return check_positive(target, "target")
    centre = 1.0 if kind == "expected" else float(x.sum() / n.sum())
    if centre == 0:
        raise InputError("No area counted an event, so there is no overall rate to compare with; give a target.")
    return centre


def _dispersion(x: FloatArray, n: FloatArray, kind: str, method: str, trim: float, centre: float) -> FunnelDispersion:
    one_of(method, DISPERSION_METHODS, "dispersion")
    if (method == "arcsine") != (kind == "trials"):
        raise InputError(
            f"The dispersion {method!r} does not suit {kind}=; 'arcsine' is for proportions, the others not."
        )
    if kind == "exposure" and method in ("shmi", "cqc"):
        # A rate against the overall rate is a ratio of observed to expected events.
        return funnel_dispersion(x, n * centre, method, trim=trim)
    return funnel_dispersion(x, n, method, trim=trim, target=centre)


def _bounds(
    x: FloatArray, n: FloatArray, kind: str, limits: str, centre: float, level: float, spread: FunnelDispersion | None
) -> Limits:
    if spread is not None:
        lower, upper = spread.limits(float(special.ndtri(0.5 + level / 2)))
        scale = centre if kind == "exposure" and spread.method in ("shmi", "cqc") else 1.0
        return lower * scale, upper * scale
    if kind == "trials":
        return proportion_limits(n, centre, level)
    lower, upper = _RATIO_LIMITS[limits](x if limits == "observed" else n * centre, level)
    return lower * centre, upper * centre


def _positions(value: FloatArray, expected: FloatArray, bounds: dict[float, Limits]) -> NDArray[np.object_]:
    """Name the widest limits passed. A limit above 0 would call every zero low: it is so only where a zero is unlikely."""
    position = np.full(value.shape, "within", dtype=object)
    for level, (lower, upper) in bounds.items():
        position[value > upper] = f"above {_said(level)} %"
        possible_zero = (value == 0) & (np.exp(-expected) >= (1 - level) / 2)
        position[(value < lower) & ~possible_zero] = f"below {_said(level)} %"
    return position


def _with_missing_rows(frame: pd.DataFrame, known: NDArray[np.bool_], index: pd.Index) -> pd.DataFrame:
    """Put the rows without numbers back, by place, since an index may repeat."""
    place = np.where(known, np.cumsum(known) - 1, -1)
    whole = frame.reset_index(drop=True).reindex(place)
    return whole.set_axis(index, axis=0)


def _said(level: float) -> str:
    return f"{100 * level:.10g}"
