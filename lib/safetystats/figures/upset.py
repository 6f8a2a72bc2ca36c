"""Which causes stand together: a column for each combination, dots for its causes, a bar for its accidents.

The form is UpSet's (Lex, Gehlenborg, Strobelt, Vuillemot and Pfister 2014).
"""

from collections.abc import Collection, Mapping, Sequence

import pandas as pd
from matplotlib.axes import Axes
from matplotlib.figure import Figure

from safetystats.errors import InputError
from safetystats.figures.inputs import check_columns, numbers
from safetystats.figures.sheet import MARGIN, Caption, Sheet, column_width
from safetystats.figures.style import BLUE, GRID, LEADING, PALE, SMALL_SIZE, SOFT_INK, TEXT_SIZE, WIDTH, house_style
from safetystats.figures.typesetting import prepared, text_width, wrap
from safetystats.products import format_value
from safetystats.words import Language, Text

_LABELS_AT_MOST = 0.40
_GUTTER = 10.0
_BAR_ROOM = 92.0
_ROW = 15.0
_WIDEST_STEP = 26.0
_ACCIDENTS = Text("起数", "Accidents")
_KEY = Text(
    "每列为一种原因组合，实心点为其中的原因，上方条形为起数；右侧数字为含该原因的事故起数。",
    "Each column is one combination: its causes are the filled dots, its accidents the bar above; at the right the accidents with each cause.",
)
_REST = Text("另有{n}种组合共{accidents}起未画出。", "{n} more combinations with {accidents} accidents are not drawn.")


def upset(
    combinations: pd.DataFrame,
    totals: Mapping[str, float],
    *,
    caption: Caption,
    language: Language,
    names: Mapping[str, Text],
    causes: str = "causes",
    accidents: str = "accidents",
    most_columns: int = 18,
    most_rows: int = 14,
) -> Figure:
    """Draw the combinations of `combinations` in its order, as many as fit, and say how many are left out.

    `causes` names a column of tuples of codes, `accidents` one of counts; `totals` holds the accidents of each code and
    `names` its words. The rows are the causes of the columns drawn, those of most accidents first. Raises
    :class:`InputError` for a missing column, no rows, or a cause without a name or a total.
    """
    check_columns(combinations, [causes, accidents])
    counts = numbers(combinations, accidents)
    sets = [tuple(held) for held in combinations[causes]]
    _check(sets, totals, names)
    shown, rows = _chosen(sets, totals, most_columns, most_rows)
    room = _sides([_row(code, totals, names, language) for code in rows], language)
    width = column_width([format_value(count, "count", language) for count in counts], SMALL_SIZE)
    fitting = int((room[1] - room[0]) / (width + 3))
    if len(shown) > fitting:  # the number over each bar needs its room
        shown, rows = _chosen(sets, totals, fitting, most_rows)
    rest = [place for place in range(len(sets)) if place not in shown]
    keys = [_KEY]
    if rest:
        left_out = format_value(float(counts[rest].sum()), "count", language)
        keys.append(_REST.format(n=len(rest), accidents=left_out))
    with house_style():
        return _drawn(
            caption, language, keys, [(sets[place], counts[place]) for place in shown],
            [_row(code, totals, names, language) for code in rows],
        )  # fmt: skip


def _check(sets: Sequence[tuple[str, ...]], totals: Mapping[str, float], names: Mapping[str, Text]) -> None:
    for code in {code for held in sets for code in held}:
        if code not in names or code not in totals:
            raise InputError(f"The cause {code!r} has no name or no total: give both for every cause of a combination.")


def _chosen(
    sets: Sequence[tuple[str, ...]], totals: Mapping[str, float], most_columns: int, most_rows: int
) -> tuple[list[int], list[str]]:
    """Return which combinations are drawn and the causes of their rows; one that would need too many rows is left out."""
    shown: list[int] = []
    rows: set[str] = set()
    for place, held in enumerate(sets):
        if len(shown) < most_columns and len(rows | set(held)) <= most_rows:
            shown.append(place)
            rows |= set(held)
    return shown, sorted(rows, key=lambda code: (-totals[code], code))


def _row(code: str, totals: Mapping[str, float], names: Mapping[str, Text], language: Language) -> tuple[str, str, str]:
    return code, prepared(names[code][language], language), format_value(totals[code], "count", language)


def _sides(rows: list[tuple[str, str, str]], language: Language) -> tuple[float, float]:
    """Return where the columns begin and end, between the names and the numbers of the rows."""
    width = min(column_width([words for _, words, _ in rows]), _LABELS_AT_MOST * WIDTH)
    numbers_width = column_width([total for _, _, total in rows])
    heading = text_width(prepared(_ACCIDENTS[language], language), SMALL_SIZE)
    return MARGIN + width + _GUTTER, WIDTH - MARGIN - max(numbers_width, heading) - _GUTTER


def _drawn(
    caption: Caption, language: Language, keys: list[Text], columns: list[tuple[Collection[str], float]],
    rows: list[tuple[str, str, str]],
) -> Figure:  # fmt: skip
    left, right = _sides(rows, language)
    labels = [wrap(words, left - MARGIN - _GUTTER + 0.1, TEXT_SIZE) for _, words, _ in rows]
    heading = prepared(_ACCIDENTS[language], language)
    heights = [max(_ROW, len(lines) * TEXT_SIZE * LEADING + 3) for lines in labels]
    tops = [_BAR_ROOM + sum(heights[:place]) for place in range(len(rows))]
    middles = {code: top + height / 2 for (code, _, _), top, height in zip(rows, tops, heights, strict=True)}
    bottom = _BAR_ROOM + sum(heights)
    sheet = Sheet(caption, language, bottom, keys)
    for (code, _, total), lines, top in zip(rows, labels, tops, strict=True):
        sheet.rule(MARGIN, top, WIDTH - MARGIN, top, colour=GRID)
        sheet.write_middle(MARGIN, middles[code], lines)
        sheet.write_middle(WIDTH - MARGIN, middles[code], [total], align="right", colour=SOFT_INK)
    sheet.rule(MARGIN, bottom, WIDTH - MARGIN, bottom, colour=SOFT_INK)
    sheet.write_middle(WIDTH - MARGIN, _BAR_ROOM - SMALL_SIZE * LEADING / 2 - 2, [heading], align="right",
                       size=SMALL_SIZE, colour=SOFT_INK)  # fmt: skip
    axes = sheet.axes(left, 0, right - left, bottom)
    axes.set_xlim(0, right - left)
    axes.set_ylim(bottom, 0)
    step = min((right - left) / len(columns), _WIDEST_STEP)
    largest = max(count for _, count in columns)
    for place, (held, count) in enumerate(columns):
        x, height = (place + 0.5) * step, (_BAR_ROOM - SMALL_SIZE * LEADING - 6) * count / largest
        axes.bar([x], [-height], width=0.62 * step, bottom=_BAR_ROOM - 4, color=BLUE, linewidth=0, zorder=2)
        sheet.write_middle(
            left + x, _BAR_ROOM - 4 - height - SMALL_SIZE * LEADING / 2, [format_value(count, "count", language)],
            align="center", size=SMALL_SIZE,
        )  # fmt: skip
        inside = [y for code, y in middles.items() if code in held]
        axes.plot([x, x], [min(inside), max(inside)], color=BLUE, linewidth=1.3, zorder=2.2)
        _draw_dots(axes, x, inside, BLUE, 5.0)
        _draw_dots(axes, x, [y for code, y in middles.items() if code not in held], PALE, 4.2)
    return sheet.finish()


def _draw_dots(axes: Axes, x: float, heights: Sequence[float], colour: str, size: float) -> None:
    axes.plot(
        [x] * len(heights), heights, linestyle="none", marker="o", markersize=size, color=colour, markeredgewidth=0,
        zorder=3 if colour == BLUE else 2,
    )  # fmt: skip
