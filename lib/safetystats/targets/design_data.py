"""What a dataset knows that a target can be designed from: the base, the years before it, peers and their paces.

Only whole years on one definition are used: those after the last stated change of definition that touches the indicator,
and with the base year's definition code. A rate gets its exposure from the events it was made of.
"""

from dataclasses import dataclass

import numpy as np
import pandas as pd

from safetystats.datasets.dataset import Dataset
from safetystats.errors import InputError
from safetystats.measures.columns import FloatArray
from safetystats.measures.estimate import describe_fields
from safetystats.targets.paces import achieved_paces
from safetystats.targets.published import Published, Record, record_of

#: The events that the official rates divide.
NUMERATORS = {
    "deaths_per_100m_yuan_gdp": "work_safety_deaths",
    "deaths_per_100k_imc_employees": "industry_mining_commerce_deaths",
    "road_deaths_per_10k_motor_vehicles": "road_deaths",
    "coal_deaths_per_million_tonnes": "coal_deaths",
}


@dataclass(frozen=True, slots=True, repr=False)
class DesignInputs:
    """Arguments of :func:`~safetystats.targets.designer.design_targets`, with the year they stand on and their sources."""

    base: float
    base_year: int
    earlier: FloatArray
    exposure: float | None
    peers: dict[str, float]
    peer_paces: FloatArray
    sources: tuple[str, ...]

    def __repr__(self) -> str:
        return describe_fields(self)


def design_inputs(dataset: Dataset, indicator: str, area: str, years: int) -> DesignInputs:
    """Return what `dataset` (and its reference) holds for designing a target of `indicator` in `area` over `years` years.

    Peers are the areas above this one (its province, its economic region, the nation), for rates only and in the same
    year; paces are those of all other areas of the same level. `earlier` stops at the first missing year.
    """
    code = dataset.areas.get(area).code
    reference = dataset.reference()
    held = (dataset,) if reference is None else (dataset, reference)
    figures = _comparable_years(record_of(held, indicator, code))
    if not figures:
        raise InputError(
            f"The dataset {dataset.name} holds no whole year of {indicator} for {code}; give the base yourself."
        )
    last = figures[-1]
    exposure = None
    if indicator in NUMERATORS:
        events = record_of(held, NUMERATORS[indicator], code).at(last.period)
        if events is None or last.value == 0:
            raise InputError(
                f"{NUMERATORS[indicator]} of {code} in {last.period}, which the rate divides, are not held; give the base "
                "and its exposure instead."
            )
        exposure = events.value / last.value
    peers = _peers(held, indicator, code, last) if exposure is not None else {}
    return DesignInputs(
        last.value, last.period.year, np.array([figure.value for figure in _run_up(figures)[:-1]]), exposure,
        peers, _paces(held, indicator, code, years), tuple(dict.fromkeys(figure.source for figure in figures)),
    )  # fmt: skip


def _comparable_years(record: Record) -> list[Published]:
    """Return the whole years, oldest first, that no stated break and no other definition parts from the last one."""
    whole = sorted((one for one in record.figures if one.period.is_year), key=lambda figure: figure.period)
    if not whole:
        return []
    last = whole[-1]
    return [
        figure for figure in whole
        if figure.definition == last.definition
        and not any(one.certainty == "stated" for one in record.breaks_between(figure.period, last.period))
    ]  # fmt: skip


def _run_up(figures: list[Published]) -> list[Published]:
    """Return the years in an unbroken row that end with the last."""
    years = [figure.period.year for figure in figures]
    first = next((place for place in range(len(years) - 1, 0, -1) if years[place - 1] != years[place] - 1), 0)
    return figures[first:]


def _peers(held: tuple[Dataset, ...], indicator: str, code: str, last: Published) -> dict[str, float]:
    found = {
        above.code: record_of(held, indicator, above.code).at(last.period) for above in held[0].areas.parents(code)
    }
    return {name: figure.value for name, figure in found.items() if figure is not None}


def _paces(held: tuple[Dataset, ...], indicator: str, code: str, years: int) -> FloatArray:
    """Return the yearly cuts over `years` years of the other areas of the same level, on one definition each."""
    level = held[0].areas.get(code).level
    known = pd.concat([one.indicators.loc[one.indicators["indicator"] == indicator, "area"] for one in held]).unique()
    others = [other for other in known if other != code and held[0].areas.get(other).level == level]
    paces = [_paces_of(_comparable_years(record_of(held, indicator, other)), years) for other in sorted(others)]
    return np.concatenate(paces) if paces else np.array([])


def _paces_of(figures: list[Published], years: int) -> FloatArray:
    if not figures:
        return np.array([])
    by_year = pd.Series({figure.period.year: figure.value for figure in figures})
    whole = by_year.reindex(range(by_year.index.min(), by_year.index.max() + 1))
    return achieved_paces(whole, years)
