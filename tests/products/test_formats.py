import math

import numpy as np
import pandas as pd
import pytest
from hypothesis import given
from hypothesis import strategies as st

from safetystats.errors import InputError
from safetystats.products import FORMATS, NOT_APPLICABLE, format_interval, format_value
from safetystats.words import Text


@pytest.mark.parametrize(
    ("value", "format_name", "zh", "en"),
    [
        (33, "count", "33", "33"),
        (1_234_567, "count", "1,234,567", "1,234,567"),
        (2.5, "count", "2.5", "2.5"),  # half an accident is an error upstream, but it is not printed as 3
        (0.3939, "percent", "39.4%", "39.4 %"),
        (0.0004, "percent", "0.04%", "0.04 %"),
        (0.145, "percent", "14.5%", "14.5 %"),
        (-0.2035, "percent", "−20.4%", "−20.4 %"),
        (0.70, "p", "0.70", "0.70"),
        (0.0499, "p", "0.050", "0.050"),
        (0.0009, "p", "< 0.001", "< 0.001"),
        (0.0, "p", "< 0.001", "< 0.001"),
        (9.996, "rate", "10.0", "10.0"),
        (0.01368, "rate", "0.0137", "0.0137"),
        (1357.4, "rate", "1,357", "1,357"),
        (12345.678, "number", "12,345.7", "12,345.7"),
        (2011.0, "year", "2011", "2011"),
        ("忠县", "text", "忠县", "忠县"),
        (Text("忠县", "Zhong County"), "text", "忠县", "Zhong County"),
    ],
)
def test_a_value_is_printed_as_its_format_says(value, format_name, zh, en):
    assert format_value(value, format_name, "zh") == zh
    assert format_value(value, format_name, "en") == en


# Hubei 2011, the changes on the year that the province printed: .172 → .137, 2.41 → 2.10, 2.78 → 2.14, 5.98 → 4.68.
@pytest.mark.parametrize(
    ("before", "now", "printed"),
    [(0.172, 0.137, "−20.35%"), (2.41, 2.10, "−12.86%"), (2.78, 2.14, "−23.02%"), (5.98, 4.68, "−21.74%")],
)
def test_the_changes_that_hubei_printed_in_2011(before, now, printed):
    assert format_value(now / before - 1, "percent", "zh", decimals=2) == printed


def test_halves_are_rounded_on_the_decimal_notation_and_away_from_zero():
    assert format_value(0.125, "number", "en", decimals=2) == "0.13"
    assert format_value(2.675, "number", "en", decimals=2) == "2.68"
    assert format_value(-0.125, "number", "en", decimals=2) == "−0.13"


@pytest.mark.parametrize("format_name", FORMATS)
@pytest.mark.parametrize("missing", [None, math.nan, np.nan, pd.NA, pd.NaT])
def test_a_missing_value_is_never_a_zero(format_name, missing):
    assert format_value(missing, format_name, "zh") == "…"
    assert format_value(missing, format_name, "en") == "…"


@pytest.mark.parametrize("format_name", ["count", "number", "rate", "year"])
def test_a_true_zero_is_printed_as_0(format_name):
    assert format_value(0.0, format_name, "en", decimals=2) == "0"
    assert format_value(-0.0, format_name, "en") == "0"
    assert format_value(0.0, "percent", "en") == "0 %"


def test_a_cell_where_no_number_belongs_is_a_dash():
    assert format_value(NOT_APPLICABLE, "percent", "zh") == "—"


def test_intervals_have_one_percent_sign_and_no_dash_before_a_minus():
    assert format_interval(0.6685, 1.9442, "number", "en", decimals=2) == "0.67–1.94"
    assert format_interval(0.2471, 0.5628, "percent", "zh") == "24.7–56.3%"
    assert format_interval(-3.1, 5, "number", "zh") == "−3.1～5"
    assert format_interval(-3.1, 5, "number", "en") == "−3.1 to 5"
    assert format_interval(0.67, math.inf, "number", "en") == "0.67–∞"
    assert format_interval(None, 3, "number", "en") == "…–3"


def test_mistakes_are_told_in_a_sentence():
    with pytest.raises(InputError, match=r"format is 'percents', but must be one of .*did you mean 'percent'"):
        format_value(1, "percents", "en")
    with pytest.raises(InputError, match="'33人' is not a number, but its column has the format 'count'"):
        format_value("33人", "count", "zh")
    with pytest.raises(InputError, match="must lie between 0 and 1"):
        format_value(1.2, "p", "zh")


@given(st.floats(-1e15, 1e15), st.sampled_from(["count", "number", "rate", "percent"]))
def test_what_is_printed_is_near_the_number_and_has_its_sign(number, format_name):
    text = format_value(number, format_name, "zh").replace(",", "").replace("−", "-")
    printed = float(text.removesuffix("%")) / (100 if format_name == "percent" else 1)
    assert printed * number >= 0
    if abs(number) > 1:
        assert printed == pytest.approx(number, rel=0.006)


@pytest.mark.parametrize(
    ("chance", "zh", "en"),
    [(0, "< 0.1%", "< 0.1 %"), (0.0004, "< 0.1%", "< 0.1 %"), (0.0123, "1.2%", "1.2 %"), (0.456, "46%", "46 %"),
     (0.987, "98.7%", "98.7 %"), (1, "> 99.9%", "> 99.9 %")],
)  # fmt: skip
def test_a_chance_is_never_printed_as_none_or_certain(chance: float, zh: str, en: str) -> None:
    assert (format_value(chance, "chance", "zh"), format_value(chance, "chance", "en")) == (zh, en)


def test_a_chance_lies_between_0_and_1() -> None:
    with pytest.raises(InputError, match=r"chance is 1\.2"):
        format_value(1.2, "chance", "en")
