import numpy as np
import pandas as pd
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from scipy import stats

from safetystats.errors import InputError
from safetystats.models import cause_combinations, co_occurrence


def ledger(sets: dict[str, int]) -> pd.DataFrame:
    """Return one row a cause: ``{"ab": 3}`` is three accidents with the causes a and b."""
    names = [causes for causes, count in sets.items() for _ in range(count)]
    rows = [(number, cause) for number, causes in enumerate(names) for cause in causes]
    return pd.DataFrame(rows, columns=["accident_id", "cause"])


def test_lift_is_observed_over_expected() -> None:
    pair = co_occurrence(ledger({"ab": 30, "a": 10, "b": 20, "c": 40})).set_index(["a", "b"]).loc[("a", "b")]
    assert (pair["both"], pair["accidents_a"], pair["accidents_b"]) == (30, 40, 50)
    assert pair["expected"] == 20
    assert pair["lift"] == 1.5
    assert pair["lower"] < 1.5 < pair["upper"]
    table = stats.hypergeom(100, 40, 50)
    assert pair["p_value"] == pytest.approx(2 * table.sf(29))


def test_the_interval_is_that_of_the_odds_ratio() -> None:
    # At the limits of lift the table of the same margins has the limits of Gart's odds ratio.
    pair = co_occurrence(ledger({"ab": 30, "a": 10, "b": 20, "c": 40})).set_index(["a", "b"]).loc[("a", "b")]
    centre = np.log(30.5 * 40.5 / (10.5 * 20.5))
    error = np.sqrt(1 / 30.5 + 1 / 40.5 + 1 / 10.5 + 1 / 20.5)
    for end, sign in (("lower", -1), ("upper", 1)):
        x = pair[end] * 20
        odds = x * (100 - 40 - 50 + x) / ((40 - x) * (50 - x))
        assert np.log(odds) == pytest.approx(centre + sign * 1.959964 * error, abs=1e-6)


def test_causes_never_seen_together_have_an_upper_bound() -> None:
    pair = co_occurrence(ledger({"a": 40, "b": 30, "c": 50})).iloc[0]
    assert pair["lift"] == pair["lower"] == 0
    assert 0 < pair["upper"] < 1


def test_many_pairs_are_corrected() -> None:
    random = np.random.default_rng(5)
    rows = [(i, c) for i in range(400) for c in "abcdefghij" if random.random() < 0.3]
    found = co_occurrence(pd.DataFrame(rows, columns=["accident_id", "cause"]))
    assert len(found) == 45
    assert (found["p_value"] < 0.05).any()
    assert not (found["p_adjusted"] < 0.05).any(), "independent causes: nothing is left after the correction"


def test_rare_causes_are_not_paired_and_repeats_count_once() -> None:
    pairs = ledger({"ab": 10, "a": 10, "c": 4})
    assert co_occurrence(pd.concat([pairs, pairs]))[["a", "b", "both"]].values.tolist() == [["a", "b", 10]]
    assert co_occurrence(ledger({"ab": 2})).empty


def test_combinations_count_each_accident_once() -> None:
    found = cause_combinations(ledger({"ab": 3, "ba": 2, "a": 4, "abc": 1}))
    assert found.table.values.tolist() == [[("a", "b"), 2, 5], [("a",), 1, 4], [("a", "b", "c"), 3, 1]]
    assert found.causes.to_dict() == {"a": 10, "b": 6, "c": 1}
    assert repr(found) == "<Combinations 3 of 3 causes in 10 accidents>"


@settings(max_examples=40, deadline=None)
@given(st.dictionaries(st.sampled_from(["a", "b", "c", "ab", "ac", "bc", "abc"]), st.integers(1, 30), min_size=1))
def test_intervals_hold_their_lift_and_combinations_add_up(sets: dict[str, int]) -> None:
    pairs = ledger(sets)
    found = co_occurrence(pairs, accidents=sum(sets.values()) + 5)
    assert ((found["lower"] <= found["lift"]) & (found["lift"] <= found["upper"])).all()
    assert found["p_value"].between(0, 1).all()
    assert cause_combinations(pairs).table["accidents"].sum() == sum(sets.values())


@pytest.mark.parametrize(
    ("pairs", "options", "says"),
    [
        (pd.DataFrame({"accident_id": [1]}), {}, "no column 'cause'"),
        (ledger({}), {}, "has no rows"),
        (ledger({"ab": 3}), {"accidents": 2}, "accidents is 2, but the table of causes names 3"),
        (ledger({"ab": 9}), {"method": "fdr"}, "method is 'fdr', but must be one of holm"),
    ],
)
def test_bad_input_gets_one_sentence(pairs: pd.DataFrame, options: dict[str, object], says: str) -> None:
    with pytest.raises(InputError) as caught:
        co_occurrence(pairs, **options)  # type: ignore[arg-type]
    assert says in str(caught.value)
