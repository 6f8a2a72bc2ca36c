"""Decree 493, article 3: the class of an accident at and beside every bound."""

from pathlib import Path

import numpy as np
import pandas as pd
import pytest
from hypothesis import given
from hypothesis import strategies as st

from safetystats.codes import SEVERITY_CLASSES, SEVERITY_GROUPS, code_list, severity
from safetystats.errors import InputError

SHARED = Path(__file__).resolve().parents[2] / "../shared/data/china/severity_classes.csv"
persons = st.none() | st.integers(0, 200)
losses = st.none() | st.floats(0, 3e8)


@pytest.mark.parametrize(
    ("deaths", "expected"),
    [
        (0, "ordinary"),
        (2, "ordinary"),
        (3, "larger"),
        (9, "larger"),
        (10, "major"),
        (29, "major"),
        (30, "extremely_serious"),
    ],
)
def test_deaths_include_the_lower_bound(deaths, expected):
    assert severity(deaths) == expected


@pytest.mark.parametrize(
    ("injuries", "expected"),
    [(9, "ordinary"), (10, "larger"), (49, "larger"), (50, "major"), (99, "major"), (100, "extremely_serious")],
)
def test_serious_injuries_include_the_lower_bound(injuries, expected):
    assert severity(0, injuries) == expected


@pytest.mark.parametrize(
    ("loss", "expected"),
    [
        (9_999_999.99, "ordinary"),
        (10_000_000, "larger"),
        (49_999_999.99, "larger"),
        (50_000_000, "major"),
        (99_999_999.99, "major"),
        (100_000_000, "extremely_serious"),
    ],
)
def test_direct_loss_in_yuan_includes_the_lower_bound(loss, expected):
    assert severity(0, 0, loss) == expected


def test_the_highest_criterion_decides():
    assert severity(1, 12, 60_000_000) == "major"
    assert severity(30, 0, 0) == "extremely_serious"


def test_an_accident_without_deaths_below_all_floors_is_ordinary():
    assert severity(0, 0, 0) == "ordinary"


def test_a_missing_criterion_neither_raises_nor_lowers():
    assert severity(None, 10, None) == "larger"
    assert severity(4, float("nan"), pd.NA) == "larger"


@pytest.mark.parametrize("missing", [None, float("nan"), pd.NA])
def test_all_missing_is_missing(missing):
    assert severity(missing) is None
    assert severity(missing, missing, missing) is None


def test_the_larger_accidents_of_the_county():
    # SEED_FACTS.md: two larger accidents, one on the road with 6 deaths and one on the water with 7.
    assert severity([6, 7]).tolist() == ["larger", "larger"]


def test_arrays_keep_their_shape():
    result = severity(np.array([[0.0, 3.0], [np.nan, 30.0]]))
    assert result.tolist() == [["ordinary", "larger"], [None, "extremely_serious"]]


def test_a_series_keeps_its_index_and_its_missing_rows():
    deaths = pd.Series([1, None, 12], index=["a", "b", "c"], dtype="Int64")
    result = severity(deaths, direct_loss_yuan=[2e7, None, 0])
    assert result.index.tolist() == ["a", "b", "c"]
    assert result.name == "severity"
    assert result[["a", "c"]].tolist() == ["larger", "major"]
    assert pd.isna(result["b"])


def test_a_scalar_goes_with_every_element():
    assert severity(pd.Series([1, 40]), serious_injuries=50).tolist() == ["major", "extremely_serious"]


@given(persons, persons, losses)
def test_a_column_gives_what_its_values_give(deaths, injuries, loss):
    assert severity([deaths], [injuries], [loss]).tolist() == [severity(deaths, injuries, loss)]


@given(persons, persons, losses)
def test_more_of_a_criterion_never_lowers_the_class(deaths, injuries, loss):
    def rank(name):
        return -1 if name is None else SEVERITY_CLASSES.index(name)

    assert rank(severity((deaths or 0) + 1, injuries, loss)) >= rank(severity(deaths or 0, injuries, loss))


@given(persons, persons, losses)
def test_the_class_is_the_highest_of_the_single_criteria(deaths, injuries, loss):
    single = [severity(deaths), severity(None, injuries), severity(None, None, loss)]
    known = [SEVERITY_CLASSES.index(name) for name in single if name]
    assert severity(deaths, injuries, loss) == (SEVERITY_CLASSES[max(known)] if known else None)


@pytest.mark.parametrize(
    ("arguments", "sentence"),
    [
        ((-1,), "deaths is -1 (value 1), but must be a whole number of at least 0."),
        (([1, 2.5],), "deaths is 2.5 (value 2), but must be a whole number of at least 0."),
        ((float("inf"),), "deaths is inf (value 1), but must be a whole number of at least 0."),
        ((0, 0, -0.5), "direct_loss_yuan is -0.5 (value 1), but must be a number of at least 0."),
        ((0, "3"), "serious_injuries holds '3' (value 1), but must hold numbers."),
        ((True,), "deaths holds True (value 1), but must hold numbers."),
        (
            ([1, 2], [1, 2, 3]),
            "The columns differ in length (deaths 2, serious_injuries 3, direct_loss_yuan 1): give one value an accident in each.",
        ),
    ],
)
def test_what_cannot_be_is_refused_in_one_sentence(arguments, sentence):
    with pytest.raises(InputError) as caught:
        severity(*arguments)
    assert str(caught.value) == sentence


def test_series_of_different_tables_are_refused():
    with pytest.raises(InputError, match="serious_injuries has another index than deaths: take both from one table"):
        severity(pd.Series([1]), pd.Series([1], index=[4]))


def test_the_groups_are_the_classes_under_them_in_the_list():
    listed = code_list("severity")

    def classes_under(code):
        below = listed.children(code)
        return {e.code for e in below if e.code in SEVERITY_CLASSES} | {c for e in below for c in classes_under(e.code)}

    assert {group: classes_under(group) for group in SEVERITY_GROUPS} == {
        group: set(classes) for group, classes in SEVERITY_GROUPS.items()
    }


@pytest.mark.skipif(not SHARED.is_file(), reason="the shared source tables are not beside the checkout")
def test_the_bounds_are_those_of_the_source_table():
    source = pd.read_csv(SHARED).set_index("name_en")
    for entry in code_list("severity").entries:
        if entry.code in SEVERITY_CLASSES:
            row = source.loc[entry.code.replace("_", " ")]
            assert entry.name.zh == row["name_zh"]
            bounds = [
                int(entry.attributes[f"{name}_min"]) for name in ("deaths", "serious_injuries", "direct_loss_yuan")
            ]
            assert bounds == [
                row["deaths_min"],
                row["serious_injuries_min"],
                row["direct_loss_min_10k_yuan"] * 10_000,
            ]
