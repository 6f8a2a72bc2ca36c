"""The command ``safetystats``: plain words, plain exit codes.

0 done; 1 problems were found or runs failed; 2 wrong use, said in one sentence on standard error; 130 interrupted. Data for
machines (``--json``) go to standard output alone. The rooms are imported inside the commands, so that help is quick.
"""

import functools
import json
import os
import sys
import tempfile
import traceback
from collections.abc import Callable, Iterable, Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import TYPE_CHECKING, Annotated, Any, ParamSpec

import typer

from safetystats import __version__
from safetystats.errors import InputError, one_of
from safetystats.words import LANGUAGES, Language

if TYPE_CHECKING:
    from safetystats.batch import BatchReport, Decision, RunRecord

PROBLEMS, WRONG_USE, INTERRUPTED = 1, 2, 130
DEBUG = "SAFETYSTATS_DEBUG"
_NOTEBOOKS_NAMED = 6

app = typer.Typer(
    name="safetystats",
    help="Turns accident and safety statistics into checked tables, figures and findings.",
    no_args_is_help=True,
    add_completion=False,
    pretty_exceptions_enable=False,
    context_settings={"help_option_names": ["-h", "--help"]},
)

_P = ParamSpec("_P")


def main() -> None:
    """Run the command line; the entry point of ``safetystats``."""
    for stream in (sys.stdout, sys.stderr):
        if hasattr(stream, "reconfigure"):
            stream.reconfigure(
                errors="backslashreplace"
            )  # a terminal without Chinese shows codes, and does not stop us
    app(prog_name="safetystats")


def _command(name: str) -> Callable[[Callable[_P, None]], Callable[_P, None]]:
    """Register a command whose errors end as one sentence and an exit code, never as a traceback."""

    def register(function: Callable[_P, None]) -> Callable[_P, None]:
        @app.command(name)
        @functools.wraps(function)
        def guarded(*arguments: _P.args, **options: _P.kwargs) -> None:
            try:
                function(*arguments, **options)
            except InputError as error:
                _fail(str(error), WRONG_USE, error)
            except KeyboardInterrupt as error:
                _fail(
                    "Interrupted. What was finished is kept; the same command goes on from there.", INTERRUPTED, error
                )
            except (typer.Exit, typer.Abort, BrokenPipeError):
                raise
            except Exception as error:  # noqa: BLE001 (the last resort, which keeps the traceback)
                sentence = (
                    f"Unexpected {type(error).__name__}: {_one_line(error)} (the traceback is in {_keep_traceback()})."
                )
                _fail(sentence, PROBLEMS, error)

        return guarded

    return register


def _fail(sentence: str, code: int, error: BaseException) -> None:
    if os.environ.get(DEBUG):
        traceback.print_exception(error)
    typer.echo(sentence, err=True)
    raise typer.Exit(code)


def _print_version(wanted: bool) -> None:
    if wanted:
        typer.echo(f"safetystats {__version__}")
        raise typer.Exit


@app.callback()
def _options(
    _version: Annotated[
        bool, typer.Option("--version", callback=_print_version, is_eager=True, help="Print the version and stop.")
    ] = False,
    debug: Annotated[bool, typer.Option("--debug", help=f"Show tracebacks (also with {DEBUG}=1).")] = False,
) -> None:
    if debug:
        os.environ[DEBUG] = "1"


Json = Annotated[bool, typer.Option("--json", help="Print the result as JSON on standard output.")]


@_command("run")
def run(
    batch: Annotated[
        str | None, typer.Argument(metavar="[BATCH.yml]", help="The batch file; without one, the bundled example runs.")
    ] = None,
    area: Annotated[
        list[str] | None, typer.Option(help="Only the runs of this area (code or name); may be repeated.")
    ] = None,
    period: Annotated[list[str] | None, typer.Option(help="Only the runs of this period; may be repeated.")] = None,
    notebook: Annotated[list[str] | None, typer.Option(help="Only the runs of this notebook; may be repeated.")] = None,
    parameter: Annotated[
        list[str] | None,
        typer.Option(
            "-p", "--parameter", metavar="NAME=VALUE", help="Give every run this parameter instead of the file's."
        ),
    ] = None,
    jobs: Annotated[
        int | None, typer.Option(min=1, help="Runs at a time; by default what cores and memory carry.")
    ] = None,
    output_dir: Annotated[
        Path | None, typer.Option(help="The folder to write into; by default outputs/ and the batch's name.")
    ] = None,
    force: Annotated[bool, typer.Option("--force", help="Run also what is up to date.")] = False,
    dry_run: Annotated[bool, typer.Option("--dry-run", help="Say what would run and why, and run nothing.")] = False,
    as_json: Json = False,
) -> None:
    """Run a batch of notebooks and build its site; what is up to date is not run again."""
    from safetystats import batch as batches

    overrides = batches.parse_assignments(parameter or [])
    selection = batches.Selection(area or (), period or (), notebook or (), overrides)
    plan = batches.make_plan(batch, selection)
    if dry_run:
        folder = batches.output_folder(plan, output_dir)
        _print_decisions(batches.decide(plan, folder, force), as_json)
        return
    with _progress() as (announce, done):
        report = batches.run_batch(plan, output_dir, jobs=jobs, force=force, announce=announce, done=done)
    _print_report(report, as_json)
    if report.failed:
        raise typer.Exit(PROBLEMS)


@_command("check")
def check(
    dataset: Annotated[str, typer.Argument(help="The folder of a dataset, or the name of a bundled one.")],
    language: Annotated[str, typer.Option(help="The language of the sentences: zh or en.")] = "en",
    as_json: Json = False,
) -> None:
    """Read a dataset and print every problem, with file, row, column and what to do; exit code 1 when there are errors."""
    sentences = f"sentence_{_language(language)}"
    from safetystats.datasets import open_dataset

    opened = open_dataset(dataset)
    problems: list[dict[str, Any]] = json.loads(opened.problems.to_json(orient="records", force_ascii=False))
    errors = sum(problem["severity"] == "error" for problem in problems)
    if as_json:
        counts = {"errors": errors, "warnings": len(problems) - errors}
        _print_json({"dataset": opened.name, "folder": str(opened.folder), **counts, "problems": problems})
    else:
        for problem in problems:
            typer.echo(f"{problem['severity']}: {problem[sentences]}")
        typer.echo(f"{opened.name}: {_counted(errors, 'error')}, {_counted(len(problems) - errors, 'warning')}")
    if errors:
        raise typer.Exit(PROBLEMS)


@_command("new")
def new(
    dataset: Annotated[Path, typer.Argument(help="The folder to make; its name becomes the dataset's.")],
    language: Annotated[str, typer.Option(help="The language of the Excel template: zh or en.")] = "zh",
) -> None:
    """Make the folder of a new dataset: its card, an Excel workbook to fill in, and a README."""
    known = _language(language)
    from safetystats.datasets import scaffold

    for path in scaffold(dataset, known):
        typer.echo(str(path))
    typer.echo(f"Fill in the workbook, then run `safetystats check {dataset}`.")


@_command("import")
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
    known = _language(language)
    from safetystats.datasets.intake import import_file

    def show(step: str, number: int, count: int) -> None:
        if progress or (progress is None and sys.stderr.isatty()):
            typer.echo(f"[{number}/{count}] {step} …", err=True)

    result = import_file(file, to, mapping, table=table, sheet=sheet, query=query, progress=show)
    if as_json:
        _print_json(result.as_json())
    else:
        typer.echo("\n".join(result.lines(known)))
    if result.errors or result.dataset is None:
        raise typer.Exit(PROBLEMS)


@_command("params")
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
        _print_json({"notebook": found.name, "title": title, "products": found.products, "parameters": parameters})
        return
    typer.echo(f"{found.name}: {found.title}")
    for known in parameters:
        typer.echo(f"  {known['name']} = {known['default']!r}\n      {known['help_zh']}\n      {known['help_en']}")


@contextmanager
def _progress() -> Iterator[tuple[Callable[[Iterable["Decision"]], None], Callable[["RunRecord"], None]]]:
    """Show on a terminal what is running; elsewhere stay silent."""
    if not sys.stderr.isatty():
        yield (lambda _: None), (lambda _: None)
        return
    from rich.console import Console
    from rich.progress import BarColumn, MofNCompleteColumn, Progress, TextColumn, TimeElapsedColumn

    columns = TextColumn("{task.description}"), BarColumn(), MofNCompleteColumn(), TimeElapsedColumn()
    with Progress(*columns, console=Console(stderr=True), transient=True) as bar:
        task = bar.add_task("Running notebooks", total=None)

        def announce(stale: Iterable["Decision"]) -> None:
            bar.update(task, total=len(list(stale)))

        def done(record: "RunRecord") -> None:
            mark, took = ("✗", record.failure) if record.failure else ("✓", record.result)
            bar.console.print(f"{mark} {record.id}  {took.seconds if took else 0:.1f} s", highlight=False)
            bar.advance(task)

        yield announce, done


def _print_decisions(decisions: Iterable["Decision"], as_json: bool) -> None:
    entries = [
        {"id": made.run.id, "state": "stale" if made.reasons else "up_to_date", "reasons": list(made.reasons)}
        for made in decisions
    ]
    if as_json:
        _print_json({"runs": entries})
        return
    for entry in entries:
        why = ", ".join(entry["reasons"]) if entry["reasons"] else "up to date"
        typer.echo(f"{'run ' if entry['reasons'] else 'skip'}  {entry['id']}: {why}")


def _print_report(report: "BatchReport", as_json: bool) -> None:
    from safetystats.batch.drive import shown_path

    folder, failed = shown_path(report.folder), report.failed
    site = shown_path(report.site)
    if as_json:
        ran = [record.model_dump(mode="json") for record in report.ran]
        held = [record for record in report.manifest.runs if record.id in report.up_to_date]
        current = [{**record.model_dump(mode="json"), "state": "up_to_date", "reasons": []} for record in held]
        _print_json({"folder": folder, "site": site, "manifest": f"{folder}/manifest.json", "runs": [*ran, *current]})
        return
    done = len(report.ran) - len(failed)
    typer.echo(f"{_counted(done, 'run')} done, {len(failed)} failed, {len(report.up_to_date)} up to date")
    for record in failed:
        assert record.failure is not None
        typer.echo(f"failed: {record.id}: {record.failure.sentence}\n        log: {folder}/{record.log}")
    typer.echo(f"\nOpen\n  {site}")
    notebooks = [record.result.notebook for record in report.manifest.runs if record.result]
    for path in notebooks[:_NOTEBOOKS_NAMED]:
        typer.echo(f"  {folder}/{path}")
    if len(notebooks) > _NOTEBOOKS_NAMED:
        typer.echo(f"  … and {len(notebooks) - _NOTEBOOKS_NAMED} more notebooks in {folder}")


def _language(text: str) -> Language:
    return "zh" if one_of(text, LANGUAGES, "--language") == "zh" else "en"


def _counted(number: int, noun: str) -> str:
    return f"{number} {noun}" if number == 1 else f"{number} {noun}s"


def _print_json(content: object) -> None:
    typer.echo(json.dumps(content, ensure_ascii=False, indent=1))


def _keep_traceback() -> str:
    with tempfile.NamedTemporaryFile("w", prefix="safetystats-", suffix=".log", delete=False, encoding="utf-8") as log:
        traceback.print_exc(file=log)
    return log.name


def _one_line(text: object) -> str:
    return " ".join(str(text).split())
