"""Models: numbers in, trends, breaks, decompositions and forecasts out. Nothing of languages, notebooks or output."""

from safetystats.models.joinpoint import BREAK_MODES, joinpoint
from safetystats.models.joinpoint_fit import JOINPOINT_INTERVALS
from safetystats.models.joinpoint_inputs import JOINPOINT_ERRORS, JOINPOINT_SCALES
from safetystats.models.joinpoint_result import Joinpoint, JoinpointYear, Segment, Step
from safetystats.models.joinpoint_selection import SELECTION_RULES, Selection

__all__ = [
    "BREAK_MODES", "JOINPOINT_ERRORS", "JOINPOINT_INTERVALS", "JOINPOINT_SCALES", "SELECTION_RULES", "Joinpoint",
    "JoinpointYear", "Segment", "Selection", "Step", "joinpoint",
]  # fmt: skip
