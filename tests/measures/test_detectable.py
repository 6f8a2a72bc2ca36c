"""The power of a comparison of two years' counts, against the test itself over every pair of counts."""

import numpy as np
import pytest
from scipy import stats

from safetystats.errors import InputError
from safetystats.measures import chance_of_detecting_fall, compare_counts, minimum_detectable_fall


@pytest.mark.parametrize(("before", "fall", "ratio"), [(12.0, 0.5, 1.0), (9.0, 0.4, 2.5), (15.0, -0.2, 0.5)])
def test_it_is_the_sum_over_the_pairs_that_the_test_calls_a_fall(before: float, fall: float, ratio: float) -> None:
    counts = np.arange(61)
    now, was = np.meshgrid(counts, counts, indexing="ij")
    shown = compare_counts(now.ravel(), was.ravel(), ratio, 1.0).upper.reshape(now.shape) < 1
    weights = np.outer(stats.poisson.pmf(counts, before * ratio * (1 - fall)), stats.poisson.pmf(counts, before))
    got = chance_of_detecting_fall(before, fall, exposure_ratio=ratio)
    assert got == pytest.approx((weights * shown).sum(), abs=1e-9)


def test_it_undoes_the_minimum_detectable_fall_and_copes_with_large_counts() -> None:
    assert chance_of_detecting_fall(40, minimum_detectable_fall(40)) == pytest.approx(0.8, abs=1e-5)
    assert chance_of_detecting_fall(79_552, 0.02) == pytest.approx(0.98, abs=0.01)


def test_bad_input_is_one_sentence() -> None:
    for options in ({"fall": 1.5}, {"fall": 0.1, "level": 95}, {"fall": 0.1, "exposure_ratio": 0}):
        with pytest.raises(InputError, match="a fall is at most 1, a level lies between 0 and 1"):
            chance_of_detecting_fall(40, **options)
    with pytest.raises(InputError, match="The mean before is 0, but must be above 0"):
        chance_of_detecting_fall(0, 0.1)
