"""Forecast real series by our method, the naive forecast, AutoETS and the dynamic theta method, and write the table.

    python benchmarks/forecasts.py ../shared/data

Writes docs/benchmarks/forecasts.json and the table between the marks in docs/methods/forecasts.md. The data stay outside
the project. Every run looks at the test parts: the looks are counted in docs/methods/forecasts.md.
"""

import json
import os
import platform
import sys
import time
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

import numpy as np
import pandas as pd
from scipy import stats

from forecast_tasks import Task, as_series, competition, countries, fatality_tests, monthly_tasks, rolling, states
from safetystats import figures
from safetystats.models import forecast
from safetystats.models.forecasts.backtests import skill_with_error
from safetystats.models.forecasts.comparison_methods import forecast_by
from safetystats.models.forecasts.scores import CRPS_PROBABILITIES, crps, interval_score, mean_change, smape
from safetystats.models.series.reading import read_series
from safetystats.words import Text

ROOT = Path(__file__).resolve().parents[1]
JSON = ROOT / "docs" / "benchmarks" / "forecasts.json"
PAGE = ROOT / "docs" / "methods" / "forecasts.md"
IMAGE = ROOT / "docs" / "images" / "forecast_calibration.png"
MARKS = "<!-- table -->", "<!-- end of table -->"
METHODS = {"combined": "ours", "naive": "naive", "auto_ets": "AutoETS", "dotm": "DOTM"}
LIMITS = np.array([0.025, 0.25, 0.75, 0.975])


def main(folder: Path) -> None:
    panels = {
        "road deaths, countries, after 2000": fatality_tests(folder)["countries"],
        "road deaths, US states, after 2000": fatality_tests(folder)["states"],
        "road deaths, countries, 1985–2015": rolling(countries(folder), range(1985, 2016, 5)),
        "road deaths, US states, 1991–2006": rolling(states(folder), range(1991, 2007, 5)),
        "road deaths, both, after 2000": [],
        "road deaths, both, 1985–2015": [],
        "M3 yearly": competition(folder, "m3"),
        "M1 yearly": competition(folder, "m1"),
        "monthly accidents, 12 steps": monthly_tasks(folder),
    }
    for years in ("after 2000", "1985–2015"):
        states_years = years.replace("1985–2015", "1991–2006")
        both = [panels[f"road deaths, countries, {years}"], panels[f"road deaths, US states, {states_years}"]]
        panels[f"road deaths, both, {years}"] = both[0] + both[1]
    warm_up()
    results = {name: judged(tasks) for name, tasks in panels.items()}
    draw_calibration(panels["road deaths, both, after 2000"])
    report = {
        "measured": datetime.now(UTC).date().isoformat(),
        "command": "python benchmarks/forecasts.py ../shared/data",
        "machine": f"{os.cpu_count()} cores, Python {platform.python_version()}",
        "panels": results,
        "seconds for one series": round(seconds_for_one(), 4),
    }
    JSON.write_text(json.dumps(report, indent=1, ensure_ascii=False) + "\n", "utf-8")
    page = PAGE.read_text("utf-8")
    before, after = page.split(MARKS[0])[0], page.split(MARKS[1])[1]
    PAGE.write_text(f"{before}{MARKS[0]}\n{table(report)}{MARKS[1]}{after}", "utf-8")
    print(table(report))


def draw_calibration(tasks: list[Task]) -> None:
    """Draw where what came lay in our forecast distributions: even bars are calibrated, high ends too narrow."""
    seen = np.concatenate([
        (as_forecast.probability_below(task.future[step], step + 1),)
        for task in tasks
        for as_forecast in [forecast(task.known, len(task.future))]
        for step in range(len(task.future))
    ])  # fmt: skip
    edges = np.linspace(0, 1, 11)
    counts, _ = np.histogram(seen, edges)
    low, high = stats.binom.ppf([0.025, 0.975], seen.size, 0.1)
    frame = pd.DataFrame(
        {"left": edges[:-1], "right": edges[1:], "count": counts, "expected": seen.size / 10, "lower": low, "upper": high}
    )  # fmt: skip
    title = Text(
        f"{seen.size}个预测：2000年以后的道路死亡低于预测的次数偏多",
        f"{seen.size:,} forecasts: road deaths after 2000 came out low more often than they should",
    )
    image = figures.histogram_bars(frame, caption=figures.Caption(title), language="en", x_format="percent")
    image.savefig(IMAGE, dpi=150, metadata={"Software": None})


def warm_up() -> None:
    """Let the compared packages compile before anything is timed."""
    for method in METHODS:
        forecast_by(method, [read_series([5.5, 6, 7, 6, 8, 9, 8, 7, 9, 10])], 6)


def judged(tasks: list[Task]) -> dict[str, Any]:
    series = [as_series(task) for task in tasks]
    actual = np.stack([task.future for task in tasks], axis=1)
    unit = np.array([mean_change(one.values, one.season) for one in series])
    index = pd.MultiIndex.from_tuples(
        [(task.series, task.origin, step) for task in tasks for step in range(len(actual))]
    )
    found, errors = {}, {}
    for method, name in METHODS.items():
        start = time.perf_counter()
        made = forecast_by(method, series, len(actual))
        quantiles = made.quantiles(LIMITS)
        seconds = time.perf_counter() - start
        parts = {
            "smape": np.asarray(smape(made.mean, actual)),
            "mase": np.abs(made.mean - actual) / unit,
            "msis": interval_score(quantiles[0], quantiles[3], actual) / unit,
            "crps": crps(made.quantiles(CRPS_PROBABILITIES), actual) / unit,
            "coverage_95": 100.0 * ((actual >= quantiles[0]) & (actual <= quantiles[3])),
            "coverage_50": 100.0 * ((actual >= quantiles[1]) & (actual <= quantiles[2])),
        }
        errors[name] = {metric: pd.Series(values.T.ravel(), index=index) for metric, values in parts.items()}
        found[name] = {metric: round(float(np.nanmean(values)), 3) for metric, values in parts.items()}
        found[name]["smape_step_1"] = round(float(parts["smape"][0].mean()), 3)
        found[name]["seconds"] = round(seconds, 3)
    for name in found:
        for other in ("naive", "AutoETS", "DOTM"):
            for metric in ("smape", "crps"):
                skill = skill_with_error(errors[name][metric], errors[other][metric])
                found[name][f"skill_{metric}_over_{other}"] = [round(100 * part, 2) for part in skill]
    return {"tasks": len(tasks), "series": len({task.series for task in tasks}), "methods": found}


def seconds_for_one() -> float:
    known = read_series([612.5, 598, 640, 655, 610, 580, 575, 560, 571, 540, 522, 530, 515, 498, 501])
    times = []
    for _ in range(50):
        start = time.perf_counter()
        forecast_by("combined", [known], 6).quantiles(LIMITS)
        times.append(time.perf_counter() - start)
    return float(np.median(times))


def table(report: dict[str, Any]) -> str:
    """Return one row a panel; in each cell our method, then the naive forecast, AutoETS and DOTM."""
    lines = [
        f"Measured {report['measured']}, {report['machine']}, `{report['command']}`; one series takes "
        f"{1000 * report['seconds for one series']:.1f} ms. In each cell: ours / naive / AutoETS / DOTM.",
        "",
        "| panel (tasks) | sMAPE | MASE | MSIS | CRPS | 95 % holds | skill in sMAPE over naive, AutoETS, DOTM | seconds |",
        "|---|---|---|---|---|---|---|---|",
    ]
    formats = {"smape": ".2f", "mase": ".2f", "msis": ".1f", "crps": ".2f", "coverage_95": ".1f"}
    for name, panel in report["panels"].items():
        scores = panel["methods"]
        cells = [
            " / ".join(format(scores[one][metric], form) for one in METHODS.values())
            for metric, form in formats.items()
        ]
        skills = [scores["ours"][f"skill_smape_over_{other}"] for other in ("naive", "AutoETS", "DOTM")]
        cells.append(", ".join(f"{skill:.1f} ± {error:.1f}" for skill, error in skills))
        cells.append(" / ".join(f"{scores[one]['seconds']:.2f}" for one in METHODS.values()))
        lines.append(f"| {name} ({panel['tasks']}) | {' | '.join(cells)} |")
    return "\n".join(lines) + "\n"


if __name__ == "__main__":
    if len(sys.argv) != 2:
        sys.exit("Usage: python benchmarks/forecasts.py FOLDER, the folder holding forecast/ and world/.")
    main(Path(sys.argv[1]))
