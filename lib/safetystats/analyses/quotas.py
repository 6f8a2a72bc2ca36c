"""How much of its quotas an area has used: of the year's, and, in a part of the year, of the part that has gone by.

A quota is set for a year. Ten months' deaths against twelve months' quota look better than they are; the pro-rata quota is
the year's quota times the share of months gone by. No season is assumed.
"""

from collections.abc import Iterator

import pandas as pd

from safetystats import figures, measures, targets
from safetystats.analyses import wording
from safetystats.analyses.shared import make_caption, make_figure, make_table
from safetystats.analyses.study import Study
from safetystats.datasets import Period, parse_period
from safetystats.datasets.counts import counts_of
from safetystats.datasets.frames import value_at
from safetystats.products import NOT_APPLICABLE, Column, Figure, Table
from safetystats.words import Text

_MEASURES = {"work_safety_deaths": "deaths", "work_safety_accidents": "accidents"}
_NONE_HELD = Text("该地区该时期未收录控制指标", "no quota is held for this area and period")
_PRO_RATA_NOTE = Text(
    "按时间进度的指标＝全年指标×已过月数÷12，未考虑季节；“可能性”是在风险恰等于指标时看到这么多或更多的机会。",
    "The pro-rata quota is the year's quota times months gone by over 12; no season is assumed. The chance is that of seeing "
    "as many or more if the true mean were exactly the quota.",
)
_TITLES = Text("控制指标使用情况", "Use of the quotas")


def quota(study: Study) -> Table:
    """Return every quota of the area in this period: what was used of the year's and of the pro-rata quota."""
    rows = quota_rows(study)
    printed = [
        {
            **row, "pro_rata": row["pro_rata"] if row["elapsed"] < 1 else NOT_APPLICABLE,
            "used_pro_rata": row["used_pro_rata"] if row["elapsed"] < 1 else NOT_APPLICABLE,
            "kind": wording.KIND_NAMES[str(row["kind"])],
        }
        for row in rows.to_dict("records")
    ]  # fmt: skip
    columns = (
        Column("what", Text("指标", "Quota of")),
        Column("quota", Text("全年指标", "Quota for the year"), format="number"),
        Column("actual", Text("实际", "Actual"), format="number"),
        Column("lower", wording.LOWER, format="number", decimals=1),
        Column("upper", wording.UPPER, format="number", decimals=1),
        Column("used", Text("占全年指标", "Share of quota"), format="percent"),
        Column("pro_rata", Text("按进度指标", "Pro-rata quota"), format="number"),
        Column("used_pro_rata", Text("占按进度指标", "Share of pro-rata"), format="percent"),
        Column("chance", Text("可能性", "Chance"), format="p"),
        Column("judgement", wording.VERDICT),
        Column("kind", Text("指标数性质", "Quota is")),
    )
    if not printed:
        printed = [{"what": _NONE_HELD}]
    notes = (wording.POISSON_NOTE, _PRO_RATA_NOTE, *study.caveats("targets", "quota_usage"))
    return make_table(study, "quota", _TITLES, printed, columns, used=[rows], notes=notes)


def quota_use(study: Study) -> Figure:
    """Draw what was used of each quota, with the interval, against the year's and the pro-rata quota."""
    rows = quota_rows(study)
    title = _finding(rows) if len(rows) else _NONE_HELD
    caption = make_caption(study, title, used=[rows], subtitle=study.period.text, notes=(_PRO_RATA_NOTE,))
    image = figures.quota_bars(
        rows if len(rows) else _NO_ROW, caption=caption, language=study.language, label="what", elapsed="elapsed"
    )  # fmt: skip
    data = (rows if len(rows) else _NO_ROW).drop(columns=["sources", "origins"], errors="ignore")
    return make_figure(study, "quota_use", caption, image, data, used=[rows])


def quota_rows(study: Study) -> pd.DataFrame:
    """Return one row a quota of the area that touches the period: from ``quota_usage``, else from caps in ``targets``."""
    rows = [*_from_usage(study), *_from_caps(study)]
    frame = pd.DataFrame(rows, columns=_COLUMNS)
    return frame.drop_duplicates(["indicator", "sector", "severity", "quota"], ignore_index=True)


_COLUMNS = [
    "what", "indicator", "sector", "severity", "quota", "actual", "lower", "upper", "used", "elapsed", "pro_rata",
    "used_pro_rata", "chance", "judgement", "kind", "sources", "origins",
]  # fmt: skip


#: What is drawn where no quota is held: the chart says so in words.
_NO_ROW = pd.DataFrame(
    [
        {
            "what": _TITLES,
            "actual": float("nan"),
            "lower": float("nan"),
            "upper": float("nan"),
            "quota": float("nan"),
            "elapsed": 1.0,
        }
    ]
)


def _from_usage(study: Study) -> Iterator[dict[str, object]]:
    usage = study.dataset.quota_usage
    for _, row in usage[(usage["area"] == study.area.code) & (usage["period"] == str(study.period))].iterrows():
        whole = parse_period(row["quota_period"])
        yield _row(
            row, row["severity"], row["quota"], row["actual"], whole, study.period, (row["source"],), (row["origin"],)
        )


def _from_caps(study: Study) -> Iterator[dict[str, object]]:
    """Pair every cap on accidents or deaths that covers the period with the count held for it."""
    targets = study.dataset.targets
    caps = targets[(targets["area"] == study.area.code) & (targets["kind"] == "cap")]
    counts = counts_of(study.dataset, study.area.code, study.period).set_index(["sector", "severity"])
    for _, cap in caps.iterrows():
        whole = parse_period(cap["period"])
        measure = _MEASURES.get(cap["indicator"])
        cell = (cap["sector"], "all")
        if (
            measure
            and _covers(whole, study.period)
            and cell in counts.index
            and pd.notna(value_at(counts, cell, measure))
        ):
            held = counts.loc[cell]
            origins = (cap["origin"], *held["origins"])
            sources = tuple(dict.fromkeys((cap["source"], *held["sources"])))
            yield _row(cap, "all", cap["value"], held[measure], whole, study.period, sources, origins)


def _covers(whole: Period, part: Period) -> bool:
    return whole.is_year and whole.year == part.year and part.first_year == part.last_year


def _row(
    held: pd.Series, severity: str, quota: float, actual: float, whole: Period, part: Period,
    sources: tuple[str, ...], origins: tuple[str, ...],
) -> dict[str, object]:  # fmt: skip
    pro_rata = quota * part.months / whole.months
    is_count = held["unit"] in ("persons", "accidents")
    estimate = measures.rate(int(actual), 1) if is_count else None
    # As many as seen, or more, if the mean were just the quota: the chance of not keeping to one fewer.
    chance = (
        float(1 - targets.chance_of_keeping(actual - 1, pro_rata))
        if is_count and actual > 0
        else 1.0
        if is_count
        else None
    )
    return {
        "what": _name(held["indicator"], held["sector"], severity),
        "indicator": held["indicator"], "sector": held["sector"], "severity": severity, "quota": quota, "actual": actual,
        "lower": estimate.lower if estimate else None, "upper": estimate.upper if estimate else None,
        "used": _share(actual, quota), "elapsed": part.months / whole.months, "pro_rata": pro_rata,
        "used_pro_rata": _share(actual, pro_rata), "chance": chance, "judgement": _judgement(actual, quota, pro_rata, chance),
        "kind": "derived" if held["kind"] == "derived" else "reported", "sources": sources, "origins": origins,
    }  # fmt: skip


def _name(indicator: str, sector: str, severity: str) -> Text:
    if (sector, severity) == ("all", "all"):
        return wording.indicator_name(indicator)
    return Text("{cell}：{measure}", "{cell}: {measure}").format(
        cell=wording.cell_name(sector, severity),
        measure=wording.ACCIDENTS if indicator == "work_safety_accidents" else wording.DEATHS,
    )


def _share(part: float, whole: float) -> float | None:
    """A quota of zero cannot be used in part: there is no share of nothing."""
    return part / whole if whole > 0 else None


#: Below this chance of seeing so many if the mean were the quota, the quota is said to be broken beyond chance.
_RARE = 0.05


def _judgement(actual: float, quota: float, pro_rata: float, chance: float | None) -> Text:
    if actual > quota:
        arithmetic = Text("已超全年指标", "over the year's quota")
    elif actual > pro_rata:
        arithmetic = Text("超过进度指标", "ahead of the pro-rata quota")
    else:
        arithmetic = Text("在进度指标之内", "within the pro-rata quota")
    if chance is None or actual <= pro_rata:
        return arithmetic
    evidence = _BEYOND_CHANCE if chance < _RARE else _WITHIN_CHANCE
    return Text(f"{arithmetic.zh}；{evidence.zh}", f"{arithmetic.en}; {evidence.en}")


_BEYOND_CHANCE = Text("有证据表明风险高于指标水平", "evidence of a risk above the quota's")
_WITHIN_CHANCE = Text("尚无证据表明风险高于指标水平", "no evidence yet of a risk above the quota's")


def _finding(rows: pd.DataFrame) -> Text:
    """Say of the first quota how much is used, and of the others how many are over."""
    first = rows.iloc[0]
    over = int((rows["actual"] > rows["quota"]).sum())
    share = f"{100 * first['used']:.1f}" if pd.notna(first["used"]) else "…"
    said = Text("{what}已用控制指标的{share}%", "{what}: {share} % of the quota used").format(
        what=first["what"], share=share
    )
    if len(rows) == 1:
        return said
    more = Text("；{n}项指标中{over}项已超", "; {over} of {n} quotas exceeded").format(n=len(rows), over=over)
    return Text(said.zh + more.zh, said.en + more.en)
