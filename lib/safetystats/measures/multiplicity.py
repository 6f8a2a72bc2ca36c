"""Many comparisons at once: of twenty sectors compared, one differs "at 5 %" by chance alone.

Adjusted p-values are compared with the same 1 − level as a single one. Holm's keep the chance of any false finding below
it; Benjamini and Hochberg's keep the share of false findings among the findings below it.
"""

import numpy as np

from safetystats.errors import one_of
from safetystats.measures.columns import Column, FloatArray, read_columns, refuse

ADJUSTMENTS = ("holm", "bonferroni", "benjamini-hochberg", "benjamini-yekutieli")


def adjust_p_values(p_values: Column, method: str = "holm") -> Column:
    """Return the p-values adjusted for their number, in their form and order; missing ones stay missing and do not count.

    `method` is one of :data:`ADJUSTMENTS`: ``holm`` (1979), ``bonferroni``, ``benjamini-hochberg`` (1995),
    ``benjamini-yekutieli`` (2001, for any dependence).
    """
    one_of(method, ADJUSTMENTS, "method")
    (p,), form = read_columns(p_values=p_values)
    refuse((p < 0) | (p > 1), p, "p_values", "must lie between 0 and 1")
    adjusted, known = np.full(p.shape, np.nan), ~np.isnan(p)
    adjusted[known] = _adjusted(p[known], method)
    return form.restore(adjusted)


def _adjusted(p: FloatArray, method: str) -> FloatArray:
    m, order = p.size, np.argsort(p, kind="stable")
    rank, result = np.arange(1, m + 1), np.empty_like(p)
    if method == "bonferroni":
        return np.minimum(m * p, 1.0)
    if method == "holm":
        stepped = np.maximum.accumulate((m - rank + 1) * p[order])
    else:
        dependence = np.sum(1 / rank) if method == "benjamini-yekutieli" else 1.0
        stepped = np.minimum.accumulate((dependence * m / rank * p[order])[::-1])[::-1]
    result[order] = np.minimum(stepped, 1.0)
    return result
