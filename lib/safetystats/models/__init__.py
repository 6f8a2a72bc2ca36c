"""Models: trends, decomposition, months. Numbers in, results and data frames out; no language, no output."""

from safetystats.models.decomposition import DECOMPOSITION_METHODS, decompose, decompose_series
from safetystats.models.decomposition_chain import CHAIN_ENDS, decompose_chain
from safetystats.models.decomposition_populations import decompose_populations
from safetystats.models.monthly_signals import SIGNAL_SEASONS, MonthlySignals, monthly_signals
from safetystats.models.months import calendar_adjusted
from safetystats.models.printed_sums import rounded_to_sum
from safetystats.models.running_totals import moving_twelve, year_to_date
from safetystats.models.seasonality import (
    DECOMPOSITIONS_IN_TIME,
    SEASON_SHAPES,
    TREND_SHAPES,
    Seasonality,
    seasonal_decomposition,
    seasonality,
)

__all__ = [
    "CHAIN_ENDS", "DECOMPOSITIONS_IN_TIME", "DECOMPOSITION_METHODS", "SEASON_SHAPES", "SIGNAL_SEASONS", "TREND_SHAPES",
    "MonthlySignals", "Seasonality", "calendar_adjusted", "decompose", "decompose_chain", "decompose_populations",
    "decompose_series", "monthly_signals", "moving_twelve", "rounded_to_sum", "seasonal_decomposition", "seasonality",
    "year_to_date",
]  # fmt: skip
