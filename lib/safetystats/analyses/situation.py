"""The situation of one area and period: how many accidents and deaths, where, how grave, against last year and quota.

Each function answers one question of the notebook ``01_situation`` and returns one product. Counts come from
``datasets.counts``, intervals and verdicts from ``measures``.
"""

from collections.abc import Iterator

import pandas as pd

from safetystats import figures, measures
from safetystats.analyses import quotas, wording
from safetystats.analyses.shared import sources_table
from safetystats.analyses.study import Study, hand_on, open_study
from safetystats.analyses.wording import ACCIDENTS, DEATHS, LOWER, UPPER, cell_name
from safetystats.datasets.counts import MEASURES, counts_of
from safetystats.measures import Verdict
from safetystats.products import NOT_APPLICABLE, Column, Figure, Statement, Table, hash_rows
from safetystats.words import Text

#: What the notebook hands on, in this order; each is the function of the same name.
PRODUCTS = (
    "headline", "on_the_year", "sectors", "sector_shares", "severity", "quota", "quota_use", "zeros", "not_held", "sources",
)  # fmt: skip
__all__ = [*PRODUCTS, "PRODUCTS", "hand_on", "open_situation"]

NAMES = {"accidents": ACCIDENTS, "deaths": DEATHS}
quota, quota_use = quotas.quota, quotas.quota_use


def open_situation(*, dataset: str, area: str, period: str, language: str, output_dir: str) -> Study:
    """Open the dataset for the notebook; raise :class:`InputError` when it holds no counts of the area and period."""
    return open_study(
        "01_situation",
        dataset=dataset,
        area=area,
        period=period,
        language=language,
        output_dir=output_dir,
        needs_counts=True,
    )


def headline(study: Study) -> Statement:
    """How many accidents and deaths, with intervals, and what the comparison with the year before allows to say."""
    now, before = _now_and_before(study)
    total = now.loc[("all", "all")] if ("all", "all") in now.index else now.iloc[0]
    numbers: dict[str, float] = {}
    clauses, verdicts = [], []
    for measure in MEASURES:
        if pd.isna(total[measure]):
            continue
        estimate = measures.rate(int(total[measure]), 1)
        numbers |= {measure: estimate.value, f"{measure}_lower": estimate.lower, f"{measure}_upper": estimate.upper}
        clauses.append(
            _CLAUSES[measure].format(
                n=f"{estimate.value:,.0f}", lower=f"{estimate.lower:,.0f}", upper=f"{estimate.upper:,.0f}"
            )
        )
        verdict = _verdict(now, before, total.name, measure)
        if verdict:
            numbers |= {f"{measure}_ratio": verdict.comparison.ratio, f"{measure}_p_value": verdict.comparison.p_value}
            verdicts.append(_SENTENCE.format(name=NAMES[measure], words=Text(verdict.words_zh, verdict.words_en)))
    opening = _OPENING.format(period=study.period.text, area=study.area.name, counts=wording.listed(clauses))
    text = wording.joined([opening, *verdicts]) if verdicts else wording.joined([opening, _NO_YEAR_BEFORE])
    return Statement(
        "headline", text, study.language, numbers, (wording.POISSON_NOTE, *study.caveats("accident_counts")),
        study.sources(_source_ids(now)), hash_rows(_plain(now), _plain(before)), study.dataset.synthetic,
    )  # fmt: skip


def on_the_year(study: Study) -> Table:
    """Every count that is held for the same months of both years: the change, and whether it is more than chance."""
    now, before = _now_and_before(study)
    rows = []
    for cell in now.index.intersection(before.index, sort=False):
        for measure in MEASURES:
            verdict = _verdict(now, before, cell, measure)
            if verdict:
                rows.append(
                    {
                        "what": _named(cell, measure), "now": now.at[cell, measure], "before": before.at[cell, measure],
                        "change": verdict.change if verdict.change is not None else NOT_APPLICABLE,
                        "ratio": verdict.comparison.ratio, "lower": verdict.comparison.lower, "upper": verdict.comparison.upper,
                        "p_value": verdict.comparison.p_value, "verdict": wording.verdict_label(verdict),
                        "before_kind": wording.KIND_NAMES[before.at[cell, "kind"]],
                    }
                )  # fmt: skip
    years = study.period, study.period.shifted(-1)
    columns = (
        Column("what", Text("项目", "Count")),
        Column("now", years[0].text, format="count"),
        Column("before", years[1].text, format="count"),
        Column("change", Text("增减", "Change"), format="percent"),
        Column("ratio", Text("比值", "Ratio"), format="number", decimals=2),
        Column("lower", LOWER, format="number", decimals=2),
        Column("upper", UPPER, format="number", decimals=2),
        Column("p_value", Text("p 值", "p"), format="p"),
        Column("verdict", wording.VERDICT),
        Column("before_kind", Text("上年数性质", "Year before is")),
    )
    notes = [_CONDITIONAL_NOTE, *study.caveats("accident_counts")]
    if not rows:
        rows = [dict.fromkeys((c.name for c in columns), None) | {"what": _NO_YEAR_BEFORE, "verdict": _NO_YEAR_BEFORE}]
    return _table(
        study,
        "on_the_year",
        Text("与上年同期相比", "Against the same months of the year before"),
        rows,
        columns,
        notes,
        now,
        before,
    )


def sectors(study: Study) -> Table:
    """Accidents and deaths by sector, each with its share of the total and its interval; what no sector explains is shown."""
    now, _ = _now_and_before(study)
    rows = list(_sector_rows(now))
    columns = (
        Column("sector", Text("行业领域", "Sector")),
        Column("accidents", ACCIDENTS, format="count"),
        Column("accident_share", Text("占事故", "Share of accidents"), format="percent"),
        Column("deaths", DEATHS, format="count"),
        Column("death_share", Text("占死亡", "Share of deaths"), format="percent"),
        Column("lower", LOWER, format="percent"),
        Column("upper", UPPER, format="percent"),
        Column("deaths_per_accident", Text("起均死亡", "Deaths per accident"), format="number", decimals=2),
    )
    notes = [wording.WILSON_NOTE, *study.caveats("accident_counts")]
    return _table(
        study, "sectors", Text("分行业领域的事故与死亡", "Accidents and deaths by sector"), rows, columns, notes, now
    )


def sector_shares(study: Study) -> Figure:
    """Draw each sector's share of all deaths, with its interval."""
    now, _ = _now_and_before(study)
    rows = pd.DataFrame(_sector_rows(now))
    rows = rows[rows["death_share"].notna() & ~rows["sector"].isin([_TOTAL, _UNEXPLAINED])]
    ...
