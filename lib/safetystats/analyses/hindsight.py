"""What became of earlier plans' targets: promised, happened, and on which definition."""

from typing import Any

import pandas as pd

from safetystats import targets
from safetystats.analyses import wording
from safetystats.analyses.rate_panel import Row, chain_of
from safetystats.analyses.shared import make_table
from safetystats.analyses.study import Study
from safetystats.datasets import parse_period
from safetystats.products import Column, Table
from safetystats.words import Text


def targets_in_hindsight(study: Study) -> Table:
    """Every target of the area and the areas above it whose time was up by the study's year, judged on the figures."""
    judged = _judged(study)
    rows = [_row(study, row) for row in judged.to_dict("records")]
    columns = (
        Column("plan", Text("计划", "Plan")),
        Column("area", wording.AREA),
        Column("indicator", Text("指标", "Indicator")),
        Column("period", Text("期末", "End")),
        Column("promise", Text("承诺", "Promised")),
        Column("base", Text("基期值", "Base"), format="rate"),
        Column("required", Text("要求达到", "Required"), format="rate"),
        Column("end", Text("实际", "Happened"), format="rate"),
        Column("required_cut", Text("要求下降", "Cut required"), format="percent"),
        Column("achieved_cut", Text("实际下降", "Cut achieved"), format="percent"),
        Column("verdict", wording.VERDICT),
        Column("reason", wording.NOTE),
    )
    return make_table(
        study, "targets_in_hindsight", _TITLE, rows or [{"verdict": _NONE}], columns, used=[judged.drop(columns=_WIDE, errors="ignore")],
        notes=(_NOTE,),
    )  # fmt: skip


def _judged(study: Study) -> pd.DataFrame:
    """Return the judged targets of both datasets that touch the area or one above it."""
    frames = []
    for data in [study.dataset] if study.dataset is study.peers else [study.dataset, study.peers]:
        due = [parse_period(period).year <= study.period.year for period in data.targets["period"]]
        rows = data.targets[
            pd.Series(due, data.targets.index, dtype=bool) & data.targets["area"].isin([*chain_of(study), "CN"])
        ]
        if len(rows):
            frames.append(targets.judge_targets(data, rows))
    return pd.concat(frames, ignore_index=True) if frames else pd.DataFrame(columns=["plan"])


def _row(study: Study, row: dict[Any, Any]) -> Row:
    return {
        "plan": row["plan"], "area": study.area_name(str(row["area"])), "indicator": wording.indicator_name(str(row["indicator"])),
        "period": row["period"], "promise": _promise(row), "base": row["base"], "required": row["required"], "end": row["end"],
        "required_cut": row["required_cut"] / 100, "achieved_cut": row["achieved_cut"] / 100, "verdict": _VERDICTS[row["verdict"]],
        "reason": _reason(row),
    }  # fmt: skip


def _promise(row: dict[Any, Any]) -> Text:
    value = "" if pd.isna(row["value"]) else f"{row['value']:g}"
    return _KINDS[str(row["kind"])].format(value=value)


def _reason(row: dict[Any, Any]) -> Text:
    said = [_REASONS[row["reason"]], *(_CAUTIONS[code] for code in row["cautions"])]
    if isinstance(row["progress"], str):
        said.append(_PROGRESS[row["progress"]])
    return Text("；".join(one.zh for one in said), "; ".join(one.en for one in said))


#: Columns of tuples, which have no place in the hash of rows.
_WIDE = ["breaks", "cautions", "sources", "origins"]
_TITLE = Text("回头看：以往规划和年度目标兑现了吗", "In hindsight: were the targets of earlier plans and years kept?")
_NOTE = Text(
    "只在基期与期末口径相同、数字已收录时判断；口径变了就不比。下降为正，上升为负。",
    "Judged only where base and end stand on one definition and are held; across a change of definition nothing is compared. Falls are positive, "
    "rises negative.",
)
_NONE = Text("该地区及上级地区没有到期的目标", "no target of the area or those above it was due by then")
_VERDICTS = {
    "kept": Text("兑现", "kept"),
    "missed": Text("未兑现", "missed"),
    "not_comparable": Text("不可比", "cannot be compared"),
    "not_known": Text("不详", "not known"),
}
_REASONS = {
    "figures": Text("按数字判断", "by the figures"),
    "published_change": Text("按公布的降幅判断", "by the published change"),
    "cap_passed_early": Text("期满之前已超过上限", "the cap was passed before the end"),
    "definition_break": Text("期间口径改变", "the definition changed in between"),
    "definition_differs": Text("两端口径不同", "base and end are defined otherwise"),
    "unit_differs": Text("单位不同", "units differ"),
    "no_figures": Text("未收录数字", "no figures are held"),
    "no_base_figure": Text("未收录基期数", "the base is not held"),
    "no_end_figure": Text("未收录期末数", "the end is not held"),
    "no_peer_figure": Text("未收录对比地区的数", "the peer's figure is not held"),
}
_PROGRESS = {
    "reached_early": Text("此前已达到", "reached before"),
    "on_course": Text("当时在进度上", "was on course"),
    "behind_course": Text("当时落后于进度", "was behind"),
}
_CAUTIONS = {
    "derived_figure": Text("含推算数", "a figure is derived"),
    "flash_figure": Text("含快报数", "a figure is a flash one"),
    "within_rounding": Text("差别在舍入之内", "within rounding"),
    "suspected_break": Text("期间疑有口径变化", "a change of definition is suspected"),
    "reports_differ": Text("各来源不一致", "reports differ"),
}
_KINDS = {
    "level": Text("达到{value}", "reach {value}"),
    "cap": Text("不超过{value}", "at most {value}"),
    "at_least": Text("至少{value}", "at least {value}"),
    "reduce_pct": Text("下降{value}%", "cut by {value} %"),
    "reduce_at_least_pct": Text("下降{value}%以上", "cut by {value} % or more"),
    "reduce_pct_per_year": Text("每年下降{value}%", "cut by {value} % a year"),
    "below_peer": Text("低于比较地区", "below the peer"),
}
