"""Adjusted p-values against statsmodels."""

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st
from statsmodels.stats.multitest import multipletests

from safetystats.errors import InputError
from safetystats.measures import ADJUSTMENTS, adjust_p_values

NAMES = dict(zip(ADJUSTMENTS, ("holm", "bonferroni", "fdr_bh", "fdr_by"), strict=True))


@given(st.lists(st.floats(0, 1), min_size=1, max_size=30), st.sampled_from(ADJUSTMENTS))
def test_as_statsmodels(p_values: list[float], method: str) -> None:
    want = multipletests(p_values, method=NAMES[method])[1]
    assert adjust_p_values(p_values, method) == pytest.approx(want, abs=1e-12)


def test_a_missing_one_stays_missing_and_does_not_count() -> None:
    got = adjust_p_values([0.01, None, 0.04])
    assert got[[0, 2]] == pytest.approx([0.02, 0.04])
    assert np.isnan(got[1])


def test_mistakes_are_told() -> None:
    with pytest.raises(InputError, match="between 0 and 1, but is 1.2"):
        adjust_p_values([0.1, 1.2])
