"""Forecasts that add up: sectors to the total, townships to the county, in the mean and in every simulated future.

``mint-shrink`` and ``wls`` draw all forecasts together by their accuracy: ỹ = S (S'W⁻¹S)⁻¹ S'W⁻¹ ŷ, W from past errors or
from the draws (Wickramasuriya, Athanasopoulos and Hyndman 2019; correlations shrunk as by Schäfer and Strimmer 2005), ``ols``
with W = I; each draw is projected alike (Panagiotelis, Gamakumara, Athanasopoulos and Hyndman 2023), what falls below zero
being taken from its siblings; counts are made whole again. ``conditioning`` keeps draws of the parts in proportion to how likely the totals' own forecasts
find their sums (Zambon, Azzimonti and Corani 2024). ``bottom-up`` adds the parts and believes no total.
"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any

import numpy as np
import pandas as pd

from safetystats.errors import InputError, one_of
from safetystats.measures.columns import FloatArray
from safetystats.models.futures.hierarchy import Hierarchy, read_hierarchy
from safetystats.models.futures.sampled_forecast import LEVELS, as_samples, interval_frame
from safetystats.models.series.reading import read_levels

RECONCILIATION_METHODS = ("mint-shrink", "wls", "ols", "conditioning", "bottom-up")
_FEWEST_EFFECTIVE = 100


@dataclass(frozen=True, slots=True, repr=False)
class Reconciled:
    """Coherent forecasts: `mean` has one row a series and one column a step; `draws` one array (future, step) a series.

    `draws` is None when only means came in. `effective_draws` is the number of independent draws that conditioning left, at
    the worst step; totals and parts that contradict each other leave few.
    """

    mean: pd.DataFrame
    draws: dict[str, FloatArray] | None
    counts: bool
    level: tuple[float, ...]
    method: str
    effective_draws: float

    @property
    def frame(self) -> pd.DataFrame:
        """One row a series and step: series, step, mean and, with draws, median and intervals."""
        if self.draws is None:
            long = self.mean.T.rename_axis("step").melt(ignore_index=False, var_name="series", value_name="mean")
            return long.reset_index()[["series", "step", "mean"]]
        parts = [
            interval_frame(draws, self.mean.loc[name].to_numpy(), self.level, self.counts).assign(series=name)
            for name, draws in self.draws.items()
        ]
        table = pd.concat(parts, ignore_index=True)
        return table[["series", *(column for column in table.columns if column != "series")]]

    def __repr__(self) -> str:
        kind = "means" if self.draws is None else f"{len(next(iter(self.draws.values())))} draws"
        return f"<Reconciled {len(self.mean)} series, {self.mean.shape[1]} steps, {kind}, {self.method}>"


def reconcile_forecasts(
    structure: Mapping[str, Sequence[str]] | pd.DataFrame,
    forecasts: Mapping[str, Any],
    method: str = "mint-shrink",
    *,
    residuals: pd.DataFrame | None = None,
    level: Sequence[float] = LEVELS,
    seed: int = 1,
) -> Reconciled:
    """Return forecasts of a total and its parts that add up.

    Parameters
    ----------
    structure
        Total → names of its parts; parts may have parts. Or the summing matrix as a data frame: one row a series, one
        column a bottom series, 1 where the column is in the row.
    forecasts
        For each series the means of the steps ahead (a number or a list), or draws as an array (future, step), or a forecast
        of any kind (see ``as_samples``). All series alike.
    method
        One of :data:`RECONCILIATION_METHODS`; ``conditioning`` needs draws.
    residuals
        Past one-step errors, one column a series, for W; without them W is that of the draws (means alone: ``ols`` only,
        ``bottom-up``).

    Raises
    ------
    InputError
        A series without forecast, forecasts of different lengths, a structure that goes round in a circle, or a method
        without what it needs.
    """
    one_of(method, RECONCILIATION_METHODS, "method")
    hierarchy, levels = read_hierarchy(structure), read_levels(level)
    values, sampled = _read_forecasts(hierarchy, forecasts, seed)
    if method == "conditioning" and not sampled:
        raise InputError("The method conditioning needs draws for every series; give draws, or take mint-shrink.")
    counts = sampled and bool((values == np.round(values)).all())
    effective = float(values.shape[1])
    rng = np.random.default_rng(seed)
    if method == "conditioning":
        bottom, effective = _condition(hierarchy, values, rng)
    else:
        bottom = _project(hierarchy, values, method, residuals)
    if counts:
        # Whole again, up or down by chance, so that the mean stays.
        bottom = np.floor(bottom + rng.random(bottom.shape) * (bottom % 1 > 0))
    coherent = np.einsum("sb,bdt->sdt", hierarchy.summing, bottom)
    mean = pd.DataFrame(coherent.mean(axis=1), index=hierarchy.names, columns=range(1, values.shape[2] + 1))
    draws = dict(zip(hierarchy.names, coherent, strict=True)) if sampled else None
    return Reconciled(mean, draws, counts, levels, method, effective)


def _read_forecasts(hierarchy: Hierarchy, forecasts: Mapping[str, Any], seed: int) -> tuple[FloatArray, bool]:
    """Return an array (series, draw, step); means are a single draw."""
    missing = [name for name in hierarchy.names if name not in forecasts]
    if missing:
        raise InputError(f"forecasts lacks {', '.join(missing)}; every total and part of the structure needs one.")
    arrays = {name: _array(forecasts[name], seed + place) for place, name in enumerate(hierarchy.names)}
    sampled = {array.ndim == 2 for array in arrays.values()}
    shaped = {name: np.atleast_1d(array)[None] if array.ndim < 2 else array for name, array in arrays.items()}
    shapes = {name: array.shape for name, array in shaped.items()}
    if len(sampled) > 1 or len(set(shapes.values())) > 1:
        told = ", ".join(f"{name} {shape}" for name, shape in shapes.items())
        raise InputError(
            f"The forecasts must all have the same number of steps and of draws, but have (draws, steps): {told}."
        )
    values = np.stack(list(shaped.values()))
    if not np.isfinite(values).all():
        raise InputError("The forecasts hold missing or infinite numbers; give known ones for every series and step.")
    if (values < 0).any():
        raise InputError("The forecasts hold negative numbers, but deaths and accidents cannot be fewer than 0.")
    return values, sampled.pop()


def _array(forecast: Any, seed: int) -> FloatArray:
    if hasattr(forecast, "quantiles"):
        return as_samples(forecast, seed=seed).draws
    return np.asarray(forecast, dtype=float)


def _project(hierarchy: Hierarchy, values: FloatArray, method: str, residuals: pd.DataFrame | None) -> FloatArray:
    """Return the bottom series (bottom, draw, step) of the projected draws, none below zero."""
    if method == "bottom-up":
        return values[hierarchy.bottom]
    bottom = np.empty((len(hierarchy.bottom), *values.shape[1:]))
    for step in range(values.shape[2]):
        weight = _error_covariance(hierarchy, values[:, :, step], method, residuals)
        scaled = np.linalg.solve(weight, hierarchy.summing)
        bottom[:, :, step] = np.linalg.solve(hierarchy.summing.T @ scaled, scaled.T @ values[:, :, step])
    return _lift(bottom)


def _lift(bottom: FloatArray) -> FloatArray:
    """Set negative parts to zero and take what that adds from the positive ones, in proportion: the total stays."""
    positive = np.maximum(bottom, 0.0)
    total, kept = np.maximum(bottom.sum(axis=0), 0.0), positive.sum(axis=0)
    return np.asarray(positive * np.divide(total, kept, out=np.zeros_like(kept), where=kept > 0))


def _error_covariance(
    hierarchy: Hierarchy, values: FloatArray, method: str, residuals: pd.DataFrame | None
) -> FloatArray:
    if method == "ols":
        return np.eye(len(hierarchy.names))
    errors = _errors(hierarchy, values, residuals)
    variance = np.mean(errors**2, axis=1)
    # A series that never erred would be believed blindly: it gets a small share of the mean variance instead.
    variance = np.maximum(variance, 1e-6 * max(float(variance.mean()), 1e-12))
    if method == "wls":
        return np.diag(variance)
    root = np.sqrt(variance)
    return np.asarray(_shrunk_correlation(errors / root[:, None]) * np.outer(root, root))


def _errors(hierarchy: Hierarchy, values: FloatArray, residuals: pd.DataFrame | None) -> FloatArray:
    """Return errors (series, occasion): the past ones when given, else the draws about their mean."""
    if residuals is None:
        if values.shape[1] < 2:
            raise InputError(
                "Means alone tell nothing of accuracy; give residuals, or take the method ols or bottom-up."
            )
        return np.asarray(values - values.mean(axis=1, keepdims=True))
    missing = [name for name in hierarchy.names if name not in residuals]
    if missing:
        raise InputError(f"residuals lacks {', '.join(missing)}; give one column for every total and part.")
    table: FloatArray = residuals[list(hierarchy.names)].dropna().to_numpy(dtype=float).T
    if table.shape[1] < 2:
        raise InputError("residuals has fewer than 2 periods in which every series is known; give more.")
    return table


def _shrunk_correlation(scaled: FloatArray) -> FloatArray:
    """Return the correlation matrix shrunk towards none by Schäfer and Strimmer's rule."""
    occasions = scaled.shape[1]
    correlation = scaled @ scaled.T / occasions
    spread = (scaled**2 @ (scaled**2).T / occasions - correlation**2) / max(occasions - 1, 1)
    apart = ~np.eye(len(scaled), dtype=bool)
    strength = np.clip(spread[apart].sum() / max((correlation[apart] ** 2).sum(), 1e-300), 0.0, 1.0)
    shrunk: FloatArray = (1 - strength) * correlation
    np.fill_diagonal(shrunk, 1.0)
    return shrunk


def _condition(hierarchy: Hierarchy, values: FloatArray, rng: np.random.Generator) -> tuple[FloatArray, float]:
    """Return draws of the parts, drawn anew by the chance of their sums under the totals' forecasts, and how many count."""
    bottom = values[hierarchy.bottom].copy()
    fewest = float(values.shape[1])
    for step in range(values.shape[2]):
        sums = hierarchy.summing @ bottom[:, :, step]
        weight = np.ones(values.shape[1])
        for place in hierarchy.upper:
            weight *= _density(values[place, :, step], sums[place])
        if not weight.sum() > 0:
            raise InputError(
                f"At step {step + 1} no sum of the parts is possible under the totals' forecasts; they contradict each other, "
                "so look at them, or take mint-shrink."
            )
        weight /= weight.sum()
        fewest = min(fewest, 1 / float(weight @ weight))
        if fewest < _FEWEST_EFFECTIVE:
            raise InputError(
                f"At step {step + 1} only {fewest:.0f} of {weight.size} draws of the parts fit the totals' forecasts; give more "
                "draws, or take mint-shrink."
            )
        bottom[:, :, step] = bottom[:, rng.choice(weight.size, weight.size, p=weight), step]
    return bottom, fewest


def _density(draws: FloatArray, at: FloatArray) -> FloatArray:
    """Return the density of draws at values, smoothed by a normal kernel on a grid (bandwidth: Silverman 1986)."""
    quartiles = np.quantile(draws, [0.25, 0.75])
    spread = min(draws.std(), (quartiles[1] - quartiles[0]) / 1.34) or draws.std() or 1.0
    width = max(0.9 * spread * draws.size**-0.2, 0.25)
    low, high = min(draws.min(), at.min()) - 4 * width, max(draws.max(), at.max()) + 4 * width
    cells = int(np.clip(np.ceil((high - low) / width * 8), 32, 20_000))
    mass = np.histogram(draws, bins=cells, range=(low, high))[0]
    cell = (high - low) / cells
    grid = low + (np.arange(cells) + 0.5) * cell
    reach = np.arange(-np.ceil(4 * width / cell), np.ceil(4 * width / cell) + 1) * cell
    kernel = np.exp(-0.5 * (reach / width) ** 2)
    return np.asarray(np.interp(at, grid, np.convolve(mass, kernel, mode="same") / kernel.sum()))
