"""What stands above and below the plot of a trend: the yearly change of each segment, and where the trend bends."""

from collections.abc import Sequence
from dataclasses import dataclass

from safetystats.figures.placing import lanes
from safetystats.figures.plane import Plane
from safetystats.figures.sheet import MARGIN, Sheet, clamp, column_width
from safetystats.figures.style import BLUE, GREY, INK, LEADING, SMALL_SIZE, SOFT_INK, WIDTH

_GAP = 6.0
_INSET = 1.5
_TICK = 3.0
_ROW = SMALL_SIZE * LEADING


@dataclass(frozen=True, slots=True)
class Span:
    """Part of the years, and the lines of words that stand over it."""

    start: float
    end: float
    lines: Sequence[str]


@dataclass(frozen=True, slots=True)
class Joint:
    """A year at which the trend bends, the interval of that year, and its words."""

    at: float
    lower: float
    upper: float
    words: str


class SpanStrip:
    """Brackets over the plot, each with its words; one that has no room for them goes a lane higher."""

    def __init__(self, spans: Sequence[Span], plane: Plane) -> None:
        self._spans = sorted(spans, key=lambda span: span.start)
        self._edges = [(plane.across(one.start) + _INSET, plane.across(one.end) - _INSET) for one in self._spans]
        widths = [column_width(one.lines, SMALL_SIZE) for one in self._spans]
        self._middles = [
            clamp((left + right) / 2, width, MARGIN, WIDTH - MARGIN)
            for (left, right), width in zip(self._edges, widths, strict=True)
        ]
        starts = [
            min(left, middle - width / 2)
            for (left, _), middle, width in zip(self._edges, self._middles, widths, strict=True)
        ]
        ends = [
            max(right, middle + width / 2)
            for (_, right), middle, width in zip(self._edges, self._middles, widths, strict=True)
        ]
        # The edges of neighbours lie two insets apart: they share a lane when their words do not touch.
        covered = [end - start + _INSET for start, end in zip(starts, ends, strict=True)]
        self._lanes = lanes(starts, covered, [left for left, _ in self._edges])
        self._lane_height = max((len(one.lines) for one in self._spans), default=0) * _ROW + _TICK + 2

    @property
    def height(self) -> float:
        """Room that the strip takes."""
        return (max(self._lanes, default=-1) + 1) * self._lane_height

    def draw(self, sheet: Sheet, foot: float) -> None:
        """Draw the brackets upwards from `foot`, their words over them."""
        for span, (left, right), middle, lane in zip(self._spans, self._edges, self._middles, self._lanes, strict=True):
            at = foot - lane * self._lane_height
            sheet.rule(left, at - _TICK, right, at - _TICK, colour=BLUE, width=1.2)
            for end in (left, right):
                sheet.rule(end, at - _TICK, end, at, colour=BLUE, width=1.2)
            words = at - _TICK - 1 - len(span.lines) * _ROW / 2
            sheet.write_middle(middle, words, span.lines, align="center", size=SMALL_SIZE, colour=INK, on_white=True)


class JointStrip:
    """Whiskers under the plot, one for each bend, with their words beside them."""

    def __init__(self, joints: Sequence[Joint], plane: Plane) -> None:
        self._plane = plane
        self._joints = sorted(joints, key=lambda joint: joint.at)
        lefts = [plane.across(joint.lower) - _GAP / 2 for joint in self._joints]
        rights = [plane.across(joint.upper) + _GAP for joint in self._joints]
        widths = [column_width([joint.words], SMALL_SIZE) for joint in self._joints]
        self._words = [_beside(*room) for room in zip(lefts, rights, widths, strict=True)]
        starts = [min(left, words) for left, words in zip(lefts, self._words, strict=True)]
        ends = [max(right, words + width) for right, words, width in zip(rights, self._words, widths, strict=True)]
        covered = [end - start + _GAP for start, end in zip(starts, ends, strict=True)]
        self._lanes = lanes(starts, covered, starts)

    @property
    def height(self) -> float:
        """Room that the strip takes."""
        return (max(self._lanes) + 1) * _ROW + 4 if self._lanes else 0.0

    def draw(self, sheet: Sheet) -> None:
        """Draw the whiskers between the plot and its axis, and a thin line through the plot at each bend."""
        plane, top = self._plane, self._plane.top + self._plane.height
        if not self._joints:
            return
        axes = sheet.axes(plane.left, top, plane.width, plane.foot)
        axes.set_xlim(plane.x.low, plane.x.high)
        axes.set_ylim(plane.foot, 0)
        for joint, words, lane in zip(self._joints, self._words, self._lanes, strict=True):
            y = 2 + (lane + 0.5) * _ROW
            at = plane.across(joint.at)
            sheet.rule(at, plane.top, at, top + y, colour=GREY)
            if joint.lower < joint.upper:
                axes.plot(
                    [joint.lower, joint.upper], [y, y], color=BLUE, linewidth=1.2, marker="|", markersize=4.5
                )  # fmt: skip
            axes.plot([joint.at], [y], linestyle="none", marker="D", markersize=3.4, color=BLUE, clip_on=False)
            sheet.write_middle(words, top + y, [joint.words], size=SMALL_SIZE, colour=SOFT_INK, on_white=True)


def _beside(left: float, right: float, width: float) -> float:
    """Return where words start: right of their whisker, left of it where the page ends, over it when it fills the page."""
    last = WIDTH - MARGIN - width
    if right <= last or left - _GAP / 2 - width < MARGIN:
        return min(right, last)
    return left - _GAP / 2 - width
