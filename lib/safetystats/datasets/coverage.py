"""Which months a ledger does not cover: the rule of :mod:`safetystats.datasets.ledger`, on plain numbers."""

import math
from collections.abc import Sequence
from itertools import groupby

_LEAST_CHANCE = 0.001


def uncovered_months(accidents: Sequence[float]) -> list[bool]:
    """Say which of consecutive months (their accidents) belong to a stretch without any that is too long for chance."""
    held = [number for number in accidents if number > 0]
    average = sum(held) / len(held) if held else 0.0
    gaps: list[bool] = []
    for empty, stretch in groupby(accidents, key=lambda number: number == 0):
        months = len(list(stretch))
        gaps += [empty and average * months > -math.log(_LEAST_CHANCE)] * months
    return gaps
