"""Make the tables of data/synthetic-county: an invented ledger whose totals are those a county published.

    python scripts/build_synthetic_county.py

Zhong County's report for January to October 2011 (data/zhongxian) prints totals and no single accident. So that a new user
sees what a ledger allows, this script invents one: 46 accidents with 33 deaths in 2011 (road 43 and 24, water 3; one larger
accident with 6 deaths on the road, one with 7 on the water) and 61 with 29 in the same months of 2010. Everything else in
it (dates, hours, places, vehicles, causes) is drawn with a fixed seed and is true of nothing. The report's "31 deaths on
road and water" cannot be met: with no other accident the three on the water must hold the remaining 9 deaths.
"""

import csv
from datetime import datetime, timedelta
from pathlib import Path

import numpy as np

OUT = Path(__file__).resolve().parents[1] / "data" / "synthetic-county"
SEED, AREA = 500233, "500233"
# year → sector → deaths of each accident, the accidents without deaths last.
DEATHS = {
    2010: {"road": [2] * 2 + [1] * 22 + [0] * 33, "waterway": [1] * 3 + [0]},
    2011: {"road": [6] + [2] + [1] * 16 + [0] * 25, "waterway": [7, 1, 1]},
}
LAST_DAY = {2010: datetime(2010, 10, 31), 2011: datetime(2011, 10, 31)}
# Weights of the hours: peaks in the morning and at dusk; night is 19 to 6.
HOURS = [2, 1, 1, 1, 1, 2, 4, 7, 8, 6, 5, 5, 4, 5, 6, 7, 8, 10, 9, 7, 6, 4, 3, 2]
VEHICLES = {
    "motorcycle_two_wheeled": 38,
    "car_small": 34,
    "truck_light": 12,
    "truck_heavy": 8,
    "tractor": 5,
    "bus_medium": 3,
}
ROAD_CAUSES = {
    "road_speeding": 26, "road_failure_to_yield": 20, "road_fatigue": 14, "road_lane_occupation": 14,
    "road_improper_operation": 10, "road_unlicensed": 6, "road_drink_driving": 6, "road_brakes": 4,
}  # fmt: skip
WATER_CAUSES = {"water_overloading": 2, "water_bad_weather_sailing": 2, "water_lookout": 1}
# primary cause → what may stand beside it, with its chance.
BESIDE = {
    "road_speeding": {"road_surface": 0.3, "road_alignment": 0.35, "road_no_belt_or_helmet": 0.2},
    "road_fatigue": {"road_lane_occupation": 0.55, "owner_responsibility": 0.25},
    "road_unlicensed": {"road_no_belt_or_helmet": 0.7},
    "road_brakes": {"road_overloading": 0.7, "owner_responsibility": 0.4},
    "road_failure_to_yield": {"road_distraction": 0.35},
    "water_overloading": {"water_no_lifejacket": 0.9, "weak_supervision": 0.8},
    "water_bad_weather_sailing": {"water_weather": 0.9, "water_no_lifejacket": 0.5},
}
ANYWHERE = {"weak_supervision": 0.12, "road_missing_protection": 0.1}
TOWNSHIPS = 28


def main() -> None:
    random = np.random.default_rng(SEED)
    accidents: list[dict[str, object]] = []
    causes: list[dict[str, object]] = []
    for year, sectors in DEATHS.items():
        drawn = [row for sector, deaths in sectors.items() for row in invented(random, year, sector, deaths)]
        for number, row in enumerate(sorted(drawn, key=lambda row: str(row["occurred_at"])), start=1):
            named = f"SYNTHETIC-{year}-{number:03}"
            causes += [{"accident_id": named, **cause} for cause in row.pop("causes")]  # type: ignore[attr-defined]
            accidents.append({"accident_id": named, **row})
    write("accidents_synthetic.csv", accidents)
    write("accident_causes_synthetic.csv", causes)
    write("accident_counts_synthetic.csv", counts())
    quota = {"plan": "annual 2011", "indicator": "work_safety_deaths", "area": AREA, "sector": "all", "period": "2011", "kind": "cap",
             "value": 30, "unit": "persons", "source": "synthetic"}  # fmt: skip
    write("targets_synthetic.csv", [quota])


def invented(random: np.random.Generator, year: int, sector: str, deaths: list[int]) -> list[dict[str, object]]:
    """Draw the accidents of one year and sector, then give the deaths to them, the graver the likelier at night."""
    rows = [accident(random, year, sector) for _ in deaths]
    grave = {"road_speeding": 1.0, "road_fatigue": 1.2, "road_drink_driving": 1.4, "road_failure_to_yield": 0.5}
    weights = []
    for row in rows:
        hour = int(str(row["occurred_at"])[11:13])
        night = hour >= 19 or hour < 6
        motorcycle = row["vehicle"] == "motorcycle_two_wheeled"
        weights.append(
            (2.5 if night else 1.0) * (1.8 if motorcycle else 1.0) * grave.get(str(row["causes"][0]["cause"]), 0.8)
        )  # type: ignore[index]
    order = np.argsort(random.exponential(1 / np.array(weights)))  # an exponential race: heavy weights come first
    for place, killed in zip(order, deaths, strict=True):
        rows[place]["deaths"] = killed
        rows[place]["serious_injuries"] = int(random.poisson(0.5 + 0.3 * killed))
        rows[place]["minor_injuries"] = int(random.poisson(0.9))
    return rows


def accident(random: np.random.Generator, year: int, sector: str) -> dict[str, object]:
    days = (LAST_DAY[year] - datetime(year, 1, 1)).days + 1
    day = datetime(year, 1, 1) + timedelta(days=int(random.integers(days)))
    hour = int(random.choice(24, p=np.array(HOURS) / sum(HOURS)))
    moment = day + timedelta(hours=hour, minutes=int(random.integers(60)))
    primary = chosen(random, ROAD_CAUSES if sector == "road" else WATER_CAUSES)
    chances = {**BESIDE.get(primary, {}), **(ANYWHERE if sector == "road" else {})}
    beside = [cause for cause, chance in chances.items() if cause != primary and random.random() < chance]
    # A few places have more accidents than the others, as places have.
    township = min(int(random.gamma(1.6, 5.0)), TOWNSHIPS - 1) + 1
    return {
        "occurred_at": moment.strftime("%Y-%m-%d %H:%M"), "area": AREA, "sector": sector, "deaths": 0,
        "serious_injuries": 0, "minor_injuries": 0, "place": f"模拟乡镇{township:02}",
        "vehicle": chosen(random, VEHICLES) if sector == "road" else "",
        "causes": [{"cause": primary, "role": "primary"}, *({"cause": cause, "role": "contributory"} for cause in beside)],
    }  # fmt: skip


def chosen(random: np.random.Generator, weights: dict[str, int]) -> str:
    return str(random.choice(list(weights), p=np.array(list(weights.values())) / sum(weights.values())))


def counts() -> list[dict[str, object]]:
    """Return the totals as a report prints them, by sector and for larger accidents (3 to 9 deaths)."""
    rows = []
    for year, sectors in DEATHS.items():
        groups = {"all": [n for deaths in sectors.values() for n in deaths], **sectors}
        for sector, deaths in groups.items():
            larger = [n for n in deaths if 3 <= n < 10]
            for severity, held in (("all", deaths), ("larger", larger)):
                if severity == "all" or year == 2011:
                    rows.append(
                        {"area": AREA, "period": f"{year}-01..10", "sector": sector, "severity": severity, "cause": "all",
                         "accidents": len(held), "deaths": sum(held), "kind": "derived", "definition": "scope_before_2016",
                         "source": "synthetic"}
                    )  # fmt: skip
    return rows


def write(name: str, rows: list[dict[str, object]]) -> None:
    OUT.mkdir(parents=True, exist_ok=True)
    with (OUT / name).open("w", encoding="utf-8", newline="") as file:
        writer = csv.DictWriter(file, list(rows[0]), lineterminator="\n")
        writer.writeheader()
        writer.writerows(rows)
    print(f"{name}: {len(rows)} rows")


if __name__ == "__main__":
    main()
