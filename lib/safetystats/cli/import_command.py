"""``safetystats import``: a foreign ledger into a dataset, with every doubtful row named."""

import sys
from pathlib import Path
from typing import Annotated

import typer

from safetystats.cli.shell import PROBLEMS, Json, known_language, print_json


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
    """Bring a foreign ledger into a dataset and name every doubtful row; exit code 1 when there are errors."""
    known = known_language(language)
    from safetystats.datasets.intake import import_file
    from safetystats.datasets.intake.importing import STEPS

    def show(_step: str, number: int, count: int) -> None:
        if progress or (progress is None and sys.stderr.isatty()):
            typer.echo(f"[{number}/{count}] {STEPS[number - 1][known]} …", err=True)

    result = import_file(file, to, mapping, table=table, sheet=sheet, query=query, progress=show)
    if as_json:
        print_json(result.as_json())
    else:
        typer.echo("\n".join(result.lines(known)))
    if result.errors or result.dataset is None:
        raise typer.Exit(PROBLEMS)
