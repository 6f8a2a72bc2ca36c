"""Judge the latent risk model by rolling origins: countries' road deaths with real GDP, US states' with vehicle miles.

    python benchmarks/latent_risk.py

Reads ../shared/data/world (which is not part of the project) and writes docs/benchmarks/latent_risk.json. Damping and offset
were chosen on the countries up to 1997; their later origins were looked at meanwhile, and risk's priors widened a little
after their coverage had been seen; the states were looked at once, at the end.
"""

import json
import platform
import time
from collections.abc import Iterator
from datetime import UTC, datetime
from pathlib import Path

import numpy as np
import pandas as pd

from safetystats.models import latent_risk

ROOT = Path(__file__).resolve().parents[1]
WORLD = ROOT.parent / "shared" / "data" / "world"
JSON = ROOT / "docs" / "benchmarks" / "latent_risk.json"
HORIZON, FEWEST = 5, 8
#: name → (panel, origins, longest past)
PANELS: dict[str, tuple[str, tuple[int, ...], int]] = {
    "countries, origins 1982, 1990, 1997 (choice), 12 years": ("countries", (1982, 1990, 1997), 12),
    "countries, origins 1982, 1990, 1997 (choice), 30 years": ("countries", (1982, 1990, 1997), 30),
    "countries, origins 2002, 2008, 2014, 12 years": ("countries", (2002, 2008, 2014), 12),
    "countries, origins 2002, 2008, 2014, 30 years": ("countries", (2002, 2008, 2014), 30),
    "US states, origins 1990, 1992, 8 to 10 years": ("states", (1990, 1992), 10),
}


def read_panel(name: str) -> pd.DataFrame:
    """Return area, year, deaths and exposure."""
    if name == "countries":
        panel = pd.read_csv(WORLD / "road_deaths_country_panel_1970_2021.csv").dropna(subset=["death_nbr"])
        columns = {
            "LOCATION": "area",
            "time": "year",
            "death_nbr": "deaths",
            "total_gdp_us_inflation_adjusted": "exposure",
        }
        return panel.rename(columns=columns)[list(columns.values())]
    panel = pd.read_csv(WORLD / "us_seatbelts_states_1983_1997.csv")
    # The table holds deaths per million miles.
    panel["deaths"] = (panel["fatalities"] * panel["miles"]).round()
    return panel.rename(columns={"state": "area", "miles": "exposure"})[["area", "year", "deaths", "exposure"]]


def tasks(name: str, origins: tuple[int, ...], window: int) -> Iterator[tuple[str, pd.Series, pd.Series, np.ndarray]]:
    """Yield area, past deaths, past exposure and coming deaths wherever all are known."""
    for area, rows in read_panel(name).groupby("area"):
        table = rows.set_index("year")
        table = table.reindex(range(int(table.index.min()), int(table.index.max()) + 1))
        for origin in origins:
            past = table.loc[:origin].iloc[-window:]
            coming = table.loc[origin + 1 : origin + HORIZON, "deaths"].to_numpy()
            deaths, exposure = past["deaths"], past["exposure"]
            known = len(past) >= FEWEST and deaths.notna().all() and exposure.isna().sum() <= 2
            if known and coming.size == HORIZON and np.isfinite(coming).all():
                yield str(area), deaths, exposure, coming


def judge(name: str, origins: tuple[int, ...], window: int) -> dict[str, float]:
    """Return sMAPE against naive, its skill with a standard error over areas, and coverage."""
    rows, seconds = [], []
    for area, deaths, exposure, coming in tasks(name, origins, window):
        started = time.perf_counter()
        frame = latent_risk(deaths, exposure, HORIZON).frame
        seconds.append(time.perf_counter() - started)
        for step, actual in enumerate(coming):
            told = frame.iloc[step]
            row = {"area": area, "ours": smape(actual, told["median"]), "naive": smape(actual, deaths.iloc[-1])}
            rows.append(
                row | {f"covered_{n}": told[f"lower_{n}"] <= actual <= told[f"upper_{n}"] for n in (50, 80, 95)}
            )
    table = pd.DataFrame(rows)
    by_area = table.groupby("area")[["ours", "naive"]].mean()
    gain = by_area["naive"] - by_area["ours"]
    shares = {f"coverage_{n}": round(100 * float(table[f"covered_{n}"].mean()), 1) for n in (50, 80, 95)}
    return {
        "areas": len(by_area), "forecasts": len(table), "smape": round(float(table["ours"].mean()), 2),
        "naive": round(float(table["naive"].mean()), 2), "gain_by_area": round(float(gain.mean()), 2),
        "standard_error": round(float(gain.std() / np.sqrt(len(gain))), 2), **shares,
        "seconds_each": round(float(np.median(seconds)), 3),
    }  # fmt: skip


def smape(actual: float, told: float) -> float:
    """Return the symmetric percentage error of one forecast, 0 when both are 0."""
    return 0.0 if actual + told == 0 else 200 * abs(actual - told) / (actual + told)


def main() -> None:
    """Measure, print and write."""
    found = {name: judge(*panel) for name, panel in PANELS.items()}
    content = {"date": datetime.now(UTC).date().isoformat(), "python": platform.python_version(), "panels": found}
    JSON.write_text(json.dumps(content, indent=1) + "\n", "utf-8")
    print(json.dumps(content, indent=1))


if __name__ == "__main__":
    main()
