"""Errors a user can act on.

Every mistake in what a user gave (a file, a parameter, an option) is an :class:`InputError`: one sentence that says
what is wrong, where, what was expected and what to do. The command line prints that sentence and nothing else.
"""

from collections.abc import Collection
from difflib import get_close_matches


class SafetyStatsError(Exception):
    """Base class of everything this package raises on purpose."""


class InputError(SafetyStatsError, ValueError):
    """What the user gave cannot be used; the message is one sentence with the remedy."""


def one_of(value: object, options: Collection[str], name: str) -> str:
    """Return `value` when it is exactly one of `options`; otherwise raise :class:`InputError` with the nearest option."""
    if isinstance(value, str) and value in options:
        return value
    raise InputError(f"{name} is {value!r}, but must be one of {', '.join(options)}{did_you_mean(value, options)}.")


def did_you_mean(value: object, options: Collection[str]) -> str:
    """Return ``"; did you mean 'x'?"`` without its full stop when an option is close to `value`, else an empty string."""
    near = get_close_matches(str(value).casefold(), {option.casefold(): option for option in options}, n=1, cutoff=0.6)
    if not near:
        return ""
    return f" (did you mean {next(o for o in options if o.casefold() == near[0])!r}?)"
