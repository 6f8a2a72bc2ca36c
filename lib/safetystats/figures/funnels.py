"""The funnel plot: every area at what was expected of it, in limits that narrow as that grows (Spiegelhalter 2005)."""

from collections.abc import Collection, Sequence

import numpy as np
import pandas as pd
from matplotlib.axes import Axes
from matplotlib.figure import Figure
from numpy.typing import NDArray

from safetystats.errors import InputError
from safetystats.figures.axis import Scale, spanning, ticks
from safetystats.figures.end_names import EndLabel
from safetystats.figures.graph_panel import GraphPanel, Plot
from safetystats.figures.inputs import Numbers, check_columns, labels, named, numbers
from safetystats.figures.point_names import place_names, write_name
from safetystats.figures.printing import Printing
from safetystats.figures.sheet import Caption
from safetystats.figures.style import BLUE, DASHES, GREY, INK, ORANGE, SOFT_INK, TEXT_COLOURS, house_style
from safetystats.figures.typesetting import prepared
from safetystats.products import Format
from safetystats.words import Language, Text

_LIMIT, _TARGET = Text("{level}%控制限", "{level} % limit"), Text("平均{value}", "average {value}")
_KEY_WIDE = Text("橙色为超出{level}%控制限的地区。", "Orange: beyond the {level} % limits.")
_KEY_NARROW = Text("蓝色为超出{level}%控制限的地区。", "Blue: beyond the {level} % limits.")
_KEY_ZERO = Text("空心圆表示报告数为零。", "Open circle: none reported.")
_KEY_UNNAMED = Text(
    "另有{count}个超限地区因位置所限未标注名称。",
    "{count} more areas beyond the limits are not named for want of room.",
)
_KEY_NONE = Text("无数据：{names}。", "No data held: {names}.")
_POSITION = "position"
_NAMED_AT_MOST = 40
_HEIGHT = 230.0


def funnel_plot(
    frame: pd.DataFrame,
    *,
    caption: Caption,
    language: Language,
    label: str = "label",
    x: str = "expected",
    y: str = "value",
    target: str = "target",
    levels: Sequence[float] = (0.95, 0.998),
    limits: pd.DataFrame | None = None,
    highlight: Collection[str | Text] = (),
    x_format: Format = "number",
    format: Format = "rate",  # noqa: A002
    decimals: int | None = None,
    x_label: Text | None = None,
    axis_label: Text | None = None,
    target_label: Text = _TARGET,
    log_x: bool = False,
) -> Figure:
    """Draw each area of `frame` (one row an area) in the control limits of `levels` and name those beyond them.

    The columns ``lower_95``, ``upper_95`` and so on hold the limits of each area; `limits` is a finer frame of `x` and
    these columns for the curves, without which they go through the areas' own. A column ``position``, as
    :func:`safetystats.measures.funnel` gives, decides which areas lie beyond; without it the limits do. `highlight` are
    areas named in any case. A value of 0 is an open circle; an area without a number is told below. Raises :class:`InputError` for a
    missing column, no rows, no area with a number, an x that is not above 0 on a logarithmic axis, or an unknown label
    in `highlight`; :class:`~safetystats.products.MissingGlyphError` for a character without a glyph.
    """
    percents = [f"{100 * level:g}" for level in sorted(levels)]
    check_columns(frame, [label, x, y, target, *_limit_names(percents)])
    names = labels(frame, label, language)
    wanted = np.array(named(frame, label, highlight))
    at, value, centre = (numbers(frame, column) for column in (x, y, target))
    held = np.isfinite(at) & np.isfinite(value) & np.isfinite(centre)
    if not held.any():
        raise InputError(
            f"The funnel has no area with numbers in {x!r}, {y!r} and {target!r}: there is nothing to draw."
        )
    beyond = _beyond(frame, value, percents)
    curves = _curves(frame if limits is None else limits, x, percents)
    across = _across([*at[held], *curves[0]], log_x)
    middle = float(centre[held].mean())
    scale = spanning([0.0, 2 * middle, *value[held]]).padded(0.06)
    ends = _end_labels(curves, middle, percents, target_label, Printing(format, language, decimals))
    colours = [_colour(count, len(percents), marked) for count, marked in zip(beyond, wanted, strict=True)]
    order = np.lexsort((-np.abs(value - middle), -beyond, ~wanted))
    told = [int(row) for row in order if held[row] and (beyond[row] or wanted[row])]
    points = np.column_stack([at, value])
    with house_style():
        plot = Plot(scale, format, axis_label, ends, _HEIGHT)
        panel = GraphPanel(language, across, lambda length: ticks(across, x_format, language, length), [plot], x_label)
        plane, shown = panel.planes[0], told[:_NAMED_AT_MOST]
        drawn = [(curves[0], curve) for curve in curves[1:]]
        places = place_names(plane, [names[row] for row in shown], points[shown], points[held], drawn)
        unnamed = len(told) - len(shown) + places.count(None)
        missing = [name for name, is_held in zip(names, held, strict=True) if not is_held]
        sheet = panel.draw(caption, _keys(beyond, percents, value, unnamed, missing, language))
        _draw_curves(plane.axes, curves, middle, across)
        _draw_areas(plane.axes, points[held], [colour for colour, ours in zip(colours, held, strict=True) if ours])
        for row, place in zip(shown, places, strict=True):
            colour = TEXT_COLOURS.get(colours[row], colours[row])
            write_name(sheet, plane, names[row], place, (at[row], value[row]), colour)
        return sheet.finish()


def _limit_names(percents: Sequence[str]) -> list[str]:
    return [f"{side}_{percent}" for percent in percents for side in ("lower", "upper")]


def _beyond(frame: pd.DataFrame, value: Numbers, percents: Sequence[str]) -> NDArray[np.int_]:
    """Return beyond how many of the limits each area lies: as its ``position`` says, where the frame holds one."""
    if _POSITION in frame:
        passed = frame[_POSITION].astype("string").str.extract(r"(?:above|below) ([\d.]+) %", expand=False)
        return np.asarray(
            passed.map({percent: count for count, percent in enumerate(percents, 1)}).fillna(0), dtype=int
        )
    bounds = [numbers(frame, name) for name in _limit_names(percents)]
    outside = [(value < low) | (value > high) for low, high in zip(bounds[::2], bounds[1::2], strict=True)]
    return np.asarray(np.sum(outside, axis=0, dtype=np.int_))


def _curves(frame: pd.DataFrame, x: str, percents: Sequence[str]) -> list[Numbers]:
    """Return the ordered x of the limits, then the lower and the upper limit of each level."""
    columns = np.array([numbers(frame, name) for name in (x, *_limit_names(percents))])
    columns = columns[:, np.isfinite(columns).all(axis=0)]
    if not columns.size:
        raise InputError("The limits of the funnel hold no row without a missing number: pass at least one.")
    return list(columns[:, np.argsort(columns[0], kind="stable")])


def _across(values: Sequence[float], log: bool) -> Scale:
    if log and min(values) <= 0:
        raise InputError("A logarithmic axis holds numbers above 0 only: draw the funnel with log_x=False.")
    return spanning(values, log=log).padded(0.04)


def _end_labels(
    curves: Sequence[Numbers], middle: float, percents: Sequence[str], target_label: Text, printing: Printing
) -> list[EndLabel]:
    ends = [(target_label.format(value=printing.value(middle)), middle, INK)]
    for level, low, high in zip(percents, curves[1::2], curves[2::2], strict=True):
        ends += [(_LIMIT.format(level=level), float(curve[-1]), SOFT_INK) for curve in (low, high)]
    language, last = printing.language, float(curves[0][-1])
    return [EndLabel(prepared(words[language], language), last, y, colour) for words, y, colour in ends]


def _colour(beyond: int, limits: int, marked: bool) -> str:
    if beyond:
        return ORANGE if beyond == limits else BLUE
    return INK if marked else GREY


def _draw_curves(axes: Axes, curves: Sequence[Numbers], middle: float, across: Scale) -> None:
    axes.plot([across.low, across.high], [middle, middle], color=INK, linewidth=0.9, zorder=1.5)
    for number, curve in enumerate(curves[1:]):
        dashes = DASHES[1] if number < 2 else DASHES[0]  # the narrowest limits are dashed
        axes.plot(curves[0], curve, color=SOFT_INK, linewidth=0.9, linestyle=dashes, zorder=1.5)


def _draw_areas(axes: Axes, points: Numbers, colours: Sequence[str]) -> None:
    for depth, colour in enumerate((GREY, INK, BLUE, ORANGE)):
        ours = points[[one == colour for one in colours]]
        for rows, face in ((ours[ours[:, 1] != 0], colour), (ours[ours[:, 1] == 0], "white")):
            axes.plot(
                rows[:, 0], rows[:, 1], linestyle="none", marker="o", markersize=4.2, markerfacecolor=face,
                markeredgecolor=colour, markeredgewidth=1.0, clip_on=False, zorder=3 + depth / 10,
            )  # fmt: skip


def _keys(
    beyond: NDArray[np.int_], percents: Sequence[str], value: Numbers, unnamed: int, missing: Sequence[str],
    language: Language,
) -> list[Text]:  # fmt: skip
    names = {"zh": "、", "en": ", "}[language].join(missing)
    used = [
        (_KEY_WIDE.format(level=percents[-1]), bool((beyond == len(percents)).any())),
        (_KEY_NARROW.format(level=percents[0]), bool(((beyond > 0) & (beyond < len(percents))).any())),
        (_KEY_ZERO, bool((value == 0).any())),
        (_KEY_UNNAMED.format(count=unnamed), unnamed > 0),
        (_KEY_NONE.format(names=names), bool(missing)),
    ]
    return [key for key, is_used in used if is_used]
