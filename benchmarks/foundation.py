"""What users wait for: starting, opening a dataset, the default batch, in docs/benchmarks/foundation.json.

Each figure is the median of several whole processes, taken in turn with a plain ``python -c pass`` in the same run, so
that the ratio beside it holds on another machine too. Nothing here fails: a figure above its aim is printed as such.
"""

import statistics
import subprocess
import sys
import tempfile
from pathlib import Path
from typing import Any

from report import ROOT, stamped, table, wall_seconds, write_json

PYTHON = [sys.executable, "-c"]
COMMAND = [str(Path(sys.executable).with_name("safetystats"))]
BATCH = "default batch, 15 runs, nothing up to date"
#: name → (command, runs, aim in seconds or None)
CASES: dict[str, tuple[list[str], int, float | None]] = {
    "start Python": ([*PYTHON, "pass"], 7, None),
    "import pandas": ([*PYTHON, "import pandas"], 5, None),
    "import safetystats": ([*PYTHON, "import safetystats"], 7, 0.3),
    "safetystats --help": ([*COMMAND, "--help"], 7, 0.6),
    "open dataset china": ([*PYTHON, "from safetystats.datasets import open_dataset; open_dataset('china')"], 5, None),
    "open dataset zhongxian": (
        [*PYTHON, "from safetystats.datasets import open_dataset; open_dataset('zhongxian')"],
        5,
        None,
    ),
}


def measure() -> dict[str, Any]:
    figures = {name: measured(command, runs, aim) for name, (command, runs, aim) in CASES.items()}
    figures[BATCH] = batch()
    base = figures["start Python"]["seconds"]
    for figure in figures.values():
        figure["times_python"] = round(figure["seconds"] / base, 1)
    report = stamped(figures)
    write_json("foundation", report)
    return report


def page(report: dict[str, Any]) -> str:
    """Return the section of the page."""
    rows = [
        [name, figure["seconds"], f"{figure['least']}–{figure['most']}", figure["times_python"],
         f"≤ {figure['aim']} s" if "aim" in figure else ""]
        for name, figure in report["figures"].items()
    ]  # fmt: skip
    again = report["figures"][BATCH]["again_up_to_date"]
    return (
        "## What users wait for\n\nMedians of whole processes.\n\n"
        + table(["what", "seconds", "least–most", "times starting Python", "aim"], rows)
        + f"\nThe same batch again, everything up to date: {again} s.\n"
    )


def measured(command: list[str], runs: int, aim: float | None) -> dict[str, float]:
    """Return the median, least and greatest wall seconds of whole processes, after one run that does not count."""
    run(command)
    times = sorted(wall_seconds(lambda: run(command)) for _ in range(runs))
    figure = {"seconds": round(statistics.median(times), 3), "least": round(times[0], 3), "most": round(times[-1], 3)}
    return figure | ({"aim": aim} if aim else {})


def batch() -> dict[str, float]:
    """Return the wall seconds of the default batch into an empty folder, and again with everything up to date."""
    with tempfile.TemporaryDirectory() as folder:
        command = [*COMMAND, "run", "--output-dir", folder]
        first, again = (round(wall_seconds(lambda: run(command)), 1) for _ in range(2))
    return {"seconds": first, "least": first, "most": first, "again_up_to_date": again}


def run(command: list[str]) -> None:
    subprocess.run(command, capture_output=True, check=True, cwd=ROOT)
