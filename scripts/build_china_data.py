"""Make the tables of data/china from the compiled source tables.

    python scripts/build_china_data.py FOLDER_OF_COMPILED_TABLES

The compiled tables hold one published figure a row, with its source. This script only renames: areas become GB/T 2260
codes, units and indicators get one name each, sector figures move to ``accident_counts``, the vintage of GDP becomes a
column, what the notes say of rounding becomes ``precision``. No figure is changed, and no row with a source is left out,
except repeated rows and those of a page whose province the compilation could not name. Run it again when the compiled tables change.
"""

import csv
import re
import sys
from pathlib import Path

from safetystats.codes import areas
from safetystats.datasets.schemas import TABLES
from safetystats.datasets.units import find_unit

OUT = Path(__file__).resolve().parents[1] / "data" / "china"

INDICATORS = {
    "gdp_nominal_final": ("gdp_nominal", "revised"),
    "gdp_nominal_first_release": ("gdp_nominal", "first_release"),
    "gdp_nominal_vintage_2007": ("gdp_nominal", "yearbook_2007"),
    "population_mid_year_wb": ("population_mid_year", ""),
    "motor_cars_mps": ("motor_cars", ""),
    "road_direct_property_loss": ("road_direct_property_loss", ""),
    "extra_serious_accidents_ge10_deaths": ("major_and_above_accidents", ""),
    "major_and_extremely_serious_accidents": ("major_and_above_accidents", ""),
}
SECTORS = {
    "all": "all",
    "metallurgy_machinery_8": "metallurgy_machinery",
    "industry_mining_commerce": "industry_mining_commerce",
}
SEVERITIES = {
    "larger_accidents": "larger",
    "major_accidents": "major",
    "extremely_serious_accidents": "extremely_serious",
    "major_and_above_accidents": "major_and_above",
}
# (title, publisher) of the plans and quota reports → (id, tier). B: copy of an official text; C: press; D: no address held.
DOCUMENTS = {
    "《安全生产“十一五”规划》": ("plan_11_national", "C"),
    "安全生产“十一五”规划草案": ("plan_11_draft", "B"),
    "中国用十几年时间实现根本性好转": ("xinhua_2006_09", "C"),
    "两项安全生产指标有望纳入省“十一五”规划": ("hebei_2007_11", "C"),
    "“十二五”时期安全生产奋斗目标 (国务院安委会全体会议)": ("plan_12_national", "B"),
    "《煤矿安全生产“十三五”规划》": ("plan_13_coal", "C"),
    "《山东省安全生产“十三五”规划》": ("plan_13_shandong", "C"),
    "Hebei 14th Five-Year emergency management system plan, 13 main indicators": ("plan_14_hebei", "C"),
    "今年安全生产控制指标:事故死亡人数要下降3%": ("target_2006", "C"),
    "骆琳: 2009年目标": ("target_2009", "D"),
    "2012年安全生产控制考核指标确定": ("target_2012", "C"),
    "2019年重庆安全生产与自然灾害防治总体要求": ("target_cq_2019", "C"),
    "重庆 2025年重点目标清单 (市安委会/减灾委)": ("target_cq_2025", "D"),
    "《宁波市安全生产“十二五”发展规划》": ("plan_12_ningbo", "C"),
    "《中卫市安全生产“十一五”规划(2006-2010)》": ("plan_11_zhongwei", "B"),
    "杭州“十一五”亿元GDP事故死亡率下降55%": ("plan_11_hangzhou", "D"),
    "上半年全国各类事故共死亡33876人": ("xinhua_2010_07", "C"),
    "2008年全国安全生产控制指标考核落实情况": ("quota_2008", "C"),
    "湖北省安全生产去年各项指标呈下降趋势": ("hubei_2011_quota", "B"),
    "南平市2011年国民经济和社会发展统计公报(4)": ("nanping_2011", "B"),
    "南充市上半年全面实现各项安全生产“进度控制指标”": ("nanchong_2013", "C"),
    "秦安县“十四五”安全生产规划": ("qinan_plan_14", "A"),
    "楚雄州2011年统计公报": ("chuxiong_2011", "B"),
    "淮北市2012年统计公报": ("huaibei_2012", "B"),
    "益阳市2023年统计公报": ("yiyang_2023", "B"),
    "2024年1-12月全州生产安全事故情况": ("chuxiong_2024", "A"),
    "湖北省安全生产去年各项指标": ("hubei_2011_quota", "B"),
    "2011年内蒙古安全生产": ("inner_mongolia_2011", "C"),
    "江西省2006年统计公报": ("jiangxi_2006", "B"),
    "广州公布2022年安全生产事故总体情况": ("guangzhou_2022", "C"),
    "2023年12月全市安全生产形势": ("guangzhou_2023", "A"),
    "2022年广东省生产安全事故总体情况": ("guangdong_2022", "A"),
    "南通市2018年统计公报(4)": ("nantong_2018", "B"),
    "云阳县2020年统计公报": ("yunyang_2020", "B"),
    "2021年荣昌区统计公报": ("rongchang_2021", "A"),
    "2015年万盛经开区统计公报": ("wansheng_2015", "A"),
    "2017年万盛经开区统计公报": ("wansheng_2017", "A"),
    "2011年大渡口区统计公报": ("dadukou_2011", "B"),
    "忠县 (encyclopedia page)": ("zhongxian_page", "D"),
}
# A development zone without a GB/T 2260 code of its own, and a page whose province the compilation could only infer.
WITHOUT_AREA = ("万盛经开区 (重庆)", "湖南省 (page unnamed, 57.52% forest cover)")


def main() -> None:
    source = Path(sys.argv[1])
    national, chongqing, west = (read(source / f"{n}_annual.csv") for n in ("national", "chongqing", "west12"))
    provinces, places = read(source / "province_panel.csv"), read(source / "county_city_examples.csv")
    targets, usage = read(source / "targets.csv"), read(source / "quota_usage.csv")
    places = [row for row in places if row["area"] not in WITHOUT_AREA and row["indicator"] != "admin_code"]
    write("indicators", "indicators-national.csv", [indicator(row) for row in national])
    write(
        "indicators", "indicators-chongqing.csv", [indicator(row) for row in chongqing if ":" not in row["indicator"]]
    )
    write("indicators", "indicators-west12.csv", [indicator(row) for row in west])
    # Chongqing's series stand in both compiled tables, from the same source and with the same values: once is enough.
    key = ("indicator", "year", "value", "source_id")
    held = {tuple(row[k] for k in key) for row in chongqing}
    provinces = [row for row in provinces if row["area"] != "重庆市" or tuple(row[k] for k in key) not in held]
    write("indicators", "indicators-provinces.csv", [indicator(row) for row in provinces])
    write("indicators", "indicators-places.csv", [indicator(row) for row in places])
    write("accident_counts", "accident_counts.csv", [sector_count(row) for row in chongqing if ":" in row["indicator"]])
    write("targets", "targets.csv", [target(row) for row in targets])
    write("quota_usage", "quota_usage.csv", [quota(row) for row in usage])
    write("sources", "sources.csv", sources(read(source / "sources.csv"), [*targets, *usage, *places]))


def indicator(row: dict[str, str]) -> dict[str, object]:
    suffix = next((s for s in ("_yoy", "_change_5y", "_annual_mean") if row["indicator"].endswith(s)), "")
    base = row["indicator"].removesuffix(suffix)
    name, vintage = INDICATORS.get(base, (base, ""))
    # What the compiler remembered but could not find in a source is no fact to carry over.
    note = re.sub(r";?\s*memory file[^;]*", "", row["note"])
    if name in ("area", "land_area"):
        name = "land_area"
    area = area_code(row["area"])
    when = period(row["year"])
    kind = "derived" if row.get("kind") == "derived" else "reported"
    if kind == "reported" and (
        "flash" in note.split(";")[0] or vintage == "first_release" or "conference flash" in note
    ):
        kind = "flash"
    elif kind == "reported" and vintage == "revised":
        kind = "final"
    return {
        "indicator": name + suffix,
        "area": area,
        "period": when,
        "value": row["value"],
        "unit": find_unit(row["unit"]).code,
        "vintage": vintage,
        "kind": kind,
        "definition": definition(name, area, when),
        "status": "estimated" if kind == "derived" else "provisional" if kind == "flash" else "normal",
        "precision": precision(name + suffix, row["value"], row["unit"], note),
        "source": row.get("source_id") or DOCUMENTS[row["source_title"]][0],
        "note": note,
    }


def sector_count(row: dict[str, str]) -> dict[str, object]:
    sector = row["indicator"].partition(":")[2]
    return {
        "area": area_code(row["area"]),
        "period": period(row["year"]),
        "sector": SECTORS.get(sector, sector),
        "severity": "all",
        "cause": "all",
        "deaths": row["value"],
        "kind": row["kind"],
        "definition": definition("work_safety_deaths", area_code(row["area"]), row["year"]),
        "source": row["source_id"],
        "note": row["note"],
    }


def target(row: dict[str, str]) -> dict[str, object]:
    return {
        "plan": row["plan"],
        "indicator": INDICATORS.get(row["indicator"], (row["indicator"], ""))[0],
        "area": area_code(row["area"]),
        "sector": "all",
        "base_period": row["base_year"],
        "period": row["target_year"],
        "kind": row["target_kind"],
        "value": row["value"],
        "unit": find_unit(row["unit"]).code,
        "attribute": row["attribute"],
        "source": DOCUMENTS[row["source_title"]][0],
        "note": row["note"],
    }


def quota(row: dict[str, str]) -> dict[str, object]:
    when, _, whole = row["period"].partition(" of ")
    sector, rate = row["sector"], row["sector"].removeprefix("rate_")
    is_severity, is_rate = sector in SEVERITIES, sector.startswith("rate_")
    measure = "work_safety_accidents" if is_severity else rate if is_rate else "work_safety_deaths"
    unit = {"deaths": "persons"}.get(row["unit"], row["unit"])
    return {
        "area": area_code(row["area"]),
        "period": period(when),
        "quota_period": when[:4] if whole else when,
        "indicator": measure,
        "sector": "all" if is_severity or is_rate else SECTORS.get(sector, sector),
        "severity": SEVERITIES.get(sector, "all"),
        "quota": row["quota"],
        "actual": row["actual"],
        "used_percent": row["used_pct"],
        "unit": find_unit(unit).code,
        "kind": "derived" if "quota derived" in row["note"] else "reported",
        "source": DOCUMENTS[row["source_title"]][0],
        "note": row["note"],
    }


def sources(listed: list[dict[str, str]], rows: list[dict[str, str]]) -> list[dict[str, object]]:
    out: dict[str, dict[str, object]] = {}
    for row in listed:
        out[row["source_id"]] = {
            "id": row["source_id"], "title": row["source_title"], "publisher": row["publisher"].replace("this file", "safetystats"),
            "published": row["published"].replace("n/a", ""), "url": row["url"], "tier": row["tier"],
            "original_url": row["likely_original_url"], "note": row["source_note"],
        }  # fmt: skip
    for row in rows:
        name, tier = DOCUMENTS[row["source_title"]]
        out.setdefault(name, {
            "id": name, "title": row["source_title"], "publisher": row["publisher"],
            "published": row["published"].replace("n/a", ""), "url": row["url"], "tier": tier,
        })  # fmt: skip
    return list(out.values())


def area_code(text: str) -> str:
    return areas.get(text.split(" (")[0]).code


def period(text: str) -> str:
    return text.replace("->", "..").replace("2001-2005", "2001..2005").replace("2006-2010", "2006..2010")


def definition(name: str, area: str, when: str) -> str:
    """Name what is counted, where the notes tell several definitions apart."""
    year = int(when[:4])
    if name.startswith("work_safety_"):
        if year < 2016:
            return "scope_before_2016"
        if area == "500000" and when == "2017-01..07":
            return "comparable_scope"
        return "local_scope_with_road" if area == "500000" and year < 2018 else "scope_from_2016"
    if name.startswith("road_") and "_per_" not in name:
        return next(f"road_from_{first}" for first in (2018, 2016, 2004, 1900) if year >= first).replace(
            "from_1900", "before_2004"
        )
    return ""


def precision(name: str, value: str, unit: str, note: str) -> str:
    """Read from the note, or from the digits of a rate, how finely the figure was published; blank when unknown."""
    if plus_minus := re.search(r"\+-\s?([\d.]+)", note):
        return f"{2 * float(plus_minus.group(1)):g}"
    if (
        published := re.search(r"(\d+(?:\.(\d+))?)(万|亿)", note)
        if "published as" in note or "rounded down" in note
        else None
    ):
        size = {"万": 1e4, "亿": 1e8}[published.group(3)] / 10 ** len(published.group(2) or "") / find_unit(unit).factor
        return f"{100 if '多' in note else size:g}"
    if name in ("motor_vehicles", "motor_cars") and "." not in value:
        return "2500" if value == "22500" else "100"
    if "_per_" in name or name.endswith(("_yoy", "_change_5y")):
        return f"{10.0 ** -len(value.partition('.')[2]):g}"
    return ""


def read(path: Path) -> list[dict[str, str]]:
    with path.open(encoding="utf-8", newline="") as file:
        return list(csv.DictReader(file))


def write(table: str, name: str, rows: list[dict[str, object]]) -> None:
    used = [c for c in TABLES[table].columns if any(row.get(c) not in (None, "") for row in rows)]
    OUT.mkdir(parents=True, exist_ok=True)
    with (OUT / name).open("w", encoding="utf-8", newline="") as file:
        writer = csv.DictWriter(file, used, extrasaction="ignore", lineterminator="\n")
        writer.writeheader()
        writer.writerows(rows)
    print(f"{name}: {len(rows)} rows")


if __name__ == "__main__":
    main()
