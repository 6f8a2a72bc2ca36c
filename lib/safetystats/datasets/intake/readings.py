"""What a cell's text was read as: a value, nothing (a blank or a mark for unknown), or the kind of problem it is."""

import unicodedata
from typing import NamedTuple

#: Blanks that ledgers hold: ordinary, non-breaking, thin and ideographic spaces, tabs, line ends, zero-width marks.
BLANKS = " \t\r\n\u00a0\u2002\u2003\u2009\u202f\u3000\u200b\ufeff"
#: Marks that printed tables use instead of a number. Which of them is nil and which is unknown a mapping must declare.
MARKS = ("-", "--", "—", "——", "–", "…", "……", "...", "/", "\\", "*", ".", "无", "空", "nil", "none", "n/a", "na", "null",
         "(null)", "不详", "未知", "不明", "unknown", "desconhecido", "desconocido", "ignorado", "s/d", "?")  # fmt: skip


class Reading(NamedTuple):
    """A value, or None; `problem` is a kind of :data:`safetystats.datasets.problems.KINDS` when the text is wrong."""

    value: float | str | None = None
    problem: str = ""


BLANK = Reading()


def plain(text: str) -> str:
    """Return `text` with full-width letters and digits made ordinary, and the blanks around it removed."""
    return unicodedata.normalize("NFKC", text).strip(BLANKS)


def label_key(text: str) -> str:
    """Return what two spellings of one label share: width, case, accents and blanks do not tell labels apart."""
    parts = unicodedata.normalize("NFKD", text).casefold()
    return "".join(c for c in parts if not unicodedata.combining(c) and c not in BLANKS)


def is_mark(text: str, marks: tuple[str, ...]) -> bool:
    """Say whether `text` is one of the `marks`, whatever its width and case."""
    return plain(text).casefold() in {plain(mark).casefold() for mark in marks}
