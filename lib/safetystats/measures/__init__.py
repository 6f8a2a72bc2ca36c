"""Measures: counts in, estimates with intervals, comparisons and verdicts out. Numbers only; no language, no output."""

from safetystats.measures.clusters import clustered_total, compare_clustered
from safetystats.measures.comparisons import COMPARISON_METHODS, compare_counts
from safetystats.measures.estimate import Comparison, Estimate
from safetystats.measures.proportions import PROPORTION_METHODS, proportion
from safetystats.measures.rates import RATE_METHODS, rate
from safetystats.measures.standardisation import direct_rate, smr
from safetystats.measures.verdicts import Verdict, minimum_detectable_fall, verdict

__all__ = [
    "COMPARISON_METHODS", "PROPORTION_METHODS", "RATE_METHODS", "Comparison", "Estimate", "Verdict", "clustered_total", "compare_clustered",
    "compare_counts", "direct_rate",
    "minimum_detectable_fall", "proportion", "rate", "smr", "verdict",
]  # fmt: skip
