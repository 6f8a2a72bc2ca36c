import pandas as pd
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from safetystats.errors import InputError
from safetystats.measures import compare_counts
from safetystats.models import cause_changes

BEFORE = pd.Series({"speed": 60, "fatigue": 40, "yield": 30})
AFTER = pd.Series({"speed": 20, "fatigue": 41, "yield": 33})


def test_each_cause_is_compared_and_the_p_values_corrected() -> None:
    found = cause_changes(BEFORE, AFTER)
    speed = found.table.loc["speed"]
    want = compare_counts(20, 60)
    assert (speed["ratio"], speed["lower"], speed["upper"]) == pytest.approx((want.ratio, want.lower, want.upper))
    assert speed["p_adjusted"] == pytest.approx(3 * want.p_value)
    assert found.table["verdict"].to_dict() == {"speed": "fell", "fatigue": "no evidence", "yield": "no evidence"}
    assert not found.list_changed
    assert repr(found) == "<CauseChanges 2 no evidence, 1 fell>"


def test_a_renamed_cause_is_not_a_vanished_one() -> None:
    before = pd.Series({"Ingestão de Álcool": 5070, "Velocidade Incompatível": 5887, "Pista Escorregadia": 2017})
    after = pd.Series({"Ingestão de álcool pelo condutor": 4800, "Velocidade Incompatível": 5700, "Chuva": 1500})
    found = cause_changes(before, after)
    assert found.list_changed
    assert found.share_vanished == pytest.approx(7087 / 12974)
    assert found.renames[["vanished", "appeared"]].values.tolist() == [
        ["Ingestão de Álcool", "Ingestão de álcool pelo condutor"]
    ]
    assert set(found.table["verdict"]) == {"vanished", "appeared", "no evidence"}


def test_names_are_compared_when_codes_say_nothing() -> None:
    names = pd.Series({"c1": "疲劳驾驶", "c7": "驾驶人疲劳驾驶"})
    found = cause_changes(pd.Series({"c1": 50}), pd.Series({"c7": 48}), names=names)
    assert found.renames["appeared"].tolist() == ["c7"]


def test_a_code_seen_once_is_chance_and_no_new_list() -> None:
    found = cause_changes(pd.Series({"a": 500, "b": 1}), pd.Series({"a": 510, "c": 1}))
    assert not found.list_changed
    assert found.renames.empty


def test_shares_do_not_move_when_everything_falls() -> None:
    assert (cause_changes(BEFORE, BEFORE // 2).table["verdict"] == "fell").any()
    shares = cause_changes(BEFORE, BEFORE // 2, basis="shares").table
    assert (shares["verdict"] == "no evidence").all()
    assert shares["ratio"].tolist() == pytest.approx([1, 1, 1])


def test_exposures_are_taken_into_account() -> None:
    found = cause_changes(BEFORE, BEFORE * 2, exposure_before=10, exposure_after=20).table
    assert found["ratio"].tolist() == pytest.approx([1, 1, 1])


@settings(max_examples=40, deadline=None)
@given(st.dictionaries(st.sampled_from("abcdef"), st.tuples(st.integers(0, 90), st.integers(0, 90)), min_size=1))
def test_turning_time_round_turns_ratios_round(counts: dict[str, tuple[int, int]]) -> None:
    before, after = (pd.Series({code: pair[k] for code, pair in counts.items()}) for k in (0, 1))
    forth, back = cause_changes(before, after).table, cause_changes(after, before).table
    assert forth["p_adjusted"].to_dict() == pytest.approx(back["p_adjusted"].to_dict())
    opposite = {"rose": "fell", "fell": "rose", "appeared": "vanished", "vanished": "appeared"}
    assert forth["verdict"].to_dict() == {code: opposite.get(v, v) for code, v in back["verdict"].items()}


@pytest.mark.parametrize(
    ("before", "after", "options", "says"),
    [
        (pd.Series([1, 2], index=["a", "a"]), AFTER, {}, "The code 'a' stands twice in before"),
        (BEFORE, pd.Series({"speed": None}, dtype=float), {}, "after has no count of 'speed'"),
        (BEFORE, BEFORE * 0, {"basis": "shares"}, "has no events at all"),
        (BEFORE, AFTER, {"basis": "share"}, "basis is 'share', but must be one of counts, shares"),
        (BEFORE, AFTER, {"exposure_after": 0}, "exposure_after is 0, but must be a number greater than 0"),
    ],
)
def test_bad_input_gets_one_sentence(
    before: pd.Series, after: pd.Series, options: dict[str, object], says: str
) -> None:
    with pytest.raises(InputError) as caught:
        cause_changes(before, after, **options)  # type: ignore[arg-type]
    assert says in str(caught.value)
