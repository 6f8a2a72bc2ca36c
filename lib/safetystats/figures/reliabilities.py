"""The reliability diagram: what was predicted with a chance, and how often it happened (Murphy and Winkler 1977)."""

import numpy as np
import pandas as pd
from matplotlib.axes import Axes
from matplotlib.figure import Figure

from safetystats.errors import InputError
from safetystats.figures.axis import Scale, spanning, ticks
from safetystats.figures.end_names import EndLabel
from safetystats.figures.graph_panel import GraphPanel, Plot
from safetystats.figures.inputs import Numbers, check_columns, check_intervals, numbers
from safetystats.figures.point_names import place_names, write_name
from safetystats.figures.printing import Printing
from safetystats.figures.sheet import Caption
from safetystats.figures.style import BLUE, INK, ORANGE, SOFT_INK, house_style
from safetystats.figures.typesetting import prepared
from safetystats.words import Language, Text

_PREDICTED, _OBSERVED = Text("预测概率", "Predicted chance"), Text("实际发生的比例", "Share that happened")
_SIZES = Text("预测次数", "Number of predictions")
_PERFECT = Text("完全校准", "perfect calibration")
_KEY_WHISKERS = Text("竖线为{level:g}%区间。", "Upright lines: {level:g} % intervals.")
_KEY_OUTSIDE = Text("橙色为区间不含预测概率的组。", "Orange: the interval does not hold the predicted chance.")
_HEIGHT, _SIZES_HEIGHT = 200.0, 56.0


def reliability(
    frame: pd.DataFrame,
    *,
    caption: Caption,
    language: Language,
    predicted: str = "predicted",
    observed: str = "observed",
    lower: str = "lower",
    upper: str = "upper",
    count: str = "count",
    level: float = 0.95,
    x_label: Text = _PREDICTED,
    axis_label: Text = _OBSERVED,
) -> Figure:
    """Draw for each row of `frame`, a bin of predictions, the share that happened at the mean predicted chance.

    Chances and shares are fractions of 1; the plot below tells how many predictions a bin holds. A bin whose interval
    does not hold its predicted chance is orange; one without predictions is not drawn. Raises :class:`InputError` for a
    missing column, no rows, no bin with predictions, a fraction outside 0 to 1, or an interval that does not hold its
    share; :class:`~safetystats.products.MissingGlyphError` for a character without a glyph.
    """
    check_columns(frame, [predicted, observed, lower, upper, count])
    chances, shares, lows, highs, sizes = (numbers(frame, name) for name in (predicted, observed, lower, upper, count))
    held = np.isfinite(chances) & np.isfinite(shares)
    if not held.any():
        raise InputError("The reliability diagram has no bin with predictions: there is nothing to draw.")
    chances, shares, lows, highs, sizes = (column[held] for column in (chances, shares, lows, highs, sizes))
    names = [f"{chance:g}" for chance in chances]
    _check_fractions(chances, shares)
    check_intervals(names, shares, lows, highs)
    top = min(1.0, 1.04 * max(spanning([*chances, *shares, *highs]).high, 0.01))
    both = Scale(-0.02 * top, 1.02 * top)
    end = EndLabel(prepared(_PERFECT[language], language), both.high, both.high, SOFT_INK)
    printing = Printing("count", language)
    with house_style():
        plots = [
            Plot(both, "percent", axis_label, [end], _HEIGHT),
            Plot(spanning(list(sizes)).padded(0.3), "count", _SIZES, (), _SIZES_HEIGHT),
        ]
        panel = GraphPanel(language, both, lambda length: ticks(both, "percent", language, length), plots, x_label)
        main, below = panel.planes
        outside = (chances < lows) | (chances > highs)
        keys = [_KEY_WHISKERS.format(level=100 * level), *([_KEY_OUTSIDE] if outside.any() else [])]
        stems = np.column_stack([chances, np.nan_to_num(sizes)])
        printed = printing.values(sizes)
        places = place_names(below, printed, stems, stems)
        sheet = panel.draw(caption, keys)
        main.axes.plot([0, both.high], [0, both.high], color=SOFT_INK, linewidth=0.9, linestyle=(0, (3, 2)), zorder=1.6)
        for row, out in enumerate(outside):
            colour = ORANGE if out else BLUE
            _draw_bin(main.axes, chances[row], shares[row], lows[row], highs[row], colour)
            below.axes.plot([chances[row]] * 2, [0, stems[row, 1]], color=colour, linewidth=2.4, zorder=2)
            write_name(sheet, below, printed[row], places[row], (stems[row, 0], stems[row, 1]), INK)
        return sheet.finish()


def _check_fractions(*columns: Numbers) -> None:
    for value in np.concatenate(columns):
        if not 0 <= value <= 1:
            raise InputError(
                f"The reliability diagram holds {value:g}, but chances and shares are fractions from 0 to 1."
            )


def _draw_bin(axes: Axes, x: float, y: float, lower: float, upper: float, colour: str) -> None:
    axes.plot([x, x], [lower, upper], color=colour, linewidth=1.3, marker="_", markersize=5, zorder=2.5)
    axes.plot(
        [x], [y], linestyle="none", marker="o", markersize=5, markeredgecolor=colour, markeredgewidth=1.2,
        markerfacecolor="white" if y == 0 else colour, clip_on=False, zorder=3,
    )  # fmt: skip
