"""Measure, and write one JSON a part into docs/benchmarks/, docs/benchmarks.md and docs/methods/coverage.md.

make bench                                            everything
python benchmarks/run.py speed coverage               some parts; the others stay as they were measured last
"""

import json
import sys

import coverage
import foundation
import speed
from report import DOCS, MADE, said

PARTS = {"foundation": foundation, "speed": speed, "coverage": coverage}
LINKS = """## More

- [Coverage of the intervals](methods/coverage.md)
- The figures as JSON: [foundation](benchmarks/foundation.json), [speed](benchmarks/speed.json),
  [coverage](benchmarks/coverage.json)
"""


def main(asked: list[str]) -> None:
    unknown = [name for name in asked if name not in PARTS]
    if unknown:
        sys.exit(f"There is no part {unknown[0]!r}; parts are {', '.join(PARTS)}.")
    for name in asked or PARTS:
        print(PARTS[name].page(PARTS[name].measure()))
    kept = {name: DOCS / "benchmarks" / f"{name}.json" for name in ("foundation", "speed")}
    reports = {name: json.loads(path.read_text("utf-8")) for name, path in kept.items() if path.is_file()}
    sections = [f"{PARTS[name].page(report)}\n{said(report)}\n" for name, report in reports.items()]
    (DOCS / "benchmarks.md").write_text("\n".join(["# Benchmarks\n", MADE, *sections, LINKS]), "utf-8")


if __name__ == "__main__":
    main(sys.argv[1:])
