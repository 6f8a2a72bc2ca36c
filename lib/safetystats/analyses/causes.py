"""The causes of accidents in one area and period: what, when and where, how severe, together, over time.

Each function answers one question of the notebook ``02_causes`` and returns one product. They work from a ledger or from
published counts; what the data cannot carry is a statement, under the same id, that says why.
"""

import pandas as pd

from safetystats.analyses import wording
from safetystats.analyses.causes_data import cause_counts, factors_of, ledger_of
from safetystats.analyses.causes_parts import breakdown, levels, sector_pareto
from safetystats.analyses.causes_places import concentration, hot_spots
from safetystats.analyses.causes_severity import severity_effects, severity_model
from safetystats.analyses.causes_shares import cause_pareto, causes, leading
from safetystats.analyses.causes_times import holidays, hours, months
from safetystats.analyses.causes_together import changes, combinations, together
from safetystats.analyses.shared import make_statement, sources_table
from safetystats.analyses.study import Study, hand_on, open_study, require_counts
from safetystats.datasets.counts import counts_of
from safetystats.products import Statement, Table
from safetystats.words import Text

#: What the notebook hands on, in this order; each is the function of the same name.
PRODUCTS = (
    "allows", "causes", "cause_pareto", "leading", "levels", "breakdown", "sector_pareto", "hours", "months", "holidays",
    "hot_spots", "severity_effects", "severity_model", "together", "combinations", "changes", "concentration", "sources",
)  # fmt: skip
__all__ = [
    "PRODUCTS", "allows", "breakdown", "cause_pareto", "causes", "changes", "combinations", "concentration", "hand_on", "holidays",
    "hot_spots", "hours", "leading", "levels", "months", "open_causes", "sector_pareto", "severity_effects", "severity_model",
    "sources", "together",
]  # fmt: skip


def open_causes(*, dataset: str, area: str, period: str, language: str, output_dir: str) -> Study:
    """Open the dataset for the notebook; raise :class:`InputError` when it holds neither accidents nor counts of the two."""
    study = open_study("02_causes", dataset=dataset, area=area, period=period, language=language, output_dir=output_dir)
    require_accidents(study)
    return study


def require_accidents(study: Study) -> None:
    """Raise :class:`InputError` unless the data hold accidents of the area and period, one by one or counted."""
    if ledger_of(study).empty:
        require_counts(study.dataset, study.area.code, study.period)


def allows(study: Study) -> Statement:
    """Say what the data are, and what they allow to be asked."""
    ledger = ledger_of(study)
    counts = _counts(study, ledger)
    by_cause = cause_counts(study)
    numbers: dict[str, float] = {"accidents": len(ledger), "cells": len(counts), "causes": len(by_cause)}
    if ledger.empty:
        causes_held = _WITH_CAUSES.format(n=len(by_cause)) if len(by_cause) else _WITHOUT_CAUSES
        text = _COUNTS.format(n=f"{len(counts) + len(by_cause):,}", causes=causes_held)
    else:
        factors = factors_of(study, ledger)
        with_causes = int(factors["accident_id"].nunique())
        numbers |= {"timed": int(ledger["hour"].notna().sum()), "with_causes": with_causes}
        text = _LEDGER.format(
            n=f"{len(ledger):,}", deaths=_deaths(ledger), timed=f"{numbers['timed']:,.0f}",
            causes=f"{with_causes:,}", possible=_possible(ledger, factors),
        )  # fmt: skip
    notes = study.caveats("accidents" if len(ledger) else "accident_counts")
    return make_statement(study, "allows", text, numbers, used=[ledger, counts], notes=notes)


def sources(study: Study) -> Table:
    """Every source behind this notebook, with its tier."""
    ledger = ledger_of(study)
    return sources_table(study, "sources", ledger, _counts(study, ledger), cause_counts(study))


def _deaths(ledger: pd.DataFrame) -> Text:
    """Say how many died, and in how many accidents that is not known."""
    unknown = int(ledger["deaths"].isna().sum())
    if unknown == len(ledger):
        return _ALL_UNKNOWN
    said = _DEATHS_UNKNOWN if unknown else _DEATHS
    return said.format(deaths=f"{ledger['deaths'].sum():,}", n=f"{unknown:,}")


def _possible(ledger: pd.DataFrame, factors: pd.DataFrame) -> Text:
    """Say what this ledger can be asked and what not; a column that is there may be empty."""
    held = {
        _MONTHS: True,
        _CAUSES: len(factors) > 0,
        _COMBINATIONS: bool(factors["accident_id"].duplicated().any()),
        _TIMES: bool(ledger["hour"].notna().any()),
        _PLACES: bool(ledger["area"].nunique() > 1 or ledger["place"].notna().any()),
        _SEVERITY: bool((ledger["deaths"] > 0).any() and (ledger["deaths"] == 0).any()),
    }
    if ledger["occurred"].isna().all():  # known to the month only
        held[_WEEKDAYS] = False
    can, cannot = ([name for name, there in held.items() if there is wanted] for wanted in (True, False))
    able = _CAN.format(names=wording.listed(can))
    return _BUT_NOT.format(able=able, names=wording.listed(cannot)) if cannot else able


def _counts(study: Study, ledger: pd.DataFrame) -> pd.DataFrame:
    """Return the published counts, which are only used where there is no ledger."""
    return counts_of(study.dataset, study.area.code, study.period) if ledger.empty else ledger.iloc[:0]


_LEDGER = Text(
    "有逐起台账：{n}起{deaths}，其中{timed}起有时刻，{causes}起有原因。{possible}；没有人口、车辆或交通量时，只能说起数，不能说风险。",
    "A ledger: {n} accidents{deaths}, {timed} with a time of day, {causes} with causes. {possible}; without people, "
    "vehicles or traffic it tells numbers only, not risks.",
)
_CAN = Text("可以分析{names}", "It can be asked for {names}")
_BUT_NOT = Text("{able}，不能分析{names}", "{able}, not for {names}")
_MONTHS, _WEEKDAYS = Text("月份", "months"), Text("星期", "weekdays")
_CAUSES, _COMBINATIONS = Text("原因", "causes"), Text("原因组合", "combinations of causes")
_TIMES, _PLACES, _SEVERITY = Text("时刻", "times of day"), Text("地点", "places"), Text("轻重", "severity")
_DEATHS = Text("，死亡{deaths}人", " with {deaths} deaths")
_DEATHS_UNKNOWN = Text("，死亡{deaths}人（{n}起死亡人数不详）", " with {deaths} deaths ({n} of unknown deaths)")
_ALL_UNKNOWN = Text("，死亡人数均不详", " of unknown deaths")
_COUNTS = Text(
    "只有公布的统计数（{n}格），没有逐起台账：{causes}时刻、地点、轻重因素和原因组合都不能分析。",
    "Published counts only ({n} cells), no ledger: {causes}Times of day, places, factors of severity and combinations of causes cannot be analysed.",
)
_WITH_CAUSES = Text("可以比较{n}项原因的占比和变化。", "shares and changes of {n} causes can be compared. ")
_WITHOUT_CAUSES = Text("没有分原因的数，只能看行业领域。", "there are none by cause, so only sectors can be compared. ")
