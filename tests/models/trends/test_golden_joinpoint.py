"""Published numbers of joinpoint, segmented and break models, and the sample run of the National Cancer Institute.

``golden_joinpoint.json`` holds inputs, expected values, tolerance and source (NCI Joinpoint 4.9 output, R 4.2.2 with ljr,
segmented and strucchange). The sample run's rates are read from the shared data where that is at hand.
"""

import json
from pathlib import Path
from typing import Any

import numpy as np
import pandas as pd
import pytest

from golden_checks import Case, wrong
from safetystats.models import joinpoint, segmented, structural_breaks

HERE = Path(__file__).resolve()
CASES: list[Case] = json.loads(HERE.with_name("golden_joinpoint.json").read_text("utf-8"))
SAMPLE = HERE.parents[4] / "shared" / "data" / "forecast" / "joinpoint_sample.csv"


def log_linear(given: Case) -> Case:
    years = given["first_year"] + np.arange(len(given["rate"]))
    options: dict[str, Any] = {
        "min_to_end": given["min_obs_before_first"], "min_between": given["min_obs_between"],
        "grid_points_between": given["grid_points_between"],
    }  # fmt: skip
    model = joinpoint(years, given["rate"], given["se"], joinpoints=given["k"], **options)
    apc = [segment.apc for segment in model.segments]
    by_k = {}
    for k in range(given["k"] + 1):
        one = joinpoint(years, given["rate"], given["se"], joinpoints=k, **options)
        wsse = one.selection.table["wsse"].iloc[-1]
        by_k[str(k)] = {"joinpoints": [joint.year for joint in one.joinpoints], "wsse": wsse}
    return {
        "joinpoints": [joint.year for joint in model.joinpoints], "apc": apc, "by_k": by_k,
        "apc_published_2dp": [round(value, 2) for value in apc],
    }  # fmt: skip


def linear(given: Case) -> Case:
    years = given["first_year"] + np.arange(len(given["rate"]))
    model = joinpoint(years, given["rate"], joinpoints=given["k"], scale="linear")
    fitted = model.fitted.set_index("year")["fitted"]
    return {
        "joinpoints": [joint.year for joint in model.joinpoints], "slopes": [segment.slope for segment in model.segments],
        "fitted_1900_1950_1998": fitted.loc[[1900, 1950, 1998]].tolist(), "sse": model.selection.table["wsse"].iloc[-1],
    }  # fmt: skip


def logistic(given: Case) -> Case:
    model = segmented(given["time"], given["count"], 0, "logistic", exposure=given["population"])
    return {"coef": model.coefficients.tolist()}


def one_break(given: Case) -> Case:
    model = segmented(given["t"], given["y"])
    return {"psi": model.psi.item(), "slopes": model.slopes.tolist(), "apc": model.apc.tolist(), "rss": model.rss}


def mean_shift(given: Case) -> Case:
    years = given["start_year"] + np.arange(len(given["series"]))
    model = structural_breaks(given["series"], min_segment=given["min_segment_fraction"], years=years)
    [date] = model.breaks
    return {
        "n_breaks_bic": len(model.breaks), "break_obs": date.observation, "break_year": date.year,
        "ci95": [date.lower, date.observation, date.upper], "rss_by_breaks": model.table["rss"].tolist(),
        "bic_by_breaks": model.table["bic"].tolist(),
    }  # fmt: skip


CALLS = {
    "joinpoint_nci_loglinear_grid_wls": log_linear, "joinpoint_nci_linear_grid_ols": linear, "joinpoint_logistic_0": logistic,
    "segmented_loglinear_one_break": one_break, "structural_break_mean_shift": mean_shift,
}  # fmt: skip


@pytest.mark.parametrize("case", CASES, ids=[case["id"] for case in CASES])
def test_golden_case(case: Case) -> None:
    assert wrong(CALLS[case["method"]](case["inputs"]), case["expected"], case["tolerance"]) == []


@pytest.mark.skipif(not SAMPLE.is_file(), reason="the sample run's rates are not beside this checkout")
@pytest.mark.parametrize(
    ("sex", "years", "changes", "stars", "average"),
    [
        ("Both", [1985, 1995, 1998], [0.81, -1.82, 1.60, -2.50], [True, True, False, True], -0.978),
        ("Female", None, [0.31, -1.86, 1.94, -2.21], [True, True, False, True], -1.012),
        ("Male", [1986, 1995, 1998], [1.11, -2.15, 1.44, -2.91], [True, True, False, True], -1.044),
    ],
)
def test_the_sample_run(
    sex: str, years: list[int] | None, changes: list[float], stars: list[bool], average: float
) -> None:
    sample = pd.read_csv(SAMPLE).query("sex == @sex")
    model = joinpoint(sample["year"], sample["rate"], sample["se"], joinpoints=3)
    if years:
        assert [joint.year for joint in model.joinpoints] == years
    assert [round(segment.apc, 2) for segment in model.segments] == pytest.approx(changes)
    assert [segment.significant for segment in model.segments] == stars
    assert round(model.aapc().value, 3) == average


@pytest.mark.skipif(not SAMPLE.is_file(), reason="the sample run's rates are not beside this checkout")
def test_the_permutation_test_chooses_three_where_plain_bic_prefers_four() -> None:
    sample = pd.read_csv(SAMPLE).query("sex == 'Both'")
    columns = sample["year"], sample["rate"], sample["se"]
    tested = joinpoint(*columns, max_joinpoints=4, selection="permutation", permutations=499)
    assert tested.selection.rule == "permutation"
    assert tested.selection.joinpoints == 3
    assert joinpoint(*columns, max_joinpoints=4, selection="bic").selection.joinpoints == 4
