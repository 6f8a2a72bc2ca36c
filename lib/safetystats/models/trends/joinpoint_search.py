"""Every placement of joinpoints on the grid, and what each explains, for one series or for thousands at once.

A model with joinpoints τ is least squares on a base (intercept, time, known steps) and the hinges (t − τ)⁺. Placements
form a tree: each adds one hinge to the right of its parent's. Made orthogonal to the base and to its parent's hinges and
brought to length 1, the new hinge u explains (u·e)² of the sum of squares of a series e, whatever the series is. So the
tree of unit vectors is built once and applied to all permutations of a test by one matrix product (Lerman 1980 for the
grid search, Kim et al. 2000 for its use).
"""

from collections.abc import Iterator
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from safetystats.measures.columns import FloatArray

IntArray = NDArray[np.intp]
# Rows of one branch of the tree; and the multiplications of one matrix product, few enough that the linear algebra does
# not hand it to several threads, which wait for each other when the processors have other work.
_MOST_ROWS, _SMALL_PRODUCT = 10_000, 250_000
_COLLINEAR = 1e-10


@dataclass(frozen=True, slots=True)
class Grid:
    """Where joinpoints may stand: `candidates`, with the numbers of observations before (`below`) and up to each."""

    years: FloatArray
    candidates: FloatArray
    below: IntArray
    up_to: IntArray
    min_between: int

    def successors(self, place: int) -> slice:
        """Return the candidates that may follow the one at `place`; all of them follow −1."""
        if place < 0:
            return slice(0, self.candidates.size)
        first = int(np.searchsorted(self.below, self.up_to[place] + self.min_between))
        return slice(max(first, place + 1), self.candidates.size)

    def most_joinpoints(self) -> int:
        """Return how many joinpoints fit on the grid at all."""
        count, place = 0, -1
        while (following := self.successors(place)).start < following.stop:
            count, place = count + 1, following.start
        return count


@dataclass(frozen=True, slots=True)
class Level:
    """All placements of one number of joinpoints in one branch, with the orthonormal hinges of each (`basis`).

    `parents` are their rows in the level above, in order.
    """

    places: IntArray
    basis: FloatArray
    parents: IntArray


@dataclass(frozen=True, slots=True)
class BestFits:
    """For each number k of joinpoints: the least sum of squares, its placement, and the least with joint j at each place.

    `by_place[k][j, c]` is the least sum of squares of the models whose j-th of k joinpoints stands at candidate c.
    """

    sums: FloatArray
    places: list[IntArray]
    by_place: list[FloatArray]


def make_grid(years: FloatArray, between: int, min_to_end: int, min_between: int) -> Grid:
    """Return the grid of observed years, with `between` further points in each gap, kept clear of both ends."""
    steps = np.arange(between + 1) / (between + 1)
    fine = np.append((years[:-1, None] + np.diff(years)[:, None] * steps).ravel(), years[-1])
    below, up_to = np.searchsorted(years, fine, "left"), np.searchsorted(years, fine, "right")
    kept = (below >= min_to_end) & (years.size - up_to >= min_to_end) & (fine > years[0]) & (fine < years[-1])
    return Grid(years, fine[kept], below[kept], up_to[kept], min_between)


def hinges(years: FloatArray, joinpoints: FloatArray) -> FloatArray:
    """Return the columns (t − τ)⁺, one a joinpoint."""
    return np.maximum(years[:, None] - joinpoints, 0.0)


def residual_projector(base: FloatArray) -> FloatArray:
    """Return the matrix that takes out what the columns of `base` explain."""
    q, _ = np.linalg.qr(base)
    return np.asarray(np.eye(base.shape[0]) - q @ q.T)


def best_fits(grid: Grid, columns: FloatArray, series: FloatArray, most: int) -> BestFits:
    """Return the best placements of 0 … `most` joinpoints for one whitened `series`, the base already taken out."""
    size = grid.candidates.size
    sums = np.full(most + 1, np.inf)
    sums[0] = series @ series
    places = [np.empty(0, dtype=np.intp) for _ in range(most + 1)]
    by_place = [np.full((k, size), np.inf) for k in range(most + 1)]
    barred = ~_followers(grid)
    for level in _levels(grid, columns, most - 1) if most else ():
        k = level.places.shape[1] + 1
        last = level.places[:, -1] if k > 1 else np.array([-1])
        children = _sums_of_children(level, columns, series)
        children[barred[last]] = np.inf
        row, added = np.unravel_index(int(np.argmin(children)), children.shape)
        if children[row, added] < sums[k]:
            sums[k], places[k] = children[row, added], np.append(level.places[row], added)
        for j in range(k - 1):
            np.minimum.at(by_place[k][j], level.places[:, j], children.min(axis=1))
        np.minimum(by_place[k][-1], children.min(axis=0), out=by_place[k][-1])
    return BestFits(np.maximum(sums, 0.0), places, by_place)


def least_sums(
    grid: Grid, columns: FloatArray, series: FloatArray, few: int, most: int
) -> tuple[FloatArray, FloatArray]:
    """Return the least sums of squares of every column of `series` with `few` and with `most` joinpoints, few < most."""
    gain_few, gain_most = np.zeros(series.shape[1]), np.zeros(series.shape[1])
    for branch in branches(grid, columns, most):
        *upper, last = branch
        units, families = [level.basis[:, -1:].copy() for level in upper], _families(last)
        widest = max(members.shape[1] * members.shape[2] for _, members in families)
        step = max(1, _SMALL_PRODUCT // widest)
        for start in range(0, series.shape[1], step):
            block = slice(start, start + step)
            part = np.ascontiguousarray(series[:, block])
            gain = np.zeros((1, part.shape[1]))
            for k, level in enumerate(upper, start=1):
                gain = gain[level.parents] + np.square(units[k - 1] @ part)[:, 0]
                if k == few:
                    np.maximum(gain_few[block], gain.max(axis=0), out=gain_few[block])
            if len(branch) == most:
                np.maximum(gain_most[block], _largest_gains(families, gain, part), out=gain_most[block])
    totals = np.einsum("ij,ij->j", series, series)
    return totals - gain_few, totals - gain_most


def branches(grid: Grid, columns: FloatArray, most: int) -> Iterator[list[Level]]:
    """Yield the tree of placements in branches of bounded size; each is a list of its levels, 1 … `most` joinpoints."""
    if most == 0 or grid.candidates.size == 0:
        return
    firsts = np.arange(grid.candidates.size)
    size = max(1, int(_MOST_ROWS / max(1.0, _rows_per_first(grid, most))))
    for start in range(0, firsts.size, size):
        chosen = firsts[start : start + size]
        units = _unit(columns[:, chosen].T, columns[:, chosen].T)
        levels = [Level(chosen[:, None], units[:, None, :], np.zeros(chosen.size, dtype=np.intp))]
        while len(levels) < most and (grown := _grow(grid, columns, levels[-1])) is not None:
            levels.append(grown)
        yield levels


def _levels(grid: Grid, columns: FloatArray, most: int) -> Iterator[Level]:
    """Yield the root (no joinpoint yet) and every level below it, down to `most` joinpoints."""
    yield Level(np.empty((1, 0), dtype=np.intp), np.empty((1, 0, columns.shape[0])), np.zeros(1, dtype=np.intp))
    for branch in branches(grid, columns, most):
        yield from branch


def _followers(grid: Grid) -> NDArray[np.bool_]:
    """Return which candidate (column) may follow which (row); the last row is for the first joinpoint."""
    follows = np.zeros((grid.candidates.size + 1, grid.candidates.size), dtype=bool)
    for place in range(-1, grid.candidates.size):
        follows[place, grid.successors(place)] = True
    return follows


def _sums_of_children(level: Level, columns: FloatArray, series: FloatArray) -> FloatArray:
    """Return the sums of squares with one joinpoint more than the level has, for each of its rows and each candidate."""
    onto, held = level.basis @ columns, level.basis @ series
    explained = series @ columns - np.einsum("rl,rlc->rc", held, onto)
    whole = np.einsum("nc,nc->c", columns, columns)
    length = whole - np.einsum("rlc,rlc->rc", onto, onto)
    explained[length <= _COLLINEAR * whole] = 0.0
    np.maximum(length, _COLLINEAR * whole, out=length)
    left = series @ series - np.einsum("rl,rl->r", held, held)
    return np.asarray(left[:, None] - explained**2 / length)


def _grow(grid: Grid, columns: FloatArray, level: Level) -> Level | None:
    """Return the placements with one more joinpoint than `level` has; None when none fits."""
    following = [grid.successors(int(last)) for last in level.places[:, -1]]
    counts = np.array([part.stop - part.start for part in following])
    if not counts.any():
        return None
    parents = np.repeat(np.arange(counts.size), counts)
    added = np.concatenate([np.arange(part.start, part.stop) for part in following])
    raw = columns[:, added].T
    held = level.basis[parents]
    left = raw - np.einsum("rl,rln->rn", np.einsum("rln,rn->rl", held, raw), held)
    units = _unit(left, raw)
    places = np.column_stack([level.places[parents], added])
    return Level(places, np.concatenate([held, units[:, None, :]], axis=1), parents)


def _families(level: Level) -> list[tuple[IntArray, FloatArray]]:
    """Return the units of a level sorted by how many children their parent has: (parents, their children's units).

    The units have the shape (parents, children, observations), which makes one small product a parent.
    """
    parents, first, counts = np.unique(level.parents, return_index=True, return_counts=True)
    units, families = level.basis[:, -1].copy(), []
    for count in np.unique(counts):
        alike = counts == count
        families.append((parents[alike], units[first[alike][:, None] + np.arange(count)]))
    return families


def _largest_gains(families: list[tuple[IntArray, FloatArray]], gain: FloatArray, series: FloatArray) -> FloatArray:
    """Return for each series the most that any placement of the last level explains, given the `gain` of its parents."""
    largest = np.zeros(series.shape[1])
    for parents, units in families:
        added = units @ series
        np.square(added, out=added)
        np.maximum(largest, (added.max(axis=1) + gain[parents]).max(axis=0), out=largest)
    return largest


def _unit(left: FloatArray, raw: FloatArray) -> FloatArray:
    """Return rows of length 1; a hinge that the others already explain adds nothing and becomes a row of zeros."""
    length = np.linalg.norm(left, axis=1, keepdims=True)
    explained = length <= _COLLINEAR * np.linalg.norm(raw, axis=1, keepdims=True)
    return np.where(explained, 0.0, left / np.where(explained, 1.0, length))


def _rows_per_first(grid: Grid, most: int) -> float:
    """Return how many placements of `most` joinpoints share their first, on average: combinations with gaps."""
    ways = np.ones(grid.candidates.size)
    for _ in range(most - 1):
        after = np.append(np.cumsum(ways[::-1])[::-1], 0.0)
        ways = np.array([after[grid.successors(place).start] for place in range(ways.size)])
    return float(ways.mean())
