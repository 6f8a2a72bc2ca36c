"""The provinces over time: how fast what is divided by grows, which lowers every rate by itself.

Deaths of the provinces are held for single years only, so their rates have no trend. What can be told is the denominator:
with the same deaths every year, a rate falls as fast as its exposure grows.
"""

import pandas as pd

from safetystats import figures, models
from safetystats.analyses import wording
from safetystats.analyses.rate_panel import Row
from safetystats.analyses.rate_series import yearly
from safetystats.analyses.shared import make_caption, make_figure, make_statement, make_table
from safetystats.analyses.study import Study
from safetystats.codes import areas
from safetystats.datasets import UNITS
from safetystats.models import Segment
from safetystats.products import Column, Figure, Statement, Table
from safetystats.words import Text

_EXPOSURE = "civil_vehicles"
#: Growth over this many years, back from the latest; half of them at least must be held.
_YEARS, _FEWEST_YEARS, _FEWEST_AREAS = 10, 5, 10


def province_panel(study: Study) -> Figure | Statement:
    """Draw every province's vehicles over the years in a small plot of its own, with the yearly growth."""
    panel = _panel(study)
    if panel.empty:
        return make_statement(study, "province_panel", _NOTHING, {"provinces": 0}, used=[])
    growth = _growth(panel)
    changes = pd.DataFrame(
        [{"label": row["name"], "apc": row["growth"].apc, "lower": row["growth"].lower, "upper": row["growth"].upper} for row in growth]
    )  # fmt: skip
    slowest, fastest = (_percent(pick(row["growth"].apc for row in growth)) for pick in (min, max))
    title = _TITLE.format(areas=len(growth), slowest=slowest, fastest=fastest)
    caption = make_caption(study, title, used=[panel], unit=UNITS["10k_vehicles"].name, notes=(_NOTE,))
    own = {study.area.code, *study.above}
    image = figures.small_multiples(
        panel, changes, caption=caption, language=study.language, label="name", format="number", decimals=0,
        highlight=[row["name"] for row in growth if row["area"] in own],
    )  # fmt: skip
    return make_figure(study, "province_panel", caption, image, panel, used=[panel])


def province_growth(study: Study) -> Table:
    """How fast each province's vehicles grew, and so how fast its rate falls with the same deaths every year."""
    panel = _panel(study)
    rows = [] if panel.empty else sorted(map(_growth_row, _growth(panel)), key=lambda row: -row["growth"])
    columns = (
        Column("name", wording.AREA),
        Column("start", Text("自", "From"), format="year"),
        Column("end", Text("至", "To"), format="year"),
        Column("growth", Text("车辆年均增长", "Growth of vehicles a year"), format="percent"),
        Column("lower", wording.LOWER, format="percent"),
        Column("upper", wording.UPPER, format="percent"),
        Column("alone", Text("死亡不变时率每年下降", "Fall of the rate a year with the same deaths"), format="percent"),
    )
    title = _TABLE if rows else _NOTHING
    return make_table(study, "province_growth", title, rows, columns, used=[panel], notes=(_NOTE,) if rows else ())


def _panel(study: Study) -> pd.DataFrame:
    """Return the vehicles of every province in the last years up to the study's, one row a province and year."""
    frames = []
    for area in areas.children("CN"):
        held = yearly(study.peers.series(_EXPOSURE, area.code))
        near = held[(held.index <= study.period.year) & (held.index > study.period.year - _YEARS)]
        if len(near) >= _FEWEST_YEARS:
            values = near[["value", "source"]].reset_index().assign(area=area.code)
            frames.append(values.assign(name=pd.Series([area.name] * len(near), dtype=object)))
    if len(frames) < _FEWEST_AREAS:
        return pd.DataFrame(columns=["year", "value", "source", "area", "name"])
    return pd.concat(frames, ignore_index=True)


def _growth(panel: pd.DataFrame) -> list[Row]:
    """Return one log-linear trend an area; the scatter of the years about it gives the interval."""
    found = []
    for area, held in panel.groupby("area", sort=False):
        line = models.joinpoint(held["year"].to_numpy(), held["value"].to_numpy(), joinpoints=0)
        found.append({"area": area, "name": held["name"].iloc[0], "growth": line.segments[0]})
    return found


def _growth_row(row: Row) -> Row:
    growth: Segment = row["growth"]
    return {
        "name": row["name"], "start": growth.start, "end": growth.end, "growth": growth.apc / 100, "lower": growth.lower / 100,
        "upper": growth.upper / 100, "alone": 1 - 1 / (1 + growth.apc / 100),
    }  # fmt: skip


def _percent(number: float) -> str:
    return f"{number:.1f}"


_TITLE = Text(
    "{areas}个省级地区的民用汽车每年增长{slowest}%—{fastest}%：死亡不变，率也会下降",
    "Civil motor cars of {areas} provinces grow {slowest} to {fastest} % a year: with the same deaths the rates still fall",
)
_TABLE = Text("各省级地区民用汽车的增长", "Growth of civil motor cars, by province")
_NOTE = Text(
    "最近十年（不足十年的用全部年份）的对数线性趋势。各省死亡人数只收录个别年份，不能拟合各省死亡率的趋势。",
    "Log-linear trend of the last ten years at most. Deaths of the provinces are held for single years only, so that their rates have no trend.",
)
_NOTHING = Text("没有收录十个以上省级地区五年以上的车辆数。", "Vehicles of ten provinces over five years are not held.")
