"""A base year picked for being bad falls back by itself."""

import numpy as np
import pytest

from safetystats.errors import InputError
from safetystats.targets import regression_to_mean_share

EARLIER = [30, 29, 33, 31, 30]


def test_a_bad_year_a_good_year_and_a_usual_one() -> None:
    high, low, usual = (regression_to_mean_share(base, EARLIER) for base in (50, 15, 31))
    assert (high.code, low.code, usual.code) == ("base_high", "base_low", "base_usual")
    assert high.usual < high.expected < high.base
    assert low.base < low.expected < low.usual
    assert high.share > 20
    assert low.share < 0
    assert abs(usual.share) < 3
    assert high.chance < 0.02


def test_it_is_what_simulation_finds() -> None:
    """Areas whose true level is steady: of those with a bad base year, the next year falls back by the share told."""
    rng = np.random.default_rng(7)
    levels = rng.gamma(30, 1, 4000)
    years = rng.poisson(levels[:, None], (4000, 8))
    bad = years[:, 6] >= 1.4 * years[:, :6].mean(axis=1)
    told = [regression_to_mean_share(row[6], row[:6]) for row in years[bad][:150]]
    seen = 100 * (1 - years[bad][:150, 7].sum() / years[bad][:150, 6].sum())
    share = 100 * (1 - sum(one.expected for one in told) / sum(one.base for one in told))
    assert share == pytest.approx(seen, abs=5)


def test_clustered_deaths_make_a_bad_year_less_telling() -> None:
    plain, clustered = (regression_to_mean_share(45, EARLIER, dispersion=factor) for factor in (1, 5))
    assert clustered.chance > plain.chance
    assert clustered.code == "base_usual"
    assert repr(plain).startswith("<RegressionToMean base=45")
    assert np.isnan(regression_to_mean_share(0, EARLIER).share)


def test_bad_input_is_one_sentence() -> None:
    with pytest.raises(InputError, match="earlier holds 1 years and base 1; give two years or more and one base"):
        regression_to_mean_share(50, [30])
    with pytest.raises(InputError, match="base must be a whole number"):
        regression_to_mean_share(50.5, EARLIER)
