"""A forecast held as simulated futures: every number it tells is counted off the draws.

Draws keep what quantiles alone lose: how the years of one future hang together, and how sectors or areas do. Counts have
whole draws and therefore whole quantiles.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

import numpy as np
import pandas as pd

from safetystats.errors import InputError
from safetystats.measures.columns import Column, FloatArray, check_level
from safetystats.models.series.reading import read_levels

LEVELS = (50, 80, 95)
DRAWS = 10_000


@dataclass(frozen=True, slots=True, repr=False)
class SampledForecast:
    """Simulated futures: `draws` holds one future a row and one step a column, `means` the expected value behind each.

    `means` leaves out the chance of the counting itself (the Poisson part); for what is not a count both are the same.
    """

    draws: FloatArray
    means: FloatArray
    counts: bool
    level: tuple[float, ...]
    method: str

    @property
    def horizon(self) -> int:
        """Number of steps ahead."""
        return int(self.draws.shape[1])

    @property
    def mean(self) -> FloatArray:
        """Expected value of each step."""
        return np.asarray(self.means.mean(axis=0))

    @property
    def frame(self) -> pd.DataFrame:
        """One row a step: step, mean, median, and lower_L, upper_L for each level L in per cent."""
        return interval_frame(self.draws, self.mean, self.level, self.counts)

    def quantiles(self, probabilities: Sequence[float]) -> pd.DataFrame:
        """Return the quantiles, one row a step and one column a probability; whole numbers for counts."""
        for probability in probabilities:
            check_level(probability, "probabilities")
        values = sample_quantiles(self.draws, probabilities, self.counts)
        steps = pd.RangeIndex(1, self.horizon + 1, name="step")
        return pd.DataFrame(values.T, index=steps, columns=list(probabilities))

    def interval(self, level: float) -> pd.DataFrame:
        """Return lower and upper of each step at a level in per cent."""
        tail = (1 - read_levels(level)[0] / 100) / 2
        return self.quantiles([tail, 1 - tail]).set_axis(["lower", "upper"], axis="columns")

    def probability_below(self, value: Column, step: int = 1) -> Column:
        """Return the chance that the step's value is at most `value` (a quota of `value` is then kept)."""
        if not 1 <= step <= self.horizon:
            raise InputError(f"step is {step}, but the forecast has the steps 1 to {self.horizon}.")
        sorted_draws = np.sort(self.draws[:, step - 1])
        share = np.searchsorted(sorted_draws, np.asarray(value, dtype=float), side="right") / sorted_draws.size
        return float(share) if np.ndim(value) == 0 else share

    def __repr__(self) -> str:
        first = self.frame.iloc[0]
        widest = f"{max(self.level):g}"
        interval = f"{widest} % interval {first[f'lower_{widest}']:.4g} to {first[f'upper_{widest}']:.4g}"
        return f"<SampledForecast of {self.horizon} steps, {self.method}; first {first['mean']:.4g} ({interval})>"


def as_samples(forecast: Any, draws: int = DRAWS, seed: int = 1) -> SampledForecast:
    """Return a forecast of any kind as simulated futures.

    Draws (an array: future, step) and sampled forecasts are taken as they are, a latent risk as its deaths; a normal forecast
    is sampled. Of any other only ``quantiles`` are known: its steps are drawn at one and the same rank, since a year that
    turns out high is mostly followed by high ones.
    """
    if isinstance(forecast, SampledForecast):
        return forecast
    if hasattr(forecast, "deaths"):
        return as_samples(forecast.deaths)
    if hasattr(forecast, "sampled"):
        return as_samples(forecast.sampled(draws, seed))
    if hasattr(forecast, "quantiles"):
        ranks = np.random.default_rng(seed).permutation(np.arange(draws) + 0.5) / draws
        table = forecast.quantiles(np.sort(ranks).tolist()).to_numpy(dtype=float).T
        values = table[(ranks * draws).astype(int)]
    else:
        values = np.asarray(forecast, dtype=float)
    if values.ndim != 2 or not np.isfinite(values).all():
        raise InputError("The forecast must be one of models, or an array of known draws with one future a row.")
    return SampledForecast(values, values, bool((values == np.round(values)).all()), LEVELS, "draws")


def sample_quantiles(draws: FloatArray, probabilities: Sequence[float], counts: bool) -> FloatArray:
    """Return quantiles over the first axis; for counts the smallest count reached with that chance."""
    rule = "inverted_cdf" if counts else "linear"
    return np.asarray(np.quantile(draws, np.asarray(probabilities, dtype=float), axis=0, method=rule))  # type: ignore[call-overload]


def interval_frame(draws: FloatArray, mean: FloatArray, level: Sequence[float], counts: bool) -> pd.DataFrame:
    """Lay draws (one future a row) out as step, mean, median and intervals."""
    tails = [(1 - one / 100) / 2 for one in level]
    values = sample_quantiles(draws, [0.5, *tails, *(1 - tail for tail in tails)], counts)
    columns = {"step": np.arange(1, draws.shape[1] + 1), "mean": mean, "median": values[0]}
    for place, one in enumerate(level):
        columns[f"lower_{one:g}"] = values[1 + place]
        columns[f"upper_{one:g}"] = values[1 + len(tails) + place]
    return pd.DataFrame(columns)
