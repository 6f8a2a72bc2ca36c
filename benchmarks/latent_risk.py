"""Judge the latent risk model on countries' road deaths with real GDP as exposure, by rolling origins.

    python benchmarks/latent_risk.py

Reads ../shared/data/world (which is not part of the project) and writes docs/benchmarks/latent_risk.json. The damping and the
priors were chosen on the origins up to 1997; the later ones were looked at afterwards.
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
PANEL = ROOT.parent / "shared" / "data" / "world" / "road_deaths_country_panel_1970_2021.csv"
JSON = ROOT / "docs" / "benchmarks" / "latent_risk.json"
ORIGINS = {"origins 1982, 1990, 1997 (choice)": (1982, 1990, 1997), "origins 2002, 2008, 2014": (2002, 2008, 2014)}
WINDOWS, HORIZON, FEWEST = (12, 30), 5, 8


def tasks(origins: tuple[int, ...], window: int) -> Iterator[tuple[str, pd.Series, pd.Series, np.ndarray]]:
    """Yield area, past deaths, past exposure and coming deaths wherever all are known."""
    panel = pd.read_csv(PANEL).dropna(subset=["death_nbr"])
    for area, rows in panel.groupby("LOCATION"):
        table = rows.set_index("time")
        table = table.reindex(range(int(table.index.min()), int(table.index.max()) + 1))
        for origin in origins:
            past = table.loc[:origin].iloc[-window:]
            coming = table.loc[origin + 1 : origin + HORIZON, "death_nbr"].to_numpy()
            deaths, exposure = past["death_nbr"], past["total_gdp_us_inflation_adjusted"]
            known = len(past) >= FEWEST and deaths.notna().all() and exposure.isna().sum() <= 2
            if known and coming.size == HORIZON and np.isfinite(coming).all():
                yield str(area), deaths, exposure / 1e9, coming


def judge(origins: tuple[int, ...], window: int) -> dict[str, float]:
    """Return sMAPE against naive, its skill with a standard error over areas, and coverage."""
    rows, seconds = [], []
    for area, deaths, exposure, coming in tasks(origins, window):
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
    found = {f"{name}, {window} years": judge(years, window) for name, years in ORIGINS.items() for window in WINDOWS}
    content = {"date": datetime.now(UTC).date().isoformat(), "python": platform.python_version(), "panels": found}
    JSON.write_text(json.dumps(content, indent=1) + "\n", "utf-8")
    print(json.dumps(content, indent=1))


if __name__ == "__main__":
    main()
