"""Many populations: the pairwise method for two, and effects that agree along any path for more."""

import numpy as np
import pandas as pd
import pytest

from safetystats.errors import InputError
from safetystats.models import decompose, decompose_populations

RANDOM = np.random.default_rng(12)
AREAS = {
    name: pd.DataFrame(RANDOM.uniform(1, 4, (3, 4)), columns=list("abcd"))
    for name in ("east", "west", "north", "south")
}


def test_two_populations_are_a_pair() -> None:
    two = {name: AREAS[name] for name in ("east", "west")}
    got, pair = decompose_populations(two), decompose(*two.values()).set_index("factor")
    assert got.loc["east"][:-1].to_numpy() == pytest.approx(pair["standardised_a"].to_numpy())
    assert got.loc["west"][:-1].to_numpy() == pytest.approx(pair["standardised_b"].to_numpy())


def test_effects_add_up_between_any_two_and_do_not_depend_on_the_order() -> None:
    got = decompose_populations(AREAS)
    for one in AREAS:
        for other in AREAS:
            effects = got.loc[other] - got.loc[one]
            assert effects[:-1].sum() == pytest.approx(effects["value"])
    turned = decompose_populations(dict(reversed(AREAS.items()))).loc[got.index]
    pd.testing.assert_frame_equal(turned, got)


def test_the_formula_as_it_is_printed() -> None:
    names, n = list(AREAS), len(AREAS)
    alpha = {}
    for y in names:
        for x in names:
            if x != y:
                pair = decompose(AREAS[y], AREAS[x]).set_index("factor")
                alpha[y, x] = pair.loc["b", "standardised_a"]
    for y in names:
        rest = [x for x in names if x != y]
        second = sum(sum(alpha[x, z] for z in names if z not in (x, y)) - (n - 2) * alpha[x, y] for x in rest)
        wanted = np.mean([alpha[y, x] for x in rest]) + second / (n * (n - 1))
        assert decompose_populations(AREAS).loc[y, "b"] == pytest.approx(wanted)


def test_composition_may_be_standardised_too() -> None:
    got = decompose_populations(AREAS, "kitagawa", composition="a", factors=["b"])
    assert got.columns.tolist() == ["a", "b", "value"]
    assert (got["a"] + got["b"] - got["value"]).std() == pytest.approx(0, abs=1e-12)


@pytest.mark.parametrize(
    ("tables", "method", "says"),
    [({"east": AREAS["east"]}, "das_gupta", "at least two populations, but there are 1"),
     (AREAS, "lmdi", "gives no standardised values")],
)  # fmt: skip
def test_mistakes_are_told(tables: dict[str, pd.DataFrame], method: str, says: str) -> None:
    with pytest.raises(InputError, match=says):
        decompose_populations(tables, method)
