"""What all commands share: errors as one sentence and an exit code, JSON on standard output, options of every command."""

import functools
import json
import os
import tempfile
import traceback
from collections.abc import Callable
from typing import Annotated, ParamSpec

import typer

from safetystats.errors import InputError, one_of
from safetystats.words import LANGUAGES, Language

PROBLEMS, WRONG_USE, INTERRUPTED = 1, 2, 130
DEBUG = "SAFETYSTATS_DEBUG"

Json = Annotated[bool, typer.Option("--json", help="Print the result as JSON on standard output.")]

_P = ParamSpec("_P")


def guarded(function: Callable[_P, None]) -> Callable[_P, None]:
    """Return the command with its errors ending as one sentence and an exit code, never as a traceback."""

    @functools.wraps(function)
    def run(*arguments: _P.args, **options: _P.kwargs) -> None:
        try:
            function(*arguments, **options)
        except InputError as error:
            _fail(str(error), WRONG_USE, error)
        except KeyboardInterrupt as error:
            _fail("Interrupted. What was finished is kept; the same command goes on from there.", INTERRUPTED, error)
        except (typer.Exit, typer.Abort, BrokenPipeError):
            raise
        except Exception as error:  # noqa: BLE001 (the last resort, which keeps the traceback)
            sentence = (
                f"Unexpected {type(error).__name__}: {_one_line(error)} (the traceback is in {_keep_traceback()})."
            )
            _fail(sentence, PROBLEMS, error)

    return run


def counted(number: int, noun: str) -> str:
    """Return ``1 run`` or ``2 runs``."""
    return f"{number} {noun}" if number == 1 else f"{number} {noun}s"


def known_language(text: str) -> Language:
    """Return the language that ``--language`` names."""
    return "zh" if one_of(text, LANGUAGES, "--language") == "zh" else "en"


def print_json(content: object) -> None:
    """Print for a machine, on standard output."""
    typer.echo(json.dumps(content, ensure_ascii=False, indent=1))


def _fail(sentence: str, code: int, error: BaseException) -> None:
    if os.environ.get(DEBUG):
        traceback.print_exception(error)
    typer.echo(sentence, err=True)
    raise typer.Exit(code)


def _keep_traceback() -> str:
    with tempfile.NamedTemporaryFile("w", prefix="safetystats-", suffix=".log", delete=False, encoding="utf-8") as log:
        traceback.print_exc(file=log)
    return log.name


def _one_line(text: object) -> str:
    return " ".join(str(text).split())
