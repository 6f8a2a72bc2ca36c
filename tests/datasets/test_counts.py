import pandas as pd

from dataset_rows import COUNTS, INDICATORS, MakeDataset
from safetystats.datasets import open_dataset, parse_period
from safetystats.datasets.counts import counts_of, periods_of


def test_the_county_report_gives_its_cells() -> None:
    counts = counts_of(open_dataset("zhongxian"), "500233", parse_period("2011-01..10")).set_index(
        ["sector", "severity"]
    )
    assert counts.loc[("all", "all"), ["accidents", "deaths"]].tolist() == [46, 33]
    assert counts.loc[("road", "larger"), ["accidents", "deaths"]].tolist() == [1, 6]
    assert pd.isna(counts.at[("waterway", "all"), "deaths"])
    assert counts.at[("coal", "all"), "deaths"] == 0
    assert pd.isna(counts.at[("coal", "all"), "accidents"])


def test_a_published_cell_comes_before_an_indicator(make_dataset: MakeDataset) -> None:
    folder = make_dataset(
        accident_counts=f"{COUNTS}CN,2010,all,all,10,5,reported,book\n",
        indicators=f"{INDICATORS}work_safety_deaths,CN,2010,6,persons,reported,book\ncoal_deaths,CN,2010,2,persons,reported,book\n",
    )
    counts = counts_of(open_dataset(folder), "CN", parse_period("2010")).set_index(["sector", "severity"])
    assert counts.loc[("all", "all"), ["accidents", "deaths"]].tolist() == [10, 5]
    assert counts.at[("coal", "all"), "deaths"] == 2
    assert counts.at[("coal", "all"), "origins"] == ("indicators.csv:3",)


def test_derived_cells_are_marked(make_dataset: MakeDataset) -> None:
    rows = f"{COUNTS}CN,2010,all,all,10,5,derived,own\nCN,2010,all,all,,7,reported,news\n"
    counts = counts_of(open_dataset(make_dataset(accident_counts=rows)), "CN", parse_period("2010"))
    assert counts["deaths"].tolist() == [7], "reported comes before derived"
    assert counts["kind"].tolist() == ["derived"], "the accidents are still derived"


def test_periods_held() -> None:
    assert periods_of(open_dataset("zhongxian"), "500233") == ["2010-01..10", "2011-01..10"]
    assert periods_of(open_dataset("china"), "110101") == []
