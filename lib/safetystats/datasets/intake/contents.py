"""What the content of columns tells where their headings do not: a date, an area, numbers of dead and injured in words."""

import re
from collections.abc import Sequence

from safetystats.codes import areas
from safetystats.datasets.intake.dates import NO_YEAR
from safetystats.datasets.intake.fits import is_written_date, share
from safetystats.datasets.intake.headers import heading_key
from safetystats.datasets.intake.readings import plain
from safetystats.errors import InputError

_TOWNS = frozenset(("municipio", "cidade", "ciudad", "city"))
#: Years of the Republic from 1991 to 2061; some must have three digits, for 95 alone is 1995 or 2006.
_ROC = (80, 150)
_NEARLY_ALL, _DATES = 0.9, 0.95
_NIL, _UNKNOWN = ("—", "——", "-", "无"), ("…", "……", "/", "不详", "未知", "不明")
#: Two ways of writing the dead and the injured into one cell, words first and numbers first; the group is the number.
_HARM_IN_WORDS = (
    {
        "deaths": r"死亡?\D{0,2}(\d+)",
        "serious_injuries": r"重[伤傷]\D{0,2}(\d+)",
        "minor_injuries": r"[轻輕][伤傷]\D{0,2}(\d+)",
        "injuries": r"受[伤傷]\D{0,2}(\d+)",
    },
    {
        "deaths": r"(\d+)\s*[人名]?死",
        "serious_injuries": r"(\d+)\s*[人名]?重[伤傷]",
        "minor_injuries": r"(\d+)\s*[人名]?[轻輕][伤傷]",
        "injuries": r"(\d+)\s*[人名]?受?[伤傷]",
    },
)
#: (field, part) → (position of its column, confidence).
Best = dict[tuple[str, str], tuple[int, float]]


def one_way_to_tell_time(best: Best, samples: dict[int, list[str]]) -> Best:
    """Keep either a date (with a time) or year, month and day; find a date by content when no heading told one.

    Year and month alone are kept where nothing tells the day.
    """
    when = "occurred_at"
    if (when, "date") not in best and not {(when, "year"), (when, "month"), (when, "day")} <= set(best):
        used = {i for i, _ in best.values()}
        dates = [
            i for i, texts in samples.items() if i not in used and texts and share(texts, is_written_date) > _DATES
        ]
        if dates:
            best[when, "date"] = (dates[0], 0.5)
    if (when, "date") not in best and (when, "time") in best:
        position, confidence = best[when, "time"]
        if share(samples[position], is_written_date) > _DATES:  # 时间 may be the date with its time
            best[when, "date"] = (position, confidence)
            del best[when, "time"]
    if (when, "date") in best:
        hour = best.get((when, "hour"))
        texts = samples[best[when, "date"][0]]
        kept = (
            "date",
            "time",
            *(["year"] if sum(bool(re.match(NO_YEAR, plain(t))) for t in texts) > len(texts) / 2 else []),
        )
        best = {key: value for key, value in best.items() if key[0] != when or key[1] in kept}
        if (when, "time") not in best and hour and not any(":" in t for t in samples[best[when, "date"][0]]):
            best[when, "time"] = hour
    elif not {(when, "year"), (when, "month")} <= set(best):
        best = {key: value for key, value in best.items() if key[0] != when}
    elif (when, "hour") in best:
        best.pop((when, "time"), None)
    return best


def area_in_place(best: Best, samples: dict[int, list[str]], headings: Sequence[str]) -> Best:
    """Take the column of places for the area where none else is: towns by its heading, or areas of the national list."""
    place = best.get(("place", "source"))
    if place is None or ("area", "source") in best:
        return best
    position = place[0]
    if heading_key(headings[position]) in _TOWNS or share(samples[position], is_area) > _NEARLY_ALL:
        return {("area", "source") if key == ("place", "source") else key: value for key, value in best.items()}
    return best


def counts_from_the_republic(texts: Sequence[str]) -> bool:
    """Say whether years or dates are of the Republic of China's calendar: all of two or three digits that mean this lifetime."""
    years = [int(match[0]) for text in texts if (match := re.match(r"\d+", plain(text)))]
    return (
        bool(years)
        and len(years) == len(texts)
        and all(_ROC[0] <= year <= _ROC[1] for year in years)
        and max(years) > 99
    )


def further_columns(heading: str, headings: Sequence[str]) -> list[str]:
    """Return the headings that are `heading` with a higher number at the end: FACTOR 2, FACTOR 3 after FACTOR 1."""
    found = re.fullmatch(r"(.*\D)(\d+)", heading)
    if found is None:
        return []
    numbered = {other: re.fullmatch(re.escape(found[1]) + r"(\d+)", other) for other in headings if other}
    return [other for other, match in numbered.items() if match and int(match[1]) > int(found[2])]


def usual_marks(headings: Sequence[str], marks: Sequence[str]) -> dict[str, tuple[str, ...]]:
    """Return what marks mean by the usage of Chinese tables, 无 and — nil, … and / unknown, when the ledger holds any of them."""
    chinese = any("\u4e00" <= c <= "\u9fff" for heading in headings for c in heading)
    return {"nil": _NIL, "unknown": _UNKNOWN} if chinese and {*_NIL, *_UNKNOWN} & {*marks} else {}


def is_area(text: str) -> bool:
    """Say whether a text is a code or name of the national list of areas."""
    try:
        areas.get(text)
    except InputError:
        return False
    return True


def harm_in_words(headings: Sequence[str], samples: Sequence[list[str]]) -> list[tuple[str, str, str]]:
    """Return field, heading and pattern of the counts that stand in words, as in 死亡1人，受伤2人 or 1死2伤."""
    for heading, texts in zip(headings, samples, strict=True):
        patterns = _HARM_IN_WORDS[_says_numbers_first(texts)]
        if sum(bool(re.search(patterns["deaths"], text)) for text in texts) > _NEARLY_ALL * len(texts):
            return [
                (field, heading, pattern)
                for field, pattern in patterns.items()
                if any(re.search(pattern, text) for text in texts)
            ]
    return []


def _says_numbers_first(texts: Sequence[str]) -> bool:
    """Say whether the texts write 1死2伤 rather than 死亡1人，受伤2人, of which neither is read by the other's pattern."""
    return sum(bool(re.match(r"[^死伤傷]*\d", text)) for text in texts) > len(texts) / 2
