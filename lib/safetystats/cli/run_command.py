"""``safetystats run``: the main job, a batch of notebooks."""

import sys
from collections.abc import Callable, Iterable, Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer

from safetystats.cli.shell import PROBLEMS, Json, counted, print_json

if TYPE_CHECKING:
    from safetystats.batch import BatchReport, Decision, RunRecord

_NOTEBOOKS_NAMED = 6


def run(
    batch: Annotated[
        str | None,
        typer.Argument(
            metavar="[BATCH.yml]",
            help="The batch file; without one, the dataset given with -p, or else the bundled example.",
        ),
    ] = None,
    area: Annotated[
        list[str] | None,
        typer.Option(
            help="Only the runs of this area (code or name), or this area of one's own dataset; may be repeated."
        ),
    ] = None,
    period: Annotated[
        list[str] | None,
        typer.Option(help="Only the runs of this period, or this one for one's own dataset; may be repeated."),
    ] = None,
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
        Path | None,
        typer.Option(help="The folder to write into; by default outputs/ and the name of the batch or dataset."),
    ] = None,
    force: Annotated[bool, typer.Option("--force", help="Run also what is up to date.")] = False,
    dry_run: Annotated[bool, typer.Option("--dry-run", help="Say what would run and why, and run nothing.")] = False,
    as_json: Json = False,
) -> None:
    """Run a batch of notebooks and build its site; what is up to date is not run again.

    Without a batch, -p dataset=FOLDER runs the notebooks that this dataset can feed, for its widest area and last whole year
    or for the areas and periods given.
    """
    from safetystats import batch as batches

    overrides = batches.parse_assignments(parameter or [])
    selection = batches.Selection(area or (), period or (), notebook or (), overrides)
    own = batch is None and "dataset" in overrides
    plan = batches.plan_own_dataset(selection) if own else batches.make_plan(batch, selection)
    for note in plan.notes:
        typer.echo(note, err=as_json)
    if dry_run:
        folder = batches.output_folder(plan, output_dir)
        _print_decisions(batches.decide(plan, folder, force), as_json)
        return
    with _progress() as (announce, done):
        report = batches.run_batch(plan, output_dir, jobs=jobs, force=force, announce=announce, done=done)
    _print_report(report, as_json)
    if report.failed:
        raise typer.Exit(PROBLEMS)


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
        print_json({"runs": entries})
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
        print_json({"folder": folder, "site": site, "manifest": f"{folder}/manifest.json", "runs": [*ran, *current]})
        return
    done = len(report.ran) - len(failed)
    typer.echo(f"{counted(done, 'run')} done, {len(failed)} failed, {len(report.up_to_date)} up to date")
    for record in failed:
        assert record.failure is not None
        typer.echo(f"failed: {record.id}: {record.failure.sentence}\n        log: {folder}/{record.log}")
    typer.echo(f"\nOpen\n  {site}")
    notebooks = [record.result.notebook for record in report.manifest.runs if record.result]
    for path in notebooks[:_NOTEBOOKS_NAMED]:
        typer.echo(f"  {folder}/{path}")
    if len(notebooks) > _NOTEBOOKS_NAMED:
        typer.echo(f"  … and {len(notebooks) - _NOTEBOOKS_NAMED} more notebooks in {folder}")
