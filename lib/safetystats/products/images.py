"""A matplotlib figure as bytes: the same figure gives the same bytes, and a missing glyph is an error.

The settings under which a figure is saved are fixed here, so that a user's matplotlibrc changes nothing. Letters are
saved as outlines: the picture looks alike on a machine that lacks the typeface.
"""

import io
import re
import sys
import warnings
from collections.abc import Iterator
from contextlib import contextmanager
from html import escape
from typing import TYPE_CHECKING, Any

from safetystats.errors import InputError
from safetystats.products.outlines import shortened

if TYPE_CHECKING:
    from matplotlib.figure import Figure as Image

WIDTH_MM = 156
DPI = 300
_MM_PER_INCH = 25.4
_SETTINGS: dict[Any, Any] = {
    "svg.hashsalt": "safetystats",
    "svg.fonttype": "path",
    "svg.image_inline": True,
    "text.hinting": "none",
    "text.antialiased": True,
    "path.simplify": False,
    "savefig.bbox": None,
    "savefig.facecolor": "white",
    "savefig.edgecolor": "white",
    "savefig.transparent": False,
}
_MISSING_GLYPH = r"Glyph \d+ .* missing from"
# Hundredths of a point are finer than any printer; what lies below differs from one processor to another.
_LONG_DECIMAL = re.compile(r"(?<![\w.#])(-?\d+\.\d{3,})(?![\w.])")
_GEOMETRY = re.compile(r' (?:d|x|y|x1|x2|y1|y2|points|width|height|transform)="[^"]*"')
_SCALE = re.compile(r"scale\([^)]*\)")


class MissingGlyphError(InputError):
    """A text holds a character that its typeface cannot draw; it would be printed as an empty box."""


def svg(image: "Image", title: str) -> str:
    """Return the figure as SVG with outlined letters, named `title` for screen readers.

    It holds no date and no version, and coordinates have two decimals.
    """
    buffer = io.StringIO()
    with _saving():
        image.savefig(buffer, format="svg", metadata={"Date": None, "Creator": None})
    drawing = _GEOMETRY.sub(lambda match: _rounded(match[0]), shortened(buffer.getvalue()))
    opening = re.search(r"<svg [^>]*", drawing)
    assert opening is not None
    return f'{drawing[: opening.end()]} role="img">\n <title>{escape(title)}</title>{drawing[opening.end() + 1 :]}'


def png(image: "Image") -> bytes:
    """Return the figure as PNG at 300 dots per inch."""
    buffer = io.BytesIO()
    with _saving():
        image.savefig(buffer, format="png", dpi=DPI, metadata={"Software": None})
    return buffer.getvalue()


def close(image: "Image") -> None:
    """Take the figure out of pyplot's hands, if pyplot has it, so that a notebook does not show it a second time."""
    pyplot = sys.modules.get("matplotlib.pyplot")
    if pyplot is not None:
        pyplot.close(image)


@contextmanager
def _saving() -> Iterator[None]:
    """Save under matplotlib's own defaults and ours; turn the warning of a missing glyph into an error."""
    import matplotlib as mpl

    with mpl.rc_context(), warnings.catch_warnings():
        mpl.rcdefaults()
        mpl.rcParams.update(_SETTINGS)
        warnings.filterwarnings("error", message=_MISSING_GLYPH, category=UserWarning)
        try:
            yield
        except UserWarning as warning:
            raise MissingGlyphError(
                f"A figure's typeface lacks a character: {warning} Draw it with safetystats.figures, or choose a "
                "typeface that has the character."
            ) from None


def _rounded(attribute: str) -> str:
    """Round the coordinates of one SVG attribute; scales are small factors and stay as they are."""
    scales = _SCALE.findall(attribute)
    rounded = _LONG_DECIMAL.sub(lambda match: _two_decimals(match[0]), attribute)
    kept = iter(scales)
    return _SCALE.sub(lambda _: next(kept), rounded)


def _two_decimals(number: str) -> str:
    text = f"{float(number):.2f}".rstrip("0").rstrip(".")
    return "0" if text == "-0" else text
