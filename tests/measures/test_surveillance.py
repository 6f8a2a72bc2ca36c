"""Surveillance against recent months and against the same season: bounds by second opinions, signals where they belong."""

import numpy as np
import pandas as pd
import pytest
import statsmodels.api as sm
from scipy import stats

from safetystats.errors import InputError
from safetystats.measures import bayes_bound, ears, farrington_bound

SERIES = [3, 1, 4, 2, 5, 3, 2, 4, 6, 3, 2, 5, 4, 3, 9, 12, 5, 4, 3, 6, 14, 7, 3, 4, 5]


def test_c3_looks_at_the_two_months_before() -> None:
    got, mean_form = ears(SERIES, "c3", alpha=0.025), ears(SERIES, "c3-mean", alpha=0.025)
    assert got["bound"].first_valid_index() == 11
    excess = []
    for month in (13, 14):
        base = np.array(SERIES[month - 9 : month - 2])
        excess.append(max(0.0, (SERIES[month] - base.mean()) / base.std(ddof=1) - 1))
    base = np.array(SERIES[6:13])
    below = base.std(ddof=1) * (stats.norm.isf(0.025) - sum(excess))
    assert got["bound"].iloc[15] == pytest.approx(max(SERIES[15] + below, 0))
    assert mean_form["bound"].iloc[15] == pytest.approx(max(base.mean() + below, 0))
    assert got["signal"].tolist()[15:18] == [True, True, True]


def test_a_quiet_past_needs_a_least_deviation() -> None:
    quiet = [2] * 8 + [3]
    assert ears(quiet, "c1")["signal"].iloc[-1]
    assert not ears(quiet, "c1", minimum_sd=0.5)["signal"].iloc[-1]


def test_the_predictive_bound_is_a_negative_binomial_quantile() -> None:
    got = bayes_bound(SERIES, half_window=6)
    for month in (6, 15, 24):
        total = sum(SERIES[month - 6 : month])
        assert got["bound"].iloc[month] == stats.nbinom.ppf(0.95, total + 0.5, 6 / 7)
    assert got["bound"].isna().sum() == 6
    assert bayes_bound([0] * 10)["bound"].iloc[-1] == stats.nbinom.ppf(0.95, 0.5, 6 / 7)
    years = bayes_bound(SERIES, years_back=1, half_window=1, this_year=False)
    total = SERIES[24 - 13] + SERIES[24 - 12] + SERIES[24 - 11]
    assert years["bound"].iloc[24] == stats.nbinom.ppf(0.95, total + 0.5, 3 / 4)


def test_without_reweighting_the_seasonal_bound_is_a_quasi_poisson_prediction() -> None:
    random = np.random.default_rng(9)
    counts = pd.Series(random.poisson(20, 72), index=pd.period_range("2015-01", periods=72, freq="M"))
    got = farrington_bound(counts, trend=False, reweight=False).iloc[60]
    references = np.concatenate([counts.to_numpy()[60 - 12 * year - 2 : 60 - 12 * year + 3] for year in (4, 3, 2, 1)])
    model = sm.GLM(references, np.ones(20), family=sm.families.Poisson()).fit(scale="X2")
    mean, phi = references.mean(), max(model.scale, 1)
    error = mean * np.sqrt(phi / references.sum())
    spread = np.sqrt(4 / 9 * mean ** (1 / 3) * (phi + error**2 / mean))
    assert got["bound"] == pytest.approx((mean ** (2 / 3) + stats.norm.isf(0.005) * spread) ** 1.5, rel=1e-9)
    assert got.name == pd.Period("2020-01")


def test_an_outbreak_of_an_earlier_year_is_weighted_down() -> None:
    counts = np.random.default_rng(1).poisson(8, 73)
    counts[48] = 60
    plain, careful = (farrington_bound(counts, reweight=reweight)["bound"].iloc[60] for reweight in (False, True))
    assert careful < plain
    counts[72] = 60
    assert farrington_bound(counts)["signal"].iloc[72]


def test_very_small_counts_do_not_signal() -> None:
    counts = [0] * 60 + [3]
    got = farrington_bound(counts).iloc[60]
    assert got["bound"] == 0
    assert not got["signal"]


@pytest.mark.parametrize(
    ("call", "says"),
    [
        (lambda: ears(SERIES, "c4"), "must be one of c1, c2, c3, c3-mean"),
        (lambda: ears(SERIES, baseline=2), "at least 3 months"),
        (lambda: ears(SERIES[:7]), "has 7 months, but the method 'c1' needs more than 7"),
        (lambda: ears(SERIES, alpha=5), "alpha is 5"),
        (lambda: bayes_bound(SERIES, this_year=False), "at least one year back"),
        (lambda: farrington_bound(SERIES), "4 years back need more than 50"),
        (lambda: farrington_bound(SERIES, power="3/4"), "power is '3/4'"),
    ],
)
def test_mistakes_are_told(call: object, says: str) -> None:
    with pytest.raises(InputError, match=says):
        call()  # type: ignore[operator]
