"""Text as it is set: measured in points, and broken into lines where Chinese and English allow it."""

import re
from functools import lru_cache
from typing import Literal

from matplotlib.textpath import text_to_path

from safetystats.figures.fonts import FILES, check_text, typeface
from safetystats.words import Language

Weight = Literal["normal", "bold"]

_NO_BREAK = "\N{NO-BREAK SPACE}"
_NOT_FIRST = "，。、；：？！）》〉」』】〕…％%‰℃·,.;:?!)]}”’–～"
_NOT_LAST = "（《〈「『【〔([{“‘￥$"
_CJK = re.compile(r"[⺀-〿㇀-鿿豈-﫿︰-﹏＀-￯]")
# Typefaces for Chinese draw these as wide as a Chinese character, which tears English words apart.
_ENGLISH_SIGNS = str.maketrans({"“": '"', "”": '"', "‘": "'", "’": "'"})
_THIN_SPACES = str.maketrans(dict.fromkeys("\N{THIN SPACE}\N{NARROW NO-BREAK SPACE}\N{HAIR SPACE}", _NO_BREAK))


def prepared(text: str, language: Language) -> str:
    """Return `text` with the signs that the typeface draws well; a number and its percent sign stay on one line."""
    plain = re.sub(r"(?<=\d) (?=[%‰])", _NO_BREAK, text.translate(_THIN_SPACES))
    return plain.translate(_ENGLISH_SIGNS) if language == "en" else plain


@lru_cache(maxsize=4096)
def text_width(text: str, size: float, weight: Weight = "normal") -> float:
    """Return the width of `text` in points; a character without a glyph is an error and has no width."""
    check_text(text, FILES[weight == "bold"])
    width, _, _ = text_to_path.get_text_width_height_descent(text, typeface(size, weight), ismath=False)
    # The measured box ends with the ink: blanks at the end and the side bearings are ours to add.
    return float(width) + 0.1 * size if text else 0.0


def wrap(text: str, width: float, size: float, weight: Weight = "normal", *, even: bool = True) -> list[str]:
    """Break `text` into lines of at most `width` points: about equally long, or filled one after the other.

    Chinese may break at any character but never puts a closing sign first or an opening one last; English breaks at
    blanks and hyphens. A word wider than the line is broken where it must be.
    """
    lines = _filled(text, width, size, weight)
    if len(lines) < 2 or not even:
        return lines
    low, high = width / 2, width  # the narrowest measure with as many lines leaves no lonely last word
    while high - low > 1:
        middle = (low + high) / 2
        low, high = (low, middle) if len(_filled(text, middle, size, weight)) == len(lines) else (middle, high)
    return _filled(text, high, size, weight)


def _filled(text: str, width: float, size: float, weight: Weight) -> list[str]:
    lines = []
    for paragraph in text.split("\n"):
        line = ""
        for piece in _pieces(paragraph):
            if line and text_width((line + piece).rstrip(" "), size, weight) > width:
                lines.append(line.rstrip(" "))
                line = piece.lstrip(" ")
            else:
                line += piece
            while len(line) > 1 and text_width(line.rstrip(" "), size, weight) > width:
                cut = _fitting(line, width, size, weight)
                lines.append(line[:cut])
                line = line[cut:]
        lines.append(line.rstrip(" "))
    return lines


def _pieces(text: str) -> list[str]:
    """Return the parts between which a line may end; together they are the text."""
    pieces = [text[:1]]
    for position in range(1, len(text)):
        if _may_break(text, position):
            pieces.append(text[position])
        else:
            pieces[-1] += text[position]
    return pieces


def _may_break(text: str, position: int) -> bool:
    """Say whether a line may end before the character at `position`."""
    before, after = text[position - 1], text[position]
    if after == " " or after in _NOT_FIRST or before in _NOT_LAST:
        return False
    if before == " ":
        return True
    if _CJK.match(after):
        return not before.isdecimal() and before != _NO_BREAK  # "46起" stays together
    if _CJK.match(before):
        return after != _NO_BREAK
    return before in "-/" and after.isalpha()


def _fitting(word: str, width: float, size: float, weight: Weight) -> int:
    """Return how many characters of `word` fit, at least one."""
    fitting = 1
    while fitting < len(word) and text_width(word[: fitting + 1], size, weight) <= width:
        fitting += 1
    return fitting
