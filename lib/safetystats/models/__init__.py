"""Models: series in, forecasts with their uncertainty out. Numbers only; no language, no output."""

from safetystats.models.poisson_prediction import PREDICTION_METHODS, poisson_prediction_interval

__all__ = ["PREDICTION_METHODS", "poisson_prediction_interval"]
