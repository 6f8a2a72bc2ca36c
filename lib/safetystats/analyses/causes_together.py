"""Together and over time: causes that stand in one accident, and causes of this period against the year before."""

from collections.abc import Mapping
from typing import Any

import pandas as pd

from safetystats import figures, models
from safetystats.analyses import wording
from safetystats.analyses.causes_data import NOT_CAUSES, cause_counts, cause_name, factors_of, ledger_of, up_to
from safetystats.analyses.shared import make_caption, make_figure, make_statement, make_table
from safetystats.analyses.study import Study
from safetystats.analyses.wording import LOWER, UPPER
from safetystats.products import NOT_APPLICABLE, Column, Figure, Statement, Table
from safetystats.words import Text

#: A cause must stand in this many accidents to be paired.
_LEAST = 3
_MOST_PAIRS = 20
_SHOWN = 0.05
_MOST_RENAMES = 5


def together(study: Study) -> Table | Statement:
    """Pairs of causes in one accident: lift with interval, corrected for the number of pairs."""
    ledger, factors = _all_factors(study)
    if factors.empty:
        return make_statement(study, "together", _NO_FACTORS, {}, used=[ledger])
    if not factors["accident_id"].duplicated().any():
        text = _ONE_EACH.format(n=f"{len(factors):,}")
        return make_statement(study, "together", text, {"accidents": len(factors)}, used=[ledger, factors])
    # An accident has one primary cause, so two causes that are primary only never stand together, which says nothing.
    beside = set(factors.loc[factors["role"] == "contributory", "cause"])
    pairs = models.co_occurrence(factors, least=_LEAST, containing=beside)
    if pairs.empty:
        return make_statement(study, "together", _NO_PAIRS.format(least=_LEAST), {}, used=[ledger])
    rows = [
        {**pair, "a": cause_name(study, pair["a"]), "b": cause_name(study, pair["b"]), "verdict": _pair_verdict(pair)}
        for pair in pairs.iloc[:_MOST_PAIRS].to_dict("records")
    ]
    columns = (
        Column("a", Text("原因甲", "Cause")),
        Column("b", Text("原因乙", "With")),
        Column("both", Text("同时出现", "Together"), format="count"),
        Column("expected", Text("无关时的期望", "Expected if unrelated"), format="number", decimals=1),
        Column("lift", Text("提升度", "Lift"), format="number", decimals=2),
        Column("lower", LOWER, format="number", decimals=2),
        Column("upper", UPPER, format="number", decimals=2),
        Column("p_adjusted", Text("校正后 p 值", "p, adjusted"), format="p"),
        Column("verdict", wording.VERDICT),
    )
    notes = (_LIFT_NOTE.format(least=_LEAST, n=len(pairs), shown=min(len(pairs), _MOST_PAIRS)), _HABIT_NOTE)
    return make_table(study, "together", _TOGETHER, rows, columns, used=[ledger, factors], notes=notes)


def combinations(study: Study) -> Figure | Statement:
    """Draw which combinations of causes the accidents have."""
    ledger = ledger_of(study)
    factors = factors_of(study, ledger)
    if factors.empty:
        return make_statement(study, "combinations", _NO_FACTORS, {}, used=[ledger])
    found = models.cause_combinations(factors)
    several = int(found.table.loc[found.table["size"] > 1, "accidents"].sum())
    if not several:
        text = _ONE_EACH.format(n=f"{found.accidents:,}")
        return make_statement(study, "combinations", text, {"accidents": found.accidents}, used=[ledger, factors])
    title = _SEVERAL.format(
        n=f"{several:,}", all=f"{found.accidents:,}", share=f"{100 * several / found.accidents:.0f}"
    )
    subtitle = _WHERE.format(area=study.area.name, period=study.period.text)
    caption = make_caption(study, title, used=[ledger, factors], subtitle=subtitle)
    names = {str(code): cause_name(study, str(code)) for code in found.causes.index}
    image = figures.upset(found.table, found.causes.to_dict(), caption=caption, language=study.language, names=names)  # type: ignore[arg-type]
    data = pd.DataFrame(
        {"causes": [_joined([names[code] for code in held]) for held in found.table["causes"]],
         "size": found.table["size"], "accidents": found.table["accidents"]}
    )  # fmt: skip
    return make_figure(study, "combinations", caption, image, data, used=[ledger, factors])


def changes(study: Study) -> Table | Statement:
    """Each cause against the same months of the year before, corrected for their number; and whether the list changed."""
    before, after = cause_counts(study, study.period.shifted(-1)), cause_counts(study)
    held = [counts["accidents"].drop(index=NOT_CAUSES, errors="ignore").dropna() for counts in (before, after)]
    if any(counts.empty for counts in held):
        return make_statement(study, "changes", _NO_BEFORE, {}, used=[before, after])
    names = pd.Series({code: cause_name(study, str(code)).zh for counts in held for code in counts.index})
    found = models.cause_changes(*held, names=names)
    rows = [
        {"name": cause_name(study, str(code)), "before": row["before"], "after": row["after"], "p_adjusted": row["p_adjusted"],
         "verdict": _CHANGE_VERDICTS[row["verdict"]],
         **{name: row[name] if row["before"] and row["after"] else NOT_APPLICABLE for name in ("ratio", "lower", "upper")}}
        for code, row in found.table.iterrows()
    ]  # fmt: skip
    columns = (
        Column("name", Text("原因", "Cause")),
        Column("before", study.period.shifted(-1).text, format="count"),
        Column("after", study.period.text, format="count"),
        Column("ratio", Text("比值", "Ratio"), format="number", decimals=2),
        Column("lower", LOWER, format="number", decimals=2),
        Column("upper", UPPER, format="number", decimals=2),
        Column("p_adjusted", Text("校正后 p 值", "p, adjusted"), format="p"),
        Column("verdict", wording.VERDICT),
    )
    notes = [_CHANGE_NOTE.format(n=len(found.table))]
    unknown = [counts["accidents"].reindex(NOT_CAUSES).sum() for counts in (before, after)]
    if any(unknown):
        notes.append(_UNKNOWN.format(before=f"{unknown[0]:,.0f}", after=f"{unknown[1]:,.0f}"))
    if found.list_changed:
        notes.append(
            _LIST_CHANGED.format(gone=f"{100 * found.share_vanished:.1f}", new=f"{100 * found.share_appeared:.1f}")
        )
        notes += [_RENAMED.format(pairs=_renames(study, found.renames))] if len(found.renames) else []
    return make_table(study, "changes", _CHANGES, rows, columns, used=[before, after], notes=notes)


def _all_factors(study: Study) -> tuple[pd.DataFrame, pd.DataFrame]:
    """Return ledger and causes up to the end of the period: pairs of one period alone are too few to say anything."""
    ledger = ledger_of(study, up_to(study.period))
    return ledger, factors_of(study, ledger)


def _pair_verdict(pair: Mapping[Any, Any]) -> Text:
    if pair["p_adjusted"] >= _SHOWN:
        return Text("没有证据", "no evidence")
    if pair["lift"] > 1:
        return Text("常一起出现", "often together")
    return Text("少一起出现", "seldom together")


def _joined(names: list[Text]) -> Text:
    return Text("＋".join(name.zh for name in names), " + ".join(name.en for name in names))


def _renames(study: Study, renames: pd.DataFrame) -> Text:
    pairs = [
        Text("{old}→{new}", "{old} → {new}").format(
            old=cause_name(study, str(row.vanished)), new=cause_name(study, str(row.appeared))
        )
        for row in renames.iloc[:_MOST_RENAMES].itertuples()
    ]
    return Text("；".join(pair.zh for pair in pairs), "; ".join(pair.en for pair in pairs))


_TOGETHER = Text("同一事故中一起出现的原因", "Causes that stand together in one accident")
_SEVERAL = Text(
    "{all}起中{n}起（{share}%）有两项以上原因", "{n} of {all} accidents ({share} %) have two or more causes"
)
_ONE_EACH = Text(
    "{n}起事故每起只记了一项原因，没有一起出现的原因可比。",
    "Accidents with causes: {n}, each with one on record, so none stand together.",
)
_WHERE = Text("{area}，{period}，原因组合", "{area}, {period}: combinations of causes")
_CHANGES = Text("各原因与上年同期相比", "Each cause against the same months of the year before")
_CHANGE_VERDICTS = {
    "rose": Text("有上升的证据", "evidence of a rise"),
    "fell": Text("有下降的证据", "evidence of a fall"),
    "no evidence": Text("没有变化的证据", "no evidence of a change"),
    "appeared": Text("上年无此项", "not there the year before"),
    "vanished": Text("本年无此项", "not there this year"),
}
_LIFT_NOTE = Text(
    "用截至本期末的全部台账。提升度＝同时出现起数÷无关时的期望；区间由优势比（Gart 1966）换算，p 值为 Fisher 精确检验（较小一侧的两倍），按 Benjamini-Hochberg 校正。"
    "只比较出现不少于{least}起、且其一作过次要原因的原因，共{n}对，列出{shown}对。",
    "All accidents up to the end of the period. Lift: accidents with both over those expected of unrelated causes; intervals follow from the odds "
    "ratio (Gart 1966), p from Fisher's exact test (twice the smaller tail), adjusted by Benjamini and Hochberg. Causes in at least {least} accidents are paired where one is contributory: {n} "
    "pairs, {shown} shown.",
)
_HABIT_NOTE = Text(
    "一起出现不等于互为因果：有的原因只是习惯上写在一起。",
    "To stand together is not to bring about: some causes are written down together by habit.",
)
_CHANGE_NOTE = Text(
    "按首个主要原因；比值由精确条件检验得出，{n}项的 p 值按 Holm 校正。",
    "By first primary cause; exact conditional test, p-values of {n} causes adjusted by Holm.",
)
_UNKNOWN = Text(
    "原因不明或未归入任何原因的（上年{before}起、本年{after}起）不在比较之内；两年相差大时，上升或下降可能只是登记的变化。",
    "Accidents of no known cause ({before} the year before, {after} this year) are not compared; where the two differ much a rise or fall "
    "may be one of recording.",
)
_LIST_CHANGED = Text(
    "原因代码表可能变了：上年有{gone}%的起数、本年有{new}%的起数，其代码在另一年没有。改名的原因不是消失的原因。",
    "The list of causes may have changed: {gone} % of the year before and {new} % of this year stand under codes that the other year lacks. "
    "A renamed cause is not a vanished one.",
)
_RENAMED = Text("名称相近、可能是改名的：{pairs}。", "Names so alike that one may be the other renamed: {pairs}.")
_NO_FACTORS = Text(
    "没有逐起的原因记录，不能分析哪些原因一起出现。",
    "There is no record of the causes of single accidents, so which stand together cannot be analysed.",
)
_NO_PAIRS = Text(
    "出现不少于{least}起的原因不足两项，无可比较。",
    "Fewer than two causes stand in at least {least} accidents: there is no pair to compare.",
)
_NO_BEFORE = Text(
    "本期或上年同期没有分原因的起数，不能比较。",
    "There are no accidents by cause for this period or for the same months of the year before, so nothing is compared.",
)
