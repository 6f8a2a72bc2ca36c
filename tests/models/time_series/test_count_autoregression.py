"""Count autoregressions: the recursion written out, published fits, limits, futures, and messages."""

import math

import numpy as np
import pandas as pd
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from scipy import optimize

from safetystats.errors import InputError
from safetystats.models import count_autoregression
from safetystats.models.time_series.count_design import CountDesign, minus_poisson_likelihood

RNG = np.random.default_rng(11)
COUNTS = RNG.poisson(9.0, 60).astype(float)


def written_out(y, x, coef, past_obs, past_mean, link, external):  # type: ignore[no-untyped-def]
    """Return ν, period by period, from the formula alone."""
    p, q = len(past_obs), len(past_mean)
    b, a, gamma = coef[1 : 1 + p], coef[1 + p : 1 + p + q], coef[1 + p + q :]
    start = coef[0] / (1 - sum(b) - sum(a))
    nu: list[float] = []
    for t in range(len(y)):
        total = coef[0] + float(x[t] @ gamma)
        for weight, lag in zip(b, past_obs, strict=True):
            z = start if t < lag else (math.log(y[t - lag] + 1) if link == "log" else y[t - lag])
            total += weight * z
        for weight, lag in zip(a, past_mean, strict=True):
            back = start if t < lag else nu[t - lag] - (float(x[t - lag] @ gamma) if external else 0.0)
            total += weight * back
        nu.append(total)
    return np.array(nu)


@given(
    lags=st.sampled_from([((1,), ()), ((1, 3), (1,)), ((), (2,)), ((2,), (1, 4))]),
    link=st.sampled_from(["log", "identity"]),
    external=st.booleans(),
    seed=st.integers(0, 1000),
)
@settings(max_examples=40, deadline=None)
def test_the_filter_is_the_recursion_and_its_slope(lags, link, external, seed) -> None:  # type: ignore[no-untyped-def]
    rng = np.random.default_rng(seed)
    y, x = rng.poisson(6.0, 25).astype(float), rng.uniform(0, 1, (25, 2))
    size = 1 + len(lags[0]) + len(lags[1])
    coef = np.concatenate([[1.0], rng.uniform(0.02, 0.9 / size, size - 1), rng.uniform(0, 0.3, 2)])
    design = CountDesign(y, x, *lags, link, external)
    assert design.predictor(coef)[0] == pytest.approx(written_out(y, x, coef, *lags, link, external))
    slope = minus_poisson_likelihood(design, coef)[1]
    numeric = optimize.approx_fprime(coef, lambda c: minus_poisson_likelihood(design, c)[0], 1e-7)
    assert slope == pytest.approx(numeric, rel=1e-3, abs=1e-2)


def test_a_model_with_past_means_finds_its_coefficients_again() -> None:
    rng = np.random.default_rng(3)
    y, mean = [8.0], 8.0
    for _ in range(3000):
        mean = 2.0 + 0.25 * y[-1] + 0.5 * mean
        y.append(float(rng.poisson(mean)))
    fit = count_autoregression(y, (1,), past_mean=(1,), link="identity")
    assert fit.coefficients["estimate"].to_numpy() == pytest.approx([2.0, 0.25, 0.5], abs=0.25)
    inside = (fit.coefficients["lower"] <= [2.0, 0.25, 0.5]) & (fit.coefficients["upper"] >= [2.0, 0.25, 0.5])
    assert inside.all()


def test_the_fit_is_a_maximum() -> None:
    fit = count_autoregression(COUNTS, (1, 2), np.arange(60) / 12)
    best = fit.coefficients["estimate"].to_numpy()
    assert fit.loglik() == fit.log_likelihood
    for place in range(best.size):
        for step in (-0.01, 0.01):
            other = best.copy()
            other[place] += step
            assert fit.loglik(other) < fit.log_likelihood


def test_coefficients_may_be_given_by_name() -> None:
    fit = count_autoregression(COUNTS, (1,), link="identity")
    assert fit.loglik({"past_obs_1": 0.2, "intercept": 7.0}) == pytest.approx(fit.loglik([7.0, 0.2]))
    with pytest.raises(InputError, match="coef lacks intercept"):
        fit.loglik({"past_obs_1": 0.2})
    with pytest.raises(InputError, match="coef has 3 numbers"):
        fit.loglik([1, 2, 3])


def test_pearson_size_meets_its_equation_and_is_infinite_without_over_dispersion() -> None:
    y = np.random.default_rng(4).negative_binomial(3, 0.2, 120)
    fit = count_autoregression(y, (1,), distribution="nbinom")
    pearson = np.sum((y - fit.fitted) ** 2 / (fit.fitted + fit.fitted**2 * fit.sigmasq))
    assert pearson == pytest.approx(120 - 2)
    assert fit.log_likelihood > count_autoregression(y, (1,)).log_likelihood
    even = count_autoregression([5, 6] * 20, (2,), distribution="nbinom")
    assert (even.size, even.sigmasq) == (np.inf, 0)


@pytest.mark.parametrize(("link", "distribution"), [("log", "poisson"), ("identity", "nbinom")])
def test_futures_are_whole_seeded_and_near_the_expected_path(link: str, distribution: str) -> None:
    y = np.random.default_rng(5).negative_binomial(20, 0.7, 80)
    fit = count_autoregression(y, (1,), past_mean=(1,), link=link, distribution=distribution)
    told, again = fit.forecast(6), fit.forecast(6)
    assert (told.draws == again.draws).all()
    assert (told.draws >= 0).all()
    assert (told.draws == np.round(told.draws)).all()
    assert told.mean == pytest.approx(np.full(6, y.mean()), rel=0.15)


def test_external_regressors_act_in_their_own_period_only() -> None:
    y, step = np.r_[np.full(30, 6), np.full(30, 12)], np.r_[np.zeros(30), np.ones(30)]
    y = y + np.tile([0, 1, -1], 20)
    fit = count_autoregression(y, (1,), step, past_mean=(1,), external=True)
    high, low = (fit.forecast(3, regressors=[value] * 3).mean for value in (1, 0))
    assert (high > 1.3 * low).all()


def test_missing_future_regressors_are_named() -> None:
    fit = count_autoregression(COUNTS, (1,), pd.DataFrame({"trend": np.arange(60) / 12}))
    with pytest.raises(InputError, match="1 regressors \\(trend\\), but 0"):
        fit.forecast(3)


@pytest.mark.parametrize(
    ("series", "options", "message"),
    [
        (COUNTS, {"link": "logit"}, "link is 'logit'"),
        (COUNTS, {"distribution": "nbinomial"}, "did you mean 'nbinom'"),
        (COUNTS, {"past_obs": (0,)}, "past_obs is"),
        (COUNTS[:4], {"past_obs": (1, 2)}, "4 periods are too few"),
        (np.zeros(20), {}, "All counts are 0"),
        ([3.0, np.nan, 4.0], {}, "must be known"),
        (-COUNTS, {}, "must not be negative"),
        (COUNTS, {"regressors": [1.0] * 5}, "5 rows, but 60"),
        (COUNTS, {"regressors": -np.ones(60), "link": "identity"}, "must not be negative with the identity link"),
    ],
)
def test_bad_input_is_named(series, options, message) -> None:  # type: ignore[no-untyped-def]
    with pytest.raises(InputError, match=message):
        count_autoregression(series, **{"past_obs": (1,)} | options)


@pytest.mark.parametrize(
    "options", [{"distribution": "nbinom", "past_mean": (1,)}, {"link": "identity", "past_mean": (1,)}]
)
@pytest.mark.parametrize("periods", [8, 15])
def test_few_periods_give_wide_but_possible_futures(options, periods) -> None:  # type: ignore[no-untyped-def]
    # So few periods hardly tell the coefficients apart; their normal approximation alone reaches means of 10^15.
    y = np.random.default_rng(2).negative_binomial(5, 0.7, periods)
    told = count_autoregression(y, (1, 12), **options).forecast(14)
    assert (told.mean <= 20 * y.max()).all()
    assert (told.frame["upper_95"] > 0).all()
