"""Measures: counts in, estimates with intervals, comparisons and verdicts out. Numbers only; no language, no output."""

from safetystats.measures.comparisons import COMPARISON_METHODS, compare_counts
from safetystats.measures.estimate import Comparison, Estimate
from safetystats.measures.proportions import PROPORTION_METHODS, proportion
from safetystats.measures.rates import RATE_METHODS, rate
from safetystats.measures.verdicts import Verdict, minimum_detectable_fall, verdict

__all__ = [
    "COMPARISON_METHODS", "PROPORTION_METHODS", "RATE_METHODS", "Comparison", "Estimate", "Verdict", "compare_counts",
    "minimum_detectable_fall", "proportion", "rate", "verdict",
]  # fmt: skip
