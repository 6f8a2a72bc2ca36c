from collections.abc import Callable
from pathlib import Path

import pytest
import yaml

from dataset_rows import INDICATORS, MakeDataset
from safetystats.batch import fingerprint
from safetystats.batch.fingerprint import Fingerprints, data_hash, reasons
from safetystats.batch.ledger import file_hash
from safetystats.batch.manifest import BothLanguages, Key, Result, RunRecord
from safetystats.batch.plan import Selection, make_plan
from small_batch import RUN, write_batch

KEY = Key(notebook="n", parameters="p", data="d", library="l", environment="e")


@pytest.fixture
def recorded(tmp_path: Path) -> Callable[..., RunRecord]:
    """Return a function that makes the record of a run whose executed notebook lies in `tmp_path`."""
    (tmp_path / "a.ipynb").write_text("{}")

    def make(state: str = "done", with_result: bool = True) -> RunRecord:
        result = Result(
            notebook="a.ipynb", notebook_sha256=file_hash(tmp_path / "a.ipynb"), products=[], key=KEY,
            started_at="", finished_at="", seconds=1,
        )  # fmt: skip
        title = BothLanguages(zh="甲", en="A")
        return RunRecord(
            id="f/a", folder="f", notebook="a", title=title, parameters={}, state=state, reasons=[], log="",
            result=result if with_result else None,
        )  # fmt: skip

    return make


def test_nothing_changed_is_up_to_date_unless_forced(tmp_path: Path, recorded: Callable[..., RunRecord]) -> None:
    assert reasons(recorded(), KEY, tmp_path) == []
    assert reasons(recorded(), KEY, tmp_path, force=True) == ["forced"]


def test_each_part_of_the_key_is_a_reason(tmp_path: Path, recorded: Callable[..., RunRecord]) -> None:
    for part, words in fingerprint.CHANGES.items():
        assert reasons(recorded(), KEY.model_copy(update={part: "other"}), tmp_path) == [words]
    assert set(fingerprint.CHANGES) == set(Key.model_fields)


def test_no_result_a_failure_and_lost_files_are_reasons(tmp_path: Path, recorded: Callable[..., RunRecord]) -> None:
    assert reasons(None, KEY, tmp_path) == ["no result yet"]
    assert reasons(recorded("failed", with_result=False), KEY, tmp_path) == ["the last attempt failed"]
    assert reasons(recorded("failed"), KEY, tmp_path) == ["the last attempt failed"]
    done = recorded()
    (tmp_path / "a.ipynb").write_text("edited")
    assert reasons(done, KEY, tmp_path) == ["its files are missing or altered"]


def test_the_data_hash_covers_every_file_and_the_reference(make_dataset: MakeDataset) -> None:
    folder = make_dataset(indicators=INDICATORS, ours={"reference": "peers"})
    peers = folder.parent / "peers"
    peers.mkdir()
    card = yaml.safe_load((folder / "datapackage.yaml").read_text("utf-8"))
    card["safetystats"]["reference"] = "set"  # two datasets may refer to one another
    (peers / "datapackage.yaml").write_text(yaml.safe_dump(card), encoding="utf-8")
    seen = {data_hash(folder)}
    for path in (folder / "indicators.csv", peers / "more.csv"):
        path.write_text("changed")
        seen.add(data_hash(folder))
    assert len(seen) == 3
    for ignored in ("~$tables.xlsx", ".DS_Store"):
        (folder / ignored).write_text("open in Excel")
    assert data_hash(folder) in seen


def test_keys_tell_parameters_languages_and_notebooks_apart(tmp_path: Path) -> None:
    path = write_batch(tmp_path, languages=["zh", "en"], runs=[RUN, {**RUN, "period": "2010"}])
    plan, prints = make_plan(path), Fingerprints()
    keys = [prints.key(run) for run in plan.runs]
    assert len({key.parameters for key in keys}) == 4
    assert len({key.notebook for key in keys}) == 2
    assert len({key.data for key in keys}) == 1
    again = make_plan(path, Selection(periods=["2010"]))
    assert [Fingerprints().key(run) for run in again.runs] == keys[2:]
