"""Jumps that nobody announced: found where they are, not where a bend explains them, and seldom by chance."""

import numpy as np
import pytest
from numpy.random import default_rng

from safetystats.errors import InputError
from safetystats.models import structural_breaks, unannounced_break

YEARS = np.arange(2000, 2016)


def test_a_jump_is_found_with_its_year_and_size() -> None:
    counts = default_rng(2).poisson(1000 * 0.95 ** (YEARS - 2000) * np.where(YEARS >= 2008, 1.3, 1.0))
    found = unannounced_break(YEARS, counts)
    assert found.year == 2008
    assert found.years == (2008,)
    assert found.jump.lower < 1.3 < found.jump.upper
    assert found.p_value < 0.01


def test_the_jump_of_2016_in_chinas_road_deaths() -> None:
    deaths = [98738, 89455, 81649, 73484, 67759, 65225, 62387, 59997, 58539, 58523, 58022, 63093, 63772, 63194, 62763,
              61703, 62218, 60676]  # fmt: skip
    years = np.arange(2005, 2023)
    found = unannounced_break(years, deaths, joinpoints=[2011])
    assert found.year == 2016
    assert found.p_value < 0.05
    assert 1.02 < found.jump.lower < found.jump.upper < 1.4
    assert unannounced_break(years, deaths).year == 2008, "without its bend the trend itself looks like a jump"


def test_chance_alone_seldom_makes_one() -> None:
    random = default_rng(5)
    p = [
        unannounced_break(np.arange(14), random.poisson(100 * 0.95 ** np.arange(14)), draws=399).p_value
        for _ in range(200)
    ]
    assert 0.01 <= np.mean(np.array(p) < 0.05) <= 0.11
    assert 0.4 <= np.mean(p) <= 0.6


def test_over_dispersion_is_no_jump() -> None:
    random = default_rng(6)
    p = [
        unannounced_break(np.arange(14), random.negative_binomial(10, 10 / (10 + 500), 14), draws=399).p_value
        for _ in range(100)
    ]
    assert np.mean(np.array(p) < 0.05) <= 0.13


def test_the_units_of_the_exposure_do_not_matter() -> None:
    counts = default_rng(8).poisson(300, YEARS.size)
    one, other = (unannounced_break(YEARS, counts, np.full(YEARS.size, unit)) for unit in (1.0, 1e4))
    assert one.statistic == pytest.approx(other.statistic)
    assert one.jump.value == pytest.approx(other.jump.value)


def test_too_few_years_are_told() -> None:
    with pytest.raises(InputError, match="can be told from 4 on"):
        unannounced_break([1, 2, 3], [5, 6, 7])


def test_breaks_of_the_mean_by_trying_everything() -> None:
    series = np.concatenate([default_rng(9).normal(10, 1, 15), default_rng(10).normal(14, 1, 15)])
    found = structural_breaks(series, breaks=1)
    squares = [
        ((series[:i] - series[:i].mean()) ** 2).sum() + ((series[i:] - series[i:].mean()) ** 2).sum()
        for i in range(4, 27)
    ]
    assert [date.observation for date in found.breaks] == [4 + int(np.argmin(squares))]
    assert found.table["rss"].iloc[1] == pytest.approx(min(squares))
    assert found.breaks[0].lower <= found.breaks[0].observation <= found.breaks[0].upper
    assert (np.diff(found.table["rss"]) <= 1e-9).all()


def test_a_steady_series_has_no_break() -> None:
    assert structural_breaks(default_rng(11).normal(10, 1, 40)).breaks == ()


@pytest.mark.parametrize(
    ("options", "words"),
    [
        ({"breaks": 9}, "9 breaks were asked for"),
        ({"regressors": "season"}, "regressors"),
        ({"min_segment": 0.01}, "min_segment"),
    ],
)
def test_bad_options_get_a_sentence(options: dict[str, object], words: str) -> None:
    with pytest.raises(InputError, match=words):
        structural_breaks(np.arange(40.0), **options)  # type: ignore[arg-type]


def test_breaks_do_not_depend_on_how_high_the_level_lies() -> None:
    noise = default_rng(3).normal(0, 1, 60) + np.repeat([0.0, 3.0], 30)
    dates = [[date.observation for date in structural_breaks(noise + level).breaks] for level in (0.0, 1e9)]
    assert dates[0] == dates[1] == [30]


def test_a_series_without_scatter_has_no_break() -> None:
    assert structural_breaks([5] * 20).breaks == ()
