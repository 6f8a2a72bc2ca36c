"""The yearly series whose trends are looked at: deaths, and rates recomputed from deaths and exposure."""

from dataclasses import dataclass

import pandas as pd

from safetystats import measures
from safetystats.analyses.definitions import dated_breaks, definition_runs
from safetystats.analyses.rate_panel import CARS, GDP, chain_of, reach_of
from safetystats.analyses.rate_series import COMPUTED, rate_series, yearly
from safetystats.analyses.study import Study
from safetystats.analyses.wording import indicator_name
from safetystats.datasets import UNITS, Dataset, Period, find_indicator
from safetystats.datasets.ledger import ledger_months, ledger_rows, ledger_sources
from safetystats.words import Text

#: The series of the notebook, with the short name their products carry.
SERIES = {"work_safety_deaths": "work_safety", "road_deaths": "road", GDP: "gdp_rate", CARS: "cars_rate"}
#: Fewer years on one definition show no trend: a line through three points leaves one degree of freedom.
FEWEST_YEARS = 5
#: Counts of deaths that a ledger holds too, and the sector they are of (None: all).
_SECTORS = {"work_safety_deaths": None, "road_deaths": "road"}


@dataclass(frozen=True, slots=True, repr=False)
class TrendSeries:
    """One yearly series of one area.

    `frame` has one row a year: ``year``, ``value``, ``lower``, ``upper``, ``events``, ``exposure`` (1 for a count),
    ``run`` (equal for years on one definition), ``sources``. `breaks` are the first years of new definitions.
    """

    indicator: str
    area: str
    area_name: Text
    frame: pd.DataFrame
    breaks: tuple[tuple[int, Text], ...]

    @property
    def name(self) -> Text:
        """The name of what is counted."""
        return indicator_name(self.indicator)

    @property
    def unit(self) -> Text | None:
        """The unit of the values, when the suite knows the indicator."""
        indicator = find_indicator(self.indicator)
        return UNITS[indicator.unit].name if indicator else None

    @property
    def is_rate(self) -> bool:
        """Whether the values are events per exposure rather than counts."""
        return bool((self.frame["exposure"] != 1).any())

    def runs(self) -> list[pd.DataFrame]:
        """Return the years of each definition that holds enough of them for a trend, oldest first."""
        return [run for _, run in self.frame.groupby("run") if len(run) >= FEWEST_YEARS]

    def __repr__(self) -> str:
        return f"<TrendSeries {self.indicator} of {self.area}: {len(self.frame)} years, {len(self.breaks)} breaks>"


def trend_series(study: Study, indicator: str, area: str) -> TrendSeries:
    """Return the series of an area up to the year of the study, from its own dataset or else from that of its peers."""
    name = study.area_name(area)
    for data in (study.dataset, study.peers):
        frame = _frame(data, indicator, area)
        frame = frame[frame["year"] <= study.period.year].reset_index(drop=True)
        if len(frame):
            return TrendSeries(indicator, area, name, frame, tuple(dated_breaks(data, indicator, area)))
    return TrendSeries(indicator, area, name, frame, ())


def subject_series(study: Study, indicator: str) -> TrendSeries | None:
    """Return the series of the nearest area, the study's own first, that holds enough years for a trend; else None."""
    for area in reach_of(study):
        series = trend_series(study, indicator, area)
        if series.runs():
            return series
    return None


def chain_series(study: Study) -> list[TrendSeries]:
    """Return every series of the notebook for the study's area and its peers that holds enough years for a trend."""
    every = [trend_series(study, indicator, area) for indicator in SERIES for area in chain_of(study)]
    return [series for series in every if series.runs()]


def _frame(data: Dataset, indicator: str, area: str) -> pd.DataFrame:
    known = find_indicator(indicator)
    if known is not None and known.numerator is not None:
        rates = rate_series(data, indicator, area)
        frame = rates[rates["origin"] == COMPUTED].copy()
    else:
        frame = _counts(data.series(indicator, area))
        if frame.empty and indicator in _SECTORS:
            frame = _ledger_years(data, area, _SECTORS[indicator])
    columns = ["year", "value", "lower", "upper", "events", "exposure", "sources"]
    frame = frame[columns].reset_index(drop=True)
    return frame.assign(run=definition_runs(data, indicator, area, frame["year"]).to_numpy())


def _ledger_years(data: Dataset, area: str, sector: str | None) -> pd.DataFrame:
    """Return the deaths of the whole years that a ledger covers: ten months are not a year."""
    rows = ledger_rows(data, area)
    columns = ["year", "value", "lower", "upper", "events", "exposure", "sources"]
    if rows.empty:
        return pd.DataFrame(columns=columns)
    last = rows["occurred_at"].str[:4].astype(int).max()
    months = ledger_months(data, area, Period(int(last), 1, int(last), 12), sector)
    deaths = pd.Series(dtype=float) if months is None else months["deaths"]
    years = deaths.groupby(pd.PeriodIndex(deaths.index, freq="M").year)
    totals = years.sum(min_count=12)[lambda total: total.notna() & (years.count() == 12)]
    limits = measures.rate(totals, 1)
    return pd.DataFrame(
        {
            "year": totals.index, "value": totals, "lower": limits.lower, "upper": limits.upper, "events": totals, "exposure": 1.0,
            "sources": pd.Series([ledger_sources(data)] * len(totals), totals.index, dtype=object),
        }
    )  # fmt: skip


def _counts(series: pd.DataFrame) -> pd.DataFrame:
    """Return the whole years of a count with Garwood's intervals, widened by the rounding of counts printed in 万."""
    whole = yearly(series)
    half = (whole["precision"].where(whole["precision"] > 1, 0.0) / 2).fillna(0.0)
    return pd.DataFrame(
        {
            "year": whole.index, "value": whole["value"], "lower": measures.rate((whole["value"] - half).clip(lower=0), 1).lower,
            "upper": measures.rate(whole["value"] + half, 1).upper, "events": whole["value"], "exposure": 1.0,
            "sources": [(source,) for source in whole["source"]],
        }
    )  # fmt: skip
