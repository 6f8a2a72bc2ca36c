"""Rates are recomputed only from matching figures, and what the data does not hold is said."""

from pathlib import Path

import pandas as pd
import pytest

from safetystats.analyses import rates
from safetystats.analyses.rate_panel import RATES
from safetystats.analyses.rate_series import rate_series
from safetystats.analyses.study import Study
from safetystats.datasets import open_dataset
from safetystats.errors import InputError
from safetystats.products import Statement


def study(tmp_path: Path, dataset: str, area: str, period: str, language: str = "en") -> Study:
    return rates.open_rates(dataset=dataset, area=area, period=period, language=language, output_dir=str(tmp_path))


def value(area: str, rate: str, year: int, origin: str) -> pd.Series:
    series = rate_series(open_dataset("china"), rate, area)
    return series[(series["year"] == year) & (series["origin"] == origin)].iloc[0]


def test_a_recomputed_rate_is_deaths_over_exposure_in_the_rates_unit() -> None:
    row = value("CN", rates.GDP, 2010, "computed")
    assert row["value"] == pytest.approx(79552 / 412119.26)
    assert row["lower"] < row["value"] < row["upper"]
    assert row["origins"][0].startswith("indicators-national.csv:")


def test_motor_vehicles_give_the_published_rate_and_civil_cars_do_not() -> None:
    # data: 62,387 road deaths, 225 million motor vehicles, published 2.8 (2011); 61,703, 372 million, 1.66 (2020)
    assert value("CN", rates.VEHICLES, 2011, "computed")["value"] == pytest.approx(2.77276, abs=1e-5)
    assert value("CN", rates.VEHICLES, 2020, "computed")["value"] == pytest.approx(1.65868, abs=1e-5)
    assert value("CN", rates.CARS, 2020, "computed")["value"] == pytest.approx(2.2568, abs=1e-4)


def test_a_published_rate_has_an_interval_only_with_its_deaths() -> None:
    with_deaths, without = (
        value("CN", rates.EMPLOYEES, 2010, "published"),
        value("CN", rates.EMPLOYEES, 2009, "published"),
    )
    assert with_deaths["lower"] < 2.13 < with_deaths["upper"]
    assert pd.isna(without["lower"])
    assert pd.isna(without["upper"])


def test_the_rounding_of_a_count_widens_its_interval() -> None:
    row = value("CN", rates.GDP, 2018, "computed")  # published as 3.4万: 33,500 to 34,500
    assert row["lower"] * row["exposure"] < 33_500
    assert row["upper"] * row["exposure"] > 34_500


def test_chongqing_against_the_nation_year_by_year(tmp_path: Path) -> None:
    table = rates.against_peers(study(tmp_path, "china", "500000", "2017"), rates.GDP).data
    nation = table[[peer["en"] == "China" for peer in table["peer"]]].set_index("year")
    ratio = (1793 / 7925.58) / (79552 / 412119.26)
    assert nation.at[2010, "ratio"] == pytest.approx(ratio)
    assert nation.at[2010, "verdict"]["en"] == "above, with evidence"
    assert nation.at[2015, "verdict"]["en"] == "below, with evidence"
    assert nation.at[2017, "verdict"]["en"] == "other definition: not compared"
    assert pd.isna(nation.at[2017, "ratio"])


def test_the_west_can_be_compared_only_where_it_is_held(tmp_path: Path) -> None:
    opened = study(tmp_path, "china", "500000", "2017")
    gdp, cars = (rates.against_peers(opened, rate).data for rate in (rates.GDP, rates.CARS))
    west = [peer["en"].startswith("Western") for peer in gdp["peer"]]
    assert [cell["en"] for cell in gdp.loc[west, "verdict"]] == ["no year in which both can be computed"]
    assert cars["year"].tolist()[0] == 2009
    assert cars["ratio"].iloc[0] == pytest.approx((1031 / 90.89) / (18134 / 1310.31))


def test_the_county_has_no_rate_and_says_so(tmp_path: Path) -> None:
    opened = study(tmp_path, "zhongxian", "500233", "2011-10")
    assert rates.headline(opened).numbers == {}
    assert "not held and cannot be computed" in rates.headline(opened).text.en
    assert "忠县" in rates.not_held(opened).text.zh


def test_disagreements_are_explained_by_rounding_or_vintage(tmp_path: Path) -> None:
    table = rates.published_and_recomputed(study(tmp_path, "china", "CN", "2024")).data
    said = {(row["year"], row["rate"]["en"].split()[0]): row["judgement"]["en"] for _, row in table.iterrows()}
    assert said[2011, "road"] == said[2020, "road"] == "rounding explains it"
    assert said[2005, "work-safety"] == "rounding explains it"  # 0.7 is published with one digit
    assert "another GDP vintage" in said[2010, "work-safety"]


def test_other_reports_show_what_was_set_aside(tmp_path: Path) -> None:
    table = rates.other_reports(study(tmp_path, "china", "CN", "2013")).data
    of_2009 = table[
        (table["period"] == "2009") & table["indicator"].map(lambda name: name["en"] == "work-safety deaths")
    ]
    assert of_2009["value"].tolist() == [83196, 83200]
    assert [cell["en"] for cell in of_2009["chosen"]] == ["used", "set aside"]
    assert table["period"].str[:4].astype(int).max() <= 2013


def test_the_breaks_of_the_design_are_all_there(tmp_path: Path) -> None:
    table = rates.breaks(study(tmp_path, "china", "CN", "2024")).data
    assert {("2004", "recording"), ("2016", "scope"), ("2016", "recording")} <= {
        (p, k["en"]) for p, k in zip(table["period"], table["kind"], strict=True)
    }
    assert {"vintage", "denominator"} <= {kind["en"] for kind in table["kind"]}


def test_a_part_year_is_no_year() -> None:
    series = rate_series(open_dataset("china"), rates.GDP, "500000")
    assert 2011 not in set(series["year"]), "January to September 2011 is held, the year is not"


def test_a_rate_nobody_holds_yet_is_said_in_a_sentence(tmp_path: Path) -> None:
    early = study(tmp_path, "china", "500000", "1997")
    said = rates.over_time(early, rates.EMPLOYEES)
    assert isinstance(said, Statement)
    assert said.text.en.startswith("Up to 1997, deaths per 100,000 employees")


def test_an_indicator_that_is_no_rate_is_refused() -> None:
    with pytest.raises(InputError, match="not a rate made of a numerator"):
        rate_series(open_dataset("china"), "road_deaths", "CN")


@pytest.mark.parametrize(
    ("dataset", "area", "period", "language"),
    [("zhongxian", "500233", "2011-10", "zh"), ("zhongxian", "500233", "2011-10", "en"), ("china", "500000", "2017", "en"),
     ("china", "CN", "2024", "zh")],
)  # fmt: skip
def test_everything_promised_is_handed_on(tmp_path: Path, dataset: str, area: str, period: str, language: str) -> None:
    opened = study(tmp_path, dataset, area, period, language)
    products = [rates.headline(opened)]
    for rate in RATES:
        products += [rates.over_time(opened, rate), rates.beside_peers(opened, rate), rates.against_peers(opened, rate)]
    products += [getattr(rates, name)(opened) for name in rates.PRODUCTS[len(products) :]]
    assert rates.hand_on(opened, *products).ids == rates.PRODUCTS
