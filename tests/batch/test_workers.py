import os
import time
from pathlib import Path

import pytest

from safetystats.batch import workers
from safetystats.batch.execute import Job
from safetystats.batch.workers import default_workers, execute_all
from small_batch import RUN, code, notebook


def ends(process_id: int, within: float = 10) -> bool:
    """Whether the process is gone, or goes within some seconds."""
    until = time.monotonic() + within
    while time.monotonic() < until:
        try:
            os.kill(process_id, 0)
        except ProcessLookupError:
            return True
        time.sleep(0.1)
    return False


def job(folder: Path, name: str, source: str = "1", run_seconds: int = 100) -> Job:
    return Job(
        id=name, notebook="small", source="small.ipynb", content=notebook("small", code(source)), declared=("finding",),
        parameters={**RUN, "language": "zh"}, work=folder / name, output_dir="out", log=folder / f"{name}.jsonl",
        cell_seconds=50, run_seconds=run_seconds,
    )  # fmt: skip


def test_a_worker_that_dies_costs_its_own_run_only(tmp_path: Path) -> None:
    note = tmp_path / "kernel"
    kills = (
        f"import os, time; open({str(note)!r}, 'w').write(str(os.getpid())); os.kill(os.getppid(), 9); time.sleep(60)"
    )
    jobs = [job(tmp_path, "dies", kills), job(tmp_path, "first"), job(tmp_path, "second")]
    outcomes = {outcome.id: outcome for outcome in execute_all(jobs, 1)}
    assert outcomes["first"].trouble is outcomes["second"].trouble is None
    trouble = outcomes["dies"].trouble
    assert trouble is not None
    assert trouble.kind == "dead_worker"
    assert trouble.sentence == "The process of the run died (exit code -9); it may have run out of memory."
    assert ends(int(note.read_text())), "the kernel outlived its worker"


def test_a_worker_that_hangs_is_ended(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(workers, "GRACE_SECONDS", -90)
    monkeypatch.setattr(workers, "STOP_SECONDS", 1)
    stopped = "import os, signal, time; os.kill(os.getppid(), signal.SIGSTOP); time.sleep(60)"
    (outcome,) = execute_all([job(tmp_path, "hangs", stopped)], 1)
    assert outcome.trouble is not None
    assert outcome.trouble.sentence == "The process of the run did not answer in time and was ended."


def test_a_caller_that_stops_early_leaves_no_worker(tmp_path: Path) -> None:
    outcomes = execute_all([job(tmp_path, "one"), job(tmp_path, "two", "import time; time.sleep(60)")], 2)
    assert next(outcomes).id == "one"
    outcomes.close()  # type: ignore[attr-defined]
    until = time.monotonic() + 30  # a process that was told to end takes a moment on a busy machine
    while "safetystats-worker" in (names := [child.name for child in workers.multiprocessing.active_children()]):
        assert time.monotonic() < until, names
        time.sleep(0.1)


def test_workers_are_never_more_than_cores_memory_or_runs_allow(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(workers.os, "sched_getaffinity", lambda _: range(16), raising=False)
    for free, runs, expected in ((None, 40, 16), (None, 3, 3), (4 * 1024**3, 40, 5), (1, 40, 1), (None, 0, 1)):
        monkeypatch.setattr(workers, "_available_bytes", lambda free=free: free)
        assert default_workers(runs) == expected
