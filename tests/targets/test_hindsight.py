"""Promises judged on published figures: every verdict and reason, and every bundled target."""

from functools import cache
from typing import Any

import numpy as np
import pandas as pd
import pytest

from dataset_rows import MakeDataset
from safetystats.datasets import Dataset, open_dataset
from safetystats.targets import CAUTIONS, PROGRESS, REASONS, VERDICTS, judge_targets

FIGURES = "indicator,area,period,value,unit,kind,definition,precision,source\n"
TARGETS = "plan,indicator,area,sector,base_period,period,kind,value,unit,peer,source\n"
BREAK = {
    "id": "scope", "kind": "scope", "indicators": ["work_safety_deaths"], "period": "2016", "certainty": "stated",
    "label": {"zh": "口径", "en": "scope"}, "change": {"zh": "变", "en": "changed"},
}  # fmt: skip


@pytest.fixture
def judge(make_dataset: MakeDataset) -> Any:
    """Return a function that judges one target on a few figures."""

    def judged(target: str, *figures: str, certainty: str | None = "stated", counts: str = "") -> pd.Series:
        ours = {"breaks": [BREAK | {"certainty": certainty}]} if certainty else {}
        tables = {"indicators": FIGURES + "\n".join(figures) + "\n", "targets": f"{TARGETS}p,{target},book\n"}
        if counts:
            tables["accident_counts"] = counts
        result = judge_targets(open_dataset(make_dataset(ours=ours, **tables)))
        return result.iloc[0]

    return judged


def deaths(period: str, value: float, *, kind: str = "reported", definition: str = "", precision: str = "") -> str:
    return f"work_safety_deaths,CN,{period},{value},persons,{kind},{definition},{precision},book"


@cache
def bundled(name: str) -> Dataset:
    return open_dataset(name)


@cache
def judged_bundled(name: str) -> pd.DataFrame:
    return judge_targets(bundled(name))


CUT = "work_safety_deaths,CN,all,2010,2015,reduce_at_least_pct,10,percent,"
CAP = "work_safety_deaths,CN,all,2014,2015,cap,30,persons,"


@pytest.mark.parametrize(("end", "verdict"), [(90, "kept"), (91, "missed")])
def test_a_cut_is_held_against_both_figures(judge: Any, end: int, verdict: str) -> None:
    got = judge(CUT, deaths("2010", 100), deaths("2015", end))
    assert (got["verdict"], got["reason"], got["required"], got["end"]) == (verdict, "figures", 90, end)
    assert (got["required_cut"], got["achieved_cut"]) == pytest.approx((10, 100 - end))
    assert got["required_annual_cut"] == pytest.approx(100 * (1 - 0.9**0.2))
    assert got["sources"] == ("book",)
    assert got["origins"] == ("indicators.csv:2", "indicators.csv:3")


def test_a_yearly_cut_is_compounded(judge: Any) -> None:
    got = judge(
        "work_safety_deaths,CN,all,2010,2015,reduce_pct_per_year,2,percent,", deaths("2010", 100), deaths("2015", 90.4)
    )
    assert got["required"] == pytest.approx(100 * 0.98**5)
    assert got["verdict"] == "missed"


@pytest.mark.parametrize(
    ("kind", "value", "end", "verdict"),
    [
        ("cap", 30, 30, "kept"),
        ("level", 30, 31, "missed"),
        ("at_least", 30, 31, "kept"),
        ("at_least", 30, 29, "missed"),
    ],
)
def test_levels_need_the_end_only(judge: Any, kind: str, value: int, end: int, verdict: str) -> None:
    got = judge(f"work_safety_deaths,CN,all,,2015,{kind},{value},persons,", deaths("2015", end))
    assert (got["verdict"], got["reason"]) == (verdict, "figures")
    assert np.isnan(got["base"])


def test_units_of_one_kind_are_converted(judge: Any) -> None:
    in_10k = "work_safety_deaths,CN,all,,2015,cap,0.004,10k_persons,"
    assert judge(in_10k, deaths("2015", 41))["required"] == 40


def test_other_units_are_not_compared(judge: Any) -> None:
    got = judge("work_safety_deaths,CN,all,,2015,cap,40,accidents,", deaths("2015", 41))
    assert (got["verdict"], got["reason"]) == ("not_comparable", "unit_differs")


def test_below_a_peer_is_strictly_below(judge: Any) -> None:
    rate = "deaths_per_100m_yuan_gdp,{area},2015,{value},persons_per_100m_yuan,reported,,,book"
    target = "deaths_per_100m_yuan_gdp,500233,all,,2015,below_peer,,persons_per_100m_yuan,500000"
    figures = rate.format(area="500233", value=0.2), rate.format(area="500000", value=0.2)
    got = judge(target, *figures)
    assert (got["verdict"], got["required"]) == ("missed", 0.2)


def test_without_the_peers_figure_nothing_is_known(judge: Any) -> None:
    target = "deaths_per_100m_yuan_gdp,500233,all,,2015,below_peer,,persons_per_100m_yuan,500000"
    got = judge(target, "deaths_per_100m_yuan_gdp,500233,2015,0.2,persons_per_100m_yuan,reported,,,book")
    assert (got["verdict"], got["reason"]) == ("not_known", "no_peer_figure")


ACROSS = "work_safety_deaths,CN,all,2015,2016,reduce_pct,3,percent,"


def test_a_stated_break_parts_base_and_end(judge: Any) -> None:
    got = judge(ACROSS, deaths("2015", 66182), deaths("2016", 41000))
    assert (got["verdict"], got["reason"], got["breaks"]) == ("not_comparable", "definition_break", ("scope",))


def test_a_published_comparable_change_bridges_the_break(judge: Any) -> None:
    change = "work_safety_deaths_yoy,CN,2016,-4.1,percent,reported,,,news"
    got = judge(ACROSS, deaths("2015", 66182), deaths("2016", 41000), change)
    assert (got["verdict"], got["reason"], got["achieved_cut"]) == ("kept", "published_change", 4.1)
    assert got["sources"] == ("book", "news")


def test_a_published_change_of_five_years_stands_for_missing_figures(judge: Any) -> None:
    change = "work_safety_deaths_change_5y,CN,2010..2015,-9.5,percent,reported,,,news"
    got = judge(CUT, change)
    assert (got["verdict"], got["reason"], got["achieved_cut"]) == ("missed", "published_change", 9.5)
    assert got["achieved_annual_cut"] == pytest.approx(100 * (1 - 0.905**0.2))


def test_a_suspected_break_is_a_caution(judge: Any) -> None:
    got = judge(ACROSS, deaths("2015", 100), deaths("2016", 90), certainty="suspected")
    assert (got["verdict"], got["cautions"], got["breaks"]) == ("kept", ("suspected_break",), ("scope",))


def test_other_definitions_are_not_compared_even_without_a_known_break(judge: Any) -> None:
    got = judge(CUT, deaths("2010", 100, definition="old"), deaths("2015", 80, definition="new"), certainty=None)
    assert (got["verdict"], got["reason"]) == ("not_comparable", "definition_differs")
    assert (got["base_definition"], got["end_definition"]) == ("old", "new")


def test_derived_flash_rounded_and_disputed_figures_are_cautions(judge: Any) -> None:
    got = judge(
        CUT, deaths("2010", 100, kind="derived"), deaths("2015", 90, kind="flash", precision="10"),
        deaths("2015", 88, kind="derived"),
    )  # fmt: skip
    assert got["cautions"] == ("derived_figure", "flash_figure", "within_rounding", "reports_differ")


@pytest.mark.parametrize(
    ("figures", "reason"),
    [
        ([], "no_figures"),
        ([deaths("2010", 100)], "no_end_figure"),
        ([deaths("2015", 90)], "no_base_figure"),
    ],
)
def test_what_is_missing_is_named(judge: Any, figures: list[str], reason: str) -> None:
    got = judge(CUT, *figures)
    assert (got["verdict"], got["reason"]) == ("not_known", reason)
    assert got["required_cut"] == pytest.approx(10)


@pytest.mark.parametrize(
    ("last", "progress"), [(89, "reached_early"), (93, "on_course"), (95, "behind_course")]
)  # the course of 10 % in five years stands at 93.9 after three
def test_the_last_figure_says_how_far_things_had_come(judge: Any, last: int, progress: str) -> None:
    got = judge(CUT, deaths("2010", 100), deaths("2011", 99), deaths("2013", last))
    assert (got["verdict"], got["progress"], got["last"], got["last_period"]) == ("not_known", progress, last, "2013")


def test_a_cap_passed_within_the_year_is_missed(judge: Any) -> None:
    got = judge(CAP, deaths("2015-01..10", 33))
    assert (got["verdict"], got["reason"], got["last"]) == ("missed", "cap_passed_early", 33)


def test_a_cap_not_passed_yet_is_not_known(judge: Any) -> None:
    assert judge(CAP, deaths("2015-01..10", 30))["verdict"] == "not_known"


def test_a_sectors_target_is_judged_on_the_statistical_table(judge: Any) -> None:
    counts = "area,period,sector,severity,cause,deaths,kind,source\nCN,2015,road,all,all,20,reported,book\n"
    got = judge("work_safety_deaths,CN,road,,2015,cap,24,persons,", counts=counts)
    assert (got["verdict"], got["end"]) == ("kept", 20)
    county = judged_bundled("zhongxian").iloc[0]
    assert (county["verdict"], county["last_period"]) == ("missed", "2011-01..10")


@pytest.mark.parametrize("name", ["china", "zhongxian"])
def test_every_bundled_target_comes_out_with_a_verdict_and_a_reason(name: str) -> None:
    dataset, got = bundled(name), judged_bundled(name)
    assert len(got) == len(dataset.targets)
    assert got.columns[: dataset.targets.shape[1]].tolist() == dataset.targets.columns.tolist()
    assert set(got["verdict"]) <= set(VERDICTS)
    assert set(got["reason"]) <= set(REASONS)
    assert set(got["progress"].dropna()) <= set(PROGRESS)
    assert {code for codes in got["cautions"] for code in codes} <= set(CAUTIONS)
    judged = got[got["reason"] == "figures"]
    assert judged["end"].notna().all()
    assert all(judged["sources"].map(len))


def test_the_nations_plans_in_hindsight() -> None:
    """The 11th plan asked 35 % of the GDP rate and got 71 %; the 12th 8.1 % of deaths and got 16.8 %."""
    got = judged_bundled("china")
    nation = got[(got["area"] == "CN") & (got["kind"] == "reduce_at_least_pct")].set_index(["plan", "indicator"])
    gdp = nation.loc[("11th FYP", "deaths_per_100m_yuan_gdp")]
    assert (gdp["verdict"], round(gdp["achieved_cut"], 1)) == ("kept", 71.3)
    total = nation.loc[("12th FYP", "work_safety_deaths")]
    assert (total["verdict"], round(total["achieved_cut"], 1)) == ("kept", 16.8)
    road = nation.loc[("12th FYP", "road_deaths_per_10k_motor_vehicles")]
    assert (road["verdict"], road["progress"]) == ("not_known", "on_course")
    chosen = judge_targets(bundled("china"), bundled("china").targets.head(2))
    assert chosen["verdict"].tolist() == ["kept", "kept"]
