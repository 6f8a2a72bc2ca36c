"""The situation of one area and period: how many accidents and deaths, where, how grave, against last year and quota.

Each function answers one question of the notebook ``01_situation`` and returns one product. Counts come from
``datasets.counts``, intervals and verdicts from ``measures``.
"""

import pandas as pd

from safetystats import figures, measures
from safetystats.analyses import wording
from safetystats.analyses.clusters import clusters
from safetystats.analyses.quotas import quota, quota_rows, quota_use
from safetystats.analyses.sector_shares import UNEXPLAINED, only_sector, sector_rows
from safetystats.analyses.shared import make_caption, make_figure, make_statement, make_table, sources_table
from safetystats.analyses.study import Study, hand_on, open_study, require_counts
from safetystats.analyses.wording import ACCIDENTS, DEATHS, LOWER, UPPER
from safetystats.datasets.counts import MEASURES, counts_of
from safetystats.datasets.frames import value_at
from safetystats.measures import Verdict
from safetystats.products import NOT_APPLICABLE, Column, Figure, Statement, Table
from safetystats.words import Text

#: What the notebook hands on, in this order; each is the function of the same name.
PRODUCTS = (
    "headline", "on_the_year", "sectors", "sector_shares", "severity", "clusters", "quota", "quota_use", "zeros", "not_held", "sources",
)  # fmt: skip
__all__ = [*PRODUCTS, "PRODUCTS", "clusters", "hand_on", "open_situation", "quota", "quota_use"]

NAMES = {"accidents": ACCIDENTS, "deaths": DEATHS}
TOTAL = ("all", "all")


def open_situation(*, dataset: str, area: str, period: str, language: str, output_dir: str) -> Study:
    """Open the dataset for the notebook; raise :class:`InputError` when it holds no counts of the area and period."""
    study = open_study(
        "01_situation", dataset=dataset, area=area, period=period, language=language, output_dir=output_dir
    )
    require_counts(study.dataset, study.area.code, study.period)
    return study


def headline(study: Study) -> Statement:
    """How many accidents and deaths, with intervals, and what the comparison with the year before allows to say."""
    now, before = _now(study), _before(study)
    numbers: dict[str, float] = {}
    clauses, verdicts = [], []
    for measure in MEASURES:
        if TOTAL not in now.index or pd.isna(value_at(now, TOTAL, measure)):
            continue
        estimate = measures.rate(int(value_at(now, TOTAL, measure)), 1)
        numbers |= {measure: estimate.value, f"{measure}_lower": estimate.lower, f"{measure}_upper": estimate.upper}
        rounded = {name: f"{getattr(estimate, name):,.0f}" for name in ("value", "lower", "upper")}
        clauses.append(_CLAUSES[measure].format(**rounded))
        verdict = _verdict(now, before, TOTAL, measure)
        if verdict:
            numbers |= {f"{measure}_ratio": verdict.comparison.ratio, f"{measure}_p_value": verdict.comparison.p_value}
            words = Text(verdict.words_zh, verdict.words_en)
            verdicts.append(_SENTENCE.format(name=NAMES[measure], words=words))
    opening = _OPENING.format(period=study.period.text, area=study.area.name, counts=wording.listed(clauses))
    notes = (wording.POISSON_NOTE, *study.caveats("accident_counts"))
    text = wording.joined([opening, *(verdicts or [_NO_YEAR_BEFORE])])
    return make_statement(study, "headline", text, numbers, used=[now, before], notes=notes)


def on_the_year(study: Study) -> Table:
    """Every count that is held for the same months of both years: the change, and whether it is more than chance."""
    now, before = _now(study), _before(study)
    rows: list[dict[str, object]] = []
    for cell in now.index.intersection(before.index, sort=False):
        for measure in MEASURES:
            verdict = _verdict(now, before, cell, measure)
            if verdict:
                rows.append(_change_row(now, before, cell, measure, verdict))
    columns = (
        Column("what", Text("项目", "Count")),
        Column("now", study.period.text, format="count"),
        Column("before", study.period.shifted(-1).text, format="count"),
        Column("change", Text("增减", "Change"), format="percent"),
        Column("ratio", Text("比值", "Ratio"), format="number", decimals=2),
        Column("lower", LOWER, format="number", decimals=2),
        Column("upper", UPPER, format="number", decimals=2),
        Column("p_value", Text("p 值", "p"), format="p"),
        Column("verdict", wording.VERDICT),
        Column("before_kind", Text("上年数性质", "Year before is")),
    )
    if not rows:
        rows = [{"what": _NO_YEAR_BEFORE}]
    notes = (_CONDITIONAL_NOTE, *study.caveats("accident_counts"))
    return make_table(study, "on_the_year", _ON_THE_YEAR, rows, columns, used=[now, before], notes=notes)


def sectors(study: Study) -> Table:
    """Accidents and deaths by sector, each with its share of the total and its interval; what no sector explains is shown."""
    now = _now(study)
    columns = (
        Column("name", _SECTOR),
        Column("accidents", ACCIDENTS, format="count"),
        Column("accident_share", Text("占事故", "Share of accidents"), format="percent"),
        Column("deaths", DEATHS, format="count"),
        Column("share", Text("占死亡", "Share of deaths"), format="percent"),
        Column("lower", LOWER, format="percent"),
        Column("upper", UPPER, format="percent"),
        Column("deaths_per_accident", Text("起均死亡", "Deaths per accident"), format="number", decimals=2),
    )
    notes = (wording.WILSON_NOTE, _TREE_NOTE, *study.caveats("accident_counts"))
    rows = sector_rows(now).to_dict("records")
    return make_table(study, "sectors", _SECTORS, rows, columns, used=[now], notes=notes)


def sector_shares(study: Study) -> Figure | Statement:
    """Draw each sector's share of all deaths, with its interval; of one sector alone there is nothing to draw."""
    now = _now(study)
    rows = sector_rows(now)
    if (alone := only_sector(now)) is not None:
        text = wording.ONE_ITEM.format(
            dimension=_SECTOR, n=f"{alone['accidents']:,}", name=wording.sector_name(str(alone.name))
        )
        return make_statement(study, "sector_shares", text, {"accidents": int(alone["accidents"])}, used=[now])
    single = rows[~rows["sector"].isin(["all", UNEXPLAINED]) & ~rows["combination"]]
    shown = single.sort_values("share", ascending=False, na_position="last", kind="stable")
    if single["share"].isna().all():
        title, shown = (
            _NO_SECTORS,
            pd.DataFrame([{"name": wording.sector_name("all"), "share": None, "lower": None, "upper": None}]),
        )
    else:
        first = shown.iloc[0]
        ends = {name: f"{100 * first[name]:.0f}" for name in ("share", "lower", "upper")}
        title = _LARGEST.format(sector=first["name"], **ends)
    caption = make_caption(
        study,
        title,
        used=[now],
        subtitle=_SHARE_OF_DEATHS.format(period=study.period.text, area=study.area.name),
        notes=(wording.WILSON_NOTE,),
    )
    image = figures.share_bars(
        shown, caption=caption, language=study.language, label="name", share="share", lower="lower", upper="upper"
    )
    data = shown[["name", "share", "lower", "upper"]]
    return make_figure(study, "sector_shares", caption, image, data, used=[now])


def severity(study: Study) -> Table:
    """Accidents and deaths by class of severity (Decree 493), with shares and deaths per accident."""
    now = _now(study)
    rows = [_severity_row(now, cell) for cell in now.index if cell[1] != "all" or cell == TOTAL]
    columns = (
        Column("what", Text("事故等级", "Class")),
        Column("accidents", ACCIDENTS, format="count"),
        Column("accidents_lower", LOWER, format="number", decimals=1),
        Column("accidents_upper", UPPER, format="number", decimals=1),
        Column("deaths", DEATHS, format="count"),
        Column("share", Text("占死亡", "Share of deaths"), format="percent"),
        Column("lower", LOWER, format="percent"),
        Column("upper", UPPER, format="percent"),
        Column("deaths_per_accident", Text("起均死亡", "Deaths per accident"), format="number", decimals=2),
    )
    notes = (_DECREE_NOTE, wording.WILSON_NOTE, *study.caveats("accident_counts"))
    return make_table(study, "severity", _SEVERITY, rows, columns, used=[now], notes=notes)


def zeros(study: Study) -> Table:
    """Every count reported as zero, with the greatest mean that still makes zero plausible."""
    now = _now(study)
    rows = [
        {"what": _named(cell, measure), "value": 0, "upper": measures.rate(0, 1).upper}
        for cell in now.index
        for measure in MEASURES
        if pd.notna(value_at(now, cell, measure)) and value_at(now, cell, measure) == 0
    ]
    columns = (
        Column("what", Text("项目", "Count")),
        Column("value", Text("报告数", "Reported"), format="count"),
        Column(
            "upper",
            Text("95%区间上限（同样时长的期望数）", "95 % upper limit of the mean for such a period"),
            format="number",
            decimals=2,
        ),
    )
    return make_table(study, "zeros", _ZEROS, rows or [{"what": _NO_ZEROS}], columns, used=[now], notes=(_ZERO_NOTE,))


def not_held(study: Study) -> Statement:
    """Say what a reader would look for and the data does not hold."""
    now, before = _now(study), _before(study)
    missing = [
        _named(cell, measure) for cell in now.index for measure in MEASURES if pd.isna(value_at(now, cell, measure))
    ]
    said = []
    if missing:
        said.append(_MISSING.format(items=wording.listed(missing)))
    if before.empty:
        said.append(_NO_YEAR_BEFORE)
    if quota_rows(study).empty:
        said.append(_NO_QUOTA)
    if not any(cell[0] != "all" for cell in now.index):
        said.append(_NO_SECTORS)
    said.append(_NO_LEDGER)
    text = wording.joined([_NOT_HELD_OPENING, *said])
    return make_statement(study, "not_held", text, {"missing_counts": len(missing)}, used=[now])


def sources(study: Study) -> Table:
    """Every source behind this notebook, with its tier."""
    return sources_table(study, "sources", _now(study), _before(study), quota_rows(study))


def _now(study: Study) -> pd.DataFrame:
    return _indexed(counts_of(study.dataset, study.area.code, study.period))


def _before(study: Study) -> pd.DataFrame:
    return _indexed(counts_of(study.dataset, study.area.code, study.period.shifted(-1)))


def _indexed(counts: pd.DataFrame) -> pd.DataFrame:
    return counts.set_index(["sector", "severity"], drop=False)


def _verdict(now: pd.DataFrame, before: pd.DataFrame, cell: tuple[str, str], measure: str) -> Verdict | None:
    """Compare one count of the two years, when both are held and counted by the same definition."""
    if cell not in before.index or value_at(now, cell, "definition") != value_at(before, cell, "definition"):
        return None
    pair = value_at(now, cell, measure), value_at(before, cell, measure)
    return None if any(pd.isna(count) for count in pair) else measures.verdict(int(pair[0]), int(pair[1]))


def _change_row(
    now: pd.DataFrame, before: pd.DataFrame, cell: tuple[str, str], measure: str, verdict: Verdict
) -> dict[str, object]:
    compared = verdict.comparison
    return {
        "what": _named(cell, measure), "now": value_at(now, cell, measure), "before": value_at(before, cell, measure),
        "change": NOT_APPLICABLE if verdict.change is None else verdict.change, "ratio": compared.ratio,
        "lower": compared.lower, "upper": compared.upper, "p_value": compared.p_value,
        "verdict": wording.verdict_label(verdict), "before_kind": wording.KIND_NAMES[value_at(before, cell, "kind")],
    }  # fmt: skip


def _severity_row(now: pd.DataFrame, cell: tuple[str, str]) -> dict[str, object]:
    accidents, deaths = value_at(now, cell, "accidents"), value_at(now, cell, "deaths")
    total = value_at(now, TOTAL, "deaths") if TOTAL in now.index else pd.NA
    row: dict[str, object] = {
        "what": wording.severity_name("all") if cell == TOTAL else wording.cell_name(*cell),
        "accidents": accidents,
        "deaths": deaths,
    }
    if pd.notna(accidents):
        estimate = measures.rate(int(accidents), 1)
        row |= {"accidents_lower": estimate.lower, "accidents_upper": estimate.upper}
    if pd.notna(deaths) and pd.notna(total) and total > 0 and cell != TOTAL:
        share = measures.proportion(int(deaths), int(total))
        row |= {"share": share.value, "lower": share.lower, "upper": share.upper}
    if pd.notna(accidents) and pd.notna(deaths) and accidents > 0:
        row |= {"deaths_per_accident": deaths / accidents}
    return row


def _named(cell: tuple[str, str], measure: str) -> Text:
    if cell == TOTAL:
        return NAMES[measure]
    return Text("{cell}：{measure}", "{cell}: {measure}").format(cell=wording.cell_name(*cell), measure=NAMES[measure])


_CLAUSES = {
    "accidents": Text(
        "发生事故{value}起（95%区间{lower}—{upper}）", "{value} accidents (95 % interval {lower}–{upper})"
    ),
    "deaths": Text("死亡{value}人（95%区间{lower}—{upper}）", "{value} deaths (95 % interval {lower}–{upper})"),
}
_OPENING = Text("{period}，{area}{counts}。", "{area}, {period}: {counts}.")
_SENTENCE = Text("{name}：{words}", "{name}: {words}")
_ON_THE_YEAR = Text("与上年同期相比", "Against the same months of the year before")
_SECTOR = Text("行业领域", "Sector")
_SECTORS = Text("分行业领域的事故与死亡", "Accidents and deaths by sector")
_SEVERITY = Text("分等级的事故与死亡", "Accidents and deaths by class of severity")
_ZEROS = Text("报告为零的项目：零不等于没有风险", "Reported as zero: zero is not “no risk”")
_SHARE_OF_DEATHS = Text("{area}，{period}，占死亡人数的比例", "{area}, {period}: share of deaths")
_LARGEST = Text(
    "死亡最多的是{sector}，占{share}%（95%区间{lower}—{upper}%）",
    "Most deaths: {sector}, {share} % (95 % interval {lower}–{upper} %)",
)
_NO_YEAR_BEFORE = Text(
    "未收录口径相同的上年同期数，不能比较。",
    "No figures of the year before on the same definition are held, so nothing is compared.",
)
_NO_QUOTA = Text("没有该地区该时期的控制指标。", "No quota of this area and period is held.")
_NO_SECTORS = Text("没有分行业领域的死亡人数。", "Deaths by sector are not held.")
_NO_LEDGER = Text(
    "没有逐起事故台账，因此不能分析发生时间、地点和原因。",
    "There is no ledger of single accidents, so times, places and causes cannot be analysed.",
)
_NO_ZEROS = Text("没有报告为零的项目", "nothing is reported as zero")
_MISSING = Text("未公布：{items}。", "Not published: {items}.")
_NOT_HELD_OPENING = Text("数据没有包含的内容：", "What the data does not hold:")
_CONDITIONAL_NOTE = Text(
    "比值及其区间、p 值由两年人数的精确条件检验得出（Przyborowski 与 Wilenski 1940）；口径不同的两年不比较。"
    "上年数为“推算”时，是由公布的同比变化反推的。",
    "Ratio, interval and p come from the exact conditional test of two counts (Przyborowski and Wilenski 1940); years on "
    "different definitions are not compared. A year before marked “derived” follows from the published change.",
)
_TREE_NOTE = Text(
    "行业领域有包含关系，各行不能简单相加；“未归入”为合计减去互不重叠的各项。",
    "Some sectors contain others, so rows do not simply add up; “not assigned” is the total less the rows that do not overlap.",
)
_DECREE_NOTE = Text(
    "等级按国务院令第493号：较大3—9人死亡，重大10—29人，特别重大30人及以上（或相应的重伤、损失）。",
    "Classes of State Council Decree 493: larger 3–9 deaths, major 10–29, extremely serious 30 or more (or the like in serious injuries or loss).",
)
_ZERO_NOTE = Text(
    "观察到零时，期望数仍可高达3.69（Garwood 95%双侧区间）。",
    "With none seen, the mean may still be as high as 3.69 (Garwood, two-sided 95 %).",
)
