"""Verdicts: what two counts say of a change, or of an area beside its peer, arithmetic and evidence apart.

The arithmetic verdict compares the two rates as printed: rose, fell, level, or about level within a stated tolerance. The
statistical verdict asks whether chance alone could make such a difference: the exact conditional test of two Poisson
counts (Przyborowski and Wilenski 1940), whose interval and p-value come from one rule. "No evidence of a rise" is not
evidence of no rise: the interval says what is still possible,
:func:`~safetystats.measures.detectable.minimum_detectable_fall` what could be seen, and
:func:`~safetystats.measures.equivalence.equivalence` whether "about the same" is shown.
"""

from dataclasses import dataclass
from typing import Literal

import numpy as np

from safetystats.errors import InputError, one_of
from safetystats.measures.columns import Column, read_columns
from safetystats.measures.comparisons import compare_counts
from safetystats.measures.estimate import Comparison
from safetystats.measures.verdict_words import CHANGE, PEER, is_level, say_counts, sentence

Arithmetic = Literal["rose", "fell", "level", "about level", "above", "below", "close", "undefined"]
Statistical = Literal[
    "evidence of a rise", "evidence of a fall", "no evidence of a change",
    "evidence of a higher rate", "evidence of a lower rate", "no evidence of a difference",
]  # fmt: skip
VERSUS = ("before", "peer")

_VOCABULARIES = {"before": CHANGE, "peer": PEER}
_ARITHMETIC: dict[str, tuple[Arithmetic, Arithmetic, Arithmetic]] = {
    "before": ("rose", "fell", "about level"),
    "peer": ("above", "below", "close"),
}


@dataclass(frozen=True, slots=True, repr=False)
class Verdict:
    """The arithmetic and the statistical verdict on a change, with the comparison behind them.

    `change` is the relative change of the rate (0.138 for +13.8 %), None when there was nothing before. `words_zh` and
    `words_en` are one whole sentence each.
    """

    arithmetic: Arithmetic
    statistical: Statistical
    words_zh: str
    words_en: str
    now: float
    before: float
    change: float | None
    comparison: Comparison

    def __repr__(self) -> str:
        return f"<Verdict {self.arithmetic}; {self.statistical}: {self.words_en}>"


def verdict(
    now: float,
    before: float,
    exposure_now: float = 1,
    exposure_before: float = 1,
    *,
    tolerance: float = 0.0,
    level: float = 0.95,
    method: str = "conditional",
    dispersion: float = 1.0,
    versus: str = "before",
) -> Verdict:
    """Return the verdict on the change from `before` to `now`, two counts of events.

    Parameters
    ----------
    now, before
        Numbers of events. Periods of different length, or different exposures, are told by `exposure_now` and
        `exposure_before`; the change is that of the rates.
    tolerance
        A relative change up to this is called "about level" (基本持平); 0 calls only equality level. It has no part in the
        statistical verdict.
    level, method, dispersion
        As in :func:`~safetystats.measures.comparisons.compare_counts`. There is evidence of a change when the interval
        of the ratio leaves out 1.
    versus
        One of :data:`VERSUS`: ``before`` speaks of a change in time (rose, fell); ``peer`` of an area (`now`) beside
        another (`before`) in the same time: above, below, close (高于、低于、接近).

    Raises
    ------
    InputError
        A missing or negative count, an exposure that is not positive, a tolerance outside 0 to 1.
    """
    words = _VOCABULARIES[one_of(versus, VERSUS, "versus")]
    now, before = _count(now, "now"), _count(before, "before")
    if not (exposure_now > 0 and exposure_before > 0):
        raise InputError(f"The exposures are {exposure_now!r} and {exposure_before!r}, but both must be above 0.")
    if not 0 <= tolerance < 1:
        raise InputError(f"The tolerance is {tolerance!r}, but must lie between 0 and 1, such as 0.05 for 5 %.")
    compared = compare_counts(now, before, exposure_now, exposure_before, method, level=level, dispersion=dispersion)
    change = (now / exposure_now) / (before / exposure_before) - 1 if before > 0 else None
    evidence = int(compared.lower > 1) - int(compared.upper < 1)
    said = sentence(
        say_counts(now, before, exposure_now, exposure_before), compared, change, evidence, tolerance, words
    )
    arithmetic, statistical = _arithmetic(now, change, tolerance, versus), _statistical(evidence, versus)
    return Verdict(arithmetic, statistical, said.zh, said.en, now, before, change, compared)


def _count(value: Column, name: str) -> float:
    if np.ndim(value):
        raise InputError("A verdict is on one pair of counts; call it for each pair, or compare_counts for columns.")
    (number,), _ = read_columns(**{name: value})
    if np.isnan(number):
        raise InputError("A verdict needs two counts, but one is missing: missing is not zero, so nothing is compared.")
    return float(number)


def _arithmetic(now: float, change: float | None, tolerance: float, versus: str) -> Arithmetic:
    higher, lower, about = _ARITHMETIC[versus]
    if change is None:
        return "level" if now == 0 else "undefined"
    if is_level(change):
        return "level"
    if abs(change) <= tolerance:
        return about
    return higher if change > 0 else lower


def _statistical(evidence: int, versus: str) -> Statistical:
    if versus == "peer":
        return ("no evidence of a difference", "evidence of a higher rate", "evidence of a lower rate")[evidence]
    return ("no evidence of a change", "evidence of a rise", "evidence of a fall")[evidence]
