import hashlib
import re

import numpy as np
import pandas as pd
from hypothesis import given
from hypothesis import strategies as st

from safetystats import __version__
from safetystats.products import code_version, hash_rows
from safetystats.words import Text

FRAME = pd.DataFrame({"area": ["500233", "500000", "CN"], "deaths": [33, 1000, 79552], "rate": [0.1, np.nan, 0.137]})


def test_the_hash_names_its_function():
    assert re.fullmatch(r"sha256:[0-9a-f]{64}", hash_rows(FRAME))


@given(st.permutations(range(3)), st.permutations(["area", "deaths", "rate"]))
def test_rows_in_another_order_with_another_index_are_the_same_rows(rows, columns):
    assert hash_rows(FRAME.iloc[rows][columns].set_axis([7, 8, 9])) == hash_rows(FRAME)


def test_a_changed_a_repeated_and_a_missing_row_change_the_hash():
    hashes = {
        hash_rows(FRAME),
        hash_rows(FRAME.assign(deaths=[33, 1000, 79553])),
        hash_rows(pd.concat([FRAME, FRAME.head(1)])),
        hash_rows(FRAME.head(2)),
        hash_rows(FRAME.rename(columns={"rate": "ratio"})),
        hash_rows(FRAME, FRAME),
    }
    assert len(hashes) == 6


def test_the_kind_of_a_number_does_not_matter_but_a_number_is_not_a_text():
    assert hash_rows(FRAME.astype({"deaths": float})) == hash_rows(FRAME)
    assert hash_rows(FRAME.astype({"deaths": object})) == hash_rows(FRAME)
    assert hash_rows(FRAME.astype({"deaths": str})) != hash_rows(FRAME)


def test_the_last_bits_of_a_float_do_not_matter():
    assert hash_rows(pd.DataFrame({"x": [0.1 + 0.2]})) == hash_rows(pd.DataFrame({"x": [0.3]}))


def test_missing_empty_and_zero_are_three_things():
    frames = [pd.DataFrame({"x": pd.Series([value], dtype=object)}) for value in (None, "", 0, False, Text("", ""))]
    assert len({hash_rows(frame) for frame in frames}) == 5
    assert hash_rows(pd.DataFrame({"x": [np.nan]})) == hash_rows(frames[0])


def test_commas_and_quotes_in_cells_do_not_confuse_columns():
    assert hash_rows(pd.DataFrame({"a": ['x","y'], "b": ["z"]})) != hash_rows(
        pd.DataFrame({"a": ["x"], "b": ['y","z']})
    )


def test_the_hash_is_that_of_the_canonical_csv():
    # Written out by hand: a change of the form would make every stored product look stale.
    frame = pd.DataFrame({"b": [1.5, np.nan], "a": ["忠县", 'say "no"']})
    canonical = '"a","b"\n"say ""no""",\n"忠县",1.5\n\0'
    assert hash_rows(frame) == f"sha256:{hashlib.sha256(canonical.encode()).hexdigest()}"


def test_the_code_version_begins_with_the_package_version():
    assert re.fullmatch(re.escape(__version__) + r"\+[0-9a-f]{12}", code_version())
