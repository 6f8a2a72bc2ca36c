"""What every benchmark writes: a JSON file stamped with date, command and machine, and tables in Markdown."""

import json
import os
import platform
import statistics
import time
from collections.abc import Callable, Iterable
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

ROOT = Path(__file__).resolve().parents[1]
DOCS = ROOT / "docs"
MADE = "<!-- Made by `make bench`; do not edit by hand. -->\n"


def stamped(figures: Any) -> dict[str, Any]:
    """Return figures with the date, the command and the machine they were measured on."""
    return {
        "measured": datetime.now(UTC).date().isoformat(),
        "command": "make bench",
        "machine": machine(),
        "figures": figures,
    }


def write_json(name: str, report: dict[str, Any]) -> None:
    path = DOCS / "benchmarks" / f"{name}.json"
    path.parent.mkdir(parents=True, exist_ok=True)
    path.write_text(json.dumps(report, indent=1, ensure_ascii=False) + "\n", "utf-8")


def said(report: dict[str, Any]) -> str:
    """Return when, how and where, as one sentence."""
    on = report["machine"]
    return (
        f"Measured {report['measured']} by `{report['command']}` on {on['cores']} cores, {on['memory_gib']} GiB, "
        f"{on['system']} {on['processor']}, Python {on['python']}."
    )


def table(head: Iterable[str], rows: Iterable[Iterable[object]]) -> str:
    """Return a table as Markdown."""
    head = list(head)
    lines = [head, ["---"] * len(head), *rows]
    return "\n".join("| " + " | ".join(str(cell) for cell in line) + " |" for line in lines) + "\n"


def median_seconds(call: Callable[[], object], runs: int = 5) -> float:
    """Return the median wall seconds of a call, after one that does not count."""
    call()
    return statistics.median(wall_seconds(call) for _ in range(runs))


def wall_seconds(call: Callable[[], object]) -> float:
    start = time.perf_counter()
    call()
    return time.perf_counter() - start


def machine() -> dict[str, object]:
    pages = os.sysconf("SC_PHYS_PAGES") * os.sysconf("SC_PAGE_SIZE") if hasattr(os, "sysconf") else 0
    return {
        "cores": os.cpu_count(), "memory_gib": round(pages / 2**30), "system": platform.system(),
        "processor": platform.machine(), "python": platform.python_version(),
    }  # fmt: skip
