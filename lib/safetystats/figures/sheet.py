"""The page of a figure: a bold title that says the finding, a subtitle, the panel, notes and sources.

Everything is placed in points from the upper left corner. Texts are measured before the page is cut to size, so that
none is cut off and none overlaps another.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Literal

from matplotlib.axes import Axes
from matplotlib.backends.backend_agg import FigureCanvasAgg
from matplotlib.figure import Figure
from matplotlib.lines import Line2D
from matplotlib.text import Text as TextArtist

from safetystats.figures.fonts import check_glyphs, typeface
from safetystats.figures.style import (
    GRID,
    INK,
    LEADING,
    POINTS_PER_INCH,
    SMALL_SIZE,
    SOFT_INK,
    SUBTITLE_SIZE,
    TEXT_SIZE,
    TITLE_SIZE,
    WIDTH,
)
from safetystats.figures.typesetting import Weight, prepared, text_width, wrap
from safetystats.products import Source, marked_notes, marked_title, note_lines, source_line, unit_line
from safetystats.words import Language, Text

Align = Literal["left", "center", "right"]

MARGIN = 4.0
INNER_WIDTH = WIDTH - 2 * MARGIN
_GAP = 9.0
_SOURCES_SHOWN = 4
_LONELY = 0.1
# From the top of a line to its baseline, and from the middle of figures and Chinese characters down to it.
_ASCENT, _MIDDLE = 1.02, 0.36


@dataclass(frozen=True, slots=True)
class Caption:
    """The words of a figure: what it finds, in what unit, with which notes, from which sources."""

    title: Text
    subtitle: Text | None = None
    unit: Text | None = None
    notes: tuple[Text, ...] = ()
    sources: tuple[Source, ...] = ()
    synthetic: bool = False


class Sheet:
    """A figure of 156 mm with title, notes and sources in place, and room for a panel of `panel_height` points.

    `keys` are notes that the chart itself adds, about its signs. Positions are points from the left edge of the page
    and, downwards, from the top of the panel.
    """

    def __init__(self, caption: Caption, language: Language, panel_height: float, keys: Sequence[Text] = ()) -> None:
        self.language = language
        above = _header(caption, language)
        below = _footer(caption, language, keys)
        self._panel_top = MARGIN + _height(above) + _GAP
        below_top = self._panel_top + panel_height + (_GAP if below else 0)
        self._height = below_top + _height(below) + MARGIN
        self.figure = Figure(figsize=(WIDTH / POINTS_PER_INCH, self._height / POINTS_PER_INCH), facecolor="white")
        FigureCanvasAgg(self.figure)
        self._write_block(above, MARGIN)
        self._write_block(below, below_top)

    def axes(self, left: float, top: float, width: float, height: float) -> Axes:
        """Return empty axes: no frame, no ticks; grid lines come with :meth:`ticks`."""
        page_bottom = 1 - (self._panel_top + top + height) / self._height
        axes = self.figure.add_axes((left / WIDTH, page_bottom, width / WIDTH, height / self._height))
        axes.set_facecolor("none")
        axes.spines[:].set_visible(False)
        axes.tick_params(length=0, pad=3, labelsize=TEXT_SIZE, labelcolor=SOFT_INK)
        axes.set_axisbelow(True)
        axes.set_xticks([])
        axes.set_yticks([])
        return axes

    def write(
        self,
        x: float,
        y: float,
        text: str,
        *,
        align: Align = "left",
        size: float = TEXT_SIZE,
        colour: str = INK,
        weight: Weight = "normal",
    ) -> TextArtist:
        """Write one line with its baseline at `y`."""
        return self.figure.text(
            x / WIDTH,
            1 - (self._panel_top + y) / self._height,
            text,
            ha=align,
            va="baseline",
            color=colour,
            fontproperties=typeface(size, weight),
        )

    def write_middle(
        self,
        x: float,
        y: float,
        lines: Sequence[str],
        *,
        align: Align = "left",
        size: float = TEXT_SIZE,
        colour: str = INK,
        on_white: bool = False,
    ) -> None:
        """Write lines whose block is centred on `y`; `on_white` keeps rules that cross it out of the letters."""
        first = y - (len(lines) - 1) * size * LEADING / 2 + _MIDDLE * size
        for number, line in enumerate(lines):
            text = self.write(x, first + number * size * LEADING, line, align=align, size=size, colour=colour)
            if on_white:
                text.set_bbox({"facecolor": "white", "edgecolor": "none", "pad": 1.0})

    def rule(
        self,
        x0: float,
        y0: float,
        x1: float,
        y1: float,
        *,
        colour: str = GRID,
        width: float = 0.5,
        dashed: bool = False,
    ) -> None:
        """Draw a straight line."""
        across = [x0 / WIDTH, x1 / WIDTH]
        down = [1 - (self._panel_top + y) / self._height for y in (y0, y1)]
        self.figure.add_artist(
            Line2D(across, down, color=colour, linewidth=width, linestyle=(0, (3, 2)) if dashed else "-", zorder=0)
        )

    def finish(self) -> Figure:
        """Return the figure once every text is known to have its glyphs."""
        check_glyphs(self.figure)
        return self.figure

    def _write_block(self, block: Sequence["_Line"], top: float) -> None:
        y = top - self._panel_top
        for line in block:
            y += line.gap
            baseline = y + _ASCENT * line.size
            self.write(MARGIN, baseline, line.text, size=line.size, colour=line.colour, weight=line.weight)
            y += line.size * LEADING


def column_width(lines: Sequence[str], size: float = TEXT_SIZE, weight: Weight = "normal") -> float:
    """Return the width of the widest line in points."""
    return max((text_width(line, size, weight) for line in lines), default=0.0)


def clamp(x: float, width: float, left: float, right: float) -> float:
    """Return the middle nearest to `x` at which a text of `width` stays between `left` and `right`."""
    return max(left + width / 2, min(x, right - width / 2))


@dataclass(frozen=True, slots=True)
class _Line:
    text: str
    size: float
    colour: str
    weight: Weight = "normal"
    gap: float = 0.0


def _header(caption: Caption, language: Language) -> list[_Line]:
    title = prepared(marked_title(caption.title, caption.synthetic)[language], language)
    lines = [_Line(text, TITLE_SIZE, INK, "bold") for text in wrap(title, INNER_WIDTH, TITLE_SIZE, "bold")]
    subtitle = caption.subtitle[language] if caption.subtitle else ""
    unit = unit_line(caption.unit, language)
    under = prepared({"zh": "　", "en": "   "}[language].join(part for part in (subtitle, unit) if part), language)
    if under:
        lines += [_Line(text, SUBTITLE_SIZE, SOFT_INK) for text in wrap(under, INNER_WIDTH, SUBTITLE_SIZE)]
    return lines


def _footer(caption: Caption, language: Language, keys: Sequence[Text]) -> list[_Line]:
    notes = note_lines([*marked_notes(caption.notes, caption.synthetic), *keys], language)
    sources = source_line(caption.sources, language, at_most=_SOURCES_SHOWN)
    lines = []
    for paragraph in [*notes, sources]:
        for number, text in enumerate(_small_lines(paragraph, language)):
            lines.append(_Line(text, SMALL_SIZE, SOFT_INK, gap=1.0 if number == 0 else 0.0))
    return lines


def _small_lines(paragraph: str, language: Language) -> list[str]:
    """Fill the lines of a note, but leave no last word alone on its line."""
    if not paragraph:
        return []
    words = prepared(paragraph, language)
    lines = wrap(words, INNER_WIDTH, SMALL_SIZE, even=False)
    lonely = len(lines) > 1 and text_width(lines[-1], SMALL_SIZE) < _LONELY * INNER_WIDTH
    return wrap(words, INNER_WIDTH, SMALL_SIZE) if lonely else lines


def _height(block: Sequence[_Line]) -> float:
    return sum(line.gap + line.size * LEADING for line in block)
