from itertools import pairwise

import pytest
from hypothesis import given
from hypothesis import strategies as st

from safetystats.figures.placing import lanes, spread


def test_labels_apart_stay_where_they_wish():
    assert spread([10, 50, 90], [8, 8, 8], 0, 100) == [10, 50, 90]


def test_labels_that_collide_move_the_same_way_apart():
    assert spread([50, 50], [10, 10], 0, 100) == [45, 55]
    assert spread([1, 2], [10, 10], 0, 100) == [5, 15]
    assert spread([99, 98], [10, 10], 0, 100) == [95, 85]


@given(st.lists(st.tuples(st.floats(-50, 150), st.floats(1, 9)), min_size=1, max_size=10))
def test_spread_labels_never_overlap_and_keep_their_order(labels):
    wanted, heights = zip(*labels, strict=True)
    middles = spread(wanted, heights, 0, 100)
    order = sorted(range(len(wanted)), key=lambda number: wanted[number])
    for above, below in pairwise(order):
        assert middles[below] - middles[above] >= (heights[above] + heights[below]) / 2 - 1e-9
    assert all(h / 2 - 1e-9 <= middle <= 100 - h / 2 + 1e-9 for middle, h in zip(middles, heights, strict=True))


def test_labels_that_do_not_overlap_share_a_lane():
    assert lanes([0, 100], [50, 50], [0, 100]) == [0, 0]


def test_an_earlier_label_that_runs_into_a_later_one_goes_above_it():
    assert lanes([0, 20], [50, 50], [0, 20]) == [1, 0]
    assert lanes([0, 20, 40], [60, 60, 60], [0, 20, 40]) == [2, 1, 0]


@pytest.mark.parametrize("count", range(6))
def test_labels_in_one_place_each_have_their_lane(count):
    assert sorted(lanes([5] * count, [50] * count, [5] * count)) == list(range(count))
