"""Solving many one-dimensional equations at once."""

from collections.abc import Callable
from typing import Any

import numpy as np
from scipy.optimize import elementwise

from safetystats.measures.columns import FloatArray


def solve_between(function: Callable[..., FloatArray], low: Any, high: Any, *parameters: Any) -> FloatArray:
    """Return, element by element, the root of ``function(x, *parameters)`` between `low` and `high`.

    The function must change its sign between the two (Chandrupatla's bracketing method). Where a bracket is missing
    (NaN) the root is; where both ends are the same point, that point is the root.
    """
    low, high, *parameters_ = np.broadcast_arrays(low, high, *parameters)
    result = np.where(low == high, low, np.nan).astype(float)
    open_ = np.isfinite(low) & np.isfinite(high) & (low < high)
    if open_.any():
        chosen = tuple(parameter[open_] for parameter in parameters_)
        found = elementwise.find_root(function, (low[open_], high[open_]), args=chosen)
        if not found.success.all():
            raise ArithmeticError("an equation of an interval has no root inside its bracket; please report the inputs")
        result[open_] = found.x
    return result
