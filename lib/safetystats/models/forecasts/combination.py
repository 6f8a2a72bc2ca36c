"""One point forecast from eight light ones, combined in logs relative to the last value.

Theta and damped-trend grids run on the level, the square root and the log of the series: counts are steadiest on the
square root. Each of the eight forecasts says by which log change the series will move; the combined log change is their
weighted sum. The weights are close to one eighth each and lean, linearly, on how surely the series rises or falls, how noisy
and how long it is, and how far ahead the forecast is; learned offline under a strong penalty towards equal weights
(``scripts/fit_forecast_constants.py``). A gate any softer did better across series and worse forward in time.
"""

import json
from dataclasses import dataclass
from functools import cache
from importlib import resources
from typing import Any

import numpy as np
from numpy.typing import NDArray

from safetystats.measures.columns import FloatArray
from safetystats.models.forecasts.base_methods import (
    THETAS,
    GridForecasts,
    theta_grid,
    theta_parameters,
    trend_grid,
    trend_parameters,
)

BASE_METHODS = (
    "theta level", "theta log", "theta root", "steep theta root", "flat theta root",
    "damped trend root", "smoothing root", "mean change",
)  # fmt: skip
LEVEL, LOG, ROOT = 0, 1, 2
_FARTHEST = 3.0
"""No forecast moves by more than this log change: a factor of twenty."""
_SHORTEST, _LONGEST = 7, 52
"""Lengths the weights were learned on; shorter and longer series are weighted as these."""
_LAST_STEP = 6
"""Steps the weights were learned on; later ones are weighted as this."""


@dataclass(frozen=True, slots=True)
class Points:
    """Point forecasts (step, series), and what the width of their intervals is judged by.

    `spread` is the standard deviation of the eight log changes (step, series); `one_step` the root mean square of the
    one-step errors in logs, `length` the number of values.
    """

    centre: FloatArray
    spread: FloatArray
    one_step: FloatArray
    length: NDArray[np.int_]


@dataclass(frozen=True, slots=True)
class Panel:
    """Positive series as (time, series), right-aligned, longest first; NaN before a series begins; `floors` stand for 0."""

    values: FloatArray
    lengths: NDArray[np.int_]
    floors: FloatArray


def pack(series: list[FloatArray], floors: FloatArray) -> tuple[Panel, NDArray[np.int_]]:
    """Return series of various lengths as one panel, and the place of each of its columns in the list."""
    lengths = np.array([values.size for values in series])
    order = np.argsort(-lengths, kind="stable")
    panel = np.full((int(lengths.max()), len(series)), np.nan)
    for column, place in enumerate(order):
        panel[len(panel) - lengths[place] :, column] = series[place]
    return Panel(panel, lengths[order], floors[order]), order


def combined(panel: Panel, horizon: int, pace: float = 1.0) -> Points:
    """Return the combined point forecasts of a panel; `pace` is years a step."""
    changes, one_step = base_changes(panel, horizon)
    weights = features(panel, horizon, pace) @ np.array(constants()["weights"])
    change = (changes * weights).sum(axis=2).clip(-_FARTHEST, _FARTHEST)
    return Points(
        centre=_last(panel) * np.exp(change),
        spread=changes.std(axis=2),
        one_step=one_step,
        length=panel.lengths,
    )


def base_changes(panel: Panel, horizon: int) -> tuple[FloatArray, FloatArray]:
    """Return the log changes from the last value (step, series, method), and the root mean square one-step log error."""
    # In units of its greatest value no square of a series runs over or under.
    peak = np.maximum(np.nanmax(panel.values, axis=0), panel.floors)
    panel = Panel(panel.values / peak, panel.lengths, panel.floors / peak)
    logs = np.log(np.maximum(panel.values, panel.floors))
    scales = np.stack([panel.values, logs, np.sqrt(panel.values)], axis=1)
    theta = theta_grid(scales, panel.lengths, horizon)
    trend = trend_grid(scales[:, ROOT:], panel.lengths, horizon)
    last, least = _last(panel), 1e-3 * _last(panel)
    forecasts = _back_transformed(theta, trend, panel, horizon)
    changes = np.log(np.maximum(forecasts, least[:, None]) / last[:, None])
    error = theta.mean_error(_thetas(1.0, 3.0), LOG, panel.lengths, 0.5)
    one_step = np.sqrt(error / np.maximum(panel.lengths - 3, 1))
    return changes.clip(-_FARTHEST, _FARTHEST), one_step


def features(panel: Panel, horizon: int, pace: float = 1.0) -> FloatArray:
    """Return the five features (step, series, feature): 1, signed surety of the trend, noise, length, step."""
    mean, deviation = _yearly_changes(panel)
    surety = mean / (deviation + 1e-6) * np.sqrt(panel.lengths - 1)
    noise = (np.log(deviation + 1e-6) + 2.5).clip(-2.5, 2.5)
    length = np.log(panel.lengths.clip(_SHORTEST, _LONGEST)) - 3
    step = np.log(np.minimum(1 + pace * np.arange(horizon), _LAST_STEP))[:, None] - 1
    columns = (np.ones_like(mean), np.tanh(surety / 4), noise, length, step)
    return np.stack([np.broadcast_to(column, (horizon, mean.size)) for column in columns], axis=2)


@cache
def constants() -> dict[str, Any]:
    """Return the constants learned offline, with their provenance."""
    text = resources.files("safetystats.models.forecasts").joinpath("constants.json").read_text("utf-8")
    return dict(json.loads(text))


def _back_transformed(theta: GridForecasts, trend: GridForecasts, panel: Panel, horizon: int) -> FloatArray:
    """Return the eight forecasts (step, series, method) on the level of the series."""
    lengths = panel.lengths
    every, flat, steep = _thetas(1.0, THETAS[-1]), _thetas(1.0, 3.0), _thetas(5.0, THETAS[-1])
    smoothing = trend_parameters()[2] == 0
    last, steps = panel.values[-1], np.arange(1, horizon + 1)[:, None]
    first = panel.values[len(panel.values) - lengths, np.arange(lengths.size)]
    roots = (
        theta.average(every, ROOT, lengths, 1.0),
        theta.average(steep, ROOT, lengths, 1.0),
        theta.average(flat, ROOT, lengths, 1.0),
        trend.average(np.ones_like(smoothing), 0, lengths, 0.5),
        trend.average(smoothing, 0, lengths, 0.5),
    )
    return np.stack(
        [
            np.maximum(theta.average(every, LEVEL, lengths, 2.0), 0),
            np.exp(np.minimum(theta.average(flat, LOG, lengths, 0.5), np.log(np.maximum(last, panel.floors)) + 9)),
            *(np.maximum(root, 0) ** 2 for root in roots),
            np.maximum(last + steps * (last - first) / np.maximum(lengths - 1, 1), 0),
        ],
        axis=2,
    )


def _thetas(least: float, most: float) -> NDArray[np.bool_]:
    theta = theta_parameters()[1]
    return (theta >= least) & (theta <= most)


def _last(panel: Panel) -> FloatArray:
    return np.asarray(np.maximum(panel.values[-1], panel.floors))


def _yearly_changes(panel: Panel) -> tuple[FloatArray, FloatArray]:
    """Return mean and standard deviation of the yearly log changes."""
    changes = np.diff(np.log(np.maximum(panel.values, panel.floors)), axis=0)
    known = np.isfinite(changes)
    count = np.maximum(known.sum(0), 1)
    mean = np.where(known, changes, 0.0).sum(0) / count
    return mean, np.sqrt((np.where(known, changes - mean, 0.0) ** 2).sum(0) / count)
