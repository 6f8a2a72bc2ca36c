"""Targets: quotas and the risk of breaking them, trajectories, target design, hindsight. Numbers in, numbers out."""

from safetystats.targets.predictions import CountPrediction, coming_total, total_from_draws
from safetystats.targets.priors import GammaPrior, prior_from_forecast, prior_from_history
from safetystats.targets.quota_risk import quota_risk
from safetystats.targets.quotas import chance_of_keeping, mean_for, quota_for, quota_table
from safetystats.targets.risk_result import QuotaRisk
from safetystats.targets.seasons import elapsed_share, month_profile

__all__ = [
    "CountPrediction", "GammaPrior", "QuotaRisk", "chance_of_keeping", "coming_total", "elapsed_share", "mean_for",
    "month_profile", "prior_from_forecast", "prior_from_history", "quota_for", "quota_risk", "quota_table",
    "total_from_draws",
]  # fmt: skip
