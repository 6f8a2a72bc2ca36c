"""Models: series and tables in; trends, decompositions and forecasts out. Numbers only; no language, no output."""

from safetystats.models.catching_up import NEVER, CatchUp, years_to_reach
from safetystats.models.decomposition import DECOMPOSITION_METHODS, decompose, decompose_series
from safetystats.models.decomposition_chain import CHAIN_ENDS, decompose_chain
from safetystats.models.printed_sums import rounded_to_sum

__all__ = [
    "CHAIN_ENDS", "DECOMPOSITION_METHODS", "NEVER", "CatchUp", "decompose", "decompose_chain", "decompose_series",
    "rounded_to_sum", "years_to_reach",
]  # fmt: skip
