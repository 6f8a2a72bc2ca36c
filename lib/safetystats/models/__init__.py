"""Models: series in, forecasts with their uncertainty out. Numbers only; no language, no output."""

from safetystats.models.backtests import Backtest, Conclusion, backtest, choose
from safetystats.models.comparison_methods import COMPARISON_METHODS
from safetystats.models.forecasting import FORECAST_METHODS, Forecast, forecast, forecast_many
from safetystats.models.scores import CRPS_PROBABILITIES, crps, mase, msis, smape

__all__ = [
    "COMPARISON_METHODS", "CRPS_PROBABILITIES", "FORECAST_METHODS", "Backtest", "Conclusion", "Forecast", "backtest",
    "choose", "crps", "forecast", "forecast_many", "mase", "msis", "smape",
]  # fmt: skip
