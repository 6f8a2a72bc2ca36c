"""How fast the measures and models are, beside a plain way to the same numbers: docs/benchmarks/speed.json.

Each figure is the median of a few calls in this process after one that does not count. The reference is what a user
would write with scipy alone, or a loop; where it would take too long it is timed on a part and scaled up.
"""

from collections.abc import Callable
from itertools import permutations
from typing import Any, NamedTuple

import numpy as np
import pandas as pd
from scipy import stats

from report import median_seconds, stamped, table, write_json
from safetystats import models
from safetystats.measures import funnel, rate
from safetystats.models import decompose

SEED = 2011
ROWS, FACTORS, TABLES = 10, 6, 1000
LOOPED = 2000
SERIES, YEARS, POINTS = 1000, 30, 50


class Case(NamedTuple):
    """A call, how often it is timed, its aim in seconds; the reference, and by how much its time is scaled up."""

    call: Callable[[], object]
    runs: int
    aim: float | None = None
    reference: Callable[[], object] | None = None
    scale: float = 1.0


def measure() -> dict[str, Any]:
    figures = {name: figure(case) for name, case in cases().items()}
    report = stamped(figures)
    write_json("speed", report)
    return report


def figure(case: Case) -> dict[str, float]:
    seconds = median_seconds(case.call, case.runs)
    result = {"seconds": round(seconds, 4)} | ({"aim": case.aim} if case.aim else {})
    if case.reference is not None:
        plain = median_seconds(case.reference, 1) * case.scale
        result |= {"reference": round(plain, 3), "times_faster": round(plain / seconds, 1)}
    return result


def cases() -> dict[str, Case]:
    random = np.random.default_rng(SEED)
    exposure = random.lognormal(3, 1, 1_000_000)
    events = random.poisson(exposure)
    uneven = random.uniform(0, 60, 1_000_000)
    areas = pd.DataFrame({"events": random.poisson(30, 3000), "expected": random.uniform(10, 60, 3000)})
    a, b = random.uniform(0.5, 2, (2, TABLES, ROWS, FACTORS))
    found = {
        "1 million rates with Garwood intervals": Case(
            lambda: rate(events, exposure, per=1000), 5, 1.0, lambda: chi_square_limits(events, exposure)
        ),
        "the same, scipy.stats row by row": Case(
            lambda: rate(events, exposure, per=1000), 3, None,
            lambda: [chi_square_limits(k, t) for k, t in zip(events[:LOOPED], exposure[:LOOPED], strict=True)],
            1_000_000 / LOOPED,
        ),
        "1 million rates with Garwood intervals, no two counts alike": Case(lambda: rate(uneven, exposure), 3, 1.0),
        "1 million rates with mid-P intervals": Case(lambda: rate(events, exposure, method="mid-p"), 3),
        "funnel of 3,000 areas": Case(lambda: funnel(areas, expected="expected"), 5, 0.1),
        f"{TABLES:,} decompositions, {ROWS} rows × {FACTORS} factors, Das Gupta": Case(
            lambda: [decompose(x, y) for x, y in zip(a, b, strict=True)], 3, None,
            lambda: [all_orders(x, y) for x, y in zip(a[:20], b[:20], strict=True)], TABLES / 20,
        ),
        f"{TABLES:,} decompositions, {ROWS} rows × {FACTORS} factors, LMDI": Case(
            lambda: [decompose(x, y, "lmdi") for x, y in zip(a, b, strict=True)], 3
        ),
    }  # fmt: skip
    return found | (joinpoints(random) if hasattr(models, "joinpoint") else {})


def chi_square_limits(events: Any, exposure: Any) -> tuple[Any, Any]:
    with np.errstate(invalid="ignore"):
        lower = np.nan_to_num(stats.chi2.ppf(0.025, 2 * events) / 2)
        return lower / exposure, stats.chi2.ppf(0.975, 2 * events + 2) / 2 / exposure


def all_orders(a: np.ndarray, b: np.ndarray) -> np.ndarray:
    """Return Das Gupta's effects as they are defined: every factor changed in every order."""
    effects, orders = np.zeros(a.shape[1]), list(permutations(range(a.shape[1])))
    for order in orders:
        now = a.copy()
        for factor in order:
            before = now.prod(axis=1).sum()
            now[:, factor] = b[:, factor]
            effects[factor] += (now.prod(axis=1).sum() - before) / len(orders)
    return effects


def joinpoints(random: np.random.Generator) -> dict[str, Case]:
    joinpoint = models.joinpoint
    years, many = np.arange(1990, 1990 + YEARS), random.lognormal(0, 0.05, (SERIES, YEARS))
    bent = np.exp(-0.03 * np.maximum(np.arange(YEARS) - 12, 0)) * many
    points = np.arange(1970, 1970 + POINTS)
    series = np.exp(0.02 * np.abs(np.arange(POINTS) - 25) + random.normal(0, 0.03, POINTS))
    return {
        f"{SERIES:,} joinpoint fits of {YEARS} years": Case(
            lambda: [joinpoint(years, rates, max_joinpoints=3) for rates in bent], 1, 60.0
        ),
        f"joinpoint, {POINTS} points, up to 4 joinpoints, BIC": Case(
            lambda: joinpoint(points, series, max_joinpoints=4, selection="bic"), 3, 1.0
        ),
        "the same by permutation test": Case(
            lambda: joinpoint(points, series, max_joinpoints=4, selection="permutation"), 1, 10.0
        ),
    }


def page(report: dict[str, Any]) -> str:
    """Return the section of the page."""
    rows = [
        [name, figure["seconds"], f"≤ {figure['aim']} s" if "aim" in figure else "",
         figure.get("reference", ""), figure.get("times_faster", "")]
        for name, figure in report["figures"].items()
    ]  # fmt: skip
    return (
        "## Measures and models\n\nMedians in one process. The reference is the same by scipy.stats on the whole column, by a "
        "loop over rows, or by the definition.\n\n"
        + table(["what", "seconds", "aim", "reference, seconds", "times faster"], rows)
    )


if __name__ == "__main__":
    print(page(measure()))
