"""What a dataset gives a target to be designed from."""

from functools import cache

import numpy as np
import pytest

from dataset_rows import MakeDataset
from safetystats.datasets import Dataset, open_dataset
from safetystats.errors import InputError
from safetystats.targets import design_inputs

FIGURES = "indicator,area,period,value,unit,kind,definition,source\n"


@cache
def china() -> Dataset:
    return open_dataset("china")


def test_only_years_on_one_definition_are_used() -> None:
    nation = design_inputs(china(), "work_safety_deaths", "CN", 5)
    assert (nation.base_year, nation.earlier.tolist()) == (2025, [21212, 19600])
    county = design_inputs(china(), "work_safety_deaths", "秦安县", 5)
    assert (county.base, county.earlier.tolist()) == (3, [7, 6, 5, 4])
    assert repr(county).startswith("<DesignInputs base=3, base_year=2020")


def test_a_rate_has_its_exposure_and_its_peers() -> None:
    hubei = design_inputs(china(), "deaths_per_100m_yuan_gdp", "420000", 1)
    assert hubei.exposure == pytest.approx(2464 / 0.137)
    assert hubei.peers == {"CN": 0.173}
    assert hubei.earlier.tolist() == [0.172]


def test_paces_are_those_of_areas_of_the_same_level(make_dataset: MakeDataset) -> None:
    rows = [
        f"road_deaths,{area},{year},{value},persons,reported,,book"
        for area, values in {"500000": (100, 90), "510000": (200, 150), "CN": (10, 1)}.items()
        for year, value in zip((2010, 2012), values, strict=True)
    ]
    dataset = open_dataset(make_dataset(indicators=FIGURES + "\n".join(rows) + "\n"))
    held = design_inputs(dataset, "road_deaths", "500000", 2)
    assert held.peer_paces.tolist() == pytest.approx([100 * (1 - np.sqrt(0.75))])
    assert held.earlier.size == 0
    assert (held.peers, held.sources) == ({}, ("book",))


def test_what_is_not_held_is_said() -> None:
    with pytest.raises(InputError, match="holds no whole year of road_deaths for 500233; give the base yourself"):
        design_inputs(china(), "road_deaths", "500233", 5)
    with pytest.raises(InputError, match="coal_deaths of CN in 2022, which the rate divides, are not held"):
        design_inputs(china(), "coal_deaths_per_million_tonnes", "CN", 5)
