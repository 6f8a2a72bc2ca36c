import numpy as np
import pandas as pd
import pytest

from safetystats.errors import InputError
from safetystats.models import backtest, choose, forecast
from safetystats.models.forecasts.backtests import skill_with_error
from safetystats.models.forecasts.scores import mean_change, smape


def panel(count=6, size=18, seed=1):
    rng = np.random.default_rng(seed)
    parts = []
    for place in range(count):
        means = 80 * (place + 1) * np.exp(np.cumsum(rng.normal(-0.04, 0.05, size)))
        parts.append(pd.DataFrame({"unique_id": f"s{place}", "ds": 2001 + np.arange(size), "y": rng.poisson(means)}))
    return pd.concat(parts, ignore_index=True)


def test_scores_are_those_of_the_forecasts_made_one_by_one():
    frame = panel(2)
    made = backtest(frame, 3, ("combined", "naive"), origins=2)
    values = frame.loc[frame["unique_id"] == "s1", "y"].to_numpy(float)
    rows = made.forecasts.query("unique_id == 's1' and method == 'combined'")
    assert list(rows["origin"].unique()) == ["2014", "2015"]
    by_hand = []
    for end in (14, 15):
        one = forecast(values[:end], 3)
        mine = rows[rows["origin"] == str(2000 + end)]
        np.testing.assert_allclose(mine["mean"], one.mean)
        np.testing.assert_allclose(mine["mase"], np.abs(one.mean - values[end : end + 3]) / mean_change(values[:end]))
        np.testing.assert_array_equal(mine["lower_80"], one.frame["lower_80"])
        by_hand += list(smape(one.mean, values[end : end + 3]))
    score = made.scores.query("unique_id == 's1' and method == 'combined'").iloc[0]
    assert score["smape"] == pytest.approx(np.mean(by_hand))
    assert score["tasks"] == 2


def test_the_future_is_never_used():
    frame = panel(3)
    changed = frame.astype({"y": float})
    late = changed["ds"] > 2012
    changed.loc[late, "y"] = changed.loc[late, "y"].to_numpy()[::-1] * 7.3
    one, other = (backtest(data, 3).forecasts.query("origin == '2012'") for data in (frame, changed))
    columns = ["unique_id", "step", "mean", "lower_50", "upper_95", "method"]
    pd.testing.assert_frame_equal(one[columns], other[columns])
    assert not np.allclose(one["actual"], other["actual"])


def test_naive_is_always_there_with_no_skill_over_itself():
    made = backtest(panel(), 2, ("combined",))
    assert list(made.summary.index) == ["combined", "naive"]
    assert made.summary.loc["naive", "skill_mase"] == 0
    assert made.summary.loc["naive", "skill_mase_se"] == 0
    assert repr(made).startswith("<Backtest of 6 series, combined, naive; use ")


def test_transforms_lie_between_0_and_1_and_are_repeatable():
    one, other = backtest(panel(), 3), backtest(panel(), 3)
    for method in one.summary.index:
        assert ((one.pit(method) >= 0) & (one.pit(method) <= 1)).all()
        np.testing.assert_array_equal(one.pit(method), other.pit(method))
    with pytest.raises(InputError, match="did you mean 'naive'"):
        one.pit("naiv")


def test_what_nothing_beats_is_said():
    walk = np.exp(np.cumsum(np.tile([0.3, -0.3], 20))) * 100
    made = choose(walk[:30] * 0 + np.where(np.arange(30) < 29, 50.5, 50.5), 2)
    assert made.method == "naive"
    assert not made.beats_naive
    falling = choose(1000 * 0.9 ** np.arange(25), 3)
    assert falling.method == "combined"
    assert falling.beats_naive
    assert falling.sure
    assert repr(falling).startswith("<Conclusion: use combined; skill ")


def test_skill_and_its_error_by_hand():
    index = pd.MultiIndex.from_product([["a", "b", "c"], ["1", "2"], [1]])
    errors = pd.Series([1.0, 2, 1, 1, 3, 2], index=index)
    naive = pd.Series([2.0, 2, 2, 1, 3, 3], index=index)
    ratio = 10 / 13
    residuals = np.array([3 - ratio * 4, 2 - ratio * 3, 5 - ratio * 6])
    expected = np.sqrt((residuals**2).sum() * 3 / 2) / 13
    assert skill_with_error(errors, naive) == (pytest.approx(1 - ratio), pytest.approx(expected))


def test_months_are_scored_against_the_year_before():
    index = pd.period_range("2001-01", periods=60, freq="M")
    values = np.round(100 + 30 * np.sin(np.arange(60) * np.pi / 6))
    frame = pd.DataFrame({"unique_id": "m", "ds": index, "y": values})
    made = backtest(frame, 6, ("combined", "naive"), origins=3, shortest=36)
    assert made.summary.loc["naive", "smape"] == 0
    assert made.conclusion.method == "naive"
    assert made.forecasts["origin"].iloc[0] == "2005-04"


@pytest.mark.parametrize(
    ("options", "message"),
    [
        ({"methods": ("combind",)}, r"methods is 'combind', but must be one of .*did you mean 'combined'"),
        ({"origins": 0}, "origins is 0, but must be a whole number of 1 or more"),
        ({"shortest": 17}, "A backtest over 3 steps needs 20 values, but the longest series has 18"),
    ],
)
def test_wrong_options_are_told(options, message):
    with pytest.raises(InputError, match=message):
        backtest(panel(1), 3, **options)
