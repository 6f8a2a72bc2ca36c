"""How a confidence level is split over the two tails."""

from typing import NamedTuple

from scipy import special

from safetystats.errors import one_of
from safetystats.measures.columns import check_level

SIDES = ("two", "lower", "upper")


class Tails(NamedTuple):
    """The probability left outside below and above; 0 means that there is no limit on that side."""

    lower: float
    upper: float


def split_tails(level: float, sided: str) -> Tails:
    """Return half of 1 − level for each tail, or all of it on one side ("lower": only a lower limit is meant)."""
    outside = 1 - check_level(level)
    return {
        "two": Tails(outside / 2, outside / 2),
        "lower": Tails(outside, 0.0),
        "upper": Tails(0.0, outside),
    }[one_of(sided, SIDES, "sided")]


def normal_quantiles(tails: Tails) -> tuple[float, float]:
    """Return the standard normal deviates of the two limits, both positive; infinite where there is no limit."""
    return float(-special.ndtri(tails.lower)), float(-special.ndtri(tails.upper))
