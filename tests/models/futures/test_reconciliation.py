"""Coherent forecasts: they add up, never fall below zero, and agree with the formula and with exact conditioning."""

import numpy as np
import pandas as pd
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from hypothesis.extra.numpy import arrays
from scipy import stats

from safetystats.errors import InputError
from safetystats.models import RECONCILIATION_METHODS, reconcile_forecasts
from safetystats.models.futures.hierarchy import read_hierarchy
from safetystats.models.futures.sampled_forecast import SampledForecast

TREE = {"all": ["road", "work"], "work": ["mine", "site"]}
NAMES = ["all", "work", "road", "mine", "site"]
RNG = np.random.default_rng(31)


def draws(scale: float = 1.0) -> dict[str, np.ndarray]:
    means = {"all": 60, "work": 24, "road": 30, "mine": 5, "site": 20}
    return {name: RNG.poisson(scale * mean, (4000, 2)).astype(float) for name, mean in means.items()}


def test_summing_matrix_of_a_tree() -> None:
    hierarchy = read_hierarchy(TREE)
    assert hierarchy.names == NAMES
    assert hierarchy.summing.tolist() == [[1, 1, 1], [0, 1, 1], [1, 0, 0], [0, 1, 0], [0, 0, 1]]
    same = read_hierarchy(pd.DataFrame(hierarchy.summing, index=NAMES, columns=NAMES[2:]))
    assert (same.upper, same.bottom) == (hierarchy.upper, hierarchy.bottom)


@pytest.mark.parametrize("method", RECONCILIATION_METHODS)
def test_every_draw_adds_up_and_none_is_negative(method: str) -> None:
    got = reconcile_forecasts(TREE, draws(0.1 if method != "conditioning" else 1.0), method)
    assert got.draws is not None
    assert got.draws["all"] == pytest.approx(got.draws["road"] + got.draws["work"])
    assert got.draws["work"] == pytest.approx(got.draws["mine"] + got.draws["site"])
    assert all((one >= 0).all() for one in got.draws.values())
    assert got.mean.loc["all"].to_numpy() == pytest.approx(got.mean.loc[["road", "mine", "site"]].sum().to_numpy())
    assert got.frame.shape == (10, 10)
    assert all((one == np.round(one)).all() for one in got.draws.values())


def test_making_counts_whole_leaves_the_mean() -> None:
    told = draws()
    whole, broken = (
        reconcile_forecasts(TREE, {name: one + shift for name, one in told.items()}, "wls") for shift in (0.0, 1e-9)
    )
    assert (whole.counts, broken.counts) == (True, False)
    assert whole.mean.to_numpy() == pytest.approx(broken.mean.to_numpy(), rel=0.01)


@given(values=arrays(float, 5, elements=st.floats(10, 100)))
@settings(max_examples=20, deadline=None)
def test_projection_is_the_formula_and_leaves_coherent_forecasts_alone(values: np.ndarray) -> None:
    hierarchy = read_hierarchy(TREE)
    summing = hierarchy.summing
    errors = pd.DataFrame(np.random.default_rng(2).normal(size=(30, 5)) * [5, 3, 4, 1, 2], columns=NAMES)
    got = reconcile_forecasts(TREE, dict(zip(NAMES, values, strict=True)), "wls", residuals=errors)
    weight = np.diag(1 / (errors**2).mean().to_numpy())
    want = summing @ np.linalg.solve(summing.T @ weight @ summing, summing.T @ weight @ values)
    if (want >= 0).all():
        assert got.mean[1].to_numpy() == pytest.approx(want)
    coherent = summing @ values[2:]
    for method in ("mint-shrink", "wls", "ols"):
        same = reconcile_forecasts(TREE, dict(zip(NAMES, coherent, strict=True)), method, residuals=errors)
        assert same.mean[1].to_numpy() == pytest.approx(coherent)


def test_mint_takes_account_of_correlated_errors() -> None:
    # Two parts whose errors cancel in their sum: the total is known better than its parts.
    shock = RNG.normal(size=200)
    errors = pd.DataFrame({"t": 0.1 * RNG.normal(size=200), "a": shock, "b": -shock + 0.1 * RNG.normal(size=200)})
    got = reconcile_forecasts({"t": ["a", "b"]}, {"t": 30.0, "a": 10.0, "b": 10.0}, residuals=errors)
    assert got.mean.loc["t", 1] < reconcile_forecasts({"t": ["a", "b"]}, {"t": 30.0, "a": 10.0, "b": 10.0}, "wls", residuals=errors).mean.loc["t", 1]  # fmt: skip


def test_conditioning_is_bayes_rule() -> None:
    # Poisson parts of mean 6 and 9 under a total whose own forecast is Poisson of mean 20.
    n = 60_000
    parts = {"a": RNG.poisson(6, (n, 1)), "b": RNG.poisson(9, (n, 1)), "t": RNG.poisson(20, (n, 1))}
    got = reconcile_forecasts({"t": ["a", "b"]}, parts, "conditioning")
    a, b = np.meshgrid(np.arange(60), np.arange(60), indexing="ij")
    chance = stats.poisson.pmf(a, 6) * stats.poisson.pmf(b, 9) * stats.poisson.pmf(a + b, 20)
    chance /= chance.sum()
    assert got.mean[1].to_numpy() == pytest.approx(
        [(chance * (a + b)).sum(), (chance * a).sum(), (chance * b).sum()], rel=0.02
    )
    assert got.counts
    assert got.draws is not None
    assert got.draws["t"].std() == pytest.approx(
        np.sqrt((chance * (a + b) ** 2).sum() - (chance * (a + b)).sum() ** 2), rel=0.05
    )
    assert 100 < got.effective_draws < n


def test_negative_parts_are_taken_from_their_siblings() -> None:
    got = reconcile_forecasts({"t": ["a", "b"]}, {"t": [2.0], "a": [0.5], "b": [9.0]}, "ols")
    assert got.mean[1].tolist() == pytest.approx([got.mean.loc["a", 1] + got.mean.loc["b", 1], 0, got.mean.loc["t", 1]])
    assert "means" in repr(got)
    assert list(got.frame.columns) == ["series", "step", "mean"]


def test_forecasts_with_draws_are_taken_as_they_are() -> None:
    told = {name: SampledForecast(one, one, True, (80,), "test") for name, one in draws().items()}
    got = reconcile_forecasts(TREE, told, "bottom-up", level=(80,))
    assert got.counts
    assert got.mean.loc["mine", 1] == pytest.approx(told["mine"].mean[0])


@pytest.mark.parametrize(
    ("structure", "forecasts", "options", "message"),
    [
        ({"t": ["a", "b"]}, {"t": 1.0, "a": 1.0}, {}, "forecasts lacks b"),
        ({"t": ["a"]}, {"t": [1.0, 2.0], "a": 1.0}, {}, "same number of steps"),
        ({"t": ["a"]}, {"t": 1.0, "a": np.nan}, {}, "missing or infinite"),
        ({"t": ["a"]}, {"t": 1.0, "a": -1.0}, {}, "negative"),
        ({"t": ["a"]}, {"t": 1.0, "a": 1.0}, {}, "Means alone"),
        ({"t": ["a"]}, {"t": 1.0, "a": 1.0}, {"method": "conditioning"}, "needs draws"),
        ({"t": ["a"]}, {"t": 1.0, "a": 1.0}, {"method": "mint"}, "method is 'mint'"),
        ({"t": ["a"], "a": ["t"]}, {}, {}, "circle"),
        ({"t": ["a", "u"], "u": ["a"]}, {}, {}, "twice"),
        ({"t": []}, {}, {}, "no parts for t"),
        ({"t": ["a"]}, {"t": 1.0, "a": 1.0}, {"residuals": pd.DataFrame({"a": [1.0, 2.0]})}, "residuals lacks t"),
    ],
)
def test_bad_input_is_named(structure, forecasts, options, message) -> None:  # type: ignore[no-untyped-def]
    with pytest.raises(InputError, match=message):
        reconcile_forecasts(structure, forecasts, **options)


def test_contradicting_totals_are_named() -> None:
    told = {"t": RNG.poisson(500, (1000, 1)), "a": RNG.poisson(5, (1000, 1)), "b": RNG.poisson(5, (1000, 1))}
    with pytest.raises(InputError, match="contradict each other"):
        reconcile_forecasts({"t": ["a", "b"]}, told, "conditioning")
    matrix = pd.DataFrame([[1.0, 1.0], [1.0, 0.0]], index=["t", "a"], columns=["a", "b"])
    with pytest.raises(InputError, match="needs a row b"):
        reconcile_forecasts(matrix, told)
