import math
from itertools import pairwise

import pytest
from hypothesis import assume, given
from hypothesis import strategies as st

from safetystats import figures  # noqa: F401 - registers the typeface
from safetystats.figures.axis import Scale, month_ticks, spanning, ticks, year_ticks
from safetystats.figures.typesetting import text_width


def test_ticks_are_round_numbers_with_alike_decimals():
    assert ticks(Scale(0, 2.1), "rate", "en", 200) == {0: "0", 0.5: "0.5", 1: "1.0", 1.5: "1.5", 2: "2.0"}
    assert list(ticks(Scale(0, 0.9), "percent", "zh", 200).values()) == ["0%", "20%", "40%", "60%", "80%"]
    assert list(ticks(Scale(0, 48), "count", "en", 200).values()) == ["0", "10", "20", "30", "40"]


def test_a_logarithmic_axis_has_ticks_at_1_2_5():
    assert list(ticks(Scale(0.17, 3, log=True), "number", "en", 250).values()) == ["0.2", "0.5", "1", "2"]
    assert list(ticks(Scale(0.001, 900, log=True), "number", "en", 250).values())[:2] == ["0.001", "0.01"]
    assert len(ticks(Scale(11, 14, log=True), "number", "en", 250)) >= 2


@given(st.floats(-1e6, 1e6), st.floats(1e-6, 1e6), st.floats(60, 400))
def test_tick_labels_never_touch_and_lie_within(low, length, points):
    scale = Scale(low, low + length)
    assume(scale.high > scale.low)
    chosen = ticks(scale, "number", "en", points)
    places = [(scale.share(place) * points, text_width(label, 8)) for place, label in chosen.items()]
    for (left, left_width), (right, right_width) in pairwise(places):
        assert right - left > (left_width + right_width) / 2
    slack = 1e-6 * length
    assert all(scale.low - slack <= place <= scale.high + slack for place in chosen)


@pytest.mark.parametrize(("first", "last"), [(2011, 2011), (1998, 2020), (1949, 2024), (2010, 2012)])
@pytest.mark.parametrize("length", [60, 150, 330])
def test_year_ticks_end_with_the_last_year_and_do_not_touch(first, last, length):
    years = list(year_ticks(first, last, length))
    assert years[0] == last
    assert all(first <= year <= last for year in years)
    if len(years) > 1:
        assert (years[0] - years[1]) * length / (last - first + 1) > text_width("2000", 8)


def test_a_scale_spans_the_finite_values_and_zero():
    assert spanning([3, math.nan, math.inf, 8]) == Scale(0, 8)
    assert spanning([3, 8], from_zero=False) == Scale(3, 8)
    assert spanning([-2, 8]) == Scale(-2, 8)
    assert spanning([0, 0.5, 4], log=True) == Scale(0.5, 4, log=True)
    assert spanning([math.nan]) == Scale(0, 1)
    assert spanning([0, 0]) == Scale(0, 1)
    assert spanning([], log=True) == Scale(0.1, 10, log=True)
    assert spanning([5], log=True) == Scale(2.5, 10, log=True)
    assert spanning([5, 5], from_zero=False) == Scale(4.5, 5.5)


def test_padding_leaves_zero_where_it_is():
    assert Scale(0, 10).padded(0.1) == Scale(0, 11)
    assert Scale(-10, 10).padded(0.1) == Scale(-12, 12)
    assert Scale(1, 100, log=True).padded(0.5).high == pytest.approx(1000)


def test_a_share_is_0_and_1_at_the_ends():
    assert Scale(1, 100, log=True).share(10) == pytest.approx(0.5)
    assert Scale(-5, 5).share(0) == 0.5


def test_months_have_ticks_as_often_as_there_is_room_and_many_become_years():
    assert list(month_ticks(2010, 2010 + 5 / 12, 400).values()) == [f"2010-0{month}" for month in range(1, 7)]
    assert list(month_ticks(2010, 2011 + 11 / 12, 400).values()) == [
        f"{y}-{m:02d}" for y in (2010, 2011) for m in (1, 4, 7, 10)
    ]
    assert next(iter(month_ticks(1990, 2011, 200).values())) == "2011"


@given(st.integers(24000, 24500), st.integers(0, 600), st.floats(60, 420))
def test_labels_of_months_never_overlap(first, count, length):
    placed = month_ticks(first / 12, (first + count) / 12, length)
    rooms = [(right - left) * 12 * length / (count + 1) for left, right in pairwise(sorted(placed))]
    assert all(room > text_width("2000", 8) for room in rooms)
