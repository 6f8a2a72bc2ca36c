"""Chains of raw columns: the same effects as of their ratios, and intervals that cover what they should."""

import numpy as np
import pandas as pd
import pytest

from safetystats.errors import InputError
from safetystats.models import decompose, decompose_chain

CHAIN = ["deaths", "accidents", "vehicles", "persons"]
BEFORE = {"deaths": 33, "accidents": 46, "vehicles": 9.1e4, "persons": 1e6}
NOW = {"deaths": 20, "accidents": 40, "vehicles": 12e4, "persons": 1.01e6}
SECTORS = pd.DataFrame({"deaths": [12, 0, 3], "accidents": [14, 0, 9], "workers": [500.0, 40.0, 900.0]})
LATER = pd.DataFrame({"deaths": [9, 1, 4], "accidents": [13, 1, 9], "workers": [450.0, 60.0, 990.0]})


@pytest.mark.parametrize("method", ["das_gupta", "lmdi"])
def test_a_chain_is_its_ratios(method: str) -> None:
    got = decompose_chain(BEFORE, NOW, CHAIN, method)
    assert got["factor"].tolist() == ["deaths / accidents", "accidents / vehicles", "vehicles / persons", "persons"]
    ratios = [[x["deaths"] / x["accidents"], x["accidents"] / x["vehicles"], x["vehicles"] / x["persons"], x["persons"]]
              for x in (BEFORE, NOW)]  # fmt: skip
    assert got["effect"].tolist() == pytest.approx(decompose(ratios[:1], ratios[1:], method)["effect"].tolist())
    assert got["effect"].sum() == pytest.approx(-13)


@pytest.mark.parametrize(("end", "change"), [("whole", -1), ("split", -1), ("share", 14 / 1500 - 15 / 1440)])
@pytest.mark.parametrize("method", ["das_gupta", "lmdi"])
def test_ends_of_a_chain(end: str, change: float, method: str) -> None:
    got = decompose_chain(SECTORS, LATER, ["deaths", "accidents", "workers"], method, end=end)
    assert got["effect"].sum() == pytest.approx(change)
    assert got["effect"].notna().all()


def test_a_ratio_of_nothing_to_nothing_has_not_changed() -> None:
    got = decompose_chain([[0, 0, 40]], [[1, 1, 60]], ["factor_1", "factor_2", "factor_3"])
    assert got["effect"].tolist() == [0, 1, 0]


@pytest.mark.parametrize("method", ["das_gupta", "lmdi"])
def test_intervals_hold_the_effects_and_do_not_change_from_run_to_run(method: str) -> None:
    options = {"method": method, "counts": CHAIN[:2]}
    got = decompose_chain(BEFORE, NOW, CHAIN, **options)  # type: ignore[arg-type]
    assert ((got["lower"] < got["effect"]) & (got["effect"] < got["upper"])).all()
    pd.testing.assert_frame_equal(got, decompose_chain(BEFORE, NOW, CHAIN, **options))  # type: ignore[arg-type]
    other = decompose_chain(BEFORE, NOW, CHAIN, **options, seed=5)  # type: ignore[arg-type]
    assert other["lower"].to_numpy() == pytest.approx(got["lower"].to_numpy(), abs=2)
    wider = decompose_chain(BEFORE, NOW, CHAIN, **options, variance_factors={"deaths": 4.0})  # type: ignore[arg-type]
    assert wider["upper"][0] > got["upper"][0]
    known = decompose_chain(BEFORE, NOW, CHAIN, **options, variance_factors={"deaths": 0.5})  # type: ignore[arg-type]
    assert (known["lower"] <= known["effect"]).all()


def test_a_zero_may_be_more_than_zero_but_many_zeros_are_not_many_halves() -> None:
    none = decompose_chain({"deaths": 0, "workers": 500.0}, {"deaths": 0, "workers": 500.0}, ["deaths", "workers"],
                           counts=["deaths"])  # fmt: skip
    assert none["lower"][0] < -1 < 1 < none["upper"][0]
    many = pd.DataFrame({"deaths": [0] * 50, "workers": [10.0] * 50})
    spread = decompose_chain(many, many, ["deaths", "workers"], counts=["deaths"])
    assert spread["upper"][0] == pytest.approx(none["upper"][0], abs=0.5)


def test_a_count_at_the_end_of_a_chain_is_drawn_too() -> None:
    got = decompose_chain(SECTORS, LATER, ["deaths", "accidents"], "das_gupta", counts=["deaths", "accidents"])
    assert (got["lower"] < got["effect"]).all()


def test_intervals_cover_the_effects() -> None:
    random, sizes, shares, held = np.random.default_rng(7), np.arange(5), np.array([0.5, 0.4, 0.05, 0.03, 0.02]), []
    mean, factor = sizes @ shares, sizes**2 @ shares / (sizes @ shares)
    chain = ["deaths", "accidents", "vehicles"]
    truth = decompose_chain([[40 * mean, 40, 100.0]], [[25 * mean, 25, 110.0]], ["factor_1", "factor_2", "factor_3"])
    for _ in range(200):
        rows = []
        for accidents, vehicles in ((random.poisson(40), 100.0), (random.poisson(25), 110.0)):
            deaths = random.choice(sizes, accidents, p=shares).sum()
            rows.append(dict(zip(chain, (deaths, accidents, vehicles), strict=True)))
        got = decompose_chain(*rows, chain, counts=chain[:2], variance_factors={"deaths": factor}, draws=400)
        held.append((got["lower"] <= truth["effect"]) & (truth["effect"] <= got["upper"]))
    assert 0.9 < np.mean(held) < 0.99


@pytest.mark.parametrize(
    ("options", "says"),
    [
        ({"counts": ["accidents"]}, "must be the first columns of the chain deaths, accidents"),
        ({"counts": ["deaths"], "variance_factors": {"accident": 2.0}}, "must be one of deaths"),
        ({"counts": ["deaths"], "variance_factors": {"deaths": 0.0}}, "the variance factor of 'deaths' is 0.0"),
        ({"counts": ["deaths"], "draws": 10}, "draws is 10, but an interval needs at least 100"),
        ({"counts": ["deaths"], "level": 95}, "did you mean 0.95"),
        ({"end": "parts"}, "end is 'parts', but must be one of whole, split, share"),
        ({"method": "kitagawa"}, "must be one of das_gupta, lmdi"),
        ({"chain": ["deaths"]}, "needs two different columns"),
    ],
)
def test_mistakes_are_told(options: dict[str, object], says: str) -> None:
    with pytest.raises(InputError, match=says):
        decompose_chain(BEFORE, NOW, **({"chain": CHAIN} | options))  # type: ignore[arg-type]


def test_events_without_what_they_are_events_of_are_refused() -> None:
    with pytest.raises(InputError, match="'accidents' is 0 in row 1 although 'deaths' is 33"):
        decompose_chain(BEFORE | {"accidents": 0}, NOW, CHAIN)
    none = {"deaths": 0, "workers": 0}
    with pytest.raises(InputError, match="'workers' adds up to 0"):
        decompose_chain(none, none, ["deaths", "workers"], end="share")
