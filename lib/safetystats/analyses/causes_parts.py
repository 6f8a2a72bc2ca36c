"""Of what: levels of the inquiry, sectors, severity, vehicles and places, each with its share."""

from collections.abc import Callable

import pandas as pd

from safetystats import measures, models
from safetystats.analyses import wording
from safetystats.analyses.causes_data import (
    LEVEL_NAMES,
    OPTIONAL,
    UNASSIGNED,
    UNKNOWN,
    cause_level,
    factors_of,
    ledger_of,
)
from safetystats.analyses.causes_ranking import (
    MOST_ROWS,
    SHARE_COLUMNS,
    leading_title,
    pareto_figure,
    ratio,
    unknown_deaths,
    variance_factor,
)
from safetystats.analyses.shared import make_statement, make_table
from safetystats.analyses.study import Study
from safetystats.analyses.wording import DEATHS
from safetystats.codes import code_list
from safetystats.datasets.counts import counts_of
from safetystats.products import NOT_APPLICABLE, Column, Figure, Statement, Table
from safetystats.words import Text

#: How the reader keeps a blank sector.
_TOTAL = "all"
_NOT_SEPARATE = Text("未单独公布", "Not published separately")


def levels(study: Study) -> Table | Statement:
    """In how many accidents a person, a machine, the environment or management played a part."""
    ledger = ledger_of(study)
    factors = factors_of(study, ledger)
    if factors.empty:
        return make_statement(study, "levels", _NO_FACTORS, {}, used=[ledger])
    levelled = factors.assign(level=factors["cause"].map(cause_level)).dropna(subset=["level"])
    with_causes, known = factors["accident_id"].nunique(), levelled["accident_id"].nunique()
    if not known:
        text = _NO_LEVELS.format(n=f"{with_causes:,}")
        return make_statement(study, "levels", text, {"accidents": with_causes}, used=[ledger, factors])
    per_level = levelled.groupby("level")["accident_id"].nunique()
    if per_level.tolist() == [known]:
        text = wording.ONE_ITEM.format(dimension=_LEVEL, n=f"{known:,}", name=LEVEL_NAMES[str(per_level.index[0])])
        rest = (_WITHOUT_LEVEL.format(n=f"{len(ledger) - known:,}"),) if known < len(ledger) else ()
        return make_statement(study, "levels", text, {"accidents": known}, used=[ledger, factors], notes=rest)
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
        Column("name", _LEVEL),
        *SHARE_COLUMNS[:4],
        Column("primary", Text("其中为主要原因", "As primary cause"), format="count"),
        Column("deaths", DEATHS, format="count"),
    )
    notes = (_LEVEL_NOTE.format(known=f"{known:,}", all=f"{len(ledger):,}"), wording.WILSON_NOTE)
    return make_table(study, "levels", _LEVELS, rows, columns, used=[ledger, factors], notes=notes)


def breakdown(study: Study) -> Table | Statement:
    """Accidents and deaths by severity, vehicle, place and what else the ledger holds, each with its share."""
    ledger = ledger_of(study)
    if ledger.empty:
        return make_statement(study, "breakdown", _NO_LEDGER, {}, used=[ledger])
    rows: list[dict[str, object]] = []
    alike: list[Text] = []
    for column, (dimension, name_of) in _DIMENSIONS.items():
        if column not in ledger or ledger[column].isin([_TOTAL]).all() or ledger[column].isna().all():
            continue
        if ledger[column].nunique(dropna=False) == 1:
            name = name_of(str(ledger[column].iloc[0]))
            alike.append(wording.ONE_ITEM.format(dimension=dimension, n=f"{len(ledger):,}", name=name))
        else:
            rows += _breakdown_rows(ledger, column, dimension, name_of)
    if not rows:
        text = wording.joined(alike) if alike else _NOTHING_TOLD
        return make_statement(study, "breakdown", text, {"accidents": len(ledger)}, used=[ledger])
    columns = (Column("dimension", Text("分类", "By")), Column("name", Text("项目", "Item")), *SHARE_COLUMNS)
    notes = (*alike, wording.WILSON_NOTE, _BREAKDOWN_NOTE.format(most=MOST_ROWS), *unknown_deaths(ledger))
    return make_table(study, "breakdown", _BREAKDOWN, rows, columns, used=[ledger], notes=notes)


def sector_pareto(study: Study) -> Figure | Statement:
    """Draw deaths by sectors that do not overlap, from the ledger or from published counts."""
    ledger = ledger_of(study)
    if len(ledger):
        used = ledger
        table = (
            ledger.groupby("sector")["deaths"].sum(min_count=1).dropna().to_frame().drop(index=_TOTAL, errors="ignore")
        )
        factor = variance_factor(ledger)
    else:
        used = counts_of(study.dataset, study.area.code, study.period)
        table, factor = _separate_sectors(used), 1.0
    if len(ledger) and ledger["sector"].nunique() == 1 and ledger["sector"].ne(_TOTAL).all():
        name = wording.sector_name(str(ledger["sector"].iloc[0]))
        text = wording.ONE_ITEM.format(dimension=_SECTOR, n=f"{len(ledger):,}", name=name)
        return make_statement(study, "sector_pareto", text, {"accidents": len(ledger)}, used=[used])
    if len(table) < 2 or table["deaths"].sum() == 0:
        return make_statement(study, "sector_pareto", _NO_SECTORS, {}, used=[used])
    found = models.pareto(table, "deaths", variance_factor=factor)
    names = {
        code: _NOT_SEPARATE if code == UNASSIGNED else wording.sector_name(str(code)) for code in found.table.index
    }
    title = leading_title(found, [names[code] for code in found.table.index])
    return pareto_figure(study, "sector_pareto", found, names, title, "deaths", used, factor)


def _breakdown_rows(
    ledger: pd.DataFrame, column: str, dimension: Text, name_of: Callable[[str], Text]
) -> list[dict[str, object]]:
    grouped = ledger.assign(level=ledger[column].fillna(UNKNOWN)).groupby("level")
    counted = pd.DataFrame(
        {"accidents": grouped.size(), "deaths": grouped["deaths"].sum(min_count=1), "told": grouped["deaths"].count()}
    )
    ordered = counted.sort_values("accidents", ascending=False, kind="stable").iloc[:MOST_ROWS]
    total, died = len(ledger), ledger["deaths"].sum()
    rows = []
    for level, row in ordered.iterrows():
        share = measures.proportion(int(row["accidents"]), total)
        rows.append(
            {"dimension": dimension, "name": name_of(str(level)), "accidents": int(row["accidents"]), "share": share.value,
             "lower": share.lower, "upper": share.upper, "deaths": row["deaths"],
             "deaths_share": ratio(row["deaths"], died) if died else NOT_APPLICABLE if row["told"] else None,
             "deaths_per_accident": ratio(row["deaths"], row["told"])}
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
    rest = float(held["all"]) - table["deaths"].sum() if "all" in held.index else 0.0
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


_SECTOR = Text("行业领域", "Sector")
_DIMENSIONS: dict[str, tuple[Text, Callable[[str], Text]]] = {
    "sector": (_SECTOR, lambda code: _plain_name(UNKNOWN) if code == _TOTAL else wording.sector_name(code)),
    "severity": (
        Text("事故等级", "Severity"), lambda code: _plain_name(code) if code == UNKNOWN else wording.severity_name(code)
    ),
    "vehicle": (Text("车辆类型", "Vehicle"), _vehicle_name),
    "place": (Text("地点", "Place"), _plain_name),
    **{name: (Text(*words), _plain_name) for name, words in
       zip(OPTIONAL, (("事故类型", "Type of accident"), ("道路类别", "Road class")), strict=True)},
}  # fmt: skip
_LEVEL = Text("层次", "Level")
_LEVELS = Text("人、物、环境、管理四个层次", "Person, machine, environment, management")
_BREAKDOWN = Text("事故与死亡的构成", "What the accidents and deaths are made up of")
_LEVEL_NOTE = Text(
    "一起事故可涉及多个层次，各行之和可超过100%；{all}起中{known}起的原因在原因代码表中有层次，占比以此为分母。",
    "One accident may have factors of several levels, so rows may add up to more than 100 %; of {all} accidents {known} "
    "have a cause to which the list of causes gives a level, and shares are of these.",
)
_BREAKDOWN_NOTE = Text("每类最多列{most}项。", "At most {most} items of each kind are listed.")
_NO_FACTORS = Text(
    "没有逐起的原因记录，不能按人、物、环境、管理分层。",
    "There is no record of the causes of single accidents, so they cannot be set by person, machine, environment and management.",
)
_WITHOUT_LEVEL = Text("另有{n}起没有带层次的原因。", "{n} more accidents have no cause with a level.")
_NO_LEVELS = Text(
    "{n}起事故的原因都是台账自己的代码，原因代码表没有给出层次，不能按人、物、环境、管理分层。",
    "The causes of every accident ({n}) are codes of the ledger's own, to which the list of causes gives no level: they cannot be set by person, "
    "machine, environment and management.",
)
_NO_LEDGER = Text(
    "没有逐起台账，不能按等级、车辆、地点细分；公布的分行业数见“事故情况”。",
    "There is no ledger, so severity, vehicle and place cannot be told apart; published sectors stand in the situation notebook.",
)
_NOTHING_TOLD = Text(
    "台账没有行业、等级、车辆和地点可供细分。",
    "The ledger tells neither sectors nor severity, vehicles or places apart.",
)
_NO_SECTORS = Text(
    "有死亡人数而互不重叠的行业领域不足两个，不能排序。",
    "Fewer than two sectors that do not overlap have deaths on record, so there is nothing to order.",
)
