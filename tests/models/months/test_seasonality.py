"""Seasons: found where they are, not where they are not, with intervals that cover; parts multiply up to the count."""

import numpy as np
import pandas as pd
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from safetystats.errors import InputError
from safetystats.models import seasonal_decomposition, seasonality

MONTHS = pd.period_range("2005-01", "2010-12", freq="M")
WAVE = 1 + 0.4 * np.cos(2 * np.pi * (MONTHS.month.to_numpy() - 1) / 12)
DAYS = MONTHS.days_in_month.to_numpy()


def drawn(seed: int, mean: float = 10, wave: np.ndarray = WAVE) -> pd.Series:
    return pd.Series(np.random.default_rng(seed).poisson(mean * wave * DAYS / 30.4), index=MONTHS)


def test_a_season_is_found_and_none_is_not() -> None:
    found, none = seasonality(drawn(1)), seasonality(drawn(2, wave=np.ones_like(WAVE)))
    assert found.p_value < 1e-4
    assert none.p_value > 0.05
    assert found.factors["factor"].mean() == pytest.approx(1)
    assert (
        (found.factors["lower"] < found.factors["factor"]) & (found.factors["factor"] < found.factors["upper"])
    ).all()
    assert repr(found).startswith("<Seasonality statistic=")


def test_the_fit_repeats_each_months_total_and_an_exact_season_is_returned() -> None:
    counts = drawn(3)
    fit = seasonality(counts, trend="none")
    by_month = counts.groupby(counts.index.month).sum()
    assert fit.expected.groupby(fit.expected.index.month).sum().to_numpy() == pytest.approx(by_month.to_numpy())
    growth = np.exp(np.log(1.1) * np.arange(MONTHS.size) / 12)
    exact = seasonality(pd.Series(20 * WAVE * DAYS * growth, index=MONTHS))
    assert exact.yearly_change == pytest.approx(1.1)
    assert exact.factors["factor"].to_numpy() == pytest.approx(WAVE[:12], rel=1e-6)
    assert seasonality(pd.Series(20 * WAVE * DAYS, index=MONTHS), shape="harmonics").factors["factor"].to_numpy() == (
        pytest.approx(WAVE[:12], abs=0.03)
    )


def test_intervals_of_factors_cover_and_the_test_keeps_its_level() -> None:
    held, rejected = [], 0
    for seed in range(60):
        got = seasonality(drawn(seed), trend="none").factors
        held.append((got["lower"] <= WAVE[:12]) & (WAVE[:12] <= got["upper"]))
        rejected += seasonality(drawn(seed, wave=np.ones_like(WAVE)), trend="none").p_value < 0.05
    assert 0.92 < np.mean(held) < 0.985
    assert rejected <= 8


def test_gaps_and_exposures_are_allowed() -> None:
    counts = drawn(4).astype(float)
    counts.iloc[[5, 17]] = np.nan
    got = seasonality(counts)
    assert got.degrees == (11, 70 - 13)
    assert got.expected.notna().all()
    doubled = pd.Series(np.where(MONTHS.year < 2008, 1.0, 2.0), index=MONTHS)
    exposed = pd.Series(20 * WAVE * DAYS * doubled.to_numpy(), index=MONTHS)
    assert seasonality(exposed, doubled).yearly_change == pytest.approx(1)


def test_overdispersion_widens_the_intervals() -> None:
    mean = 10 * WAVE
    counts = pd.Series(np.random.default_rng(6).negative_binomial(2, 2 / (2 + mean)), index=MONTHS)
    got = seasonality(counts)
    assert got.dispersion > 2
    plain = seasonality(drawn(6))
    width = lambda fit: (fit.factors["upper"] / fit.factors["lower"]).mean()  # noqa: E731
    assert width(got) > 1.3 * width(plain)


@pytest.mark.parametrize("method", ["model", "stl"])
def test_parts_multiply_up_to_the_count(method: str) -> None:
    got = seasonal_decomposition(drawn(5), method)
    assert (got["trend"] * got["season"] * got["rest"]).to_numpy() == pytest.approx(got["count"].to_numpy())
    assert got["adjusted"].std() < got["count"].std()


@settings(max_examples=10, deadline=None)
@given(st.floats(0.5, 20))
def test_the_unit_of_counts_does_not_matter_to_factors(scale: float) -> None:
    one, other = seasonality(drawn(7)), seasonality(drawn(7) * scale)
    assert other.factors["factor"].to_numpy() == pytest.approx(one.factors["factor"].to_numpy(), rel=1e-6)


QUIET = drawn(1).where(MONTHS.month != 3, 0)


@pytest.mark.parametrize(
    ("counts", "options", "says"),
    [
        (drawn(1)[:23], {}, "has 23 months, but a season needs every calendar month and 24 in all"),
        (QUIET, {}, "Nothing was ever counted in month 3, so it has no factor; use shape='harmonics'"),
        (drawn(1) * 0, {"shape": "harmonics"}, "Nothing was counted in any month"),
        (drawn(1), {"shape": "month"}, "did you mean 'months'"),
        (drawn(1), {"trend": "bent"}, "trend is 'bent'"),
    ],
)
def test_mistakes_are_told(counts: pd.Series, options: dict[str, str], says: str) -> None:
    with pytest.raises(InputError, match=says):
        seasonality(counts, **options)  # type: ignore[arg-type]


def test_quiet_months_are_no_trouble_to_waves_and_stl_wants_no_gaps() -> None:
    assert seasonality(QUIET, shape="harmonics").factors["upper"].notna().all()
    gap = drawn(1).astype(float)
    gap.iloc[7] = np.nan
    with pytest.raises(InputError, match="The month 2005-08 is missing"):
        seasonal_decomposition(gap, "stl")
