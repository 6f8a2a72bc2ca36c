"""An area beside its peers: differences, chances, break-even exposures, denominators, provinces."""

from pathlib import Path

import pandas as pd
import pytest

from safetystats import measures
from safetystats.analyses import rates
from safetystats.analyses.study import Study
from safetystats.datasets import open_dataset
from safetystats.products import Figure, Statement


@pytest.fixture
def chongqing(tmp_path: Path) -> Study:
    return opened(tmp_path, "china", "500000", "2017")


@pytest.fixture
def county(tmp_path: Path) -> Study:
    return opened(tmp_path, "zhongxian", "500233", "2011-10")


def opened(tmp_path: Path, dataset: str, area: str, period: str) -> Study:
    return rates.open_rates(dataset=dataset, area=area, period=period, language="en", output_dir=str(tmp_path))


def english(column: pd.Series) -> list[str]:
    return [cell["en"] for cell in column]


def test_the_difference_and_the_chance_come_from_the_same_counts(chongqing: Study) -> None:
    table = rates.against_peers(chongqing, rates.GDP).data
    nation = table[[name == "China" for name in english(table["peer"])]].set_index("year")
    counts = 1793, 79552, 7925.58, 412119.26  # deaths and GDP of Chongqing and China in 2010
    difference = measures.rate_difference(*counts[:2], *counts[2:])
    assert nation.at[2010, "difference"] == pytest.approx(difference.value)
    assert nation.at[2010, "difference_lower"] == pytest.approx(difference.lower)
    assert nation.at[2010, "chance_below"] == pytest.approx(measures.chance_below(*counts[:2], *counts[2:]))
    assert nation.at[2015, "chance_below"] > 0.999


def test_the_figure_shows_the_area_and_every_peer_with_its_year(chongqing: Study, county: Study) -> None:
    frame = rates.beside_peers(chongqing, rates.GDP).data
    assert english(frame["label"]) == [
        "Chongqing (2017, recomputed)", "Western China (12 provinces)", "China (2017, recomputed)",
    ]  # fmt: skip
    assert pd.isna(frame["value"].iloc[1])
    without = rates.beside_peers(county, rates.GDP)
    assert "Zhong County is not held" in without.title.en
    assert english(without.data["label"])[1] == "Chongqing (2010, recomputed)"


def test_the_county_learns_how_large_its_gdp_would_have_to_be(county: Study) -> None:
    table = rates.break_even(county).data
    gdp = table[[name.startswith("work-safety") for name in english(table["rate"])]]
    chongqing = gdp.iloc[0]
    # 33 deaths in ten months; Chongqing 1,793 deaths on 7,925.58 (100 million yuan) in 2010
    assert chongqing["arithmetic"] == pytest.approx(33 / (1793 / 7925.58) * 1.2, rel=1e-4)
    compared = measures.compare_counts(33, 1793, chongqing["below"] * 10 / 12, 7925.58)
    assert compared.upper == pytest.approx(1)
    published = gdp[gdp["origin"].map(lambda cell: getattr(cell, "en", "")) == "published"].iloc[0]
    assert published["arithmetic"] == pytest.approx(33 / (0.173 - 0.0005) * 1.2)
    road = table[table["deaths"] == 24]
    assert len(road) >= 3
    notes = {cell["en"] for cell in table["note"].dropna()}
    assert "the peer's rate is not held" in notes
    assert any("deaths of this scope" in note for note in notes)


def test_an_area_whose_rate_is_held_needs_no_break_even(chongqing: Study) -> None:
    table = rates.break_even(chongqing).data
    assert "rate of Chongqing is held" in table["note"].iloc[0]["en"]
    assert table["below"].isna().all()


def test_most_of_the_fall_per_gdp_is_growth_of_gdp(chongqing: Study) -> None:
    table = rates.denominators(chongqing).data
    nation = table[(table["first"] == 2005) & (table["last"] == 2015)].iloc[0]
    assert nation["rate_change"] + 1 == pytest.approx((nation["deaths_change"] + 1) * (nation["exposure_alone"] + 1))
    assert nation["deaths_change"] == pytest.approx(66182 / 127000 - 1)
    assert nation["reading"]["en"] == "more than half is growth of GDP"
    assert 0.5 < nation["share"] < 1
    # the nation's scope changed in 2016, so no row spans it
    assert not (
        (table["first"] <= 2015) & (table["last"] > 2015) & (table["area"].map(lambda a: a["en"]) == "China")
    ).any()


def test_the_provinces_are_ranked_with_their_uncertainty(chongqing: Study) -> None:
    table = rates.provinces(chongqing).data
    assert len(table) == 31
    assert (table["rank_lower"] - 0.5 <= table["mean_rank"]).all()  # ranks are whole, their mean is not
    assert (table["mean_rank"] <= table["rank_upper"] + 0.5).all()
    assert table["smoothed"].between(table["rate"].min(), table["rate"].max()).all()
    beijing = table[[name == "Beijing" for name in english(table["name"])]].iloc[0]
    assert beijing["deaths"] == 981
    assert beijing["position"]["en"] == "below (99.8%)"
    # Hebei's interval leaves the average of 10.8 out: within limits widened for the spread is not "chance".
    hebei = table[[name == "Hebei" for name in english(table["name"])]].iloc[0]
    assert hebei["upper"] < 10.8
    assert hebei["position"]["en"] == "within the usual spread"
    assert isinstance(rates.provinces_funnel(chongqing), Figure)


def test_before_the_provinces_are_held_nothing_is_ranked(tmp_path: Path) -> None:
    early = opened(tmp_path, "china", "CN", "2008")
    assert rates.provinces(early).data.empty
    assert isinstance(rates.provinces_funnel(early), Statement)


def test_catching_up_needs_years_on_one_definition(chongqing: Study, county: Study) -> None:
    table = rates.catching_up(chongqing).data
    gdp = table[[name.startswith("work-safety") for name in english(table["rate"])]]
    assert english(gdp["reading"]) == [
        "no year in which both can be computed on one definition",
        "already below the peer, and that is shown",
    ]
    assert set(english(rates.catching_up(county).data["reading"])) == {
        "no year in which both can be computed on one definition"
    }


def test_the_years_to_the_nation_follow_from_gap_and_pace(tmp_path: Path) -> None:
    table = rates.catching_up(opened(tmp_path, "china", "500000", "2010")).data
    row = table[table["year"] == 2010].iloc[0]
    assert row["gap"] == pytest.approx((1793 / 7925.58) / (79552 / 412119.26) - 1)
    assert row["level_lower"] <= row["years_to_level"] <= row["level_upper"]
    assert row["years_to_level"] > 0
    assert row["pace"] < 0


def test_the_bundled_data_hold_what_these_tests_rest_on() -> None:
    china = open_dataset("china")
    assert china.series("work_safety_deaths", "500000").set_index("period").at["2010", "value"] == 1793
