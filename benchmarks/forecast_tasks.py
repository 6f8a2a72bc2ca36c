"""Real annual series and the forecasting tasks made of them; read from a folder beside the project, never part of it."""

from collections.abc import Iterable
from pathlib import Path
from typing import NamedTuple

import numpy as np
import pandas as pd
from numpy.typing import NDArray

from safetystats.models.series.period_labels import PeriodLabels
from safetystats.models.series.reading import Series, are_whole, read_series

Values = NDArray[np.float64]
HORIZON = 6
SHORTEST = 8
#: fitting knows no value after this year; judging forecasts only values after it
LAST_YEAR_OF_FITTING = 2000


class Task(NamedTuple):
    """One forecast to be made: the series, the last year known, the values known and those to forecast.

    `month` is the number of the first month (12 × year + month − 1) of a monthly series.
    """

    series: str
    origin: int
    known: Values
    future: Values
    month: int | None = None


def competition(folder: Path, name: str) -> list[Task]:
    """Return the M1 or M3 yearly series as the competition set them."""
    table = pd.read_csv(folder / "forecast" / f"{name}_yearly.csv.gz")
    tasks = []
    for series, rows in table.groupby("series_id"):
        parts = {split: part["value"].to_numpy(float) for split, part in rows.groupby("split")}
        tasks.append(Task(f"{name}-{series}", parts["train"].size, parts["train"], parts["test"]))
    return tasks


def training_tasks(folder: Path, name: str, shortest: int = 7) -> list[Task]:
    """Return every task that lies wholly within the training parts of a competition."""
    found = []
    for task in competition(folder, name):
        ends = range(shortest, task.known.size - HORIZON + 1)
        found += [Task(task.series, end, task.known[:end], task.known[end : end + HORIZON]) for end in ends]
    return found


def countries(folder: Path) -> dict[str, pd.Series]:
    """Return road deaths of the countries by year, each from its last gap on."""
    table = pd.read_csv(folder / "world" / "oecd_road_accidents_1970_2021.csv").dropna(subset="Value")
    deaths = table[(table["SUBJECT"] == "DEATH") & (table["MEASURE"] == "NBR")]
    return {f"country-{name}": unbroken(rows.set_index("TIME")["Value"]) for name, rows in deaths.groupby("LOCATION")}


def states(folder: Path) -> dict[str, pd.Series]:
    """Return road deaths of the US states, 1982–2012."""
    table = pd.read_csv(folder / "world" / "fars_state_year_1982_2012.csv")
    return {
        f"state-{name}": rows.set_index("YEAR")["fatals"].astype(float).sort_index()
        for name, rows in table.groupby("STATE")
    }


def rolling(panel: dict[str, pd.Series], origins: Iterable[int], shortest: int = SHORTEST) -> list[Task]:
    """Return a task for each series and origin with enough values before it and all six after it."""
    found = []
    for name, series in panel.items():
        for origin in origins:
            known, future = series.loc[:origin], series.loc[origin + 1 : origin + HORIZON]
            if known.size >= shortest and known.index[-1] == origin and future.size == HORIZON:
                found.append(Task(name, origin, known.to_numpy(float), future.to_numpy(float)))
    return found


def fatality_training(folder: Path) -> list[Task]:
    """Return the fatality tasks whose last value lies in or before the last year of fitting."""
    last = LAST_YEAR_OF_FITTING - HORIZON + 1
    return rolling(countries(folder), range(1978, last)) + rolling(states(folder), range(1989, last))


def fatality_tests(folder: Path) -> dict[str, list[Task]]:
    """Return the tasks of the two panels whose every future value lies after the last year of fitting."""
    return {
        "countries": rolling(countries(folder), range(2000, 2016, 3)),
        "states": rolling(states(folder), range(2000, 2007, 2)),
    }


def monthly_tasks(folder: Path, shortest: int = 36, steps: int = 12, apart: int = 3) -> list[Task]:
    """Return tasks of twelve months: British road casualties, Spanish road deaths, accidental deaths in the US."""
    world = folder / "world"
    british = pd.read_csv(world / "uk_seatbelts_monthly_1969_1984.csv")
    series = {name: (british[name], 1969) for name in ("DriversKilled", "drivers", "front", "rear", "VanKilled")}
    series["spain"] = pd.read_csv(world / "spain_monthly_road_deaths_1993_2008.csv")["Victimes"], 1993
    series["us"] = pd.read_csv(world / "us_accidental_deaths_monthly_1973_1978.csv")["value"], 1973
    found = []
    for name, (column, year) in series.items():
        values = column.to_numpy(float)
        ends = range(shortest, values.size - steps + 1, apart)
        found += [Task(name, end, values[:end], values[end : end + steps], 12 * year) for end in ends]
    return found


def as_series(task: Task) -> Series:
    """Return what is known as the library reads it, with months where they are months."""
    if task.month is None:
        return read_series(task.known)
    labels = PeriodLabels(task.month + np.arange(task.known.size), 12, "number")
    return Series(task.known, are_whole(task.known), labels, task.series)


def unbroken(series: pd.Series) -> pd.Series:
    series = series.sort_index()
    gaps = np.flatnonzero(np.diff(series.index.to_numpy()) != 1)
    return series.iloc[gaps[-1] + 1 :] if gaps.size else series
