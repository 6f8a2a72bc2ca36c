"""Models: trends, decomposition, months. Numbers in, results and data frames out; no language, no output."""

from safetystats.models.decomposition import DECOMPOSITION_METHODS, decompose, decompose_series
from safetystats.models.decomposition_chain import CHAIN_ENDS, decompose_chain
from safetystats.models.printed_sums import rounded_to_sum

__all__ = [
    "CHAIN_ENDS", "DECOMPOSITION_METHODS", "decompose", "decompose_chain", "decompose_series", "rounded_to_sum",
]  # fmt: skip
