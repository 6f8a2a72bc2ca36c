"""One real kernel a test: how each way of ending is told apart."""

import json
import os
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest

from safetystats.batch.execute import Job, execute
from safetystats.batch.kernel import _alive
from small_batch import RUN, code, notebook

MakeJob = Callable[..., Job]


@pytest.fixture
def make_job(tmp_path: Path) -> MakeJob:
    def make(*cells: dict[str, Any], declared: tuple[str, ...] = ("finding",), **limits: int) -> Job:
        parameters = {**RUN, "area": "临江县", "language": "zh"}
        return Job(
            id="folder/small", notebook="small", source="notebooks/small.ipynb", content=notebook("small", *cells),
            declared=declared, parameters=parameters, work=tmp_path / "{braces} 与空格", output_dir="outputs/few/folder",
            log=tmp_path / "logs" / "run.jsonl", **{"cell_seconds": 60, "run_seconds": 120, **limits},
        )  # fmt: skip

    return make


def events(job: Job) -> list[dict[str, Any]]:
    return [json.loads(line) for line in job.log.read_text("utf-8").splitlines()]


def test_a_run_hands_on_its_products_and_a_notebook_that_reads_well(make_job: MakeJob) -> None:
    job = make_job(code("print(area)"), code("import os; print(os.environ['OMP_NUM_THREADS'])"))
    outcome = execute(job)
    assert outcome.trouble is None
    assert [product.id for product in outcome.products] == ["finding", "deaths", "chart"]
    assert outcome.seconds > 0
    content = json.loads(job.executed.read_text("utf-8"))
    (injected,) = [c for c in content["cells"] if "injected-parameters" in c["metadata"].get("tags", [])]
    assert "".join(injected["source"]).splitlines()[2] == 'area = "临江县"'
    assert 'output_dir = "outputs/few/folder"' in injected["source"]
    assert content["metadata"]["papermill"]["parameters"]["output_dir"] == "outputs/few/folder"
    assert content["metadata"]["papermill"]["input_path"] == "notebooks/small.ipynb"
    assert str(job.work) not in job.executed.read_text("utf-8")
    printed = ["".join(o["text"]).strip() for c in content["cells"] for o in c.get("outputs", []) if "text" in o]
    assert printed == ["临江县", "1"]
    names = [event["event"] for event in events(job)]
    assert names[0] == "run_started"
    assert names[-1] == "run_done"
    assert names.count("cell_started") == names.count("cell_ended") == 5
    assert _alive == {}


@pytest.mark.parametrize(
    ("source", "limits", "kind", "sentence", "cell"),
    [
        ("from safetystats.errors import InputError\nraise InputError('没有数据。')", {}, "input", "没有数据。", 3),
        ("1 / 0", {}, "cell_error", "Cell 3 raised ZeroDivisionError: division by zero", 3),
        ("import time; time.sleep(60)", {"cell_seconds": 1}, "cell_timeout",
         "Cell 3 took longer than 1 seconds and was stopped.", 3),
        ("import os; os._exit(9)", {}, "dead_kernel", "The kernel died in cell 3; it may have run out of memory.", 3),
    ],
)  # fmt: skip
def test_each_way_of_failing_is_named(
    make_job: MakeJob, source: str, limits: dict[str, int], kind: str, sentence: str, cell: int
) -> None:
    job = make_job(code(source), **limits)
    trouble = execute(job).trouble
    assert trouble is not None
    assert (trouble.kind, trouble.sentence, trouble.cell) == (kind, sentence, cell)
    assert "\x1b" not in trouble.traceback
    last = events(job)[-1]
    assert (last["event"], last["kind"], last["cell"], last["sentence"]) == ("run_failed", kind, cell, sentence)
    assert job.executed.is_file()
    assert _alive == {}


def test_the_whole_run_has_a_time_too(make_job: MakeJob) -> None:
    job = make_job(code("import os, time; print(os.getpid(), flush=True); time.sleep(60)"), run_seconds=8)
    trouble = execute(job).trouble
    assert trouble is not None
    assert trouble.kind == "run_timeout"
    assert trouble.sentence == "The run took longer than 8 seconds and was stopped in cell 3."
    outputs = [o for c in json.loads(job.executed.read_text("utf-8"))["cells"] for o in c.get("outputs", [])]
    kernel = int("".join(outputs[0]["text"]))
    with pytest.raises(ProcessLookupError):
        os.kill(kernel, 0)


def test_a_notebook_that_leaves_early_is_not_done(make_job: MakeJob) -> None:
    trouble = execute(make_job(code("import sys; sys.exit(0)"))).trouble
    assert trouble is not None
    assert trouble.kind == "missing_products"
    assert trouble.sentence == "The notebook ended without handing on its products: it wrote no index of them."


def test_a_declared_product_that_is_not_handed_on_fails_the_run(make_job: MakeJob) -> None:
    trouble = execute(make_job(declared=("finding", "map"))).trouble
    assert trouble is not None
    assert (trouble.kind, trouble.sentence) == ("missing_products", "The notebook ended without handing on map.")
