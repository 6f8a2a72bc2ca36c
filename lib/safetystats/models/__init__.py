"""Models: numbers in, trends, breaks, decompositions and forecasts out. Nothing of languages, notebooks or output."""

from safetystats.models.joinpoint import BREAK_MODES, joinpoint
from safetystats.models.joinpoint_fit import JOINPOINT_INTERVALS
from safetystats.models.joinpoint_inputs import JOINPOINT_ERRORS, JOINPOINT_SCALES
from safetystats.models.joinpoint_result import Joinpoint, JoinpointYear, Segment, Step
from safetystats.models.joinpoint_selection import SELECTION_RULES, Selection
from safetystats.models.segmented import SEGMENTED_SCALES, Segmented, segmented
from safetystats.models.structural_breaks import REGRESSORS, BreakDate, StructuralBreaks, structural_breaks

__all__ = [
    "BREAK_MODES", "JOINPOINT_ERRORS", "JOINPOINT_INTERVALS", "JOINPOINT_SCALES", "REGRESSORS", "SEGMENTED_SCALES",
    "SELECTION_RULES", "BreakDate", "Joinpoint", "JoinpointYear", "Segment", "Segmented", "Selection", "Step",
    "StructuralBreaks", "joinpoint", "segmented", "structural_breaks",
]  # fmt: skip
