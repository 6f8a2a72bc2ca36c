"""The fan of one forecast: its numbers read and checked, its bands drawn, its last median with its interval in words."""

import math
from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np
import pandas as pd
from matplotlib.axes import Axes

from safetystats.errors import InputError
from safetystats.figures.axis import Scale
from safetystats.figures.end_names import EndLabel
from safetystats.figures.inputs import Numbers, check_columns, check_intervals, labels
from safetystats.figures.printing import Printing
from safetystats.figures.series import in_order
from safetystats.figures.style import BAND_ALPHA, PALETTE, TEXT_COLOURS
from safetystats.figures.typesetting import prepared
from safetystats.words import Language, Text

_MEDIAN = Text("中位数{value}", "median {value}")
_INSIDE = Text("（{level}%区间{interval}）", " ({level} %: {interval})")
_HALF_BAR = 0.22


@dataclass(frozen=True, slots=True)
class Fan:
    """A median and its nested bands, from the narrowest to the widest."""

    name: str
    x: Numbers
    median: Numbers
    bands: Sequence[tuple[Numbers, Numbers]]
    colour: str

    @property
    def values(self) -> list[float]:
        """Every number that the axis has to hold."""
        return [
            float(value) for column in [self.median, *(end for band in self.bands for end in band)] for value in column
        ]


def read_fans(
    frame: pd.DataFrame, x: str, median: str, levels: Sequence[int], scenario: str | None, language: Language
) -> list[Fan]:
    """Return the fan of `frame`, or one for each scenario in the order in which the frame first names them."""
    if not levels:
        raise InputError("The fan has no levels: name at least one, such as levels=(50, 80, 95).")
    ends = [(f"lower_{level}", f"upper_{level}") for level in levels]
    check_columns(frame, [x, median, *(name for pair in ends for name in pair), *([scenario] if scenario else [])])
    names = labels(frame, scenario, language) if scenario else [""] * len(frame)
    distinct = list(dict.fromkeys(names))
    if len(distinct) > len(PALETTE):
        raise InputError(f"The chart can tell {len(PALETTE)} scenarios apart, but {len(distinct)} were passed.")
    fans = []
    for name, colour in zip(distinct, PALETTE, strict=False):
        rows = frame[[held == name for held in names]]
        what = f"forecast {name!r}" if name else "forecast"
        columns = in_order(rows, what, x, median, *(column for pair in ends for column in pair))
        fan = Fan(name, columns[0], columns[1], list(zip(columns[2::2], columns[3::2], strict=True)), colour)
        _check(fan)
        fans.append(fan)
    return fans


def draw_fan(axes: Axes, fan: Fan, scale: Scale, origin: tuple[float, float] | None) -> None:
    """Draw bands and median, joined to the last observed point at `origin`; bars when there is one year only."""
    joined = [] if origin is None or not scale.low <= origin[1] <= scale.high else [origin]
    alone = len(fan.x) == 1
    x = np.array([fan.x[0] - _HALF_BAR, fan.x[0] + _HALF_BAR]) if alone else _after(joined, 0, fan.x)
    for low, high in fan.bands:
        ends = [np.repeat(end, 2) if alone else _after(joined, 1, end) for end in (low, high)]
        bottom, top = (np.clip(end, scale.low, scale.high) for end in ends)
        axes.fill_between(x, bottom, top, color=fan.colour, alpha=BAND_ALPHA + 0.02, linewidth=0, zorder=1.6)
    axes.plot(
        _after(joined, 0, fan.x), _after(joined, 1, fan.median), color=fan.colour, linewidth=1.5,
        linestyle=(0, (4, 1.5)), zorder=2.6,
    )  # fmt: skip
    axes.plot(fan.x, fan.median, color=fan.colour, linestyle="none", marker="o", markersize=2.8, zorder=2.7)


def end_label(fan: Fan, level: int, printing: Printing) -> EndLabel:
    """Return the words at the end of a fan: its name, its last median, and the interval of `level` per cent."""
    value, low, high = float(fan.median[-1]), float(fan.bands[-1][0][-1]), float(fan.bands[-1][1][-1])
    language = printing.language
    # A median of 0 is a forecast and no reported zero: its interval has two ends like any other.
    inside = printing.interval(value or 1.0, low, high)
    words = _MEDIAN.format(value=printing.value(value))[language]
    words += _INSIDE.format(level=level, interval=inside)[language] if inside else ""
    return EndLabel(
        prepared(f"{fan.name}\n{words}".strip(), language), float(fan.x[-1]), value, TEXT_COLOURS[fan.colour]
    )


def _after(joined: Sequence[tuple[float, float]], place: int, column: Numbers) -> Numbers:
    return np.array([*(point[place] for point in joined), *column])


def _check(fan: Fan) -> None:
    """Raise :class:`InputError` unless each band holds the median and the narrower bands."""
    years = [f"{year:g}" for year in fan.x]
    if not np.isfinite(fan.median).all():
        missing = next(year for year, value in zip(years, fan.median, strict=True) if not math.isfinite(value))
        raise InputError(f"The forecast of {missing} has no median: pass one for every year of the forecast.")
    for low, high in fan.bands:
        check_intervals(years, fan.median, low, high)
    for (low, high), (wider_low, wider_high) in zip(fan.bands, fan.bands[1:], strict=False):
        for year, crossed in zip(years, (wider_low > low) | (wider_high < high), strict=True):
            if crossed:
                raise InputError(
                    f"The prediction intervals of {year} do not lie in one another: check the columns lower_ and upper_."
                )
