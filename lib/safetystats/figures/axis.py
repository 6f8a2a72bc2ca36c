"""Ticks at round numbers, as many as their labels leave room for."""

import math
from collections.abc import Callable, Sequence
from dataclasses import dataclass

from matplotlib.ticker import MaxNLocator

from safetystats.figures.style import TEXT_SIZE
from safetystats.figures.typesetting import text_width
from safetystats.products import Format, format_value
from safetystats.words import Language

_MOST_TICKS = 7
_ROUND_STEPS = (1, 2, 2.5, 5, 10)
_GAP = 9.0
"""Least room between two tick labels, in points."""
_LOG_MANTISSAS = ((1, 2, 5), (1, 3), (1,))


@dataclass(frozen=True, slots=True)
class Scale:
    """The range of an axis from `low` to `high`, linear or logarithmic."""

    low: float
    high: float
    log: bool = False

    def share(self, value: float) -> float:
        """Return where `value` lies: 0 at the low end, 1 at the high end."""
        if self.log:
            return math.log(value / self.low) / math.log(self.high / self.low)
        return (value - self.low) / (self.high - self.low)

    def padded(self, share: float) -> "Scale":
        """Return the scale with the high end moved up by `share` of its length, and the low end too when not zero."""
        if self.log:
            factor = (self.high / self.low) ** share
            return Scale(self.low / factor, self.high * factor, log=True)
        room = (self.high - self.low) * share
        return Scale(self.low if self.low == 0 else self.low - room, self.high + room)


def spanning(values: Sequence[float], *, log: bool = False, from_zero: bool = True) -> Scale:
    """Return the scale that holds the finite `values` (the positive ones when `log`), with zero when `from_zero`."""
    held = [value for value in values if math.isfinite(value) and (value > 0 or not log)]
    if not held:
        return Scale(0.1, 10, log=True) if log else Scale(0, 1)
    low, high = min(held), max(held)
    if log:
        return Scale(low / 2, high * 2, log=True) if high <= low * 1.001 else Scale(low, high, log=True)
    if from_zero:
        low, high = min(low, 0.0), max(high, 0.0)
    return Scale(low - 0.5, high + 0.5) if low == high and low != 0 else Scale(low, high if high > low else low + 1)


def ticks(scale: Scale, format: Format, language: Language, length: float, *, along: bool = True) -> dict[float, str]:  # noqa: A002
    """Return ticks and their labels on an axis of `length` points.

    The labels of a horizontal axis stand `along` it and need their width; those of a vertical one need a line each.
    """
    candidates = _log_candidates(scale) if scale.log else _linear_candidates(scale)
    chosen: dict[float, str] = {}
    for places in candidates:
        chosen = _labelled(places, format, language, alike=not scale.log)
        if len(chosen) >= 2 and _fits(chosen, scale, length, along):
            return chosen
    return dict(list(chosen.items())[:1])


def year_ticks(first: int, last: int, length: float) -> dict[float, str]:
    """Return ticks at whole years, every 1, 2, 5, 10 … years, the last year always among them."""
    room = text_width("2000", TEXT_SIZE) + _GAP
    span = max(last - first, 1)
    step = next(step for step in (1, 2, 5, 10, 20, 50, 100, span) if room <= length * step / (span + 1) or step >= span)
    return {float(year): str(year) for year in range(last, first - 1, -step)}


def month_ticks(first: float, last: float, length: float) -> dict[float, str]:
    """Return ticks at months, written ``2011-03``, or at whole years where months have no room.

    A month is its year and the part of the year before it: March 2011 is 2011 + 2/12.
    """
    begin, end = round(12 * first), round(12 * last)
    room = text_width("2000-00", TEXT_SIZE) + _GAP
    for step in (1, 2, 3, 6):
        if room <= length * step / (end - begin + 1):
            months = range(-(-begin // step) * step, end + 1, step)
            return {month / 12: f"{month // 12}-{month % 12 + 1:02d}" for month in months}
    return year_ticks(-(-begin // 12), end // 12, length)


def _linear_candidates(scale: Scale) -> list[list[float]]:
    found = []
    for count in range(_MOST_TICKS, 0, -1):
        places = MaxNLocator(nbins=count, steps=list(_ROUND_STEPS)).tick_values(scale.low, scale.high)
        slack = 1e-9 * (scale.high - scale.low)
        found.append([float(place) for place in places if scale.low - slack <= place <= scale.high + slack])
    return found


def _log_candidates(scale: Scale) -> list[list[float]]:
    powers = range(math.floor(math.log10(scale.low)), math.ceil(math.log10(scale.high)) + 1)
    grids = [[mantissa * 10.0**power for power in powers for mantissa in grid] for grid in _LOG_MANTISSAS]
    grids += [[10.0**power for power in powers if power % step == 0] for step in (2, 3, 5)]
    inside = [[place for place in grid if scale.low <= place <= scale.high] for grid in grids]
    # Less than a power of ten: the round numbers of a linear axis serve better than none.
    return (
        [*inside, *_linear_candidates(Scale(scale.low, scale.high))]
        if len(inside[0]) >= 2
        else _linear_candidates(scale)
    )


def _labelled(places: Sequence[float], format: Format, language: Language, *, alike: bool) -> dict[float, str]:  # noqa: A002
    """Write tick labels with as many decimals as the ticks need, no more; all `alike` on a linear axis."""
    if format == "year":
        return {place: format_value(place, "year", language) for place in places}
    if format == "percent":
        decimals = _decimals_needed([100 * place for place in places])
        return {place: format_value(place, "percent", language, decimals) for place in places}
    decimals_of = _decimals_needed(places) if alike else None
    return {place: format_value(round(place, 12), "number", language, decimals_of) for place in places}


def _decimals_needed(values: Sequence[float]) -> int:
    most = 9
    return next((count for count in range(most) if all(abs(round(v, count) - v) < 1e-12 for v in values)), most)


def _fits(labelled: dict[float, str], scale: Scale, length: float, along: bool) -> bool:
    places = [scale.share(place) * length for place in labelled]
    extent: Callable[[str], float] = (lambda label: text_width(label, TEXT_SIZE)) if along else (lambda _: TEXT_SIZE)
    halves = [extent(label) / 2 for label in labelled.values()]
    steps = zip(places, places[1:], halves, halves[1:], strict=False)
    return all(right - left >= half_left + half_right + _GAP for left, right, half_left, half_right in steps)
