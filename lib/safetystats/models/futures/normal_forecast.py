"""A forecast whose steps are jointly normal, on the scale of the series or on that of its logarithm."""

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np
import pandas as pd
from scipy import special

from safetystats.errors import InputError
from safetystats.measures.columns import Column, FloatArray, check_level
from safetystats.models.futures.draws import normal_draws
from safetystats.models.futures.sampled_forecast import DRAWS, SampledForecast


@dataclass(frozen=True, slots=True, repr=False)
class NormalForecast:
    """Normal steps of mean `location` and covariance `covariance`; with `log` these are of the logarithm."""

    location: FloatArray
    covariance: FloatArray
    log: bool
    level: tuple[float, ...]
    method: str

    @property
    def mean(self) -> FloatArray:
        """Expected value of each step."""
        return np.exp(self.location + np.diag(self.covariance) / 2) if self.log else self.location

    @property
    def frame(self) -> pd.DataFrame:
        """One row a step: step, mean, median, and lower_L, upper_L for each level L in per cent."""
        columns = {"step": np.arange(1, self.location.size + 1), "mean": self.mean, "median": self._quantile(0.5)}
        for one in self.level:
            tail = (1 - one / 100) / 2
            columns |= {f"lower_{one:g}": self._quantile(tail), f"upper_{one:g}": self._quantile(1 - tail)}
        return pd.DataFrame(columns)

    def quantiles(self, probabilities: Sequence[float]) -> pd.DataFrame:
        """Return the quantiles, one row a step and one column a probability."""
        values = {p: self._quantile(check_level(p, "probabilities")) for p in probabilities}
        return pd.DataFrame(values, index=pd.RangeIndex(1, self.location.size + 1, name="step"))

    def probability_below(self, value: Column, step: int = 1) -> Column:
        """Return the chance that the step's value is at most `value`."""
        if not 1 <= step <= self.location.size:
            raise InputError(f"step is {step}, but the forecast has the steps 1 to {self.location.size}.")
        wanted = np.asarray(value, dtype=float)
        if self.log:
            with np.errstate(divide="ignore"):
                wanted = np.log(np.maximum(wanted, 0.0))
        chance = special.ndtr((wanted - self.location[step - 1]) / np.sqrt(self.covariance[step - 1, step - 1]))
        return float(chance) if np.ndim(value) == 0 else chance

    def sampled(self, draws: int = DRAWS, seed: int = 1) -> SampledForecast:
        """Return simulated futures, for scenarios and reconciliation."""
        values = self.location + normal_draws(self.covariance, draws, np.random.default_rng(seed))
        values = np.exp(values) if self.log else values
        return SampledForecast(values, values, False, self.level, self.method)

    def _quantile(self, probability: float) -> FloatArray:
        value = self.location + special.ndtri(probability) * np.sqrt(np.diag(self.covariance))
        return np.exp(value) if self.log else np.asarray(value)

    def __repr__(self) -> str:
        widest = max(self.level)
        tail = (1 - widest / 100) / 2
        interval = f"{widest:g} % interval {self._quantile(tail)[0]:.4g} to {self._quantile(1 - tail)[0]:.4g}"
        return f"<NormalForecast of {self.location.size} steps, {self.method}; first {self.mean[0]:.4g} ({interval})>"
