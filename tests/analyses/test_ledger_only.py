"""A dataset that holds nothing but a ledger gets its situation, its trend and its outlook."""

from pathlib import Path

import pandas as pd
import pytest
import yaml
from numpy.random import default_rng

from dataset_rows import MakeDataset
from safetystats.analyses import causes, outlook, situation, trends
from safetystats.analyses.trend_series import trend_series

PARAMETERS = {"area": "500233", "period": "2011", "language": "en"}


@pytest.fixture
def folder(make_dataset: MakeDataset) -> Path:
    days = pd.date_range("2004-01-01", "2011-12-31", freq="D")
    random = default_rng(3)
    chosen = sorted(random.choice(len(days), 400, replace=False))
    rows = [f"{n},{days[day].date()},500233,{'road' if random.random() < 0.7 else 'coal'},{int(random.random() < 0.5)}"
            for n, day in enumerate(chosen)]  # fmt: skip
    return make_dataset(
        accidents="accident_id,occurred_at,area,sector,deaths\n" + "\n".join(rows) + "\n", ours={"reference": "china"}
    )


def test_the_ledger_is_counted_everywhere(folder: Path, tmp_path: Path) -> None:
    options = PARAMETERS | {"dataset": str(folder), "output_dir": str(tmp_path / "out")}
    study = situation.open_situation(**options)
    assert situation.headline(study).numbers["accidents"] > 0
    sectors = {str(cell.en) for cell in situation.sectors(study).data["name"]}
    assert {"Road traffic", "Coal mines"} <= sectors
    series = trend_series(study, "work_safety_deaths", "500233")
    assert series.frame["year"].tolist() == list(range(2004, 2012))
    split = trends.accidents_or_gravity(trends.open_trends(**options)).data
    assert len(split) == 3
    ahead = outlook.forecast(outlook.open_outlook(**options)).data
    assert ahead["year"].tolist() == list(range(2012, 2017))


def test_areas_of_another_country_are_asked_for_as_those_of_china(folder: Path, tmp_path: Path) -> None:
    """The states of a foreign ledger stand in the card; a state, its country and the whole can be asked for."""
    card = yaml.safe_load((folder / "datapackage.yaml").read_text(encoding="utf-8"))
    names = {"BR-SP": {"zh": "圣保罗", "en": "São Paulo"}, "BR-RJ": {"zh": "里约热内卢", "en": "Rio de Janeiro"}}
    card["safetystats"]["codes"] = {"area": names}
    (folder / "datapackage.yaml").write_text(yaml.safe_dump(card, allow_unicode=True), encoding="utf-8")
    ledger = folder / "accidents.csv"
    ledger.write_text(ledger.read_text().replace("500233,road", "BR-SP,road").replace("500233,coal", "BR-RJ,coal"))
    options = PARAMETERS | {"dataset": str(folder), "output_dir": str(tmp_path / "out")}
    counted = {}
    for area in ("BR-SP", "BR-RJ", "BR", "ALL"):
        study = situation.open_situation(**{**options, "area": area})
        counted[area] = situation.headline(study).numbers["accidents"]
    assert counted["BR-SP"] + counted["BR-RJ"] == counted["BR"] == counted["ALL"]
    assert counted["BR-SP"] > counted["BR-RJ"] > 0
    held = causes.concentration(causes.open_causes(**{**options, "area": "BR"})).data
    assert {"São Paulo", "Rio de Janeiro"} <= {str(cell.en) for cell in held["name"]}
    series = trend_series(trends.open_trends(**{**options, "area": "BR"}), "work_safety_deaths", "BR")
    assert series.area_name.en == "BR"
    assert series.frame["year"].tolist() == list(range(2004, 2012))
