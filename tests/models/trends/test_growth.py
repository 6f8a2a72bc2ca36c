"""Growth made plain: trends, half-lives, indices, deaths avoided, bridges."""

import math

import numpy as np
import pandas as pd
import pytest
from hypothesis import given
from hypothesis import strategies as st
from numpy.random import default_rng

from safetystats.errors import InputError
from safetystats.models import bridge, deaths_avoided, growth, indexed

YEARS = np.arange(2005, 2016)
DEATHS = np.array([98738, 89455, 81649, 73484, 67759, 65225, 62387, 59997, 58539, 58523, 58022])


def test_an_exact_fall_is_found_with_its_half_life() -> None:
    found = growth(YEARS, 1e6 * 0.93 ** (YEARS - 2005))
    assert found.trend.value == pytest.approx(-0.07)
    assert found.end_points.value == pytest.approx(-0.07, abs=1e-6)
    assert found.half_life.value == pytest.approx(math.log(2) / -math.log(0.93))
    assert not found.doubles


def test_the_road_deaths_of_2005_to_2015() -> None:
    found = growth(YEARS, DEATHS)
    assert found.end_points.value == pytest.approx((58022 / 98738) ** 0.1 - 1)
    assert found.trend.lower < found.trend.value < found.trend.upper < 0
    assert found.half_life.lower < found.half_life.value < found.half_life.upper
    assert "halves in 12.4 years" in repr(found)


def test_an_uncertain_trend_may_never_halve() -> None:
    found = growth(np.arange(8), [22, 17, 25, 19, 16, 23, 18, 20])
    assert found.trend.lower < 0 < found.trend.upper
    assert found.half_life.upper == math.inf
    assert found.half_life.lower > 0


@given(st.floats(0.01, 1e6), st.floats(0.01, 1e3))
def test_the_exposures_unit_does_not_matter(unit: float, scale: float) -> None:
    exposure = scale * 1.05 ** (YEARS - 2005.0)
    assert growth(YEARS, DEATHS, exposure).trend.value == pytest.approx(
        growth(YEARS, DEATHS, exposure * unit).trend.value, rel=1e-6
    )


def test_an_index_is_100_in_its_base() -> None:
    series = pd.Series([50.0, 25.0, np.nan, 100.0], index=[2001, 2002, 2003, 2004])
    got = indexed(series, base=1)
    assert got.to_dict() == pytest.approx({2001: 200, 2002: 100, 2003: np.nan, 2004: 400}, nan_ok=True)
    with pytest.raises(InputError, match="above 0"):
        indexed([0.0, 1.0])


def test_deaths_on_the_old_trend_are_neither_avoided_nor_added() -> None:
    counts = 1e5 * 0.95 ** (YEARS - 2005)
    avoided = deaths_avoided(YEARS, counts, 2010)
    assert avoided.total.value == pytest.approx(0, abs=1e-3)
    assert avoided.total.lower < 0 < avoided.total.upper
    np.testing.assert_allclose(avoided.years["expected"], counts[6:])


def test_the_slower_fall_after_2010_cost_lives() -> None:
    avoided = deaths_avoided(YEARS, DEATHS, 2010)
    assert avoided.total.value == pytest.approx(avoided.years["avoided"].sum())
    assert avoided.total.upper < 0
    assert (avoided.years["lower"] <= avoided.years["expected"]).all()
    assert (avoided.years["expected"] <= avoided.years["upper"]).all()
    assert "after 2010" in repr(avoided)


def test_the_interval_of_avoided_deaths_covers() -> None:
    random = default_rng(7)
    inside = []
    for seed in range(120):
        counts = random.poisson(200 * 0.97 ** np.arange(12))
        total = deaths_avoided(np.arange(12), counts, 7, draws=1000, seed=seed).total
        inside.append(total.lower <= 0 <= total.upper)
    assert np.mean(inside) >= 0.9


def test_a_bridge_scales_the_old_figures_and_flags_them() -> None:
    frame = bridge([2014, 2015, 2016, 2017], [100, 90, 80, np.nan], [np.nan, 60, 50, 45])
    ratio = math.sqrt(60 / 90 * 50 / 80)
    assert frame["bridged"].tolist() == [True, False, False, False]
    assert frame["value"].tolist() == pytest.approx([100 * ratio, 60, 50, 45])
    assert frame["lower"].iloc[0] < frame["value"].iloc[0] < frame["upper"].iloc[0]
    assert set(frame["overlap"]) == {2}


def test_one_year_in_common_gives_no_certainty() -> None:
    frame = bridge([2015, 2016], [90, 80], [np.nan, 50])
    assert frame["upper"].iloc[0] == math.inf
    assert frame["lower"].iloc[0] == 0


def test_a_small_area_without_deaths_in_an_end_year_still_has_a_trend() -> None:
    fell, rose, both = (growth(range(5), counts) for counts in ([3, 0, 2, 1, 0], [0, 1, 0, 2, 3], [0, 1, 0, 2, 0]))
    assert fell.end_points.value == -1
    assert -1 < fell.trend.lower < fell.trend.value < fell.end_points.upper
    assert rose.end_points.value == math.inf
    assert math.isnan(both.end_points.value)


def test_the_same_count_every_year_never_halves() -> None:
    level = growth(range(10), [5] * 10)
    assert abs(level.trend.value) < 1e-12
    assert level.half_life.value > 1e12


def test_three_old_years_leave_avoided_deaths_without_a_useful_end_but_with_an_answer() -> None:
    total = deaths_avoided(range(6), [0, 0, 0, 3, 2, 1], 2).total
    assert total.lower < 0 < total.upper < math.inf


@pytest.mark.parametrize(
    ("call", "words"),
    [
        (lambda: growth([1, 2], [3, 4]), "at least 3 known years"),
        (lambda: growth([1, 2, 3], [0, 0, 0]), "3 years with 0 events"),
        (lambda: growth([1, 3, 2], [3, 4, 5]), "order of time"),
        (lambda: growth([1, 2, 3], [3, 4, 5], [1, 0, 1]), "exposure must be above 0"),
        (lambda: deaths_avoided(YEARS, DEATHS, 2015), "0 after it"),
        (lambda: bridge([2015, 2016], [90, np.nan], [np.nan, 50]), "no bridge is made"),
    ],
)
def test_bad_input_gets_a_sentence(call: object, words: str) -> None:
    with pytest.raises(InputError, match=words):
        call()  # type: ignore[operator]
