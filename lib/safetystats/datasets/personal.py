"""Personal data by its form: resident identity numbers, mobile numbers, number plates.

Identity numbers have 17 digits and a check character (GB 11643-1999, ISO 7064 MOD 11-2); plates follow GA 36. The patterns
are read alike by Python and by DuckDB.
"""

import re
from collections.abc import Iterable

from safetystats.words import Text

#: What stands where personal data was.
HIDDEN = "***"
_ID = r"[1-9]\d{5}(?:18|19|20)\d{2}(?:0[1-9]|1[0-2])(?:0[1-9]|[12]\d|3[01])\d{3}[\dXx]"
_MOBILE = r"1[3-9]\d[- ]?\d{4}[- ]?\d{4}"
_PLATE = r"[京津沪渝冀豫云辽黑湘皖鲁新苏浙赣鄂桂甘晋蒙陕吉闽贵粤青藏川宁琼][A-HJ-NP-Z][·•. ]?[A-HJ-NP-Z0-9]{4,5}[A-HJ-NP-Z0-9挂学警港澳]"
#: Kind → its form, standing alone among other text.
FORMS = {
    "identity numbers": rf"(^|[^0-9A-Za-z])({_ID})($|[^0-9A-Za-z])",
    "mobile numbers": rf"(^|[^0-9])({_MOBILE})($|[^0-9])",
    "number plates": rf"(^|[^0-9A-Za-z])({_PLATE})",
}
NAMES, OTHER = "names of persons", "numbers or addresses of persons"
#: The kinds in both languages, for the report.
KIND_NAMES = {
    "identity numbers": Text("身份证号", "identity numbers"),
    "mobile numbers": Text("手机号", "mobile numbers"),
    "number plates": Text("车牌号", "number plates"),
    NAMES: Text("姓名", NAMES),
    OTHER: Text("个人号码或住址", OTHER),
}
_WEIGHTS = (7, 9, 10, 5, 8, 4, 2, 1, 6, 3, 7, 9, 10, 5, 8, 4, 2)
_CHECKS = "10X98765432"
#: Where one of the forms may stand; quick to look for.
SUSPECT = r"\d{11}|1\d{2}[- ]\d{4}|[一-鿿][A-Z]"


def is_identity_number(text: str) -> bool:
    """Say whether `text` is a resident identity number of 18 characters with the right check character."""
    if not re.fullmatch(_ID, text):
        return False
    total = sum(weight * int(digit) for weight, digit in zip(_WEIGHTS, text, strict=False))
    return _CHECKS[total % 11] == text[17].upper()


def mask(text: str) -> str:
    """Return `text` with identity numbers, mobile numbers and number plates replaced by ``***``."""
    for form in FORMS.values():
        text = re.sub(form, lambda m: m[0].replace(m[2], HIDDEN), text)
    return text


def find_personal(texts: Iterable[str]) -> dict[str, int]:
    """Return how many of the texts hold what kind of personal data.

    Identity numbers count when most of those found bear the right check character; other numbers of 18 digits (an area,
    a day and a serial number) bear it one time in eleven.
    """
    found = dict.fromkeys(FORMS, 0)
    right = 0
    for text in texts:
        for kind, form in FORMS.items():
            if match := re.search(form, text):
                found[kind] += 1
                right += kind == "identity numbers" and is_identity_number(match[2])
    if right <= found["identity numbers"] / 2:
        found["identity numbers"] = 0
    return {kind: count for kind, count in found.items() if count}
