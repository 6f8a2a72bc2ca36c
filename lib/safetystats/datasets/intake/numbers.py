"""Numbers as ledgers write them: full-width digits, separators, a decimal comma, 万 and 亿, Chinese numerals, units.

The decimal mark is known for a whole column, never guessed cell by cell. What is not plainly one number is a problem.
"""

import re
from collections.abc import Iterable
from collections.abc import Mapping as Map
from decimal import Decimal, InvalidOperation
from typing import Literal, TypeAlias

from safetystats.datasets.intake.readings import BLANK, MARKS, Reading, is_mark, plain

DecimalMark: TypeAlias = Literal[".", ","]
_LARGEST = 2**53
_SLIP = 100
_SIZES = {"": 1, "十": 10, "百": 100, "千": 1000, "万": 10**4, "萬": 10**4, "十万": 10**5, "百万": 10**6, "千万": 10**7,
          "亿": 10**8, "億": 10**8, "万亿": 10**12}  # fmt: skip
_UNITS = "人|名|起|件|次|宗|例|辆|台|元|圆|块|人次|persons?|deaths?|元整"
_NUMBER = re.compile(
    rf"([+-]?)[¥$€￥]?([\d.,' ]*\d[\d.,']*)(e[+-]?\d{{1,3}})?\s*({'|'.join(filter(None, _SIZES))})?(?:{_UNITS})?", re.I
)
_CHINESE = re.compile(rf"([零〇一二三四五六七八九十百千万亿两壹贰叁肆伍陆柒捌玖拾佰仟点负]+)(?:{_UNITS})?")
#: 两三人 is two or three persons, not twenty-three.
_ABOUT = re.compile(r"[一二两三四五六七八九][一二两三四五六七八九](?:[十百千万亿].*)?")
_PATTERNS: dict[DecimalMark, re.Pattern[str]] = {
    ".": re.compile(r"(?:\d+|\d{1,3}(?:([,' ])\d{3})(?:\1\d{3})*)(?:\.\d+)?|\.\d+"),
    ",": re.compile(r"(?:\d+|\d{1,3}(?:([.' ])\d{3})(?:\1\d{3})*)(?:,\d+)?|,\d+"),
}
_OWN_SIZE = re.compile(r"[万萬亿億元圆块]")
_MARKS: tuple[tuple[DecimalMark, str, str], ...] = ((".", r"\.", ","), (",", ",", r"\."))
#: Texts that can only be read with the one decimal mark; "1,234" and "1.234" alone show neither.
SHOWS: dict[DecimalMark, re.Pattern[str]] = {
    mark: re.compile(
        rf"[+-]?(?:\d*{d}(?:\d{{1,2}}|\d{{4,}})|0{d}\d+|\d{{4,}}{d}\d+|\d{{1,3}}(?:{g}\d{{3}})+{d}\d+|\d{{1,3}}(?:{g}\d{{3}}){{2,}})"
    )
    for mark, d, g in _MARKS
}


def read_number(
    text: str, decimal: DecimalMark = ".", nil: tuple[str, ...] = (), unknown: tuple[str, ...] = ()
) -> Reading:
    """Read one number; a mark declared `nil` is zero, one declared `unknown` is missing, any other mark is a problem."""
    cell = plain(text)
    if not cell or is_mark(text, unknown):
        return BLANK
    if is_mark(text, nil):
        return Reading(0.0)
    if is_mark(text, MARKS):
        return Reading(problem="undeclared_mark")
    value = _digits(cell, decimal)
    if value is None:
        value = _chinese(cell)
    if value is None or abs(value) >= _LARGEST:
        return Reading(problem="not_a_number")
    return Reading(float(value))


def names_its_size(text: str) -> bool:
    """Say whether a text bears its own unit (3万, 500元), so that the unit of its column does not apply to it."""
    return bool(_OWN_SIZE.search(plain(text)))


def infer_decimal(texts: Iterable[str], default: DecimalMark = ".") -> DecimalMark:
    """Return the decimal mark that the texts of a whole column show; `default` when they show none or contradict."""
    cells = [plain(text) for text in texts]
    comma = any(SHOWS[","].fullmatch(cell) for cell in cells)
    point = any(SHOWS["."].fullmatch(cell) for cell in cells)
    if comma == point:
        return default
    return "," if comma else "."


def decimal_mark(own: Map[DecimalMark, int], others: Iterable[Map[DecimalMark, int]]) -> DecimalMark:
    """Return the decimal mark of a column of whose texts `own` say how many only each mark can explain; else that of the others.

    A few texts do not make a mark when a hundred times as many in the other columns show the other one: they are slips.
    """
    all_others: dict[DecimalMark, int] = {".": 0, ",": 0}
    for other in others:
        for mark, count in other.items():
            all_others[mark] += count
    shown = [mark for mark, count in own.items() if count]
    if len(shown) == 1 and all_others["," if shown[0] == "." else "."] <= _SLIP * own[shown[0]]:
        return shown[0]
    return "," if not shown and all_others[","] and not all_others["."] else "."


def _digits(cell: str, decimal: DecimalMark) -> Decimal | None:
    match = _NUMBER.fullmatch(cell)
    if not match:
        return None
    sign, digits, power, size = match.groups()
    digits = digits.strip()
    if not _PATTERNS[decimal].fullmatch(digits):
        return None
    point = "," if decimal == "," else "."
    whole = "".join("." if c == point else c for c in digits if c.isdigit() or c == point)
    try:
        value = Decimal(f"{sign}{whole}{power or ''}") * _SIZES[size or ""]
    except InvalidOperation:
        return None
    return value if value.is_finite() else None


def _chinese(cell: str) -> Decimal | None:
    match = _CHINESE.fullmatch(cell)
    if not match or _ABOUT.fullmatch(match[1]):
        return None
    import cn2an  # type: ignore[import-untyped]

    try:
        return Decimal(str(cn2an.cn2an(match[1].replace("〇", "零"), "smart")))
    except (ValueError, KeyError, IndexError, TypeError, InvalidOperation):
        return None
