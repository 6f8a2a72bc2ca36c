"""Targets: quotas and the risk of breaking them, trajectories, target design, hindsight. Numbers in, numbers out."""

from safetystats.targets.base_year import BASE_CODES, RegressionToMean, regression_to_mean_share
from safetystats.targets.candidates import CANDIDATES, USUAL_YEARLY_CUTS
from safetystats.targets.design_data import DesignInputs, design_inputs
from safetystats.targets.designer import RECOMMENDED_BECAUSE, WARNINGS, design_targets
from safetystats.targets.hindsight import CAUTIONS, PROGRESS, REASONS, VERDICTS, Judgement, judge_targets
from safetystats.targets.in_year import quota_risk
from safetystats.targets.joint import SUM_CODES, SumCheck, chance_of_all, joint_chance, sum_check
from safetystats.targets.paces import achieved_paces, pace_percentile
from safetystats.targets.plan_style import PLANNING_COLUMNS, planning_table
from safetystats.targets.predictions import CountPrediction, ForecastStep, coming_total, total_from_draws
from safetystats.targets.priors import GammaPrior, prior_from_forecast, prior_from_history, prior_from_peers
from safetystats.targets.quotas import CHANCES, chance_of_keeping, mean_for, quota_for, quota_table
from safetystats.targets.risk_result import QuotaRisk
from safetystats.targets.seasons import elapsed_share, month_profile, monthly_dispersion
from safetystats.targets.trajectories import (
    TRAJECTORY_KINDS,
    annual_cut,
    convert_target,
    counts_from_rate,
    level_from,
    total_cut,
    trajectory,
)
from safetystats.targets.us_rule import five_year_averages, made_significant_progress, significant_progress
from safetystats.targets.visible import chance_of_significant_fall, chance_of_visible_fall

__all__ = [
    "BASE_CODES", "CANDIDATES", "CAUTIONS", "CHANCES", "PLANNING_COLUMNS", "PROGRESS", "REASONS", "RECOMMENDED_BECAUSE",
    "SUM_CODES", "TRAJECTORY_KINDS", "USUAL_YEARLY_CUTS", "VERDICTS", "WARNINGS", "CountPrediction", "DesignInputs",
    "ForecastStep", "GammaPrior", "Judgement", "QuotaRisk", "RegressionToMean", "SumCheck", "achieved_paces",
    "annual_cut", "chance_of_all", "chance_of_keeping", "chance_of_significant_fall", "chance_of_visible_fall",
    "coming_total", "convert_target", "counts_from_rate", "design_inputs", "design_targets", "elapsed_share",
    "five_year_averages", "joint_chance", "judge_targets", "level_from", "made_significant_progress", "mean_for",
    "month_profile", "monthly_dispersion", "pace_percentile", "planning_table", "prior_from_forecast",
    "prior_from_history", "prior_from_peers", "quota_for", "quota_risk", "quota_table", "regression_to_mean_share",
    "significant_progress", "sum_check", "total_cut", "total_from_draws", "trajectory",
]  # fmt: skip
