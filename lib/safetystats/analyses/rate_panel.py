"""The rates of planning and the areas they are set beside: the area of the study, what lies above it, and the nation."""

from typing import Any, TypeAlias

import pandas as pd

from safetystats.analyses.definitions import definition_runs
from safetystats.analyses.rate_series import COMPUTED, PUBLISHED, rate_indicator, rate_series
from safetystats.analyses.study import Study
from safetystats.datasets import Dataset
from safetystats.datasets.area_book import OWN
from safetystats.errors import InputError
from safetystats.products import format_interval, format_value
from safetystats.words import LANGUAGES, Text

GDP = "deaths_per_100m_yuan_gdp"
EMPLOYEES = "deaths_per_100k_imc_employees"
VEHICLES = "road_deaths_per_10k_motor_vehicles"
CARS = "road_deaths_per_10k_civil_vehicles"
#: The rates in the notebook's order, with the short name their products carry.
RATES = {GDP: "gdp", EMPLOYEES: "employees", VEHICLES: "vehicles", CARS: "cars"}
ORIGINS = {PUBLISHED: Text("公布", "published"), COMPUTED: Text("重算", "recomputed")}
Row: TypeAlias = dict[Any, Any]
_NATION = "CN"
#: What the nation is set beside, which has no area above it.
_BESIDE_NATION = ("CN-WEST12", "500000")


def peers_of(study: Study) -> tuple[str, ...]:
    """Return the codes of the areas above that of the study, nearest first; for the nation, the west and Chongqing."""
    return study.above or (_BESIDE_NATION if study.area.code == _NATION else ())


def chain_of(study: Study) -> tuple[str, ...]:
    """Return the area of the study and its peers."""
    return (study.area.code, *peers_of(study))


def reach_of(study: Study) -> tuple[str, ...]:
    """Return the area of the study, its peers and the nation, nearest first; an area of another list has no nation here."""
    chain = chain_of(study)
    return chain if study.area.level == OWN else tuple(dict.fromkeys((*chain, _NATION)))


def parts_of(rate: str) -> tuple[str, str, str]:
    """Return the indicators of a rate, its numerator and its denominator."""
    indicator = rate_indicator(rate)
    return rate, str(indicator.numerator), str(indicator.denominator)


def rate_panel(study: Study, rate: str) -> pd.DataFrame:
    """Return the rate of the area (from its own dataset) and of its peers, up to the year asked for.

    The columns are those of :func:`~safetystats.analyses.rate_series.rate_series`, and ``run``, equal for years on one
    definition. Raises :class:`InputError` when
    neither dataset holds the rate or its parts of any of these areas.
    """
    own = _series(study.dataset, rate, study.area.code)
    if own.empty:
        own = _series(study.peers, rate, study.area.code)
    frames = [own, *(_series(study.peers, rate, peer) for peer in peers_of(study))]
    held = [frame for frame in frames if len(frame)]
    if not held:
        raise InputError(_nothing_held(study, rate))
    series = pd.concat(held, ignore_index=True)
    return series[series["year"] <= study.period.year].reset_index(drop=True)


def latest(panel: pd.DataFrame, area: str) -> Row | None:
    """Return the latest row of an area, the recomputed one when a year has both; None when it has no value."""
    held = panel[(panel["area"] == area) & panel["value"].notna()].sort_values(
        ["year", "origin"], ascending=[False, True]
    )
    return held.iloc[0].to_dict() if len(held) else None


def valued(row: Row, unit: Text | None = None) -> Text:
    """Return the value with its unit and interval, or a word that the interval cannot be had."""
    value = {language: format_value(row["value"], "rate", language) for language in LANGUAGES}
    if unit is not None:
        value = {"zh": value["zh"] + unit.zh, "en": f"{value['en']} {unit.en}"}
    if pd.isna(row["lower"]):
        return Text(
            f"{value['zh']}（未收录死亡人数，区间无法计算）", f"{value['en']} (deaths not held, so no interval)"
        )
    ends = {language: format_interval(row["lower"], row["upper"], "rate", language) for language in LANGUAGES}
    return Text(f"{value['zh']}（95%区间{ends['zh']}）", f"{value['en']} (95 % interval {ends['en']})")


def _nothing_held(study: Study, rate: str) -> str:
    """Say what is missing; that of China helps only an area of China."""
    name, *parts = parts_of(rate)
    looked = " and ".join(dict.fromkeys((study.dataset.name, study.peers.name)))
    peers = ", or name a dataset of peers in datapackage.yaml (safetystats: reference: china)"
    return (
        f"Neither {name} nor {' and '.join(parts)} to make it of are held for {study.area.code} or any area above it (looked in "
        f"{looked}); add them to the table of indicators{'' if study.area.level == OWN else peers}."
    )


def _series(data: Dataset, rate: str, area: str) -> pd.DataFrame:
    series = rate_series(data, rate, area)
    return series.assign(run=definition_runs(data, rate, area, series["year"]).to_numpy())
