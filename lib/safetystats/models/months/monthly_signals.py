"""Which months signal that accidents have become more (or fewer) than the season explains, and how often that is false.

The level and season of a stretch of months in control (the baseline) give the expected count of every later month. A
likelihood-ratio CUSUM of Poisson counts, or of negative binomial ones when the baseline is over-dispersed, adds up the
evidence (Höhle and Paul 2008). Its decision interval is set for the wanted time between false alarms; what that time is
with the season in it is found by simulation, and is part of the result. Level, season and dispersion of the baseline are
taken as known: with a short baseline false alarms are more frequent than said.
"""

from dataclasses import dataclass

import numpy as np
import pandas as pd
from numpy.typing import NDArray
from scipy import special

from safetystats.errors import InputError, one_of
from safetystats.measures.columns import Column, FloatArray
from safetystats.measures.cusum import count_cusum, log_ratio
from safetystats.measures.estimate import describe_fields
from safetystats.models.months.calendar_days import calendar_month, periods, read_exposure, read_month, read_months
from safetystats.models.months.seasonality import SEASON_SHAPES, season_columns, seasonality

SIGNAL_SEASONS = (*SEASON_SHAPES, "none")
_RUNS, _LONGEST = 500, 6
_OVERDISPERSED = 0.05
_FEWEST_MONTHS = 12


@dataclass(frozen=True, slots=True, repr=False)
class MonthlySignals:
    """The chart, the months that signal, and how often it signals without cause.

    `chart` has one row a known month: ``count``, ``mean`` (expected), ``cusum``, ``limit``, ``signal``. `run_length` is
    the mean number of months between false alarms, `run_length_shifted` that until the alarm when the mean has moved by
    the factor `shift`; `dispersion` that of the baseline, `size` the negative binomial size (infinite for Poisson).
    """

    chart: pd.DataFrame
    months: tuple[str, ...]
    baseline_end: str
    shift: float
    limit: float
    dispersion: float
    size: float
    run_length: float
    run_length_shifted: float

    def __repr__(self) -> str:
        return describe_fields(self)


def monthly_signals(
    counts: Column,
    *,
    baseline_end: str | None = None,
    exposure: Column = None,
    season: str = "harmonics",
    shift: float = 1.5,
    false_alarm_months: float = 120.0,
    seed: int = 2011,
) -> MonthlySignals:
    """Return the CUSUM of monthly counts adjusted for season, length of month and exposure.

    Parameters
    ----------
    baseline_end
        The last month of the baseline; all months but the last twelve when not given. The chart runs over the baseline
        too, where it shows whether that was in control.
    season
        One of :data:`SIGNAL_SEASONS`; ``harmonics`` and ``months`` need two years of baseline.
    shift
        The factor of the mean to be found soon: 1.5 for a rise by half, 0.7 for a fall.
    false_alarm_months
        Months between false alarms the decision interval is set for.

    Raises
    ------
    InputError
        A baseline that is too short or without any event.
    """
    one_of(season, SIGNAL_SEASONS, "season")
    series = read_months(counts)
    end = _baseline_end(series, baseline_end)
    known = series.notna().to_numpy()
    base = known & np.asarray(series.index <= end)
    expected = _expected(series, base, season, exposure)
    dispersion, size = _spread(
        series.to_numpy()[base], expected[base], 1 + (0 if season == "none" else season_columns(season).shape[1])
    )
    chart = count_cusum(series[known], pd.Series(expected, series.index)[known], shift=shift, size=size,
                        false_alarm_months=false_alarm_months)  # fmt: skip
    limit = float(chart["limit"].iloc[0])
    cycle = chart["mean"].to_numpy()[-12:]
    in_control, shifted = (
        _run_length(cycle, factor, shift, limit, size, false_alarm_months, seed) for factor in (1.0, shift)
    )
    return MonthlySignals(
        chart, tuple(str(month) for month in chart.index[chart["signal"]]), str(end), shift, limit,
        dispersion, np.inf if size is None else size, in_control, shifted,
    )  # fmt: skip


def _expected(series: pd.Series, base: NDArray[np.bool_], season: str, exposure: Column) -> FloatArray:
    """Return the expected count of every month at the level and season of the months of `base`."""
    factor = np.ones(12)
    if season != "none":
        factor = seasonality(series[base], exposure, shape=season, trend="none").factors["factor"].to_numpy()
    relative = read_exposure(series, exposure) * factor[calendar_month(series)]
    return np.asarray(relative * series[base].sum() / relative[base].sum())


def _baseline_end(series: pd.Series, asked: str | None) -> pd.Period:
    end = periods(series).max() - 12 if asked is None else read_month(asked, "baseline_end")
    base = series[series.index <= end].dropna()
    if base.size < _FEWEST_MONTHS or base.sum() == 0:
        raise InputError(
            f"The baseline up to {end} has {base.size} known months and {base.sum():g} events, but needs at least "
            f"{_FEWEST_MONTHS} months and one event."
        )
    return end


def _spread(y: FloatArray, expected: FloatArray, parameters: int) -> tuple[float, float | None]:
    """Return the dispersion, and the size by moments where a chi-square test finds more spread than a Poisson count's."""
    degrees = y.size - parameters
    pearson = float(np.sum((y - expected) ** 2 / expected))
    dispersion = pearson / degrees
    if special.chdtrc(degrees, pearson) >= _OVERDISPERSED:
        return dispersion, None
    return dispersion, float(expected.mean() / (dispersion - 1))


def _run_length(
    cycle: FloatArray, factor: float, shift: float, limit: float, size: float | None, wanted: float, seed: int
) -> float:
    """Return the mean months to a signal of many simulated charts; those without one at the end count as still running."""
    random, sums = np.random.default_rng(seed), np.zeros(_RUNS)
    months = signals = 0
    for month in range(int(_LONGEST * wanted)):
        mean = cycle[month % cycle.size]
        true = np.full(sums.size, factor * mean)
        if size is not None:
            true = random.gamma(size, true / size)
        x = random.poisson(true).astype(float)
        sums = np.maximum(0.0, sums + log_ratio(x, np.full_like(x, mean), shift, size))
        running = sums <= limit
        months, signals = months + running.size, signals + int(np.count_nonzero(~running))
        sums = sums[running]
        if not sums.size:
            break
    return months / signals if signals else np.inf
