"""Cumulative sums: run lengths as simulated, a lasting rise found, seasons allowed for."""

import numpy as np
import pytest

from safetystats.errors import InputError
from safetystats.measures import calibrated_limit, count_cusum, poisson_cusum_run_length, standardised_cusum


def simulated(mean: float, k: float, h: float, times: int = 3000) -> float:
    random, lengths = np.random.default_rng(2), []
    for _ in range(times):
        total, months = 0.0, 0
        while total <= h + 1e-9:
            total, months = max(0.0, total + random.poisson(mean) - k), months + 1
        lengths.append(months)
    return float(np.mean(lengths))


@pytest.mark.parametrize(("mean", "k", "h"), [(6, 5, 9), (2, 2.5, 4), (3, 3.2, 2.6)])
def test_the_run_length_is_as_simulated(mean: float, k: float, h: float) -> None:
    assert poisson_cusum_run_length(mean, k, h) == pytest.approx(simulated(mean, k, h), rel=0.06)


def test_a_head_start_signals_sooner_and_a_higher_mean_too() -> None:
    assert poisson_cusum_run_length(6, 5, 9, start=4) < poisson_cusum_run_length(6, 5, 9)
    lengths = [poisson_cusum_run_length(mean, 5, 9) for mean in (3, 4, 5, 8)]
    assert lengths == sorted(lengths, reverse=True)


def test_the_limit_gives_the_false_alarms_it_promises() -> None:
    random = np.random.default_rng(4)
    plain, clustered = random.poisson(3, 30_000), random.negative_binomial(4, 4 / 7, 30_000)
    for counts, size in ((plain, None), (clustered, 4.0)):
        alarms = count_cusum(counts, 3, shift=2, size=size, false_alarm_months=60)["signal"].sum()
        assert 30_000 / alarms == pytest.approx(60, rel=0.15)


def test_a_doubling_is_found_within_a_year_and_a_season_is_not_taken_for_one() -> None:
    random = np.random.default_rng(6)
    season = 4 * (1 + 0.6 * np.sin(np.arange(120) * np.pi / 6))
    counts = random.poisson(np.where(np.arange(120) < 96, season, 2 * season))
    allowed = count_cusum(counts, season, shift=2, false_alarm_months=240)
    assert allowed["signal"].iloc[96:108].any()
    assert allowed["signal"].iloc[:96].sum() <= 1


def test_the_smallest_count_that_would_have_signalled() -> None:
    series = [2, 4, 1, 3, 5, 2, 3, 6, 4, 7]
    needed = standardised_cusum(series, 3, 1.04, 2.26)["needed"]
    for month, count in enumerate(needed):
        for tried, expected in ((count, True), (count - 1, False)):
            changed = [*series[:month], tried, *series[month + 1 :]]
            if tried >= 0:
                assert bool(standardised_cusum(changed, 3, 1.04, 2.26)["signal"].iloc[month]) is expected


@pytest.mark.parametrize(
    ("call", "says"),
    [
        (lambda: poisson_cusum_run_length(4, 0, 9), "k and h must be above 0"),
        (lambda: poisson_cusum_run_length(4, 5, 9, start=10), "start in 0 to h"),
        (lambda: count_cusum([3, 4], 3, shift=1), "must be above 0 and not 1"),
        (lambda: count_cusum([3, None], 3), "counts must be known"),
        (lambda: standardised_cusum([3, 4], 0, 1, 2), "greater than 0 in every month"),
        (lambda: calibrated_limit(3, 2, 1), "must be more than 1"),
    ],
)
def test_mistakes_are_told(call: object, says: str) -> None:
    with pytest.raises(InputError, match=says):
        call()  # type: ignore[operator]
