"""Names beside points of a plane, off one another and off the marks, with a thin line where they stand farther away."""

import math
from collections.abc import Sequence

import numpy as np

from safetystats.figures.inputs import Numbers
from safetystats.figures.placing import beside
from safetystats.figures.plane import Plane
from safetystats.figures.sheet import Sheet, column_width
from safetystats.figures.style import GREY, LEADING, SMALL_SIZE

Place = tuple[float, float] | None
_HEIGHT = SMALL_SIZE * LEADING
_FAR = 7.0
_LETTERS = 0.4


def place_names(
    plane: Plane, names: Sequence[str], points: Numbers, marks: Numbers, curves: Sequence[tuple[Numbers, Numbers]] = ()
) -> list[Place]:
    """Return the middle of the name of each of `points` (rows x, y in units of the data), or None without room.

    The first names come first. They stand off all `marks` (rows x, y) and, where they can, off the `curves`.
    """
    sizes = [(column_width([name], SMALL_SIZE), _HEIGHT) for name in names]
    lines = [_on_page(plane, np.column_stack(curve)) for curve in curves]
    area = (plane.left, plane.top, plane.right, plane.top + plane.height)
    soft = np.vstack([np.empty((0, 2)), *lines])
    return beside(_on_page(plane, points), sizes, _on_page(plane, marks), soft, area)


def write_name(sheet: Sheet, plane: Plane, name: str, place: Place, point: tuple[float, float], colour: str) -> None:
    """Write the name of the data's `point` at `place`."""
    if place is None:
        return
    x, y = plane.across(point[0]), plane.down(point[1])
    half, low = column_width([name], SMALL_SIZE) / 2, _LETTERS * SMALL_SIZE
    near = max(place[0] - half, min(x, place[0] + half)), max(place[1] - low, min(y, place[1] + low))
    if math.dist((x, y), near) > _FAR:
        sheet.rule(x, y, *near, colour=GREY)
    sheet.write_middle(*place, [name], align="center", size=SMALL_SIZE, colour=colour)


def _on_page(plane: Plane, points: Numbers) -> Numbers:
    return np.array([(plane.across(x), plane.down(y)) for x, y in points]).reshape(-1, 2)
