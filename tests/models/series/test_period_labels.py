from datetime import date

import numpy as np
import pandas as pd
import pytest

from safetystats.errors import InputError
from safetystats.models.series.period_labels import days, read_labels

AHEAD = np.array([1, 2])


@pytest.mark.parametrize(
    ("labels", "expected"),
    [
        (pd.Index([2009, 2010]), [2011, 2012]),
        (pd.Index([2009.0, 2010.0]), [2011, 2012]),
        (pd.Index([201011, 201012]), [201101, 201102]),
        (pd.Index(["2009", "2010年"]), ["2011", "2012"]),
        (pd.Index(["2010-11", "2010-12"]), ["2011-01", "2011-02"]),
        (pd.Index(["2010年11月", "2010年12月"]), ["2011-01", "2011-02"]),
        (pd.period_range("2009", "2010", freq="Y"), [pd.Period("2011", "Y"), pd.Period("2012", "Y")]),
        (pd.period_range("2010-11", "2010-12", freq="M"), [pd.Period("2011-01", "M"), pd.Period("2011-02", "M")]),
        (pd.to_datetime(["2009-12-31", "2010-12-31"]), pd.to_datetime(["2011-12-31", "2012-12-31"])),
        (pd.Index([date(2009, 12, 31), date(2010, 12, 31)]), pd.to_datetime(["2011-12-31", "2012-12-31"])),
        (pd.Index(["2010-11-01", "2010-12-01"]), pd.to_datetime(["2011-01-01", "2011-02-01"])),
        (pd.to_datetime(["2010-11-30", "2010-12-31"]), pd.to_datetime(["2011-01-31", "2011-02-28"])),
        (pd.to_datetime(["2010-11-01", "2010-12-01"]), pd.to_datetime(["2011-01-01", "2011-02-01"])),
    ],
)
def test_labels_go_on_in_the_form_they_came(labels, expected):
    read = read_labels(labels, "series")
    assert list(read.write(read.numbers[-1] + AHEAD)) == list(expected)


def test_months_have_their_lengths_and_names():
    read = read_labels(pd.Index(["2012-01", "2012-02"]), "series")
    assert read.a_year == 12
    assert list(days(read.numbers)) == [31, 29]
    assert read.name(int(read.numbers[1])) == "2012-02"


@pytest.mark.parametrize(
    ("labels", "message"),
    [
        (pd.Index(["2009", "2010", "2011-10"]), "part-year '2011-10' among whole years; leave it out or complete it"),
        (pd.to_datetime(["2009-12-31", "2010-12-31", "2011-10-31"]), "part-year '2011-10-31'"),
        (pd.Index([2009.5]), "labelled 2009.5"),
        (pd.Index(["2009", "x"]), "labelled 'x'"),
        (pd.Index(["2009-13", "2009-12"]), "names the month 13"),
        (pd.Index(["2009", None]), "missing label"),
        (pd.period_range("2009Q1", periods=2, freq="Q"), "frequency 'Q-DEC'"),
    ],
)
def test_other_labels_are_refused(labels, message):
    with pytest.raises(InputError, match=message):
        read_labels(labels, "series")
