"""Whether a true cut would be seen in the figures: two years' counts differ by chance alone.

A fall on the year: the count after is smaller than the count before. The difference of two Poisson counts is Skellam's
distribution (1946); at 40 deaths a year a true cut of 10 % shows as a fall in 65.6 % of cases, against 47.8 % with no cut
at all. A significant fall: the exact conditional test of the two counts, two-sided, would call it one.
"""

import numpy as np
from scipy import special

from safetystats import measures
from safetystats.measures.columns import Column, FloatArray, Form, check_level, read_columns, refuse

_PERCENT = 100.0


def chance_of_visible_fall(mean: Column, cut: Column) -> Column:
    """Return the chance that the next year's count is smaller, when the mean of `mean` events falls by `cut` percent."""
    (before, fall), form = _read(mean, cut)
    after = before * (1 - fall / _PERCENT)
    chances = [_chance_less(one, other) for one, other in zip(np.ravel(after), np.ravel(before), strict=True)]
    return form.restore(np.reshape(np.array(chances, dtype=float), form.shape))


def chance_of_significant_fall(
    mean: Column, cut: Column, *, level: float = 0.95, exposure_ratio: float = 1.0
) -> Column:
    """Return the chance that a comparison of the two years' counts calls the fall significant.

    `cut` is that of the rate in percent; `exposure_ratio` is the exposure of the later year over that of the earlier.
    """
    (before, fall), form = _read(mean, cut)
    wanted = check_level(level)
    chances = [
        measures.chance_of_detecting_fall(one, each / _PERCENT, level=wanted, exposure_ratio=exposure_ratio)
        if one > 0 and not np.isnan(each) else (np.nan if np.isnan(one + each) else 0.0)
        for one, each in zip(np.ravel(before), np.ravel(fall), strict=True)
    ]  # fmt: skip
    return form.restore(np.reshape(np.array(chances, dtype=float), form.shape))


def _read(mean: Column, cut: Column) -> tuple[list[FloatArray], Form]:
    (before, fall), form = read_columns(mean=mean, cut=cut)
    refuse(before < 0, before, "mean", "must not be negative")
    refuse(fall > _PERCENT, fall, "cut", "is in percent and cannot be above 100")
    return [before, fall], form


def _chance_less(after: float, before: float) -> float:
    """P(X < Y) of two Poisson counts: Σ P(Y = y) P(X ≤ y − 1), over the y that have any weight."""
    if np.isnan(after + before):
        return np.nan
    reach = 10 * np.sqrt(before) + 30
    y: FloatArray = np.arange(max(1.0, np.floor(before - reach)), before + reach)
    weights = np.exp(special.xlogy(y, before) - before - special.gammaln(y + 1))
    return min(float(weights @ special.pdtr(y - 1, after)), 1.0)  # thousands of deaths: the weights round to above 1
