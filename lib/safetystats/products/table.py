"""A table that a notebook hands on: the numbers at full precision, and how they are printed."""

from collections.abc import Iterator
from dataclasses import dataclass
from unicodedata import east_asian_width

import pandas as pd

from safetystats.errors import InputError, did_you_mean, one_of
from safetystats.products.captions import marked_notes, marked_title, note_lines, unit_line
from safetystats.products.checks import check_id, check_language, check_notes_and_sources, check_text
from safetystats.products.formats import (
    FORMATS,
    KEY_NOT_APPLICABLE,
    KEY_NOT_AVAILABLE,
    NOT_APPLICABLE,
    Format,
    format_value,
    is_missing,
)
from safetystats.products.provenance import Source, hash_rows
from safetystats.products.table_html import table_html
from safetystats.words import Language, Text

_ROWS_SHOWN = 100
_MORE_ROWS = Text("……另有{count}行", "… {count} more rows")


@dataclass(frozen=True, slots=True)
class Column:
    """One column of a :class:`Table`: the frame's column `name`, its heading, its unit and how its cells are printed.

    `format` is one of :data:`~safetystats.products.formats.FORMATS`; `decimals` fixes the decimals of ``number``,
    ``percent`` and ``rate``. A percent column holds fractions and takes no unit: the sign stands in the cells.
    """

    name: str
    label: Text
    unit: Text | None = None
    format: Format = "text"
    decimals: int | None = None

    def __post_init__(self) -> None:
        one_of(self.format, FORMATS, f"The format of column {self.name!r}")
        if self.format in ("percent", "chance") and self.unit is not None:
            raise InputError(f"Column {self.name!r} is a percentage, whose sign stands in the cells: give no unit.")
        if self.decimals is not None and not 0 <= self.decimals <= 12:
            raise InputError(f"Column {self.name!r} asks for {self.decimals} decimals, but 0 to 12 are possible.")

    def heading(self, language: Language) -> str:
        """Return the label with its unit in brackets."""
        label = self.label[language]
        if self.unit is None:
            return label
        return f"{label}（{self.unit.zh}）" if language == "zh" else f"{label} ({self.unit.en})"

    @property
    def is_number(self) -> bool:
        """Whether the cells are set flush right, as numbers are."""
        return self.format != "text"


@dataclass(frozen=True, slots=True, repr=False, eq=False)
class Table:
    """A table with its words and its provenance.

    `data` holds raw values, one column for each of `columns` (others are left out); a cell may be a
    :class:`~safetystats.words.Text` or :data:`~safetystats.products.formats.NOT_APPLICABLE`. `unit` is that of the
    whole table. `rows_hash` is the hash of the rows behind it (:func:`hash_rows`; the table's own when not given).
    Raises :class:`InputError` for a bad id, an empty title, an unknown language, format or column.
    """

    id: str
    title: Text
    data: pd.DataFrame
    columns: tuple[Column, ...]
    language: Language
    unit: Text | None = None
    notes: tuple[Text, ...] = ()
    sources: tuple[Source, ...] = ()
    rows_hash: str = ""
    synthetic: bool = False

    def __post_init__(self) -> None:
        check_id(self.id)
        check_text(self.title, "title", self.id)
        check_language(self.language, self.id)
        check_notes_and_sources(self.notes, self.sources, self.id)
        object.__setattr__(self, "columns", tuple(self.columns))
        names = self._checked_names()
        # A copy: what a notebook does to its frame afterwards does not change the product.
        object.__setattr__(self, "data", self.data[names].reset_index(drop=True))
        object.__setattr__(self, "notes", tuple(self.notes))
        object.__setattr__(self, "sources", tuple(self.sources))
        object.__setattr__(self, "rows_hash", self.rows_hash or hash_rows(self.data))

    @property
    def heading(self) -> str:
        """The title in the table's language; that of synthetic data says so."""
        return marked_title(self.title, self.synthetic)[self.language]

    @property
    def all_notes(self) -> tuple[Text, ...]:
        """The notes, with the key to the signs that the table uses."""
        cells = [cell for name in self.data for cell in self.data[name]]
        keys = []
        if any(is_missing(cell) for cell in cells):
            keys.append(KEY_NOT_AVAILABLE)
        if any(cell == NOT_APPLICABLE for cell in cells if isinstance(cell, Text)):
            keys.append(KEY_NOT_APPLICABLE)
        return (*marked_notes(self.notes, self.synthetic), *keys)

    def render(self) -> pd.DataFrame:
        """Return the table as it is printed: a frame of strings under headings in the table's language."""
        columns = [
            [format_value(cell, column.format, self.language, column.decimals) for cell in self.data[column.name]]
            for column in self.columns
        ]
        headings = [column.heading(self.language) for column in self.columns]
        return pd.DataFrame(list(zip(*columns, strict=True)), columns=pd.Index(headings), dtype=object)

    def _checked_names(self) -> list[str]:
        if not self.columns:
            raise InputError(f"Table {self.id!r} has no columns: give at least one Column.")
        names = [column.name for column in self.columns]
        for name in names:
            if name not in self.data.columns:
                hint = did_you_mean(name, [str(held) for held in self.data.columns])
                raise InputError(f"Table {self.id!r} asks for the column {name!r}, which its data lack{hint}.")
            if names.count(name) > 1:
                raise InputError(f"Table {self.id!r} asks for the column {name!r} twice: name each column once.")
        return names

    def __repr__(self) -> str:
        return "\n".join(self._plain_lines())

    def _repr_html_(self) -> str:
        return table_html(
            heading=self.heading,
            unit=unit_line(self.unit, self.language),
            cells=self.render(),
            numeric=[column.is_number for column in self.columns],
            notes=note_lines(self.all_notes, self.language),
            sources=self.sources,
            language=self.language,
        )

    def _plain_lines(self) -> Iterator[str]:
        """Yield the table as aligned text, for terminals and for the comparison of notebooks."""
        cells = self.render()
        lines = [list(cells.columns), *cells.head(_ROWS_SHOWN).values.tolist()]
        widths = [max(map(_display_width, column)) for column in zip(*lines, strict=True)]
        yield f"{self.heading} [{self.id}]"
        if self.unit:
            yield unit_line(self.unit, self.language)
        for line in lines:
            padded = [
                _pad(cell, width, column.is_number)
                for cell, width, column in zip(line, widths, self.columns, strict=True)
            ]
            yield "  ".join(padded).rstrip()
        if len(cells) > _ROWS_SHOWN:
            yield _MORE_ROWS.format(count=len(cells) - _ROWS_SHOWN)[self.language]
        yield from note_lines(self.all_notes, self.language)


def _display_width(text: str) -> int:
    """Return the columns that `text` takes in a terminal, where a Chinese character takes two."""
    return sum(2 if east_asian_width(character) in "WF" else 1 for character in text)


def _pad(text: str, width: int, right: bool) -> str:
    blanks = " " * (width - _display_width(text))
    return blanks + text if right else text + blanks
