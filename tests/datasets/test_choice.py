import pandas as pd
from hypothesis import given
from hypothesis import strategies as st

from dataset_rows import MakeDataset
from safetystats.datasets import open_dataset
from safetystats.datasets.choice import RULE_KINDS, RULE_TIERS, choose

HEAD = "indicator,area,period,value,unit,vintage,kind,source\n"


def chosen(make_dataset: MakeDataset, *rows: str, vintage: str | None = None) -> list[float]:
    text = HEAD + "".join(f"road_deaths,CN,{row}\n" for row in rows)
    return open_dataset(make_dataset(indicators=text)).series("road_deaths", "CN", vintage=vintage)["value"].tolist()


def test_reported_comes_before_derived_whatever_the_tier(make_dataset: MakeDataset) -> None:
    assert chosen(make_dataset, "2010,1,persons,,derived,book", "2010,2,persons,,reported,news") == [2]


def test_the_better_tier_comes_first(make_dataset: MakeDataset) -> None:
    assert chosen(make_dataset, "2010,1,persons,,reported,news", "2010,2,persons,,reported,book") == [2]


def test_final_comes_before_flash_within_a_tier(make_dataset: MakeDataset) -> None:
    assert chosen(make_dataset, "2010,1,persons,,flash,book", "2010,2,persons,,reported,book") == [2]


def test_a_series_keeps_to_one_vintage(make_dataset: MakeDataset) -> None:
    rows = (
        "2010,1,persons,revised,final,news",
        "2011,2,persons,revised,final,news",
        "2011,3,persons,first_release,flash,book",
    )
    assert chosen(make_dataset, *rows) == [1, 2]


def test_the_first_release_is_had_by_asking(make_dataset: MakeDataset) -> None:
    rows = ("2011,2,persons,revised,final,news", "2011,3,persons,first_release,flash,book")
    assert chosen(make_dataset, *rows, vintage="first_release") == [3]


def test_a_missing_value_is_never_chosen(make_dataset: MakeDataset) -> None:
    text = HEAD.replace("source", "status,source") + "road_deaths,CN,2010,,persons,,reported,missing,book\n"
    text += "road_deaths,CN,2010,7,persons,,derived,normal,own\n"
    assert open_dataset(make_dataset(indicators=text)).series("road_deaths", "CN")["value"].tolist() == [7]


@given(st.lists(st.tuples(st.sampled_from(RULE_TIERS), st.sampled_from(RULE_KINDS)), min_size=1, max_size=8))
def test_one_row_a_cell_is_chosen_and_the_order_of_the_file_does_not_matter(described: list[tuple[str, str]]) -> None:
    rows = pd.DataFrame(
        {"indicator": "i", "area": "CN", "period": "2010", "value": 1.0, "vintage": None, "precision": float("nan"),
         "kind": [kind for _, kind in described], "source": [tier for tier, _ in described]}
    )  # fmt: skip
    sources = pd.DataFrame({"id": list(RULE_TIERS), "tier": list(RULE_TIERS)})
    first = choose(rows, sources)
    shuffled = rows.sample(frac=1, random_state=1)
    second = choose(shuffled, sources)
    assert first["chosen"].sum() == second["chosen"].sum() == 1
    one, other = first[first["chosen"]].iloc[0], second[second["chosen"]].iloc[0]
    assert (one["kind"], one["tier"]) == (other["kind"], other["tier"])
    assert (first["others"] == len(rows) - 1).all()
