"""What comes in: scalars, arrays and Series alike, missing values kept, mistakes named."""

import math

import numpy as np
import pandas as pd
import pytest

from safetystats.errors import InputError
from safetystats.measures.columns import check_level, check_positive, read_columns, read_vector


def test_shapes_broadcast_and_the_form_is_given_back() -> None:
    (a, b), form = read_columns(a=[1, 2, 3], b=2)
    assert a.shape == b.shape == (3,)
    assert list(form.restore(a * b)) == [2, 4, 6]
    (_,), scalar = read_columns(a=np.int64(4))
    assert type(scalar.restore(2.5)) is float


def test_a_series_is_given_back_on_its_index() -> None:
    (a, _), form = read_columns(a=pd.Series([1, 2], index=["x", "y"]), b=[3, 4])
    assert form.restore(a).to_dict() == {"x": 1.0, "y": 2.0}


@pytest.mark.parametrize("missing", [None, math.nan, pd.NA, np.nan])
def test_every_kind_of_missing_becomes_nan(missing: object) -> None:
    (alone,), _ = read_columns(a=missing)
    (listed,), _ = read_columns(a=[1, missing])
    (series,), _ = read_columns(a=pd.Series([1, missing], dtype="Int64"))
    assert [math.isnan(alone), math.isnan(listed[1]), math.isnan(series[1])] == [True, True, True]


@pytest.mark.parametrize(
    ("columns", "says"),
    [
        ({"events": "33"}, "events must be numbers, but holds '33'"),
        ({"events": [1, "many"]}, "'many'"),
        ({"events": math.inf}, "events must be finite, but is inf"),
        ({"events": [1, 2], "exposure": [1, 2, 3]}, "do not fit together"),
        ({"events": pd.DataFrame({"a": [1]})}, "one of its columns"),
        ({"events": pd.Series([1]), "exposure": pd.Series([1], index=[7])}, "different indexes"),
        ({"events": pd.Series([1, 2]), "exposure": np.ones((3, 2))}, "give all as arrays"),
    ],
)
def test_a_wrong_column_is_named(columns: dict[str, object], says: str) -> None:
    with pytest.raises(InputError, match=says):
        read_columns(**columns)


def test_a_vector_must_be_known_and_flat() -> None:
    with pytest.raises(InputError, match=r"must be known, but is nan \(element 2 of 2\)"):
        read_vector("deaths", [1, None])
    with pytest.raises(InputError, match="shape"):
        read_vector("deaths", [[1, 2]])


@pytest.mark.parametrize("level", [0, 1, -0.5, "0.95", True, None])
def test_a_level_lies_between_0_and_1(level: object) -> None:
    with pytest.raises(InputError, match="between 0 and 1"):
        check_level(level)  # type: ignore[arg-type]


def test_a_level_in_percent_is_recognised() -> None:
    with pytest.raises(InputError, match=r"did you mean 0\.95"):
        check_level(95)


@pytest.mark.parametrize("value", [0, -1, math.nan, math.inf, "1"])
def test_a_positive_number_is_asked_for(value: object) -> None:
    with pytest.raises(InputError, match="greater than 0"):
        check_positive(value, "per")  # type: ignore[arg-type]
