"""What a comparison of two counts could show at all: its power, before the counts are known."""

import math

import numpy as np
from scipy import optimize, special

from safetystats.errors import InputError

# A year's counts farther from the mean than this have no weight that matters.
_DEVIATIONS, _LEAST_REACH = 8, 10


def minimum_detectable_fall(before: float, *, power: float = 0.8, level: float = 0.95) -> float:
    """Return the smallest true fall (0.37 for 37 %) that a comparison of two years would show with chance `power`.

    `before` is the mean number of events a year; next year's count and last year's are both Poisson. The test is the
    exact conditional one, two-sided, at 1 − `level`; the power is summed over both counts. Returns 1.0 when even a fall
    to zero would be seen less often than that.
    """
    if not 0 < before < math.inf:
        raise InputError(f"The mean before is {before!r}, but must be above 0.")
    if not (0 < power < 1 and 0 < level < 1):
        raise InputError(f"Power and level are {power!r} and {level!r}, but both must lie between 0 and 1.")
    shown = _FallTable(before, level)
    if shown.chance(1.0) < power:
        return 1.0
    return float(optimize.brentq(lambda fall: shown.chance(fall) - power, 0.0, 1.0, xtol=1e-6))


class _FallTable:
    """For every count of the year before, the largest count of the next year that still shows as a fall."""

    def __init__(self, before: float, level: float) -> None:
        reach = _DEVIATIONS * math.sqrt(before) + _LEAST_REACH
        self._mean = before
        self._before = np.arange(max(0.0, math.floor(before - reach)), before + reach)
        self._weights = np.exp(special.xlogy(self._before, before) - before - special.gammaln(self._before + 1))
        self._largest = np.array([_largest_fall(int(count), (1 - level) / 2) for count in self._before])

    def chance(self, fall: float) -> float:
        """Return the chance that the count of the next year shows as a fall when the mean falls by `fall`."""
        shown = special.gammaincc(np.maximum(self._largest, 0) + 1, self._mean * (1 - fall))
        return float(self._weights @ np.where(self._largest < 0, 0.0, shown))


def _largest_fall(before: int, tail: float) -> int:
    """Return the largest count whose lower conditional tail, given the sum, is at most `tail`; −1 when there is none."""
    if before == 0:
        return -1
    counts = np.arange(0, before + 1)
    # P(X ≤ x) of a binomial count of x + before trials at one half.
    seen = counts[special.betainc(before, counts + 1, 0.5) <= tail]
    return int(seen.max()) if len(seen) else -1
