"""What: accidents and deaths by cause, with shares, ranks and how many make 80 %."""

from typing import Any

import pandas as pd

from safetystats import measures, models
from safetystats.analyses import wording
from safetystats.analyses.causes_data import NOT_CAUSES, cause_counts, cause_name, ledger_of, primary_cause
from safetystats.analyses.causes_ranking import (
    CLUSTER_NOTE,
    SHARE_COLUMNS,
    SHARE_OF,
    basis_note,
    leading_title,
    pareto_figure,
    ratio,
    unknown_deaths,
    variance_factor,
)
from safetystats.analyses.shared import make_statement, make_table
from safetystats.analyses.study import Study
from safetystats.analyses.wording import LOWER, UPPER
from safetystats.datasets.counts import MEASURES
from safetystats.models import Pareto
from safetystats.products import NOT_APPLICABLE, Column, Figure, Statement, Table
from safetystats.words import Text

#: Events a cause below which the number of causes that make 80 % is known to come out too low.
_LEAST_EACH = 5
#: Rivals of the first three that the sentence names.
_MOST_RIVALS = 4


def causes(study: Study) -> Table | Statement:
    """Every cause: accidents, share with interval, deaths, deaths per accident, rank with its interval."""
    counts = cause_counts(study)
    found = _pareto_of(study, counts)
    if found is None:
        return _no_causes(study, "causes", counts)
    if len(found.table) == 1:
        return _one_cause(study, "causes", counts, found)
    measure, held = _measure(counts), counts.to_dict("index")
    deaths = counts.loc[found.table.index, "deaths"]
    ledger = ledger_of(study)
    all_deaths, factor = deaths.sum(min_count=len(deaths)), variance_factor(ledger)
    told = _deaths_told(study, ledger)
    rows = [
        {
            "name": cause_name(study, str(code)), "accidents": held[code]["accidents"], "share": row["share"], "lower": row["lower"],
            "upper": row["upper"], "cumulative": row["cumulative"], "deaths": held[code]["deaths"],
            **_share_of_deaths(held[code]["deaths"], all_deaths, factor),
            "deaths_per_accident": ratio(held[code]["deaths"], told.get(code, held[code]["accidents"])),
            "rank": _RANK.format(rank=row["rank"], lower=row["rank_lower"], upper=row["rank_upper"]),
        }
        for code, row in found.table.to_dict("index").items()
    ]  # fmt: skip
    columns = (
        Column("name", Text("原因", "Cause")),
        *SHARE_COLUMNS[:4],
        Column("cumulative", Text("累计", "Cumulative"), format="percent"),
        *SHARE_COLUMNS[4:6],
        Column("deaths_lower", LOWER, format="percent"),
        Column("deaths_upper", UPPER, format="percent"),
        *SHARE_COLUMNS[6:],
        Column("rank", Text("位次（95%区间）", "Rank (95 % interval)")),
    )
    clustered = (CLUSTER_NOTE.format(factor=f"{factor:.2f}"),) if factor > 1 else ()
    notes = (
        _SHARES_OF[measure],
        wording.WILSON_NOTE,
        *clustered,
        _RANK_NOTE,
        *_without_cause(counts),
        *unknown_deaths(ledger),
        *basis_note(study),
    )
    return make_table(study, "causes", _CAUSES, rows, columns, used=[counts], notes=notes)


def cause_pareto(study: Study) -> Figure | Statement:
    """Draw the causes, most first, with intervals and the cumulative share."""
    counts = cause_counts(study)
    found = _pareto_of(study, counts)
    if found is None:
        return _no_causes(study, "cause_pareto", counts)
    if len(found.table) == 1:
        return _one_cause(study, "cause_pareto", counts, found)
    names = {code: cause_name(study, str(code)) for code in found.table.index}
    title = leading_title(found, [names[code] for code in found.table.index])
    notes = _without_cause(counts)
    return pareto_figure(study, "cause_pareto", found, names, title, _measure(counts), counts, notes=notes)


def leading(study: Study) -> Statement:
    """Say how many causes make 80 %, and whether the first three are shown to be the first three."""
    counts = cause_counts(study)
    found = _pareto_of(study, counts)
    if found is None:
        return _no_causes(study, "leading", counts)
    if len(found.table) == 1:
        return _one_cause(study, "leading", counts, found)
    names = [cause_name(study, name) for name in found.leaders.names]
    numbers = {
        "total": found.total, "needed": found.needed, "needed_lower": found.needed_lower,
        "needed_upper": found.needed_upper, "first_three_chance": found.leaders.chance,
    }  # fmt: skip
    said = [_NEEDED.format(needed=found.needed, lower=found.needed_lower, upper=found.needed_upper,
                           measure=SHARE_OF[_measure(counts)], total=f"{found.total:,.0f}")]  # fmt: skip
    if len(found.table) > found.leaders.number:
        words = _TIE if found.leaders.tie else _CLEAR
        rivals = wording.listed(
            [cause_name(study, name) for name in found.leaders.rivals] or [Text("其他原因", "others")],
            most=_MOST_RIVALS,
        )
        said.append(words.format(names=wording.listed(names), chance=_percent(found.leaders.chance), rivals=rivals))
    sparse = (_SPARSE_NOTE.format(least=_LEAST_EACH),) if found.total < _LEAST_EACH * len(found.table) else ()
    return make_statement(
        study,
        "leading",
        wording.joined(said),
        numbers,
        used=[counts],
        notes=(_RANK_NOTE, *sparse, *_without_cause(counts), *basis_note(study)),
    )


def _percent(chance: float) -> Text:
    """Write a chance found by drawing as per cent: never quite certain, never quite impossible."""
    if chance > 0.99:
        return Text("超过99", "more than 99")
    return Text("不到1", "less than 1") if chance < 0.01 else Text(f"{100 * chance:.0f}", f"{100 * chance:.0f}")


def _pareto_of(study: Study, counts: pd.DataFrame) -> Pareto | None:
    """Return the order of the known causes; None where there are none, or a number of them is missing."""
    known = counts.drop(index=NOT_CAUSES, errors="ignore")
    measure = _measure(counts)
    if known.empty or known[measure].isna().any() or not known[measure].sum():
        return None
    factor = variance_factor(ledger_of(study)) if measure == "deaths" else 1.0
    return models.pareto(known[[measure]].astype(float), measure, variance_factor=factor)


def _without_cause(counts: pd.DataFrame) -> tuple[Text, ...]:
    """Return the note on accidents and deaths without a known cause, where there are any."""
    rest = counts.loc[counts.index.isin(NOT_CAUSES), list(MEASURES)].sum()
    if not rest.sum():
        return ()
    return (_LEFT_OUT.format(accidents=f"{rest['accidents']:,.0f}", deaths=f"{rest['deaths']:,.0f}"),)


def _measure(counts: pd.DataFrame) -> str:
    """Return what the shares are of: accidents where every cause has them, else deaths."""
    known = counts.drop(index=NOT_CAUSES, errors="ignore")
    return "accidents" if known["accidents"].notna().all() else "deaths"


def _deaths_told(study: Study, ledger: pd.DataFrame) -> "pd.Series[int]":
    """Return by cause the accidents of `ledger` whose deaths are known; empty without a ledger."""
    return ledger["deaths"].groupby(primary_cause(study, ledger)).count()


def _share_of_deaths(deaths: Any, total: Any, factor: float) -> dict[str, Any]:
    """Return the share of all deaths with the interval that knows they come in clusters."""
    if pd.isna(deaths) or pd.isna(total):
        return {}
    if not total:
        return dict.fromkeys(("deaths_share", "deaths_lower", "deaths_upper"), NOT_APPLICABLE)
    share = measures.proportion(float(deaths) / factor, float(total) / factor)
    return {"deaths_share": share.value, "deaths_lower": share.lower, "deaths_upper": share.upper}


def _no_causes(study: Study, name: str, counts: pd.DataFrame) -> Statement:
    return make_statement(study, name, _NO_CAUSES, {}, used=[counts, ledger_of(study)])


def _one_cause(study: Study, name: str, counts: pd.DataFrame, found: Pareto) -> Statement:
    """Say that there is nothing to order: a share of 100 % with an interval would be read as a finding."""
    code = str(found.table.index[0])
    text = _ONE_CAUSE.format(name=cause_name(study, code), n=f"{found.total:,.0f}", measure=_COUNTED[_measure(counts)])
    notes = (*_without_cause(counts), *basis_note(study))
    return make_statement(study, name, text, {"total": found.total}, used=[counts], notes=notes)


_CAUSES = Text("分原因的事故与死亡", "Accidents and deaths by cause")
_RANK = Text("{rank}（{lower}—{upper}）", "{rank} ({lower}–{upper})")
_SHARES_OF = {
    "accidents": Text("占比为占事故起数；每起事故按其首个主要原因计一次。", "Shares are of accidents; each accident counts once, under its first primary cause."),
    "deaths": Text("占比为占死亡人数。", "Shares are of deaths."),
}  # fmt: skip
_NEEDED = Text(
    "{needed}项合计达到80%（{measure}，共{total}；考虑偶然性，95%区间为{lower}—{upper}项）。",
    "{needed} causes make 80 % ({measure}, {total} in all; allowing for chance, 95 % interval {lower} to {upper} causes).",
)
_CLEAR = Text(
    "前三位为{names}，有{chance}%的机会确为前三位。",
    "The first three are {names}; the chance that these are the true first three is {chance} %.",
)
_TIE = Text(
    "数字上的前三位为{names}，但确为前三位的机会为{chance}%，与{rivals}分不出先后，不宜称“前三位”。",
    "By number the first three are {names}, but the chance that these are the true first three is {chance} %: {rivals} may as well "
    "be among them, so no “top three” should be claimed.",
)
_RANK_NOTE = Text(
    "位次区间及“80%”项数的区间由各原因真实占比的 Dirichlet 分布抽样得出（4,000次，固定种子）。",
    "Intervals of ranks and of the number that makes 80 % come from 4,000 draws of the true shares (Dirichlet distribution, fixed seed).",
)
_SPARSE_NOTE = Text(
    "平均每项原因不足{least}起，还可能有未出现过的原因：真正达到80%的项数很可能更多。",
    "There are fewer than {least} to a cause, and some causes may not have occurred yet: the true number that makes 80 % is likely higher.",
)
_LEFT_OUT = Text(
    "另有{accidents}起（死亡{deaths}人）原因不明或未归入任何原因，不计入占比和位次。",
    "{accidents} more accidents with {deaths} deaths have no known cause; they are in no share and no rank.",
)
_COUNTED = {"accidents": Text("起事故", "accidents"), "deaths": Text("名死亡人员", "deaths")}
_ONE_CAUSE = Text(
    "有原因记录的{n}{measure}全部记为同一原因“{name}”，没有可排序的。",
    "Of known cause: {n} {measure}, all under one, {name}; there is nothing to order.",
)
_NO_CAUSES = Text(
    "数据中没有该地区该时期分原因的起数或死亡：既无带原因的台账，也无分原因的统计表。补充 accident_causes 或带原因的 accident_counts 后即可分析。",
    "The data hold no accidents or deaths by cause for this area and period: neither a ledger with causes nor published counts by cause. Add "
    "accident_causes, or accident_counts with causes, and this is made.",
)
