"""The words around a product: its heading, its unit, its notes, its sources, in one language."""

from collections.abc import Sequence

from safetystats.products.provenance import Source
from safetystats.words import Language, Text

SYNTHETIC_MARK = Text("【模拟数据】", "[Synthetic data] ")
SYNTHETIC_NOTE = Text(
    "由模拟数据生成，不反映任何真实情况，不得引用。",
    "Made from synthetic data: it describes nothing real and must not be cited.",
)
_UNIT = Text("单位：{unit}", "Unit: {unit}")
_NOTE = Text("注：", "Note: ")
_NOTES = Text("注：", "Notes: ")
_SOURCE = Text("来源：", "Source: ")
_SOURCES = Text("来源：", "Sources: ")
_MORE = Text("等，共{count}项", "; and others, {count} in all")


def marked_title(title: Text, synthetic: bool) -> Text:
    """Return the title; that of a product made from synthetic data says so first."""
    return Text(SYNTHETIC_MARK.zh + title.zh, SYNTHETIC_MARK.en + title.en) if synthetic else title


def marked_notes(notes: Sequence[Text], synthetic: bool) -> tuple[Text, ...]:
    """Return the notes; those of a product made from synthetic data say so first."""
    return (SYNTHETIC_NOTE, *notes) if synthetic else tuple(notes)


def unit_line(unit: Text | None, language: Language) -> str:
    """Return ``单位：人`` or ``Unit: persons``, or nothing when there is no unit."""
    return _UNIT.format(unit=unit)[language] if unit else ""


def note_lines(notes: Sequence[Text], language: Language) -> list[str]:
    """Return the notes for printing: one follows the word "Note"; several are numbered."""
    if len(notes) == 1:
        return [_NOTE[language] + notes[0][language]]
    numbered = [_numbered(number, note[language], language) for number, note in enumerate(notes, 1)]
    return [_NOTES[language] + numbered[0], *numbered[1:]] if numbered else []


def source_line(sources: Sequence[Source], language: Language, at_most: int | None = None) -> str:
    """Return the sources in one line, each once; beyond `at_most` the rest is only counted."""
    comma, semicolon = {"zh": ("，", "；"), "en": (", ", "; ")}[language]
    full = list(dict.fromkeys(_source_words(source, comma, language) for source in sources))
    if not full:
        return ""
    shown = full if at_most is None or len(full) <= at_most else full[:at_most]
    more = _MORE.format(count=len(full))[language] if len(shown) < len(full) else ""
    start = (_SOURCE if len(full) == 1 else _SOURCES)[language]
    return start + semicolon.join(shown) + more + {"zh": "。", "en": "."}[language]


def _numbered(number: int, text: str, language: Language) -> str:
    return f"{number}. {text}" if language == "en" else f"{number}.{text}"


def _source_words(source: Source, comma: str, language: Language) -> str:
    title = source.title[language] if isinstance(source.title, Text) else source.title
    return comma.join(part for part in (title, source.publisher, source.published) if part)
