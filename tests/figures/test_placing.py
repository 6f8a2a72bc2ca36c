from itertools import combinations, pairwise

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from safetystats.figures.placing import beside, lanes, spread


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


AREA = (0.0, 0.0, 100.0, 60.0)
NOTHING = np.empty((0, 2))


def test_a_name_stands_right_of_its_point_when_nothing_is_in_the_way():
    assert beside(np.array([[20.0, 30.0]]), [(30, 10)], NOTHING, NOTHING, AREA) == [(20 + 4 + 15, 30)]


def test_a_name_at_the_right_edge_stands_left_of_its_point():
    assert beside(np.array([[90.0, 30.0]]), [(30, 10)], NOTHING, NOTHING, AREA) == [(90 - 4 - 15, 30)]


def test_a_name_avoids_other_points_and_where_it_can_the_curves():
    point, right, left = np.array([[50.0, 30.0]]), np.array([[60.0, 30.0]]), np.array([[40.0, 30.0]])
    (x, _), *_ = beside(point, [(30, 10)], right, NOTHING, AREA)
    assert x < 50
    assert beside(point, [(30, 10)], right, left, AREA) == [(50, 30 - 4 - 5)]
    everywhere = np.array([[x, y] for x in range(0, 100, 4) for y in range(0, 60, 4)], dtype=float)
    assert beside(point, [(30, 10)], NOTHING, everywhere, AREA) == [(69, 30)]
    assert beside(point, [(30, 10)], everywhere, NOTHING, AREA) == [None]


@given(st.lists(st.tuples(st.floats(0, 100), st.floats(0, 60)), min_size=1, max_size=12), st.floats(5, 60))
def test_names_beside_points_never_overlap_and_stay_inside(points, width):
    middles = [place for place in beside(np.array(points), [(width, 8)] * len(points), NOTHING, NOTHING, AREA) if place]
    assert all(width / 2 - 1e-9 <= x <= 100 - width / 2 + 1e-9 and 4 - 1e-9 <= y <= 56 + 1e-9 for x, y in middles)
    for (x, y), (other_x, other_y) in combinations(middles, 2):
        assert abs(x - other_x) >= width - 1e-9 or abs(y - other_y) >= 8 - 1e-9
