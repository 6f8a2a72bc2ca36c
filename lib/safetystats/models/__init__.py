"""Models: series in, forecasts with their uncertainty out. Numbers only; no language, no output."""

from safetystats.models.count_autoregression import (
    COUNT_DISTRIBUTIONS,
    LINKS,
    CountAutoregression,
    count_autoregression,
)
from safetystats.models.poisson_prediction import PREDICTION_METHODS, poisson_prediction_interval
from safetystats.models.sampled_forecast import SampledForecast

__all__ = [
    "COUNT_DISTRIBUTIONS", "LINKS", "PREDICTION_METHODS", "CountAutoregression", "SampledForecast",
    "count_autoregression", "poisson_prediction_interval",
]  # fmt: skip
