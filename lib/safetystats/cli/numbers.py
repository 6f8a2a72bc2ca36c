"""Numbers as they are typed, and tables as JSON writes them."""

from fractions import Fraction
from typing import TYPE_CHECKING, Any

from safetystats.errors import InputError

if TYPE_CHECKING:
    import pandas as pd


def one_number(text: str, option: str) -> float:
    """Read one number; a fraction such as 7/12 is one."""
    try:
        return float(Fraction(text.strip()))
    except (ValueError, ZeroDivisionError):
        raise InputError(f"{option} is {text!r}, but must be a number such as 7/12 or 0.58.") from None


def read_numbers(text: str | None, option: str) -> list[float] | None:
    """Read numbers parted by commas; nothing given is nothing read."""
    if text is None:
        return None
    try:
        return [float(part) for part in text.replace("，", ",").split(",")]
    except ValueError:
        raise InputError(f"{option} is {text!r}, but must be numbers parted by commas, such as 41,38,35.") from None


def read_pairs(texts: list[str] | None, option: str) -> dict[str, float] | None:
    """Read NAME=NUMBER, each given by an option of its own."""
    if not texts:
        return None
    pairs = {}
    for text in texts:
        name, equals, number = text.rpartition("=")
        if not (name and equals):
            raise InputError(f"{option} is {text!r}, but must be written NAME=LEVEL, such as Chongqing=0.16.")
        pairs[name] = one_number(number, option)
    return pairs


def plain(frame: "pd.DataFrame") -> list[dict[str, Any]]:
    """Return the rows of a table as JSON holds them: a missing number is null."""
    return [{str(name): _plain(value) for name, value in row.items()} for row in frame.to_dict("records")]


def _plain(value: Any) -> Any:
    if isinstance(value, float):
        return value if value == value else None
    return value.item() if hasattr(value, "item") else value
