"""Names at the right of a plane, at the ends of its lines: apart from one another, and joined to their line."""

from collections.abc import Sequence
from dataclasses import dataclass

from safetystats.figures.placing import spread
from safetystats.figures.plane import Plane
from safetystats.figures.sheet import MARGIN, Sheet, column_width
from safetystats.figures.style import GREY, LEADING, TEXT_SIZE, WIDTH
from safetystats.figures.typesetting import wrap

_LEADER = 16.0
"""Room between the plot and the names, for the thin lines that join them."""
_NAMES_AT_MOST = 0.27
_NAME_ROOM = 1.25


@dataclass(frozen=True, slots=True)
class EndLabel:
    """The words at the end of a line, and where the line ends."""

    words: str
    x: float
    y: float
    colour: str


class EndNames:
    """The names of a chart's lines, set in a column."""

    def __init__(self, ends: Sequence[EndLabel]) -> None:
        self._ends = ends
        self._names = [wrap(end.words, _NAMES_AT_MOST * WIDTH, TEXT_SIZE) for end in ends]
        self._heights = [((len(lines) - 1) * LEADING + _NAME_ROOM) * TEXT_SIZE for lines in self._names]

    @property
    def plot_right(self) -> float:
        """Where the plot ends that leaves room for the names and the lines to them."""
        return WIDTH - MARGIN - column_width([line for lines in self._names for line in lines]) - _LEADER

    @property
    def height(self) -> float:
        """Height that all names need."""
        return sum(self._heights)

    def draw(self, sheet: Sheet, plane: Plane) -> None:
        """Write the names, each as near as can be to the end of its line."""
        wanted = [plane.down(end.y) for end in self._ends]
        middles = spread(wanted, self._heights, plane.top, plane.top + plane.height)
        left = plane.right + _LEADER
        for end, lines, want, middle in zip(self._ends, self._names, wanted, middles, strict=True):
            sheet.write_middle(left, middle, lines, colour=end.colour)
            at = plane.across(end.x)
            if abs(middle - want) > 2 or left - at > 2 * _LEADER:
                sheet.rule(at + 4, want, plane.right + 3, want, colour=GREY, width=0.5)
                sheet.rule(plane.right + 3, want, left - 2, middle, colour=GREY, width=0.5)
