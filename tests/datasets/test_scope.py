"""What a dataset speaks of by default: no part of a year is taken for the whole, no area for less than it holds."""

import pandas as pd
import pytest

from dataset_rows import MakeDataset
from safetystats.datasets import open_dataset
from safetystats.datasets.scope import scope_of

OWN = {"codes": {"area": {code: {"zh": code, "en": code} for code in ("BR-SP", "BR-RJ", "Ward 1")}}}


def months(first: str, last: str) -> list[str]:
    return [str(month) for month in pd.period_range(first, last, freq="M")]


@pytest.mark.parametrize(
    ("first", "last", "period"),
    [
        ("2019-01", "2020-12", "2020"),
        ("2019-01", "2020-10", "2019"),
        ("2020-01", "2020-10", "2020-10"),
        ("2019-03", "2020-10", "2020-10"),
        ("2020-03", "2020-12", "2020-03..12"),
    ],
)
def test_the_last_whole_year_and_else_the_months_held(
    first: str, last: str, period: str, make_dataset: MakeDataset
) -> None:
    rows = [f"{month}-{n},{month}-0{n},500233,1" for month in months(first, last) for n in range(1, 9)]
    scope = scope_of(
        open_dataset(make_dataset(accidents="\n".join(["accident_id,occurred_at,area,deaths", *rows, ""])))
    )
    assert scope is not None
    assert (scope.area.code, scope.period.report_name) == ("500233", period)


@pytest.mark.parametrize(
    ("areas", "widest"),
    [
        (("500233", "500101"), "500000"), (("500233", "110101"), "CN"), (("BR-SP", "BR-RJ"), "BR"), (("BR-SP",), "BR-SP"),
        (("BR-SP", "Ward 1"), "ALL"),
    ],
)  # fmt: skip
def test_the_widest_area_is_the_nearest_that_holds_all(
    areas: tuple[str, ...], widest: str, make_dataset: MakeDataset
) -> None:
    rows = "".join(f"{n},2020-0{n}-01,{area},1\n" for n, area in enumerate(areas, 1))
    scope = scope_of(open_dataset(make_dataset(accidents=f"accident_id,occurred_at,area,deaths\n{rows}", ours=OWN)))
    assert scope is not None
    assert scope.area.code == widest


def test_without_a_ledger_the_published_counts_decide_and_without_both_there_is_none() -> None:
    chongqing = scope_of(open_dataset("china"), "500000")
    assert chongqing is not None
    assert chongqing.period.is_year
    nation = scope_of(open_dataset("china"))
    assert nation is not None
    assert nation.area.code == "CN"
    assert scope_of(open_dataset("china"), "500233") is None
