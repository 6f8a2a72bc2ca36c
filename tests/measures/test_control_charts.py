"""Control charts: limits by their formulae, signals where they belong."""

import math

import numpy as np
import pandas as pd
import pytest
from scipy import stats

from safetystats.errors import InputError
from safetystats.measures import c_chart, g_chart, p_chart, u_chart


def test_equal_sizes_make_a_rate_chart_a_count_chart() -> None:
    counts = [4, 7, 3, 9, 25]
    count, by_size = c_chart(counts), u_chart(counts, [2.0] * 5)
    assert (by_size["upper"] * 2).to_numpy() == pytest.approx(count["upper"].to_numpy())
    assert count["signal"].tolist() == by_size["signal"].tolist() == [False] * 4 + [True]


def test_proportions() -> None:
    got = p_chart([3, 5, 40], [50, 60, 70])
    centre = 48 / 180
    assert got["centre"].iloc[0] == pytest.approx(centre)
    assert got["upper"].iloc[1] == pytest.approx(centre + 3 * math.sqrt(centre * (1 - centre) / 60))
    assert p_chart([1, 1], [1, 1], mean=0.9)["upper"].max() == 1
    assert (p_chart([0, 9], [10, 10])["lower"] == 0).all()


def test_rare_events_in_three_forms() -> None:
    between = [10, 20, 5, 40, 3]
    mean = np.mean(between)
    qcc, benneyan, quantile = (g_chart(between, form=form) for form in ("qcc", "failures-before", "probability"))
    assert qcc["upper"].iloc[0] == pytest.approx(mean + 3 * math.sqrt(mean * (mean - 1)))
    assert benneyan["upper"].iloc[0] == pytest.approx(mean + 3 * math.sqrt(mean * (mean + 1)))
    # scipy's geometric distribution counts trials, the chart the failures before
    outside = stats.norm.sf(3)
    assert quantile["upper"].iloc[0] == stats.geom.ppf(1 - outside, 1 / mean) - 1
    assert quantile["lower"].iloc[0] == max(stats.geom.ppf(outside, 1 / mean) - 1, 0)
    wide, narrow = (g_chart(between, form="probability", probability=chance) for chance in (0.002, 0.2))
    assert wide["upper"].iloc[0] > narrow["upper"].iloc[0]


def test_a_mean_known_beforehand_and_months_not_known() -> None:
    months = pd.Series([4, None, 30], index=["Jan", "Feb", "Mar"])
    got = c_chart(months, mean=9)
    assert got["centre"].tolist() == [9, 9, 9]
    assert got.loc["Mar", "signal"]
    assert not got.loc["Feb", "signal"]
    assert u_chart([4, None, 0], [1, 1, 0])["centre"].iloc[0] == 4
    with pytest.raises(InputError, match="must be above 0 where events were counted"):
        u_chart([4, None, 6], [1, 1, 0])


@pytest.mark.parametrize(
    ("call", "says"),
    [
        (lambda: c_chart(4), "a list of points"),
        (lambda: p_chart([3], [2]), "must not exceed trials"),
        (lambda: u_chart([3], [-1]), "sizes must not be negative"),
        (lambda: g_chart([1, 0]), r"needs more than 1 \(trials until\)"),
        (lambda: g_chart([3, 4], form="benneyan"), "form is 'benneyan'"),
    ],
)
def test_mistakes_are_told(call: object, says: str) -> None:
    with pytest.raises(InputError, match=says):
        call()  # type: ignore[operator]
