"""The methods a forecast is compared with, each with the prediction intervals its own theory gives.

Plain ones: ``naive`` (last value, or that of the same month a year before, with learned intervals), ``drift`` (the mean
change goes on) and ``mean`` (of all values), with normal intervals as in Hyndman and Athanasopoulos (2021, section 5.5).
From statsforecast: ``auto_ets``, ``dotm``, ``theta``, ``auto_arima``; from statsmodels: ``local_level``. These packages are
imported when asked for. A method that fails on a series has missing forecasts there.
"""

import warnings
from collections.abc import Callable
from dataclasses import dataclass
from importlib import import_module
from typing import Any, Protocol

import numpy as np
from scipy import special

from safetystats.measures.columns import FloatArray
from safetystats.models.forecasts.panel_forecasts import predict
from safetystats.models.series.reading import Series

COMPARISON_METHODS = ("combined", "naive", "drift", "mean", "auto_ets", "dotm", "theta", "auto_arima", "local_level")
_STATSFORECAST = {
    "auto_ets": "AutoETS",
    "dotm": "DynamicOptimizedTheta",
    "theta": "Theta",
    "auto_arima": "AutoARIMA",
}
_LEVEL = 95
_DEVIATE = float(special.ndtri(0.5 + _LEVEL / 200))


class PanelForecast(Protocol):
    """Point forecasts and distributions (step, series) of a panel."""

    @property
    def mean(self) -> FloatArray:
        """Point forecasts."""

    def quantiles(self, probabilities: FloatArray) -> FloatArray:
        """Return the quantiles (probability, step, series)."""

    def cdf(self, values: FloatArray) -> FloatArray:
        """Return the chance that each figure is at most `values`."""


@dataclass(frozen=True, slots=True)
class NormalForecasts:
    """Normal distributions with one deviation `below` and another `above` the mean (step, series)."""

    mean: FloatArray
    below: FloatArray
    above: FloatArray

    def quantiles(self, probabilities: FloatArray) -> FloatArray:
        """Return the quantiles (probability, step, series)."""
        deviate = special.ndtri(probabilities)[:, None, None]
        return np.asarray(self.mean + deviate * np.where(deviate < 0, self.below, self.above))

    def cdf(self, values: FloatArray) -> FloatArray:
        """Return the chance that each figure is at most `values`."""
        distance = values - self.mean
        deviation = np.maximum(np.where(distance < 0, self.below, self.above), 1e-12 * (1 + np.abs(self.mean)))
        return np.asarray(special.ndtr(distance / deviation))


def forecast_by(method: str, series: list[Series], horizon: int) -> PanelForecast:
    """Return the forecasts of all series by one of :data:`COMPARISON_METHODS`."""
    if method in ("combined", "naive"):
        return predict(series, horizon, method)
    if method in ("drift", "mean"):
        forecast: Callable[[Series, int], FloatArray] = _drift if method == "drift" else _mean
    elif method == "local_level":
        forecast = _local_level
    else:
        forecast = _from_statsforecast(_STATSFORECAST[method])
    columns = np.stack([_or_missing(forecast, one, horizon) for one in series], axis=2)
    return NormalForecasts(columns[0], columns[1], columns[2])


def _or_missing(forecast: Callable[[Series, int], FloatArray], series: Series, horizon: int) -> FloatArray:
    """Return mean and both deviations (3, step); missing where the method gives up, which others' packages do loudly."""
    with warnings.catch_warnings(), np.errstate(all="ignore"):
        warnings.simplefilter("ignore")
        try:
            return forecast(series, horizon)
        except Exception:  # noqa: BLE001 - packages raise bare exceptions
            return np.full((3, horizon), np.nan)


def _drift(series: Series, horizon: int) -> FloatArray:
    changes = np.diff(series.values)
    steps = np.arange(1, horizon + 1)
    deviation = changes.std(ddof=1) * np.sqrt(steps * (1 + steps / changes.size))
    return np.stack([series.values[-1] + steps * changes.mean(), deviation, deviation])


def _mean(series: Series, horizon: int) -> FloatArray:
    deviation = series.values.std(ddof=1) * np.sqrt(1 + 1 / series.values.size)
    return np.repeat([[series.values.mean()], [deviation], [deviation]], horizon, axis=1)


def _from_statsforecast(name: str) -> Callable[[Series, int], FloatArray]:
    models = import_module("statsforecast.models")

    def forecast(series: Series, horizon: int) -> FloatArray:
        model: Any = getattr(models, name)(season_length=series.season)
        found = model.forecast(y=series.values, h=horizon, level=[_LEVEL])
        lower, upper = found[f"lo-{_LEVEL}"], found[f"hi-{_LEVEL}"]
        mean = np.asarray(found["mean"])
        return np.stack([mean, (mean - lower) / _DEVIATE, (upper - mean) / _DEVIATE])

    return forecast


def _local_level(series: Series, horizon: int) -> FloatArray:
    from statsmodels.tsa.statespace.structural import UnobservedComponents

    season = series.season if series.season > 1 else None
    fitted = UnobservedComponents(series.values, "local level", seasonal=season).fit(disp=False)
    found = fitted.get_forecast(horizon)
    deviation = np.sqrt(found.var_pred_mean)
    return np.stack([found.predicted_mean, deviation, deviation])
