"""One's own dataset without a batch file: what is run, where it goes, and what is said of the rest."""

from pathlib import Path

import pytest

from dataset_rows import MakeDataset
from safetystats.batch import Selection, output_folder, plan_own_dataset
from safetystats.errors import InputError

NAMES = {"BR-SP": {"zh": "圣保罗", "en": "São Paulo"}, "BR-RJ": {"zh": "里约热内卢", "en": "Rio de Janeiro"}}


@pytest.fixture
def folder(make_dataset: MakeDataset) -> Path:
    days = [f"{year}-{month:02}-{day:02}" for year in (2019, 2020) for month in range(1, 13) for day in range(1, 9)]
    rows = [f"{n},{day},{('BR-SP', 'BR-RJ')[n % 2]},1" for n, day in enumerate(days) if day < "2020-11"]
    lines = ["accident_id,occurred_at,area,deaths", *rows, ""]
    return make_dataset(accidents="\n".join(lines), ours={"codes": {"area": NAMES}})


def test_the_widest_area_and_the_last_whole_year_with_the_notebooks_that_can_be_made(folder: Path) -> None:
    plan = plan_own_dataset(Selection(parameters={"dataset": str(folder)}))
    assert [run.id for run in plan.runs] == [
        f"BR_2019_zh/{name}" for name in ("01_situation", "02_causes", "04_trends", "05_outlook")
    ]
    chosen, left_out = plan.notes
    assert "area BR, period 2019, the last whole year" in chosen
    assert left_out.startswith("left out: 03_rates for BR, 2019: ")
    assert "gdp_nominal" in left_out
    assert "china" not in left_out
    assert output_folder(plan).name == plan.name != "default"


def test_several_areas_and_periods_give_runs_of_each_in_the_language_asked_for(folder: Path) -> None:
    asked = Selection(
        ["são paulo", "BR-RJ"], ["2019", "2020-10"], ["02_causes"], {"dataset": str(folder), "language": "en"}
    )
    plan = plan_own_dataset(asked)
    assert [run.folder for run in plan.runs] == [
        f"{area}_{period}_en" for area in ("BR-SP", "BR-RJ") for period in ("2019", "2020-10")
    ]
    assert plan.notes == ()


def test_a_notebook_that_is_named_is_run_whatever_the_data_hold(folder: Path) -> None:
    plan = plan_own_dataset(Selection(notebooks=["03_rates"], parameters={"dataset": str(folder), "period": "2020"}))
    assert [run.id for run in plan.runs] == ["BR_2020_zh/03_rates"]


@pytest.mark.parametrize(
    ("selection", "said"),
    [
        ({"periods": ["1999"]}, "does not cover 1999 in BR"),
        ({"areas": ["BR-SQ"]}, "'BR-SQ' is neither one of the 2"),
        ({"areas": ["重庆市"]}, "holds no accident of 500000"),
        ({"notebooks": ["02_cause"]}, "did you mean '02_causes'"),
    ],
)
def test_wrong_use_is_told_before_anything_runs(folder: Path, selection: dict[str, list[str]], said: str) -> None:
    with pytest.raises(InputError, match=said):
        plan_own_dataset(Selection(**selection, parameters={"dataset": str(folder)}))
