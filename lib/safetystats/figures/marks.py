"""The marks of the row charts: a point with its whisker, a zero with its upper bound, a gap with its words."""

import math

from matplotlib.axes import Axes
from matplotlib.transforms import ScaledTranslation, blended_transform_factory

from safetystats.figures.axis import Scale
from safetystats.figures.fonts import typeface
from safetystats.figures.inputs import Numbers
from safetystats.figures.style import SMALL_SIZE, SOFT_INK, tint
from safetystats.words import Text

NOT_HELD = Text("无数据", "not held")
KEY_ZERO = Text(
    "空心圆表示报告数为零，虚线止于其区间上限。", "Open circle: none reported; the dashed line ends at the upper bound."
)
KEY_BEYOND = Text("箭头表示区间延伸至图外。", "Arrow: the interval goes on beyond the plot.")
_CAP = 6.4
_ARROW = 4.0
_LINE = 1.5
_BAR = 8.0
_DASHES = (0, (2.2, 1.4))


def draw_estimate(
    axes: Axes, scale: Scale, y: float, value: float, lower: float, upper: float, colour: str, *, point: bool = True
) -> None:
    """Draw one estimate at height `y`: point and whisker, or, for a zero, the line to its upper bound."""
    has_interval = not (math.isnan(lower) or math.isnan(upper))
    if is_zero_with_bound(value, lower, upper):
        start = scale.low if scale.log else 0.0
        _draw_line(axes, scale, start, upper, y, colour, dashed=True)
        _draw_end(axes, scale, upper, y, colour)
        _draw_point(axes, start, y, colour, filled=False)
        return
    if has_interval:
        _draw_line(axes, scale, lower, upper, y, colour)
        _draw_end(axes, scale, lower, y, colour)
        _draw_end(axes, scale, upper, y, colour)
    if point and scale.low <= value <= scale.high:
        _draw_point(axes, value, y, colour, filled=value != 0)


def draw_bar(axes: Axes, y: float, value: float, colour: str) -> None:
    """Draw a pale bar from zero to `value`, under its whisker."""
    axes.barh([y], [value], height=_BAR, color=tint(colour), linewidth=0, zorder=2)


def draw_tick(axes: Axes, x: float, y: float, colour: str) -> None:
    """Draw a short upright line across the row at height `y`."""
    axes.plot([x, x], [y - _BAR, y + _BAR], color=colour, linewidth=_LINE, zorder=2.2)


def draw_gap(axes: Axes, y: float, words: str) -> None:
    """Say at height `y`, at the left of the plot, that the number is missing."""
    place = blended_transform_factory(axes.transAxes, axes.transData)
    inches = ScaledTranslation(5 / 72, -0.36 * SMALL_SIZE / 72, axes.figure.dpi_scale_trans)
    axes.text(
        0, y, words, transform=place + inches, va="baseline", color=SOFT_INK, fontproperties=typeface(SMALL_SIZE),
        bbox={"facecolor": "white", "edgecolor": "none", "pad": 1.5},
    )  # fmt: skip


def is_zero_with_bound(value: float, lower: float, upper: float) -> bool:
    """Say whether the estimate is a reported zero with an upper bound."""
    return value == 0 and lower == 0 and not math.isnan(upper)


def keys(scale: Scale, values: Numbers, lower: Numbers, upper: Numbers) -> list[Text]:
    """Return the notes that explain the marks which a chart of these estimates shows."""
    estimates = list(zip(values, lower, upper, strict=True))
    zeros = [is_zero_with_bound(*estimate) for estimate in estimates]
    beyond = [
        high > scale.high or (low < scale.low and not zero)
        for (value, low, high), zero in zip(estimates, zeros, strict=True)
        if not math.isnan(value)
    ]
    return [key for key, used in ((KEY_ZERO, any(zeros)), (KEY_BEYOND, any(beyond))) if used]


def _draw_line(
    axes: Axes, scale: Scale, start: float, stop: float, y: float, colour: str, *, dashed: bool = False
) -> None:
    ends = [_inside(scale, start), _inside(scale, stop)]
    axes.plot(ends, [y, y], color=colour, linewidth=_LINE, linestyle=_DASHES if dashed else "-", zorder=2.5)


def _draw_end(axes: Axes, scale: Scale, end: float, y: float, colour: str) -> None:
    """Close the end of an interval with a cap, or point on with an arrow where it leaves the plot."""
    marker, size = ("<", _ARROW) if end < scale.low else (">", _ARROW) if end > scale.high else ("|", _CAP)
    axes.plot(
        [_inside(scale, end)], [y], linestyle="none", marker=marker, markersize=size, color=colour,
        markeredgewidth=_LINE * 0.75, clip_on=False, zorder=2.5,
    )  # fmt: skip


def _draw_point(axes: Axes, x: float, y: float, colour: str, *, filled: bool) -> None:
    axes.plot(
        [x], [y], linestyle="none", marker="o", markersize=5.4, markerfacecolor=colour if filled else "white",
        markeredgecolor=colour, markeredgewidth=1.3, clip_on=False, zorder=3,
    )  # fmt: skip


def _inside(scale: Scale, value: float) -> float:
    return min(max(value, scale.low), scale.high)
