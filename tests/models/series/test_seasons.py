import numpy as np
import pandas as pd

from safetystats.models.series.period_labels import days, read_labels
from safetystats.models.series.seasons import month_factors


def months(count, first="2001-01"):
    return read_labels(pd.period_range(first, periods=count, freq="M"), "series")


def test_lengths_of_months_alone_leave_no_season():
    labels = months(48)
    values = 10 * days(labels.numbers)
    past, ahead = month_factors(values, labels, 12, False)
    np.testing.assert_allclose(values / past, 10 * 365.25 / 12, rtol=1e-3)
    np.testing.assert_allclose(ahead, past[:12], rtol=0.02)


def test_a_strong_season_is_found_and_repeated():
    labels = months(72)
    shape = 1 + 0.4 * np.sin(np.arange(72) * np.pi / 6)
    values = 100 * shape * days(labels.numbers)
    past, ahead = month_factors(values, labels, 12, False)
    adjusted = values / past
    assert adjusted.std() / adjusted.mean() < 0.01
    np.testing.assert_allclose(ahead / past[:12], 1, rtol=0.05)


def test_chance_is_not_taken_for_a_season():
    rng = np.random.default_rng(1)
    labels = months(36)
    length = days(labels.numbers[:12]) / (365.25 / 12)
    found = np.stack([month_factors(rng.poisson(4, 36), labels, 12, True)[1] / length for _ in range(30)])
    assert np.abs(found - 1).mean() < 0.12
    np.testing.assert_allclose(found.mean(axis=1), 1, atol=0.01)


def test_months_without_events_do_no_harm():
    labels = months(36)
    past, ahead = month_factors(np.zeros(36), labels, 3, True)
    assert np.isfinite(past).all()
    assert (ahead > 0).all()
