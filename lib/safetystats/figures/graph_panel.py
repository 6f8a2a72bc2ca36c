"""The layout of a chart of two measured axes: values at the left, a scale below, names at the ends of the curves."""

from collections.abc import Mapping, Sequence

from safetystats.figures.axis import Scale, ticks
from safetystats.figures.end_names import EndLabel, EndNames
from safetystats.figures.plane import AXIS_ROOM, Plane, half_label, label_lines
from safetystats.figures.sheet import MARGIN, Caption, Sheet
from safetystats.figures.style import GRID, LEADING, SMALL_SIZE, SOFT_INK
from safetystats.products import Format
from safetystats.words import Language, Text

_GAP = 6.0


class GraphPanel:
    """A chart with its axes and texts in place; the marks go into :attr:`axes`, in the units of the data."""

    def __init__(
        self,
        caption: Caption,
        language: Language,
        x: Scale,
        y: Scale,
        formats: tuple[Format, Format],
        axis_labels: tuple[Text | None, Text | None],
        ends: Sequence[EndLabel] = (),
        keys: Sequence[Text] = (),
        *,
        height: float = 210.0,
        right_room: float = 0.0,
        x_ticks: Mapping[float, str] | None = None,
    ) -> None:
        names = EndNames(ends)
        room = names.width if ends else max(right_room, half_label(x_ticks or {}) or _GAP)
        plane = self.plane = Plane(x, y, formats[1], language, max(height, names.height), room)
        below, above = (label_lines(label, language) for label in axis_labels)
        row = SMALL_SIZE * LEADING
        top = len(above) * row + _GAP
        bottom = top + plane.height + AXIS_ROOM
        self.sheet = Sheet(caption, language, bottom + len(below) * row, keys)
        self.sheet.write_middle(MARGIN, len(above) * row / 2, above, size=SMALL_SIZE, colour=SOFT_INK)
        self.sheet.write_middle(plane.left, bottom + len(below) * row / 2, below, size=SMALL_SIZE, colour=SOFT_INK)
        placed = ticks(x, formats[0], language, plane.width) if x_ticks is None else x_ticks
        plane.draw(self.sheet, top, placed)
        self.axes = plane.axes
        if x_ticks is None:
            self.axes.grid(axis="x", color=GRID, linewidth=0.6)
        names.draw(self.sheet, plane)
