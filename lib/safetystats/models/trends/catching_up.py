"""When an area reaches its peer: the gap of two rates divided by the difference of their paces, with Fieller's interval.

On the logarithmic scale two rates that change by constant percentages are straight lines; they meet after gap / pace
years. Both are estimates, and the interval of their quotient is Fieller's (1954): the set of times t at which
gap + pace · t is no further from zero than its standard error allows. When the pace is not shown to close the gap, the
set has no upper end, and the honest answer is "perhaps never".
"""

import math
from dataclasses import dataclass

from scipy.special import ndtri

from safetystats.errors import InputError

NEVER = math.inf


@dataclass(frozen=True, slots=True)
class CatchUp:
    """Years until two rates meet. `value` is infinite when the gap does not close at this pace, 0 when none is left.

    `lower` and `upper` are the least and greatest number of years from now that the data allow at `level`; an upper end
    that is infinite means that at the paces allowed the gap may never close. `already` says that the rate is at or below
    the peer's today as a matter of arithmetic.
    """

    value: float
    lower: float
    upper: float
    already: bool
    level: float

    def __repr__(self) -> str:
        state = "already at or below, " if self.already else ""
        return f"<CatchUp {state}{self.value:.3g} years ({self.lower:.3g} to {self.upper:.3g}, {100 * self.level:g} %)>"


def years_to_reach(gap: float, gap_error: float, pace: float, pace_error: float, *, level: float = 0.95) -> CatchUp:
    """Return the years until a gap closes at a pace.

    Parameters
    ----------
    gap, gap_error
        Natural logarithm of the ratio of the rate to the rate to be reached (0.3 is about 35 % above), and its standard
        error.
    pace, pace_error
        Yearly change of `gap`, the difference of the two log-linear trends (−0.05: the gap shrinks by about 5 % a year),
        and its standard error. For a level that stands still it is the area's own trend.

    Raises
    ------
    InputError
        A number that is missing or infinite, a negative standard error, a level outside 0 to 1.
    """
    for name, number in (("gap", gap), ("gap_error", gap_error), ("pace", pace), ("pace_error", pace_error)):
        if not math.isfinite(number) or (name.endswith("error") and number < 0):
            raise InputError(
                f"{name} is {number!r}, but must be a finite number{' not below 0' * name.endswith('error')}."
            )
    if not 0 < level < 1:
        raise InputError(f"level is {level!r}, but must lie between 0 and 1, as 0.95 does.")
    z = float(ndtri(0.5 + level / 2))
    lower, upper = _fieller(gap, gap_error, pace, pace_error, z)
    if gap <= 0:  # reached already; when that is shown, no time is left, else as much as the data allow
        return CatchUp(0.0, 0.0, 0.0 if gap + z * gap_error < 0 else upper, True, level)
    return CatchUp(gap / -pace if pace < 0 else NEVER, lower, upper, False, level)


def _fieller(gap: float, gap_error: float, pace: float, pace_error: float, z: float) -> tuple[float, float]:
    """Return the least and greatest t ≥ 0 with (gap + pace·t)² ≤ z²(gap_error² + pace_error²·t²); infinite for none."""
    square, half, constant = pace**2 - (z * pace_error) ** 2, gap * pace, gap**2 - (z * gap_error) ** 2
    today = constant <= 0  # the gap itself is not shown, so that the two may meet today
    inside = half**2 - square * constant
    if square > 0:  # the pace is shown: a closed interval between two roots, or none
        roots = [(-half + sign * math.sqrt(max(inside, 0.0))) / square for sign in (-1, 1)]
        return (NEVER, NEVER) if inside < 0 or roots[1] < 0 else (max(roots[0], 0.0), roots[1])
    if today:
        return 0.0, NEVER
    # The pace may be none, so there is no upper end; the least time is the one positive root, if there is one.
    least = constant / (math.sqrt(inside) - half)
    return (least if least > 0 else NEVER), NEVER
