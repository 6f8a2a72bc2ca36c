import numpy as np
import pytest

from safetystats.models.forecasts.base_methods import THETAS, theta_grid, theta_parameters, trend_grid, trend_parameters
from safetystats.models.forecasts.combination import pack

rng = np.random.default_rng(3)
SERIES = [rng.gamma(5, 10, size) for size in (12, 30, 4, 7, 12)]


def panel():
    packed, order = pack(SERIES, np.full(len(SERIES), 0.5))
    return packed, order


def theta_by_hand(values, rate, theta, horizon):
    """The dynamic theta method written from its definition: a straight line fitted anew to all values so far."""
    level, squares = rate * values[0] + (1 - rate) * values[0] / theta, 0.0
    count = 1
    line = (values[0], 0.0)
    for value in values[1:]:
        expected = level + (1 - 1 / theta) * step_of(line, rate, count)
        count += 1
        squares += (value - expected) ** 2 if count > 3 else 0.0
        level = rate * value + (1 - rate) * level
        slope, intercept = np.polyfit(np.arange(1, count + 1), values[:count], 1)
        line = (intercept, slope)
    forecasts = []
    for step in range(horizon):
        forecasts.append(level + (1 - 1 / theta) * step_of(line, rate, count + step))
        level = rate * forecasts[-1] + (1 - rate) * level
    return np.array(forecasts), squares


def step_of(line, rate, count):
    """What the line, smoothed with the same rate, still has to climb: Fiorucci et al. (2016), equation 7."""
    intercept, slope = line
    return (1 - rate) ** count * intercept + (1 - (1 - rate) ** (count + 1)) / rate * slope


def test_theta_grid_is_the_method_written_from_its_definition():
    packed, order = panel()
    grid = theta_grid(packed.values[:, None], packed.lengths, 4)
    rates, thetas = theta_parameters()
    for column, place in enumerate(order):
        for row in range(0, rates.size, 5):
            forecasts, squares = theta_by_hand(SERIES[place], rates[row], thetas[row], 4)
            np.testing.assert_allclose(grid.forecasts[:, row, 0, column], forecasts, rtol=1e-9)
            np.testing.assert_allclose(grid.errors[row, 0, column], squares, rtol=1e-9)


def test_only_differences_matter():
    packed, _ = panel()
    one, other = (theta_grid(packed.values[:, None] + lift, packed.lengths, 3) for lift in (0, 500))
    np.testing.assert_allclose(one.forecasts + 500, other.forecasts)
    np.testing.assert_allclose(one.errors, other.errors, rtol=1e-6)


def test_theta_of_one_is_simple_smoothing():
    packed, order = panel()
    grid = theta_grid(packed.values[:, None], packed.lengths, 3)
    rates, thetas = theta_parameters()
    row = int(np.flatnonzero(thetas == 1)[2])
    for column, place in enumerate(order):
        level = SERIES[place][0]
        for value in SERIES[place][1:]:
            level += rates[row] * (value - level)
        np.testing.assert_allclose(grid.forecasts[:, row, 0, column], level)


def test_damped_trend_is_the_recursion_written_out():
    packed, order = panel()
    grid = trend_grid(packed.values[:, None], packed.lengths, 3)
    rates, trends, fadings = trend_parameters()
    for column, place in enumerate(order):
        values = SERIES[place]
        slope, middle = np.polyfit(np.arange(min(5, values.size)), values[:5], 1)
        for row in (7, 20, rates.size - 1):
            level, trend, squares = middle - slope, slope, 0.0
            for age, value in enumerate(values, start=1):
                expected = level + fadings[row] * trend
                squares += (value - expected) ** 2 if age > 2 else 0.0
                level = expected + rates[row] * (value - expected)
                trend = fadings[row] * trend + rates[row] * trends[row] * (value - expected)
            shares = np.cumsum(fadings[row] ** np.arange(1, 4))
            np.testing.assert_allclose(grid.forecasts[:, row, 0, column], level + shares * trend)
            np.testing.assert_allclose(grid.errors[row, 0, column], squares)


def test_a_straight_line_goes_on_where_the_method_carries_its_whole_slope():
    line = [np.arange(10, 30, 2.0)]
    packed, _ = pack(line, np.array([0.5]))
    grid = theta_grid(packed.values[:, None], packed.lengths, 2)
    steep = theta_parameters()[1] == THETAS[-1]
    assert grid.average(steep, 0, packed.lengths, 1.0)[:, 0] == pytest.approx([30, 32], rel=0.02)


def test_weights_favour_what_fitted_and_sum_to_one():
    packed, _ = panel()
    grid = theta_grid(packed.values[:, None], packed.lengths, 1)
    every = np.ones(theta_parameters()[0].size, dtype=bool)
    best = grid.errors[:, 0].min(0)
    mean = grid.mean_error(every, 0, packed.lengths, 0.0)
    sharp = grid.mean_error(every, 0, packed.lengths, 50.0)
    assert (sharp <= mean).all()
    np.testing.assert_allclose(sharp, best, rtol=0.05)
    constant, _ = pack([np.full(9, 7.0)], np.array([0.5]))
    flat = theta_grid(constant.values[:, None], constant.lengths, 2)
    np.testing.assert_allclose(flat.average(every, 0, constant.lengths, 1.0), 7.0)
