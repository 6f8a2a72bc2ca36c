"""The published figures a promise is judged by: values, published changes, part-years, and breaks between two periods."""

from collections.abc import Sequence
from dataclasses import dataclass

import pandas as pd

from safetystats.datasets.dataset import Dataset
from safetystats.datasets.descriptor import Break
from safetystats.datasets.periods import Period, parse_period

#: Counts by sector stand in the statistical tables under these names.
_COUNTS = {"work_safety_deaths": "deaths", "work_safety_accidents": "accidents"}
#: Changes that were published as such, of five years and on the year, are indicators of these names.
_CHANGES = ("_change_5y", "_yoy")


@dataclass(frozen=True, slots=True)
class Published:
    """One figure as published, chosen among its reports; `differs` when another report of the cell says something else."""

    value: float
    period: Period
    unit: str
    kind: str
    definition: str | None
    precision: float
    differs: bool
    source: str
    origin: str


@dataclass(frozen=True, slots=True)
class Record:
    """All that the datasets hold of one indicator (of one sector) in one area."""

    figures: tuple[Published, ...]
    changes: tuple[Published, ...]
    breaks: tuple[Break, ...]

    def at(self, period: Period) -> Published | None:
        """Return the figure of exactly this period."""
        return next((figure for figure in self.figures if figure.period == period), None)

    def change(self, base: Period, end: Period) -> Published | None:
        """Return the change published for exactly this span, in percent."""
        spans = {Period(base.first_year, 1, end.last_year, 12)} | ({end} if end == base.shifted(1) else set())
        return next((change for change in self.changes if change.period in spans), None)

    def last_before(self, end: Period, after: Period | None) -> Published | None:
        """Return the last whole-year figure before `end` and, if given, after the base period."""
        between = [
            figure for figure in self.figures
            if figure.period.is_year and figure.period.year < end.year and (after is None or figure.period.year > after.year)
        ]  # fmt: skip
        return max(between, key=lambda figure: figure.period) if between else None

    def parts_of(self, period: Period) -> list[Published]:
        """Return the figures of parts of `period`, a year."""
        return [figure for figure in self.figures if figure.period.is_part_year and figure.period.year == period.year]

    def breaks_between(self, base: Period, end: Period) -> tuple[Break, ...]:
        """Return the dated changes of definition that came after the base period and not after the end."""
        dated = [(one, parse_period(one.period).first_year) for one in self.breaks if one.period]
        return tuple(one for one, year in dated if base.year < year <= end.year)


def record_of(datasets: Sequence[Dataset], indicator: str, area: str, sector: str = "all") -> Record:
    """Return what is held of an indicator: from the first of `datasets` that holds any figure of it."""
    for dataset in datasets:
        figures, changes = _cells(dataset, indicator, area, sector), []
        if sector == "all":
            series = _series(dataset, indicator, area)
            held = {figure.period for figure in series}
            figures = [*series, *(figure for figure in figures if figure.period not in held)]
            changes = [change for suffix in _CHANGES for change in _series(dataset, indicator + suffix, area)]
        if figures or changes:
            return Record(tuple(figures), tuple(changes), dataset.breaks_of(indicator, area=area))
    return Record((), (), ())


def _series(dataset: Dataset, indicator: str, area: str) -> list[Published]:
    candidates = dataset.candidates(indicator, area)
    lowest, highest = (candidates.groupby("period")["value"].agg(how) for how in ("min", "max"))
    return [
        _published(row, row["value"], float(lowest[row["period"]]) != float(highest[row["period"]]))
        for _, row in candidates[candidates["chosen"]].iterrows()
    ]


def _cells(dataset: Dataset, indicator: str, area: str, sector: str) -> list[Published]:
    """Return the counts of a sector from the statistical tables; reported ones before derived ones."""
    measure = _COUNTS.get(indicator)
    if measure is None:
        return []
    counts = dataset.accident_counts
    wanted = (counts["area"] == area) & (counts["sector"] == sector) & (counts["severity"] == "all")
    rows = counts[wanted & (counts["cause"] == "all") & counts[measure].notna()]
    chosen = (
        rows.assign(derived=rows["kind"] == "derived").sort_values("derived", kind="stable").drop_duplicates("period")
    )
    unit = "persons" if measure == "deaths" else "accidents"
    return [_published(row, row[measure], False) for _, row in chosen.assign(unit=unit).iterrows()]


def _published(row: pd.Series, value: float, differs: bool) -> Published:
    definition, precision = row.get("definition"), row.get("precision")
    return Published(
        float(value), parse_period(row["period"]), str(row["unit"]), str(row["kind"]),
        str(definition) if pd.notna(definition) else None, float(precision) if pd.notna(precision) else 0.0, differs,
        str(row["source"]), str(row["origin"]),
    )  # fmt: skip
