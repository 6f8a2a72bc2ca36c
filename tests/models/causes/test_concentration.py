import numpy as np
import pandas as pd
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from safetystats.errors import InputError
from safetystats.measures import clustered_total
from safetystats.models import concentration, leave_one_out

COUNTY = [1] * 20 + [6, 7] + [0] * 24


def test_two_accidents_of_the_county_hold_thirteen_of_33_deaths() -> None:
    found = leave_one_out(COUNTY)
    assert (found.total, found.without_largest, found.half) == (33, 26, 6)
    assert found.table["cumulative"].iloc[1] == pytest.approx(13 / 33)
    assert found.variance_factor == pytest.approx((36 + 49 + 20) / 33)
    assert found.effective == pytest.approx(33**2 / 105)
    assert not found.decisive
    want = clustered_total(COUNTY)
    assert (found.lower, found.upper) == (want.lower, want.upper)


def test_one_accident_may_be_the_whole_story() -> None:
    found = leave_one_out([30, 1, 1, 1])
    assert found.decisive
    assert found.half == 1
    assert not leave_one_out([1]).decisive, "a single death is no cluster"


def test_a_series_keeps_its_index_and_zeros_stay_out() -> None:
    found = leave_one_out(pd.Series([0, 2, 7], index=["x", "y", "z"])).table
    assert list(found.index) == ["z", "y"]
    assert found["without"].tolist() == [2, 7]


def test_no_deaths_at_all() -> None:
    found = leave_one_out([0, 0])
    assert (found.total, found.half, found.effective, found.decisive) == (0, 0, 0, False)
    assert np.isnan(found.largest_share)
    assert found.upper > 0


def test_years_in_which_one_accident_counts() -> None:
    ledger = pd.DataFrame({"year": [2010] * 30 + [2011] * 4 + [2012], "deaths": [1] * 30 + [1, 1, 1, 30] + [None]})
    found = concentration(ledger, "year")
    assert found["decisive"].tolist() == [False, True, False]
    assert found["effective"].tolist() == pytest.approx([30, 33**2 / 903, 0])
    assert found["unknown"].tolist() == [0, 0, 1]


@settings(max_examples=50, deadline=None)
@given(st.lists(st.integers(0, 40), min_size=1, max_size=40))
def test_the_effective_number_lies_between_one_and_the_number_of_fatal_accidents(sizes: list[int]) -> None:
    found = leave_one_out(sizes)
    fatal = sum(size > 0 for size in sizes)
    assert found.effective <= fatal + 1e-9
    assert found.effective >= min(1, fatal) - 1e-9
    assert found.half <= fatal
    assert (found.table["without"] + found.table["deaths"] == found.total).all()


@pytest.mark.parametrize(
    ("call", "says"),
    [
        (lambda: leave_one_out([1, None]), "deaths_per_accident must be known"),
        (lambda: leave_one_out([-1]), "deaths_per_accident must not be negative"),
        (lambda: concentration(pd.DataFrame({"deaths": [1]}), "year"), "no column 'year'"),
    ],
)
def test_bad_input_gets_one_sentence(call, says: str) -> None:
    with pytest.raises(InputError) as caught:
        call()
    assert says in str(caught.value)
