"""Signals: soon after a rise, seldom without one, and the run length said is the run length found."""

from pathlib import Path

import numpy as np
import pandas as pd
import pytest

from safetystats.errors import InputError
from safetystats.models import monthly_signals

VANS = Path(__file__).resolve().parents[4] / "shared" / "data" / "forecast" / "uk_van_drivers_killed_monthly.csv"
MONTHS = pd.period_range("2005-01", "2011-12", freq="M")
SEASON = 1 + 0.4 * np.cos(2 * np.pi * (MONTHS.month.to_numpy() - 1) / 12)


def drawn(seed: int, rise: float, mean: float = 8) -> pd.Series:
    level = np.where(pd.Period("2011-03") <= MONTHS, rise, 1)
    return pd.Series(np.random.default_rng(seed).poisson(mean * SEASON * level), index=MONTHS)


def test_a_rise_is_signalled_and_a_season_is_not() -> None:
    got = monthly_signals(drawn(1, 2.0))
    assert got.baseline_end == "2010-12"
    assert got.months
    assert all(month >= "2011-03" for month in got.months)
    assert got.size == np.inf
    quiet = monthly_signals(drawn(1, 1.0))
    assert len(quiet.months) <= 1
    flat = monthly_signals(drawn(1, 1.0), season="none")
    assert flat.dispersion > quiet.dispersion
    assert repr(got).startswith("<MonthlySignals baseline_end='2010-12', shift=1.5, limit=")


def test_a_fall_is_signalled_too_and_more_exposure_is_no_rise() -> None:
    assert monthly_signals(drawn(2, 0.3), shift=0.6).months
    doubled = pd.Series(np.where(pd.Period("2011-03") <= MONTHS, 2.0, 1.0), index=MONTHS)
    assert not monthly_signals(drawn(3, 2.0), exposure=doubled, season="months").months


def test_the_false_alarm_rate_is_about_what_was_asked() -> None:
    got = monthly_signals(drawn(4, 1.0), false_alarm_months=60)
    assert 45 < got.run_length < 80
    assert got.run_length_shifted < got.run_length / 4
    steady = pd.Series([4.0] * MONTHS.size, index=MONTHS) * MONTHS.days_in_month.to_numpy() / 30.4375
    flat = monthly_signals(steady, season="none", shift=1.5)
    # Without a season it is that of the Markov chain the limit was set by.
    assert flat.run_length == pytest.approx(120, rel=0.15)


def test_overdispersed_counts_are_negative_binomial_and_gaps_are_skipped() -> None:
    mean = 8 * SEASON
    counts = pd.Series(np.random.default_rng(5).negative_binomial(2, 2 / (2 + mean)), index=MONTHS).astype(float)
    counts.iloc[[3, 80]] = np.nan
    got = monthly_signals(counts)
    assert got.dispersion > 2
    assert 0.5 < got.size < 10
    assert len(got.chart) == MONTHS.size - 2


@pytest.mark.skipif(not VANS.is_file(), reason="the monthly series of British van drivers is not beside this checkout")
def test_the_seat_belt_law_of_1983_is_seen_the_month_after() -> None:
    table = pd.read_csv(VANS)
    months = pd.period_range("1969-01", periods=len(table), freq="M")
    got = monthly_signals(table["van_drivers_killed"].set_axis(months), baseline_end="1982-12", shift=0.7)
    assert "1983-03" in got.months
    assert sum(month > "1982-12" for month in got.months) > sum(month < "1981-01" for month in got.months)


@pytest.mark.parametrize(
    ("options", "says"),
    [
        ({"baseline_end": "2005-06"}, "The baseline up to 2005-06 has 6 known months and"),
        ({"season": "harmonic"}, "did you mean 'harmonics'"),
        ({"shift": 1}, "shift is 1, but must be above 0 and not 1"),
        ({"baseline_end": "2006-03"}, "a season needs every calendar month and 24 in all"),
    ],
)
def test_mistakes_are_told(options: dict[str, object], says: str) -> None:
    with pytest.raises(InputError, match=says):
        monthly_signals(drawn(1, 1.0), **options)  # type: ignore[arg-type]
