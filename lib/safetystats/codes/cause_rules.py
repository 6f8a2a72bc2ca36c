"""Causes found in free text by rules that a reader can check: each assignment names its rule and the words that made it.

The rules lie in ``lists/cause_rules.csv``: a pattern, the code of the list of causes it stands for, its language and a
priority. A text may name several causes. Where two rules claim the same words the one of the smaller priority number has
them, then the longer match. A text that is a name or an alias of the list needs no rule. Words that deny a cause ("未发现超速",
"not speeding"), that doubt it ("是否超速", "suspected") or that forbid it ("严禁超速": a measure, not a finding) are looked
for in the same clause, and the match is kept with that status instead of being dropped, so that nothing is decided unseen.
"""

import re
from collections.abc import Iterable
from dataclasses import dataclass
from functools import cache
from typing import TYPE_CHECKING

from safetystats.codes.area_names import is_chinese, normal
from safetystats.codes.code_list import code_list
from safetystats.codes.tables import read_table
from safetystats.errors import InputError, one_of

if TYPE_CHECKING:
    import pandas as pd

#: Areas of work to which causes belong; a cause of domain ``any`` fits each.
CAUSE_DOMAINS = ("road", "water", "industry")
#: What may be said of a cause in a text; ``unmatched`` is a text without any.
CAUSE_STATUSES = ("found", "denied", "doubted", "forbidden", "unmatched")
COLUMNS = ["text", "status", "code", "level", "rule", "matched_words"]
#: The rule named where a text is itself a name of the list.
NAME_RULE = "name"
#: The code of a text which says that the cause is not known; nothing denies it.
UNKNOWN = "unknown"


@dataclass(frozen=True, slots=True)
class CauseRule:
    """One rule: words that match `pattern` stand for the cause `code`."""

    id: str
    code: str
    language: str
    priority: int
    pattern: "re.Pattern[str]"


@dataclass(frozen=True, slots=True)
class _Match:
    rule: str
    code: str
    priority: int
    start: int
    end: int

    def overlaps(self, other: "_Match") -> bool:
        return self.start < other.end and other.start < self.end


# What stands before a match in its clause. The nearest cue decides: "不排除超速" doubts, "排除超速" denies. Not noticing what
# is on the road ("未发现行人") denies nothing: it is a cause of its own.
_BEFORE = {
    "doubted": r"不(能)?(完全)?排除|是否|疑似|疑为|怀疑|涉嫌|可能|\b(suspect(ed)?|possibl[ey]|probabl[ey]|may have|might have"
    r"|alleged(ly)?|whether|(cannot|not) rule out)\b",
    "denied": r"(未|没有?|并未)(能)?(发现(?!前|行人|来车|对向|路面|障碍)|查出|查到|查实|检出|见)|(没有|无)(任何)?(证据|迹象)|不存在|排除|并非|不是|不属于"
    r"|\b(no (evidence|sign|indication|finding)s? (of|that)|rul(ed|ing) out|rather than|not (appear|seem|found|believed) to)\b",
    "forbidden": r"(严禁|禁止|防止|杜绝|避免|严查|查处|打击|整治|不得|不要|切勿).{0,4}$|\b(prohibit|forbid|prevent|avoid|crack down on)(ed|ing)?\b",
}
_AFTER = {
    "denied": r"(等)?(行为|情形|因素|原因|情况)?(的)?(可能性?|嫌疑)?(已|均|均已)?(被|予以)?(排除|不成立|不属实|不存在|无关|不是.{0,6}原因)"
    r"| ?(was|were|is|are|has been|have been) (ruled out|excluded|not (found|established|a factor|the cause))",
    "doubted": r"(等)?(行为)?的?(可能|嫌疑|待查|待核实|有待)| ?(is|was|are|were) (suspected|possible|under investigation)",
}
# A bare negation reaches only the word right behind it: "未超速", but not "未到达路口前超速" nor "无证驾驶、超速".
_ADJACENT = re.compile(
    r"(未|没|无|非|没有|并未|并无|\b(not|no|without|never|neither|nor)( any| the| a)?( been| be)? )$"
)
_CLAUSE_END = re.compile(
    r"[，。；！？,;!?\n:：]|\.(?=\s|$)|但是?|而是|然而|后(?=认定|查明|确定|系)|\b(but|however|because|due to)\b"
)
_LIST_SEPARATOR = re.compile(r"(等)?(行为)?[、和及与或]| ?(,|and|or|nor|/) ?")
_PARTS = re.compile(r"[^，。；、！？,;/|\n]+")


@cache
def cause_rules() -> tuple[CauseRule, ...]:
    """Return the rules of ``lists/cause_rules.csv``."""
    return tuple(
        CauseRule(row["rule"], row["code"], row["language"], int(row["priority"]), re.compile(row["pattern"]))
        for row in read_table("cause_rules")
    )


def classify_causes(texts: "Iterable[str | None]", *, domain: str | None = None) -> "pd.DataFrame":
    """Return one row a cause named in a text, and one row with status ``unmatched`` for a text that names none.

    Parameters
    ----------
    texts
        Free texts in Chinese or English; a Series keeps its index, repeated for texts of several causes. Missing and empty
        texts are left out.
    domain
        One of :data:`CAUSE_DOMAINS`: only its causes, and those of any domain, are looked for.

    Returns
    -------
    pandas.DataFrame
        ``text``; ``status``, one of :data:`CAUSE_STATUSES`: only ``found`` is an assignment; ``code``; ``level`` (person,
        machine, environment, management); ``rule``; ``matched_words``.
    """
    import pandas as pd

    if domain is not None:
        one_of(domain, CAUSE_DOMAINS, "domain")
    if isinstance(texts, str):
        raise InputError("texts is one text: give a list of texts, even if it holds one only.")
    series = texts if isinstance(texts, pd.Series) else pd.Series(list(texts), dtype=object)
    levels = {entry.code: entry.level for entry in code_list("causes").entries}
    read: dict[str, list[tuple[str, _Match | None]]] = {}
    index: list[object] = []
    rows: list[tuple[object, ...]] = []
    for place, text in series.dropna().items():
        plain = normal(str(text))
        if plain and plain not in read:
            read[plain] = _read(plain, domain)
        for status, match in read.get(plain, ()):
            index.append(place)
            if match is None:
                rows.append((text, status, None, None, "", ""))
            else:
                words = plain[match.start : match.end]
                rows.append((text, status, match.code, levels[match.code], match.rule, words))
    return pd.DataFrame(rows, columns=COLUMNS, index=pd.Index(index, name=series.index.name), dtype=object)


def _read(text: str, domain: str | None) -> "list[tuple[str, _Match | None]]":
    """Return what a text says: each cause once, with the firmest status it has anywhere, in the order of the text."""
    said: dict[str, tuple[str, _Match]] = {}
    status, end = "found", 0
    for match in sorted(_without_overlaps(_matches(text, domain)), key=lambda m: m.start):
        listed = _LIST_SEPARATOR.fullmatch(text[end : match.start]) and status != "found"
        status = status if listed else _status(text, match)  # "未发现超速、酒驾" denies both
        end = match.end
        known = said.get(match.code)
        if known is None or CAUSE_STATUSES.index(status) < CAUSE_STATUSES.index(known[0]):
            said[match.code] = (status, match)
    found: list[tuple[str, _Match | None]] = [*sorted(said.values(), key=lambda pair: pair[1].start)]
    return found or [("unmatched", None)]


def _matches(text: str, domain: str | None) -> list[_Match]:
    """Return every match of a rule, and every part of the text that is a name of the list."""
    fitting, names = _codes_of(domain), _names()
    chinese = is_chinese(text)
    found = [
        _Match(rule.id, rule.code, rule.priority, *match.span())
        for rule in cause_rules()
        if rule.code in fitting and (chinese or rule.language == "en")
        for match in rule.pattern.finditer(text)
        if match.group()
    ]
    for part in [*(match.span() for match in _PARTS.finditer(text)), (0, len(text))]:
        words = text[slice(*part)].strip()
        if words in names and names[words] in fitting:
            start = text.index(words, part[0])
            found.append(_Match(NAME_RULE, names[words], 0, start, start + len(words)))
    return found


def _without_overlaps(matches: list[_Match]) -> list[_Match]:
    kept: list[_Match] = []
    for match in sorted(matches, key=lambda m: (m.priority, m.start - m.end, m.start, m.rule)):
        if not any(match.overlaps(other) for other in kept):
            kept.append(match)
    return kept


def _status(text: str, match: _Match) -> str:
    if match.code == UNKNOWN:
        return "found"
    before, after = text[: match.start], text[match.end :]
    ends = [end.end() for end in _CLAUSE_END.finditer(before)]
    clause = before[ends[-1] if ends else 0 :]
    if _ADJACENT.search(clause):
        return "denied"
    if cues := _cues(clause):
        return cues[-1]
    return next((status for status, pattern in _AFTER.items() if re.match(pattern, after)), "found")


def _cues(clause: str) -> list[str]:
    """Return the meaning of each cue in the clause, in order; of two that overlap, the one that begins first."""
    found = [
        (cue.start(), -cue.end(), status) for status, words in _BEFORE.items() for cue in re.finditer(words, clause)
    ]
    kept, reached = [], 0
    for start, minus_end, status in sorted(found):
        if start >= reached:
            kept.append(status)
            reached = -minus_end
    return kept


@cache
def _codes_of(domain: str | None) -> frozenset[str]:
    entries = code_list("causes").entries
    return frozenset(e.code for e in entries if domain is None or e.attributes["domain"] in (domain, "any"))


@cache
def _names() -> dict[str, str]:
    return {
        normal(name): entry.code
        for entry in code_list("causes").entries
        for name in (entry.code, entry.name.zh, entry.name.en, *entry.aliases)
    }
