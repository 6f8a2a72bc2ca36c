"""About the same: shown, not assumed.

"No evidence of a change" may only mean too few events. Two rates are shown to be about the same when both one-sided tests
reject a ratio outside a margin stated beforehand (two one-sided tests; Schuirmann 1987), here the exact conditional ones.
"""

from dataclasses import dataclass

import numpy as np

from safetystats.errors import InputError
from safetystats.measures.columns import Column
from safetystats.measures.comparisons import compare_counts
from safetystats.measures.estimate import Comparison, describe_fields


@dataclass(frozen=True, slots=True, repr=False)
class Equivalence:
    """Whether two rates are shown to lie within the margin; `comparison` holds the interval of level 1 − 2α that says so.

    `p_value` is the larger of the two one-sided p-values.
    """

    equivalent: Column
    p_value: Column
    margin: float
    comparison: Comparison

    def __repr__(self) -> str:
        return describe_fields(self)


def equivalence(
    a: Column,
    b: Column,
    exposure_a: Column = 1,
    exposure_b: Column = 1,
    *,
    margin: float = 0.2,
    level: float = 0.95,
    dispersion: float = 1.0,
) -> Equivalence:
    """Return whether the ratio of the rates is shown to lie between 1/(1 + `margin`) and 1 + `margin`.

    Shown at 1 − `level` when the interval of level 2·`level` − 1 (90 % for 95 %) lies wholly inside. With few events it
    rarely does: about the same is something that only many events can show.

    Raises
    ------
    InputError
        A margin that is not above 0, a level of one half or less, or counts that :func:`compare_counts` refuses.
    """
    if not 0 < margin < np.inf:
        raise InputError(f"margin is {margin!r}, but must be above 0: 0.2 allows ratios from 1/1.2 to 1.2.")
    if not 0.5 < level < 1:
        raise InputError(f"level is {level!r}, but must lie between 0.5 and 1, as 0.95 does.")
    compared = compare_counts(a, b, exposure_a, exposure_b, level=2 * level - 1, dispersion=dispersion)
    # A ratio of 1 + margin is tested as equality after multiplying the first exposure by it.
    lowest, highest = 1 / (1 + margin), 1 + margin
    sides = [
        compare_counts(
            a, b, exposure_a * np.float64(bound), exposure_b, alternative=side, dispersion=dispersion
        ).p_value
        for bound, side in ((lowest, "greater"), (highest, "less"))
    ]
    p_value = np.maximum(*sides)
    if isinstance(p_value, np.floating | float):
        return Equivalence(bool(p_value < 1 - level), float(p_value), margin, compared)
    return Equivalence(p_value < 1 - level, p_value, margin, compared)
