"""The outlook: forecasts from one definition only, quotas from any day, candidates judged, honest where little is held."""

from pathlib import Path

import pandas as pd
import pytest

from safetystats import targets
from safetystats.analyses import outlook
from safetystats.analyses.clusters import least_variance_factor
from safetystats.analyses.outlook_data import coming, history, yearly_prior
from safetystats.analyses.study import Study
from safetystats.products import NOT_APPLICABLE, Figure, Statement


def opened(tmp_path: Path, dataset: str, area: str, period: str, language: str = "en") -> Study:
    return outlook.open_outlook(dataset=dataset, area=area, period=period, language=language, output_dir=str(tmp_path))


@pytest.fixture
def nation(tmp_path: Path) -> Study:
    return opened(tmp_path, "china", "CN", "2024")


@pytest.fixture
def county(tmp_path: Path) -> Study:
    return opened(tmp_path, "zhongxian", "500233", "2011-10")


def english(column: pd.Series) -> list[str]:
    return [cell["en"] if isinstance(cell, dict) else cell.en for cell in column]


def test_a_forecast_starts_after_the_last_change_of_definition(nation: Study) -> None:
    held = history(nation)
    assert held is not None
    assert (held.frame["year"].iloc[0], held.last_year) == (2016, 2024)
    assert held.missing == [2021, 2022]
    ahead = coming(nation)
    assert ahead is not None
    assert ahead.method == "combined"
    assert any("2021, 2022" in note.en for note in outlook.forecast(nation).notes)


def test_the_nations_next_year_holds_what_came(nation: Study) -> None:
    first = outlook.forecast(nation).data.iloc[0]
    assert first["year"] == 2025
    assert first["lower_80"] < 18_091 < first["upper_80"], "deaths of 2025 as the later announcement gives them"
    assert first["lower_95"] < first["lower_80"] < first["lower_50"] < first["median"] < first["upper_50"]


def test_a_series_full_of_gaps_goes_to_the_state_space_model(tmp_path: Path) -> None:
    ahead = coming(opened(tmp_path, "china", "500000", "2017"))
    assert ahead is not None
    assert ahead.method == "gaps"
    assert ahead.frame["year"].tolist() == list(range(2018, 2023))


def test_small_counts_stay_whole_and_never_negative(tmp_path: Path) -> None:
    study = opened(tmp_path, "china", "620522", "2020")  # Qin'an County: 7, 6, 5, 4, 3 deaths
    frame = outlook.forecast(study).data
    bounds = frame[[name for name in frame if name.startswith(("lower", "upper", "median"))]].astype(float)
    assert (bounds >= 0).all(axis=None)
    assert (bounds % 1 == 0).all(axis=None)
    assert frame["upper_95"].iloc[0] >= 7
    assert isinstance(outlook.fan(study), Figure)
    kept = outlook.quota_choices(study).data
    assert kept["quota"].tolist() == sorted(kept["quota"])


def test_the_county_is_told_that_its_quota_is_broken_and_which_would_hold(county: Study) -> None:
    row = outlook.this_year(county).data.iloc[0]
    assert (row["so_far"], row["months"], row["quota"]) == (33, 10, 30)
    assert english(pd.Series([row["chance"]])) == ["broken already"]
    assert row["lower"] >= 33
    assert row["allowance"] == 0
    choices = outlook.quota_choices(county).data
    again = choices.iloc[-1]
    assert (again["quota"], again["year"]) == (30, 2012)
    assert again["mean_90"] == pytest.approx(24.1, abs=0.05)  # to stay within 30 with 90 and 95 % chance
    assert again["mean_95"] == pytest.approx(22.4, abs=0.05)
    assert again["chance"] < 0.5


def test_the_countys_prior_is_last_years_ten_months(county: Study) -> None:
    prior, known = yearly_prior(county)
    assert known == "same_months"
    assert prior is not None
    assert float(prior.mean) == pytest.approx(29 * 12 / 10, rel=0.05)
    headline = outlook.headline(county)
    assert "broken already by 33 deaths" in headline.text.en
    assert headline.numbers["upper_95"] - headline.numbers["lower_95"] > 40, "part-years leave very much open"
    assert isinstance(outlook.fan(county), Statement)


def test_quota_risk_is_that_of_the_targets_room(tmp_path: Path) -> None:
    study = opened(tmp_path, "china", "CN", "2010-06")
    table = outlook.this_year(study).data
    mines = table[[name.startswith("Coal") for name in english(table["what"])]].iloc[0]
    alone = targets.quota_risk(656 if mines["quota"] == 1399 else 1261, 0.5, mines["quota"])
    assert mines["chance"] == pytest.approx(alone.probability_exceeded)
    assert mines["expected"] == pytest.approx(alone.expected_total)


def test_a_whole_year_has_no_chance_left(nation: Study) -> None:
    assert outlook.this_year(nation).data["chance"].iloc[0] == NOT_APPLICABLE


def test_candidates_carry_what_must_be_said(tmp_path: Path) -> None:
    table = outlook.target_candidates(opened(tmp_path, "china", "620522", "2020")).data
    rules = english(table["rule"])
    assert "hold" in rules
    advised = table[table["recommended"].notna()]
    assert len(advised) == 1
    assert advised["chance"].iloc[0] >= 0.5
    assert "cannot be seen" in english(advised["warnings"])[0]
    rises = table[table["level"] > 3]
    assert all("above the present level" in words for words in english(rises["warnings"]))
    said = outlook.recommendation(opened(tmp_path, "china", "620522", "2020")).text.en
    assert said.startswith("Advice: hold")
    assert "may not show" in said


def test_the_plans_of_the_past_are_judged_on_their_figures(nation: Study) -> None:
    table = outlook.targets_in_hindsight(nation).data
    twelfth = table[[plan == "12th FYP" and name == "work-safety deaths"
                     for plan, name in zip(table["plan"], english(table["indicator"]), strict=True)]].iloc[0]  # fmt: skip
    assert twelfth["verdict"].en == "kept"
    assert twelfth["achieved_cut"] == pytest.approx(1 - 66182 / 79552)
    assert twelfth["required"] == pytest.approx(79552 * 0.919, rel=1e-4)
    assert {"kept", "not known"} <= set(english(table["verdict"]))


def test_planning_style(nation: Study) -> None:
    table = outlook.planning_table(nation).data
    five = table[[name == "5 % a year" for name in english(table["candidate"])]].iloc[0]
    assert five["base"] == 19600
    assert five["target"] == int(19600 * 0.95**5)
    assert five["change"].zh == "−5.0%〔−22.6%〕"


def test_the_west_holds_no_deaths_and_nobody_stands_in(tmp_path: Path) -> None:
    study = opened(tmp_path, "china", "CN-WEST12", "2022")
    assert coming(study) is None
    assert "nothing is forecast" in outlook.headline(study).text.en
    assert "no deaths to design" in outlook.recommendation(study).text.en


@pytest.mark.parametrize(
    ("dataset", "area", "period"), [("china", "500000", "2017"), ("zhongxian", "500233", "2011-10")]
)
def test_sensitivity_starts_from_the_forecast_that_is_shown(
    tmp_path: Path, dataset: str, area: str, period: str
) -> None:
    study = opened(tmp_path, dataset, area, period)
    used, shown = outlook.sensitivity(study).data.iloc[0], outlook.forecast(study).data.iloc[0]
    assert [used["median"], used["lower"], used["upper"]] == [shown["median"], shown["lower_95"], shown["upper_95"]]


def test_nothing_below_zero_is_said_to_refute_a_forecast(tmp_path: Path) -> None:
    said = outlook.change_our_mind(opened(tmp_path, "china", "620522", "2020")).text
    assert "Fewer than 0" not in said.en
    assert said.en.startswith("More than 9 deaths in 2021")
    assert "少于0人" not in said.zh


def test_classes_of_severity_give_the_least_variance_factor() -> None:
    counts = pd.DataFrame(
        {"sector": ["all", "all"], "severity": ["all", "larger"], "accidents": [46, 2], "deaths": [33, 13]}
    ).astype({"accidents": "Int64", "deaths": "Int64"})
    assert least_variance_factor(counts) == pytest.approx((13**2 / 2 + 20) / 33)
    assert least_variance_factor(counts.iloc[:1]) is None


@pytest.mark.parametrize(
    ("dataset", "area", "period", "language"),
    [("zhongxian", "500233", "2011-10", "zh"), ("zhongxian", "500233", "2011-10", "en"), ("china", "CN", "2024", "zh"),
     ("china", "500000", "2017", "en"), ("china", "CN-WEST12", "2022", "zh"),
     ("china", "620522", "2020", "en")],
)  # fmt: skip
def test_everything_promised_is_handed_on(tmp_path: Path, dataset: str, area: str, period: str, language: str) -> None:
    study = opened(tmp_path, dataset, area, period, language)
    assert outlook.hand_on(study, *(getattr(outlook, name)(study) for name in outlook.PRODUCTS)).ids == outlook.PRODUCTS
