"""Places for labels that would otherwise stand on one another."""

from collections.abc import Sequence

import numpy as np
from numpy.typing import NDArray

_NEAR, _FAR = 4.0, (12.0, 22.0)
_DIRECTIONS = ((1, 0), (-1, 0), (0, -1), (0, 1), (1, -1), (-1, -1), (1, 1), (-1, 1))
"""Right, left, above, below and the corners, in the order in which a reader expects a name beside its point."""


def spread(wanted: Sequence[float], heights: Sequence[float], low: float, high: float) -> list[float]:
    """Return middles for labels of `heights`, none overlapping, each as near as can be to the one `wanted`.

    Labels that collide become a block that moves to its mean wish; the order of the wishes is kept. All stay between
    `low` and `high` when they fit at all.
    """
    order = sorted(range(len(wanted)), key=lambda number: wanted[number])
    blocks: list[tuple[list[int], float, float]] = []  # members, top, height
    for number in order:
        members, height = [number], heights[number]
        top = _kept_inside(wanted[number] - height / 2, height, low, high)
        while blocks and blocks[-1][1] + blocks[-1][2] > top:
            above, _, height_above = blocks.pop()
            members, height = above + members, height_above + height
            top = _kept_inside(_mean_top(members, wanted, heights), height, low, high)
        blocks.append((members, top, height))
    middles = [0.0] * len(wanted)
    for members, top, _ in blocks:
        at = top
        for number in members:
            middles[number] = at + heights[number] / 2
            at += heights[number]
    return middles


def lanes(starts: Sequence[float], widths: Sequence[float], anchors: Sequence[float]) -> list[int]:
    """Return for each label, from left to right, its lane (0 lowest), in which it overlaps no other label.

    A label covers `starts` to `starts + widths`; a line rises from below at its anchor to its lane. Where a choice of
    lanes allows it, no line runs through a label either.
    """
    placed: dict[int, int] = {}
    for number in reversed(range(len(starts))):
        free = [
            lane
            for lane in range(len(starts))
            if not any(at == lane and _overlap(number, other, starts, widths) for other, at in placed.items())
        ]
        clear = [
            lane
            for lane in free
            if not any(_crosses(number, lane, other, at, starts, widths, anchors) for other, at in placed.items())
        ]
        placed[number] = (clear or free)[0]
    return [placed[number] for number in range(len(starts))]


def beside(
    points: NDArray[np.float64],
    sizes: Sequence[tuple[float, float]],
    obstacles: NDArray[np.float64],
    soft: NDArray[np.float64],
    area: tuple[float, float, float, float],
) -> list[tuple[float, float] | None]:
    """Return the middle of a label beside each of `points` (x, y, downwards), or None where there is room for none.

    Labels of `sizes` (width, height) are placed in the order given, inside `area` (left, top, right, bottom), off the
    labels before them and off all of `points` and `obstacles`; where it can be off the `soft` obstacles too.
    """
    hard = np.vstack([points, obstacles])
    placed: list[tuple[float, float, float, float]] = []
    middles: list[tuple[float, float] | None] = []
    for point, size in zip(points, sizes, strict=True):
        boxes = [_box(point, size, way, gap) for gap in (_NEAR, *_FAR) for way in _DIRECTIONS]
        free = [box for box in boxes if _inside(box, area) and not _hit(box, hard) and not _meets(box, placed)]
        clear = [box for box in free if not _hit(box, soft)]
        chosen = next(iter(clear or free), None)
        if chosen is not None:
            placed.append(chosen)
        middles.append(None if chosen is None else ((chosen[0] + chosen[2]) / 2, (chosen[1] + chosen[3]) / 2))
    return middles


_Box = tuple[float, float, float, float]


def _box(point: NDArray[np.float64], size: tuple[float, float], way: tuple[int, int], gap: float) -> _Box:
    """Return left, top, right and bottom of a label that stands `gap` off its point."""
    left = point[0] + way[0] * (gap + size[0] / 2) - size[0] / 2
    top = point[1] + way[1] * (gap + size[1] / 2) - size[1] / 2
    return float(left), float(top), float(left + size[0]), float(top + size[1])


def _inside(box: _Box, area: _Box) -> bool:
    return box[0] >= area[0] and box[1] >= area[1] and box[2] <= area[2] and box[3] <= area[3]


def _hit(box: _Box, obstacles: NDArray[np.float64]) -> bool:
    """Say whether one of the points lies in the box or within a mark's radius of it."""
    x, y = obstacles[:, 0], obstacles[:, 1]
    radius = _NEAR - 1
    return bool(((x > box[0] - radius) & (x < box[2] + radius) & (y > box[1] - radius) & (y < box[3] + radius)).any())


def _meets(box: _Box, placed: Sequence[_Box]) -> bool:
    return any(box[0] < other[2] and other[0] < box[2] and box[1] < other[3] and other[1] < box[3] for other in placed)


def _overlap(one: int, other: int, starts: Sequence[float], widths: Sequence[float]) -> bool:
    return starts[one] < starts[other] + widths[other] and starts[other] < starts[one] + widths[one]


def _crosses(
    one: int, one_lane: int, other: int, other_lane: int, starts: Sequence[float], widths: Sequence[float],
    anchors: Sequence[float],
) -> bool:  # fmt: skip
    """Say whether the line to the higher of two labels runs through the lower one."""
    if one_lane == other_lane:
        return False
    lower, higher = (one, other) if one_lane < other_lane else (other, one)
    return starts[lower] < anchors[higher] < starts[lower] + widths[lower]


def _mean_top(members: Sequence[int], wanted: Sequence[float], heights: Sequence[float]) -> float:
    """Return the top of a block at which its labels are, on average, where they wish to be."""
    above, wishes = 0.0, 0.0
    for number in members:
        wishes += wanted[number] - heights[number] / 2 - above
        above += heights[number]
    return wishes / len(members)


def _kept_inside(top: float, height: float, low: float, high: float) -> float:
    return max(low, min(top, high - height))
