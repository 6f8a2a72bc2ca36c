from pathlib import Path

import pytest

from dataset_rows import MakeDataset
from safetystats.batch.plan import Selection, find_batch, make_plan, parse_assignments
from safetystats.errors import InputError
from small_batch import PARAMETERS, RUN, notebook, write_batch

TWO_NOTEBOOKS = {"small": notebook(), "other": notebook("other")}
TWO_RUNS = [RUN, {"dataset": "china", "area": "重庆市", "period": "2017"}]


def ids(path: Path, **selection: object) -> list[str]:
    return [run.id for run in make_plan(path, Selection(**selection)).runs]  # type: ignore[arg-type]


@pytest.fixture
def two(tmp_path: Path) -> Path:
    return write_batch(tmp_path, TWO_NOTEBOOKS, languages=["zh", "en"], runs=TWO_RUNS)


def test_every_run_in_every_language_with_every_notebook(two: Path) -> None:
    assert ids(two) == [
        f"{place}_{language}/{name}"
        for place in ("500233_2011-10", "500000_2017")
        for language in ("zh", "en")
        for name in ("small", "other")
    ]


def test_parameters_are_canonical(tmp_path: Path) -> None:
    path = write_batch(tmp_path, parameters={"dataset": "zhongxian"}, runs=[{"area": "忠县", "period": "2011-01..10"}])
    (run,) = make_plan(path).runs
    assert (run.parameters.dataset, run.parameters.area, run.parameters.period) == ("zhongxian", "500233", "2011-10")
    assert run.folder == "500233_2011-10_zh"


def test_runs_are_selected_by_area_period_and_notebook(two: Path) -> None:
    assert ids(two, areas=["忠县"], notebooks=["small"]) == ["500233_2011-10_zh/small", "500233_2011-10_en/small"]
    assert ids(two, periods=["2017"], notebooks=["other.ipynb"], parameters={"language": "en"}) == [
        "500000_2017_en/other"
    ]
    assert len(make_plan(two, Selection(areas=["500233"])).order) == 8


def test_areas_of_the_datasets_own_card_are_run_and_selected_by_code_or_name(
    tmp_path: Path, make_dataset: MakeDataset
) -> None:
    names = {"BR-SP": {"zh": "圣保罗", "en": "São Paulo"}, "Ward 1/2": {"zh": "一区", "en": "Ward 1/2"}}
    folder = str(make_dataset(accidents="accident_id,occurred_at,area,deaths\n", ours={"codes": {"area": names}}))
    runs = [RUN, *({"dataset": folder, "area": area, "period": "2020"} for area in ("BR-SP", "Ward 1/2"))]
    path = write_batch(tmp_path, runs=runs)
    assert ids(path) == ["500233_2011-10_zh/small", "BR-SP_2020_zh/small", "Ward-1-2_2020_zh/small"]
    for asked in ("BR-SP", "são paulo"):
        assert ids(path, areas=[asked]) == ["BR-SP_2020_zh/small"]
    assert ids(path, areas=["忠县"]) == ["500233_2011-10_zh/small"]
    with pytest.raises(InputError, match="'BR-SQ' is neither one of the 2 in the dataset's card"):
        ids(path, areas=["BR-SQ"])
    own = write_batch(tmp_path, parameters={"dataset": folder}, runs=[{"area": "BR-SP", "period": "2020"}])
    assert ids(own, parameters={"area": "ALL"}) == ["ALL_2020_zh/small"]


def test_a_parameter_given_for_all_runs_replaces_the_files(two: Path) -> None:
    assert ids(two, parameters={"period": "2010", "language": "zh"}) == [
        "500233_2010_zh/small", "500233_2010_zh/other", "500000_2010_zh/small", "500000_2010_zh/other",
    ]  # fmt: skip
    same = {"dataset": "china", "area": "CN", "period": "2020"}
    assert ids(two, parameters={**same, "language": "zh"}) == ["CN_2020_zh/small", "CN_2020_zh/other"]


@pytest.mark.parametrize(
    ("selection", "message"),
    [
        (
            {"areas": ["万州区"]},
            "no run of the area '500101'; it has 500233, 500000; to run it all the same, give -p area=500101",
        ),
        ({"areas": ["nowhere"]}, "nowhere"),
        ({"periods": ["2012"]}, "no run of the period '2012'; it has 2011-10, 2017"),
        ({"periods": ["soon"]}, "The period 'soon' is not a year"),
        ({"notebooks": ["smal"]}, "no run of the notebook 'smal' \\(did you mean 'small'\\?\\)"),
        ({"areas": ["500233"], "periods": ["2017"]}, "no run of that area, period and notebook together"),
        ({"parameters": {"aera": "CN"}}, "There is no parameter 'aera' \\(did you mean 'area'\\?\\)"),
        ({"parameters": {"language": "fr"}}, "The parameter language is 'fr', but must be one of zh, en"),
        ({"parameters": {"output_dir": "x"}}, "use --output-dir"),
    ],
)
def test_a_wrong_selection_is_one_sentence(two: Path, selection: dict[str, object], message: str) -> None:
    with pytest.raises(InputError, match=message):
        ids(two, **selection)


@pytest.mark.parametrize(
    ("run", "message"),
    [
        ({**RUN, "dataset": "zhongxan"}, "There is no dataset 'zhongxan' \\(did you mean 'zhongxian'\\?\\)"),
        ({**RUN, "area": "500"}, "500"),
        ({**RUN, "period": "2011-13"}, "month that does not exist"),
        ({**RUN, "perod": "2011"}, "There is no parameter 'perod' \\(did you mean 'period'\\?\\)"),
        ({"dataset": "china", "period": "2011"}, "the run gives no area; add it here or under `parameters:`"),
        ({**RUN, "language": "zh"}, "'language' cannot be set here; list the languages under `languages:`"),
        ({**RUN, "output_dir": "x"}, "'output_dir' cannot be set here"),
    ],
)
def test_a_wrong_run_is_named_with_its_line(tmp_path: Path, run: dict[str, str], message: str) -> None:
    path = write_batch(tmp_path, runs=[{**RUN, "period": "2010"}, run])
    with pytest.raises(InputError, match=message) as caught:
        make_plan(path)
    assert str(caught.value).startswith(f"{path}, line ")


def test_two_runs_may_not_write_the_same_files(tmp_path: Path) -> None:
    path = write_batch(tmp_path, runs=[RUN, {**RUN, "area": "忠县", "dataset": "china"}])
    with pytest.raises(InputError, match="run 2 would write to the same folder 500233_2011-10_zh as run 1"):
        make_plan(path)


def test_a_notebook_with_other_parameters_is_refused(tmp_path: Path) -> None:
    lacking = "\n".join(PARAMETERS.splitlines()[1:])
    with pytest.raises(InputError, match=r"few.yml, line \d+: The parameters cell .* lacks 'dataset'; add the line"):
        make_plan(write_batch(tmp_path, {"small": notebook(parameters=lacking)}))
    extra = f"{PARAMETERS}\naera: str = 'CN'"
    with pytest.raises(InputError, match="has an unknown parameter 'aera' \\(did you mean 'area'\\?\\)"):
        make_plan(write_batch(tmp_path, {"small": notebook(parameters=extra)}))


def test_a_notebook_named_twice_or_unknown_is_refused(tmp_path: Path) -> None:
    with pytest.raises(InputError, match="the notebook 'small.ipynb' is named twice"):
        make_plan(write_batch(tmp_path, notebooks=["small.ipynb", "small.ipynb"]))
    with pytest.raises(InputError, match="line 5: There is no notebook"):
        make_plan(write_batch(tmp_path, notebooks=["none.ipynb"]))


def test_batch_files_are_found_by_path_name_or_default() -> None:
    assert find_batch(None).name == "default.yml"
    assert find_batch("default") == find_batch(None)
    with pytest.raises(InputError, match="no batch file 'defautl' \\(did you mean 'default'\\?\\)"):
        find_batch("defautl")


def test_assignments_are_split_at_the_first_sign() -> None:
    assert parse_assignments(["period=2011", "dataset=a=b"]) == {"period": "2011", "dataset": "a=b"}
    for wrong in ("period", "=2011"):
        with pytest.raises(InputError, match="has no value; write name=value"):
            parse_assignments([wrong])
    with pytest.raises(InputError, match="'period' is given twice"):
        parse_assignments(["period=1", "period=2"])
