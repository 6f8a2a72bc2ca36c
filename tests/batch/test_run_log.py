import json
import logging
from pathlib import Path
from typing import Any

import pytest

from safetystats.batch.run_log import Progress, RunLog, captured


def events(path: Path) -> list[dict[str, Any]]:
    return [json.loads(line) for line in path.read_text("utf-8").splitlines()]


def test_each_event_is_a_line_and_a_new_log_begins_empty(tmp_path: Path) -> None:
    path = tmp_path / "logs" / "run.jsonl"
    RunLog(path).write("old")
    RunLog(path).write("run_started", run="忠县")
    assert "忠县" in path.read_text("utf-8")
    assert [(event["event"], event["run"]) for event in events(path)] == [("run_started", "忠县")]


def test_cells_are_counted_as_they_start(tmp_path: Path) -> None:
    path = tmp_path / "run.jsonl"
    progress = Progress(RunLog(path))
    for place in (2, 5):
        progress.start(cell={}, cell_index=place)
        progress.end(cell={}, cell_index=place)
    assert progress.cell == 2
    assert [(event["event"], event["cell"]) for event in events(path)] == [
        ("cell_started", 1), ("cell_ended", 1), ("cell_started", 2), ("cell_ended", 2),
    ]  # fmt: skip


def test_what_a_library_says_goes_to_the_log_alone(tmp_path: Path, caplog: pytest.LogCaptureFixture) -> None:
    path = tmp_path / "run.jsonl"
    library = logging.getLogger("some.library")
    with captured(RunLog(path), "some.library"):
        library.info("too little to keep")
        library.error("took %s", "long")
    library.error("after")
    assert [(event["level"], event["text"]) for event in events(path)] == [("error", "took long")]
    assert caplog.messages == ["after"]
