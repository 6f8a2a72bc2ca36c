"""The command ``safetystats``: plain words, plain exit codes.

0 done; 1 problems were found or runs failed; 2 wrong use, said in one sentence on standard error; 130 interrupted. Data for
machines (``--json``) go to standard output alone. The rooms are imported inside the commands, so that help is quick.
"""

import os
import sys
from collections.abc import Callable
from typing import Annotated

import typer

from safetystats import __version__
from safetystats.cli.data_commands import check, new, params
from safetystats.cli.import_command import import_ledger
from safetystats.cli.run_command import run
from safetystats.cli.shell import DEBUG, guarded
from safetystats.cli.target_commands import COMMANDS as TARGET_COMMANDS

__all__ = ["DEBUG", "app", "main"]

_HELP_NAMES = {"help_option_names": ["-h", "--help"]}

app = typer.Typer(
    name="safetystats",
    help="Turns accident and safety statistics into checked tables, figures and findings.",
    no_args_is_help=True,
    add_completion=False,
    pretty_exceptions_enable=False,
    context_settings=_HELP_NAMES,
)
_target = typer.Typer(
    help="Quotas and targets: the chance of keeping them, the way to them, which to choose.",
    no_args_is_help=True,
    context_settings=_HELP_NAMES,
)


def main() -> None:
    """Run the command line; the entry point of ``safetystats``."""
    for stream in (sys.stdout, sys.stderr):
        if hasattr(stream, "reconfigure"):
            # A terminal without Chinese shows codes, and does not stop us.
            stream.reconfigure(errors="backslashreplace")
    app(prog_name="safetystats")


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


_COMMANDS: dict[str, Callable[..., None]] = {
    "run": run,
    "check": check,
    "import": import_ledger,
    "new": new,
    "params": params,
}
for _name, _command in _COMMANDS.items():
    app.command(_name)(guarded(_command))
for _name, _command in TARGET_COMMANDS.items():
    _target.command(_name)(guarded(_command))
app.add_typer(_target, name="target")
