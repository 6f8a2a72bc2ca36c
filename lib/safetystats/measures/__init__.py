"""Measures: counts in, estimates with intervals, comparisons and verdicts out. Numbers only; no language, no output."""

from safetystats.measures.chances import BreakEven, break_even_exposure, chance_below
from safetystats.measures.clusters import CLUSTER_METHODS, clustered_total, compare_clustered
from safetystats.measures.comparisons import COMPARISON_METHODS, compare_counts, e_test, median_unbiased_ratio
from safetystats.measures.conditional import P_RULES
from safetystats.measures.control_charts import c_chart, g_chart, p_chart, u_chart
from safetystats.measures.cusum import calibrated_limit, count_cusum, poisson_cusum_run_length, standardised_cusum
from safetystats.measures.detectable import chance_of_detecting_fall, minimum_detectable_fall
from safetystats.measures.differences import DIFFERENCE_METHODS, rate_difference
from safetystats.measures.equivalence import Equivalence, equivalence
from safetystats.measures.estimate import Comparison, Estimate
from safetystats.measures.farrington import farrington_bound
from safetystats.measures.funnel_dispersion import DISPERSION_METHODS, FunnelDispersion, funnel_dispersion
from safetystats.measures.funnels import FUNNEL_LIMITS, funnel, funnel_significance
from safetystats.measures.multiplicity import ADJUSTMENTS, adjust_p_values
from safetystats.measures.overdispersion import (
    dispersion_tests,
    fit_negative_binomial,
    poisson_goodness_of_fit,
    quasi_poisson,
    rate_heterogeneity,
)
from safetystats.measures.proportions import PROPORTION_METHODS, proportion
from safetystats.measures.ranking import RANKING_METHODS, rank_areas
from safetystats.measures.rates import RATE_METHODS, rate
from safetystats.measures.road_sites import SiteEstimate, hauer_site, safety_performance
from safetystats.measures.shrinkage import SHRINKAGE_METHODS, clayton_kaldor, empirical_bayes, marshall
from safetystats.measures.standardisation import DIRECT_METHODS, SMR_METHODS, direct_rate, expected_events, smr
from safetystats.measures.surveillance import EARS_METHODS, bayes_bound, ears
from safetystats.measures.verdicts import Verdict, verdict

__all__ = [
    "ADJUSTMENTS", "CLUSTER_METHODS", "COMPARISON_METHODS", "DIFFERENCE_METHODS", "DIRECT_METHODS",
    "DISPERSION_METHODS", "EARS_METHODS", "FUNNEL_LIMITS", "PROPORTION_METHODS", "P_RULES", "RANKING_METHODS",
    "RATE_METHODS", "SHRINKAGE_METHODS", "SMR_METHODS", "BreakEven", "Comparison", "Equivalence", "Estimate",
    "FunnelDispersion", "SiteEstimate", "Verdict", "adjust_p_values", "bayes_bound", "break_even_exposure",
    "c_chart", "calibrated_limit", "chance_below", "chance_of_detecting_fall", "clayton_kaldor", "clustered_total",
    "compare_clustered", "compare_counts", "count_cusum", "direct_rate", "dispersion_tests", "e_test", "ears",
    "empirical_bayes", "equivalence", "expected_events", "farrington_bound", "fit_negative_binomial", "funnel",
    "funnel_dispersion", "funnel_significance", "g_chart", "hauer_site", "marshall", "median_unbiased_ratio",
    "minimum_detectable_fall", "p_chart", "poisson_cusum_run_length", "poisson_goodness_of_fit", "proportion",
    "quasi_poisson", "rank_areas", "rate", "rate_difference", "rate_heterogeneity", "safety_performance", "smr",
    "standardised_cusum", "u_chart", "verdict",
]  # fmt: skip
