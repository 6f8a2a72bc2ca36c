"""The layout of a line chart: an axis of values at the left, years below, breaks above, names at the ends of the lines."""

from collections.abc import Sequence
from dataclasses import dataclass

from safetystats.figures.axis import Scale, ticks, year_ticks
from safetystats.figures.placing import lanes, spread
from safetystats.figures.sheet import MARGIN, Caption, Sheet, column_width
from safetystats.figures.style import GREY, GRID, INK, LEADING, SMALL_SIZE, SOFT_INK, TEXT_SIZE, WIDTH
from safetystats.figures.typesetting import prepared, wrap
from safetystats.products import Format
from safetystats.words import Language, Text

_LOWEST_PLOT = 190.0
_AXIS_ROOM = 17.0
_TICK_GAP = 6.0
_LEADER = 16.0
"""Room between the last year and the names, for the thin lines that join them."""
_NAMES_AT_MOST = 0.27
_BREAK_WORDS_AT_MOST = 0.32
_NAME_ROOM = 1.25
_EDGE = 0.35
"""Years of room at both ends of the axis."""


@dataclass(frozen=True, slots=True)
class Break:
    """Where, between two years, a definition changes, and what changed."""

    at: float
    words: str


@dataclass(frozen=True, slots=True)
class EndLabel:
    """The words at the end of a line, and where the line ends."""

    words: str
    x: float
    y: float
    colour: str


class LinePanel:
    """A line chart with its texts in place; the lines go into :attr:`axes`, in the units of the data."""

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
    ) -> None:
        self._years = Scale(years[0] - _EDGE, years[1] + _EDGE)
        self._scale = scale
        names = [wrap(end.words, _NAMES_AT_MOST * WIDTH, TEXT_SIZE) for end in ends]
        name_width = column_width([line for lines in names for line in lines])
        heights = [((len(lines) - 1) * LEADING + _NAME_ROOM) * TEXT_SIZE for lines in names]
        self._height = max(_LOWEST_PLOT, sum(heights))
        placed = ticks(scale, format, language, self._height, along=False)
        self._left = MARGIN + column_width(list(placed.values())) + _TICK_GAP
        self._right = WIDTH - MARGIN - name_width - _LEADER
        axis_lines = (
            wrap(prepared(axis_label[language], language), WIDTH - 2 * MARGIN, SMALL_SIZE) if axis_label else []
        )
        breaks = _merged(breaks, language)
        break_lines = [wrap(mark.words, _BREAK_WORDS_AT_MOST * self._plot_width, SMALL_SIZE) for mark in breaks]
        lane_of, lane_height, starts = self._break_lanes(breaks, break_lines)
        self._top = len(axis_lines) * SMALL_SIZE * LEADING + (max(lane_of, default=-1) + 1) * lane_height + 5
        self.sheet = Sheet(caption, language, self._top + self._height + _AXIS_ROOM, keys)
        self.sheet.write_middle(
            MARGIN, len(axis_lines) * SMALL_SIZE * LEADING / 2, axis_lines, size=SMALL_SIZE, colour=SOFT_INK
        )
        self._make_axes(placed)
        self._draw_breaks(breaks, break_lines, starts, [self._top - 3 - lane * lane_height for lane in lane_of])
        self._write_names(ends, names, heights)

    @property
    def _plot_width(self) -> float:
        return self._right - self._left

    def _make_axes(self, placed: dict[float, str]) -> None:
        axes = self.axes = self.sheet.axes(self._left, self._top, self._plot_width, self._height)
        axes.set_yscale("log" if self._scale.log else "linear")
        axes.set_xlim(self._years.low, self._years.high)
        axes.set_ylim(self._scale.low, self._scale.high)
        axes.set_yticks(list(placed), labels=list(placed.values()))
        axes.set_yticks([], minor=True)
        first, last = round(self._years.low + _EDGE), round(self._years.high - _EDGE)
        years = year_ticks(first, last, self._plot_width)
        axes.set_xticks(list(years), labels=list(years.values()))
        axes.tick_params(axis="x", length=3, color=SOFT_INK, pad=2)
        axes.grid(axis="y", color=GRID, linewidth=0.6)
        bottom = self._top + self._height
        self.sheet.rule(self._left, bottom, self._right, bottom, colour=SOFT_INK, width=0.7)

    def _across(self, year: float) -> float:
        return self._left + self._years.share(year) * self._plot_width

    def _down(self, value: float) -> float:
        inside = max(self._scale.low, min(value, self._scale.high))
        return self._top + (1 - self._scale.share(inside)) * self._height

    def _break_lanes(
        self, breaks: Sequence[Break], lines: Sequence[Sequence[str]]
    ) -> tuple[list[int], float, list[float]]:
        """Return the lane of each break's words, the height of a lane, and where the words start."""
        widths = [column_width(block, SMALL_SIZE) for block in lines]
        anchors = [self._across(mark.at) for mark in breaks]
        starts = [min(at, WIDTH - MARGIN - width) for at, width in zip(anchors, widths, strict=True)]
        most = max((len(block) for block in lines), default=0)
        return lanes(starts, [width + 6 for width in widths], anchors), most * SMALL_SIZE * LEADING, starts

    def _draw_breaks(
        self,
        breaks: Sequence[Break],
        lines: Sequence[Sequence[str]],
        starts: Sequence[float],
        bottoms: Sequence[float],
    ) -> None:
        for mark, block, start, bottom in zip(breaks, lines, starts, bottoms, strict=True):
            at = self._across(mark.at)
            self.sheet.rule(at, bottom, at, self._top + self._height, colour=SOFT_INK, width=0.9, dashed=True)
            middle = bottom - len(block) * SMALL_SIZE * LEADING / 2
            self.sheet.write_middle(start, middle, block, size=SMALL_SIZE, colour=INK, on_white=True)

    def _write_names(self, ends: Sequence[EndLabel], names: Sequence[Sequence[str]], heights: Sequence[float]) -> None:
        """Write the names at the right, apart from one another, each joined to its line's end where they are apart."""
        wanted = [self._down(end.y) for end in ends]
        middles = spread(wanted, heights, self._top, self._top + self._height)
        left = self._right + _LEADER
        for end, lines, want, middle in zip(ends, names, wanted, middles, strict=True):
            self.sheet.write_middle(left, middle, lines, colour=end.colour)
            at = self._across(end.x)
            if abs(middle - want) > 2 or left - at > 2 * _LEADER:
                self.sheet.rule(at + 4, want, self._right + 3, want, colour=GREY, width=0.5)
                self.sheet.rule(self._right + 3, want, left - 2, middle, colour=GREY, width=0.5)


def _merged(breaks: Sequence[Break], language: Language) -> list[Break]:
    """Return the breaks in order of their years; several of one year become one."""
    joint = {"zh": "；", "en": "; "}[language]
    years = sorted({mark.at for mark in breaks})
    return [Break(year, joint.join(mark.words for mark in breaks if mark.at == year)) for year in years]
