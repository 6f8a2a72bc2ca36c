import pytest
from hypothesis import given
from hypothesis import strategies as st

from safetystats.datasets import Period, parse_period, report_period
from safetystats.errors import InputError

YEARS, MONTHS = st.integers(1900, 2100), st.integers(1, 12)


@pytest.mark.parametrize(
    ("text", "canonical", "months"),
    [
        ("2011", "2011", 12),
        ("2011-10", "2011-10", 1),
        ("2011-01..10", "2011-01..10", 10),
        ("2011-01..2011-10", "2011-01..10", 10),
        ("2011-01..12", "2011", 12),
        ("2001..2005", "2001..2005", 60),
        ("2010-11..2011-02", "2010-11..2011-02", 4),
        (" 2011 ", "2011", 12),
        (2011, "2011", 12),
    ],
)
def test_a_period_has_one_canonical_form(text: object, canonical: str, months: int) -> None:
    period = parse_period(text)
    assert (str(period), period.months) == (canonical, months)


@pytest.mark.parametrize(
    ("text", "says"),
    [
        ("", "is not a year"),
        ("10/2011", "is not a year"),
        ("2011-13", "month that does not exist"),
        ("2011-00", "month that does not exist"),
        ("2011-10..2012", "at one end only"),
        ("2011..05", "at one end only"),
        ("2012..2011", "ends before it begins"),
        ("2011-05..03", "ends before it begins"),
    ],
)
def test_what_is_no_period_is_said(text: str, says: str) -> None:
    with pytest.raises(InputError, match=says):
        parse_period(text)


def test_a_report_names_a_year_to_date_by_its_last_month() -> None:
    assert str(report_period("2011-10")) == "2011-01..10"
    assert str(report_period("2011")) == "2011"
    assert str(report_period("2011-12")) == "2011"
    assert str(report_period("2011-10..10")) == "2011-10", "a month alone is written with both ends"


@given(YEARS.filter(lambda year: year <= 2096), MONTHS, st.integers(0, 40))
def test_text_and_period_are_two_forms_of_the_same(year: int, month: int, more: int) -> None:
    last = 12 * year + month - 1 + more
    period = Period(year, month, last // 12, last % 12 + 1)
    assert parse_period(str(period)) == period
    assert report_period(period.report_name) == period
    assert period.shifted(-1).months == period.months


def test_periods_in_words() -> None:
    assert parse_period("2011-01..10").text["zh"] == "2011年1—10月"
    assert parse_period("2011-01..10").text["en"] == "January–October 2011"
    assert parse_period("2001..2005").text["zh"] == "2001—2005年"
    assert parse_period("2011-03").text["en"] == "March 2011"
