"""What if: the forecast as it stands, under another exposure, and with a measure that works as well as it is known to.

Expected deaths are multiplied by the ratio of the given exposure to the one forecast, and by the measure's effect, drawn
from a log-normal distribution with its limits. Counts follow by thinning: a death of the baseline is avoided with chance
1 − ratio, deaths above it come as a Poisson count, so that scenarios differ by what sets them apart and not by chance.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

import numpy as np
import pandas as pd

from safetystats.errors import InputError
from safetystats.measures.columns import Column, FloatArray, check_level, read_vector, refuse
from safetystats.measures.tails import normal_quantiles, split_tails
from safetystats.models.futures.sampled_forecast import LEVELS, SampledForecast, as_samples, interval_frame
from safetystats.models.series.reading import read_levels


@dataclass(frozen=True, slots=True, repr=False)
class Scenarios:
    """Futures by scenario: ``baseline``, ``exposure`` (the given path) and ``effect`` (the measure, on that path if given)."""

    futures: dict[str, SampledForecast]
    level: tuple[float, ...]

    @property
    def frame(self) -> pd.DataFrame:
        """One row a scenario and step: scenario, step, mean, median and intervals, as a fan chart needs them."""
        parts = [told.frame.assign(scenario=name) for name, told in self.futures.items()]
        table = pd.concat(parts, ignore_index=True)
        return table[["scenario", *(column for column in table.columns if column != "scenario")]]

    @property
    def avoided(self) -> pd.DataFrame:
        """Deaths that the last scenario is expected to avoid against the one before it, step by step."""
        return self._avoided(self._difference())

    @property
    def avoided_so_far(self) -> pd.DataFrame:
        """The same, added up from the first step to each."""
        return self._avoided(np.cumsum(self._difference(), axis=1))

    def _difference(self) -> FloatArray:
        *_, before, last = [told.means for told in self.futures.values()]
        return np.asarray(before - last)

    def _avoided(self, difference: FloatArray) -> pd.DataFrame:
        return interval_frame(difference, difference.mean(axis=0), self.level, counts=False)

    def __repr__(self) -> str:
        last = self.avoided_so_far.iloc[-1]
        widest = f"{max(self.level):g}"
        interval = f"{widest} % interval {last[f'lower_{widest}']:.4g} to {last[f'upper_{widest}']:.4g}"
        return f"<Scenarios {', '.join(self.futures)}: {last['mean']:.4g} avoided in {int(last['step'])} steps ({interval})>"


def scenario(
    forecast: Any,
    exposure_path: Column = None,
    effect: Any = None,
    start: int = 1,
    *,
    baseline_exposure: Column = None,
    phase_in: int = 1,
    effect_level: float = 0.95,
    level: Sequence[float] = LEVELS,
    seed: int = 1,
) -> Scenarios:
    """Return the forecast under a given exposure path, under a measure, or both.

    Parameters
    ----------
    forecast
        A forecast of models, or an array of draws (future, step).
    exposure_path
        Exposure of every coming step in the scenario.
    effect
        (ratio, lower, upper) of the measure: 0.85 of the deaths remain, 0.75 to 0.97; or a ``Comparison`` of measures.
    start, phase_in
        First step the measure works in, and the number of steps until it works in full (evenly in logarithms).
    baseline_exposure
        Exposure behind the forecast, one number a step; a latent risk forecast knows its own, draw by draw.
    effect_level
        Level of the effect's interval.

    Raises
    ------
    InputError
        Neither path nor effect, a path without the exposure to compare it with, limits out of order, or a start outside
        the forecast.
    """
    levels, futures = read_levels(level), as_samples(forecast, seed=seed)
    if exposure_path is None and effect is None:
        raise InputError("Neither exposure_path nor effect is given, so there is nothing to compare; give one of them.")
    baseline = SampledForecast(futures.draws, futures.means, futures.counts, levels, "baseline")
    rng = np.random.default_rng(seed)
    told = {"baseline": baseline}
    if exposure_path is not None:
        told["exposure"] = _scaled(
            baseline, _exposure_ratio(forecast, exposure_path, baseline_exposure, futures), rng, "exposure"
        )
    if effect is not None:
        before = next(reversed(told.values()))
        ratios = _effect_ratio(_read_effect(effect, effect_level), before.draws.shape, start, phase_in, rng)
        told["effect"] = _scaled(before, ratios, rng, "effect")
    return Scenarios(told, levels)


def _scaled(before: SampledForecast, ratio: FloatArray, rng: np.random.Generator, name: str) -> SampledForecast:
    means = before.means * ratio
    if not before.counts:
        return SampledForecast(before.draws * ratio, means, False, before.level, name)
    kept = rng.binomial(before.draws.astype(np.int64), np.minimum(ratio, 1.0))
    added = rng.poisson(before.means * np.maximum(ratio - 1.0, 0.0))
    return SampledForecast((kept + added).astype(float), means, True, before.level, name)


def _exposure_ratio(forecast: Any, path: Column, baseline: Column, futures: SampledForecast) -> FloatArray:
    wanted = _read_path(path, "exposure_path", futures.horizon)
    if baseline is not None:
        return np.broadcast_to(wanted / _read_path(baseline, "baseline_exposure", futures.horizon), futures.draws.shape)
    known = getattr(forecast, "exposure", None)
    if not isinstance(known, SampledForecast):
        raise InputError(
            "exposure_path needs the exposure behind the forecast; give baseline_exposure, or forecast by latent_risk."
        )
    return np.asarray(wanted / known.draws)


def _read_path(path: Column, name: str, horizon: int) -> FloatArray:
    values = read_vector(name, path)
    refuse(values <= 0, values, name, "must be greater than 0")
    if values.size != horizon:
        raise InputError(f"{name} has {values.size} steps, but the forecast has {horizon}; give one number a step.")
    return values


def _read_effect(effect: Any, level: float) -> tuple[float, float]:
    """Return mean and standard deviation of the log ratio."""
    if hasattr(effect, "ratio"):
        effect, level = (effect.ratio, effect.lower, effect.upper), effect.level
    values = read_vector("effect", effect)
    if values.size != 3 or not 0 < values[1] <= values[0] <= values[2]:
        raise InputError(
            f"effect is {effect!r}, but must be (ratio, lower, upper) with 0 < lower <= ratio <= upper, such as (0.85, 0.75, 0.97)."
        )
    z = normal_quantiles(split_tails(check_level(level, "effect_level"), "two"))[0]
    return float(np.log(values[0])), float(np.log(values[2] / values[1]) / (2 * z))


def _effect_ratio(
    effect: tuple[float, float], shape: tuple[int, ...], start: int, phase_in: int, rng: np.random.Generator
) -> FloatArray:
    """Return ratios (future, step); one future keeps one effect throughout."""
    if not 1 <= start <= shape[1]:
        raise InputError(f"start is {start!r}, but the forecast has the steps 1 to {shape[1]}.")
    if phase_in < 1:
        raise InputError(f"phase_in is {phase_in!r}, but must be 1 (at once) or more steps.")
    share = np.clip((np.arange(1, shape[1] + 1) - start + 1) / phase_in, 0.0, 1.0)
    logs = rng.normal(*effect, shape[0])
    return np.asarray(np.exp(logs[:, None] * share))
