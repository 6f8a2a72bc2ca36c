"""Models: series and tables in; trends, decompositions and forecasts out. Numbers only; no language, no output."""

from safetystats.models.catching_up import NEVER, CatchUp, years_to_reach
from safetystats.models.decomposition import DECOMPOSITION_METHODS, decompose, decompose_series
from safetystats.models.decomposition_chain import CHAIN_ENDS, decompose_chain
from safetystats.models.joinpoint import BREAK_MODES, joinpoint
from safetystats.models.joinpoint_fit import JOINPOINT_INTERVALS
from safetystats.models.joinpoint_inputs import JOINPOINT_ERRORS, JOINPOINT_SCALES
from safetystats.models.joinpoint_result import Joinpoint, JoinpointYear, Segment, Step
from safetystats.models.joinpoint_selection import SELECTION_RULES, Selection
from safetystats.models.printed_sums import rounded_to_sum

__all__ = [
    "BREAK_MODES", "CHAIN_ENDS", "DECOMPOSITION_METHODS", "JOINPOINT_ERRORS", "JOINPOINT_INTERVALS",
    "JOINPOINT_SCALES", "NEVER", "SELECTION_RULES", "CatchUp", "Joinpoint", "JoinpointYear", "Segment", "Selection",
    "Step", "decompose", "decompose_chain", "decompose_series", "joinpoint", "rounded_to_sum", "years_to_reach",
]  # fmt: skip
