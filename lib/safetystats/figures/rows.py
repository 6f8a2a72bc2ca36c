"""The layout that the row charts share: a label, a plot, then columns of printed numbers, one row each."""

from collections.abc import Sequence
from dataclasses import dataclass, field

from matplotlib.axes import Axes

from safetystats.figures.axis import Scale, ticks
from safetystats.figures.sheet import MARGIN, Align, Caption, Sheet, clamp, column_width
from safetystats.figures.style import GRID, INK, LEADING, SMALL_SIZE, SOFT_INK, TEXT_SIZE, WIDTH
from safetystats.figures.typesetting import prepared, text_width, wrap
from safetystats.products import Format
from safetystats.words import Language, Text

_LABELS_AT_MOST = 0.34
_COLUMN_AT_MOST = 0.30
_GUTTER = 10.0
_ROW_PADDING = 7.0
_AXIS_ROOM = 15.0
_HEAD_ROOM = 4.0
_GUIDE_GAP = 3.0


@dataclass(frozen=True, slots=True)
class PrintedColumn:
    """A column of texts at the right of the plot, one for each row, under a heading."""

    texts: Sequence[str]
    heading: str = ""
    align: Align = "left"


@dataclass(frozen=True, slots=True)
class Guide:
    """A vertical line through all rows, with its words above it, centred or at one side."""

    at: float
    words: str = ""
    dashed: bool = True
    side: Align = "center"


@dataclass(frozen=True, slots=True)
class _Column:
    left: float
    width: float
    align: Align
    lines: list[list[str]] = field(repr=False)
    heading: list[str] = field(default_factory=list)


class RowChart:
    """A row chart with its labels and numbers in place; the marks go into :attr:`axes`, at the heights of :attr:`middles`.

    The vertical axis of the plot counts points downwards.
    """

    def __init__(
        self,
        caption: Caption,
        language: Language,
        labels: Sequence[str],
        columns: Sequence[PrintedColumn],
        scale: Scale,
        axis_format: Format,
        axis_label: Text | None = None,
        guides: Sequence[Guide] = (),
        keys: Sequence[Text] = (),
    ) -> None:
        self.scale = scale
        names = _set_labels(labels)
        printed = _set_columns(columns)
        self._left = MARGIN + names.width + _GUTTER
        self._right = printed[0].left - _GUTTER if printed else WIDTH - MARGIN - _GUTTER
        heights = _row_heights([names, *printed])
        head = self._head_height(printed, guides)
        tops = [head + sum(heights[:number]) for number in range(len(heights))]
        bottom = head + sum(heights)
        label_lines = (
            wrap(prepared(axis_label[language], language), self._right - self._left, TEXT_SIZE) if axis_label else []
        )
        panel_height = bottom + _AXIS_ROOM + len(label_lines) * TEXT_SIZE * LEADING
        self.sheet = Sheet(caption, language, panel_height, keys)
        self.middles = [top + height / 2 - head for top, height in zip(tops, heights, strict=True)]
        self._write_rows([names, *printed], [head + middle for middle in self.middles])
        self._write_headings(printed, head)
        for top in [*tops, bottom]:
            self.sheet.rule(MARGIN, top, WIDTH - MARGIN, top, colour=SOFT_INK if top == bottom else GRID)
        self.axes = self._plot(head, bottom - head, axis_format, language)
        self._draw_guides(guides, head)
        self.sheet.write_middle(
            self._left, bottom + _AXIS_ROOM + len(label_lines) * TEXT_SIZE * LEADING / 2, label_lines, colour=SOFT_INK
        )

    @property
    def plot_width(self) -> float:
        """Width of the plot in points."""
        return self._right - self._left

    def _head_height(self, printed: Sequence[_Column], guides: Sequence[Guide]) -> float:
        """Return the height of what stands above the rows: column headings and the words of the guides."""
        guide_lines = sum(len(_guide_lines(guide, self.plot_width)) for guide in guides)
        most = max([guide_lines, *(len(column.heading) for column in printed)])
        return most * SMALL_SIZE * LEADING + (_HEAD_ROOM if most else 0)

    def _plot(self, top: float, height: float, axis_format: Format, language: Language) -> Axes:
        axes = self.sheet.axes(self._left, top, self.plot_width, height)
        axes.set_xscale("log" if self.scale.log else "linear")
        axes.set_xlim(self.scale.low, self.scale.high)
        axes.set_ylim(height, 0)
        placed = ticks(self.scale, axis_format, language, self.plot_width)
        axes.set_xticks(list(placed), labels=list(placed.values()))
        axes.set_xticks([], minor=True)
        axes.grid(axis="x", color=GRID, linewidth=0.6)
        return axes

    def _write_rows(self, columns: Sequence[_Column], middles: Sequence[float]) -> None:
        for column in columns:
            for middle, lines in zip(middles, column.lines, strict=True):
                self.sheet.write_middle(_anchor(column), middle, lines, align=column.align)

    def _write_headings(self, columns: Sequence[_Column], head: float) -> None:
        for column in columns:
            middle = head - _HEAD_ROOM - len(column.heading) * SMALL_SIZE * LEADING / 2
            self.sheet.write_middle(
                _anchor(column), middle, column.heading, align=column.align, size=SMALL_SIZE, colour=SOFT_INK
            )

    def _draw_guides(self, guides: Sequence[Guide], head: float) -> None:
        """Draw the guides; the words of each stand one line above those of the guide before."""
        lane = 0.0
        for guide in guides:
            dashes = (0, (3, 2)) if guide.dashed else "-"
            self.axes.axvline(guide.at, color=SOFT_INK, linewidth=0.9, linestyle=dashes, zorder=1.5)
            lines = _guide_lines(guide, self.plot_width)
            height = len(lines) * SMALL_SIZE * LEADING
            middle = head - _HEAD_ROOM - lane - height / 2
            line = self._left + self.scale.share(guide.at) * self.plot_width
            anchor, align = _beside(line, column_width(lines, SMALL_SIZE), guide.side, self._left, self._right)
            self.sheet.write_middle(anchor, middle, lines, align=align, size=SMALL_SIZE, colour=INK, on_white=True)
            if align != "center":
                top = middle - height / 2
                self.sheet.rule(line, head, line, top, colour=SOFT_INK, width=0.9, dashed=guide.dashed)
            lane += height


def _set_labels(labels: Sequence[str]) -> _Column:
    width = min(column_width(labels), _LABELS_AT_MOST * WIDTH)
    lines = [wrap(label, width + 0.1, TEXT_SIZE) for label in labels]
    return _Column(MARGIN, column_width([line for block in lines for line in block]), "left", lines)


def _set_columns(columns: Sequence[PrintedColumn]) -> list[_Column]:
    """Set the printed columns flush with the right edge of the page, each as wide as its widest line."""
    placed: list[_Column] = []
    right = WIDTH - MARGIN
    for column in reversed(columns):
        at_most = _COLUMN_AT_MOST * WIDTH + 0.1
        lines = [wrap(text, at_most, TEXT_SIZE) if text else [] for text in column.texts]
        heading = wrap(column.heading, at_most, SMALL_SIZE) if column.heading else []
        width = max(column_width([line for block in lines for line in block]), column_width(heading, SMALL_SIZE))
        placed.insert(0, _Column(right - width, width, column.align, lines, heading))
        right -= width + _GUTTER * 0.7
    return placed


def _row_heights(columns: Sequence[_Column]) -> list[float]:
    counts = [max(len(column.lines[row]) for column in columns) for row in range(len(columns[0].lines))]
    return [max(count, 1) * TEXT_SIZE * LEADING + _ROW_PADDING for count in counts]


def _anchor(column: _Column) -> float:
    return {"left": column.left, "center": column.left + column.width / 2, "right": column.left + column.width}[
        column.align
    ]


def _guide_lines(guide: Guide, width: float) -> list[str]:
    if not guide.words:
        return []
    return wrap(guide.words, max(width, text_width("一", SMALL_SIZE)), SMALL_SIZE)


def _beside(line: float, width: float, side: Align, left: float, right: float) -> tuple[float, Align]:
    """Return where words of `width` stand at a line, and how they are aligned.

    Words without room at the right go to the left, where they may stand above the labels but not leave the page.
    """
    if side == "center":
        return clamp(line, width, left, right), "center"
    if side == "right" and line + _GUIDE_GAP + width <= right:
        return line + _GUIDE_GAP, "left"
    return max(line - _GUIDE_GAP, MARGIN + width), "right"
