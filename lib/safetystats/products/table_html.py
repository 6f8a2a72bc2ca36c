"""A table as HTML: three rules, the title above, the unit at the right, notes and sources below.

The styles stand on the elements, since notebooks shown on the web lose style sheets.
"""

from collections.abc import Sequence
from html import escape

import pandas as pd

from safetystats.products.captions import source_line
from safetystats.products.provenance import Source
from safetystats.words import Language

_RULE = "solid currentColor"
_CELL = "padding:2px 10px;vertical-align:top"
_SMALL = "font-size:85%;text-align:left;max-width:60em"
_LANGUAGE_TAGS = {"zh": "zh-Hans", "en": "en"}


def table_html(
    heading: str,
    unit: str,
    cells: pd.DataFrame,
    numeric: Sequence[bool],
    notes: Sequence[str],
    sources: Sequence[Source],
    language: Language,
) -> str:
    """Return the HTML of a rendered table; `numeric` says which columns are set flush right. Every text is escaped."""
    aligns = ["right" if number else "left" for number in numeric]
    unit_block = f'<div style="font-weight:normal;text-align:right">{escape(unit)}</div>' if unit else ""
    caption = (
        f'<caption style="caption-side:top;font-weight:bold;text-align:left">{escape(heading)}{unit_block}</caption>'
    )
    head = "".join(
        f'<th scope="col" style="text-align:{align};{_CELL}">{escape(label)}</th>'
        for label, align in zip(cells.columns, aligns, strict=True)
    )
    rows = "\n".join(_row(row, aligns, named=not numeric[0]) for row in cells.values.tolist())
    below = [*notes, *([source_line(sources, language)] if sources else [])]
    feet = "\n".join(f'<div style="{_SMALL}">{escape(line)}</div>' for line in below)
    return (
        f'<div lang="{_LANGUAGE_TAGS[language]}">\n'
        f'<table style="border-collapse:collapse;border-top:2px {_RULE};border-bottom:2px {_RULE}">\n{caption}\n'
        f'<thead style="border-bottom:1px {_RULE}"><tr>{head}</tr></thead>\n'
        f"<tbody>\n{rows}\n</tbody>\n</table>\n{feet}\n</div>"
    )


def _row(cells: Sequence[str], aligns: Sequence[str], named: bool) -> str:
    """Return one row; when its first cell names it, that cell is its header."""
    written = []
    for position, (text, align) in enumerate(zip(cells, aligns, strict=True)):
        style = f"text-align:{align};{_CELL}"
        if position == 0 and named:
            written.append(f'<th scope="row" style="font-weight:normal;{style}">{escape(text)}</th>')
        else:
            written.append(f'<td style="{style}">{escape(text)}</td>')
    return f"<tr>{''.join(written)}</tr>"
