"""Forecasts of annual and monthly series with calibrated intervals.

The point forecast is the stiff combination of :mod:`combination`, the intervals those of :mod:`predictive`: learned on
held-out forecasts of real series, discrete for counts. With an exposure the latent risk model forecasts instead. What was
measured, on which series and against which methods, stands in ``docs/methods/forecasts.md``.
"""

import math
from collections.abc import Sequence
from dataclasses import dataclass, replace
from typing import Any

import numpy as np
import pandas as pd

from safetystats.errors import InputError, one_of
from safetystats.measures.columns import Column, FloatArray, check_positive, read_columns
from safetystats.measures.estimate import short
from safetystats.models.forecasts.panel_forecasts import describe, predict
from safetystats.models.forecasts.predictive import Predictive
from safetystats.models.series.reading import (
    MOST_STEPS,
    read_horizon,
    read_levels,
    read_panel,
    read_probabilities,
    read_series,
)

FORECAST_METHODS = ("combined", "naive")
LEVELS = (50, 80, 95)
_AT_ONCE = 1000
"""Series computed together: enough for speed, few enough for memory."""


@dataclass(frozen=True, slots=True, repr=False)
class Forecast:
    """The coming values of one series: point forecast and predictive distribution of each step.

    `frame` has one row a step: step, period (when the series was labelled), mean, median, and lower_L and upper_L for each
    level L. `mean` is the point forecast; the distribution has it as its median, except that small counts have theirs.
    """

    predictive: Predictive
    periods: Any
    level: tuple[float, ...]
    method: str
    counts: bool

    @property
    def frame(self) -> pd.DataFrame:
        """Steps, point forecasts and intervals."""
        columns: dict[str, Any] = {"step": self._steps}
        if self.periods is not None:
            columns["period"] = self.periods
        return pd.DataFrame(columns | interval_columns(self.predictive, self.level, median=True))

    @property
    def mean(self) -> FloatArray:
        """Point forecast of each step."""
        return self.predictive.mean[:, 0]

    def quantiles(self, probabilities: Sequence[float]) -> pd.DataFrame:
        """Return the quantiles, one row a step and one column a probability; whole numbers for counts."""
        wanted = read_probabilities(probabilities)
        values = self.predictive.quantiles(wanted)[:, :, 0].T
        return pd.DataFrame(values, index=pd.Index(self._steps, name="step"), columns=list(wanted))

    def interval(self, level: float = 95) -> pd.DataFrame:
        """Return lower and upper of each step at a level in per cent."""
        tail = (1 - read_levels(level)[0] / 100) / 2
        return self.quantiles([tail, 1 - tail]).set_axis(["lower", "upper"], axis="columns")

    def probability_below(self, value: Column, step: int = 1) -> Column:
        """Return the chance that the figure of the step is at most `value`: that a quota of `value` is kept."""
        if not 1 <= step <= self._steps.size:
            raise InputError(f"step is {step!r}, but the forecast has the steps 1 to {self._steps.size}.")
        (values,), form = read_columns(value=value)
        flat = np.broadcast_to(values.ravel(), (self._steps.size, values.size))
        chances = self.predictive.series(np.zeros(values.size, dtype=int)).cdf(flat)
        return form.restore(chances[step - 1].reshape(values.shape))

    def scaled(self, ratio: float, ratio_se: float = 0.0) -> "Forecast":
        """Return the forecast under a policy that multiplies the figures by `ratio`, known to ± `ratio_se`.

        The effect is lognormal with that median, and independent of everything else; .85 is a cut by 15 %.
        """
        check_positive(ratio, "ratio")
        if not (isinstance(ratio_se, int | float) and 0 <= ratio_se < math.inf):
            raise InputError(f"ratio_se is {ratio_se!r}, but must be a standard error of 0 or more.")
        if self.predictive.lift.any():
            raise InputError("A series with negative values has no ratio; scale its positive parts.")
        scenario = f"{self.method}, times {short(ratio)} ± {short(ratio_se)}"
        return replace(self, predictive=self.predictive.scaled(ratio, ratio_se / ratio), method=scenario)

    @property
    def _steps(self) -> Any:
        return np.arange(1, len(self.predictive.centre) + 1)

    def __repr__(self) -> str:
        lower, upper = self.interval(self.level[-1]).iloc[0]
        first = f"{short(self.mean[0])} ({self.level[-1]:g} % interval {short(lower)} to {short(upper)})"
        kind = "counts" if self.counts else "values"
        return f"<Forecast of {self._steps.size} steps of {kind}, {self.method}; first {first}>"

    def _repr_html_(self) -> str:
        return str(self.frame.to_html(index=False))


def forecast(
    series: Column,
    horizon: int,
    level: Sequence[float] = LEVELS,
    exposure: Column = None,
    counts: bool | None = None,
    *,
    method: str = "combined",
) -> Any:
    """Forecast one annual or monthly series.

    Parameters
    ----------
    series
        Values in the order of time. A Series may be labelled by years or months (then with season and lengths of months);
        a list or an array is annual. Eight values or more are what the method was measured on; counts may be as few as
        one, with a width that says so.
    horizon
        Steps ahead.
    level
        Levels of the intervals in per cent.
    exposure
        What the deaths are risked in (vehicles, employees, output …): as long as the series, to be forecast with it, or
        `horizon` longer, as a scenario. The latent risk model then forecasts, and its result has the same members.
    counts
        Whether these are counts, which have whole and never negative quantiles; by default whole series are.
    method
        One of :data:`FORECAST_METHODS`: the combination, or ``naive``, the last value (of the same month) with its own
        learned intervals, for series on which nothing does better (see :func:`choose`).

    Returns
    -------
    Forecast
    """
    steps, levels = read_horizon(horizon, MOST_STEPS), read_levels(level)
    one_of(method, FORECAST_METHODS, "method")
    if exposure is not None:
        from safetystats.models.time_series.latent_risk import forecast_with_exposure

        return forecast_with_exposure(series, exposure, steps, levels, counts)
    read = read_series(series, counts)
    predictive = predict([read], steps, method)
    periods = None
    if read.labels is not None:
        periods = read.labels.write(read.labels.numbers[-1] + np.arange(1, steps + 1))
    return Forecast(predictive, periods, levels, describe(read, method), read.counts)


def forecast_many(
    frame: pd.DataFrame,
    horizon: int,
    level: Sequence[float] = LEVELS,
    counts: bool | None = None,
    *,
    method: str = "combined",
) -> pd.DataFrame:
    """Forecast every series of a panel at once, each as :func:`forecast` would.

    Parameters
    ----------
    frame
        One row a series and period: unique_id, ds (years, months, dates or whole numbers) and y.

    Returns
    -------
    pandas.DataFrame
        unique_id, ds, mean, and lower_L and upper_L for each level L: one row a series and step.
    """
    steps, levels = read_horizon(horizon, MOST_STEPS), read_levels(level)
    one_of(method, FORECAST_METHODS, "method")
    series = read_panel(frame, counts)
    parts = [
        interval_columns(predict(series[first : first + _AT_ONCE], steps, method), levels)
        for first in range(0, len(series), _AT_ONCE)
    ]
    ahead = np.arange(1, steps + 1)
    labels = series[0].labels
    numbers = np.concatenate([one.labels.numbers[-1] + ahead for one in series if one.labels is not None])
    names = pd.Series(frame["unique_id"].unique()).repeat(steps)
    result = pd.DataFrame({"unique_id": names.to_numpy(), "ds": None if labels is None else labels.write(numbers)})
    for name in parts[0]:
        result[name] = np.concatenate([part[name] for part in parts])
    return result


def interval_columns(predictive: Predictive, levels: Sequence[float], median: bool = False) -> dict[str, FloatArray]:
    """Return mean, median when wanted, and the limits of each level, series by series and step by step."""
    tails = np.array([(1 - level / 100) / 2 for level in levels])
    values = predictive.quantiles(np.concatenate([[0.5], tails, 1 - tails]))
    columns = {"mean": predictive.mean.T.ravel()}
    if median:
        columns["median"] = values[0].T.ravel()
    for place, level in enumerate(levels, start=1):
        columns[f"lower_{level:g}"] = values[place].T.ravel()
        columns[f"upper_{level:g}"] = values[place + len(tails)].T.ravel()
    return columns
