"""Published numbers of count autoregressions and Poisson prediction limits.

R's optimiser stops short of the maximum (GOLDEN), so a fit is judged by its likelihood at R's coefficients and by the
maximum and coefficients of an independent search.
"""

import json
from collections.abc import Callable
from pathlib import Path

import numpy as np
import pytest

from golden_checks import Case, wrong
from safetystats.models import CountAutoregression, count_autoregression, poisson_prediction_interval

CASES: list[Case] = json.loads(Path(__file__).with_name("golden_forecasts.json").read_text("utf-8"))


def fitted(fit: CountAutoregression, case: Case) -> Case:
    coef = case["expected"]["coef"]
    return {
        "coef": coef,
        "loglik_at_coef": fit.loglik(list(coef.values())),
        "loglik_max_python": fit.log_likelihood,
        "coef_at_max_python": fit.coefficients["estimate"].tolist(),
    }


def log_linear(case: Case) -> Case:
    inputs = case["inputs"]
    trend = np.arange(1, len(inputs["series"]) + 1) / 12
    x = np.column_stack([inputs["petrol_price"], trend])
    return fitted(count_autoregression(inputs["series"], inputs["lags"], x), case)


def identity(case: Case) -> Case:
    return fitted(count_autoregression(case["inputs"]["series"], (1,), link="identity"), case)


def prediction(case: Case) -> Case:
    i = case["inputs"]
    limits = {}
    for method in case["expected"]:
        got = poisson_prediction_interval(
            i["total_count"], i["n_past_periods"], i["n_future_periods_summed"], i["conf_level"], method
        )
        limits[method] = [got.lower, got.upper]
    return limits


CALLS: dict[str, Callable[[Case], Case]] = {
    "count_ar_log_linear_poisson": log_linear,
    "count_ar1_identity_poisson": identity,
    "poisson_prediction_interval": prediction,
}


@pytest.mark.parametrize("case", CASES, ids=[case["id"] for case in CASES])
def test_golden_case(case: Case) -> None:
    assert wrong(CALLS[case["method"]](case), case["expected"], case["tolerance"]) == []
