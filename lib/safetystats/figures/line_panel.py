"""The layout of a line chart: an axis of values at the left, years below, breaks above, names at the ends of the lines."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from safetystats.figures.axis import Scale, year_ticks
from safetystats.figures.break_marks import Break, BreakMarks
from safetystats.figures.placing import spread
from safetystats.figures.plane import AXIS_ROOM, Plane, label_lines
from safetystats.figures.sheet import MARGIN, Caption, Sheet, column_width
from safetystats.figures.style import GREY, LEADING, SMALL_SIZE, SOFT_INK, TEXT_SIZE, WIDTH
from safetystats.figures.trend_strips import Joint, JointStrip, Span, SpanStrip
from safetystats.figures.typesetting import wrap
from safetystats.products import Format
from safetystats.words import Language, Text

LOWEST_PLOT = 190.0
_LEADER = 16.0
"""Room between the last year and the names, for the thin lines that join them."""
_NAMES_AT_MOST = 0.27
_NAME_ROOM = 1.25
_GAP = 5.0
EDGE = 0.35
"""Years of room at both ends of the axis."""


@dataclass(frozen=True, slots=True)
class EndLabel:
    """The words at the end of a line, and where the line ends."""

    words: str
    x: float
    y: float
    colour: str


class LinePanel:
    """A line chart with its texts in place; the lines go into :attr:`axes`, in the units of the data.

    The ticks of the axis below are whole years unless `x_ticks` are given. `spans` are parts of the years with their words
    in brackets above the plot, `joints` years with their intervals below it.
    """

    def __init__(
        self,
        caption: Caption,
        language: Language,
        years: tuple[float, float],
        scale: Scale,
        format: Format,  # noqa: A002
        ends: Sequence[EndLabel],
        breaks: Sequence[Break],
        axis_label: Text | None = None,
        keys: Sequence[Text] = (),
        x_ticks: Mapping[float, str] | None = None,
        spans: Sequence[Span] = (),
        joints: Sequence[Joint] = (),
    ) -> None:
        names = [wrap(end.words, _NAMES_AT_MOST * WIDTH, TEXT_SIZE) for end in ends]
        name_width = column_width([line for lines in names for line in lines])
        heights = [((len(lines) - 1) * LEADING + _NAME_ROOM) * TEXT_SIZE for lines in names]
        height = max(LOWEST_PLOT, sum(heights))
        across = Scale(years[0] - EDGE, years[1] + EDGE)
        plane = self.plane = Plane(across, scale, format, language, height, name_width + _LEADER)
        axis_lines = label_lines(axis_label, language)
        marks, brackets, bends = BreakMarks(breaks, plane, language), SpanStrip(spans, plane), JointStrip(joints, plane)
        plane.foot = bends.height
        axis_height = len(axis_lines) * SMALL_SIZE * LEADING
        top = axis_height + brackets.height + marks.height + _GAP
        self.sheet = Sheet(caption, language, top + height + plane.foot + AXIS_ROOM, keys)
        self.sheet.write_middle(MARGIN, axis_height / 2, axis_lines, size=SMALL_SIZE, colour=SOFT_INK)
        placed = year_ticks(round(years[0]), round(years[1]), plane.width) if x_ticks is None else x_ticks
        plane.draw(self.sheet, top, placed)
        self.axes = plane.axes
        marks.draw(self.sheet, top - 3)
        brackets.draw(self.sheet, top - 3 - marks.height)
        bends.draw(self.sheet)
        self._write_names(ends, names, heights)

    def _write_names(self, ends: Sequence[EndLabel], names: Sequence[Sequence[str]], heights: Sequence[float]) -> None:
        """Write the names at the right, apart from one another, each joined to its line's end where they are apart."""
        plane = self.plane
        wanted = [plane.down(end.y) for end in ends]
        middles = spread(wanted, heights, plane.top, plane.top + plane.height)
        left = plane.right + _LEADER
        for end, lines, want, middle in zip(ends, names, wanted, middles, strict=True):
            self.sheet.write_middle(left, middle, lines, colour=end.colour)
            at = plane.across(end.x)
            if abs(middle - want) > 2 or left - at > 2 * _LEADER:
                self.sheet.rule(at + 4, want, plane.right + 3, want, colour=GREY, width=0.5)
                self.sheet.rule(plane.right + 3, want, left - 2, middle, colour=GREY, width=0.5)
