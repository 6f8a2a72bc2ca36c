import numpy as np
import pytest

from safetystats.models.forecasts.combination import BASE_METHODS, base_changes, combined, constants, features, pack

rng = np.random.default_rng(5)
SERIES = [np.exp(rng.normal(0, 0.1, size).cumsum()) * 100 for size in (20, 8, 33)]


def test_packing_keeps_each_series_at_the_end():
    panel, order = pack(SERIES, np.ones(3))
    assert panel.values.shape == (33, 3)
    for column, place in enumerate(order):
        np.testing.assert_array_equal(panel.values[-SERIES[place].size :, column], SERIES[place])
        assert np.isnan(panel.values[: -SERIES[place].size or None, column]).sum() == 33 - SERIES[place].size


def test_combined_forecast_is_the_weighted_sum_of_the_log_changes():
    panel, _ = pack(SERIES, np.ones(3))
    changes, _ = base_changes(panel, 5)
    weights = features(panel, 5) @ np.array(constants()["weights"])
    expected = panel.values[-1] * np.exp((changes * weights).sum(axis=2))
    np.testing.assert_allclose(combined(panel, 5).centre, expected)
    assert changes.shape == (5, 3, len(BASE_METHODS))


def test_features_are_of_the_field():
    rising, falling = np.exp(0.1 * np.arange(20)), np.exp(-0.1 * np.arange(20))
    wobble = np.exp(rng.normal(0, 0.01, 20))
    panel, _ = pack([rising * wobble, falling * wobble], np.ones(2) * 1e-3)
    one, surety, noise, length, step = np.moveaxis(features(panel, 8), 2, 0)
    assert (one == 1).all()
    assert surety[0] == pytest.approx([1, -1], abs=0.01)
    assert (noise < 0).all()
    assert length == pytest.approx(np.log(20) - 3)
    assert step[:, 0] == pytest.approx(np.log([1, 2, 3, 4, 5, 6, 6, 6]) - 1)
    assert features(panel, 13, pace=1 / 12)[12, 0, 4] == pytest.approx(np.log(2) - 1)


def test_one_series_and_many_give_the_same():
    panel, order = pack(SERIES, np.ones(3))
    together = combined(panel, 4)
    for column, place in enumerate(order):
        alone = combined(pack([SERIES[place]], np.ones(1))[0], 4)
        np.testing.assert_allclose(together.centre[:, column], alone.centre[:, 0])
        np.testing.assert_allclose(together.one_step[column], alone.one_step[0])


def test_constants_tell_where_they_come_from_and_stay_near_equal_weights():
    found = constants()
    assert found["methods"] == list(BASE_METHODS)
    assert found["provenance"]["script"] == "scripts/fit_forecast_constants.py"
    assert np.array(found["weights"])[0] == pytest.approx(np.full(8, 1 / 8), abs=0.03)
    assert np.abs(found["weights"]).max() < 0.2
