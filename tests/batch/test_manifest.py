import json
from pathlib import Path

import pytest

from safetystats.batch.manifest import BothLanguages, Manifest, RunRecord, read_manifest, write_manifest
from safetystats.errors import InputError

BOTH = BothLanguages(zh="甲", en="A")


def record(run_id: str, state: str = "done") -> RunRecord:
    folder, notebook = run_id.split("/")
    return RunRecord(
        id=run_id, folder=folder, notebook=notebook, title=BOTH, parameters={}, state=state, reasons=[], log="logs/x"
    )  # fmt: skip


def manifest(*runs: RunRecord) -> Manifest:
    return Manifest(batch="few", title=BOTH, versions={}, started_at="a", finished_at="b", runs=list(runs))


def test_what_is_written_is_read_back(tmp_path: Path) -> None:
    written = manifest(record("a/1"))
    path = write_manifest(written, tmp_path)
    assert "甲" in path.read_text("utf-8")
    assert read_manifest(tmp_path, "few") == written
    assert [item.name for item in tmp_path.iterdir()] == ["manifest.json"]


def test_a_run_replaces_its_earlier_record_and_runs_keep_the_batchs_order() -> None:
    held = manifest(record("b/1"), record("gone/1")).with_run(record("a/1"), ["a/1", "b/1"], "now")
    assert [run.id for run in held.runs] == ["a/1", "b/1", "gone/1"]
    again = held.with_run(record("b/1", "failed"), ["a/1", "b/1"], "later")
    assert [(run.id, run.state) for run in again.runs] == [("a/1", "done"), ("b/1", "failed"), ("gone/1", "done")]
    assert again.finished_at == "later"


def test_a_damaged_or_future_manifest_counts_as_none(tmp_path: Path) -> None:
    assert read_manifest(tmp_path, "few") is None
    path = write_manifest(manifest(), tmp_path)
    content = json.loads(path.read_text("utf-8"))
    path.write_text(json.dumps({**content, "schema_version": 2}))
    assert read_manifest(tmp_path, "few") is None
    path.write_text("{half")
    assert read_manifest(tmp_path, "few") is None


def test_a_folder_of_another_batch_is_refused(tmp_path: Path) -> None:
    write_manifest(manifest(), tmp_path)
    with pytest.raises(InputError, match="holds the outputs of the batch 'few'; choose another with --output-dir"):
        read_manifest(tmp_path, "many")
