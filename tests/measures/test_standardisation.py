"""Standardised rates: what they become in simple cases, and mistakes."""

import numpy as np
import pandas as pd
import pytest
from hypothesis import given
from hypothesis import strategies as st

from safetystats.errors import InputError
from safetystats.measures import DIRECT_METHODS, SMR_METHODS, direct_rate, expected_events, rate, smr

EVENTS, PEOPLE, STANDARD = [12, 4, 8], [636, 558, 609], [5000, 5500, 5500]


@given(st.lists(st.integers(0, 200), min_size=2, max_size=8), st.sampled_from(["dobson-byar", "fay-feuer"]))
def test_with_the_areas_own_people_as_the_standard_it_is_the_crude_rate(events: list[int], method: str) -> None:
    people = [1000.0 * (place + 1) for place in range(len(events))]
    got = direct_rate(events, people, people, 1000, method)
    crude = rate(sum(events), sum(people), 1000, {"dobson-byar": "byar", "fay-feuer": "garwood"}[method])
    assert (got.value, got.lower, got.upper) == pytest.approx((crude.value, crude.lower, crude.upper), rel=1e-9)


@given(st.lists(st.integers(0, 50), min_size=3, max_size=3), st.floats(0.01, 1000))
def test_only_the_shares_of_the_standard_matter(events: list[int], scale: float) -> None:
    one = direct_rate(events, PEOPLE, STANDARD)
    other = direct_rate(events, PEOPLE, scale * np.array(STANDARD))
    assert (one.value, one.lower, one.upper) == pytest.approx((other.value, other.lower, other.upper), rel=1e-9)
    assert one.lower <= one.value <= one.upper


def test_clustered_events_widen_the_interval_and_single_ones_do_not() -> None:
    plain = direct_rate(EVENTS, PEOPLE, STANDARD)
    single = direct_rate(EVENTS, PEOPLE, STANDARD, method="dobson-compound", squared_events=EVENTS)
    double = direct_rate(EVENTS, PEOPLE, STANDARD, method="dobson-compound", squared_events=2 * np.array(EVENTS))
    assert single.upper == pytest.approx(plain.upper)
    assert double.upper > plain.upper


def test_no_event_at_all_keeps_an_upper_limit() -> None:
    for method in ("dobson-byar", "fay-feuer"):
        got = direct_rate([0, 0, 0], PEOPLE, STANDARD, 1000, method)
        assert (got.value, got.lower) == (0, 0)
        assert got.upper > 1000 * 3 / 1803


def test_many_areas_as_rows_and_missing_stays_missing() -> None:
    got = direct_rate([EVENTS, [1, None, 2]], PEOPLE, STANDARD)
    assert got.value[0] == direct_rate(EVENTS, PEOPLE, STANDARD).value
    assert np.isnan([got.value[1], got.lower[1], got.upper[1]]).all()


def test_the_ratio_of_the_reference_to_itself_is_1() -> None:
    expected = expected_events(PEOPLE, EVENTS, PEOPLE)
    assert expected == sum(EVENTS)
    assert smr(sum(EVENTS), expected).value == 1


@pytest.mark.parametrize("method", SMR_METHODS)
def test_every_rule_contains_the_ratio_and_keeps_the_form(method: str) -> None:
    got = smr(pd.Series([3, 9, 10, 40]), pd.Series([4.0, 8.0, 9.0, 50.0]), method)
    assert ((got.lower < got.value) & (got.value < got.upper)).all()


def test_the_public_health_rule_changes_at_ten() -> None:
    few, many = (smr(count, 1, "byar-or-exact-below-10") for count in (9, 10))
    assert few.upper == smr(9, 1, "exact").upper
    assert many.upper == smr(10, 1, "byar").upper != smr(10, 1, "exact").upper


def test_nothing_observed_has_a_bound_but_not_on_the_logarithm() -> None:
    assert smr(0, 2).upper == pytest.approx(3.688879 / 2, abs=1e-6)
    assert np.isnan(smr(0, 2, "log-wald").upper)


@pytest.mark.parametrize(
    ("arguments", "says"),
    [
        ({"exposure": [636, 0, 609]}, r"greater than 0 in every stratum, but is 0 \(element 2 of 3\)"),
        ({"weights": [0, 0, 0]}, "weights add up to 0"),
        ({"method": "dobson"}, "did you mean 'dobson-byar'"),
        ({"method": "dobson-compound"}, "needs squared_events"),
        ({"squared_events": [1, 1, 1]}, "does not use squared_events"),
        ({"method": "dobson-compound", "squared_events": [1, 4, 8]}, "must not be less than the events"),
        ({"events": 3, "exposure": 4, "weights": 1}, "needs several strata"),
    ],
)
def test_mistakes_are_told(arguments: dict[str, object], says: str) -> None:
    given_ = {"events": EVENTS, "exposure": PEOPLE, "weights": STANDARD} | arguments
    with pytest.raises(InputError, match=says):
        direct_rate(**given_)  # type: ignore[arg-type]
    assert len(DIRECT_METHODS) == 3
