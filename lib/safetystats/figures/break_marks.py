"""Breaks of definition above a plane of years: a dashed line through the plot, and what changed in words."""

from collections.abc import Sequence
from dataclasses import dataclass

from safetystats.figures.placing import lanes
from safetystats.figures.plane import Plane
from safetystats.figures.sheet import MARGIN, Sheet, column_width
from safetystats.figures.style import INK, LEADING, SMALL_SIZE, SOFT_INK, WIDTH
from safetystats.figures.typesetting import wrap
from safetystats.words import Language

_WORDS_AT_MOST = 0.32


@dataclass(frozen=True, slots=True)
class Break:
    """Where, between two years, a definition changes, and what changed."""

    at: float
    words: str


class BreakMarks:
    """The breaks of a chart, laid out in lanes above `plane` so that neither words nor lines cross."""

    def __init__(self, breaks: Sequence[Break], plane: Plane, language: Language) -> None:
        self._plane = plane
        self._breaks = _merged(breaks, language)
        self._lines = [wrap(mark.words, _WORDS_AT_MOST * plane.width, SMALL_SIZE) for mark in self._breaks]
        widths = [column_width(block, SMALL_SIZE) for block in self._lines]
        anchors = [plane.across(mark.at) for mark in self._breaks]
        self._starts = [min(at, WIDTH - MARGIN - width) for at, width in zip(anchors, widths, strict=True)]
        self._lanes = lanes(self._starts, [width + 6 for width in widths], anchors)
        self._lane_height = max((len(block) for block in self._lines), default=0) * SMALL_SIZE * LEADING

    @property
    def height(self) -> float:
        """Room that the words take."""
        return (max(self._lanes, default=-1) + 1) * self._lane_height

    def draw(self, sheet: Sheet, foot: float) -> None:
        """Write the words upwards from `foot` and draw the lines down to the axis."""
        for mark, block, start, lane in zip(self._breaks, self._lines, self._starts, self._lanes, strict=True):
            at, bottom = self._plane.across(mark.at), foot - lane * self._lane_height
            sheet.rule(at, bottom, at, self._plane.bottom, colour=SOFT_INK, width=0.9, dashed=True)
            middle = bottom - len(block) * SMALL_SIZE * LEADING / 2
            sheet.write_middle(start, middle, block, size=SMALL_SIZE, colour=INK, on_white=True)


def _merged(breaks: Sequence[Break], language: Language) -> list[Break]:
    """Return the breaks in order of their years; several of one year become one."""
    joint = {"zh": "；", "en": "; "}[language]
    years = sorted({mark.at for mark in breaks})
    return [Break(year, joint.join(mark.words for mark in breaks if mark.at == year)) for year in years]
