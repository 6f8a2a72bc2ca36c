"""``safetystats import``: a foreign ledger into a dataset, with every doubtful row named."""

import shlex
import sys
from pathlib import Path
from typing import Annotated

import typer

from safetystats.cli.shell import PROBLEMS, Json, known_language, print_json
from safetystats.words import Language, Text


def import_ledger(
    file: Annotated[
        str, typer.Argument(help="A CSV, Excel, Parquet, SAS, Stata, SPSS, ZIP or database file, or postgresql://…")
    ],
    to: Annotated[Path, typer.Option(metavar="DATASET", help="The folder of the dataset; made when it is not there.")],
    mapping: Annotated[
        str | None, typer.Option(help="A mapping (YAML) or the name of a shipped one; else one is found or proposed.")
    ] = None,
    table: Annotated[str, typer.Option(help="The table to fill.")] = "accidents",
    sheet: Annotated[str | None, typer.Option(help="One sheet of a workbook, or one table of a database.")] = None,
    query: Annotated[str | None, typer.Option(help="One SELECT, for databases.")] = None,
    progress: Annotated[
        bool | None, typer.Option("--progress/--no-progress", help="Show each step; by default on a terminal.")
    ] = None,
    language: Annotated[str, typer.Option(help="The language of the sentences: zh or en.")] = "en",
    as_json: Json = False,
) -> None:
    """Bring a foreign ledger into a dataset, name every doubtful row and the command to go on with; exit code 1 when there are errors."""
    known = known_language(language)
    from safetystats.datasets.intake import import_file
    from safetystats.datasets.intake.importing import STEPS

    def show(_step: str, number: int, count: int) -> None:
        if progress or (progress is None and sys.stderr.isatty()):
            typer.echo(f"[{number}/{count}] {STEPS[number - 1][known]} …", err=True)

    result = import_file(file, to, mapping, table=table, sheet=sheet, query=query, progress=show)
    command, when = _next(result.dataset, known) if result.dataset else (None, None)
    if as_json:
        print_json({**result.as_json(), "next": command})
    else:
        typer.echo("\n".join(result.lines(known)))
        if result.dataset:
            typer.echo((when or _NOWHERE)[known] + (f"\n  {command}" if command else ""))
    if result.errors or result.dataset is None:
        raise typer.Exit(PROBLEMS)


def _next(dataset: Path, language: Language) -> tuple[str | None, Text | None]:
    """Return the command that makes the notebooks of the ledger just imported, and what it is for."""
    from safetystats.datasets.scope import scope_of_import

    scope = scope_of_import(dataset)
    if scope is None:
        return None, None
    words = [
        "safetystats",
        "run",
        "-p",
        f"dataset={dataset}",
        "--area",
        scope.area.code,
        "--period",
        scope.period.report_name,
    ]
    if language != "zh":
        words += ["-p", f"language={language}"]
    said = _WHOLE_YEAR if scope.period.is_year else _PART_YEAR
    return shlex.join(words), said.format(area=scope.area.name, period=scope.period.text)


_WHOLE_YEAR = Text(
    "下一步（{area}，{period}，台账所及的最近一整年）：", "Next ({area}, {period}, the last whole year of the ledger):"
)
_PART_YEAR = Text(
    "下一步（{area}，{period}；台账没有一整年）：", "Next ({area}, {period}; the ledger holds no whole year):"
)
_NOWHERE = Text(
    '没有一起事故同时有日期和地区，笔记本无从计数；请在映射里补上（如 constants: {area: "500233"}）后再导一次。',
    'No accident has both a day and an area, so no notebook can count it; add them to the mapping (such as constants: {area: "500233"}) and '
    "import again.",
)
