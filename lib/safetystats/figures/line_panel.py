"""The layout of a line chart: an axis of values at the left, years below, breaks above, names at the ends of the lines."""

from collections.abc import Mapping, Sequence

from safetystats.figures.axis import Scale, month_ticks, year_ticks
from safetystats.figures.break_marks import Break, BreakMarks
from safetystats.figures.end_names import EndLabel, EndNames
from safetystats.figures.plane import AXIS_ROOM, Plane, label_lines
from safetystats.figures.sheet import MARGIN, Caption, Sheet
from safetystats.figures.style import LEADING, SMALL_SIZE, SOFT_INK
from safetystats.figures.trend_strips import Joint, JointStrip, Span, SpanStrip
from safetystats.products import Format
from safetystats.words import Language, Text

LOWEST_PLOT = 190.0
_GAP = 5.0
EDGE = 0.35
_EDGE_OF_MONTHS = 0.06
"""Years of room at both ends of the axis."""


class LinePanel:
    """A line chart with its texts in place; the lines go into :attr:`axes`, in the units of the data.

    The ticks of the axis below are whole years, or months with `months`, unless `x_ticks` are given. `spans` are parts of the years with their words
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
        *,
        months: bool = False,
    ) -> None:
        names = EndNames(ends)
        height = max(LOWEST_PLOT, names.height)
        edge = _EDGE_OF_MONTHS if months else EDGE
        across = Scale(years[0] - edge, years[1] + edge)
        plane = self.plane = Plane(across, scale, format, language, height, names.plot_right)
        axis_lines = label_lines(axis_label, language)
        marks, brackets, bends = BreakMarks(breaks, plane, language), SpanStrip(spans, plane), JointStrip(joints, plane)
        plane.foot = bends.height
        axis_height = len(axis_lines) * SMALL_SIZE * LEADING
        top = axis_height + brackets.height + marks.height + _GAP
        self.sheet = Sheet(caption, language, top + height + plane.foot + AXIS_ROOM, keys)
        self.sheet.write_middle(MARGIN, axis_height / 2, axis_lines, size=SMALL_SIZE, colour=SOFT_INK)
        usual = (
            month_ticks(*years, plane.width) if months else year_ticks(round(years[0]), round(years[1]), plane.width)
        )
        plane.draw(self.sheet, top, usual if x_ticks is None else x_ticks)
        self.axes = plane.axes
        marks.draw(self.sheet, top - 3)
        brackets.draw(self.sheet, top - 3 - marks.height)
        bends.draw(self.sheet)
        names.draw(self.sheet, plane)
