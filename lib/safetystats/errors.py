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
    """Return ``" (did you mean 'x'?)"`` when an option is close to `value`, else an empty string."""
    near = nearest(value, options)
    return f" (did you mean {near!r}?)" if near else ""


def nearest(value: object, options: Collection[str]) -> str | None:
    """Return the option closest to `value` when one is close, upper and lower case being alike; else None."""
    by_case = {option.casefold(): option for option in options}
    near = get_close_matches(str(value).casefold(), by_case, n=1, cutoff=0.6)
    return by_case[near[0]] if near else None
