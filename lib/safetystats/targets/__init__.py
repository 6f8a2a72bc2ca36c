"""Targets: quotas and the risk of breaking them, trajectories, target design, hindsight. Numbers in, numbers out."""

from safetystats.targets.in_year import quota_risk
from safetystats.targets.joint import SUM_CODES, SumCheck, chance_of_all, joint_chance, sum_check
from safetystats.targets.predictions import CountPrediction, coming_total, total_from_draws
from safetystats.targets.priors import GammaPrior, prior_from_forecast, prior_from_history
from safetystats.targets.quotas import chance_of_keeping, mean_for, quota_for, quota_table
from safetystats.targets.risk_result import QuotaRisk
from safetystats.targets.seasons import elapsed_share, month_profile
from safetystats.targets.trajectories import (
    TRAJECTORY_KINDS,
    annual_cut,
    convert_target,
    counts_from_rate,
    level_from,
    total_cut,
    trajectory,
)
from safetystats.targets.visible import chance_of_significant_fall, chance_of_visible_fall

__all__ = [
    "CAUTIONS", "PROGRESS", "REASONS", "SUM_CODES", "TRAJECTORY_KINDS", "VERDICTS", "CountPrediction", "GammaPrior",
    "Judgement", "QuotaRisk", "SumCheck", "annual_cut", "chance_of_all", "chance_of_keeping",
    "chance_of_significant_fall", "chance_of_visible_fall", "coming_total", "convert_target", "counts_from_rate",
    "elapsed_share", "joint_chance", "judge_targets", "level_from", "mean_for", "month_profile", "prior_from_forecast",
    "prior_from_history", "quota_for", "quota_risk", "quota_table", "sum_check", "total_cut", "total_from_draws",
    "trajectory",
]  # fmt: skip
