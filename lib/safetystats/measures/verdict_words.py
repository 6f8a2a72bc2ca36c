"""The words of a verdict: one whole sentence in each language, from the same few choices.

Two vocabularies: a change in time (上升 下降 持平 基本持平; up, down, level, about level) and a comparison with a peer (高于
低于 持平 接近; above, below, level, close).
"""

import math
from dataclasses import dataclass

from safetystats.measures.estimate import Comparison
from safetystats.words import Text


@dataclass(frozen=True, slots=True)
class Vocabulary:
    """What is said of two rates: by arithmetic, and by the evidence for a higher or lower first rate."""

    higher: Text
    lower: Text
    level: Text
    about_level: Text
    evidence_higher: Text
    evidence_lower: Text
    no_evidence_higher: Text
    no_evidence_lower: Text
    no_evidence: Text
    nothing_second: Text
    nothing_at_all: Text


CHANGE = Vocabulary(
    higher=Text("上升{size}%", "up {size} %"),
    lower=Text("下降{size}%", "down {size} %"),
    level=Text("持平", "level"),
    about_level=Text("基本持平（{said}，容许{tolerance}%）", "about level ({said}, within {tolerance} %)"),
    evidence_higher=Text("有上升的证据", "evidence of a rise"),
    evidence_lower=Text("有下降的证据", "evidence of a fall"),
    no_evidence_higher=Text("没有上升的证据", "no evidence of a rise"),
    no_evidence_lower=Text("没有下降的证据", "no evidence of a fall"),
    no_evidence=Text("没有变化的证据", "no evidence of a change"),
    nothing_second=Text("上期为零，变化的百分数没有意义", "with zero before, a percentage has no meaning"),
    nothing_at_all=Text("两期均为零，无从比较", "both are zero, so there is nothing to compare"),
)
PEER = Vocabulary(
    higher=Text("高于对方{size}%", "{size} % above the peer"),
    lower=Text("低于对方{size}%", "{size} % below the peer"),
    level=Text("与对方持平", "level with the peer"),
    about_level=Text("接近对方（{said}，容许{tolerance}%）", "close to the peer ({said}, within {tolerance} %)"),
    evidence_higher=Text("有高于对方的证据", "evidence of a higher rate"),
    evidence_lower=Text("有低于对方的证据", "evidence of a lower rate"),
    no_evidence_higher=Text("没有高于对方的证据", "no evidence of a higher rate"),
    no_evidence_lower=Text("没有低于对方的证据", "no evidence of a lower rate"),
    no_evidence=Text("没有差别的证据", "no evidence of a difference"),
    nothing_second=Text("对方为零，相差的百分数没有意义", "with zero at the peer, a percentage has no meaning"),
    nothing_at_all=Text("双方均为零，无从比较", "both are zero, so there is nothing to compare"),
)
_SENTENCE = Text("{counts}：{said}{join}{evidence}（{behind}）。", "{counts}: {said}{join}{evidence} ({behind}).")
_ZERO = Text("{counts}：{said}。", "{counts}: {said}.")
_COUNTS = Text("{now}对{before}", "{now} against {before}")
_COUNTS_OF_EXPOSURES = Text(
    "{now}（暴露量{exposure_now}）对{before}（暴露量{exposure_before}），按率计",
    "{now} in {exposure_now} against {before} in {exposure_before}, as rates",
)
_BEHIND = Text(
    "比值{ratio}，{percent}%区间{lower}—{upper}，p {p}", "ratio {ratio}, {percent} % interval {lower}–{upper}, p {p}"
)


def sentence(
    counts: Text, compared: Comparison, change: float | None, evidence: int, tolerance: float, words: Vocabulary
) -> Text:
    """Return the sentence of a verdict.

    `change` is the relative change (None when there was nothing to change from); `evidence` is 1 for a higher first rate,
    −1 for a lower one, 0 for none.
    """
    if math.isnan(compared.ratio):
        return _ZERO.format(counts=counts, said=words.nothing_at_all)
    said, flat = _said(change, tolerance, words)
    proof = _evidence(change, evidence, flat, words)
    join = _join(evidence, flat, undefined=change is None)
    return _SENTENCE.format(counts=counts, said=said, join=join, evidence=proof, behind=_behind(compared))


def say_counts(now: float, before: float, exposure_now: float, exposure_before: float) -> Text:
    """Return ``33 against 29``, with the exposures when they differ."""
    said = {"now": _number(now), "before": _number(before)}
    if exposure_now == exposure_before:
        return _COUNTS.format(**said)
    return _COUNTS_OF_EXPOSURES.format(
        **said, exposure_now=_number(exposure_now), exposure_before=_number(exposure_before)
    )


def is_level(change: float) -> bool:
    """Tell whether a change is none: one part in 10¹² is the rounding of a computer."""
    return abs(change) < 1e-12


def _said(change: float | None, tolerance: float, words: Vocabulary) -> tuple[Text, bool]:
    """Return what is said of the arithmetic, and whether that is (about) level."""
    if change is None:
        return words.nothing_second, False
    if is_level(change):
        return words.level, True
    moved = (words.higher if change > 0 else words.lower).format(size=_percent(change))
    if abs(change) <= tolerance:
        return words.about_level.format(said=moved, tolerance=f"{100 * tolerance:.10g}"), True
    return moved, False


def _evidence(change: float | None, evidence: int, flat: bool, words: Vocabulary) -> Text:
    """Name what there is no evidence of by the arithmetic: a rise that may be chance is "no evidence of a rise"."""
    if evidence:
        return words.evidence_higher if evidence > 0 else words.evidence_lower
    if flat:
        return words.no_evidence
    return words.no_evidence_higher if change is None or change > 0 else words.no_evidence_lower


def _join(evidence: int, flat: bool, undefined: bool) -> Text:
    if undefined:
        return Text("；", "; there is ") if evidence else Text("；", "; ")
    if flat:
        return Text("，却", ", yet there is ") if evidence else Text("，", ", ")
    return Text("，且", ", and there is ") if evidence else Text("，但", ", but ")


def _behind(compared: Comparison) -> Text:
    p = "< 0.001" if compared.p_value < 0.001 else f"= {_p_value(compared.p_value, 1 - compared.level)}"
    ratio, lower, upper = (_end(end) for end in (compared.ratio, compared.lower, compared.upper))
    return _BEHIND.format(ratio=ratio, lower=lower, upper=upper, percent=f"{100 * compared.level:.10g}", p=p)


def _percent(change: float) -> str:
    """Return the size of a change in percent to one decimal, and as many as it takes not to say 0."""
    size, digits = abs(100 * change), 1
    while digits < 8 and float(f"{size:.{digits}f}") == 0:
        digits += 1
    return f"{size:,.{digits}f}"


def _number(value: float) -> str:
    return f"{value:,.10g}"


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
