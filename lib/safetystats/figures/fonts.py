"""The bundled typeface and the promise that goes with it: no character is ever drawn as an empty box.

`SafetyStats Sans` is a renamed subset of Noto Sans CJK SC (SIL Open Font License, beside the files), made by
``scripts/build_font.py``.
"""

import unicodedata
import warnings
from collections.abc import Iterable
from functools import cache
from pathlib import Path
from typing import Literal

from matplotlib import font_manager
from matplotlib.figure import Figure
from matplotlib.font_manager import FontProperties
from matplotlib.ft2font import FT2Font
from matplotlib.text import Text as TextArtist

from safetystats.products import MissingGlyphError

FAMILY = "SafetyStats Sans"
FOLDER = Path(__file__).parent / "fonts"
FILES = (FOLDER / "SafetyStatsSans-Regular.otf", FOLDER / "SafetyStatsSans-Bold.otf")


def register() -> None:
    """Make the typeface known to matplotlib; doing it twice does no harm."""
    known = {Path(entry.fname) for entry in font_manager.fontManager.ttflist}
    for path in FILES:
        if path not in known:
            font_manager.fontManager.addfont(path)


@cache
def typeface(size: float, weight: Literal["normal", "bold"] = "normal") -> FontProperties:
    """Return the typeface at `size` points."""
    return FontProperties(family=[FAMILY], size=size, weight=weight)


def check_text(text: str, path: str | Path = FILES[0]) -> None:
    """Raise :class:`MissingGlyphError` when the typeface in `path` lacks a character of `text`."""
    held = _characters(str(path))
    missing = [character for character in dict.fromkeys(text) if character != "\n" and ord(character) not in held]
    if missing:
        raise MissingGlyphError(
            f"The typeface {Path(path).stem} cannot draw {', '.join(map(_described, missing))} in the text {text!r}: "
            "use other characters, or run scripts/build_font.py once the text stands in the data."
        )


def check_glyphs(figure: Figure) -> None:
    """Raise :class:`MissingGlyphError` when a text of `figure`, tick labels included, has a character without a glyph."""
    with warnings.catch_warnings():
        warnings.filterwarnings("ignore", message=r"Glyph \d+", category=UserWarning)  # the error below says more
        figure.draw_without_rendering()  # tick labels are only written when they are drawn
    for artist in visible_texts(figure):
        check_text(artist.get_text(), font_manager.findfont(artist.get_fontproperties()))


def visible_texts(figure: Figure) -> Iterable[TextArtist]:
    """Yield every text of `figure` that is drawn and not blank."""
    for artist in figure.findobj(TextArtist):
        if isinstance(artist, TextArtist) and artist.get_visible() and artist.get_text().strip():
            yield artist


@cache
def _characters(path: str) -> frozenset[int]:
    return frozenset(FT2Font(path).get_charmap())


def _described(character: str) -> str:
    return f"{character!r} (U+{ord(character):04X} {unicodedata.name(character, 'unnamed')})"
