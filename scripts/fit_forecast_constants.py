"""Learn the constants of the forecasts and write ``lib/safetystats/models/forecasts/constants.json``.

    python scripts/fit_forecast_constants.py ../shared/data

Data (not part of the project): the training parts of the M1 and M3 yearly series, every origin with seven or more values
before it; road deaths of the OECD's countries and of the US states, origins whose last future value lies in 2000 or before.
Test parts and later years are not used.

Weights: sMAPE and, at a lower price, the error in units of the mean yearly change, plus a ridge penalty towards one eighth.
Scales: pinball losses of six quantiles, on logs and in units of the mean yearly change, plus a slight ridge penalty.
"""

import json
import re
import sys
from collections import Counter
from dataclasses import dataclass
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

import numpy as np
from numpy.typing import NDArray
from scipy import special
from scipy.optimize import minimize

ROOT = Path(__file__).resolve().parents[1]
sys.path[:0] = [str(ROOT / "benchmarks")]
from forecast_tasks import LAST_YEAR_OF_FITTING, Task, fatality_training, training_tasks  # noqa: E402
from safetystats.models.forecasts.combination import (  # noqa: E402
    BASE_METHODS,
    Points,
    base_changes,
    features,
    pack,
)
from safetystats.models.forecasts.interval_scales import combined_covariates, naive_covariates  # noqa: E402
from safetystats.models.series.reading import are_whole, floor_of  # noqa: E402

Values = NDArray[np.float64]
TARGET = ROOT / "lib" / "safetystats" / "models" / "forecasts" / "constants.json"
TO_EQUAL, TO_NO_FEATURE = 0.1, 0.03
PROBABILITIES = np.array([0.025, 0.1, 0.25, 0.75, 0.9, 0.975])[:, None, None]
PRICES = np.array([2, 1, 0.5, 0.5, 1, 2])[:, None, None]
LEVEL_PRICE = 0.03
RIDGE = 1e-3


@dataclass(frozen=True)
class Lesson:
    """Tasks of one kind: base forecasts and futures as log changes from the last value, and the weight of each task."""

    changes: Values
    features: Values
    futures: Values
    weights: Values
    units: Values
    one_step: Values
    change: Values
    length: NDArray[np.int_]


def main(folder: Path) -> None:
    kinds = {
        "M3 yearly, training parts": (training_tasks(folder, "m3"), 1.0),
        "M1 yearly, training parts": (training_tasks(folder, "m1"), 1.0),
        f"road deaths of countries and US states up to {LAST_YEAR_OF_FITTING}": (fatality_training(folder), 1.5),
    }
    lessons = [lesson(tasks, weight) for tasks, weight in kinds.values()]
    weights = fit_weights(lessons)
    found: dict[str, Any] = {
        "provenance": {
            "script": "scripts/fit_forecast_constants.py",
            "fitted": datetime.now(UTC).date().isoformat(),
            "data": {name: f"{len(tasks)} tasks" for name, (tasks, _) in kinds.items()},
        },
        "methods": list(BASE_METHODS),
        "weights": weights.round(4).tolist(),
    }
    for name in ("combined", "naive"):
        found[name] = fit_scales(lessons, weights if name == "combined" else None)
    text = re.sub(r"\[[^\[\]]*\]", lambda row: " ".join(row[0].split()), json.dumps(found, indent=1))
    TARGET.write_text(text + "\n", "utf-8")
    print(TARGET.read_text("utf-8"))


def lesson(tasks: list[Task], weight: float) -> Lesson:
    panel, order = pack(
        [task.known for task in tasks], np.array([floor_of(task.known, are_whole(task.known)) for task in tasks])
    )
    ordered = [tasks[place] for place in order]
    last = np.maximum(panel.values[-1], panel.floors)
    futures = np.maximum(np.array([task.future for task in ordered]).T, panel.floors / 2)
    origins = Counter(task.series for task in tasks)
    changes, one_step = base_changes(panel, len(futures))
    unit = np.array([np.abs(np.diff(task.known)).mean() for task in ordered])
    return Lesson(
        changes=changes,
        features=features(panel, len(futures)),
        futures=np.log(futures / last),
        weights=np.array([weight / np.sqrt(origins[task.series]) for task in ordered]),
        units=np.minimum(last / np.maximum(unit, 1e-9), 100),
        one_step=one_step,
        change=np.sqrt(np.nanmean(np.diff(np.log(np.maximum(panel.values, panel.floors)), axis=0) ** 2, axis=0)),
        length=panel.lengths,
    )


def fit_weights(lessons: list[Lesson]) -> Values:
    """Return the weights (feature, method)."""
    changes = np.concatenate([one.changes for one in lessons], axis=1)
    feature = np.concatenate([one.features for one in lessons], axis=1)
    futures = np.concatenate([one.futures for one in lessons], axis=1).clip(-5, 5)
    weight = np.concatenate([one.weights for one in lessons])
    weight = weight / weight.sum() / len(futures)
    units = np.concatenate([one.units for one in lessons])
    equal = np.zeros((feature.shape[2], changes.shape[2]))
    equal[0] = 1 / changes.shape[2]
    price = np.array([TO_EQUAL] + [TO_NO_FEATURE] * (len(equal) - 1))[:, None]
    truth = np.exp(futures.clip(-4, 3))

    def loss(flat: Values) -> tuple[float, Values]:
        departure = flat.reshape(equal.shape) - equal
        forecast = (changes * (feature @ (departure + equal))).sum(axis=2)
        error = forecast - futures
        size = np.sqrt(error**2 + 1e-5)
        level = np.exp(forecast.clip(-4, 4))
        level_size = np.sqrt((level - truth) ** 2 + 1e-5)
        total = (weight * (2 * np.tanh(size / 2) + LEVEL_PRICE * units * level_size)).sum()
        slope = (1 - np.tanh(size / 2) ** 2) * error / size
        slope = weight * (slope + LEVEL_PRICE * units * (level - truth) / level_size * level)
        gradient = np.einsum("hn,hnm,hnk->km", slope, changes, feature, optimize=True)
        return float(total + (price * departure**2).sum()), (gradient + 2 * price * departure).ravel()

    return np.asarray(minimize(loss, equal.ravel(), jac=True, method="L-BFGS-B").x.reshape(equal.shape))


def fit_scales(lessons: list[Lesson], weights: Values | None) -> dict[str, Any]:
    """Return the coefficients of both scales and the degrees of freedom; of the naive forecast when `weights` is None."""
    covariates, errors, centres = [], [], []
    for one in lessons:
        centre = np.zeros_like(one.futures)
        if weights is not None:
            centre = (one.changes * (one.features @ weights)).sum(axis=2).clip(-3, 3)
            points = Points(centre, one.changes.std(axis=2), one.one_step, one.length)
            covariates.append(combined_covariates(points))
        else:
            covariates.append(naive_covariates(one.change, one.length, np.arange(1, len(centre) + 1)[:, None]))
        errors.append(one.futures - centre)
        centres.append(centre)
    z, error, centre = (np.concatenate(parts, axis=1) for parts in (covariates, errors, centres))
    weight = np.concatenate([one.weights for one in lessons])
    weight = weight / weight.sum() / len(error)
    units = np.concatenate([one.units for one in lessons])
    count = z.shape[2]

    def loss(flat: Values) -> float:
        below, above, freedom = flat[:count], flat[count : 2 * count], 2 + np.exp(flat[-1])
        deviate = special.stdtrit(freedom, PROBABILITIES)
        scale = np.where(deviate < 0, np.exp((z @ below).clip(-8, 2)), np.exp((z @ above).clip(-8, 2)))
        quantile = scale * deviate
        level = units * (np.exp((centre + error).clip(-5, 4)) - np.exp((centre + quantile).clip(-8, 5)))
        pinball = LEVEL_PRICE * _pinball(level) + 0.5 * _pinball(error - quantile)
        ridge = (below[1:] ** 2).sum() + (above[1:] ** 2).sum() + ((below - above) ** 2).sum()
        return float(((PRICES * pinball).sum(0) * weight).sum() + RIDGE * ridge)

    start = np.array([-2.0, 0.5, 0.4, 0.0][:count] * 2 + [1.0])
    best = minimize(loss, start, method="L-BFGS-B", options={"maxiter": 300}).x
    return {
        "below": best[:count].round(4).tolist(),
        "above": best[count : 2 * count].round(4).tolist(),
        "freedom": round(float(2 + np.exp(best[-1])), 2),
    }


def _pinball(error: Values) -> Values:
    return np.maximum(PROBABILITIES * error, (PROBABILITIES - 1) * error)


if __name__ == "__main__":
    if len(sys.argv) != 2:
        sys.exit("Usage: python scripts/fit_forecast_constants.py FOLDER, the folder holding forecast/ and world/.")
    main(Path(sys.argv[1]))
