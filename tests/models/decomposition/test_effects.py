"""Effects that add up: published decompositions, brute force over all orders, and what must hold for any table."""

import json
from collections.abc import Callable
from itertools import permutations
from math import prod
from pathlib import Path

import numpy as np
import pandas as pd
import pytest
from hypothesis import given
from hypothesis import strategies as st

from golden_checks import Case, wrong
from safetystats.errors import InputError
from safetystats.models import DECOMPOSITION_METHODS, decompose, decompose_series

HERE = Path(__file__).resolve()
GOLDEN: list[Case] = json.loads(HERE.with_name("golden.json").read_text("utf-8"))
SHARED = HERE.parents[4] / "shared" / "golden.json"


def standardised(given: Case, **options: object) -> Case:
    got = decompose(given["pop1"], given["pop2"], **options)  # type: ignore[arg-type]
    rows = {row.factor: {"pop1": row.standardised_a, "pop2": row.standardised_b, "effect": row.effect}
            for row in got.itertuples()}  # fmt: skip
    a, b = got["value_a"].iloc[0], got["value_b"].iloc[0]
    return {"crude": {"pop1": a, "pop2": b, "effect": b - a}, **rows}


def keys(given: Case) -> list[str]:
    return [name for name in given["pop1"] if name not in ("size", "rate")]


def additive(given: Case) -> Case:
    got = decompose(given["x0"], given["xT"], "lmdi")
    return {"effects": got["effect"].tolist(), "total": got["effect"].sum()}


def multiplicative(given: Case) -> Case:
    got = decompose(given["x0"], given["xT"], "lmdi")
    return {"indices": got["index"].tolist(), "total_ratio": got["index"].prod()}


CALLS: dict[str, Callable[[Case], Case]] = {
    "decomp_das_gupta": standardised,
    "decomp_das_gupta_crossclassified": lambda given: standardised(given, by=keys(given), composition="size"),
    "decomp_kitagawa_two_component": lambda given: standardised(given, method="kitagawa", by=keys(given)),
    "decomp_lmdi1_additive": additive,
    "decomp_lmdi1_multiplicative": multiplicative,
}
FACTORS = st.integers(2, 4).flatmap(
    lambda n: st.lists(
        st.lists(st.floats(0.01, 100), min_size=2 * n, max_size=2 * n), min_size=1, max_size=4
    )
)  # fmt: skip


def tables(rows: list[list[float]]) -> tuple[pd.DataFrame, pd.DataFrame]:
    n = len(rows[0]) // 2
    names = [f"f{place}" for place in range(n)]
    return (pd.DataFrame([row[:n] for row in rows], columns=names), pd.DataFrame([row[n:] for row in rows], columns=names))  # fmt: skip


def change(a: pd.DataFrame, b: pd.DataFrame) -> float:
    return float(b.prod(axis=1).sum() - a.prod(axis=1).sum())


@pytest.mark.parametrize("case", GOLDEN, ids=[case["id"] for case in GOLDEN])
def test_golden_case(case: Case) -> None:
    assert wrong(CALLS[case["method"]](case["inputs"]), case["expected"], case["tolerance"]) == []


@pytest.mark.skipif(not SHARED.is_file(), reason="the whole golden file is not beside this checkout")
def test_every_decomposition_of_the_golden_file_is_mapped() -> None:
    for case in json.loads(SHARED.read_text("utf-8")):
        if case["id"].startswith("DE"):
            assert wrong(CALLS[case["method"]](case["inputs"]), case["expected"], case["tolerance"]) == []


@given(FACTORS, st.sampled_from(["das_gupta", "lmdi"]))
def test_effects_add_up_turn_round_and_keep_their_scale(rows: list[list[float]], method: str) -> None:
    a, b = tables(rows)
    got = decompose(a, b, method)
    size = a.prod(axis=1).sum() + b.prod(axis=1).sum()
    assert got["effect"].sum() == pytest.approx(change(a, b), abs=1e-9 * size)
    back = decompose(b, a, method)["effect"]
    assert back.to_numpy() == pytest.approx(-got["effect"].to_numpy(), abs=1e-9 * size)
    scaled = decompose(a.assign(f0=a["f0"] * 7), b.assign(f0=b["f0"] * 7), method)["effect"]
    assert scaled.to_numpy() == pytest.approx(7 * got["effect"].to_numpy(), abs=1e-8 * size)
    turned = decompose(a[::-1], b, method)["effect"]
    assert turned.to_numpy() == pytest.approx(got["effect"].to_numpy(), abs=1e-9 * size)
    assert decompose(a, a, method)["effect"].tolist() == pytest.approx([0] * len(a.columns), abs=1e-9 * size)


@given(FACTORS)
def test_das_gupta_is_the_average_over_all_orders(rows: list[list[float]]) -> None:
    a, b = tables(rows)
    n = len(a.columns)
    effects, orders = np.zeros(n), list(permutations(range(n)))
    for order in orders:
        now = a.to_numpy().copy()
        for factor in order:
            before = now.prod(axis=1).sum()
            now[:, factor] = b.to_numpy()[:, factor]
            effects[factor] += (now.prod(axis=1).sum() - before) / len(orders)
    size = a.prod(axis=1).sum() + b.prod(axis=1).sum()
    assert decompose(a, b)["effect"].to_numpy() == pytest.approx(effects, abs=1e-9 * size)
    by_function = decompose(a, b, rate=lambda **x: prod(x.values()))["effect"]  # type: ignore[arg-type]
    assert by_function.to_numpy() == pytest.approx(effects, abs=1e-9 * size)


@given(FACTORS)
def test_lmdi_indices_multiply_up_to_the_ratio(rows: list[list[float]]) -> None:
    a, b = tables(rows)
    ratio = b.prod(axis=1).sum() / a.prod(axis=1).sum()
    assert decompose(a, b, "lmdi")["index"].prod() == pytest.approx(ratio, rel=1e-9)


def test_many_factors_need_no_orders() -> None:
    random = np.random.default_rng(3)
    a, b = random.uniform(0.5, 2, (2, 5, 25))
    got = decompose(a, b)
    assert got["effect"].sum() == pytest.approx(b.prod(axis=1).sum() - a.prod(axis=1).sum(), rel=1e-10)


# Das Gupta 1993, examples 3.1 and 4.4: rates that are no products
def test_a_rate_may_be_any_function_of_the_factors() -> None:
    a, b = {"births": 19.4, "deaths": 10.8}, {"births": 23.7, "deaths": 9.5}
    got = decompose(a, b, rate=lambda births, deaths: births - deaths)
    assert got["effect"].tolist() == pytest.approx([4.3, 1.3])
    first = {"A": [0.2, 0.163, 0.146, 0.154, 0.168, 0.169], "B": [0.866, 0.325, 0.119, 0.099, 0.099, 0.121],
             "C": [0.007, 0.021, 0.023, 0.015, 0.008, 0.002], "D": [0.454, 0.326, 0.195, 0.107, 0.051, 0.015]}  # fmt: skip
    last = {"A": [0.169, 0.195, 0.19, 0.174, 0.15, 0.122], "B": [0.931, 0.563, 0.311, 0.216, 0.199, 0.191],
            "C": [0.018, 0.026, 0.023, 0.016, 0.008, 0.002], "D": [0.38, 0.201, 0.149, 0.079, 0.025, 0.006]}  # fmt: skip
    got = decompose(first, last, rate=lambda A, B, C, D: (A * B * C).sum() / ((A * B * C) + (A * (1 - B) * D)).sum())
    assert got["effect"].sum() == pytest.approx(got["value_b"][0] - got["value_a"][0])


@pytest.mark.parametrize(
    ("first", "last", "effects"),
    [
        ([[0.0, 5.0]], [[3.0, 4.0]], [12, 0]),  # the sector appears by the factor that was 0
        ([[3.0, 4.0]], [[0.0, 9.0]], [-12, 0]),
        ([[0.0, 5.0]], [[0.0, 8.0]], [0, 0]),
        ([[0.0, 0.0]], [[3.0, 4.0]], [6, 6]),
        ([[0.0, 5.0]], [[3.0, 0.0]], [0, 0]),
    ],
)
def test_zeros_get_the_limits_of_small_numbers(
    first: list[list[float]], last: list[list[float]], effects: list[float]
) -> None:
    got = decompose(first, last, "lmdi")["effect"]
    assert got.tolist() == effects
    small = 1e-150
    near = decompose(np.maximum(first, small), np.maximum(last, small), "lmdi")["effect"]
    # The limit is reached as slowly as 1/log: at 1e-150 some hundredths are still missing.
    assert near.tolist() == pytest.approx(effects, abs=0.1)


def test_composition_is_split_between_its_dimensions() -> None:
    random = np.random.default_rng(8)
    cells = pd.MultiIndex.from_product([["road", "mine"], ["day", "night"], ["east", "west"]]).to_frame(index=False)
    cells.columns = ["sector", "shift", "area"]
    first = cells.assign(workers=random.integers(0, 90, 8), risk=random.uniform(1, 9, 8))
    last = cells.assign(workers=random.integers(0, 90, 8), risk=random.uniform(1, 9, 8)).sample(frac=1, random_state=1)
    got = decompose(first, last, by=["sector", "shift", "area"], composition="workers")
    assert got["factor"].tolist() == ["sector_struct", "shift_struct", "area_struct", "risk"]
    assert got["effect"].sum() == pytest.approx(got["value_b"][0] - got["value_a"][0])
    whole = decompose(first, last, "kitagawa", by=["sector", "shift", "area"], composition="workers")
    assert whole["effect"].tolist() == pytest.approx([got["effect"][:3].sum(), got["effect"][3]])
    swapped = decompose(first, last, by=["area", "sector", "shift"], composition="workers").set_index("factor")[
        "effect"
    ]
    assert swapped["shift_struct"] == pytest.approx(got["effect"][1])


def test_composition_enters_lmdi_as_a_share_and_any_rate_of_a_row() -> None:
    first = pd.DataFrame({"size": [10, 30], "dead": [3.0, 1.0], "per": [2.0, 2.0]})
    last = pd.DataFrame({"size": [60, 20], "dead": [2.0, 1.0], "per": [2.0, 4.0]})
    got = decompose(first, last, "lmdi", composition="size")
    assert got["effect"].sum() == pytest.approx(4.0 - 3.0)
    halved = decompose(first, last, composition="size", rate=lambda dead, per: dead / per)
    assert halved["effect"].sum() == pytest.approx((0.75 * 1 + 0.25 * 0.25) - (0.25 * 1.5 + 0.75 * 0.5))


def test_steps_of_a_series_add_up_to_the_whole() -> None:
    random = np.random.default_rng(2)
    years = {year: pd.DataFrame(random.uniform(1, 5, (3, 3)), columns=["a", "b", "c"]) for year in range(2010, 2015)}
    got = decompose_series(years, "lmdi")
    assert got["period_b"].unique().tolist() == [2011, 2012, 2013, 2014]
    assert got["effect"].sum() == pytest.approx(change(years[2010], years[2014]))
    with pytest.raises(InputError, match="at least two periods, but there are 1"):
        decompose_series({2010: years[2010]})


ONE = pd.DataFrame({"rate": [1.0, 2.0], "size": [5.0, 6.0]}, index=["road", "mine"])


@pytest.mark.parametrize(
    ("first", "last", "options", "says"),
    [
        (ONE, ONE.rename({"mine": "mines"}), {}, "The row 'mine' is in table_a only; give it in both, with 0"),
        (ONE, ONE.rename(columns={"size": "sizes"}), {}, "The column|table_b has no column 'size'"),
        (ONE, ONE.replace(2.0, np.nan), {}, r"'rate' of table_b must be known in every row, but is nan \(element 2 of 2\)"),
        (ONE, ONE.replace(2.0, -2.0), {}, "'rate' of table_b must not be negative, but is -2"),
        (ONE, ONE.assign(size=0.0), {"composition": "size"}, "The sizes in 'size' add up to 0"),
        (ONE, ONE, {"method": "dasgupta"}, "did you mean 'das_gupta'"),
        (ONE, ONE, {"method": "lmdi", "rate": max}, "rate= is for the method 'das_gupta'"),
        (ONE, ONE, {"rate": lambda x: x}, "rate must be a function of the factors by name, rate, size"),
        (ONE, ONE, {"rate": lambda rate, size: rate / (0 * size)}, "rate gives no finite number"),
        (ONE, ONE, {"by": "sector"}, "table_a has no column 'sector'"),
        (ONE, ONE, {"factors": ["rates"]}, r"table_a has no column 'rates' \(did you mean 'rate'\?\)"),
        (ONE, ONE, {"composition": "sizes"}, "table_a has no column 'sizes'"),
        (ONE[["size"]], ONE[["size"]], {"composition": "size"}, "no factor beside the composition 'size'"),
        (ONE[["rate"]], ONE[["rate"]], {"method": "kitagawa"}, "name their column in composition="),
        (ONE.assign(x=1.0), ONE.assign(x=1.0), {"method": "kitagawa"}, "has one rate, but there are rate, x"),
        (ONE.set_axis(["a", "a"]), ONE, {}, "table_a has the row 'a' twice"),
        (ONE.assign(name="x"), ONE.assign(name="x"), {}, "'name' of table_a must be numbers, but holds 'x'"),
        ({"a": [1, 2], "b": [1]}, ONE, {}, "its columns differ in length"),
        (ONE, ONE.set_axis(["x", "x"], axis=1), {}, "table_b has two columns 'x'; name them apart"),
        (3, ONE, {}, "table_a is 3, but must be a data frame"),
        (ONE[:0], ONE[:0], {}, "hold no factor or no row"),
    ],
)  # fmt: skip
def test_mistakes_are_told(first: object, last: object, options: dict[str, object], says: str) -> None:
    with pytest.raises(InputError, match=says), np.errstate(divide="ignore"):
        decompose(first, last, **options)  # type: ignore[arg-type]


def test_methods_are_a_public_list() -> None:
    assert DECOMPOSITION_METHODS == ("das_gupta", "lmdi", "kitagawa")
