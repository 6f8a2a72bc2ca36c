"""Published numbers: every case of the golden file for rates, proportions and two counts, by a call of the public surface.

``golden_measures.json`` holds the cases with inputs, expected values, tolerance, source (R 4.2.2 and its packages, scipy)
and how each was verified. Tolerance is relative: ``|got − want| <= tolerance·|want| + 1e-12``. When the whole golden file is
beside this checkout it is run too, and a method in it that is neither mapped nor named as not offered fails the test.
"""

import json
import math
from collections.abc import Callable
from pathlib import Path
from typing import Any

import numpy as np
import pytest

from safetystats.measures import compare_counts, direct_rate, proportion, rate, smr
from safetystats.measures.comparisons import e_test, median_unbiased_ratio
from safetystats.measures.road_sites import hauer_site, safety_performance
from safetystats.measures.shrinkage import clayton_kaldor, marshall
from safetystats.measures.standardisation import expected_events

Case = dict[str, Any]
HERE = Path(__file__).resolve()
BUNDLED: list[Case] = json.loads(HERE.with_name("golden_measures.json").read_text("utf-8"))
SHARED = HERE.parents[3] / "shared" / "golden.json"


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
    got = compare_counts(*counts(given), "score", level=given["conf_level"])
    return {"rr_lower": got.lower, "rr_upper": got.upper}


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
        return {
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
}  # fmt: skip
#: Expected values of a mapped method that the public surface does not offer.
NOT_OFFERED_VALUES = {"two_rates_score": {"rd_lower", "rd_upper"}, "smr_byar_or_exact_lt10": {"interval_used"}}
#: Families of methods that later work brings (funnels, decomposition, dispersion, joinpoint, control charts, forecasts).
LATER_FAMILIES = ("FU", "DE", "OD", "JP", "CC", "FC")


def close(got: float, want: float | str, tolerance: float) -> bool:
    expected = math.inf if want == "Inf" else float(want)
    return got == expected or abs(got - expected) <= tolerance * abs(expected) + 1e-12


def wrong(got: Case, want: Case, tolerance: float, left_out: set[str]) -> list[str]:
    found = []
    for name, value in want.items():
        if isinstance(value, dict):
            found += wrong(got[name], value, tolerance, left_out)
        elif isinstance(value, list):
            pairs = zip(got[name], value, strict=True)
            found += [
                f"{name}: got {one!r}, want {other!r}" for one, other in pairs if not close(one, other, tolerance)
            ]
        elif name not in left_out and value is not None and not close(got[name], value, tolerance):
            found.append(f"{name}: got {got[name]!r}, want {value!r}")
    return found


def check(case: Case) -> None:
    got = CALLS[case["method"]](case["inputs"])
    left_out = NOT_OFFERED_VALUES.get(case["method"], set())
    assert wrong(got, case["expected"], case["tolerance"], left_out) == []


@pytest.mark.parametrize("case", BUNDLED, ids=[case["id"] for case in BUNDLED])
def test_bundled_golden_case(case: Case) -> None:
    check(case)


@pytest.mark.skipif(not SHARED.is_file(), reason="the whole golden file is not beside this checkout")
def test_every_method_of_the_golden_file_is_mapped_or_named() -> None:
    content = json.loads(SHARED.read_text("utf-8"))
    for case in content if isinstance(content, list) else content["cases"]:
        if case["method"] in CALLS:
            check(case)
        else:
            assert case["id"].startswith(LATER_FAMILIES), f"{case['method']} is neither mapped nor named"
