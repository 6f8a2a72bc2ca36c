"""Verdicts: what two counts say of a change, arithmetic and evidence apart.

The arithmetic verdict compares the two rates as printed: rose, fell, level, or about level within a stated tolerance. The
statistical verdict asks whether chance alone could make such a difference: the exact conditional test of two Poisson
counts (Przyborowski and Wilenski 1940), whose interval and p-value come from one rule. "No evidence of a rise" is not
evidence of no rise: the interval says what is still possible, and :func:`minimum_detectable_fall` what could be seen.
"""

import math
from dataclasses import dataclass
from typing import Literal

import numpy as np
from scipy import optimize, special

from safetystats.errors import InputError
from safetystats.measures.comparisons import compare_counts
from safetystats.measures.estimate import Comparison

Arithmetic = Literal["rose", "fell", "level", "about level", "undefined"]
Statistical = Literal["evidence of a rise", "evidence of a fall", "no evidence of a change"]

_ARITHMETIC_ZH = {"rose": "上升", "fell": "下降", "level": "持平", "about level": "基本持平"}
_EVIDENCE_ZH = {"evidence of a rise": "有上升的证据", "evidence of a fall": "有下降的证据"}


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

    Raises
    ------
    InputError
        A missing or negative count, an exposure that is not positive, a tolerance outside 0 to 1.
    """
    if any(np.ndim(value) for value in (now, before, exposure_now, exposure_before)):
        raise InputError("A verdict is on one pair of counts; call it for each pair, or compare_counts for columns.")
    if any(value is None or math.isnan(value) for value in (now, before)):
        raise InputError("A verdict needs two counts, but one is missing: missing is not zero, so nothing is compared.")
    if not (exposure_now > 0 and exposure_before > 0):
        raise InputError(f"The exposures are {exposure_now!r} and {exposure_before!r}, but both must be above 0.")
    if not 0 <= tolerance < 1:
        raise InputError(f"The tolerance is {tolerance!r}, but must lie between 0 and 1, such as 0.05 for 5 %.")
    compared = compare_counts(now, before, exposure_now, exposure_before, method, level=level, dispersion=dispersion)
    change = (now / exposure_now) / (before / exposure_before) - 1 if before > 0 else None
    arithmetic = _arithmetic(now, change, tolerance)
    statistical = _statistical(compared)
    zh, en = _words(now, before, change, arithmetic, statistical, compared, tolerance)
    return Verdict(arithmetic, statistical, zh, en, float(now), float(before), change, compared)


def minimum_detectable_fall(before: float, *, power: float = 0.8, level: float = 0.95) -> float:
    """Return the smallest true fall (0.37 for 37 %) that a comparison of two years would show with chance `power`.

    `before` is the mean number of events a year; next year's count and last year's are both Poisson. The test is the
    exact conditional one, two-sided, at 1 − `level`; the power is summed over both counts. Returns 1.0 when even a fall
    to zero would be seen less often than that.
    """
    if not before > 0:
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
        # Counts farther off than this have no weight that matters.
        reach = 8 * math.sqrt(before) + 10
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
    counts = np.arange(0, before + 1)
    # P(X ≤ x) of a binomial count of x + before trials at one half.
    seen = counts[special.betainc(max(before, 1), counts + 1, 0.5) <= (tail if before else -1.0)]
    return int(seen.max()) if len(seen) else -1


def _arithmetic(now: float, change: float | None, tolerance: float) -> Arithmetic:
    if change is None:
        return "level" if now == 0 else "undefined"
    # One part in 10^12 is the rounding of a computer, not a change.
    if abs(change) < 1e-12:
        return "level"
    if abs(change) <= tolerance:
        return "about level"
    return "rose" if change > 0 else "fell"


def _statistical(compared: Comparison) -> Statistical:
    if compared.lower > 1:
        return "evidence of a rise"
    if compared.upper < 1:
        return "evidence of a fall"
    return "no evidence of a change"


def _words(
    now: float, before: float, change: float | None, arithmetic: Arithmetic, statistical: Statistical,
    compared: Comparison, tolerance: float,
) -> tuple[str, str]:  # fmt: skip
    counts_zh, counts_en = f"{now:,.10g}对{before:,.10g}", f"{now:,.10g} against {before:,.10g}"
    if math.isnan(compared.ratio):
        return f"{counts_zh}：两期均为零，无从比较。", f"{counts_en}: both are zero, so there is nothing to compare."
    behind_zh, behind_en = _behind(compared)
    evidence_zh, evidence_en = _evidence(arithmetic, statistical)
    if change is None:
        return (
            f"{counts_zh}：上期为零，变化的百分数没有意义；{evidence_zh}（{behind_zh}）。",
            f"{counts_en}: with zero before, a percentage has no meaning; {evidence_en} ({behind_en}).",
        )
    size = abs(100 * change)
    if arithmetic == "level":
        said_zh, said_en = "持平", "level"
    elif arithmetic == "about level":
        said_zh = f"基本持平（{'升' if change > 0 else '降'}{size:.1f}%，容许{100 * tolerance:g}%）"
        said_en = f"about level ({'up' if change > 0 else 'down'} {size:.1f} %, within {100 * tolerance:g} %)"
    else:
        said_zh = f"{_ARITHMETIC_ZH[arithmetic]}{size:.1f}%"
        said_en = f"{'up' if change > 0 else 'down'} {size:.1f} %"
    but_zh, but_en = ("但", "but ") if statistical == "no evidence of a change" else ("且", "and there is ")
    if arithmetic in ("level", "about level"):
        but_zh, but_en = "", "" if statistical == "no evidence of a change" else "yet there is "
    return (
        f"{counts_zh}：{said_zh}，{but_zh}{evidence_zh}（{behind_zh}）。",
        f"{counts_en}: {said_en}, {but_en}{evidence_en} ({behind_en}).",
    )


def _evidence(arithmetic: Arithmetic, statistical: Statistical) -> tuple[str, str]:
    """Name what there is no evidence of by the arithmetic: a rise that may be chance is "no evidence of a rise"."""
    if statistical in _EVIDENCE_ZH:
        return _EVIDENCE_ZH[statistical], statistical
    if arithmetic in ("rose", "undefined"):
        return "没有上升的证据", "no evidence of a rise"
    if arithmetic == "fell":
        return "没有下降的证据", "no evidence of a fall"
    return "没有变化的证据", "no evidence of a change"


def _behind(compared: Comparison) -> tuple[str, str]:
    p = "< 0.001" if compared.p_value < 0.001 else f"= {_p_value(compared.p_value, 1 - compared.level)}"
    ratio, lower, upper = (_end(end) for end in (compared.ratio, compared.lower, compared.upper))
    percent = f"{100 * compared.level:.10g}"
    return (
        f"比值{ratio}，{percent}%区间{lower}—{upper}，p {p}",
        f"ratio {ratio}, {percent} % interval {lower}–{upper}, p {p}",
    )


def _p_value(p: float, alpha: float) -> str:
    """Return p to two decimals, three below 0.1, and as many as it takes to tell it from `alpha`."""
    digits = 2 if p >= 0.1 else 3
    while digits < 8 and float(f"{p:.{digits}f}") == round(alpha, 12) != p:
        digits += 1
    return f"{p:.{digits}f}"


def _end(ratio: float) -> str:
    """Return a ratio to two decimals, and as many as it takes to tell it from 1 and from 0."""
    if not math.isfinite(ratio):
        return "∞"
    digits = 2
    while digits < 8 and float(f"{ratio:.{digits}f}") in (0, 1) and ratio not in (0, 1):
        digits += 1
    return f"{ratio:.{digits}f}"
