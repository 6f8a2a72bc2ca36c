"""Numbers as ledgers write them: always a value or a problem, never an exception, and forms that come back the same."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from safetystats.datasets.intake.numbers import decimal_mark, infer_decimal, names_its_size, read_number
from safetystats.datasets.intake.readings import MARKS


@pytest.mark.parametrize(
    ("text", "value"),
    [
        ("12", 12), ("１２", 12), (" 1,234 ", 1234), ("1,234,567.5", 1234567.5), ("1 234", 1234), ("3.4万", 34000), ("2亿元", 2e8),
        ("1.2万亿", 1.2e12), ("三", 3), ("十二人", 12), ("一百二十三", 123), ("-3", -3), ("1e3", 1000), ("3人", 3), ("￥12.50", 12.5), (".5", 0.5),
    ],
)  # fmt: skip
def test_forms_with_a_decimal_point(text: str, value: float) -> None:
    assert read_number(text).value == value


@pytest.mark.parametrize(
    ("text", "value"), [("12,5", 12.5), ("1.234,5", 1234.5), ("1.234.567", 1234567), ("-23,5505", -23.5505)]
)
def test_forms_with_a_decimal_comma(text: str, value: float) -> None:
    assert read_number(text, ",").value == value


@pytest.mark.parametrize(
    "text", ["12,5", "约3人", "3-5", "1,23,4", "abc", "1.2.3", "十多人", "9" * 40, "NaN", "inf", "1/2"]
)
def test_what_is_not_plainly_one_number_is_a_problem(text: str) -> None:
    assert read_number(text) == (None, "not_a_number")


@pytest.mark.parametrize("mark", MARKS)
def test_a_mark_must_be_declared(mark: str) -> None:
    assert read_number(mark).problem == "undeclared_mark"
    assert read_number(mark, nil=(mark,)).value == 0
    assert read_number(mark, unknown=(mark,)) == (None, "")


def test_a_blank_is_missing_and_never_zero() -> None:
    assert read_number(" \u3000 ") == (None, "")


@given(st.text(max_size=30))
def test_every_text_is_a_value_a_blank_or_a_problem(text: str) -> None:
    for decimal in (".", ","):
        reading = read_number(text, decimal)  # type: ignore[arg-type]
        assert reading.value is None or (isinstance(reading.value, float) and not reading.problem)


@given(st.text("0123456789.,万亿十百千一二三零〇-+ eE人元", max_size=12))
def test_no_mixture_of_the_marks_of_numbers_raises(text: str) -> None:
    read_number(text)


@given(st.integers(-(10**9), 10**9))
def test_whole_numbers_come_back_in_every_form(number: int) -> None:
    wide = str(number).translate({ord(c): ord(c) + 0xFEE0 for c in "0123456789-"})
    for text in (str(number), f"{number:,}", wide):
        assert read_number(text).value == number
    assert read_number(f"{number:,}".replace(",", "."), ",").value == number


@given(st.integers(0, 10**8))
def test_chinese_numerals_come_back(number: int) -> None:
    import cn2an

    assert read_number(cn2an.an2cn(str(number))).value == number


@pytest.mark.parametrize("text", ["两三人", "三四", "五六十", "两三万元"])
def test_two_or_three_is_not_twenty_three(text: str) -> None:
    assert read_number(text).problem == "not_a_number"


@given(st.decimals(0, 10**6, places=2))
def test_decimals_come_back_with_either_mark(number: object) -> None:
    assert read_number(str(number)).value == float(str(number))
    assert read_number(str(number).replace(".", ","), ",").value == float(str(number))


@pytest.mark.parametrize(
    ("texts", "mark"),
    [
        (["1,5", "2"], ","),
        (["1.5"], "."),
        (["1,234"], "."),
        (["1.234.567"], ","),
        (["1,234.5", "1.234"], "."),
        (["1,5", "1.5"], "."),
        ([], "."),
    ],
)
def test_the_decimal_mark_is_that_of_the_whole_column(texts: list[str], mark: str) -> None:
    assert infer_decimal(texts) == mark


def test_a_text_that_bears_its_own_unit_is_known() -> None:
    assert names_its_size("3万")
    assert names_its_size("500元")
    assert not names_its_size("500")


@pytest.mark.parametrize(
    ("own", "others", "mark"),
    [
        ((0, 1), [(300, 0)], "."), ((0, 3), [(300, 0)], ","), ((0, 1), [(0, 0)], ","), ((0, 0), [(0, 5)], ","), ((0, 0), [(1, 5)], "."),
        ((2, 2), [(0, 900)], "."), ((1, 0), [(0, 900)], "."),
    ],
)  # fmt: skip
def test_a_slip_makes_no_decimal_mark_for_its_column(
    own: tuple[int, int], others: list[tuple[int, int]], mark: str
) -> None:
    assert decimal_mark({".": own[0], ",": own[1]}, [{".": p, ",": c} for p, c in others]) == mark
