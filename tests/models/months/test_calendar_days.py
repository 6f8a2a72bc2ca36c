"""Monthly series: gaps stay gaps, months are set on equal length, and what is no month is told."""

import numpy as np
import pandas as pd
import pytest

from safetystats.errors import InputError
from safetystats.models import calendar_adjusted
from safetystats.models.months.calendar_days import read_months

YEAR = {
    f"2011-{month:02}": float(days) for month, days in enumerate([31, 28, 31, 30, 31, 30, 31, 31, 30, 31, 30, 31], 1)
}


def test_months_may_come_as_texts_periods_or_dates_in_any_order() -> None:
    texts = read_months(pd.Series([3, 1], index=["2011-03", "2011-01"]))
    assert texts.index.astype(str).tolist() == ["2011-01", "2011-02", "2011-03"]
    assert np.isnan(texts["2011-02"])
    dated = read_months(pd.Series([3, 1], index=pd.to_datetime(["2011-03-01", "2011-01-31"])))
    pd.testing.assert_series_equal(texts, dated)
    assert read_months(texts).equals(texts)


def test_one_accident_a_day_is_level_on_months_of_equal_length() -> None:
    got = calendar_adjusted(YEAR)
    assert got["per_day"].tolist() == [1.0] * 12
    assert got["adjusted"].to_numpy() == pytest.approx(30.44, abs=0.01)
    rates = calendar_adjusted(YEAR, dict.fromkeys(YEAR, 50.0))["rate"]
    assert rates.to_numpy() == pytest.approx(1 / 50)


@pytest.mark.parametrize(
    ("counts", "exposure", "says"),
    [
        ({"2011": 3}, None, "The index of counts has '2011', but must be months such as 2011-03"),
        ({"2011-13": 3}, None, "'2011-13'"),
        (pd.Series([1, 2], index=["2011-01", "2011-01"]), None, "counts has the month 2011-01 twice"),
        ({"2011-01": -1}, None, "counts must not be negative"),
        ({}, None, "counts holds no month"),
        ({"2011-01": 1, "2011-02": 2}, {"2011-01": 5}, "exposure must be known and greater than 0 in every month"),
    ],
)
def test_mistakes_are_told(counts: object, exposure: object, says: str) -> None:
    with pytest.raises(InputError, match=says):
        calendar_adjusted(counts, exposure)
