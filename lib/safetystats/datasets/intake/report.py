"""The report of an import: one line a kind of problem, all of them in a CSV, and an annotated copy of the workbook.

The copy bears a comment at each bad cell and hides personal data. In the CSV each problem is one row, with file, sheet,
row, column, value and a sentence in both languages.
"""

import csv
from collections import defaultdict
from pathlib import Path
from typing import Any

import duckdb

from safetystats.datasets.file_endings import SPREADSHEETS
from safetystats.datasets.intake.headers import heading_key
from safetystats.datasets.intake.result import ProblemKind
from safetystats.datasets.intake.staging import Staged
from safetystats.datasets.intake.workbooks import read_workbook
from safetystats.datasets.personal import HIDDEN, KIND_NAMES, mask
from safetystats.datasets.problems import COLUMNS, KINDS, Problem, may_mean
from safetystats.words import Text

EXAMPLES = 5
#: More comments or rows than these make a workbook that nobody can open or that takes minutes; the CSV has all.
MOST_COMMENTS, MOST_ROWS = 20_000, 60_000
_FETCHED = 10_000


def summarise(connection: duckdb.DuckDBPyConnection, staged: Staged, table: str, rows: int) -> tuple[ProblemKind, ...]:
    """Return the problems by kind and column, errors first, the most frequent first."""
    has_deaths = "deaths" in {row[0] for row in connection.execute("DESCRIBE accidents_new").fetchall()}
    total = connection.execute("SELECT coalesce(sum(deaths), 0) FROM accidents_new").fetchone() if has_deaths else None
    found = connection.execute(
        "SELECT kind, heading, count(*), count(DISTINCT (src, row)) FROM problems GROUP BY 1, 2 ORDER BY 1, 2"
    ).fetchall()
    kinds = []
    for kind, heading, count, touched in found:
        examples = connection.execute(
            "SELECT src, row, value, expected FROM problems WHERE kind = ? AND heading = ? ORDER BY src, row LIMIT ?",
            [kind, heading, EXAMPLES],
        ).fetchall()
        deaths = None
        if total and total[0]:
            part = connection.execute(
                "SELECT coalesce(sum(deaths), 0) FROM accidents_new SEMI JOIN (SELECT src, row FROM problems WHERE kind = ? AND heading = ?) USING (src, row)",
                [kind, heading],
            ).fetchone()
            deaths = float(part[0]) / float(total[0]) if part else None
        told = tuple(
            _problem(kind, table, staged, src, row, heading, value, expected) for src, row, value, expected in examples
        )
        located = examples[0][1] is not None
        kinds.append(ProblemKind(kind, heading, count, touched / max(rows, 1) if located else 0.0, deaths, told))
    return tuple(sorted(kinds, key=lambda k: (k.severity, -k.count, k.kind, k.column)))


def write_problems(connection: duckdb.DuckDBPyConnection, staged: Staged, table: str, path: Path) -> None:
    """Write every problem to a CSV (UTF-8 with a mark, so that Excel opens it)."""
    cursor = connection.execute(
        "SELECT kind, src, row, heading, value, expected FROM problems ORDER BY src, row, kind, heading"
    )
    with path.open("w", encoding="utf-8-sig", newline="") as file:
        writer = csv.writer(file, lineterminator="\n")
        writer.writerow(COLUMNS)
        while rows := cursor.fetchmany(_FETCHED):
            for kind, src, row, heading, value, expected in rows:
                p = _problem(kind, table, staged, src, row, heading, value, expected)
                sentence = p.sentence
                writer.writerow(
                    [p.severity, kind, table, p.file, p.sheet, row, heading, value, sentence.zh, sentence.en]
                )


def annotate_workbook(
    connection: duckdb.DuckDBPyConnection, staged: Staged, source: Path, path: Path, personal: list[str]
) -> bool:
    """Write a copy of a workbook (as .xlsx) with a comment at each bad cell; return whether there was one to write."""
    if source.suffix.lower() not in SPREADSHEETS or staged.rows > MOST_ROWS:
        return False
    cells = connection.execute(
        f"SELECT kind, src, row, heading, value, expected FROM problems WHERE row IS NOT NULL ORDER BY src, row, heading LIMIT {MOST_COMMENTS}"
    ).fetchall()
    if not cells:
        return False
    import openpyxl  # type: ignore[import-untyped]
    from openpyxl.comments import Comment  # type: ignore[import-untyped]
    from openpyxl.styles import PatternFill  # type: ignore[import-untyped]

    colours = {"error": PatternFill("solid", fgColor="F4C7C3"), "warning": PatternFill("solid", fgColor="FCE8B2")}
    workbook = openpyxl.load_workbook(source) if source.suffix.lower() in (".xlsx", ".xlsm") else _rewritten(source)
    _hide_personal(workbook, staged, personal)
    sentences: dict[tuple[int, int, int], list[str]] = defaultdict(list)
    worst: dict[tuple[int, int, int], str] = {}
    for kind, src, row, heading, value, expected in cells:
        table = staged.tables[src]
        place = src, row, table.headings.index(heading) + 1 if heading in table.headings else 1
        severity, text = KINDS[kind]
        sentences[place].append(text.format(column=heading, value=value, expected=expected).zh)
        worst[place] = "error" if "error" in (severity, worst.get(place)) else "warning"
    for (src, row, column), texts in sentences.items():
        sheet = workbook[staged.tables[src].sheet]
        cell = sheet.cell(row, column)
        if type(cell).__name__ == "MergedCell":  # a comment stands at the first cell of the merged ones
            cell = next(sheet.cell(r.min_row, r.min_col) for r in sheet.merged_cells.ranges if cell.coordinate in r)
        cell.comment = Comment("\n".join(dict.fromkeys(texts)), "safetystats", height=120, width=320)
        cell.fill = colours[worst[src, row, column]]
    workbook.save(path)
    return True


def _rewritten(source: Path) -> Any:
    """Return a workbook of another format as a new .xlsx with the same sheets and texts."""
    import openpyxl

    workbook = openpyxl.Workbook()
    workbook.remove(workbook.active)
    for name, grid in read_workbook(source).items():
        sheet = workbook.create_sheet(name)
        for row in grid:
            sheet.append([cell or None for cell in row])
    return workbook


def _hide_personal(workbook: Any, staged: Staged, personal: list[str]) -> None:
    hidden = {heading_key(heading) for heading in personal}
    for sheet in workbook.worksheets:
        table = next((t for t in staged.tables if t.sheet == sheet.title), None)
        columns = {i for i, h in enumerate(table.headings, 1) if heading_key(h) in hidden} if table else set()
        for row in sheet.iter_rows():
            for cell in row:
                if cell.value is None or type(cell).__name__ == "MergedCell":
                    continue
                if cell.column in columns and heading_key(str(cell.value)) not in hidden:
                    cell.value = HIDDEN
                elif isinstance(cell.value, str | int):
                    masked = mask(str(cell.value))
                    if masked != str(cell.value):
                        cell.value = masked


def _problem(
    kind: str, table: str, staged: Staged, src: int, row: int | None, heading: str, value: str, expected: str
) -> Problem:  # fmt: skip
    place = staged.tables[src] if src < len(staged.tables) else staged.unread[src - len(staged.tables)]
    return Problem(
        kind,
        table,
        place.file,
        place.sheet,
        row,
        heading,
        value or "",
        _expected(kind, expected or ""),
    )


def _expected(kind: str, expected: str) -> Text:
    """Return in both languages what the table of problems holds as a short text."""
    if kind in _MAY_MEAN and expected:
        return may_mean(expected)
    if kind == "missing_column":
        return _MAP_IT
    return KIND_NAMES.get(expected, Text(expected, expected))


#: Kinds whose `expected` is the option that the text may mean.
_MAY_MEAN = ("unknown_area", "unknown_sector", "uncoded_cause")
_MAP_IT = Text(
    "（在映射中指明对应的列；各行相同时写在 constants 下）",
    " (map a column to it, or give it under constants when it is the same in every row)",
)
