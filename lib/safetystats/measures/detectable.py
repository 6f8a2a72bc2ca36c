"""What a comparison of two counts could show at all: its power, before the counts are known."""

import math

import numpy as np
from scipy import optimize, special

from safetystats.errors import InputError
from safetystats.measures.columns import FloatArray

# A year's counts farther from the mean than this have no weight that matters.
_DEVIATIONS, _LEAST_REACH = 8, 10


def minimum_detectable_fall(before: float, *, power: float = 0.8, level: float = 0.95) -> float:
    """Return the smallest true fall (0.37 for 37 %) that a comparison of two years would show with chance `power`.

    `before` is the mean number of events a year; next year's count and last year's are both Poisson. The test is the
    exact conditional one, two-sided, at 1 − `level`; the power is summed over both counts. Returns 1.0 when even a fall
    to zero would be seen less often than that.
    """
    _check_mean(before)
    if not (0 < power < 1 and 0 < level < 1):
        raise InputError(f"Power and level are {power!r} and {level!r}, but both must lie between 0 and 1.")
    shown = _FallTable(before, level)
    if shown.chance(1.0) < power:
        return 1.0
    return float(optimize.brentq(lambda fall: shown.chance(fall) - power, 0.0, 1.0, xtol=1e-6))


def chance_of_detecting_fall(before: float, fall: float, *, level: float = 0.95, exposure_ratio: float = 1.0) -> float:
    """Return the chance that a comparison of two years' counts shows a true fall of the rate (0.37 for 37 %).

    `exposure_ratio` is the exposure of the later year over that of the earlier; the test is as in
    :func:`minimum_detectable_fall`.
    """
    _check_mean(before)
    if not (fall <= 1 and 0 < level < 1 and 0 < exposure_ratio < math.inf):
        raise InputError(
            f"Fall, level and exposure_ratio are {fall!r}, {level!r} and {exposure_ratio!r}, but a fall is at most 1, a "
            "level lies between 0 and 1 and a ratio is above 0."
        )
    return _FallTable(before, level, exposure_ratio).chance(fall)


def _check_mean(before: float) -> None:
    if not isinstance(before, (int, float, np.integer, np.floating)) or not 0 < before < math.inf:
        raise InputError(f"The mean before is {before!r}, but must be one number above 0.")


class _FallTable:
    """For every count of the year before, the largest count of the next year that still shows as a fall."""

    def __init__(self, before: float, level: float, exposure_ratio: float = 1.0) -> None:
        reach = _DEVIATIONS * math.sqrt(before) + _LEAST_REACH
        self._mean = before * exposure_ratio
        counts = np.arange(max(0.0, math.floor(before - reach)), before + reach)
        self._weights = np.exp(special.xlogy(counts, before) - before - special.gammaln(counts + 1))
        self._largest = _largest_falls(counts, (1 - level) / 2, exposure_ratio)

    def chance(self, fall: float) -> float:
        """Return the chance that the count of the next year shows as a fall when the mean falls by `fall`."""
        shown = special.pdtr(np.maximum(self._largest, 0), self._mean * (1 - fall))
        # With thousands of events the weights add up to a little above 1.
        return min(float(self._weights @ np.where(self._largest < 0, 0.0, shown)), 1.0)


def _largest_falls(before: FloatArray, tail: float, ratio: float) -> FloatArray:
    """Return, for each count before, the largest count whose lower conditional tail is at most `tail`; −1 for none.

    Given the sum, the later count is binomial; its lower tail grows with the count, so the largest is found by halving.
    """
    low, high = np.full_like(before, -1.0), np.ceil(before * ratio) + 1
    trials = np.maximum(before, 1.0)
    while np.any(open_ := high - low > 1):
        middle = np.floor((low + high) / 2)
        shows = (special.betainc(trials, middle + 1, 1 / (1 + ratio)) <= tail) & (before > 0)
        low, high = np.where(open_ & shows, middle, low), np.where(open_ & ~shows, middle, high)
    return low
