"""The layout of small multiples: cells in a grid, each with its words over a plot, on shared scales at the edges."""

from collections.abc import Sequence
from dataclasses import dataclass

from matplotlib.axes import Axes

from safetystats.figures.axis import Scale, ticks, year_ticks
from safetystats.figures.plane import AXIS_ROOM, label_lines
from safetystats.figures.sheet import MARGIN, Caption, Sheet, column_width
from safetystats.figures.style import GRID, INK, LEADING, SMALL_SIZE, SOFT_INK, WIDTH
from safetystats.figures.typesetting import text_width, wrap
from safetystats.products import Format
from safetystats.words import Language, Text

_MOST_COLUMNS = 4
_PANEL_HEIGHT, _LOWEST_PLOT, _HIGHEST_PLOT = 520.0, 30.0, 64.0
"""What the rows of a full page share, and the least and the most height of a plot among them."""
_GUTTER, _RIGHT, _GAP, _BETWEEN = 12.0, 11.0, 3.0, 7.0
_ROW = SMALL_SIZE * LEADING
_TICKS_CLOSER = 2.0
"""The labels at the left are small and may stand closer to one another than on a large plot."""
_EDGE = 0.6
"""Years of room at both ends of a cell's axis."""


@dataclass(frozen=True, slots=True)
class Cell:
    """The words of a cell: its name, the number at its right, a line under them, and the colour of the name."""

    name: str
    number: str
    line: str = ""
    colour: str = INK


class GridPanel:
    """Small plots with their words in place; the lines go into :attr:`axes`, one for each of the cells."""

    def __init__(
        self,
        caption: Caption,
        language: Language,
        years: tuple[float, float],
        scale: Scale,
        format: Format,  # noqa: A002
        cells: Sequence[Cell],
        axis_label: Text | None = None,
        keys: Sequence[Text] = (),
    ) -> None:
        self._years, self._scale = years, scale
        self._columns = min(_MOST_COLUMNS, len(cells))
        rows = -(-len(cells) // self._columns)
        words = (1 + any(cell.line for cell in cells)) * _ROW + _GAP + _BETWEEN
        self._height = max(_LOWEST_PLOT, min(_HIGHEST_PLOT, _PANEL_HEIGHT / rows - words))
        self._y_ticks = ticks(scale, format, language, _TICKS_CLOSER * self._height, along=False)
        self._left = MARGIN + column_width(list(self._y_ticks.values()), SMALL_SIZE) + _GAP
        self._width = (WIDTH - MARGIN - _RIGHT - self._left - (self._columns - 1) * _GUTTER) / self._columns
        self._x_ticks = year_ticks(round(years[0]), round(years[1]), self._width)
        above = label_lines(axis_label, language)
        heads = [self._head(cell) for cell in cells]
        tops = self._tops([len(head) for head in heads], len(above) * _ROW)
        self.sheet = Sheet(caption, language, max(tops) + self._height + AXIS_ROOM, keys)
        self.sheet.write_middle(MARGIN, len(above) * _ROW / 2, above, size=SMALL_SIZE, colour=SOFT_INK)
        self.axes: list[Axes] = []
        for number, (cell, head, top) in enumerate(zip(cells, heads, tops, strict=True)):
            left = self._left + number % self._columns * (self._width + _GUTTER)
            self._write(cell, head, left, top)
            self.axes.append(self._plot(left, top, first=left == self._left, last=number + self._columns >= len(cells)))

    def _head(self, cell: Cell) -> list[str]:
        """Return the lines over a cell's plot: its name beside the number, then the rest."""
        return [*self._name(cell), *(wrap(cell.line, self._width, SMALL_SIZE) if cell.line else [])]

    def _name(self, cell: Cell) -> list[str]:
        return wrap(cell.name, self._width - text_width(cell.number, SMALL_SIZE) - _GAP, SMALL_SIZE)

    def _tops(self, lines: Sequence[int], start: float) -> list[float]:
        """Return where the plot of each cell begins: the words of a row have as many lines as its fullest cell."""
        tops = []
        top = start
        for first in range(0, len(lines), self._columns):
            row = lines[first : first + self._columns]
            top += max(row) * _ROW + _GAP
            tops += [top] * len(row)
            top += self._height + _BETWEEN
        return tops

    def _write(self, cell: Cell, head: Sequence[str], left: float, top: float) -> None:
        first = top - _GAP - len(head) * _ROW + _ROW / 2
        for row, line in enumerate(head):
            colour = cell.colour if row < len(self._name(cell)) else SOFT_INK
            self.sheet.write_middle(left, first + row * _ROW, [line], size=SMALL_SIZE, colour=colour)
        self.sheet.write_middle(left + self._width, first, [cell.number], align="right", size=SMALL_SIZE, colour=INK)

    def _plot(self, left: float, top: float, *, first: bool, last: bool) -> Axes:
        """Return the axes of a cell; only the `first` of a row and the `last` of a column tell the scale."""
        axes = self.sheet.axes(left, top, self._width, self._height)
        axes.set_yscale("log" if self._scale.log else "linear")
        axes.set_xlim(self._years[0] - _EDGE, self._years[1] + _EDGE)
        axes.set_ylim(self._scale.low, self._scale.high)
        axes.set_yticks(
            list(self._y_ticks), labels=list(self._y_ticks.values()) if first else [""] * len(self._y_ticks)
        )
        axes.set_xticks(list(self._x_ticks), labels=list(self._x_ticks.values()) if last else [""] * len(self._x_ticks))
        axes.set_xticks([], minor=True)
        axes.set_yticks([], minor=True)
        axes.tick_params(axis="x", length=2, color=SOFT_INK, labelsize=SMALL_SIZE)
        axes.tick_params(axis="y", labelsize=SMALL_SIZE)
        axes.grid(axis="y", color=GRID, linewidth=0.5)
        bottom = top + self._height
        self.sheet.rule(left, bottom, left + self._width, bottom, colour=SOFT_INK, width=0.6)
        return axes
