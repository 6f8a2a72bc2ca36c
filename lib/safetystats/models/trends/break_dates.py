"""The distribution of an estimated break date (Bai 1997, appendix B).

It is that of the place where V(s) is largest: a two-sided Brownian motion with drift, W₁(−s) − |s|/2 before the break and
√φ·W₂(s) − ξs/2 after it. ξ is the ratio of what the regressors say about the change after and before the break, φ is ξ
times the ratio of the variances of the errors.
"""

import numpy as np
from scipy import optimize, special

_TALLEST = 1e6


def break_date_probability(x: float, xi: float, phi: float) -> float:
    """Return the probability that the largest value lies at or before `x`."""
    if x > 0:
        # Seen from the other side of the break, before and after change places and time runs ξ²/φ times as fast.
        return 1 - break_date_probability(-x * xi**2 / phi, 1 / xi, 1 / phi)
    distance, r = -x, xi / phi
    root = np.sqrt(distance)
    # exp(a·x)·Φ(−b√x) on the logarithmic scale: the first factor alone would overflow.
    growing = np.exp(distance * r * (1 + r) / 2 + special.log_ndtr(-(0.5 + r) * root))
    c = phi * (phi + 2 * xi) / (xi * (phi + xi))
    d = (phi + 2 * xi) ** 2 / (xi * (phi + xi))
    density = root / np.sqrt(2 * np.pi) * np.exp(-distance / 8)
    return float(-density - c * growing + (d - 2 + distance / 2) * special.ndtr(-root / 2))


def break_date_quantile(probability: float, xi: float, phi: float) -> float:
    """Return the place that the largest value lies at or before with `probability`."""

    def excess(x: float) -> float:
        return break_date_probability(x, xi, phi) - probability

    reach = 1.0
    while reach < _TALLEST and (excess(-reach) > 0 or excess(reach) < 0):
        reach *= 2
    if reach >= _TALLEST:
        return float(np.copysign(np.inf, probability - 0.5))
    return float(optimize.brentq(excess, -reach, reach, xtol=1e-10))
