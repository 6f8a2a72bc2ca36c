"""The report of an import: one line a kind of problem, all of them in a CSV, and an annotated copy of the workbook.

The copy bears a comment at each bad cell and hides personal data. In the CSV each problem is one row, with file, sheet,
row, column, value and a sentence in both languages.
"""

import csv
from collections import defaultdict
from pathlib import Path
from typing import Any

import duckdb

from safetystats.codes import areas, code_list
from safetystats.datasets.file_endings import SPREADSHEETS
from safetystats.datasets.intake.fold import rows_table
from safetystats.datasets.intake.headers import heading_key
from safetystats.datasets.intake.parsing import BETWEEN
from safetystats.datasets.intake.result import ProblemKind
from safetystats.datasets.intake.staging import Staged
from safetystats.datasets.intake.workbooks import read_workbook
from safetystats.datasets.personal import HIDDEN, KIND_NAMES, mask
from safetystats.datasets.problems import COLUMNS, Problem, may_mean
from safetystats.words import Text

#: Rows that are shown of a kind; of what concerns whole sheets or files, places.
EXAMPLES, PLACES = 5, 60
#: What a source table's number is multiplied by where a place is one number.
PLACE = 1_000_000_000_000
#: More comments or rows than these make a workbook that nobody can open or that takes minutes; the CSV has all.
MOST_COMMENTS, MOST_ROWS = 20_000, 60_000
_FETCHED = 10_000


def summarise(connection: duckdb.DuckDBPyConnection, staged: Staged, table: str, rows: int) -> tuple[ProblemKind, ...]:
    """Return the problems by kind and column, errors first, the most frequent first.

    Rows that differ in several columns are one kind. What concerns no row is told for each of its places.
    """
    total = _deaths(connection, "")
    several = len(staged.tables) > 1
    connection.execute(
        "CREATE OR REPLACE TEMP VIEW told AS SELECT *, kind || chr(30) || CASE WHEN kind = 'conflicting_values' THEN '' ELSE heading END || chr(30) || "
        "(row IS NULL) || CASE WHEN kind = 'personal_data' THEN expected WHEN row IS NULL THEN value || expected ELSE '' END AS topic FROM problems"
    )
    kinds = []
    for topic, kind, headings, count, touched in connection.execute(
        "SELECT topic, kind, list(DISTINCT heading ORDER BY heading), count(*), count(DISTINCT (src, row)) FILTER (WHERE row IS NOT NULL) "
        "FROM told GROUP BY topic, kind ORDER BY topic"
    ).fetchall():
        first = "row_number() OVER (PARTITION BY src ORDER BY row, heading), " if several else ""
        examples = connection.execute(
            f"SELECT src, row, heading, value, expected FROM told WHERE topic = ? ORDER BY {first}src, row, heading LIMIT ?",
            [topic, EXAMPLES if touched else PLACES],
        ).fetchall()
        deaths = _deaths(connection, "topic = ?", topic) / total if total else None
        columns = dict.fromkeys(column for heading in headings for column in heading.split(BETWEEN))
        told = tuple(
            _problem(kind, table, staged, *example) for example in sorted(examples, key=lambda e: (e[0], e[1] or 0))
        )
        kinds.append(ProblemKind(kind, ", ".join(columns), count, touched / max(rows, 1), deaths, told))
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
                place = [p.file, p.sheet, row, ", ".join(p.columns)]
                writer.writerow([p.severity, kind, table, *place, value, sentence.zh, sentence.en])


def annotate_workbook(
    connection: duckdb.DuckDBPyConnection, staged: Staged, source: Path, path: Path, personal: list[str]
) -> bool:
    """Write a copy of a workbook (as .xlsx) with a comment at each bad cell; return whether there was one to write."""
    is_text = not any(table.sheet for table in staged.tables)  # HTML or CSV under the name of Excel
    if source.suffix.lower() not in SPREADSHEETS or staged.rows > MOST_ROWS or is_text:
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
        problem, headings = _problem(kind, "", staged, src, row, heading, value, expected), staged.tables[src].headings
        for name in problem.columns:
            place = src, row, headings.index(name) + 1 if name in headings else 1
            sentences[place].append(problem.what.zh)
            worst[place] = "error" if "error" in (problem.severity, worst.get(place)) else "warning"
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


def _deaths(connection: duckdb.DuckDBPyConnection, condition: str, *values: str) -> float:
    """Return the deaths of all accidents, or of those that problems under a condition touch in any of their rows."""
    if "deaths" not in {row[0] for row in connection.execute("DESCRIBE accidents_new").fetchall()}:
        return 0.0
    touched = (
        f"SEMI JOIN (SELECT accident_id FROM {rows_table(connection)} SEMI JOIN (SELECT src, row FROM told WHERE {condition}) "
        "USING (src, row)) USING (accident_id)"
    )
    found = connection.execute(
        f"SELECT coalesce(sum(deaths), 0) FROM accidents_new {touched if condition else ''}", list(values)
    ).fetchone()
    return float(found[0]) if found else 0.0


def _problem(
    kind: str, table: str, staged: Staged, src: int, row: int | None, heading: str, value: str, expected: str
) -> Problem:  # fmt: skip
    place = staged.tables[src] if src < len(staged.tables) else staged.unread[src - len(staged.tables)]
    column, *also = heading.split(BETWEEN)
    return Problem(
        kind, table, place.file, place.sheet, row, column, value or "", _expected(kind, expected or "", staged, src), tuple(also)
    )  # fmt: skip


def _expected(kind: str, expected: str, staged: Staged, src: int) -> Text:
    """Return in both languages what the table of problems holds as a short text."""
    if kind in _MAY_MEAN and expected:
        return may_mean(expected)
    if kind in _OF_A_ROW:
        return _row_of(staged, src, *divmod(int(expected), PLACE))
    if kind == "conflicting_values":
        return Text("；".join(expected.split(BETWEEN)), "; ".join(expected.split(BETWEEN)))
    if kind == "severity_differs":
        return code_list("severity").get(expected).name
    if kind == "missing_column":
        return _IT_NAMES.format(area=areas.get(expected).name, code=expected) if expected else _MAP_IT
    return KIND_NAMES.get(expected, Text(expected, expected))


def _row_of(staged: Staged, src: int, other: int, row: int) -> Text:
    """Return the name of another row, with its sheet or file where that is not the same."""
    if other == src:
        return Text(f"第 {row} 行", f"row {row}")
    here, there = staged.tables[src], staged.tables[other]
    if there.file != here.file:
        return Text(f" {there.file} 第 {row} 行", f"row {row} of {there.file}")
    return Text(f"工作表“{there.sheet}”第 {row} 行", f"row {row} of sheet {there.sheet!r}")


#: Kinds whose `expected` is the option that the text may mean.
_MAY_MEAN = ("unknown_area", "unknown_sector", "uncoded_cause")
#: Kinds whose `expected` is the place of another row: its source table times :data:`PLACE`, and the row.
_OF_A_ROW = ("duplicate_accident", "possible_duplicate")
_IT_NAMES = Text(
    '（表中写有“{area}”；若全表都是该地，请在映射里写 constants: {{area: "{code}"}}）',
    ' (its title or name tells of {area}; if the whole ledger is of it, write constants: {{area: "{code}"}} in the mapping)',
)
_MAP_IT = Text(
    "（在映射中指明对应的列；各行相同时写在 constants 下）",
    " (map a column to it, or give it under constants when it is the same in every row)",
)
