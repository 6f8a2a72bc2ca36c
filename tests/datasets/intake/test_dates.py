"""Dates and times: every listed form, the order from the whole column, 24:00 and 99, and never an exception."""

from datetime import date, datetime

import pytest
from hypothesis import given
from hypothesis import strategies as st

from safetystats.datasets.intake.dates import infer_order, join_time, read_date, read_time

DAYS = st.dates(date(1955, 1, 1), date(2099, 12, 31))


@pytest.mark.parametrize(
    ("text", "value"),
    [
        ("2020年3月5日", "2020-03-05"), ("2020-03-05 14:20", "2020-03-05 14:20"), ("2020/3/5", "2020-03-05"), ("2020.03.05", "2020-03-05"),
        ("20200305", "2020-03-05"), ("43895", "2020-03-05"), ("43895.597222", "2020-03-05 14:20"), ("二〇二〇年三月五日", "2020-03-05"),
        ("２０２０年３月５日", "2020-03-05"), ("2020年3月5日14时20分", "2020-03-05 14:20"), ("2020年3月5日下午2时20分许", "2020-03-05 14:20"),
        ("2020-03-05 24:00", "2020-03-06 00:00"), ("2020-03-05T14:20:00Z", "2020-03-05 14:20"), ("5 Mar 2020", "2020-03-05"),
        ("March 5, 2020 2:20 PM", "2020-03-05 14:20"), ("5 de março de 2020", "2020-03-05"), ("05MAR2020", "2020-03-05"), ("2020年3月5日（星期四）", "2020-03-05"),
    ],
)  # fmt: skip
def test_forms_of_a_date(text: str, value: str) -> None:
    assert read_date(text) == (value, "")


@pytest.mark.parametrize(("order", "value"), [("dmy", "2020-03-05"), ("mdy", "2020-05-03")])
def test_the_order_is_declared_or_the_date_is_ambiguous(order: str, value: str) -> None:
    assert read_date("05/03/2020", order).value == value  # type: ignore[arg-type]
    assert read_date("05/03/2020").problem == "ambiguous_date"


def test_years_of_the_republic_are_read_where_declared() -> None:
    assert read_date("107年01月01日 02時34分00秒", calendar="roc").value == "2018-01-01 02:34"
    assert read_date("1070101", calendar="roc").value == "2018-01-01"
    assert read_date("107年01月01日").problem == "unreadable_date"


@pytest.mark.parametrize(
    ("text", "problem"),
    [("2020-02-30", "unreadable_date"), ("2020年13月1日", "unreadable_date"), ("2020-03", "incomplete_date"), ("2020", "incomplete_date"),
     ("2202-01-01", "unlikely_year"), ("昨天", "unreadable_date"), ("3", "unreadable_date"), ("合计", "unreadable_date")],
)  # fmt: skip
def test_what_is_no_date_is_named(text: str, problem: str) -> None:
    assert read_date(text) == (None, problem)


def test_an_unknown_hour_leaves_the_date() -> None:
    assert read_date("2020-03-05 99:99") == ("2020-03-05", "unknown_hour")


@pytest.mark.parametrize(
    ("text", "seconds", "value"),
    [("05:40:00", False, "05:40"), ("1500", False, "15:00"), ("930", False, "09:30"), ("9", False, "09:00"), ("3500", True, "00:35"), ("24:00", False, "24:00"),
     ("0.5", False, "12:00"), ("14时20分", False, "14:20"), ("14h20", False, "14:20"), ("2:05 PM", False, "14:05"), ("12:10 am", False, "00:10"), ("下午3点", False, "15:00")],
)  # fmt: skip
def test_forms_of_a_time(text: str, seconds: bool, value: str) -> None:
    assert read_time(text, seconds=seconds) == (value, "")


@pytest.mark.parametrize("text", ["99", "9999", "99:99", "99时"])
def test_the_hour_99_is_unknown(text: str) -> None:
    assert read_time(text) == (None, "unknown_hour")


@pytest.mark.parametrize("text", ["25:00", "12:75", "noon", "123456"])
def test_what_is_no_time_is_named(text: str) -> None:
    assert read_time(text).problem == "unreadable_time"


@given(st.text(max_size=30))
def test_every_text_is_a_value_a_blank_or_a_problem(text: str) -> None:
    for reading in (read_date(text), read_date(text, "dmy", "roc"), read_time(text), read_time(text, seconds=True)):
        assert reading.value is None or isinstance(reading.value, str)


@given(st.text("0123456789年月日时分一二三四五六七八九十〇/-.: ", max_size=16))
def test_no_mixture_of_the_marks_of_dates_raises(text: str) -> None:
    read_date(text, "mdy", "roc")
    read_time(text)


@given(DAYS)
def test_days_come_back_in_every_form(day: date) -> None:
    serial = (day - date(1899, 12, 30)).days
    forms = [
        day.isoformat(),
        f"{day.year}年{day.month}月{day.day}日",
        f"{day:%Y%m%d}",
        f"{day:%Y/%m/%d}",
        str(serial),
        f"{day:%d %b %Y}",
    ]
    assert {read_date(form).value for form in forms} == {day.isoformat()}
    assert read_date(f"{day:%d/%m/%Y}", "dmy").value == day.isoformat()
    assert read_date(f"{day.month}/{day.day}/{day.year}", "mdy").value == day.isoformat()
    if day.year >= 2011:
        assert read_date(f"{day.year - 1911}年{day.month}月{day.day}日", calendar="roc").value == day.isoformat()


@given(st.datetimes(datetime(1955, 1, 1), datetime(2099, 12, 31)))
def test_moments_come_back(moment: datetime) -> None:
    text = f"{moment:%Y-%m-%d %H:%M}"
    assert read_date(text).value == text
    assert read_date(f"{moment.year}年{moment.month}月{moment.day}日{moment.hour}时{moment.minute}分").value == text
    assert join_time(text[:10], str(read_time(text[11:]).value)) == text


@given(st.lists(DAYS, min_size=1, max_size=40))
def test_the_order_is_inferred_only_when_a_day_shows_it(days: list[date]) -> None:
    shown = any(day.day > 12 for day in days)
    assert infer_order(f"{day:%d/%m/%Y}" for day in days) == ("dmy" if shown else None)
    assert infer_order(f"{day:%m/%d/%Y}" for day in days) == ("mdy" if shown else None)


def test_a_column_that_shows_both_orders_shows_none() -> None:
    assert infer_order(["25/03/2020", "03/25/2020"]) is None
