"""What: accidents and deaths by cause, by level and by sector, with shares, ranks and how many make 80 %."""

from collections.abc import Callable
from typing import Any

import pandas as pd

from safetystats import figures, measures, models
from safetystats.analyses import wording
from safetystats.analyses.causes_data import (
    LEVEL_NAMES,
    OPTIONAL,
    UNASSIGNED,
    UNKNOWN,
    cause_counts,
    cause_level,
    cause_name,
    factors_of,
    ledger_of,
)
from safetystats.analyses.shared import make_caption, make_figure, make_statement, make_table
from safetystats.analyses.study import Study
from safetystats.analyses.wording import ACCIDENTS, DEATHS, LOWER, UPPER
from safetystats.codes import code_list
from safetystats.datasets.counts import counts_of
from safetystats.models import Pareto
from safetystats.products import Column, Figure, Statement, Table
from safetystats.words import Text

#: Rows a Pareto chart shows at most; the rest is added up in one row.
_MOST_ROWS = 15
_REST = "rest"
_REST_NAME = Text("其余各项合计", "All others together")
_NOT_SEPARATE = Text("未单独公布", "Not published separately")
_SHARE_COLUMNS = (
    Column("accidents", ACCIDENTS, format="count"),
    Column("share", Text("占比", "Share"), format="percent"),
    Column("lower", LOWER, format="percent"),
    Column("upper", UPPER, format="percent"),
    Column("deaths", DEATHS, format="count"),
    Column("deaths_share", Text("占死亡", "Share of deaths"), format="percent"),
    Column("deaths_per_accident", Text("起均死亡", "Deaths per accident"), format="number", decimals=2),
)


def causes(study: Study) -> Table | Statement:
    """Every cause: accidents, share with interval, deaths, deaths per accident, rank with its interval."""
    counts = cause_counts(study)
    found = _pareto_of(study, counts)
    if found is None:
        return _no_causes(study, "causes", counts)
    measure, held = _measure(counts), counts.to_dict("index")
    all_deaths, factor = counts["deaths"].sum(min_count=len(counts)), _variance_factor(ledger_of(study))
    rows = [
        {
            "name": cause_name(str(code)), "accidents": held[code]["accidents"], "share": row["share"], "lower": row["lower"],
            "upper": row["upper"], "cumulative": row["cumulative"], "deaths": held[code]["deaths"],
            **_share_of_deaths(held[code]["deaths"], all_deaths, factor),
            "deaths_per_accident": _ratio(held[code]["deaths"], held[code]["accidents"]),
            "rank": _RANK.format(rank=row["rank"], lower=row["rank_lower"], upper=row["rank_upper"]),
        }
        for code, row in found.table.to_dict("index").items()
    ]  # fmt: skip
    columns = (
        Column("name", Text("原因", "Cause")),
        *_SHARE_COLUMNS[:4],
        Column("cumulative", Text("累计", "Cumulative"), format="percent"),
        *_SHARE_COLUMNS[4:6],
        Column("deaths_lower", LOWER, format="percent"),
        Column("deaths_upper", UPPER, format="percent"),
        *_SHARE_COLUMNS[6:],
        Column("rank", Text("位次（95%区间）", "Rank (95 % interval)")),
    )
    clustered = (_CLUSTER_NOTE.format(factor=f"{factor:.2f}"),) if factor > 1 else ()
    notes = (_SHARES_OF[measure], wording.WILSON_NOTE, *clustered, _RANK_NOTE, *_basis_note(study))
    return make_table(study, "causes", _CAUSES, rows, columns, used=[counts], notes=notes)


def cause_pareto(study: Study) -> Figure | Statement:
    """Draw the causes, most first, with intervals and the cumulative share."""
    counts = cause_counts(study)
    found = _pareto_of(study, counts)
    if found is None:
        return _no_causes(study, "cause_pareto", counts)
    names = {code: cause_name(str(code)) for code in found.table.index}
    title = _leading_title(found, [names[code] for code in found.table.index])
    return _pareto_figure(study, "cause_pareto", found, names, title, _measure(counts), counts)


def leading(study: Study) -> Statement:
    """Say how many causes make 80 %, and whether the first three are shown to be the first three."""
    counts = cause_counts(study)
    found = _pareto_of(study, counts)
    if found is None:
        return _no_causes(study, "leading", counts)
    names = [cause_name(name) for name in found.leaders.names]
    numbers = {
        "total": found.total, "needed": found.needed, "needed_lower": found.needed_lower,
        "needed_upper": found.needed_upper, "first_three_chance": found.leaders.chance,
    }  # fmt: skip
    said = [_NEEDED.format(needed=found.needed, lower=found.needed_lower, upper=found.needed_upper,
                           measure=_OF[_measure(counts)], total=f"{found.total:,.0f}")]  # fmt: skip
    if len(found.table) > found.leaders.number:
        words = _TIE if found.leaders.tie else _CLEAR
        rivals = wording.listed([cause_name(name) for name in found.leaders.rivals[:4]] or [Text("其他原因", "others")])
        said.append(
            words.format(names=wording.listed(names), chance=f"{100 * found.leaders.chance:.0f}", rivals=rivals)
        )
    return make_statement(
        study, "leading", wording.joined(said), numbers, used=[counts], notes=(_RANK_NOTE, *_basis_note(study))
    )


def levels(study: Study) -> Table | Statement:
    """In how many accidents a person, a machine, the environment or management played a part."""
    ledger = ledger_of(study)
    factors = factors_of(study, ledger)
    if factors.empty:
        return make_statement(study, "levels", _NO_FACTORS, {}, used=[ledger])
    levelled = factors.assign(level=factors["cause"].map(cause_level))
    known = levelled["accident_id"].nunique()
    deaths = ledger.set_index("accident_id")["deaths"]
    rows = []
    for level, name in LEVEL_NAMES.items():
        part = levelled[levelled["level"] == level]
        ids = part["accident_id"].unique()
        share = measures.proportion(len(ids), known)
        rows.append(
            {"name": name, "accidents": len(ids), "share": share.value, "lower": share.lower, "upper": share.upper,
             "primary": int(part.loc[part["role"] == "primary", "accident_id"].nunique()), "deaths": deaths.loc[ids].sum(min_count=1)}
        )  # fmt: skip
    columns = (
        Column("name", Text("层次", "Level")),
        *_SHARE_COLUMNS[:4],
        Column("primary", Text("其中为主要原因", "As primary cause"), format="count"),
        Column("deaths", DEATHS, format="count"),
    )
    notes = (_LEVEL_NOTE.format(known=known, all=len(ledger)), wording.WILSON_NOTE)
    return make_table(study, "levels", _LEVELS, rows, columns, used=[ledger, factors], notes=notes)


def breakdown(study: Study) -> Table | Statement:
    """Accidents and deaths by severity, vehicle, place and what else the ledger holds, each with its share."""
    ledger = ledger_of(study)
    if ledger.empty:
        return make_statement(study, "breakdown", _NO_LEDGER, {}, used=[ledger])
    rows: list[dict[str, object]] = []
    for column, (dimension, name_of) in _DIMENSIONS.items():
        if column in ledger and ledger[column].notna().any():
            rows += _breakdown_rows(ledger, column, dimension, name_of)
    columns = (Column("dimension", Text("分类", "By")), Column("name", Text("项目", "Item")), *_SHARE_COLUMNS)
    notes = (wording.WILSON_NOTE, _BREAKDOWN_NOTE.format(most=_MOST_ROWS))
    return make_table(study, "breakdown", _BREAKDOWN, rows, columns, used=[ledger], notes=notes)


def sector_pareto(study: Study) -> Figure | Statement:
    """Draw deaths by sectors that do not overlap, from the ledger or from published counts."""
    ledger = ledger_of(study)
    if len(ledger):
        used = ledger
        table = ledger.groupby("sector")["deaths"].sum().to_frame("deaths").drop(index="all", errors="ignore")
        factor = _variance_factor(ledger)
    else:
        used = counts_of(study.dataset, study.area.code, study.period)
        table, factor = _separate_sectors(used), 1.0
    if len(table) < 2 or table["deaths"].sum() == 0:
        return make_statement(study, "sector_pareto", _NO_SECTORS, {}, used=[used])
    found = models.pareto(table, "deaths", variance_factor=factor)
    names = {
        code: _NOT_SEPARATE if code == UNASSIGNED else wording.sector_name(str(code)) for code in found.table.index
    }
    title = _leading_title(found, [names[code] for code in found.table.index])
    return _pareto_figure(study, "sector_pareto", found, names, title, "deaths", used, factor)


def _pareto_of(study: Study, counts: pd.DataFrame) -> Pareto | None:
    if counts.empty or not counts[_measure(counts)].sum():
        return None
    measure = _measure(counts)
    table = counts[[measure]].astype(float)
    if table[measure].isna().any():
        return None
    factor = _variance_factor(ledger_of(study)) if measure == "deaths" else 1.0
    return models.pareto(table, measure, variance_factor=factor)


def _measure(counts: pd.DataFrame) -> str:
    """Return what the shares are of: accidents where every cause has them, else deaths."""
    return "accidents" if counts["accidents"].notna().all() else "deaths"


def _variance_factor(ledger: pd.DataFrame) -> float:
    deaths = ledger["deaths"].dropna().astype(float)
    return float((deaths**2).sum() / deaths.sum()) if deaths.sum() else 1.0


def _pareto_figure(
    study: Study, name: str, found: Pareto, names: dict[object, Text], title: Text, measure: str, used: pd.DataFrame,
    factor: float = 1.0,
) -> Figure:  # fmt: skip
    labels = pd.Series([names[code] for code in found.table.index], index=found.table.index, dtype=object)
    shown = found.table.assign(label=labels).reset_index(drop=True)
    if len(shown) > _MOST_ROWS:
        shown = pd.concat(
            [shown.iloc[: _MOST_ROWS - 1], _rest_row(shown.iloc[_MOST_ROWS - 1 :], found)], ignore_index=True
        )
    notes = [wording.WILSON_NOTE, *_basis_note(study)]
    if factor > 1:
        notes.append(_CLUSTER_NOTE.format(factor=f"{factor:.2f}"))
    subtitle = _WHERE.format(area=study.area.name, period=study.period.text, measure=_OF[measure])
    caption = make_caption(study, title, used=[used], subtitle=subtitle, notes=notes)
    image = figures.pareto_bars(
        shown, caption=caption, language=study.language, count_label=ACCIDENTS if measure == "accidents" else DEATHS
    )
    data = shown[["label", "events", "share", "lower", "upper", "cumulative"]]
    return make_figure(study, name, caption, image, data, used=[used])


def _rest_row(rest: pd.DataFrame, found: Pareto) -> pd.DataFrame:
    share = measures.proportion(min(rest["events"].sum(), found.total), found.total)
    return pd.DataFrame(
        [{"label": _REST_NAME, "events": rest["events"].sum(), "share": share.value, "lower": share.lower,
          "upper": share.upper, "cumulative": 1.0}]
    )  # fmt: skip


def _leading_title(found: Pareto, names: list[Text]) -> Text:
    """Say who comes first only where the data show it."""
    first = found.table.iloc[0]
    ends = {end: f"{100 * first[end]:.0f}" for end in ("share", "lower", "upper")}
    alone = len(found.table) < 2 or found.table["rank_lower"].iloc[1] > 1
    if alone and found.table["rank_upper"].iloc[0] == 1:
        return _FIRST.format(name=names[0], **ends)
    rivals = [name for name, lower in zip(names, found.table["rank_lower"], strict=True) if lower == 1]
    return _FIRST_TIED.format(names=wording.listed(rivals[:3]), more=_AND_OTHERS if len(rivals) > 3 else Text("", ""))


def _breakdown_rows(
    ledger: pd.DataFrame, column: str, dimension: Text, name_of: Callable[[str], Text]
) -> list[dict[str, object]]:
    grouped = ledger.assign(level=ledger[column].fillna(UNKNOWN)).groupby("level")
    counted = pd.DataFrame({"accidents": grouped.size(), "deaths": grouped["deaths"].sum(min_count=1)})
    ordered = counted.sort_values("accidents", ascending=False, kind="stable").iloc[:_MOST_ROWS]
    total, died = len(ledger), ledger["deaths"].sum()
    rows = []
    for level, row in ordered.iterrows():
        share = measures.proportion(int(row["accidents"]), total)
        rows.append(
            {"dimension": dimension, "name": name_of(str(level)), "accidents": int(row["accidents"]), "share": share.value,
             "lower": share.lower, "upper": share.upper, "deaths": row["deaths"],
             "deaths_share": _ratio(row["deaths"], died), "deaths_per_accident": _ratio(row["deaths"], row["accidents"])}
        )  # fmt: skip
    return rows


def _separate_sectors(counts: pd.DataFrame) -> pd.DataFrame:
    """Return deaths of the sectors that lie in no other sector held, and what of the total is left."""
    held = counts[(counts["severity"] == "all") & counts["deaths"].notna()].set_index("sector")["deaths"]
    listed = code_list("sectors")
    parts = [
        code for code in held.index
        if code != "all" and not listed.get(code).attributes.get("parts") and not (_above(code) & set(held.index))
    ]  # fmt: skip
    table = held.loc[parts].to_frame("deaths").astype(float)
    rest = (
        float(held.get("all", pd.NA) if pd.notna(held.get("all", pd.NA)) else table["deaths"].sum())
        - table["deaths"].sum()
    )
    if rest > 0:
        table.loc[UNASSIGNED, "deaths"] = rest
    return table if rest >= 0 else table.iloc[:0]


def _above(code: str) -> set[str]:
    found, parent = set(), code_list("sectors").get(code).parent
    while parent and parent != "all":
        found.add(parent)
        parent = code_list("sectors").get(parent).parent
    return found


def _vehicle_name(code: str) -> Text:
    entry = code_list("road_vehicles").lookup(code)
    return entry.name if entry else Text(code, code)


def _plain_name(code: str) -> Text:
    return Text("不详", "Unknown") if code == UNKNOWN else Text(code, code)


_DIMENSIONS: dict[str, tuple[Text, Callable[[str], Text]]] = {
    "sector": (Text("行业领域", "Sector"), wording.sector_name),
    "severity": (
        Text("事故等级", "Severity"), lambda code: _plain_name(code) if code == UNKNOWN else wording.severity_name(code)
    ),
    "vehicle": (Text("车辆类型", "Vehicle"), _vehicle_name),
    "place": (Text("地点", "Place"), _plain_name),
    **{name: (Text(*words), _plain_name) for name, words in
       zip(OPTIONAL, (("事故类型", "Type of accident"), ("道路类别", "Road class")), strict=True)},
}  # fmt: skip


def _share_of_deaths(deaths: Any, total: Any, factor: float) -> dict[str, float | None]:
    """Return the share of all deaths with the interval that knows they come in clusters."""
    if pd.isna(deaths) or pd.isna(total) or not total:
        return {}
    share = measures.proportion(float(deaths) / factor, float(total) / factor)
    return {"deaths_share": share.value, "deaths_lower": share.lower, "deaths_upper": share.upper}


def _ratio(part: object, whole: object) -> float | None:
    if pd.isna(part) or pd.isna(whole) or not whole:  # type: ignore[call-overload]
        return None
    return float(part) / float(whole)  # type: ignore[arg-type]


def _no_causes(study: Study, name: str, counts: pd.DataFrame) -> Statement:
    return make_statement(study, name, _NO_CAUSES, {}, used=[counts, ledger_of(study)])


def _basis_note(study: Study) -> tuple[Text, ...]:
    return (_LEDGER_NOTE,) if len(ledger_of(study)) else (_COUNTS_NOTE,)


_CAUSES = Text("分原因的事故与死亡", "Accidents and deaths by cause")
_LEVELS = Text("人、物、环境、管理四个层次", "Person, machine, environment, management")
_BREAKDOWN = Text("事故与死亡的构成", "Accidents and deaths by sector, severity, vehicle and place")
_RANK = Text("{rank}（{lower}—{upper}）", "{rank} ({lower}–{upper})")
_OF = {"accidents": Text("占事故起数", "share of accidents"), "deaths": Text("占死亡人数", "share of deaths")}
_SHARES_OF = {
    "accidents": Text("占比为占事故起数；每起事故按其首个主要原因计一次。", "Shares are of accidents; each accident counts once, under its first primary cause."),
    "deaths": Text("占比为占死亡人数。", "Shares are of deaths."),
}  # fmt: skip
_WHERE = Text("{area}，{period}，{measure}", "{area}, {period}: {measure}")
_FIRST = Text(
    "{name}居首，占{share}%（95%区间{lower}—{upper}%）",
    "{name} comes first: {share} % (95 % interval {lower}–{upper} %)",
)
_FIRST_TIED = Text("首位不能判定：{names}{more}不分先后", "No single first: {names}{more} cannot be told apart")
_AND_OTHERS = Text("等", " and others")
_NEEDED = Text(
    "{needed}项合计达到80%（{measure}，共{total}；考虑偶然性，95%区间为{lower}—{upper}项）。",
    "{needed} causes make 80 % ({measure}, {total} in all; allowing for chance, 95 % interval {lower} to {upper} causes).",
)
_CLEAR = Text(
    "前三位为{names}，确为前三位的机会为{chance}%。",
    "The first three are {names}; the chance that these are the true first three is {chance} %.",
)
_TIE = Text(
    "数字上的前三位为{names}，但确为前三位的机会只有{chance}%，与{rivals}分不出先后，不宜称“前三位”。",
    "By number the first three are {names}, but the chance that these are the true first three is only {chance} %: {rivals} may as well "
    "be among them, so no “top three” should be claimed.",
)
_RANK_NOTE = Text(
    "位次区间及“80%”项数的区间由各原因真实占比的 Dirichlet 分布抽样得出（4,000次，固定种子）。",
    "Intervals of ranks and of the number that makes 80 % come from 4,000 draws of the true shares (Dirichlet distribution, fixed seed).",
)
_CLUSTER_NOTE = Text(
    "死亡成批发生，方差为独立发生时的{factor}倍，死亡占比的区间已按此放宽。",
    "Deaths come together: their variance is {factor} times that of single deaths, and the intervals of their shares allow for it.",
)
_LEVEL_NOTE = Text(
    "一起事故可涉及多个层次，各行之和可超过100%；{all}起中{known}起有原因记录。层次按原因代码表。",
    "One accident may have factors of several levels, so rows may add up to more than 100 %; of {all} accidents {known} have causes on record. "
    "Levels are those of the list of causes.",
)
_BREAKDOWN_NOTE = Text("每类最多列{most}项。", "At most {most} items of each kind are listed.")
_LEDGER_NOTE = Text("据事故台账。", "From the ledger of accidents.")
_COUNTS_NOTE = Text("据公布的统计表，无逐起台账。", "From published counts; there is no ledger.")
_NO_CAUSES = Text(
    "数据中没有该地区该时期分原因的起数或死亡：既无带原因的台账，也无分原因的统计表。补充 accident_causes 或带原因的 accident_counts 后即可分析。",
    "The data hold no accidents or deaths by cause for this area and period: neither a ledger with causes nor published counts by cause. Add "
    "accident_causes, or accident_counts with causes, and this is made.",
)
_NO_FACTORS = Text(
    "没有逐起的原因记录，不能按人、物、环境、管理分层。",
    "There is no record of the causes of single accidents, so they cannot be set by person, machine, environment and management.",
)
_NO_LEDGER = Text(
    "没有逐起台账，不能按等级、车辆、地点细分；公布的分行业数见“事故情况”。",
    "There is no ledger, so severity, vehicle and place cannot be told apart; published sectors stand in the situation notebook.",
)
_NO_SECTORS = Text(
    "公布的数据不足两个互不重叠的行业领域有死亡人数，不能排序。",
    "Fewer than two sectors that do not overlap have deaths on record, so there is nothing to order.",
)
