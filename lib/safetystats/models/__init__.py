"""Models: series and tables in; trends, decompositions and forecasts out. Numbers only; no language, no output."""

from safetystats.models.causes.cause_changes import CHANGE_BASES, CauseChanges, cause_changes
from safetystats.models.causes.co_occurrence import Combinations, cause_combinations, co_occurrence
from safetystats.models.causes.concentration import LeaveOneOut, concentration, leave_one_out
from safetystats.models.causes.firth import FirthFit, firth
from safetystats.models.causes.pareto import SHARE_INTERVALS, Leaders, Pareto, pareto
from safetystats.models.causes.severity_model import SEVERITY_FAMILIES, SeverityModel, severity_model
from safetystats.models.causes.time_patterns import MonthPattern, TwoWay, day_rates, month_pattern, two_way
from safetystats.models.decomposition.chain import CHAIN_ENDS, decompose_chain
from safetystats.models.decomposition.effects import DECOMPOSITION_METHODS, decompose, decompose_series
from safetystats.models.decomposition.populations import decompose_populations
from safetystats.models.decomposition.printed_sums import rounded_to_sum
from safetystats.models.forecasts.backtests import Backtest, Conclusion, backtest, choose
from safetystats.models.forecasts.comparison_methods import COMPARISON_METHODS
from safetystats.models.forecasts.forecasting import FORECAST_METHODS, Forecast, forecast, forecast_many
from safetystats.models.forecasts.poisson_prediction import PREDICTION_METHODS, poisson_prediction_interval
from safetystats.models.forecasts.scores import CRPS_PROBABILITIES, crps, mase, msis, smape
from safetystats.models.futures.normal_forecast import NormalForecast
from safetystats.models.futures.reconciliation import RECONCILIATION_METHODS, Reconciled, reconcile_forecasts
from safetystats.models.futures.sampled_forecast import SampledForecast, as_samples
from safetystats.models.futures.scenarios import Scenarios, scenario
from safetystats.models.months.calendar_days import calendar_adjusted
from safetystats.models.months.monthly_signals import SIGNAL_SEASONS, MonthlySignals, monthly_signals
from safetystats.models.months.running_totals import moving_twelve, year_to_date
from safetystats.models.months.seasonality import (
    DECOMPOSITIONS_IN_TIME,
    SEASON_SHAPES,
    TREND_SHAPES,
    Seasonality,
    seasonal_decomposition,
    seasonality,
)
from safetystats.models.time_series.count_autoregression import (
    COUNT_DISTRIBUTIONS,
    LINKS,
    CountAutoregression,
    count_autoregression,
)
from safetystats.models.time_series.latent_risk import LatentRisk, forecast_with_exposure, latent_risk
from safetystats.models.time_series.structural import LEVEL_FORMS, SEASON_FORMS, SLOPE_FORMS, Structural, structural
from safetystats.models.trends.catching_up import NEVER, CatchUp, years_to_reach
from safetystats.models.trends.growth import Avoided, Growth, bridge, deaths_avoided, growth, indexed
from safetystats.models.trends.joinpoint import BREAK_MODES, joinpoint
from safetystats.models.trends.joinpoint_fit import JOINPOINT_INTERVALS
from safetystats.models.trends.joinpoint_inputs import JOINPOINT_ERRORS, JOINPOINT_SCALES
from safetystats.models.trends.joinpoint_result import Joinpoint, JoinpointYear, Segment, Step
from safetystats.models.trends.joinpoint_selection import SELECTION_RULES, Selection
from safetystats.models.trends.segmented import SEGMENTED_SCALES, Segmented, segmented
from safetystats.models.trends.structural_breaks import REGRESSORS, BreakDate, StructuralBreaks, structural_breaks
from safetystats.models.trends.unannounced import UnannouncedBreak, unannounced_break

__all__ = [
    "BREAK_MODES", "CHAIN_ENDS", "CHANGE_BASES", "COMPARISON_METHODS", "COUNT_DISTRIBUTIONS", "CRPS_PROBABILITIES",
    "DECOMPOSITIONS_IN_TIME", "DECOMPOSITION_METHODS", "FORECAST_METHODS", "JOINPOINT_ERRORS", "JOINPOINT_INTERVALS",
    "JOINPOINT_SCALES", "LEVEL_FORMS", "LINKS", "NEVER", "PREDICTION_METHODS", "RECONCILIATION_METHODS",
    "REGRESSORS", "SEASON_FORMS", "SEASON_SHAPES", "SEGMENTED_SCALES", "SELECTION_RULES", "SEVERITY_FAMILIES",
    "SHARE_INTERVALS", "SIGNAL_SEASONS", "SLOPE_FORMS", "TREND_SHAPES", "Avoided", "Backtest", "BreakDate",
    "CatchUp", "CauseChanges", "Combinations", "Conclusion", "CountAutoregression", "FirthFit", "Forecast", "Growth",
    "Joinpoint", "JoinpointYear", "LatentRisk", "Leaders", "LeaveOneOut", "MonthPattern", "MonthlySignals",
    "NormalForecast", "Pareto", "Reconciled", "SampledForecast", "Scenarios", "Seasonality", "Segment", "Segmented",
    "Selection", "SeverityModel", "Step", "Structural", "StructuralBreaks", "TwoWay", "UnannouncedBreak",
    "as_samples", "backtest", "bridge", "calendar_adjusted", "cause_changes", "cause_combinations", "choose",
    "co_occurrence", "concentration", "count_autoregression", "crps", "day_rates", "deaths_avoided", "decompose",
    "decompose_chain", "decompose_populations", "decompose_series", "firth", "forecast", "forecast_many",
    "forecast_with_exposure", "growth", "indexed", "joinpoint", "latent_risk", "leave_one_out", "mase",
    "month_pattern", "monthly_signals", "moving_twelve", "msis", "pareto", "poisson_prediction_interval",
    "reconcile_forecasts", "rounded_to_sum", "scenario", "seasonal_decomposition", "seasonality", "segmented",
    "severity_model", "smape", "structural", "structural_breaks", "two_way", "unannounced_break", "year_to_date",
    "years_to_reach",
]  # fmt: skip
