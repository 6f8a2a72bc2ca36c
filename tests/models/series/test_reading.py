import numpy as np
import pandas as pd
import pytest

from safetystats.errors import InputError
from safetystats.models.series.reading import (
    MOST_STEPS,
    floor_of,
    read_horizon,
    read_levels,
    read_panel,
    read_probabilities,
    read_series,
)


def yearly(values, years):
    return pd.Series(values, index=years, dtype=float)


def test_years_come_into_order_and_leading_gaps_fall_off():
    read = read_series(yearly([3, np.nan, 1, 2], [2003, 2000, 2001, 2002]))
    assert list(read.values) == [1, 2, 3]
    assert list(read.labels.numbers) == [2001, 2002, 2003]
    assert read.counts
    assert read_series([1, 2, 3]).labels is None


@pytest.mark.parametrize(
    ("values", "counts", "expected"),
    [
        ([1, 2, 3, 4], None, True),
        ([1, 2, 3, 4.5], None, False),
        ([1, -2.5, 3, 4], None, False),
        ([1, 2, 3, 4], False, False),
    ],
)
def test_whole_series_are_counts_unless_said(values, counts, expected):
    assert read_series(values, counts).counts is expected


@pytest.mark.parametrize(
    ("series", "counts", "message"),
    [
        (yearly([1, 2, 3], [2001, 2002, 2004]), None, "series has a gap: 2003 is missing; fill it or begin after it"),
        (yearly([1, 2, 3], [2001, 2002, 2002]), None, "series has 2002 twice; keep one value for each period"),
        ([1, 2, np.nan, 4], None, "series is missing value 3 inside or at its end"),
        (yearly([1, 2, 3, np.nan], range(2001, 2005)), None, "series is missing 2004 inside or at its end"),
        ([np.nan, np.nan], None, "series has no known value"),
        ([], None, "not empty"),
        ([[1, 2], [3, 4]], None, "list of numbers in the order of time"),
        ([1, 2, -3, 4], True, "series must not be negative, but is -3"),
        ([1, 2.5, 3, 4], True, "series must be a whole number of events, but is 2.5"),
        ([1.5, 2.5], None, "series has 2 values; what is not a count needs at least 4"),
        ([0, 0, 0, 0], False, "series is 0 throughout and not a count"),
        (["a", "b"], None, "series must be numbers, but holds 'a'"),
        (pd.Series([1, 2, 3], index=["2022", "2023", "2024-10"]), None, "part-year '2024-10' among whole years"),
        (
            pd.Series([1, 2, 3], index=["2022", "2023", "2024-01..10"]),
            None,
            "part-year '2024-01..10' among whole years",
        ),
        (pd.Series([1, 2], index=["a", "b"]), None, "series is labelled 'a'; expected years"),
    ],
)
def test_what_cannot_be_forecast_is_said_in_a_sentence(series, counts, message):
    with pytest.raises(InputError, match=message.replace("..", r"\.\.")):
        read_series(series, counts)


def test_a_panel_keeps_the_order_of_its_series_whatever_the_order_of_rows():
    frame = pd.DataFrame({"unique_id": ["b", "a", "b", "a"], "ds": [2002, 2001, 2001, 2002], "y": [2, 3, 1, 4]})
    read = read_panel(frame)
    assert [one.name for one in read] == ["series b", "series a"]
    assert [list(one.values) for one in read] == [[1, 2], [3, 4]]


def test_a_panel_names_the_series_that_is_wrong():
    frame = pd.DataFrame({"unique_id": ["a", "a", "b", "b"], "ds": [1, 2, 1, 3], "y": [1, 2, 1, 2]})
    with pytest.raises(InputError, match="series b has a gap: 2 is missing"):
        read_panel(frame)
    with pytest.raises(InputError, match=r"no column 'unique_id' \(did you mean 'unique'\?\)"):
        read_panel(frame.rename(columns={"unique_id": "unique"}))
    with pytest.raises(InputError, match="no rows"):
        read_panel(frame.iloc[:0])
    with pytest.raises(InputError, match="unique_id is missing"):
        read_panel(frame.assign(unique_id=["a", None, "b", "b"]))


def test_negative_values_are_lifted_above_zero():
    assert read_series([1, 2, 3, 4]).lift == 0
    assert read_series([-1.0, 2, 3, 4], counts=False).lift == pytest.approx(51)
    with pytest.raises(InputError, match="never negative; correct it"):
        read_series([-1, 2, 3, 4])


def test_what_stands_for_zero():
    assert floor_of(np.array([0.0, 3, 4]), counts=True) == 0.5
    assert floor_of(np.array([0.0, 3, 4]), counts=False) == 1.5


def test_options_are_checked():
    for wrong in (0, 1.5, True, "3", 500):
        with pytest.raises(InputError, match="horizon is"):
            read_horizon(wrong, MOST_STEPS)
    assert read_horizon(500) == 500
    with pytest.raises(InputError, match="1 or more"):
        read_horizon(0)
    assert read_levels((95, 50)) == (50, 95)
    for wrong in (0.95, 100, []):
        with pytest.raises(InputError, match="levels are in per cent"):
            read_levels(wrong)
    with pytest.raises(InputError, match="must lie between 0 and 1"):
        read_probabilities([0.5, 95])
