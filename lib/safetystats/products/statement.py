"""A finding in plain words that a notebook hands on, with the numbers that it speaks of."""

import re
from collections.abc import Mapping
from dataclasses import dataclass, field

import pandas as pd

from safetystats.products.captions import marked_notes, marked_title, note_lines, source_line
from safetystats.products.checks import check_id, check_language, check_notes_and_sources, check_text
from safetystats.products.provenance import Source, hash_rows
from safetystats.words import Language, Text

_MARKDOWN_SIGNS = re.compile(r"([\\`*_{}\[\]<>#$|~])")


@dataclass(frozen=True, slots=True, repr=False)
class Statement:
    """One finding in plain words, in both languages; `numbers` holds its figures by name, at full precision.

    `rows_hash` is the hash of the rows behind it (:func:`hash_rows`; that of `numbers` when not given).
    Raises :class:`InputError` for a bad id or an empty text.
    """

    id: str
    text: Text
    language: Language
    numbers: Mapping[str, float] = field(default_factory=dict)
    notes: tuple[Text, ...] = ()
    sources: tuple[Source, ...] = ()
    rows_hash: str = ""
    synthetic: bool = False

    def __post_init__(self) -> None:
        check_id(self.id)
        check_text(self.text, "text", self.id)
        check_language(self.language, self.id)
        check_notes_and_sources(self.notes, self.sources, self.id)
        object.__setattr__(self, "numbers", dict(self.numbers))
        object.__setattr__(self, "notes", tuple(self.notes))
        object.__setattr__(self, "sources", tuple(self.sources))
        object.__setattr__(self, "rows_hash", self.rows_hash or hash_rows(pd.DataFrame([dict(self.numbers)])))

    @property
    def title(self) -> Text:
        """The finding itself."""
        return self.text

    @property
    def heading(self) -> str:
        """The finding in the statement's language; that of synthetic data says so."""
        return marked_title(self.text, self.synthetic)[self.language]

    @property
    def all_notes(self) -> tuple[Text, ...]:
        """The notes; those of synthetic data say so."""
        return marked_notes(self.notes, self.synthetic)

    def __repr__(self) -> str:
        return "\n".join([self.heading, *note_lines(self.all_notes, self.language)])

    def _repr_markdown_(self) -> str:
        small = [*note_lines(self.all_notes, self.language), source_line(self.sources, self.language)]
        lines = [_escaped(self.heading), *(f"<small>{_escaped(line)}</small>" for line in small if line)]
        return "\n\n".join(lines)


def _escaped(text: str) -> str:
    """Escape what Markdown would read as a sign; a line may not begin a list either."""
    return re.sub(r"^(\d+)([.)])", r"\1\\\2", _MARKDOWN_SIGNS.sub(r"\\\1", text))
