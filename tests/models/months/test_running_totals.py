"""Sums of months: the year to date, the quota's line, twelve months; a gap is never a zero."""

import numpy as np
import pandas as pd
import pytest

from safetystats.errors import InputError
from safetystats.measures import compare_counts, rate
from safetystats.models import moving_twelve, year_to_date

MONTHS = pd.period_range("2009-01", "2011-10", freq="M")
COUNTS = pd.Series(np.random.default_rng(4).poisson(4, MONTHS.size), index=MONTHS).astype(float)


def test_the_year_to_date_beside_the_year_before() -> None:
    got = year_to_date(COUNTS)
    assert got.index.astype(str).tolist() == [f"2011-{month:02}" for month in range(1, 11)]
    last = got.iloc[-1]
    assert last["cumulative"] == COUNTS["2011-01":"2011-10"].sum()
    assert last["before"] == COUNTS["2010-01":"2010-10"].sum()
    compared = compare_counts(last["cumulative"], last["before"])
    assert (last["lower"], last["p_value"]) == (compared.lower, compared.p_value)
    assert last["change"] == pytest.approx(last["cumulative"] / last["before"] - 1)
    wider = year_to_date(COUNTS, dispersion=3)
    assert (wider["upper"] > got["upper"]).all()


def test_february_of_a_leap_year_is_compared_by_the_day() -> None:
    counts = {f"{year}-{month:02}": 1.0 * day for year, days in ((2011, (31, 28)), (2012, (31, 29)))
              for month, day in enumerate(days, 1)}  # fmt: skip
    got = year_to_date(counts)
    assert got["ratio"].tolist() == pytest.approx([1, 1])
    assert got["change"].iloc[-1] == pytest.approx(1 / 59)


def test_a_quota_is_divided_plainly_and_by_the_season() -> None:
    got = year_to_date(COUNTS, quota=60, upto="2011-06")
    assert got["quota_plain"].tolist() == [5, 10, 15, 20, 25, 30]
    earlier = COUNTS["2009-01":"2010-12"]
    half = earlier[earlier.index.month <= 6].sum() / earlier.sum()
    assert got["quota_seasonal"].iloc[-1] == pytest.approx(60 * half)
    assert got["share_of_quota"].iloc[-1] == COUNTS["2011-01":"2011-06"].sum() / 60
    assert year_to_date(COUNTS, quota=60, profile=[1] * 12)["quota_seasonal"].iloc[5] == pytest.approx(30)
    # A year with a gap is not whole, so it says nothing of the season.
    assert year_to_date(COUNTS["2010-02":], quota=60)["quota_seasonal"].isna().all()


def test_a_gap_leaves_what_it_belongs_to_missing() -> None:
    gap = COUNTS.copy()
    gap["2011-04"] = np.nan
    got = year_to_date(gap)
    assert got["cumulative"].notna().tolist() == [True] * 3 + [False] * 7
    assert got["p_value"].notna().tolist() == [True] * 3 + [False] * 7
    totals = moving_twelve(gap)["total"]
    assert totals["2011-03"] == COUNTS["2010-04":"2011-03"].sum()
    assert totals["2011-04":].isna().all()


def test_moving_twelve_months() -> None:
    got = moving_twelve(COUNTS)
    assert got["total"].isna().sum() == 11
    last = got.iloc[-1]
    assert last["total"] == COUNTS[-12:].sum()
    assert (last["lower"], last["upper"]) == (rate(last["total"], 1).lower, rate(last["total"], 1).upper)
    assert last["change"] == pytest.approx(COUNTS[-12:].sum() / COUNTS[-24:-12].sum() - 1)
    assert got["change"].isna().sum() == 23
    assert (moving_twelve(COUNTS, dispersion=2)["upper"].dropna() > got["upper"].dropna()).all()


def test_from_nothing_there_is_no_change_to_tell() -> None:
    nothing = COUNTS.where(COUNTS.index.year == 2011, 0)
    got = year_to_date(nothing)
    assert got["change"].isna().all()
    assert (got["lower"].dropna() >= 0).all()


@pytest.mark.parametrize(
    ("options", "says"),
    [
        ({"upto": "2012-01"}, "upto is 2012-01, but the counts run from 2009-01 to 2011-10"),
        ({"upto": "2011"}, "The index of upto has '2011'"),
        ({"quota": 0}, "quota is 0, but must be a number greater than 0"),
        ({"quota": 5, "profile": [1, 2]}, "profile must be twelve numbers"),
    ],
)
def test_mistakes_are_told(options: dict[str, object], says: str) -> None:
    with pytest.raises(InputError, match=says):
        year_to_date(COUNTS, **options)  # type: ignore[arg-type]
    with pytest.raises(InputError, match="holds no known month"):
        year_to_date({"2011-01": None})
