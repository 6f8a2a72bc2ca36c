"""The indicators this suite knows by name: what each is, in which unit, and of which counts a rate is made.

The same quantity has the same name everywhere; quantities that must not be compared (motor vehicles with motorcycles
and civil cars) have different ones. A dataset may hold other indicators; the check then asks whether a name is misspelt.
"""

from dataclasses import dataclass

from safetystats.words import Text


@dataclass(frozen=True, slots=True)
class Indicator:
    """An indicator: its name in both languages, its canonical unit, and for a rate what is divided by what."""

    code: str
    name: Text
    unit: str
    numerator: str | None = None
    denominator: str | None = None
    note: Text | None = None


_COUNTS = (
    ("work_safety_accidents", "生产安全事故起数", "work-safety accidents", "accidents"),
    ("work_safety_deaths", "生产安全事故死亡人数", "work-safety deaths", "persons"),
    ("work_safety_injuries", "生产安全事故受伤人数", "work-safety injuries", "persons"),
    (
        "industry_mining_commerce_accidents",
        "工矿商贸事故起数",
        "accidents in industry, mining and commerce",
        "accidents",
    ),
    ("industry_mining_commerce_deaths", "工矿商贸事故死亡人数", "deaths in industry, mining and commerce", "persons"),
    ("road_accidents", "道路交通事故起数", "road accidents", "accidents"),
    ("road_deaths", "道路交通事故死亡人数", "road deaths", "persons"),
    ("road_injuries", "道路交通事故受伤人数", "road injuries", "persons"),
    ("road_direct_property_loss", "道路交通事故直接财产损失", "direct property loss on roads", "10k_yuan"),
    ("coal_accidents", "煤矿事故起数", "coal-mine accidents", "accidents"),
    ("coal_deaths", "煤矿事故死亡人数", "coal-mine deaths", "persons"),
    ("fire_deaths", "火灾事故死亡人数", "fire deaths", "persons"),
    ("rail_deaths", "铁路交通事故死亡人数", "rail deaths", "persons"),
    ("construction_deaths", "建筑施工事故死亡人数", "construction deaths", "persons"),
    ("fishing_vessel_deaths", "渔业船舶事故死亡人数", "fishing-vessel deaths", "persons"),
    ("larger_accidents", "较大事故起数", "larger accidents (3–9 deaths or equivalent)", "accidents"),
    ("larger_deaths", "较大事故死亡人数", "deaths in larger accidents", "persons"),
    ("larger_and_above_accidents", "较大及以上事故起数", "larger and graver accidents", "accidents"),
    ("major_accidents", "重大事故起数", "major accidents (10–29 deaths or equivalent)", "accidents"),
    ("major_and_above_accidents", "重特大事故起数", "major and extremely serious accidents", "accidents"),
    ("major_and_above_deaths", "重特大事故死亡人数", "deaths in major and extremely serious accidents", "persons"),
    ("extremely_serious_accidents", "特别重大事故起数", "extremely serious accidents", "accidents"),
    ("direct_loss", "直接经济损失", "direct economic loss", "10k_yuan"),
    ("hospital_events", "医院不良事件数", "hospital events", "events"),
)
_EXPOSURES = (
    ("gdp_nominal", "地区生产总值（现价）", "GDP at current prices", "100m_yuan"),
    ("population_year_end", "年末人口", "population at year end", "10k_persons"),
    ("population_mid_year", "年中人口", "mid-year population", "10k_persons"),
    ("population_resident", "常住人口", "resident population", "10k_persons"),
    ("population_registered", "户籍人口", "registered population", "10k_persons"),
    ("employment_year_end", "年末就业人员", "employed persons at year end", "10k_persons"),
    ("imc_employees", "工矿商贸从业人员", "employees in industry, mining and commerce", "10k_persons"),
    ("motor_vehicles", "机动车保有量（含摩托车）", "motor vehicles, motorcycles included", "10k_vehicles"),
    ("motor_cars", "汽车保有量（公安部门登记）", "cars registered with the police", "10k_vehicles"),
    ("civil_vehicles", "民用汽车拥有量（不含摩托车）", "civil motor cars, motorcycles excluded", "10k_vehicles"),
    ("coal_output", "原煤产量", "coal output", "tonnes"),
    ("patient_days", "住院床日", "patient-days", "patient_days"),
    ("outpatient_visits", "门急诊人次", "outpatient visits", "visits"),
    ("land_area", "行政区域面积", "land area", "km2"),
)
_SHARES = (
    ("preventive_fines_share", "事前处罚占罚款比例", "preventive share of fines", "percent"),
    ("hazards_rectified_share", "一般隐患整改率", "share of ordinary hazards rectified", "percent"),
    ("major_hazards_on_time_share", "重大隐患按期整改率", "share of listed major hazards rectified on time", "percent"),
    (
        "standardised_enterprises_share",
        "高危企业标准化达标率",
        "share of high-risk enterprises up to standard",
        "percent",
    ),
    ("licensed_inspectors_share", "执法人员持证率", "share of inspectors who hold a licence", "percent"),
    ("safety_fund_growth", "安全专项资金增长率", "growth of the safety fund", "percent"),
)
_RATES = (
    Indicator(
        "deaths_per_100m_yuan_gdp",
        Text("亿元国内生产总值生产安全事故死亡率", "work-safety deaths per 100 million yuan of GDP"),
        "persons_per_100m_yuan",
        "work_safety_deaths",
        "gdp_nominal",
    ),
    Indicator(
        "deaths_per_100k_imc_employees",
        Text("工矿商贸就业人员10万人事故死亡率", "deaths per 100,000 employees in industry, mining and commerce"),
        "persons_per_100k_employees",
        "industry_mining_commerce_deaths",
        "imc_employees",
    ),
    Indicator(
        "deaths_per_100k_employees",
        Text("从业人员10万人事故死亡率", "deaths per 100,000 employees"),
        "persons_per_100k_employees",
    ),
    Indicator(
        "road_deaths_per_10k_motor_vehicles",
        Text("道路交通万车死亡率", "road deaths per 10,000 motor vehicles"),
        "persons_per_10k_vehicles",
        "road_deaths",
        "motor_vehicles",
    ),
    Indicator(
        "road_deaths_per_10k_civil_vehicles",
        Text("每万辆民用汽车道路交通事故死亡人数", "road deaths per 10,000 civil motor cars"),
        "persons_per_10k_vehicles",
        "road_deaths",
        "civil_vehicles",
        Text(
            "分母不含摩托车，不能与公布的万车死亡率相比", "motorcycles excluded: not comparable with the published rate"
        ),
    ),
    Indicator(
        "coal_deaths_per_million_tonnes",
        Text("煤矿百万吨死亡率", "coal-mine deaths per million tonnes"),
        "persons_per_million_tonnes",
        "coal_deaths",
        "coal_output",
    ),
    Indicator(
        "fire_deaths_per_100k_population",
        Text("10万人口火灾死亡率", "fire deaths per 100,000 population"),
        "persons_per_100k_persons",
    ),
)

INDICATORS = {
    indicator.code: indicator
    for indicator in (
        *(Indicator(code, Text(zh, en), unit) for code, zh, en, unit in (*_COUNTS, *_EXPOSURES, *_SHARES)),
        *_RATES,
    )
}

#: An indicator's name may end in one of these: a change or an average of the indicator, and its unit when not the same.
_DERIVED = {
    "_yoy": (Text("{name}同比变化", "{name}, change on the year"), "percent"),
    "_change_5y": (Text("{name}五年变化", "{name}, change over five years"), "percent"),
    "_annual_mean": (Text("{name}年均", "{name}, annual mean"), None),
}


def find_indicator(code: str) -> Indicator | None:
    """Return the indicator called `code`, or None when the suite does not know it."""
    for ending, (name, unit) in _DERIVED.items():
        base = INDICATORS.get(code.removesuffix(ending)) if code.endswith(ending) else None
        if base:
            return Indicator(code, name.format(name=base.name), unit or base.unit)
    return INDICATORS.get(code)
