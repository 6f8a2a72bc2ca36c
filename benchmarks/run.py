"""Measure what users wait for, and write docs/benchmarks/foundation.json and docs/benchmarks.md.

    make bench

Each figure is the median of several whole processes, taken in turn with a plain ``python -c pass`` in the same run, so
that the ratio beside it holds on another machine too. Nothing here fails: a figure above its aim is printed as such.
"""

import json
import os
import platform
import statistics
import subprocess
import sys
import tempfile
import time
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

ROOT = Path(__file__).resolve().parents[1]
JSON = ROOT / "docs" / "benchmarks" / "foundation.json"
PAGE = ROOT / "docs" / "benchmarks.md"
PYTHON = [sys.executable, "-c"]
COMMAND = [str(Path(sys.executable).with_name("safetystats"))]
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


def main() -> None:
    figures = {name: measured(command, runs, aim) for name, (command, runs, aim) in CASES.items()}
    figures["default batch, 6 runs, nothing up to date"] = batch()
    base = figures["start Python"]["seconds"]
    for figure in figures.values():
        figure["times_python"] = round(figure["seconds"] / base, 1)
    report = {
        "measured": datetime.now(UTC).date().isoformat(),
        "command": "make bench",
        "machine": machine(),
        "figures": figures,
    }
    JSON.parent.mkdir(parents=True, exist_ok=True)
    JSON.write_text(json.dumps(report, indent=2, ensure_ascii=False) + "\n", "utf-8")
    PAGE.write_text(page(report), "utf-8")
    print(page(report))


def measured(command: list[str], runs: int, aim: float | None) -> dict[str, float]:
    """Return the median, least and greatest wall seconds of whole processes, after one run that does not count."""
    subprocess.run(command, capture_output=True, check=True)
    times = sorted(seconds(command) for _ in range(runs))
    figure = {"seconds": round(statistics.median(times), 3), "least": round(times[0], 3), "most": round(times[-1], 3)}
    return figure | ({"aim": aim} if aim else {})


def batch() -> dict[str, float]:
    """Return the wall seconds of the default batch into an empty folder, and again with everything up to date."""
    with tempfile.TemporaryDirectory() as folder:
        command = [*COMMAND, "run", "--output-dir", folder]
        first, again = seconds(command), seconds(command)
    return {
        "seconds": round(first, 1),
        "least": round(first, 1),
        "most": round(first, 1),
        "again_up_to_date": round(again, 1),
    }


def seconds(command: list[str]) -> float:
    start = time.perf_counter()
    subprocess.run(command, capture_output=True, check=True, cwd=ROOT)
    return time.perf_counter() - start


def machine() -> dict[str, object]:
    pages = os.sysconf("SC_PHYS_PAGES") * os.sysconf("SC_PAGE_SIZE") if hasattr(os, "sysconf") else 0
    return {
        "cores": os.cpu_count(), "memory_gib": round(pages / 2**30), "system": platform.system(),
        "processor": platform.machine(), "python": platform.python_version(),
    }  # fmt: skip


def page(report: dict[str, Any]) -> str:
    """Return the table as Markdown."""
    on = report["machine"]
    lines = [
        "# Benchmarks\n",
        "<!-- Made by `make bench`; do not edit by hand. -->\n",
        f"Measured {report['measured']} by `{report['command']}` on {on['cores']} cores, {on['memory_gib']} GiB, "
        f"{on['system']} {on['processor']}, Python {on['python']}. Medians of whole processes.\n",
        "| what | seconds | least–most | times starting Python | aim |",
        "|---|---|---|---|---|",
    ]
    for name, figure in report["figures"].items():
        aim = f"≤ {figure['aim']} s" if "aim" in figure else ""
        lines.append(
            f"| {name} | {figure['seconds']} | {figure['least']}–{figure['most']} | {figure['times_python']} | {aim} |"
        )
    again = report["figures"]["default batch, 6 runs, nothing up to date"]["again_up_to_date"]
    lines.append(f"\nThe same batch again, everything up to date: {again} s.")
    return "\n".join(lines) + "\n"


if __name__ == "__main__":
    main()
