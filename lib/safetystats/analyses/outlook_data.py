"""What an outlook starts from: the area's own deaths on the current definition, and what they say of the years to come.

A forecast never crosses a change of definition, and a part-year is no point of a yearly series. A year or two missing among
many are bridged for the forecast alone, and said; a series with more gaps is forecast by a state space model, which takes
them as not seen; an area with part-years only gets the gamma distribution that this year's
months and the same months of the year before leave (Jeffreys' prior before them).
"""

from dataclasses import dataclass
from typing import Any

import numpy as np
import pandas as pd

from safetystats import models, targets
from safetystats.analyses.clusters import least_variance_factor
from safetystats.analyses.rate_panel import Row
from safetystats.analyses.study import Study
from safetystats.analyses.trend_series import TrendSeries, trend_series
from safetystats.datasets.counts import counts_of
from safetystats.errors import InputError

DEATHS = "work_safety_deaths"
HORIZON = 5
#: What lies before a gap of more missing years than this says little of today.
_LONGEST_GAP = 4
#: Gaps are bridged by a straight line of the logarithms while they are this short and this share of the years.
_BRIDGED_GAP, _BRIDGED_SHARE = 2, 0.25
#: A backtest of three steps needs this many years to say anything.
_FEWEST_FOR_BACKTEST = 11
#: The yearly change of risk (relative standard deviation) where one year is all that is known; as in ``models.forecast``.
_YEARLY_CHANGE = 0.15
_LEVELS = (50, 80, 95)


@dataclass(frozen=True, slots=True, repr=False)
class History:
    """Yearly deaths on the current definition: ``year``, ``value`` (missing where not held), ``sources``."""

    series: TrendSeries
    frame: pd.DataFrame

    @property
    def last_year(self) -> int:
        """The year the forecast goes on from."""
        return int(self.frame["year"].iloc[-1])

    @property
    def values(self) -> pd.Series:
        """The deaths on their years."""
        return self.frame.set_index("year")["value"]

    @property
    def missing(self) -> list[int]:
        """The years between the first and the last that are not held."""
        return [int(year) for year in self.frame.loc[self.frame["value"].isna(), "year"]]

    def __repr__(self) -> str:
        return f"<History of {self.series.area}: {self.frame['year'].iloc[0]}–{self.last_year}>"


@dataclass(frozen=True, slots=True, repr=False)
class Coming:
    """The years to come: ``frame`` (year, median, lower_50 … upper_95), and the forecast it was read off.

    `method` is ``combined`` or ``naive`` (by the series' own backtest where it is long enough), ``gaps`` (state space, for
    a series with missing years) or ``part_year``.
    """

    frame: pd.DataFrame
    forecast: Any
    method: str
    conclusion: "models.Conclusion | None" = None

    def step(self, year: int) -> targets.ForecastStep:
        """Return the coming total of one year, for questions about a quota."""
        return targets.ForecastStep(self.forecast, int(self.frame.index[self.frame["year"] == year][0]) + 1)

    def __repr__(self) -> str:
        return f"<Coming {self.frame['year'].iloc[0]}–{self.frame['year'].iloc[-1]} by {self.method}>"


def history(study: Study) -> History | None:
    """Return the area's own yearly deaths on its latest definition, up to the study's year; None when it holds none."""
    series = trend_series(study, DEATHS, study.area.code)
    if series.frame.empty:
        return None
    run = series.frame[series.frame["run"] == series.frame["run"].iloc[-1]].set_index("year")
    years = run.index.to_numpy()
    gaps = np.flatnonzero(np.diff(years) > _LONGEST_GAP + 1)
    stretch = run.loc[years[gaps[-1] + 1] if gaps.size else years[0] :]
    whole = stretch.reindex(range(int(stretch.index[0]), int(stretch.index[-1]) + 1))
    used = pd.Series([cell if isinstance(cell, tuple) else () for cell in whole["sources"]], whole.index, dtype=object)
    return History(series, pd.DataFrame({"value": whole["value"], "sources": used}).rename_axis("year").reset_index())


def coming(study: Study) -> Coming | None:
    """Return the outlook of the area's deaths for the next five years; None when nothing is held to start from."""
    held = history(study)
    return _from_part_year(study) if held is None else _from_history(held)


def forecast_of(values: pd.Series, horizon: int = HORIZON) -> tuple[Any, str, "models.Conclusion | None"]:
    """Return the forecast of yearly counts by the method that its own backtest supports, the method, and the backtest's word."""
    values = _bridged(values)
    if values.isna().any():  # exposure 1: the local trend model alone, which knows missing years
        return models.latent_risk(values, np.ones(len(values)), horizon), "gaps", None
    conclusion = None
    if len(values) >= _FEWEST_FOR_BACKTEST:
        conclusion = models.choose(values, 3)
    method = "naive" if conclusion is not None and not conclusion.beats_naive else "combined"
    return models.forecast(values, horizon, method=method), method, conclusion


def yearly_prior(study: Study) -> tuple[targets.GammaPrior | None, str]:
    """Return what is known of this year's deaths before it began, and a code for where that comes from.

    Earlier whole years come first (``history``), then the same months of the year before (``same_months``), else nothing
    (``nothing``: Jeffreys' prior, very wide).
    """
    held = history(study)
    if held is not None:
        earlier = held.frame.loc[held.frame["year"] < study.period.year, "value"]
        if earlier.notna().any():
            return targets.prior_from_history(earlier.to_numpy()), "history"
    before = total_deaths(study, -1)
    if before is not None:
        one = targets.prior_from_history([before])
        # Ten months of a year are ten twelfths of its exposure.
        return targets.GammaPrior(one.shape, one.rate * study.period.months / 12, one.yearly_change), "same_months"
    return None, "nothing"


def total_deaths(study: Study, years: int = 0) -> int | None:
    """Return all deaths of the study's period, or of the same months `years` later, when they are held."""
    counts = counts_of(study.dataset, study.area.code, study.period.shifted(years))
    held = counts[(counts["sector"] == "all") & (counts["severity"] == "all")]["deaths"].dropna()
    return int(held.iloc[0]) if len(held) else None


def variance_factor(study: Study) -> float:
    """Return the least variance over mean of the area's deaths that its classes of severity show; 1 without them."""
    return least_variance_factor(counts_of(study.dataset, study.area.code, study.period)) or 1.0


def _bridged(values: pd.Series) -> pd.Series:
    """Return the values with short and few gaps bridged; with others they stay as they are."""
    missing = values.isna()
    longest = missing.groupby((~missing).cumsum()).sum().max()
    if not missing.any() or longest > _BRIDGED_GAP or missing.mean() > _BRIDGED_SHARE:
        return values
    joined = pd.Series(np.exp(np.log(values.clip(lower=0.5)).interpolate()).round(), values.index)
    return joined.where(missing, values)


def _from_history(held: History) -> Coming:
    forecast, method, conclusion = forecast_of(held.values)
    frame = forecast.frame.copy()
    frame["year"] = held.last_year + np.arange(1, len(frame) + 1)
    return Coming(frame.drop(columns=["step", "period"], errors="ignore"), forecast, method, conclusion)


@dataclass(frozen=True, slots=True)
class _GammaYears:
    """Yearly totals of an area with part-years only: gamma-Poisson, loosened for every year to come."""

    shape: float
    mean_of_year: float
    factor: float
    first: int

    @property
    def mean(self) -> list[float]:
        return [self.mean_of_year] * HORIZON

    def total(self, step: int) -> Any:
        relative = 1 / self.shape + _YEARLY_CHANGE**2 * step
        # Clustered deaths: as many fewer independent events, each as many deaths.
        return targets.coming_total(self.mean_of_year / self.factor, 1 / relative)

    def probability_below(self, value: float, step: int = 1) -> float:
        return float(self.total(step).probability_below(value / self.factor))

    def quantile(self, chance: float, step: int) -> float:
        return float(np.round(self.factor * self.total(step).quantile(np.array(chance))))


def _from_part_year(study: Study) -> Coming | None:
    now = total_deaths(study)
    if now is None:
        return None
    factor = variance_factor(study)
    before = total_deaths(study, -1)
    months = study.period.months * (1 if before is None else 2)
    events = now + (before or 0)
    years = _GammaYears((events / factor + 0.5), events / months * 12, factor, study.period.year + 1)
    rows: list[Row] = []
    for step in range(1, HORIZON + 1):
        row: Row = {"year": study.period.year + step, "mean": years.mean_of_year, "median": years.quantile(0.5, step)}
        for level in _LEVELS:
            tail = (1 - level / 100) / 2
            row |= {f"lower_{level}": years.quantile(tail, step), f"upper_{level}": years.quantile(1 - tail, step)}
        rows.append(row)
    return Coming(pd.DataFrame(rows), years, "part_year")


def backtest(held: History) -> "models.Backtest | None":
    """Return the rolling-origin backtest of the area's own series, or None when it is too short for one."""
    if len(held.frame) < _FEWEST_FOR_BACKTEST or held.missing:
        return None
    try:
        return models.backtest(held.values, 3)
    except InputError:
        return None
