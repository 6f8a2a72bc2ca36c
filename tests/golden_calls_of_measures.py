"""The golden methods of the room ``measures``, each as a call of the public surface: inputs in, named numbers out."""

from collections.abc import Callable
from typing import Any

import numpy as np
import pandas as pd

from safetystats.measures import (
    c_chart,
    clayton_kaldor,
    compare_counts,
    direct_rate,
    dispersion_tests,
    e_test,
    ears,
    expected_events,
    farrington_bound,
    fit_negative_binomial,
    funnel,
    funnel_dispersion,
    funnel_significance,
    hauer_site,
    marshall,
    median_unbiased_ratio,
    poisson_cusum_run_length,
    poisson_goodness_of_fit,
    proportion,
    quasi_poisson,
    rate,
    rate_difference,
    rate_heterogeneity,
    safety_performance,
    smr,
    standardised_cusum,
    u_chart,
)

Case = dict[str, Any]


def rates(method: str) -> Callable[[Case], Case]:
    def call(given: Case) -> Case:
        got = rate(given["count"], given["exposure"], given["multiplier"], method, given["conf_level"])
        return {"rate": got.value, "lower": got.lower, "upper": got.upper}

    return call


def proportions(method: str) -> Callable[[Case], Case]:
    def call(given: Case) -> Case:
        got = proportion(given["x"], given["n"], method, given["conf_level"])
        return {"estimate": got.value, "lower": got.lower, "upper": got.upper}

    return call


def counts(given: Case) -> tuple[float, float, float, float]:
    return given["x1"], given["x2"], given["t1"], given["t2"]


def conditional(given: Case) -> Case:
    rules = {"p_minlike": "minlike", "p_central": "central", "p_central_midp": "mid-p", "p_blaker": "blaker"}
    by_rule = {
        name: compare_counts(*counts(given), level=given["conf_level"], p_rule=rule) for name, rule in rules.items()
    }
    central, mid = by_rule["p_central"], by_rule["p_central_midp"]
    return {
        "rate_ratio": central.ratio, "ci_lower": central.lower, "ci_upper": central.upper,
        "midp_ci_lower": mid.lower, "midp_ci_upper": mid.upper, **{name: got.p_value for name, got in by_rule.items()},
    }  # fmt: skip


def e_tests(given: Case) -> Case:
    statistic, p_value = e_test(*counts(given), difference=given["diff"], alternative=given["alternative"])
    return {"statistic": statistic, "p_value": p_value}


def wald_and_mid_p(given: Case) -> Case:
    wald = compare_counts(*counts(given), "wald", level=given["conf_level"])
    # epitools prints, beside the Wald interval, the p-value of the score test (variance under equal rates).
    score_p = compare_counts(*counts(given), "score", level=given["conf_level"]).p_value
    mid = compare_counts(*counts(given), level=given["conf_level"], p_rule="mid-p")
    return {
        "wald": {"estimate": wald.ratio, "lower": wald.lower, "upper": wald.upper, "p": score_p},
        "midp": {"median_unbiased_estimate": median_unbiased_ratio(*counts(given)), "lower": mid.lower, "upper": mid.upper, "p": mid.p_value},
    }  # fmt: skip


def score(given: Case) -> Case:
    ratio = compare_counts(*counts(given), "score", level=given["conf_level"])
    difference = rate_difference(*counts(given), level=given["conf_level"])
    return {
        "rr_lower": ratio.lower, "rr_upper": ratio.upper, "rd_lower": difference.lower, "rd_upper": difference.upper,
    }  # fmt: skip


def direct(method: str) -> Callable[[Case], Case]:
    def call(given: Case) -> Case:
        weights = given["std_population"]
        if method == "dobson-compound":
            table = np.array(given["individuals_by_event_frequency_1_to_4"])
            sizes = np.arange(1, 5)
            events, squares = table @ sizes, table @ sizes**2
        else:
            events, squares = np.array(given["counts"]), None
        got = direct_rate(
            events,
            given["populations"],
            weights,
            given.get("multiplier", 100_000),
            method,
            given["conf_level"],
            squared_events=squares,
        )
        crude = given.get("multiplier", 100_000) * events.sum() / np.sum(given["populations"])
        return {"total_count": events.sum(), "crude": crude, "dsr": got.value, "lower": got.lower, "upper": got.upper}

    return call


def indirect(method: str) -> Callable[[Case], Case]:
    def call(given: Case) -> Case:
        observed = sum(given["counts"])
        expected = np.sum(expected_events(given["populations"], given["std_counts"], given["std_populations"]))
        multiplier = given.get("multiplier", 1)
        got = smr(observed, expected, method, given["conf_level"], per=multiplier)
        crude = 100_000 * sum(given["std_counts"]) / sum(given["std_populations"])
        exact = smr(observed, expected, "exact", given["conf_level"], per=multiplier)
        return {
            "interval_used": "Exact" if got.lower == exact.lower else "Byars",
            "observed": observed,
            "expected": expected,
            "ratio": got.value,
            "sir": got.value,
            "lower": got.lower,
            "upper": got.upper,
            "adj_rate_per_100k": got.value * crude,
            "adj_lower_per_100k": got.lower * crude,
            "adj_upper_per_100k": got.upper * crude,
        }

    return call


def marshall_rates(family: str) -> Callable[[Case], Case]:
    def call(given: Case) -> Case:
        got = marshall(given["counts"], given["populations"], family)
        a_or_s2 = got.s2 if family == "binomial" else got.a
        return {
            "a": got.a,
            "a_or_s2": a_or_s2,
            "b": got.b,
            "raw": got.raw,
            "estimate": got.smoothed,
            "eb": got.smoothed,
            "smoothed": got.smoothed,
        }

    return call


def clayton_kaldor_risks(given: Case) -> Case:
    got = clayton_kaldor(given["observed"], given["expected"])
    return {"nu": got.nu, "alpha": got.alpha, "smoothed_rr": got.smoothed}


def hauer(given: Case) -> Case:
    predicted = safety_performance(given["adt"], given["spf_a"], given["spf_b"])
    size = given["length"], given["years"]
    got = hauer_site(given["observed_total"], predicted, *size, given["phi_per_unit_length"])
    return {
        "spf_per_unit_length_year": predicted,
        "prior_total": got.prior,
        "weight": got.weight,
        "eb_total": got.expected,
        "eb_sd": got.standard_deviation,
        "eb_per_length": got.expected / size[0],
        "sd_per_length": got.standard_deviation / size[0],
    }


def funnel_spread(method: str) -> Callable[[Case], Case]:
    def call(given: Case) -> Case:
        got = funnel_dispersion(given["numerator"], given["denominator"], method, trim=given["trim_by"])
        return {
            "n_used": got.areas_used, "phi": got.phi, "tau2": got.tau_squared, "zscores_untrimmed": got.z_scores,
            "se": got.standard_errors,
        }  # fmt: skip

    return call


def limits_at_observed(given: Case) -> Case:
    table = pd.DataFrame({"events": [given["observed"]], "expected": [1.0]})
    got = funnel(table, expected="expected", limits="observed", per=100).iloc[0]
    isr = {
        "lower_2s": got["lower_95"], "upper_2s": got["upper_95"],
        "lower_3s": got["lower_99.8"], "upper_3s": got["upper_99.8"],
    }  # fmt: skip
    expected = {f"{name}_expected": 100 * given["observed"] / value for name, value in isr.items()}
    return {f"{name}_isr": value for name, value in isr.items()} | expected


def limits_of_proportion(given: Case) -> Case:
    table = pd.DataFrame({"events": [1], "trials": [given["population"]]})
    per = given["multiplier"]
    got = funnel(table, trials="trials", target=given["average_proportion"], per=per).iloc[0]
    return {
        "lower_2s": got["lower_95"], "upper_2s": got["upper_95"],
        "lower_3s": got["lower_99.8"], "upper_3s": got["upper_99.8"],
    }  # fmt: skip


def significance(given: Case) -> Case:
    names = {"not": "Not significant", "high 95": "High (0.025)", "high 99.8": "High (0.001)"}
    names |= {"low 95": "Low (0.025)", "low 99.8": "Low (0.001)"}
    got = funnel_significance(given["observed"], given["expected"])
    return {"significance": [names[label.removesuffix(" %").removesuffix(" significant")] for label in got]}


def limits_at_expected(given: Case) -> Case:
    table = pd.DataFrame({"events": 1, "expected": given["expected"]})
    got = funnel(table, expected="expected", target=given["target"])
    return {
        "ll95": got["lower_95"], "ul95": got["upper_95"], "ll998": got["lower_99.8"], "ul998": got["upper_99.8"],
    }  # fmt: skip


def tabled(given: Case) -> tuple[list[float], list[float] | None]:
    return given.get("value", given.get("counts")), given.get("frequency")


def spread_of_counts(given: Case) -> Case:
    got = dispersion_tests(*tabled(given))
    return {
        "z": got.bohning_z, "p_one_sided_upper": got.bohning_p, "chisq": got.chi_square, "chisq_p_upper": got.p_upper,
        "variance_ratio": got.variance_ratio, "ct_z": got.z, "ct_p_greater": got.p_greater,
        "ct_alpha_lin": got.alpha_linear, "ct_alpha_nb2": got.alpha_quadratic, "ct_dispersion": 1 + got.alpha_linear,
        "df": got.degrees, "mean": got.mean,
    }  # fmt: skip


def fit_to_poisson(given: Case) -> Case:
    got = poisson_goodness_of_fit(*tabled(given))
    return {
        "lambda": got.mean, "lr_chisq": got.statistic, "lr_df": got.degrees, "lr_p": got.p_value, "fitted": got.fitted,
    }  # fmt: skip


def heterogeneity(given: Case) -> Case:
    got = rate_heterogeneity(given["observed"], given["expected"])
    return {
        "chisq": got.chi_square, "df": got.degrees, "p": got.p_value, "pw_T": got.potthoff_whittinghill,
        "pw_asymp_mean": got.null_mean, "pw_asymp_var": got.null_variance, "pw_p": got.potthoff_whittinghill_p,
    }  # fmt: skip


def negative_binomial(given: Case) -> Case:
    got, tests = fit_negative_binomial(*tabled(given)), dispersion_tests(*tabled(given))
    return {
        "mean": got.mean, "theta_ml": got.size, "theta_ml_se": got.size_error, "loglik": got.log_likelihood,
        "theta_mm": got.size_moments, "variance_n_minus_1": tests.variance_ratio * tests.mean,
    }  # fmt: skip


def by_cell(given: Case) -> Case:
    got = quasi_poisson(given["cells"])
    return {
        "pearson_chisq": got.chi_square, "df": got.degrees, "dispersion": got.dispersion, "deviance": got.deviance,
    }  # fmt: skip


def charted(chart: pd.DataFrame) -> Case:
    return {
        "center": chart["centre"].iloc[0], "lcl": chart["lower"], "ucl": chart["upper"], "statistic": chart["value"],
        "violations_1based": np.flatnonzero(chart["signal"]) + 1,
    }  # fmt: skip


def of_counts(given: Case) -> Case:
    got = charted(c_chart(given["counts"]))
    return got | {"lcl": got["lcl"].iloc[0], "ucl": got["ucl"].iloc[0]}


def standardised(given: Case) -> Case:
    got = standardised_cusum(given["series"], given["mean"], given["k"], given["h"])
    return {"cusum": got["cusum"], "alarm": got["signal"], "upperbound": got["needed"]}


def run_lengths(given: Case) -> Case:
    return {"arl": [poisson_cusum_run_length(mean, given["k"], given["h"]) for mean in given["means"]]}


def early_aberration(method: str) -> Callable[[Case], Case]:
    def call(given: Case) -> Case:
        got = ears(given["series"], method, baseline=given["baseline"], alpha=given["alpha"]).reset_index().dropna()
        return {"first_index_1based": got.index[0] + 1, "upperbound": got["bound"], "alarm": got["signal"]}

    return call


def farrington(given: Case) -> Case:
    got = farrington_bound(
        given["series"], period=given["freq"], years_back=given["b"], half_window=given["w"], trend=given["trend"],
        reweight=given["reweight"], power=given["power"], alpha=given["alpha"],
    ).iloc[np.array(given["eval_index_1based"]) - 1]  # fmt: skip
    return {"upperbound": got["bound"], "alarm": got["signal"]}


CALLS: dict[str, Callable[[Case], Case]] = {
    "poisson_rate_garwood": rates("garwood"),
    "poisson_rate_byar_phe": rates("byar"),
    "poisson_rate_byar_half": rates("byar-half"),
    "poisson_rate_midp": rates("mid-p"),
    "poisson_zero_count_onesided": lambda given: {
        "rate": 0, "lower": 0,
        "upper": rate(0, given["exposure"], given.get("multiplier", 1), level=given["conf_level"], sided="upper").upper,
    },
    "proportion_wilson": proportions("wilson"),
    "proportion_wilson_cc": proportions("wilson-corrected"),
    "proportion_clopper_pearson": proportions("clopper-pearson"),
    "proportion_agresti_coull": proportions("agresti-coull"),
    "two_rates_conditional_exact": conditional,
    "two_rates_e_test": e_tests,
    "two_rates_ratio_wald_midp": wald_and_mid_p,
    "two_rates_score": score,
    "dsr_dobson_byar": direct("dobson-byar"),
    "dsr_dobson_compound_poisson": direct("dobson-compound"),
    "dsr_fay_feuer_gamma": direct("fay-feuer"),
    "smr_byar_or_exact_lt10": indirect("byar-or-exact-below-10"),
    "smr_indirect_logwald": indirect("log-wald"),
    "eb_marshall_global_poisson": marshall_rates("poisson"),
    "eb_marshall_global_binomial": marshall_rates("binomial"),
    "eb_gamma_clayton_kaldor_moment": clayton_kaldor_risks,
    "eb_hauer_site": hauer,
    "funnel_overdispersion_sr_shmi": funnel_spread("shmi"),
    "funnel_overdispersion_sr_cqc": funnel_spread("cqc"),
    "funnel_overdispersion_pr": funnel_spread("arcsine"),
    "funnel_overdispersion_rc": funnel_spread("log-ratio"),
    "funnel_phe_ratio_limits": limits_at_observed,
    "funnel_phe_proportion_limits": limits_of_proportion,
    "funnel_phe_ratio_significance": significance,
    "funnel_exact_poisson_chisq_at_expected": limits_at_expected,
    "overdispersion_bohning_z": spread_of_counts,
    "dispersion_tests_intercept_only": spread_of_counts,
    "poisson_goodness_of_fit_lr": fit_to_poisson,
    "rate_heterogeneity_chisq_pottwhitt": heterogeneity,
    "nb_theta_intercept_only": negative_binomial,
    "quasipoisson_dispersion_by_cell": by_cell,
    "c_chart_3sigma": of_counts,
    "u_chart_3sigma": lambda given: charted(u_chart(given["counts"], given["sizes"])),
    "cusum_standardised_surveillance": standardised,
    "poisson_cusum_zero_state_arl": run_lengths,
    "ears_c1": early_aberration("c1"),
    "ears_c2": early_aberration("c2"),
    "ears_c3": early_aberration("c3"),
    "farrington_original": farrington,
}  # fmt: skip
