"""What earlier years say of the coming one."""

import numpy as np
import pandas as pd
import pytest
from hypothesis import given
from hypothesis import strategies as st

from safetystats.errors import InputError
from safetystats.targets import GammaPrior, prior_from_forecast, prior_from_history, prior_from_peers

YEARS = st.lists(st.integers(0, 400), min_size=1, max_size=12)


def relative_deviation(prior: GammaPrior) -> float:
    return float(prior.shape) ** -0.5


@given(YEARS)
def test_the_mean_lies_among_the_years_and_the_prior_is_proper(years: list[int]) -> None:
    prior = prior_from_history(years)
    assert prior.shape > 0
    assert prior.rate > 0
    assert min(years) * 0.9 <= prior.mean <= max(years) * 1.1 + 0.6


def test_more_years_tell_more_and_restless_years_tell_less() -> None:
    one, five = prior_from_history([40]), prior_from_history([41, 39, 40, 40, 40])
    assert relative_deviation(five) < relative_deviation(one)
    restless = prior_from_history([40, 80, 30, 90, 40])
    assert relative_deviation(restless) > relative_deviation(five)
    assert restless.yearly_change > five.yearly_change


def test_the_last_year_weighs_more_than_the_first_when_the_level_moves() -> None:
    falling, rising = prior_from_history([4000, 3000, 2000, 1000]), prior_from_history([1000, 2000, 3000, 4000])
    assert 900 < falling.mean < 1100
    assert 3700 < rising.mean < 4100


def test_years_without_events_leave_an_upper_bound() -> None:
    prior = prior_from_history([0, 0, 0])
    assert 0 < prior.mean < 0.5
    assert prior_from_history([0] * 9).mean < prior.mean


def test_a_table_is_its_rows_and_a_missing_year_loosens() -> None:
    table = pd.DataFrame([[41, 38, 35], [3, np.nan, 5]], index=["a", "b"])
    prior = prior_from_history(table)
    for row, shape, rate in zip(table.to_numpy(), prior.shape, prior.rate, strict=True):
        alone = prior_from_history(list(row))
        assert (shape, rate) == pytest.approx((alone.shape, alone.rate))
    gap, whole = prior_from_history([400, None, None, None]), prior_from_history([400])
    assert relative_deviation(gap) > relative_deviation(whole)
    late = prior_from_history([None, None, 40])
    assert late.shape == pytest.approx(prior_from_history([40]).shape)


def test_dispersion_makes_the_same_years_tell_less() -> None:
    plain, clustered = (prior_from_history([40, 41, 39], dispersion=factor) for factor in (1, 4))
    assert clustered.mean == pytest.approx(plain.mean, rel=0.05)
    assert relative_deviation(clustered) > relative_deviation(plain)


def test_a_forecast_is_matched_by_mean_and_deviation() -> None:
    prior = prior_from_forecast(38, 7.6)
    assert (prior.shape, prior.rate) == pytest.approx((25, 25 / 38))
    assert prior.mean == pytest.approx(38)
    both = prior_from_forecast(pd.Series([38.0, 10.0]), 5)
    assert both.mean.tolist() == [38, 10]
    assert repr(prior).startswith("<GammaPrior shape=25")
    assert repr(both) == "<GammaPrior of 2 areas>"


def test_peers_tell_the_level_and_how_far_areas_differ() -> None:
    """Areas drawn from one gamma distribution: a new area's mean and spread are found again."""
    random = np.random.default_rng(3)
    exposure = random.uniform(5, 50, 400)
    events = random.poisson(exposure * random.gamma(6, 2 / 6, 400))
    prior = prior_from_peers(events, exposure, 10)
    assert prior.mean == pytest.approx(20, rel=0.05)
    assert prior.shape == pytest.approx(6, rel=0.2)
    few = prior_from_peers(events[:4], exposure[:4], 10)
    assert few.shape < prior_from_peers(np.tile(events[:4], 50), np.tile(exposure[:4], 50), 10).shape
    alike = prior_from_peers([30, 30, 31, 29], 1)
    assert (alike.mean, alike.shape) == pytest.approx((30, 120.5))
    with pytest.raises(InputError, match="at least two areas"):
        prior_from_peers([30], 1)


@pytest.mark.parametrize(
    ("call", "says"),
    [
        (lambda: prior_from_forecast(0, 1), "mean must be greater than 0"),
        (lambda: prior_from_forecast(1, 0), "standard_deviation must be greater than 0"),
        (lambda: prior_from_history(40), "history must be the totals of earlier years, oldest first"),
        (lambda: prior_from_history([-1]), "history must not be negative"),
        (lambda: prior_from_history([None, None]), "history holds no year with a total"),
        (lambda: prior_from_history([4], dispersion=0), "dispersion is 0"),
    ],
)
def test_bad_input_is_one_sentence(call: object, says: str) -> None:
    with pytest.raises(InputError, match=says):
        call()  # type: ignore[operator]
