"""The one style of all figures: sizes in points, colours that the colour-blind can tell apart, thin lines.

Palette and orange for texts: the Government Analysis Function's accessible palette for charts.
"""

from collections.abc import Iterator
from contextlib import contextmanager

import matplotlib as mpl
import matplotlib.colors

from safetystats.figures.fonts import FAMILY
from safetystats.products.images import WIDTH_MM

POINTS_PER_INCH = 72
WIDTH = WIDTH_MM / 25.4 * POINTS_PER_INCH
"""Width of every figure in points (156 mm)."""

BLUE, TEAL, PLUM, ORANGE = "#12436D", "#28A197", "#801650", "#F46A25"
PALETTE = (BLUE, TEAL, PLUM, ORANGE)
TEXT_COLOURS = {BLUE: BLUE, TEAL: "#1B7A72", PLUM: PLUM, ORANGE: "#B4470B"}
"""The colour in which a text belonging to a mark is set: dark enough to be read on white."""
DASHES = ("-", (0, (5, 2)), (0, (1.5, 1.5)), (0, (6, 2, 1.5, 2)))

INK = "#1F2933"
SOFT_INK = "#52606D"
GREY = "#9AA5B1"
PALE = "#D5DCE4"
GRID = "#E4E9EE"
BAND_ALPHA = 0.16
_TINT = 0.3

TITLE_SIZE, SUBTITLE_SIZE, TEXT_SIZE, SMALL_SIZE = 10.5, 8.5, 8.0, 7.0
LEADING = 1.42
"""Distance from one line of text to the next, in sizes of the type."""


@contextmanager
def house_style() -> Iterator[None]:
    """Draw with our typeface and without a user's own settings."""
    with mpl.rc_context():
        mpl.rcdefaults()
        mpl.rcParams.update(
            {
                "font.family": [FAMILY],
                "font.size": TEXT_SIZE,
                "text.parse_math": False,
                "text.hinting": "none",
                "text.color": INK,
                "axes.unicode_minus": True,
                "path.simplify": False,
                "lines.solid_capstyle": "butt",
            }
        )
        yield


def tint(colour: str) -> str:
    """Return `colour` mixed with white, for areas under marks of the full colour."""
    red, green, blue = (1 - _TINT * (1 - part) for part in mpl.colors.to_rgb(colour))
    return mpl.colors.to_hex((red, green, blue))
