import numpy as np
import pandas as pd
import pytest

from safetystats import figures  # noqa: F401 - registers the typeface
from safetystats.errors import InputError
from safetystats.figures.inputs import check_columns, check_intervals, labels, named, numbers, time_text, times
from safetystats.words import Text

FRAME = pd.DataFrame({"label": [Text("忠县", "Zhong County"), "plain"], "value": [1, None], "text": ["x", "y"]})


def test_columns_are_read_as_numbers_and_words():
    assert np.array_equal(numbers(FRAME, "value"), [1, np.nan], equal_nan=True)
    assert np.isnan(numbers(FRAME, None)).all()
    assert labels(FRAME, "label", "zh") == ["忠县", "plain"]
    assert labels(FRAME, "label", "en") == ["Zhong County", "plain"]


def test_rows_are_named_in_either_language():
    for name in ("忠县", "Zhong County", Text("忠县", "Zhong County")):
        assert named(FRAME, "label", [name]) == [True, False]
    assert named(FRAME, "label", []) == [False, False]


def test_mistakes_are_told_in_a_sentence():
    with pytest.raises(InputError, match=r"needs a column 'values', which the frame lacks \(did you mean 'value'\?\)"):
        check_columns(FRAME, ["values"])
    with pytest.raises(InputError, match="no rows to draw"):
        check_columns(FRAME.head(0), ["value"])
    with pytest.raises(InputError, match="column 'text' holds something that is not a number"):
        numbers(FRAME, "text")
    with pytest.raises(
        InputError, match=r"highlight 'Zhong Country', which is no label \(did you mean 'Zhong County'\?\)"
    ):
        named(FRAME, "label", ["Zhong Country"])


@pytest.mark.parametrize(("value", "lower", "upper"), [(1, 2, 3), (5, 2, 3), (np.nan, 3, 2)])
def test_an_interval_must_hold_its_value(value, lower, upper):
    with pytest.raises(InputError, match=r"The interval of '忠县', .* does not hold its value"):
        check_intervals(["忠县"], np.array([float(value)]), np.array([float(lower)]), np.array([float(upper)]))


def test_missing_and_infinite_bounds_are_no_fault():
    nan, inf = np.nan, np.inf
    check_intervals(
        list("abcd"), np.array([1, nan, inf, 0]), np.array([nan, nan, 0.2, 0]), np.array([nan, nan, inf, 3.7])
    )


def test_times_are_years_or_months():
    months = pd.DataFrame({"month": ["2011-03", None, "2012-01"], "year": [2011, np.nan, 2012]})
    read, is_months = times(months, "month")
    assert is_months
    assert read[[0, 2]] == pytest.approx([2011 + 2 / 12, 2012])
    assert np.isnan(read[1])
    assert times(months, "year")[1] is False
    periods = pd.DataFrame({"month": pd.period_range("2011-01", periods=3, freq="M")})
    assert [time_text(time, months=True) for time in times(periods, "month")[0]] == ["2011-01", "2011-02", "2011-03"]
    assert time_text(2011.0, months=False) == "2011"
    with pytest.raises(InputError, match="column 'month' holds '2011-13' among months: write each as 2011-03"):
        times(months.assign(month=["2011-03", "2011-13", "2012-01"]), "month")
