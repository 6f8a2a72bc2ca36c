"""Models: series and tables in; trends, decompositions and forecasts out. Numbers only; no language, no output."""

from safetystats.models.backtests import Backtest, Conclusion, backtest, choose
from safetystats.models.catching_up import NEVER, CatchUp, years_to_reach
from safetystats.models.comparison_methods import COMPARISON_METHODS
from safetystats.models.decomposition import DECOMPOSITION_METHODS, decompose, decompose_series
from safetystats.models.decomposition_chain import CHAIN_ENDS, decompose_chain
from safetystats.models.decomposition_populations import decompose_populations
from safetystats.models.forecasting import FORECAST_METHODS, Forecast, forecast, forecast_many
from safetystats.models.growth import Avoided, Growth, bridge, deaths_avoided, growth, indexed
from safetystats.models.joinpoint import BREAK_MODES, joinpoint
from safetystats.models.joinpoint_fit import JOINPOINT_INTERVALS
from safetystats.models.joinpoint_inputs import JOINPOINT_ERRORS, JOINPOINT_SCALES
from safetystats.models.joinpoint_result import Joinpoint, JoinpointYear, Segment, Step
from safetystats.models.joinpoint_selection import SELECTION_RULES, Selection
from safetystats.models.monthly_signals import SIGNAL_SEASONS, MonthlySignals, monthly_signals
from safetystats.models.months import calendar_adjusted
from safetystats.models.printed_sums import rounded_to_sum
from safetystats.models.running_totals import moving_twelve, year_to_date
from safetystats.models.scores import CRPS_PROBABILITIES, crps, mase, msis, smape
from safetystats.models.seasonality import (
    DECOMPOSITIONS_IN_TIME,
    SEASON_SHAPES,
    TREND_SHAPES,
    Seasonality,
    seasonal_decomposition,
    seasonality,
)
from safetystats.models.segmented import SEGMENTED_SCALES, Segmented, segmented
from safetystats.models.structural_breaks import REGRESSORS, BreakDate, StructuralBreaks, structural_breaks
from safetystats.models.unannounced import UnannouncedBreak, unannounced_break

__all__ = [
    "BREAK_MODES", "CHAIN_ENDS", "COMPARISON_METHODS", "CRPS_PROBABILITIES", "DECOMPOSITIONS_IN_TIME",
    "DECOMPOSITION_METHODS", "FORECAST_METHODS", "JOINPOINT_ERRORS", "JOINPOINT_INTERVALS", "JOINPOINT_SCALES",
    "NEVER", "REGRESSORS", "SEASON_SHAPES", "SEGMENTED_SCALES", "SELECTION_RULES", "SIGNAL_SEASONS", "TREND_SHAPES",
    "Avoided", "Backtest", "BreakDate", "CatchUp", "Conclusion", "Forecast", "Growth", "Joinpoint", "JoinpointYear",
    "MonthlySignals", "Seasonality", "Segment", "Segmented", "Selection", "Step", "StructuralBreaks",
    "UnannouncedBreak", "backtest", "bridge", "calendar_adjusted", "choose", "crps", "deaths_avoided", "decompose",
    "decompose_chain", "decompose_populations", "decompose_series", "forecast", "forecast_many", "growth", "indexed",
    "joinpoint", "mase", "monthly_signals", "moving_twelve", "msis", "rounded_to_sum", "seasonal_decomposition",
    "seasonality", "segmented", "smape", "structural_breaks", "unannounced_break", "year_to_date", "years_to_reach",
]  # fmt: skip
