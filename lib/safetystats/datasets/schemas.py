"""The tables of a dataset, written once.

From these come the checks of :func:`safetystats.datasets.open_dataset` (as pandera schemas), the Table Schema fields in
each ``datapackage.yaml``, the data guide in ``docs/`` and the Excel templates. A :class:`Column` says how text is read
into it, and its title and meaning in both languages.
"""

from collections.abc import Mapping
from dataclasses import dataclass

from safetystats.words import Text

#: What a cell's text is read as, and the Table Schema (Data Package v2) type it has.
KINDS = {
    "text": "string",
    "code": "string",
    "area": "string",
    "period": "string",
    "unit": "string",
    "date": "string",
    "datetime": "string",
    "count": "integer",
    "number": "number",
    "percent": "number",
}

INDICATOR_KINDS = ("reported", "derived", "flash", "final")
STATUSES = ("normal", "provisional", "estimated", "break", "missing")
TARGET_KINDS = ("level", "cap", "at_least", "reduce_pct", "reduce_at_least_pct", "reduce_pct_per_year", "below_peer")
TIERS = ("A", "B", "C", "D", "X")


@dataclass(frozen=True, slots=True)
class Column:
    """One column: its kind (of :data:`KINDS`), its words, and what its cells must be; a `needed` one is never blank."""

    kind: str
    title: Text
    meaning: Text
    needed: bool
    options: tuple[str, ...]
    minimum: float | None
    example: str
    in_template: bool


@dataclass(frozen=True, slots=True)
class Table:
    """One table: its name, what one row is, the columns that name a row, and all columns in the order of the templates."""

    name: str
    title: Text
    row: Text
    key: tuple[str, ...]
    columns: Mapping[str, Column]


def field_title(table: str, name: str) -> Text:
    """Return what a column is called in sentences: its title in Chinese, its name in English; other names as they are."""
    column = TABLES[table].columns.get(name) if table in TABLES else None
    return Text(column.title.zh if column is not None else name, name)


def table_schema_field(name: str, column: Column) -> dict[str, object]:
    """Return the Table Schema field (Data Package v2) of a column, as ``datapackage.yaml`` holds it."""
    field: dict[str, object] = {"name": name, "type": KINDS[column.kind], "title": column.title.en}
    constraints: dict[str, object] = {"required": True} if column.needed else {}
    if column.options:
        constraints["enum"] = list(column.options)
    if column.minimum is not None:
        constraints["minimum"] = column.minimum
    return {**field, "constraints": constraints} if constraints else field


def _column(
    kind: str,
    title: tuple[str, str],
    meaning: tuple[str, str] = ("", ""),
    *,
    needed: bool = False,
    options: tuple[str, ...] = (),
    minimum: float | None = None,
    example: str = "",
    in_template: bool = True,
) -> Column:
    least = 0 if kind == "count" else minimum
    return Column(kind, Text(*title), Text(*meaning), needed, options, least, example, in_template)


def _table(
    name: str, title: tuple[str, str], row: tuple[str, str], key: tuple[str, ...], columns: dict[str, Column]
) -> Table:
    return Table(name, Text(*title), Text(*row), key, columns)


_AREA = _column(
    "area",
    ("地区", "Area"),
    (
        "GB/T 2260 六位代码，或 CN、CN-WEST12；也可写名称",
        "GB/T 2260 code of six digits, or CN, CN-WEST12; names are accepted",
    ),
    needed=True,
    example="500233",
)
_PERIOD = _column(
    "period",
    ("时期", "Period"),
    ("年 2011；月 2011-10；若干月 2011-01..10", "a year 2011; a month 2011-10; several months 2011-01..10"),
    needed=True,
    example="2011-01..10",
)
_SECTOR = _column(
    "code",
    ("行业领域", "Sector"),
    ("行业代码表中的代码；all 为合计", "a code of the list of sectors; all is the total"),
    example="road",
)
_SEVERITY = _column(
    "code",
    ("事故等级", "Severity"),
    ("国务院令第493号等级；all 为合计", "class of State Council Decree 493; all is the total"),
    example="all",
)
_SOURCE = _column(
    "code",
    ("来源", "Source"),
    ("sources 表中的编号", "an id of the table of sources"),
    needed=True,
    example="county_report",
)
_NOTE = _column("text", ("备注", "Note"))
_KIND = _column(
    "code",
    ("性质", "Kind"),
    (
        "reported 公布；final 定稿；flash 快报；derived 由其他数据推算",
        "reported as published; final revised; flash first announcement; derived computed from others",
    ),
    needed=True,
    options=INDICATOR_KINDS,
    example="reported",
)
_UNIT = _column(
    "unit", ("单位", "Unit"), ("单位代码或写法，见数据指南", "a unit's code or spelling, see the guide"), needed=True
)


def _count(zh: str, en: str, meaning: tuple[str, str] = ("", "")) -> Column:
    return _column("count", (zh, en), meaning)


def _more(kind: str, zh: str, en: str, meaning: tuple[str, str] = ("", "")) -> Column:
    """Return a column that imported ledgers fill and the Excel template leaves out."""
    return _column(kind, (zh, en), meaning, minimum=0 if kind == "number" else None, in_template=False)


_ACCIDENTS = _table(
    "accidents",
    ("事故台账", "Ledger of accidents"),
    ("一起事故", "one accident"),
    ("accident_id",),
    {
        "accident_id": _column("text", ("事故编号", "Accident id"), needed=True, example="2011-001"),
        "occurred_at": _column(
            "datetime", ("发生时间", "Occurred at"), ("2011-03-05 或 2011-03-05 14:20；只知到月的写 2011-03", "2011-03-05 or 2011-03-05 14:20; 2011-03 where only the month is known"),
            needed=True, example="2011-03-05 14:20",
        ),
        "area": _AREA,
        "sector": _SECTOR,
        "severity": _column(
            "code", ("事故等级（填报）", "Severity as reported"),
            ("只作核对，等级总由伤亡和损失算出", "for comparison only; the class is always computed from the harm done"),
        ),
        "deaths": _count("死亡人数", "Deaths", ("空白为不详，不是零", "blank is unknown, not zero")),
        "serious_injuries": _count("重伤人数", "Serious injuries", ("含急性工业中毒", "acute industrial poisoning included")),
        "minor_injuries": _count("轻伤人数", "Minor injuries"),
        "direct_loss_yuan": _column("number", ("直接经济损失（元）", "Direct loss in yuan"), minimum=0),
        "place": _column("text", ("地点", "Place")),
        "vehicle": _column("code", ("车辆类型", "Vehicle")),
        "longitude": _column("number", ("经度", "Longitude")),
        "latitude": _column("number", ("纬度", "Latitude")),
        "injuries": _more("count", "受伤人数", "Injuries", ("不分轻重的受伤人数", "injured persons, however gravely")),
        "direct_loss": _more("number", "直接损失（外币）", "Direct loss in another currency"),
        "currency": _more("text", "币种", "Currency", ("direct_loss 的币种", "the currency of direct_loss")),
        "severity_reported": _more("text", "填报等级", "Class as the ledger gives it"),
        "hour": _more("count", "时", "Hour", ("发生的小时 0—23", "the hour of day, 0 to 23")),
        "cause_text": _more("text", "原因（原文）", "Cause, as the ledger words it"),
        "accident_type": _more("text", "事故类型", "Type of accident"),
        "road_class": _more("text", "道路类型", "Class of road"),
        "weather": _more("text", "天气", "Weather"),
        "light": _more("text", "光线", "Light"),
        "persons": _more("count", "涉及人数", "Persons involved"),
        "vehicles": _more("count", "涉及车辆数", "Vehicles involved"),
    },
)  # fmt: skip
_ACCIDENT_CAUSES = _table(
    "accident_causes",
    ("事故原因", "Causes of accidents"),
    ("一起事故的一个因素", "one factor in one accident"),
    ("accident_id", "cause", "role"),
    {
        "accident_id": _column("text", ("事故编号", "Accident id"), needed=True, example="2011-001"),
        "cause": _column("code", ("原因", "Cause"), ("原因代码表中的代码", "a code of a list of causes"), needed=True),
        "role": _column("code", ("作用", "Role"), needed=True, options=("primary", "contributory"), example="primary"),
    },
)
_ACCIDENT_COUNTS = _table(
    "accident_counts",
    ("事故统计表", "Published counts of accidents"),
    ("统计表中的一格", "one published cell of a statistical table"),
    ("area", "period", "sector", "severity", "cause", "kind", "source"),
    {
        "area": _AREA,
        "period": _PERIOD,
        "sector": _SECTOR,
        "severity": _SEVERITY,
        "cause": _column("code", ("原因", "Cause"), ("all 为合计", "all is the total"), example="all"),
        "accidents": _count("事故起数", "Accidents", ("空白为未公布，不是零", "blank is not published, not zero")),
        "deaths": _count("死亡人数", "Deaths", ("空白为未公布，不是零", "blank is not published, not zero")),
        "serious_injuries": _count("重伤人数", "Serious injuries"),
        "injuries": _count("受伤人数", "Injuries"),
        "direct_loss_yuan": _column("number", ("直接经济损失（元）", "Direct loss in yuan"), minimum=0),
        "kind": _KIND,
        "definition": _column("code", ("统计口径", "Definition"), ("口径代码", "a code for what is counted")),
        "source": _SOURCE,
        "note": _NOTE,
    },
)
_INDICATORS = _table(
    "indicators",
    ("指标", "Indicators"),
    ("一个指标在一个版本中的一个值", "one value of one series in one vintage"),
    ("indicator", "area", "period", "kind", "vintage", "definition", "source"),
    {
        "indicator": _column("code", ("指标", "Indicator"), ("指标代码，见数据指南", "an indicator's code, see the guide"),
                             needed=True, example="road_deaths"),
        "area": _AREA,
        "period": _PERIOD,
        "value": _column("number", ("数值", "Value"), ("空白为缺失，不是零", "blank is missing, not zero"), example="24"),
        "unit": _UNIT,
        "vintage": _column(
            "code", ("版本", "Vintage"),
            ("同一指标的修订版本，如 first_release、revised", "the revision the value belongs to, as first_release, revised"),
        ),
        "kind": _KIND,
        "definition": _column("code", ("统计口径", "Definition"), ("口径代码", "a code for what is counted")),
        "status": _column("code", ("状态", "Status"), ("同 SDMX OBS_STATUS", "as in SDMX OBS_STATUS"), options=STATUSES),
        "precision": _column(
            "number", ("公布精度", "Precision"),
            ("公布时最末一位的大小：3.4万人为1000", "size of the last digit published: 1000 for 3.4万"), minimum=0,
        ),
        "source": _SOURCE,
        "note": _NOTE,
    },
)  # fmt: skip
_TARGETS = _table(
    "targets",
    ("目标", "Targets"),
    ("一项目标或控制指标", "one promise"),
    ("plan", "indicator", "area", "sector", "period", "kind", "value", "peer", "source"),
    {
        "plan": _column("text", ("规划或文件", "Plan"), needed=True, example="12th FYP"),
        "indicator": _column("code", ("指标", "Indicator"), needed=True, example="work_safety_deaths"),
        "area": _AREA,
        "sector": _SECTOR,
        "base_period": _column("period", ("基期", "Base period"), example="2010"),
        "period": _PERIOD,
        "kind": _column(
            "code", ("目标形式", "Form of target"),
            (
                "level 水平；cap 上限；at_least 不低于；reduce_pct 期内累计下降；reduce_at_least_pct 累计下降不少于；"
                "reduce_pct_per_year 每年下降；below_peer 低于某地平均",
                "level; cap; at_least; reduce_pct cut over the period; reduce_at_least_pct at least that cut; "
                "reduce_pct_per_year cut each year; below_peer lower than another area's average",
            ),
            needed=True, options=TARGET_KINDS, example="cap",
        ),
        "value": _column("number", ("目标值", "Value"), minimum=0, example="30"),
        "unit": _UNIT,
        "peer": _column("area", ("比较地区", "Peer"), ("只用于 below_peer", "for below_peer only")),
        "attribute": _column("text", ("属性", "Attribute"), ("约束性或预期性", "binding or expected")),
        "source": _SOURCE,
        "note": _NOTE,
    },
)  # fmt: skip
_QUOTA_USAGE = _table(
    "quota_usage",
    ("控制指标使用", "Use of quotas"),
    ("一项控制指标在一个时期的使用", "one quota and what was used of it"),
    ("area", "period", "quota_period", "indicator", "sector", "severity", "source"),
    {
        "area": _AREA,
        "period": _PERIOD,
        "quota_period": _column("period", ("指标所属时期", "Period of the quota"), needed=True, example="2011"),
        "indicator": _column("code", ("指标", "Indicator"), needed=True, example="work_safety_deaths"),
        "sector": _SECTOR,
        "severity": _SEVERITY,
        "quota": _column("number", ("控制指标", "Quota"), needed=True, minimum=0),
        "actual": _column("number", ("实际", "Actual"), minimum=0),
        "used_percent": _column("percent", ("公布的使用比例", "Share used, as printed"), minimum=0),
        "unit": _UNIT,
        "kind": _KIND,
        "source": _SOURCE,
        "note": _NOTE,
    },
)
_INSPECTIONS = _table(
    "inspections",
    ("执法检查", "Inspections and enforcement"),
    ("一个地区、时期和检查种类", "one area, period and kind of check"),
    ("area", "period", "check", "source"),
    {
        "area": _AREA,
        "period": _PERIOD,
        "check": _column("code", ("检查种类", "Kind of check"), ("all 为合计", "all is the total"), example="all"),
        "units_inspected": _count("检查单位数", "Units inspected"),
        "hazards_found": _count("查出一般隐患", "Ordinary hazards found"),
        "hazards_rectified": _count("整改一般隐患", "Ordinary hazards rectified"),
        "major_hazards_listed": _count("挂牌重大隐患", "Major hazards listed"),
        "major_hazards_on_time": _count("按期整改重大隐患", "Major hazards rectified on time"),
        "fines_yuan": _column("number", ("罚款（元）", "Fines in yuan"), minimum=0),
        "fines_preventive_yuan": _column("number", ("事前处罚（元）", "Preventive fines in yuan"), minimum=0),
        "source": _SOURCE,
        "note": _NOTE,
    },
)
_REPORTS = _table(
    "reports",
    ("书面报告", "Written reports"),
    ("一份报告", "one written report"),
    ("area", "period", "path"),
    {
        "area": _AREA,
        "period": _PERIOD,
        "path": _column("text", ("文件", "File"), ("数据集文件夹内的路径", "a path inside the dataset's folder"),
                        needed=True, example="reports/2011-10.md"),
        "title": _column("text", ("标题", "Title")),
        "source": _SOURCE,
        "note": _NOTE,
    },
)  # fmt: skip
_SOURCES = _table(
    "sources",
    ("来源", "Sources"),
    ("一个来源", "one source"),
    ("id",),
    {
        "id": _column("code", ("编号", "Id"), needed=True, example="county_report"),
        "title": _column("text", ("标题", "Title"), needed=True),
        "publisher": _column("text", ("发布者", "Publisher"), needed=True),
        "published": _column("text", ("发布日期", "Published")),
        "url": _column("text", ("网址", "Address"), ("可留空：读到的副本所在网站不可靠", "blank when the copy's host is unreliable")),
        "tier": _column(
            "code", ("可信级别", "Tier"),
            ("A 官方；B 官方副本；C 媒体；D 较弱；X 本项目推算", "A official; B copy of official; C press; D weak; X computed here"),
            needed=True, options=TIERS, example="A",
        ),
        "original_url": _column("text", ("可能的原址", "Likely original address")),
        "note": _NOTE,
    },
)  # fmt: skip

TABLES = {
    table.name: table
    for table in (
        _ACCIDENTS,
        _ACCIDENT_CAUSES,
        _ACCIDENT_COUNTS,
        _INDICATORS,
        _TARGETS,
        _QUOTA_USAGE,
        _INSPECTIONS,
        _REPORTS,
        _SOURCES,
    )
}
