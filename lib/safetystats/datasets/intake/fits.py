"""How well a column fits a field: by its heading, and by the share of its content that can be read as the field."""

import re
from collections.abc import Callable, Sequence

from safetystats.datasets.intake.dates import NO_YEAR, read_date, read_time
from safetystats.datasets.intake.headers import heading_key
from safetystats.datasets.intake.numbers import infer_decimal, read_number
from safetystats.datasets.intake.readings import MARKS, is_mark, plain
from safetystats.datasets.intake.vocabulary import ALONE, ELSEWHERE
from safetystats.datasets.schemas import TABLES

#: The parts of a date that may stand in columns of their own.
PARTS = ("year", "month", "day", "hour", "minute")
_EXACT, _ALIKE, _PART = 1.0, 0.9, 0.7
#: From this fit of a heading on, its other words need not be looked at.
SURE_HEADING = 0.85
#: Characters from here on are Chinese or Japanese, written without blanks between words.
_HAN = 0x2E80
_NUMBERED = frozenset(("no", "number", "num", "numero"))
_PART_ENDS = re.compile(r"[年月日号時时点分]$")
_COUNTING = frozenset(
    [
        "number",
        "of",
        "no",
        "num",
        "nr",
        "n",
        "the",
        "count",
        "total",
        "tot",
        "numero",
        "cantidad",
        "quantidade",
        "qtd",
        "qtde",
        "de",
        "do",
        "da",
        "del",
        "dos",
        "das",
    ]
)
_NUMBERS_ARE_NO_PLACE = 0.8
_RANGES = {
    "longitude": 180.0,
    "latitude": 90.0,
    "month": 12.0,
    "day": 99.0,
    "hour": 99.0,
    "minute": 99.0,
    "year": 2100.0,
}


def name_fits(heading: str, wanted: str, rank: int) -> float:
    """Return how well a heading fits a wanted one: the same, its lower part, or holding it as whole words."""
    key, known = heading_key(heading), heading_key(wanted)
    lower = heading.rpartition("/")[2]
    first = 1 - 0.001 * rank
    if known in (key, heading_key(lower)):
        return _EXACT * first
    if known in ALONE:
        return _ALIKE * first if _words(lower) == [known] else 0.0
    if any(ord(c) > _HAN for c in known):
        return _PART * first * (len(known) / len(key)) ** 0.25 if len(known) >= 2 and known in key else 0.0
    words, parts = _words(lower), _words(wanted)
    if words == parts:
        return _ALIKE * first
    if len(parts) == 1 and _NUMBERED & set(wanted.split()):
        return 0.0  # "accident number" is more than any heading with "accident" in it
    joined = any(words[i : i + len(parts)] == parts for i in range(len(words) - len(parts) + 1))
    return _PART * first * (len(parts) / len(words)) ** 0.25 if joined and parts and len(known) > 2 else 0.0


def is_elsewhere(field: str, heading: str) -> bool:
    """Say whether a heading tells of something else than the field: a report's date, the state of an operator's office."""
    others = ELSEWHERE.get(field, frozenset())
    lower = heading.rpartition("/")[2]
    return bool(others & set(_words(lower))) or any(word in lower for word in others if ord(word[0]) > _HAN)


def _words(heading: str) -> list[str]:
    """Return the words of a heading without those that only say that something is counted."""
    cut = re.split(r"[\s_\-./()]+", re.sub(r"(?<=[a-z])(?=[A-Z])", " ", heading))
    return [word for part in cut if (word := heading_key(part)) and word not in _COUNTING]


def content_fits(field: str, part: str, texts: list[str]) -> float:
    """Return the share of a column's texts that can be read as the field; a blank column fits little."""
    if not texts:
        return 0.5
    name = part if part in PARTS else field
    if field == "occurred_at" and part == "date":
        return share(
            texts,
            lambda t: (
                read_date(t, "dmy").problem not in ("unreadable_date", "incomplete_date")
                or not read_date(t, "mdy", "roc").problem
                or bool(re.match(NO_YEAR, plain(t)))
            ),
        )
    if part == "time":
        return share(texts, lambda t: read_time(t, seconds=True).problem in ("", "unknown_hour"))
    kind = TABLES["accidents"].columns[field].kind if field in TABLES["accidents"].columns else "code"
    if kind in ("count", "number") or part in PARTS:
        decimal = infer_decimal(texts)
        limit, whole = _RANGES.get(name, float("inf")), kind == "count" or part in PARTS

        def fits(text: str) -> bool:
            value = read_number(_PART_ENDS.sub("", text.strip()) if part in PARTS else text, decimal, nil=MARKS).value
            return value is not None and (name in ("longitude", "latitude") or float(value) >= 0) and (not whole or float(value) % 1 == 0) and \
                abs(float(value)) <= (limit if name not in ("longitude", "latitude") else 1000)  # fmt: skip

        return share(texts, fits)
    if field == "accident_id":
        return 1.0 if len(set(texts)) > 0.2 * len(texts) else 0.3
    numbers = share(texts, lambda t: bool(re.fullmatch(r"-?\d+([.,]\d+)?", t.strip())))
    return 1.0 - (_NUMBERS_ARE_NO_PLACE if field == "place" else 0.5) * numbers


def share(texts: Sequence[str], test: Callable[[str], bool]) -> float:
    """Return the share of the texts, marks aside, that pass a test; one half where there are none."""
    real = [text for text in texts if not is_mark(text, MARKS)]
    return sum(map(test, real)) / len(real) if real else 0.5


def is_written_date(text: str) -> bool:
    """Say whether a text is a date by its form, not a bare number."""
    if text.strip().replace(".", "").isdigit():
        return False
    return bool(re.match(NO_YEAR, plain(text))) or read_date(text, "dmy").problem in (
        "",
        "ambiguous_date",
        "unknown_hour",
    )
