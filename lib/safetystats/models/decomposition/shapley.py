"""Standardised values of factors: each factor changed while the others are averaged over both periods.

Das Gupta (1993) changes the factors one after the other in every possible order and averages; what a factor adds on
average is its effect. This is the Shapley value (Shorrocks 2013). A set of s of the other n − 1 factors taken from the
second period has the weight s! (n − 1 − s)! / n!.
"""

from collections.abc import Callable
from itertools import combinations
from math import comb
from typing import Any, NamedTuple

import numpy as np

from safetystats.measures.columns import FloatArray

Rate = Callable[..., Any]


class Standardised(NamedTuple):
    """Value of each factor (last axis) at its level in a and in b, the other factors being averaged over both."""

    a: FloatArray
    b: FloatArray


def standardised_products(a: FloatArray, b: FloatArray) -> Standardised:
    """Return, row by row, the standardised values when a row's value is the product of its factors (the last axis).

    The weights are those of ∫ tˢ (1 − t)ⁿ⁻¹⁻ˢ dt, so the average over all orders is the integral of the product of the
    other factors along the straight line from a to b: a polynomial, for which few Gauss–Legendre points are exact.
    """
    points, weights = np.polynomial.legendre.leggauss(a.shape[-1] // 2 + 1)
    others = np.zeros(np.broadcast_shapes(a.shape, b.shape))
    for t, weight in zip((points + 1) / 2, weights / 2, strict=True):
        others += weight * _products_of_others((1 - t) * a + t * b)
    return Standardised(a * others, b * others)


def standardised_rates(a: FloatArray, b: FloatArray, rate: Callable[[FloatArray], FloatArray]) -> Standardised:
    """Return the standardised values of any function of the factors, worked out for each of their 2ⁿ combinations."""
    n = a.shape[-1]
    sets = [set(chosen) for s in range(n + 1) for chosen in combinations(range(n), s)]
    values = {frozenset(chosen): rate(np.where([k in chosen for k in range(n)], b, a)) for chosen in sets}

    def averaged(k: int, in_b: set[int]) -> FloatArray:
        return np.asarray(
            sum(values[frozenset(chosen | in_b)] * subset_weight(len(chosen), n) for chosen in sets if k not in chosen)
        )

    return Standardised(
        np.stack([averaged(k, set()) for k in range(n)], axis=-1),
        np.stack([averaged(k, {k}) for k in range(n)], axis=-1),
    )


def structure_factors(sizes: FloatArray, labels: list[FloatArray]) -> FloatArray:
    """Return the share of each cell of a cross-classification as a product of one factor a dimension (the last axis).

    With N(S) the size of all cells that agree with this one in the dimensions S, the factor of a dimension d is the
    product over all sets S of the other dimensions of (N(S and d) / N(S)), each to the power of the set's weight
    (Das Gupta 1993, chapter 5). `labels` holds the codes of the cells, 0, 1, 2 …, one array a dimension.
    """
    dimensions = range(len(labels))
    totals = {
        frozenset(chosen): _totals(sizes, [labels[d] for d in chosen])
        for s in range(len(labels) + 1)
        for chosen in combinations(dimensions, s)
    }
    factors = np.ones((sizes.size, len(labels)))
    for chosen, total in totals.items():
        for d in set(dimensions) - chosen:
            # Nothing of nothing: another factor of the cell is 0 already.
            ratio = np.divide(totals[chosen | {d}], total, out=np.ones_like(total), where=total > 0)
            factors[:, d] *= ratio ** subset_weight(len(chosen), len(labels))
    return factors


def subset_weight(s: int, n: int) -> float:
    """Return s! (n − 1 − s)! / n!, the share of the orders in which just a given set of s factors comes first."""
    return 1 / (n * comb(n - 1, s))


def _products_of_others(x: FloatArray) -> FloatArray:
    """Return for each factor the product of all others; no division, since factors may be 0."""
    one = np.ones_like(x[..., :1])
    before = np.cumprod(np.concatenate([one, x[..., :-1]], axis=-1), axis=-1)
    after = np.cumprod(np.concatenate([one, x[..., :0:-1]], axis=-1), axis=-1)[..., ::-1]
    return np.asarray(before * after)


def _totals(sizes: FloatArray, labels: list[FloatArray]) -> FloatArray:
    if not labels:
        return np.full_like(sizes, sizes.sum())
    _, cell = np.unique(np.stack(labels), axis=1, return_inverse=True)
    cell = cell.reshape(-1)
    return np.asarray(np.bincount(cell, weights=sizes)[cell])
