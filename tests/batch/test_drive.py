"""Whole small batches, with real kernels: what is run, what is kept, what is recorded."""

import fcntl
import json
import re
from pathlib import Path

import pytest

from safetystats.batch import drive
from safetystats.batch.drive import decide, run_batch
from safetystats.batch.manifest import Manifest
from safetystats.batch.plan import make_plan
from safetystats.errors import InputError
from small_batch import RUN, code, notebook, write_batch

#: Fails when the file `broken` lies where the test works.
SWITCH = "import pathlib\nif pathlib.Path('broken').exists():\n    raise RuntimeError('broken')"


@pytest.fixture(autouse=True)
def _work_here(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.chdir(tmp_path)


def test_a_batch_is_run_recorded_and_not_run_again(tmp_path: Path) -> None:
    failing = notebook("failing", code("raise ValueError('no')"))
    path = write_batch(tmp_path, {"failing": failing, "small": notebook()})
    report = run_batch(make_plan(path))
    out = tmp_path / "outputs" / "few"
    assert report.folder == out
    assert [(record.id, record.state) for record in report.manifest.runs] == [
        ("500233_2011-10_zh/failing", "failed"),
        ("500233_2011-10_zh/small", "done"),
    ]
    failed, done = report.manifest.runs
    assert failed.result is None
    assert failed.failure is not None
    assert failed.failure.sentence == "Cell 3 raised ValueError: no"
    assert failed.failure.notebook == "_failed/500233_2011-10_zh/failing.ipynb"
    assert "ValueError: no" in (out / "_failed" / "500233_2011-10_zh" / "failing.txt").read_text("utf-8")
    assert done.result is not None
    assert done.result.products[0].files[0].path == "500233_2011-10_zh/products/small/finding.json"
    assert Manifest.model_validate_json((out / "manifest.json").read_bytes()) == report.manifest
    assert {place.name for place in out.iterdir() if not place.name.startswith(".")} == {
        "500233_2011-10_zh", "_failed", "logs", "manifest.json", "site",
    }  # fmt: skip
    assert not (out / "500233_2011-10_zh" / "failing.ipynb").exists()
    assert [(made.run.id.split("/")[1], made.reasons) for made in decide(make_plan(path), out)] == [
        ("failing", ("the last attempt failed",)),
        ("small", ()),
    ]


def test_the_last_good_output_outlives_a_failure_and_the_failure_a_success(tmp_path: Path) -> None:
    path = write_batch(tmp_path, {"small": notebook("small", code(SWITCH))})
    (good,) = run_batch(make_plan(path)).manifest.runs
    (tmp_path / "broken").touch()
    bad_report = run_batch(make_plan(path), force=True)
    (bad,) = bad_report.manifest.runs
    assert bad_report.failed == (bad,)
    assert bad.result == good.result
    executed = bad_report.folder / "500233_2011-10_zh" / "small.ipynb"
    assert executed.is_file()
    assert (bad_report.folder / "_failed" / "500233_2011-10_zh" / "small.ipynb").is_file()
    (tmp_path / "broken").unlink()
    (mended,) = run_batch(make_plan(path)).ran
    assert mended.reasons == ["the last attempt failed"]
    assert mended.failure is None
    assert not list((bad_report.folder / "_failed").rglob("*.*"))


def test_only_what_changed_is_run_and_the_rest_is_kept(tmp_path: Path) -> None:
    notebooks = {"small": notebook(), "other": notebook("other")}
    run_batch(make_plan(write_batch(tmp_path, notebooks)))
    notebooks["other"] = notebook("other", code("2"))
    path = write_batch(tmp_path, notebooks, runs=[RUN, {**RUN, "period": "2010"}])
    told: list[list[str]] = []
    report = run_batch(make_plan(path), announce=lambda stale: told.append([made.run.id for made in stale]), jobs=2)
    assert told == [["500233_2011-10_zh/other", "500233_2010_zh/small", "500233_2010_zh/other"]]
    assert report.up_to_date == ("500233_2011-10_zh/small",)
    assert [record.id for record in report.manifest.runs] == list(make_plan(path).order)
    assert report.manifest.run("500233_2011-10_zh/other").reasons == ["the notebook changed"]  # type: ignore[union-attr]


def test_outputs_removed_by_hand_are_made_again(tmp_path: Path) -> None:
    plan = make_plan(write_batch(tmp_path))
    out = run_batch(plan).folder
    (out / "500233_2011-10_zh" / "products" / "small" / "chart.svg").unlink()
    assert [made.reasons for made in decide(plan, out)] == [("its files are missing or altered",)]


def test_a_folder_in_use_is_refused(tmp_path: Path) -> None:
    plan = make_plan(write_batch(tmp_path))
    folder = tmp_path / "out"
    folder.mkdir()
    with (folder / ".lock").open("a") as held:
        fcntl.flock(held, fcntl.LOCK_EX)
        with pytest.raises(InputError, match="Another `safetystats run` is writing into"):
            run_batch(plan, folder)


def test_a_folder_that_cannot_be_made_is_named(tmp_path: Path) -> None:
    (tmp_path / "file").touch()
    with pytest.raises(InputError, match="cannot be written to .* choose another with --output-dir"):
        run_batch(make_plan(write_batch(tmp_path)), tmp_path / "file" / "out")


def test_paths_are_shown_from_here_or_in_full(tmp_path: Path) -> None:
    assert drive.shown_path(tmp_path / "a" / "b.txt") == "a/b.txt"
    assert drive.shown_path(Path("/elsewhere/b.txt")) == "/elsewhere/b.txt"


def test_the_log_and_the_ledger_tell_times_in_utc(tmp_path: Path) -> None:
    report = run_batch(make_plan(write_batch(tmp_path)))
    (record,) = report.ran
    assert record.result is not None
    times = [json.loads(line)["time"] for line in (report.folder / record.log).read_text("utf-8").splitlines()]
    for moment in (*times, record.result.started_at, report.manifest.finished_at):
        assert re.fullmatch(r"\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d\+00:00", moment)
