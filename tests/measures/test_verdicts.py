"""Verdicts in words: a change in time, an area beside its peer, exposures told, figures that never contradict the words."""

import re

import pandas as pd
import pytest
from hypothesis import given
from hypothesis import strategies as st

from safetystats.errors import InputError
from safetystats.measures import verdict

COUNTS = st.integers(0, 3000)


def test_a_peer_is_above_below_level_or_close() -> None:
    above, below, level, close = (
        verdict(*pair, versus="peer", tolerance=0.05) for pair in ((33, 29), (3, 30), (9, 9), (300, 310))
    )
    assert [got.arithmetic for got in (above, below, level, close)] == ["above", "below", "level", "close"]
    assert below.statistical == "evidence of a lower rate"
    assert "90.0 % below the peer, and there is evidence of a lower rate" in below.words_en
    assert "低于对方90.0%，且有低于对方的证据" in below.words_zh
    assert "接近对方（低于对方3.2%，容许5%）" in close.words_zh


def test_different_exposures_are_in_the_sentence() -> None:
    got = verdict(33, 30, exposure_now=10, exposure_before=12)
    assert got.words_en.startswith("33 in 10 against 30 in 12, as rates: up 32.0 %")
    assert got.words_zh.startswith("33（暴露量10）对30（暴露量12），按率计：上升32.0%")
    assert verdict(33, 30, 10, 10).words_en.startswith("33 against 30: up 10.0 %")


def test_a_rise_from_nothing() -> None:
    got = verdict(9, 0)
    assert got.change is None
    assert "a percentage has no meaning; there is evidence of a rise (ratio ∞" in got.words_en
    assert "上期为零，变化的百分数没有意义；有上升的证据" in got.words_zh


def test_about_level_and_yet_evidence() -> None:
    got = verdict(10_300, 10_000, tolerance=0.05)
    assert got.arithmetic == "about level"
    assert got.statistical == "evidence of a rise"
    assert "about level (up 3.0 %, within 5 %), yet there is evidence of a rise" in got.words_en


@given(COUNTS, COUNTS)
def test_the_printed_interval_and_p_value_say_what_the_words_say(now: int, before: int) -> None:
    got = verdict(now, before)
    found = re.search(r"interval ([\d.]+|∞)–([\d.]+|∞), p ([<=]) ([\d.]+)", got.words_en)
    if now == before == 0:
        assert found is None
        return
    assert found is not None
    lower, upper = (float(end.replace("∞", "inf")) for end in found.group(1, 2))
    p_value = 0.0 if found[3] == "<" else float(found[4])
    assert (lower > 1 or upper < 1) == (p_value < 0.05) == (got.statistical != "no evidence of a change")


def test_a_tiny_change_is_not_printed_as_0() -> None:
    assert "up 0.001 %" in verdict(200_001, 200_000).words_en


@pytest.mark.parametrize(
    ("arguments", "says"),
    [
        ({"now": None}, "missing is not zero"),
        ({"before": pd.NA}, "missing is not zero"),
        ({"now": "33"}, "now must be numbers, but holds '33'"),
        ({"now": [1, 2]}, "on one pair of counts"),
        ({"exposure_now": 0}, "both must be above 0"),
        ({"tolerance": 5}, "such as 0.05 for 5 %"),
        ({"versus": "peers"}, "did you mean 'peer'"),
    ],
)
def test_mistakes_are_told(arguments: dict[str, object], says: str) -> None:
    with pytest.raises(InputError, match=says):
        verdict(**({"now": 3, "before": 4} | arguments))  # type: ignore[arg-type]
