"""Measure, and write one JSON a part into docs/benchmarks/, docs/benchmarks.md and the tables in docs/methods/.

make bench                                            everything
python benchmarks/run.py speed coverage               some parts; the others stay as they were measured last

Parts that need the open ledgers and panels beside this checkout (../shared/data) are passed over without them, and said.
"""

import json
import subprocess
import sys
from pathlib import Path

import coverage
import foundation
import speed
from report import DOCS, MADE, said

PARTS = {"foundation": foundation, "speed": speed, "coverage": coverage}
HERE = Path(__file__).resolve().parent
OPEN_DATA = HERE.parents[1] / "shared" / "data"
#: Programs with a page of their own, and whether they read the open data.
PROGRAMS = {"quota_risk": False, "intake": False, "latent_risk": True, "forecasts": True}
LINKS = """## More

- [Coverage of the intervals](methods/coverage.md)
- [Forecasts against naive, AutoETS and DOTM](methods/forecasts.md), [latent risk](methods/structural.md),
  [quota risk](methods/targets.md), [intake of ledgers](methods/intake.md)
- The figures as JSON: [foundation](benchmarks/foundation.json), [speed](benchmarks/speed.json),
  [coverage](benchmarks/coverage.json), [forecasts](benchmarks/forecasts.json), [latent risk](benchmarks/latent_risk.json),
  [quota risk](benchmarks/quota_risk.json), [intake](benchmarks/intake.json)
"""


def main(asked: list[str]) -> None:
    unknown = [name for name in asked if name not in (*PARTS, *PROGRAMS)]
    if unknown:
        sys.exit(f"There is no part {unknown[0]!r}; parts are {', '.join((*PARTS, *PROGRAMS))}.")
    for name in asked or (*PARTS, *PROGRAMS):
        if name in PARTS:
            print(PARTS[name].page(PARTS[name].measure()))
        else:
            run_program(name)
    kept = {name: DOCS / "benchmarks" / f"{name}.json" for name in ("foundation", "speed")}
    reports = {name: json.loads(path.read_text("utf-8")) for name, path in kept.items() if path.is_file()}
    sections = [f"{PARTS[name].page(report)}\n{said(report)}\n" for name, report in reports.items()]
    (DOCS / "benchmarks.md").write_text("\n".join(["# Benchmarks\n", MADE, *sections, LINKS]), "utf-8")


def run_program(name: str) -> None:
    """Run a program that writes its own page."""
    if PROGRAMS[name] and not OPEN_DATA.is_dir():
        print(f"{name}: passed over, the open data are not beside this checkout")
        return
    arguments = [str(OPEN_DATA)] if name == "forecasts" else []
    subprocess.run([sys.executable, str(HERE / f"{name}.py"), *arguments], check=True)


if __name__ == "__main__":
    main(sys.argv[1:])
