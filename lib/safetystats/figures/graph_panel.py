"""The layout of charts with measured axes: one plot, or several over one scale, with names at the ends of their curves."""

from collections.abc import Callable, Sequence
from dataclasses import dataclass

from safetystats.figures.axis import Scale
from safetystats.figures.end_names import EndLabel, EndNames
from safetystats.figures.plane import AXIS_ROOM, Plane, label_lines
from safetystats.figures.sheet import MARGIN, Caption, Sheet
from safetystats.figures.style import GRID, LEADING, SMALL_SIZE, SOFT_INK, WIDTH
from safetystats.products import Format
from safetystats.words import Language, Text

_GAP, _BETWEEN = 6.0, 14.0
_ROW = SMALL_SIZE * LEADING
_LEAST_RIGHT = 18.0
"""Room at the right of a plot without names, for half the label of a tick at its edge."""


@dataclass(frozen=True, slots=True)
class Plot:
    """A plot of a panel: its values, how they are printed, and the words above it and at the ends of its curves."""

    scale: Scale
    format: Format
    label: Text | None = None
    ends: Sequence[EndLabel] = ()
    height: float = 210.0


class GraphPanel:
    """Plots one below the other; the marks go into the axes of :attr:`planes`, in the units of the data.

    The planes have their places before the sheet is there, so that what its notes say may depend on them; :meth:`draw`
    then makes the sheet. `ticks` gives the ticks of the scale `x` for its length in points.
    """

    sheet: Sheet

    def __init__(
        self,
        language: Language,
        x: Scale,
        ticks: Callable[[float], dict[float, str]],
        plots: Sequence[Plot],
        x_label: Text | None = None,
        *,
        grid: bool = True,
    ) -> None:
        self._language, self._ticks, self._grid = language, ticks, grid
        self._names = [EndNames(plot.ends) for plot in plots]
        rights = [names.plot_right for names, plot in zip(self._names, plots, strict=True) if plot.ends]
        right = min(rights, default=WIDTH - MARGIN - _LEAST_RIGHT)
        self.planes = [
            Plane(x, plot.scale, plot.format, language, max(plot.height, names.height), right)
            for names, plot in zip(self._names, plots, strict=True)
        ]
        self._above = [label_lines(plot.label, language) for plot in plots]
        self._below = label_lines(x_label, language)
        bottom = 0.0
        for plane, lines in zip(self.planes, self._above, strict=True):
            plane.left = max(one.left for one in self.planes)
            plane.top = bottom + len(lines) * _ROW + _GAP
            bottom = plane.top + plane.height + _BETWEEN
        self._bottom = bottom - _BETWEEN + AXIS_ROOM

    def draw(self, caption: Caption, keys: Sequence[Text] = ()) -> Sheet:
        """Return the sheet with the axes and the words in place."""
        sheet = self.sheet = Sheet(caption, self._language, self._bottom + len(self._below) * _ROW, keys)
        for plane, lines, names in zip(self.planes, self._above, self._names, strict=True):
            middle = plane.top - _GAP - len(lines) * _ROW / 2
            sheet.write_middle(MARGIN, middle, lines, size=SMALL_SIZE, colour=SOFT_INK)
            plane.draw(sheet, plane.top, self._ticks(plane.width) if plane is self.planes[-1] else {})
            if self._grid:
                plane.axes.grid(axis="x", color=GRID, linewidth=0.6)
            names.draw(sheet, plane)
        middle = self._bottom + len(self._below) * _ROW / 2
        sheet.write_middle(self.planes[0].left, middle, self._below, size=SMALL_SIZE, colour=SOFT_INK)
        return sheet
