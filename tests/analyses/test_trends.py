"""Trends: definitions apart, bends chosen by a named rule, and what cannot be concluded."""

from pathlib import Path

import numpy as np
import pandas as pd
import pytest

from safetystats.analyses import trends
from safetystats.analyses.definitions import dated_breaks, definition_runs
from safetystats.analyses.study import Study
from safetystats.analyses.trend_series import chain_series, subject_series, trend_series
from safetystats.datasets import open_dataset
from safetystats.products import Figure, Statement


def opened(tmp_path: Path, dataset: str, area: str, period: str, language: str = "en") -> Study:
    return trends.open_trends(dataset=dataset, area=area, period=period, language=language, output_dir=str(tmp_path))


@pytest.fixture
def nation(tmp_path: Path) -> Study:
    return opened(tmp_path, "china", "CN", "2024")


@pytest.fixture
def county(tmp_path: Path) -> Study:
    return opened(tmp_path, "zhongxian", "500233", "2011-10")


def english(column: pd.Series) -> list[str]:
    return [cell["en"] for cell in column]


def test_years_on_one_definition_have_one_number() -> None:
    china = open_dataset("china")
    assert [year for year, _ in dated_breaks(china, "road_deaths", "CN")] == [2004, 2016]
    assert definition_runs(china, "road_deaths", "CN", [2003, 2004, 2015, 2016, 2022]).tolist() == [0, 1, 1, 2, 2]
    assert definition_runs(china, "work_safety_deaths", "500000", [2015, 2016, 2018]).tolist() == [0, 0, 1]


def test_no_segment_spans_a_change_of_definition(nation: Study) -> None:
    table = trends.segments(nation).data
    pieces = table[~table["series"].map(lambda cell: "average" in cell["en"])]
    road = pieces[[name == "road deaths" for name in english(pieces["series"])]]
    for year in (2004, 2016):
        assert not ((road["start"] < year) & (road["end"] >= year)).any()
    assert (pieces["lower"] <= pieces["apc"]).all()
    assert (pieces["apc"] <= pieces["upper"]).all()


def test_the_reading_follows_the_interval(nation: Study) -> None:
    table = trends.segments(nation).data
    for _, row in table.iterrows():
        expected = "the fall is shown" if row["upper"] < 0 else "the rise is shown" if row["lower"] > 0 else "neither"
        assert row["reading"]["en"].startswith(expected)


def test_one_number_of_bends_is_chosen_for_every_run(nation: Study) -> None:
    table = trends.selection(nation).data
    named = table.assign(name=english(table["series"]), place=english(table["area"]))
    chosen = named[named["chosen"].notna()].groupby(["name", "place", "years"]).size()
    assert (chosen == 1).all()
    for _, run in named.groupby(["name", "place", "years"]):
        assert run.loc[run["chosen"].notna(), "criterion"].iloc[0] == run["criterion"].min()


def test_the_printed_fall_of_2016_is_mostly_the_definition(nation: Study) -> None:
    table = trends.definition_steps(nation).data
    scope = table.assign(name=english(table["series"])).query("year == 2016 and name == 'work-safety deaths'").iloc[0]
    assert scope["printed"] == pytest.approx(41000 / 66182 - 1)
    assert scope["lower"] < scope["step"] < scope["upper"] < 0
    assert scope["reading"]["en"] == "a jump is shown"


def test_a_part_year_and_a_later_year_are_no_points(tmp_path: Path) -> None:
    series = trend_series(opened(tmp_path, "china", "500000", "2011"), "work_safety_deaths", "500000")
    assert series.frame["year"].tolist() == [1996, 1997, 2003, 2006, 2007, 2010]
    assert "6 years" in repr(series)


def test_the_county_is_shown_the_nearest_area_with_a_trend(county: Study) -> None:
    series = subject_series(county, "work_safety_deaths")
    assert series is not None
    assert series.area == "500000"
    assert {one.area for one in chain_series(county)} == {"500000", "CN"}
    assert "Zhong County holds 0 whole years" in trends.headline(county).text.en
    drawn = trends.trend(county, trends.DEATHS)
    assert isinstance(drawn, Figure)
    assert any("an area above it is drawn" in note.en for note in drawn.notes)
    said = trends.conclusions(county).text.en
    assert "no substitute" in said
    assert "What can be said" not in said


def test_the_titles_say_the_interval(nation: Study) -> None:
    drawn = trends.trend(nation, trends.ROAD_DEATHS)
    assert isinstance(drawn, Figure)
    assert "% a year from 2016 to 2022" in drawn.title.en
    assert " to " in drawn.title.en
    fitted = drawn.data["fitted"]
    assert np.isfinite(fitted).all()


def test_without_years_a_trend_is_a_sentence(tmp_path: Path) -> None:
    early = opened(tmp_path, "china", "CN", "1997")
    assert isinstance(trends.trend(early, trends.DEATHS), Statement)
    assert english(trends.segments(early).data["reading"]) == ["no series holds enough years"]


def test_months_are_said_to_be_missing(county: Study) -> None:
    assert isinstance(trends.monthly_chart(county), Statement)
    assert "No monthly figures" in trends.monthly(county).data["note"].iloc[0]["en"]


def test_months_of_a_ledger_add_up_and_what_it_does_not_cover_is_a_gap(tmp_path: Path) -> None:
    study = opened(tmp_path, "synthetic-county", "500233", "2011-10")
    table = trends.monthly(study).data.set_index("month")
    assert table.loc["2011-10", ["cumulative", "before"]].tolist() == [33, 29]
    assert table.at["2011-10", "ratio"] == pytest.approx(33 / 29, rel=1e-3)  # both have 304 days
    assert table.loc[["2010-11", "2010-12"], "deaths"].isna().all(), "the ledger ends in October 2010"
    assert pd.isna(table.at["2011-10", "twelve"])
    drawn = trends.monthly_chart(study)
    assert isinstance(drawn, Figure)
    assert "33 deaths in 10 months, no evidence of a change" in drawn.title.en
    assert drawn.synthetic


@pytest.mark.parametrize(
    ("dataset", "area", "period", "language"),
    [("zhongxian", "500233", "2011-10", "zh"), ("zhongxian", "500233", "2011-10", "en"), ("china", "CN", "2024", "zh"),
     ("china", "500000", "2017", "en"), ("china", "CN-WEST12", "2022", "en"),
     ("synthetic-county", "500233", "2011-10", "zh")],
)  # fmt: skip
def test_everything_promised_is_handed_on(tmp_path: Path, dataset: str, area: str, period: str, language: str) -> None:
    study = opened(tmp_path, dataset, area, period, language)
    series = {"work_safety_trend": trends.DEATHS, "road_trend": trends.ROAD_DEATHS, "gdp_rate_trend": trends.GDP,
              "cars_rate_trend": trends.CARS}  # fmt: skip
    products = [
        trends.trend(study, series[name]) if name in series else getattr(trends, name)(study)
        for name in trends.PRODUCTS
    ]
    assert trends.hand_on(study, *products).ids == trends.PRODUCTS


def test_the_index_keeps_the_digits_of_a_rate_that_fell_far(tmp_path: Path) -> None:
    figure = trends.indexed(opened(tmp_path, "china", "500000", "2017"))
    assert isinstance(figure, Figure)
    assert figure.title.en.endswith("deaths 35.2, GDP 1,439, the rate 2.44")
