"""Is there a jump that nobody announced? A test for one step of the level at an unknown year.

Against a log-linear trend (with bends where they are given) the level may jump once, in any year with two observations on
either side. The statistic is the largest F over the years (Quandt 1960; Andrews 1993); its distribution does not depend
on the trend or the variance, and is simulated for the years and weights at hand, so that small samples are exact. The
weights are those of the counts and the variance about the trend is estimated: over-dispersion is allowed for. A change of
definition, a change of recording and a true change of safety all look like this; the test says when, not why.
"""

from dataclasses import dataclass

import numpy as np
from scipy import special

from safetystats.errors import InputError
from safetystats.measures.columns import Column, FloatArray, check_level
from safetystats.measures.estimate import Estimate, describe_fields
from safetystats.models.trends.joinpoint_inputs import Observations, read_observations
from safetystats.models.trends.joinpoint_search import hinges, residual_projector

_SIDE = 2


@dataclass(frozen=True, slots=True, repr=False)
class UnannouncedBreak:
    """The likeliest first year of a new level, the years that are possible too, the size, and the test of no jump.

    `jump` is the ratio of the new level to the old, with its interval when the year is taken as known. `years` are those
    within the confidence set.
    """

    year: float
    years: tuple[float, ...]
    jump: Estimate
    statistic: float
    p_value: float
    level: float

    def __repr__(self) -> str:
        return describe_fields(self)


def unannounced_break(
    years: Column,
    counts: Column,
    exposure: Column = 1.0,
    *,
    joinpoints: Column = (),
    level: float = 0.95,
    draws: int = 4999,
    seed: int = 2016,
) -> UnannouncedBreak:
    """Return the likeliest jump of counts (or rates, with an `exposure`) and whether chance alone makes such jumps.

    Parameters
    ----------
    years, counts, exposure
        One entry a year of one definition; the known changes of definition are cut out beforehand, each part tested for
        itself. Missing counts leave their year out.
    joinpoints
        Years in which the trend is known to bend; without them a bend may look like a jump.
    draws, seed
        Simulated series under no jump.

    Raises
    ------
    InputError
        Too few years: the trend, the jump and its variance need two more years than the trend alone has terms.
    """
    data = read_observations(years, None, se=None, counts=counts, exposure=exposure, errors="poisson", scale="log")
    bends = np.atleast_1d(np.asarray(joinpoints, dtype=float))
    base = np.column_stack([data.base(), hinges(data.years, bends)]) if bends.size else data.base()
    freedom = data.years.size - base.shape[1] - 1
    candidates = data.years[_SIDE : data.years.size - _SIDE + 1]
    if freedom < 1 or not candidates.size:
        raise InputError(
            f"{data.years.size} years are known, but a jump about a trend of {base.shape[1]} terms can be told from "
            f"{base.shape[1] + 2} on, with {_SIDE} on either side."
        )
    projector = residual_projector(data.whiten(base))
    steps = projector @ data.whiten((data.years[:, None] >= candidates).astype(float))
    steps = steps / np.linalg.norm(steps, axis=0)
    residual = projector @ data.whiten(data.response)
    gains, whole = (steps.T @ residual) ** 2, float(residual @ residual)
    best = int(np.argmax(gains))
    statistic = float(gains[best] / ((whole - gains[best]) / freedom))
    p_value = (1 + int(np.sum(_simulated(projector, steps, freedom, draws, seed) >= statistic))) / (1 + draws)
    within = 1 + special.fdtri(1, freedom, check_level(level)) / freedom
    possible = tuple(candidates[whole - gains <= (whole - gains[best]) * within].tolist())
    jump = _jump(data, base, float(candidates[best]), freedom, level)
    return UnannouncedBreak(float(candidates[best]), possible, jump, statistic, p_value, level)


def _simulated(projector: FloatArray, steps: FloatArray, freedom: int, draws: int, seed: int) -> FloatArray:
    """Return the largest F of series without a jump: whitened errors are normal and alike."""
    noise = projector @ np.random.default_rng(seed).standard_normal((projector.shape[0], draws))
    gains = ((steps.T @ noise) ** 2).max(axis=0)
    return np.asarray(gains / ((np.sum(noise**2, axis=0) - gains) / freedom))


def _jump(data: Observations, base: FloatArray, year: float, freedom: int, level: float) -> Estimate:
    """Return the ratio of the levels after and before `year`, by least squares with that year taken as known."""
    design = data.whiten(np.column_stack([base, data.years >= year]))
    information = np.linalg.inv(design.T @ design)
    response = data.whiten(data.response)
    coefficients = information @ design.T @ response
    variance = float(np.sum((response - design @ coefficients) ** 2)) / freedom
    size = float(coefficients[-1])
    reach = float(special.stdtrit(freedom, (1 + level) / 2) * np.sqrt(variance * information[-1, -1]))
    value, lower, upper = (float(np.exp(number)) for number in (size, size - reach, size + reach))
    return Estimate(value, lower, upper, method="step, t", level=level)
