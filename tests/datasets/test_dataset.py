"""The bundled datasets, against the compiled tables they were made from and against Frictionless' own reader."""

import csv
import hashlib
import re
import subprocess
import sys
from pathlib import Path

import pandas as pd
import pytest

from safetystats.datasets import bundled, open_dataset
from safetystats.errors import InputError

ROOT = Path(__file__).resolve().parents[2]
COMPILED = ROOT.parent / "shared" / "data" / "china"


@pytest.mark.parametrize("name", ["cause-tables", "china", "synthetic-county", "zhongxian"])
def test_a_bundled_dataset_has_no_problem(name: str) -> None:
    opened = open_dataset(name)
    assert opened.problems.empty, opened.problems["sentence_en"].tolist()
    assert opened.title["zh"] != opened.title["en"]


def test_bundled_names() -> None:
    assert bundled() == ["cause-tables", "china", "synthetic-county", "zhongxian"]


def test_an_unknown_dataset_names_the_nearest() -> None:
    with pytest.raises(InputError, match=r"no dataset 'zhongxan' \(did you mean 'zhongxian'\?\)"):
        open_dataset("zhongxan")


@pytest.mark.parametrize("name", ["cause-tables", "china", "synthetic-county", "zhongxian"])
def test_frictionless_reads_and_validates_the_card_and_every_file(name: str) -> None:
    # In a process of its own: the tool's warnings and its changes of settings are not ours.
    code = (
        "import sys; from frictionless import validate;"
        "report = validate(sys.argv[1]); print(report.flatten(['type', 'note'])); sys.exit(not report.valid)"
    )
    card = ROOT / "data" / name / "datapackage.yaml"
    done = subprocess.run(
        [sys.executable, "-c", code, card.name], cwd=card.parent, capture_output=True, text=True, check=False
    )
    assert done.returncode == 0, done.stdout + done.stderr


@pytest.mark.parametrize("name", ["cause-tables", "china", "synthetic-county", "zhongxian"])
def test_the_hashes_in_the_card_are_those_of_the_files(name: str) -> None:
    opened = open_dataset(name)
    for resource in opened.descriptor.resources:
        content = (opened.folder / resource.path).read_bytes()
        assert (resource.bytes, resource.hash) == (len(content), f"sha256:{hashlib.sha256(content).hexdigest()}"), (
            "run `make docs`"
        )


def test_cards_and_data_guide_are_current_with_the_schemas() -> None:
    done = subprocess.run(
        [sys.executable, "scripts/write_resources.py", "--check"], cwd=ROOT, capture_output=True, text=True, check=False
    )
    assert done.returncode == 0, done.stdout
    from safetystats.datasets.guide import data_guide

    assert (ROOT / "docs" / "data-guide.md").read_text("utf-8") == data_guide(), (
        "the data guide is out of date: run `make docs`"
    )


@pytest.mark.parametrize(
    ("indicator", "area", "year", "value"),
    [  # the National Bureau of Statistics, SAWS and MEM, as compiled with their sources in data/china/sources.csv
        ("road_deaths", "CN", 2010, 65225),
        ("road_accidents", "CN", 1996, 287685),
        ("work_safety_deaths", "CN", 2010, 79552),
        ("work_safety_deaths", "CN", 2009, 83196),
        ("work_safety_deaths", "500000", 2017, 967),
        ("gdp_nominal", "CN", 2010, 412119.26),
        ("gdp_nominal", "CN-WEST12", 2022, 256985.0),
        ("civil_vehicles", "500000", 2009, 90.89),
        ("deaths_per_100m_yuan_gdp", "CN", 2010, 0.201),
        ("deaths_per_100k_imc_employees", "CN", 2010, 2.13),
        ("road_deaths_per_10k_motor_vehicles", "CN", 2010, 3.2),
        ("road_deaths", "CN-WEST12", 2009, 18134),
    ],
)
def test_anchor_values(indicator: str, area: str, year: int, value: float) -> None:
    series = open_dataset("china").series(indicator, area).set_index("period")
    assert series.at[str(year), "value"] == value


def test_the_provinces_add_up_to_the_nation() -> None:
    rows = open_dataset("china").indicators
    of_2009 = rows[(rows["period"] == "2009") & (rows["indicator"] == "road_deaths")].set_index("area")["value"]
    provinces = of_2009[[re.fullmatch(r"\d\d0000", area) is not None for area in of_2009.index]]
    assert len(provinces) == 31
    assert provinces.sum() == of_2009["CN"] == 67759


def test_official_first_releases_are_kept_apart() -> None:
    china = open_dataset("china")
    assert china.series("gdp_nominal", "CN", vintage="first_release").set_index("period").at["2015", "value"] == 676708
    assert china.series("gdp_nominal", "CN").set_index("period").at["2015", "value"] == 688858.22


def test_every_row_has_a_source_with_a_tier_and_the_derived_ones_are_marked() -> None:
    china = open_dataset("china")
    tiers = china.sources.set_index("id")["tier"]
    for table in (china.indicators, china.accident_counts, china.targets, china.quota_usage):
        assert table["source"].map(tiers).notna().all()
    computed = china.indicators[china.indicators["source"] == "derived"]
    assert (computed["kind"] == "derived").all()


def test_known_breaks_are_data() -> None:
    china = open_dataset("china")
    assert [b.period for b in china.breaks_of("road_accidents")] == ["2004", "2016", "2018"]
    assert [b.period for b in china.breaks_of("work_safety_deaths", area="CN")] == ["2016"]
    assert "2016" not in [b.period for b in china.breaks_of("work_safety_deaths", area="500000")]
    kinds = {b.kind for b in china.breaks}
    assert kinds == {"scope", "recording", "vintage", "denominator"}
    known = {indicator for b in china.breaks for indicator in b.indicators}
    assert known <= set(china.indicators["indicator"]) | {"motor_vehicles", "road_deaths_per_10k_civil_vehicles"}


def test_a_caveat_about_some_areas_is_for_them_alone() -> None:
    china = open_dataset("china")

    def told(*areas: str) -> set[str]:
        return {caveat.id for caveat in china.caveats_of("work_safety_deaths", areas=areas)}

    assert "west_deaths" in told("500000", "CN-WEST12")
    assert "west_deaths" not in told("330000", "CN")


def test_the_county_year_is_marked_as_inferred() -> None:
    county = open_dataset("zhongxian")
    assert any("inferred" in caveat.text.en for caveat in county.caveats_of("accident_counts"))
    reference = county.reference()
    assert reference is not None
    assert reference.name == "china"


def test_every_row_can_be_walked_back_to_its_line() -> None:
    china = open_dataset("china")
    row = china.indicators.iloc[-1]
    file, _, line = row["origin"].rpartition(":")
    with (china.folder / file).open(encoding="utf-8", newline="") as stream:
        cells = list(csv.reader(stream))[int(line) - 1]
    assert row["indicator"] in cells
    assert row["source"] in cells


@pytest.mark.skipif(not COMPILED.is_dir(), reason="the compiled source tables are not beside this checkout")
@pytest.mark.parametrize(
    ("file", "area"),
    [("national_annual.csv", "CN"), ("chongqing_annual.csv", "500000"), ("west12_annual.csv", "CN-WEST12")],
)
def test_no_figure_was_lost_or_changed_on_the_way_in(file: str, area: str) -> None:
    china = open_dataset("china")
    with (COMPILED / file).open(encoding="utf-8", newline="") as stream:
        compiled = list(csv.DictReader(stream))
    counts = china.accident_counts.loc[china.accident_counts["area"] == area, "deaths"].tolist()
    held = sorted([*china.indicators.loc[china.indicators["area"] == area, "value"], *map(float, counts)])
    wanted = sorted(float(row["value"]) for row in compiled)
    if area == "CN":
        assert held == wanted
    else:
        missing = pd.Series(wanted).value_counts() - pd.Series(held).value_counts()
        assert (missing.dropna() <= 0).all(), "provincial tables may add rows, none may be missing"
        assert set(wanted) <= set(held)
