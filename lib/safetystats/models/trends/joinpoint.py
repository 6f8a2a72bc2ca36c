"""Joinpoint regression: when did the trend of a rate change, and by how much a year did it move in between?

The model of the US National Cancer Institute's Joinpoint program (Kim, Fay, Feuer and Midthune 2000): ln(rate) is a chain
of straight segments that join at unknown years, found by trying every placement on a grid of years (Lerman 1980). Known
changes of definition enter as steps of the level (Chen et al. 2020, the joinpoint-jump model) or split the series.
"""

from dataclasses import dataclass, replace

import numpy as np
import pandas as pd
from scipy import special

from safetystats.errors import InputError, one_of
from safetystats.measures.columns import Column, check_level
from safetystats.models.trends.joinpoint_fit import JOINPOINT_INTERVALS, Fit, fit
from safetystats.models.trends.joinpoint_inputs import Observations, check_breaks, read_observations
from safetystats.models.trends.joinpoint_result import Joinpoint, JoinpointYear, make_segments, make_steps
from safetystats.models.trends.joinpoint_search import BestFits, Grid, best_fits, hinges, make_grid, residual_projector
from safetystats.models.trends.joinpoint_selection import SELECTION_RULES, PermutationTest, Selection, select

BREAK_MODES = ("step", "separate")
# One joinpoint for every five years beyond two, as the program allows; more than three have to be asked for.
_MOST_BY_DEFAULT, _YEARS_EACH = 3, 5
_STRONGEST_CORRELATION = 0.95


@dataclass(frozen=True, slots=True)
class _Options:
    """What the user asked of the model, checked."""

    most: int | None
    exactly: int | None
    selection: str
    autocorrelation: float | None
    min_to_end: int
    min_between: int
    grid_points_between: int
    interval: str
    level: float
    permutation: PermutationTest


def joinpoint(
    years: Column,
    rates: Column = None,
    se: Column = None,
    max_joinpoints: int | None = None,
    *,
    joinpoints: int | None = None,
    selection: str | None = None,
    counts: Column = None,
    exposure: Column = None,
    errors: str | None = None,
    autocorrelation: float | str = 0.0,
    scale: str = "log",
    breaks: Column = (),
    break_mode: str = "step",
    min_to_end: int = 2,
    min_between: int = 2,
    grid_points_between: int = 0,
    interval: str = "nci",
    level: float = 0.95,
    alpha: float = 0.05,
    permutations: int = 4499,
    seed: int = 20000,
) -> Joinpoint:
    """Return the joinpoint model of a series of rates.

    Parameters
    ----------
    years, rates, se
        One entry an observed year, in order; a missing rate leaves its year out. With `se` the errors are those given.
    max_joinpoints
        The most joinpoints to try; by default one for every five years beyond two, and at most 5, as the program does.
    joinpoints
        Exactly so many joinpoints, without choosing (``selection="fixed"``).
    selection
        One of :data:`SELECTION_RULES`; see ``joinpoint_selection``.
    counts, exposure
        Events and population at risk: they give the rates where `rates` is not given, and Poisson errors.
    errors
        One of ``constant``, ``standard-errors`` (needs `se`), ``poisson`` (needs `counts`); by default what is given.
    autocorrelation
        The correlation of neighbouring years' errors, or ``"estimated"``: that of the residuals of the largest model.
    scale
        ``log`` (percent change a year) or ``linear`` (units a year).
    breaks, break_mode
        First years of new definitions. ``step``: the level may jump there, the slope goes on, nothing else is fitted
        across; ``separate``: one model for each part.
    min_to_end, min_between
        Fewest observations from a joinpoint to either end, and between two joinpoints, those on joinpoints not counted.
    grid_points_between
        Places tried for joinpoints within each gap of the observed years, beside these years themselves.
    interval
        ``nci``: errors of the slopes with each segment fitted for itself, as the program gives; ``continuous``: those of
        the joined fit, joinpoints taken as known (narrower).
    """
    if selection is None:
        selection = "weighted-bic" if joinpoints is None else "fixed"
    if selection == "fixed" and joinpoints is None:
        raise InputError("selection='fixed' needs joinpoints=…, the number of joinpoints.")
    options = _Options(
        most=_whole(max_joinpoints, "max_joinpoints", 0), exactly=_whole(joinpoints, "joinpoints", 0),
        selection=one_of("fixed" if joinpoints is not None else selection, SELECTION_RULES, "selection"),
        autocorrelation=_correlation(autocorrelation),
        min_to_end=_whole(min_to_end, "min_to_end", 0) or 0, min_between=_whole(min_between, "min_between", 0) or 0,
        grid_points_between=_whole(grid_points_between, "grid_points_between", 0) or 0,
        interval=one_of(interval, JOINPOINT_INTERVALS, "interval"), level=check_level(level),
        permutation=PermutationTest(check_level(alpha, "alpha"), _whole(permutations, "permutations", 1) or 1, seed),
    )  # fmt: skip
    one_of(break_mode, BREAK_MODES, "break_mode")
    data = read_observations(years, rates, se=se, counts=counts, exposure=exposure, errors=errors, scale=scale)
    firsts = check_breaks(breaks, data.years)
    if firsts and break_mode == "separate":
        return _separate(data, firsts, options)
    return _model(data.with_steps(firsts), firsts, options)


def _model(data: Observations, breaks: tuple[float, ...], options: _Options) -> Joinpoint:
    grid = make_grid(data.years, options.grid_points_between, options.min_to_end, options.min_between)
    most = _most(data, grid, options)
    if options.autocorrelation is None:
        found, _ = _search(data, grid, most, options.interval)
        data = replace(data, rho=_neighbours_correlation(data, found[-1]))
    else:
        data = replace(data, rho=options.autocorrelation)
    fits, best = _search(data, grid, most, options.interval)
    chosen = select(data, grid, fits, options.selection, options.permutation)
    model, level = fits[chosen.joinpoints], options.level
    fitted = np.exp(model.fitted) if data.scale == "log" else model.fitted
    return Joinpoint(
        segments=make_segments(model, float(data.years[0]), float(data.years[-1]), data.scale, level),
        joinpoints=_joinpoint_years(grid, best, model, level),
        steps=make_steps(model, breaks, data.scale, level),
        selection=chosen,
        fitted=pd.DataFrame({"year": data.years, "observed": data.rates, "fitted": fitted}),
        scale=data.scale, errors=data.errors, level=level, autocorrelation=data.rho, interval=options.interval,
        fit=model,
    )  # fmt: skip


def _search(data: Observations, grid: Grid, most: int, interval: str) -> tuple[list[Fit], BestFits]:
    """Return the best model of each number of joinpoints, 0 … `most`, and all the sums of squares behind them."""
    projector = residual_projector(data.whiten(data.base()))
    columns = projector @ data.whiten(hinges(data.years, grid.candidates))
    best = best_fits(grid, columns, projector @ data.whiten(data.response), most)
    return [fit(data, grid.candidates[places], interval) for places in best.places], best


def _most(data: Observations, grid: Grid, options: _Options) -> int:
    """Return the largest number of joinpoints to fit; raise when the years do not allow what was asked for."""
    n, steps = data.years.size, data.steps.shape[1]
    if n < 3 + steps:
        raise InputError(
            f"A trend{' with its breaks' if steps else ''} needs at least {3 + steps} observed years, but there are {n}."
        )
    allowed = min(grid.most_joinpoints(), (n - 3 - steps) // 2)
    asked = options.most if options.exactly is None else options.exactly
    if asked is None:
        return int(min(_MOST_BY_DEFAULT, max(0, (n - 2) // _YEARS_EACH), allowed))
    if asked > allowed:
        raise InputError(
            f"{asked} joinpoints were asked for, but {n} observed years allow at most {allowed}, with min_to_end="
            f"{options.min_to_end} and min_between={options.min_between}; ask for fewer, or give more years."
        )
    return int(asked)


def _joinpoint_years(grid: Grid, best: BestFits, model: Fit, level: float) -> tuple[JoinpointYear, ...]:
    """Return the joinpoints with Lerman's limits: the places that raise the sum of squares by less than F allows."""
    k, found = model.joinpoints.size, []
    for j, year in enumerate(model.joinpoints.tolist()):
        lower = upper = np.nan
        if model.freedom > 0:
            allowed = 1 + special.fdtri(1, model.freedom, level) / model.freedom
            inside = grid.candidates[best.by_place[k][j] <= best.sums[k] * allowed]
            lower, upper = float(inside.min(initial=year)), float(inside.max(initial=year))
        found.append(JoinpointYear(year, lower, upper))
    return tuple(found)


def _separate(data: Observations, breaks: tuple[float, ...], options: _Options) -> Joinpoint:
    """Return one model for each part between breaks, joined in one result."""
    part = np.searchsorted(breaks, data.years, side="right")
    parts = tuple(_model(data.part(part == number), (), options) for number in range(len(breaks) + 1))
    tables = [one.selection.table.assign(part=number) for number, one in enumerate(parts, start=1)]
    tests = [one.selection.tests.assign(part=number) for number, one in enumerate(parts, start=1)]
    made = [table for table in tests if len(table)] or tests[:1]
    return Joinpoint(
        segments=tuple(segment for one in parts for segment in one.segments),
        joinpoints=tuple(joint for one in parts for joint in one.joinpoints),
        steps=(),
        selection=Selection(
            options.selection, sum(one.selection.joinpoints for one in parts),
            pd.concat(tables, ignore_index=True), pd.concat(made, ignore_index=True),
        ),
        fitted=pd.concat([one.fitted for one in parts], ignore_index=True),
        scale=data.scale, errors=data.errors, level=options.level, autocorrelation=options.autocorrelation or 0.0,
        interval=options.interval, parts=parts,
    )  # fmt: skip


def _neighbours_correlation(data: Observations, model: Fit) -> float:
    """Return the correlation of the weighted residuals of neighbouring years, those a gap apart left out."""
    residuals = np.sqrt(data.weights) * (data.response - model.fitted)
    gaps = np.diff(data.years)
    near = gaps == gaps.min()
    spread = float(np.mean(residuals**2))
    if spread == 0:
        return 0.0
    correlation = float(np.mean((residuals[:-1] * residuals[1:])[near])) / spread
    return float(np.clip(correlation, -_STRONGEST_CORRELATION, _STRONGEST_CORRELATION))


def _correlation(value: float | str) -> float | None:
    """Return a given correlation, or None when it is to be estimated."""
    if value == "estimated":
        return None
    if isinstance(value, int | float) and -1 < value < 1:
        return float(value)
    raise InputError(f"autocorrelation is {value!r}, but must lie between −1 and 1, or be 'estimated'.")


def _whole(value: int | None, name: str, least: int) -> int | None:
    if value is None or (isinstance(value, int | np.integer) and not isinstance(value, bool) and value >= least):
        return value
    raise InputError(f"{name} is {value!r}, but must be a whole number of at least {least}.")
