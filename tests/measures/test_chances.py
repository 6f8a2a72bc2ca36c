"""The chance of being below a peer, and the exposure at which a count would have the peer's rate."""

import numpy as np
import pandas as pd
import pytest
from hypothesis import given
from hypothesis import strategies as st
from numpy.random import default_rng

from safetystats.errors import InputError
from safetystats.measures import break_even_exposure, chance_below, compare_counts, rate

counts = st.integers(0, 500)
exposures = st.floats(0.1, 1000)


def test_the_chance_is_that_of_two_gamma_rates() -> None:
    random = default_rng(1)
    own, peer = random.gamma(33.5, 1 / 10, 400_000), random.gamma(29.5, 1 / 8, 400_000)
    assert chance_below(33, 29, 10, 8) == pytest.approx((own < peer).mean(), abs=0.003)


@given(counts, counts, exposures, exposures)
def test_the_two_chances_make_one(a: int, b: int, exposure_a: float, exposure_b: float) -> None:
    assert chance_below(a, b, exposure_a, exposure_b) + chance_below(b, a, exposure_b, exposure_a) == pytest.approx(1)


def test_no_events_in_either_leaves_it_open_and_missing_stays_missing() -> None:
    assert chance_below(0, 0) == pytest.approx(0.5)
    got = chance_below(pd.Series([1, None, 5], index=list("abc")), 3)
    assert list(got.index) == list("abc")
    assert np.isnan(got["b"])
    assert got["a"] > 0.5 > got["c"]


def test_dispersion_draws_the_chance_towards_one_half() -> None:
    assert chance_below(20, 40) > chance_below(20, 40, dispersion=3) > 0.5
    with pytest.raises(InputError, match="dispersion is 0.5"):
        chance_below(20, 40, dispersion=0.5)


def test_break_even_is_where_the_ratio_is_one() -> None:
    # 33 deaths; a nation with 75,572 deaths in 487,940 (100 million yuan)
    got = break_even_exposure(33, 75_572, 487_940)
    assert got.arithmetic == pytest.approx(33 / (75_572 / 487_940))
    assert compare_counts(33, 75_572, got.arithmetic, 487_940).ratio == pytest.approx(1)
    assert compare_counts(33, 75_572, got.below, 487_940).upper == pytest.approx(1)
    assert compare_counts(33, 75_572, got.above, 487_940).lower == pytest.approx(1)
    assert got.above < got.arithmetic < got.below


def test_ten_months_need_the_exposure_of_a_year() -> None:
    whole, part = break_even_exposure(33, 100, 50), break_even_exposure(33, 100, 50, time_share=10 / 12)
    assert part.arithmetic == pytest.approx(1.2 * whole.arithmetic)


def test_a_published_rate_is_taken_at_the_ends_of_its_rounding() -> None:
    got = break_even_exposure(33, peer_rate=(0.1725, 0.1735))
    assert got.arithmetic == pytest.approx(33 / 0.1725)
    assert got.below == pytest.approx(rate(33, 1).upper / 0.1725)
    assert got.above == pytest.approx(rate(33, 1).lower / 0.1735)


def test_no_deaths_still_need_an_exposure_for_evidence() -> None:
    got = break_even_exposure(0, 75_572, 487_940)
    assert got.arithmetic == 0
    assert got.below > 20


@pytest.mark.parametrize(
    ("options", "words"),
    [
        ({}, "Tell the peer"),
        ({"peer_rate": (2.0, 1.0)}, "the least first"),
        ({"peer_events": 0, "peer_exposure": 10}, "no events"),
        ({"peer_rate": (1.0, 1.0), "time_share": 10}, "ten months are 10/12"),
    ],
)
def test_wrong_peers_are_refused(options: dict[str, object], words: str) -> None:
    with pytest.raises(InputError, match=words):
        break_even_exposure(33, **options)  # type: ignore[arg-type]


def test_one_number_is_no_range_of_a_rounded_rate() -> None:
    with pytest.raises(InputError, match="must be two rates above 0"):
        break_even_exposure(33, peer_rate=0.15)  # type: ignore[arg-type]
