"""Units of measurement: one name for each, its spellings in tables, and its size in the base unit of its kind."""

from dataclasses import dataclass

from safetystats.errors import InputError, did_you_mean
from safetystats.words import Text


@dataclass(frozen=True, slots=True)
class Unit:
    """A unit: `factor` base units of kind `base` make one of it (``10k_vehicles`` is 10,000 ``vehicles``).

    The unit of a rate names in `exposure` the unit in which it counts what its events are divided by.
    """

    code: str
    name: Text
    base: str
    factor: float
    spellings: tuple[str, ...] = ()
    exposure: str | None = None


UNITS = {
    unit.code: unit
    for unit in (
        Unit("persons", Text("人", "persons"), "persons", 1, ("person", "deaths", "死亡人数")),
        Unit("10k_persons", Text("万人", "10,000 persons"), "persons", 1e4, ("10,000 persons",)),
        Unit("100k_persons", Text("10万人", "100,000 persons"), "persons", 1e5, ("100,000 persons",)),
        Unit("accidents", Text("起", "accidents"), "accidents", 1, ("accident", "宗")),
        Unit("events", Text("件", "events"), "events", 1, ("例", "次")),
        Unit("vehicles", Text("辆", "vehicles"), "vehicles", 1, ("units",)),
        Unit("10k_vehicles", Text("万辆", "10,000 vehicles"), "vehicles", 1e4, ("10,000 units", "10,000 vehicles")),
        Unit("yuan", Text("元", "yuan"), "yuan", 1, ("RMB", "CNY")),
        Unit("10k_yuan", Text("万元", "10,000 yuan"), "yuan", 1e4, ("10,000 yuan",)),
        Unit("100m_yuan", Text("亿元", "100 million yuan"), "yuan", 1e8, ("100 million yuan", "100m yuan")),
        Unit("tonnes", Text("吨", "tonnes"), "tonnes", 1, ("t",)),
        Unit("million_tonnes", Text("百万吨", "million tonnes"), "tonnes", 1e6, ("Mt",)),
        Unit("percent", Text("%", "%"), "percent", 1, ("%", "％", "pct")),
        Unit("km2", Text("平方公里", "km²"), "km2", 1, ("km²", "平方千米")),
        Unit("patient_days", Text("床日", "patient-days"), "patient_days", 1, ()),
        Unit("visits", Text("人次", "visits"), "visits", 1, ()),
        Unit(
            "persons_per_100m_yuan",
            Text("人/亿元", "persons per 100 million yuan"),
            "persons_per_100m_yuan",
            1,
            ("persons/100 million yuan", "persons/100m yuan", "人／亿元"),
            exposure="100m_yuan",
        ),
        Unit(
            "persons_per_100k_employees",
            Text("人/10万人", "persons per 100,000 employees"),
            "persons_per_100k_employees",
            1,
            ("persons/100,000 employees", "persons/100k"),
            exposure="100k_persons",
        ),
        Unit(
            "persons_per_10k_vehicles",
            Text("人/万车", "persons per 10,000 vehicles"),
            "persons_per_10k_vehicles",
            1,
            ("persons/10,000 motor vehicles", "persons/10k vehicles"),
            exposure="10k_vehicles",
        ),
        Unit(
            "persons_per_million_tonnes",
            Text("人/百万吨", "persons per million tonnes"),
            "persons_per_million_tonnes",
            1,
            ("persons/million tonnes", "persons/Mt"),
            exposure="million_tonnes",
        ),
        Unit(
            "persons_per_100k_persons",
            Text("人/10万人口", "persons per 100,000 population"),
            "persons_per_100k_persons",
            1,
            ("persons/100,000 population",),
            exposure="100k_persons",
        ),
    )
}

_SPELLINGS = {
    spelling.casefold(): unit.code
    for unit in UNITS.values()
    for spelling in (unit.code, unit.name.zh, unit.name.en, *unit.spellings)
}


def find_unit(text: str) -> Unit:
    """Return the unit that `text` (a code or a known spelling) names; raise :class:`InputError` when there is none."""
    code = _SPELLINGS.get(text.strip().casefold())
    if code is None:
        known = ", ".join(UNITS)
        raise InputError(f"The unit {text!r} is not known{did_you_mean(text, list(_SPELLINGS))}; known are {known}.")
    return UNITS[code]


def exposure_unit(rate_unit: str) -> Unit:
    """Return the unit in which a rate counts its exposure: persons per 100 million yuan count 100 million yuan.

    Raises :class:`InputError` when `rate_unit` is no unit of a rate.
    """
    unit = find_unit(rate_unit)
    if unit.exposure is None:
        raise InputError(f"{unit.name.en} is not the unit of a rate: it counts nothing per something.")
    return UNITS[unit.exposure]


def convert(value: float, unit: str, to: str) -> float:
    """Return `value` given in `unit` as a number of `to`; raise :class:`InputError` when the two are of other kinds."""
    given, wanted = find_unit(unit), find_unit(to)
    if given.base != wanted.base:
        raise InputError(f"{given.name.en} cannot be turned into {wanted.name.en}: one is not a multiple of the other.")
    return value * given.factor / wanted.factor
