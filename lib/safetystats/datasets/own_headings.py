"""Name the cells of an imported ledger as its user knows them: by the ledger's own headings, not by the dataset's fields.

The import listed every doubtful cell in ``imports/problems.csv`` by file, sheet, row and heading; the mappings beside it say
which headings a field is read from.
"""

import csv
from collections import defaultdict
from collections.abc import Iterable, Sequence
from dataclasses import replace
from pathlib import Path

from safetystats.datasets.problems import Problem
from safetystats.errors import InputError

_IMPORTS, _PROBLEMS, _MAPPINGS = "imports", "problems.csv", "mapping-*.yaml"


def with_own_headings(folder: Path, problems: Sequence[Problem]) -> list[Problem]:
    """Return `problems` with the heading instead of the field wherever the last import of `folder` told of the same cell."""
    report = folder / _IMPORTS / _PROBLEMS
    wanted = {(p.file, p.sheet, str(p.row)) for p in problems if p.table == "accidents" and p.row}
    if not wanted or not report.is_file():
        return list(problems)
    told = defaultdict(set)
    with report.open(encoding="utf-8-sig", newline="") as file:
        for row in csv.DictReader(file):
            if (cell := (row["file"], row["sheet"], row["row"])) in wanted:
                told[cell].add(row["column"])
    fields = _headings_of_fields((folder / _IMPORTS).glob(_MAPPINGS))
    return [replace(p, column=_heading(p, told[p.file, p.sheet, str(p.row)], fields)) for p in problems]


def _heading(problem: Problem, told: Iterable[str], fields: dict[str, set[str]]) -> str:
    from safetystats.datasets.intake.headers import heading_key  # intake opens datasets itself

    own = fields.get(problem.column, set()) if problem.table == "accidents" else set()
    return next((heading for heading in sorted(told) if heading_key(heading) in own), problem.column)


def _headings_of_fields(paths: Iterable[Path]) -> dict[str, set[str]]:
    """Return, by field, the keys of the headings that the mappings read it from; a mapping spoilt by hand tells none."""
    from safetystats.datasets.intake.headers import heading_key
    from safetystats.datasets.intake.mapping import read_mapping

    fields: dict[str, set[str]] = defaultdict(set)
    for path in paths:
        try:
            columns = read_mapping(path).columns
        except InputError:
            continue
        for field, column in columns.items():
            fields[field] |= {heading_key(text) for texts in column.pieces.values() for text in texts}
    return fields
