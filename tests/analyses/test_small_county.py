"""A county small enough for years without a death: every question of rates and trends still gets an answer."""

from pathlib import Path

import pytest

from dataset_rows import MakeDataset
from safetystats.analyses import rates, trends
from safetystats.analyses.study import Study

HEADER = "indicator,area,period,value,unit,kind,source,definition,vintage\n"
DEFINITIONS = {"work_safety_deaths": "scope_before_2016,", "gdp_nominal": ",revised"}
DEATHS = [3, 0, 2, 1, 0, 4, 1, 0, 2, 1, 0, 0]
UNITS = {
    "work_safety_deaths": "persons", "gdp_nominal": "100m_yuan", "road_deaths": "persons", "civil_vehicles": "10k_vehicles",
}  # fmt: skip


@pytest.fixture
def county(tmp_path: Path, make_dataset: MakeDataset) -> Path:
    rows = []
    for place, deaths in enumerate(DEATHS):
        values = {
            "work_safety_deaths": deaths, "gdp_nominal": 30 + 5 * place, "road_deaths": 2 * deaths,
            "civil_vehicles": 1.5 + place / 4,
        }  # fmt: skip
        rows += [
            f"{name},500233,{2004 + place},{value},{UNITS[name]},reported,book,{DEFINITIONS.get(name, ',')}\n"
            for name, value in values.items()
        ]
    return make_dataset(indicators=HEADER + "".join(rows), ours={"reference": "china"})


def opened(room: object, county: Path, tmp_path: Path) -> Study:
    options = {
        "dataset": str(county),
        "area": "500233",
        "period": "2015",
        "language": "en",
        "output_dir": str(tmp_path),
    }
    study: Study = room(**options)  # type: ignore[operator]
    return study


def test_catching_up_reads_a_zero_as_of_today(county: Path, tmp_path: Path) -> None:
    table = rates.catching_up(opened(rates.open_rates, county, tmp_path)).data
    assert table.loc[table["year"].notna(), "years_to_peer"].isna().all()
    readings = {cell["en"] for cell in table.loc[table["gap"] == -1, "reading"]}
    # None in 85 hundred million yuan, where the nation's rate leads to expect eight, and none among 42,500 cars (15).
    assert readings == {"already below the peer, and that is shown"}


@pytest.mark.filterwarnings("error")
def test_growth_of_a_series_that_ends_with_zero(county: Path, tmp_path: Path) -> None:
    study = opened(trends.open_trends, county, tmp_path)
    table = trends.growth(study).data
    own = table[[cell["en"] == "Zhong County" for cell in table["area"]]]
    assert (own["end_points"] == -1).all()
    assert (own["lower"] < own["trend"]).all()


def test_a_few_deaths_less_are_neither_shown_nor_called_none(county: Path, tmp_path: Path) -> None:
    options = {
        "dataset": str(county),
        "area": "500233",
        "period": "2013",
        "language": "en",
        "output_dir": str(tmp_path),
    }
    table = rates.denominators(rates.open_rates(**options)).data
    own = table[[cell["en"] == "Zhong County" for cell in table["area"]]].iloc[0]
    # Three deaths in 2004 and one in 2013; GDP 30 and 75.
    assert own["exposure_alone"] == pytest.approx(30 / 75 - 1)
    assert own["share"] < 1
    assert own["reading"]["en"].startswith("no evidence of fewer deaths: of the fall only")
