"""Models: series in, forecasts with their uncertainty out. Numbers only; no language, no output."""

from safetystats.models.forecasting import FORECAST_METHODS, Forecast, forecast, forecast_many

__all__ = ["FORECAST_METHODS", "Forecast", "forecast", "forecast_many"]
