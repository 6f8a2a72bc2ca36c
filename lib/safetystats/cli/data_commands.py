"""``safetystats check``, ``new`` and ``params``: datasets, and what a notebook can be told."""

import json
from pathlib import Path
from typing import Annotated, Any

import typer

from safetystats.cli.shell import PROBLEMS, Json, counted, known_language, print_json


def check(
    dataset: Annotated[str, typer.Argument(help="The folder of a dataset, or the name of a bundled one.")],
    language: Annotated[str, typer.Option(help="The language of the sentences: zh or en.")] = "en",
    as_json: Json = False,
) -> None:
    """Read a dataset and print every problem, with file, row, column and what to do; exit code 1 when there are errors."""
    sentences = f"sentence_{known_language(language)}"
    from safetystats.datasets import open_dataset

    opened = open_dataset(dataset)
    problems: list[dict[str, Any]] = json.loads(opened.problems.to_json(orient="records", force_ascii=False))
    errors = sum(problem["severity"] == "error" for problem in problems)
    if as_json:
        counts = {"errors": errors, "warnings": len(problems) - errors}
        print_json({"dataset": opened.name, "folder": str(opened.folder), **counts, "problems": problems})
    else:
        for problem in problems:
            typer.echo(f"{problem['severity']}: {problem[sentences]}")
        typer.echo(f"{opened.name}: {counted(errors, 'error')}, {counted(len(problems) - errors, 'warning')}")
    if errors:
        raise typer.Exit(PROBLEMS)


def new(
    dataset: Annotated[Path, typer.Argument(help="The folder to make; its name becomes the dataset's.")],
    language: Annotated[str, typer.Option(help="The language of the Excel template: zh or en.")] = "zh",
) -> None:
    """Make the folder of a new dataset: its card, an Excel workbook to fill in, and a README."""
    known = known_language(language)
    from safetystats.datasets import scaffold

    for path in scaffold(dataset, known):
        typer.echo(str(path))
    typer.echo(f"Fill in the workbook, then run `safetystats check {dataset}`.")


def params(
    notebook: Annotated[str, typer.Argument(help="A bundled notebook, such as 01_situation, or the path of a file.")],
    as_json: Json = False,
) -> None:
    """List the parameters of a notebook, with their defaults and what they mean."""
    from safetystats.analyses.parameters import describe
    from safetystats.batch import find_notebook, read_notebook

    found = read_notebook(find_notebook(notebook))
    parameters = [{**known, "default": found.defaults.get(known["name"], known["default"])} for known in describe()]
    if as_json:
        title = {"zh": found.title.zh, "en": found.title.en}
        print_json({"notebook": found.name, "title": title, "products": found.products, "parameters": parameters})
        return
    typer.echo(f"{found.name}: {found.title}")
    for known in parameters:
        typer.echo(f"  {known['name']} = {known['default']!r}\n      {known['help_zh']}\n      {known['help_en']}")
