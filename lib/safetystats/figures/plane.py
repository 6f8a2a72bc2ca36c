"""A rectangle of the sheet with a value axis at the left and an axis below it, on which charts draw in units of the data."""

from collections.abc import Mapping

from matplotlib.axes import Axes

from safetystats.figures.axis import Scale, ticks
from safetystats.figures.sheet import MARGIN, Sheet, column_width
from safetystats.figures.style import GRID, SMALL_SIZE, SOFT_INK, WIDTH
from safetystats.figures.typesetting import prepared, wrap
from safetystats.products import Format
from safetystats.words import Language, Text

AXIS_ROOM = 17.0
"""Room below a plane for the labels of its ticks."""
_TICK_GAP = 6.0


class Plane:
    """A plot that ends at `right`, and begins where the labels of its value axis leave off.

    It is laid out first, so that what stands above it, and in the strip of `foot` points between the plot and the axis
    below, can be measured; :meth:`draw` then puts it on a sheet.
    """

    axes: Axes

    def __init__(
        self,
        x: Scale,
        y: Scale,
        format: Format,  # noqa: A002
        language: Language,
        height: float,
        right: float = WIDTH - MARGIN,
    ) -> None:
        self.x, self.y, self.height = x, y, height
        self.top = self.foot = 0.0
        self._y_ticks = ticks(y, format, language, height, along=False)
        self.left = MARGIN + column_width(list(self._y_ticks.values())) + _TICK_GAP
        self.right = right

    @property
    def width(self) -> float:
        """Width of the plot in points."""
        return self.right - self.left

    @property
    def bottom(self) -> float:
        """Where the axis below the plot lies."""
        return self.top + self.height + self.foot

    def across(self, x: float) -> float:
        """Return where `x` lies, in points from the left edge of the page; beyond the axis at its end."""
        return self.left + self.x.share(max(self.x.low, min(x, self.x.high))) * self.width

    def down(self, y: float) -> float:
        """Return where `y` lies, in points below the top of the panel; beyond the axis at its end."""
        return self.top + (1 - self.y.share(max(self.y.low, min(y, self.y.high)))) * self.height

    def draw(self, sheet: Sheet, top: float, x_ticks: Mapping[float, str]) -> None:
        """Put the axes on `sheet`, their top at `top`; what is drawn on them goes through :attr:`axes`."""
        self.top = top
        axes = self.axes = sheet.axes(self.left, top, self.width, self.height)
        axes.set_xscale("log" if self.x.log else "linear")
        axes.set_yscale("log" if self.y.log else "linear")
        axes.set_xlim(self.x.low, self.x.high)
        axes.set_ylim(self.y.low, self.y.high)
        axes.set_yticks(list(self._y_ticks), labels=list(self._y_ticks.values()))
        axes.set_xticks(list(x_ticks), labels=list(x_ticks.values()))
        axes.set_xticks([], minor=True)
        axes.set_yticks([], minor=True)
        axes.tick_params(
            axis="x", length=0 if self.foot else 3, color=SOFT_INK, pad=(5 if self.foot else 2) + self.foot
        )
        axes.grid(axis="y", color=GRID, linewidth=0.6)
        for place in x_ticks if self.foot else ():  # the marks stand on the axis, which is not the plot's edge here
            at = self.across(place)
            sheet.rule(at, self.bottom, at, self.bottom + 3, colour=SOFT_INK, width=0.8)
        sheet.rule(self.left, self.bottom, self.right, self.bottom, colour=SOFT_INK, width=0.7)


def label_lines(label: Text | None, language: Language) -> list[str]:
    """Return the words of an axis, set over the width of the page."""
    return wrap(prepared(label[language], language), WIDTH - 2 * MARGIN, SMALL_SIZE) if label else []
