"""Models: series and tables in; trends, decompositions and forecasts out. Numbers only; no language, no output."""

from safetystats.models.catching_up import CatchUp, years_to_reach
from safetystats.models.cause_changes import CHANGE_BASES, CauseChanges, cause_changes
from safetystats.models.co_occurrence import Combinations, cause_combinations, co_occurrence
from safetystats.models.concentration import LeaveOneOut, concentration, leave_one_out
from safetystats.models.firth import FirthFit, firth
from safetystats.models.pareto import SHARE_INTERVALS, Leaders, Pareto, pareto
from safetystats.models.severity_model import SEVERITY_FAMILIES, SeverityModel, severity_model
from safetystats.models.time_patterns import Seasonality, TwoWay, day_rates, seasonality, two_way

__all__ = [
    "CHANGE_BASES", "SEVERITY_FAMILIES", "SHARE_INTERVALS", "CatchUp", "CauseChanges", "Combinations", "FirthFit", "Leaders",
    "LeaveOneOut", "Pareto", "Seasonality", "SeverityModel", "TwoWay", "cause_changes", "cause_combinations", "co_occurrence",
    "concentration", "day_rates", "firth", "leave_one_out", "pareto", "seasonality", "severity_model", "two_way",
    "years_to_reach",
]  # fmt: skip
