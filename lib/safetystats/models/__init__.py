"""Models: series in, forecasts with their uncertainty out. Numbers only; no language, no output."""

from safetystats.models.count_autoregression import (
    COUNT_DISTRIBUTIONS,
    LINKS,
    CountAutoregression,
    count_autoregression,
)
from safetystats.models.latent_risk import LatentRisk, forecast_with_exposure, latent_risk
from safetystats.models.normal_forecast import NormalForecast
from safetystats.models.poisson_prediction import PREDICTION_METHODS, poisson_prediction_interval
from safetystats.models.reconciliation import RECONCILIATION_METHODS, Reconciled, reconcile_forecasts
from safetystats.models.sampled_forecast import SampledForecast, as_samples
from safetystats.models.scenarios import Scenarios, scenario
from safetystats.models.structural import LEVEL_FORMS, SEASON_FORMS, SLOPE_FORMS, Structural, structural

__all__ = [
    "COUNT_DISTRIBUTIONS", "LEVEL_FORMS", "LINKS", "PREDICTION_METHODS", "RECONCILIATION_METHODS", "SEASON_FORMS",
    "SLOPE_FORMS", "CountAutoregression", "LatentRisk", "NormalForecast", "Reconciled", "SampledForecast", "Scenarios",
    "Structural", "as_samples", "count_autoregression", "forecast_with_exposure", "latent_risk",
    "poisson_prediction_interval", "reconcile_forecasts", "scenario", "structural",
]  # fmt: skip
