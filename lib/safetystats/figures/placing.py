"""Places for labels that would otherwise stand on one another."""

from collections.abc import Sequence


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
