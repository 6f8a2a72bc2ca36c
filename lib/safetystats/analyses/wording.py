"""The words that analyses share: names of what is counted, of verdicts, and sentences that recur."""

from collections.abc import Sequence

from safetystats.codes import code_list
from safetystats.datasets import Indicator, find_indicator
from safetystats.measures import Verdict
from safetystats.products import format_value
from safetystats.words import Text

ACCIDENTS, DEATHS = Text("事故起数", "Accidents"), Text("死亡人数", "Deaths")
LOWER, UPPER = Text("95%下限", "95 % lower"), Text("95%上限", "95 % upper")
SOURCE, NOTE, PERIOD, AREA = Text("来源", "Source"), Text("说明", "Note"), Text("时期", "Period"), Text("地区", "Area")
VERDICT = Text("判断", "Verdict")

KIND_NAMES = {
    "reported": Text("公布", "published"),
    "final": Text("定稿", "final"),
    "flash": Text("快报", "flash"),
    "derived": Text("推算", "derived"),
}
TIER_NAMES = {
    "A": Text("A 官方", "A official"),
    "B": Text("B 官方副本", "B copy of official"),
    "C": Text("C 媒体", "C press"),
    "D": Text("D 较弱", "D weak"),
    "X": Text("X 推算", "X computed here"),
    "O": Text("自有台账", "Own ledger"),
}
ONE_ITEM = Text("{dimension}：{n}起全部为“{name}”。", "{dimension}: one kind in every accident ({n}), {name}.")
POISSON_NOTE = Text(
    "区间为精确泊松区间（Garwood 1936）：即使风险不变，一年与另一年的人数也会在此范围内波动。一起事故多人死亡时实际波动更大。",
    "Intervals are exact Poisson intervals (Garwood 1936): with the same risk, counts of another year would vary within them. "
    "Where one accident kills several, the true variation is larger.",
)
WILSON_NOTE = Text("比例的区间为 Wilson（1927）区间。", "Intervals of shares are Wilson's (1927).")


def sector_name(code: str) -> Text:
    """Return the name of a sector; ``all`` is the total."""
    return Text("合计", "All sectors") if code == "all" else code_list("sectors").get(code).name


def severity_name(code: str) -> Text:
    """Return the name of a class of severity; ``all`` is every class."""
    return Text("各等级合计", "All classes") if code == "all" else code_list("severity").get(code).name


def cell_name(sector: str, severity: str) -> Text:
    """Name a count by its sector and, where it is not of all classes, by its severity."""
    if severity == "all":
        return sector_name(sector)
    if sector == "all":
        return severity_name(severity)
    return Text("{sector}：{severity}", "{sector}: {severity}").format(
        sector=sector_name(sector), severity=severity_name(severity)
    )


def indicator_name(code: str) -> Text:
    """Return the name of an indicator, or its code when the suite does not know it."""
    indicator: Indicator | None = find_indicator(code)
    return indicator.name if indicator else Text(code, code)


def chance(probability: float) -> Text:
    """Return a probability as it is printed, never as none or certain."""
    return Text(format_value(probability, "chance", "zh"), format_value(probability, "chance", "en"))


def listed(items: Sequence[Text], most: int | None = None) -> Text:
    """Join names into a list: ``甲、乙、丙`` and ``A, B and C``; beyond `most`, ``甲、乙等`` and ``A, B and others``."""
    if most is not None and len(items) > most:
        return Text("、".join(i.zh for i in items[:most]) + "等", ", ".join(i.en for i in items[:most]) + " and others")
    head, last = [item.en for item in items[:-1]], items[-1].en
    return Text("、".join(item.zh for item in items), f"{', '.join(head)} and {last}" if head else last)


def joined(sentences: Sequence[Text]) -> Text:
    """Join whole sentences into a paragraph."""
    return Text("".join(s.zh for s in sentences), " ".join(s.en for s in sentences))


_EVIDENCE_LABELS = {
    "evidence of a rise": Text("有上升的证据", "evidence of a rise"),
    "evidence of a fall": Text("有下降的证据", "evidence of a fall"),
}
_ARITHMETIC_LABELS = {
    "rose": Text("上升；没有上升的证据", "rose; no evidence of a rise"),
    "fell": Text("下降；没有下降的证据", "fell; no evidence of a fall"),
    "level": Text("持平；没有变化的证据", "level; no evidence of a change"),
    "about level": Text("基本持平；没有变化的证据", "about level; no evidence of a change"),
    "undefined": Text("上期为零；没有上升的证据", "zero before; no evidence of a rise"),
}


def verdict_label(verdict: Verdict) -> Text:
    """Return the verdict in a few words, for a table: evidence when there is any, else the arithmetic and that there is none."""
    return _EVIDENCE_LABELS.get(verdict.statistical) or _ARITHMETIC_LABELS[verdict.arithmetic]
