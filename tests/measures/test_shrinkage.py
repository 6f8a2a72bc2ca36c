"""Empirical Bayes: between the area's own rate and the common one, nearer to the latter the smaller the area."""

import numpy as np
import pandas as pd
import pytest
from hypothesis import given
from hypothesis import strategies as st

from safetystats.errors import InputError
from safetystats.measures import (
    SHRINKAGE_METHODS,
    clayton_kaldor,
    empirical_bayes,
    hauer_site,
    marshall,
    rank_areas,
    rate,
    safety_performance,
)

RANDOM = np.random.default_rng(5)
PEOPLE = RANDOM.uniform(200, 20_000, 80)
TRUE = RANDOM.gamma(5, 0.0004, 80)
AREAS = pd.DataFrame({"events": RANDOM.poisson(TRUE * PEOPLE), "exposure": PEOPLE})


@pytest.mark.parametrize("method", SHRINKAGE_METHODS)
def test_smoothed_rates_lie_between_and_are_nearer_the_truth(method: str) -> None:
    got = empirical_bayes(AREAS, method=method)
    common = AREAS["events"].sum() / AREAS["exposure"].sum()
    low, high = np.minimum(got["raw"], common), np.maximum(got["raw"], common)
    assert ((got["smoothed"] >= low - 2e-4) & (got["smoothed"] <= high + 2e-4)).all()
    assert np.mean((got["smoothed"] - TRUE) ** 2) < 0.8 * np.mean((got["raw"] - TRUE) ** 2)


def test_small_areas_are_drawn_further() -> None:
    got = empirical_bayes(AREAS).sort_values("exposure")
    weight = got["weight"].to_numpy()
    assert (np.diff(weight) > -1e-9).all()


def test_the_interval_is_a_gamma_quantile_and_covers() -> None:
    for method in ("marshall-poisson", "clayton-kaldor"):
        got = empirical_bayes(AREAS, method=method)
        assert ((got["lower"] < got["smoothed"]) & (got["smoothed"] < got["upper"])).all()
        assert 0.85 < ((got["lower"] <= TRUE) & (got["upper"] >= TRUE)).mean() <= 1


@pytest.mark.parametrize("method", SHRINKAGE_METHODS)
def test_areas_that_differ_by_chance_alone_share_one_rate(method: str) -> None:
    table = pd.DataFrame({"events": [10, 11, 9, 10], "exposure": [100.0] * 4})
    got = empirical_bayes(table, method=method)
    assert got["smoothed"].to_numpy() == pytest.approx(0.1)
    if method != "marshall-binomial":
        assert got["upper"].iloc[0] == pytest.approx(rate(40, 400).upper)


@given(st.floats(0.1, 1000))
def test_the_unit_of_exposure_does_not_matter(scale: float) -> None:
    one, other = empirical_bayes(AREAS), empirical_bayes(AREAS.assign(exposure=PEOPLE * scale), per=scale)
    assert other["smoothed"].to_numpy() == pytest.approx(one["smoothed"].to_numpy(), rel=1e-9)


def test_missing_rows_stay_missing_and_help_nobody() -> None:
    gap = pd.DataFrame({"events": [None, 5.0], "exposure": [50.0, 0.0]})
    got = empirical_bayes(pd.concat([AREAS, gap], ignore_index=True))
    assert got["smoothed"].tail(2).isna().all()
    assert got["smoothed"].iloc[0] == empirical_bayes(AREAS)["smoothed"].iloc[0]


def test_ranks_say_how_sure_they_are() -> None:
    table = pd.DataFrame({"events": [5, 50, 500, None], "exposure": [1000.0] * 4})
    got = rank_areas(table, method="independent")
    assert got["mean_rank"].round().tolist()[:3] == [1, 2, 3]
    assert got["among_best"].iloc[0] > 0.99
    assert got["among_worst"].iloc[2] > 0.99
    assert got.iloc[3].isna().all()
    even = rank_areas(pd.DataFrame({"events": [10, 10, 10], "exposure": [100.0] * 3}), method="independent")
    assert even["among_best"].to_numpy() == pytest.approx(1 / 3, abs=0.03)
    assert rank_areas(table).equals(rank_areas(table))


def test_chances_add_up_to_the_number_of_places() -> None:
    got = rank_areas(AREAS, among=5)
    assert got["among_best"].sum() == pytest.approx(5)
    assert got["among_worst"].sum() == pytest.approx(5)
    assert got["mean_rank"].mean() == pytest.approx(81 / 2)


def test_a_road_section_lies_between_its_count_and_its_kind() -> None:
    # Hauer et al. 2002, example 1: published as 4.71 ± 1.19 accidents per km and year
    got = hauer_site(12, safety_performance(4000, 0.0224, 0.564), 1.8, 1, 2.05)
    assert (got.expected / 1.8, got.standard_deviation / 1.8) == pytest.approx((4.71, 1.19), abs=0.005)
    assert got.prior < got.expected < 12
    column = hauer_site(pd.Series([12, 0]), 2.4, 1.8, 1, 2.05)
    assert column.expected[1] > 0


@pytest.mark.parametrize(
    ("call", "says"),
    [
        (lambda: empirical_bayes(AREAS, exposure="people"), "There is no column 'people'"),
        (lambda: empirical_bayes(AREAS, method="marshal"), "must be one of marshall-poisson"),
        (lambda: marshall([0, 0], [1, 2]), "No area counted an event"),
        (lambda: marshall([1, 2], [1, 0]), r"exposure must be greater than 0, but is 0 \(element 2 of 2\)"),
        (lambda: clayton_kaldor([3], [2]), "at least two areas"),
        (lambda: rank_areas(AREAS, among=100), "between 1 and the number of areas, 80"),
        (lambda: hauer_site(3, 0, 1, 1, 1), "predicted must be greater than 0"),
    ],
)
def test_mistakes_are_told(call: object, says: str) -> None:
    with pytest.raises(InputError, match=says):
        call()  # type: ignore[operator]
