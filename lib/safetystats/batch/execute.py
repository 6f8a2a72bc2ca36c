"""Execute one run by papermill, in a place of its own, and say how it ended.

Nothing here touches the batch's outputs: the run writes below `Job.work`, and :mod:`~safetystats.batch.publish` moves it
into place. The engine is papermill's own with an ordinary kernel; another one is another `engine_name` and manager.
"""

import json
import re
import threading
import time
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from safetystats.batch.ledger import IncompleteError, complete_products
from safetystats.batch.manifest import FailureKind, ProductRecord
from safetystats.batch.notebook_file import SUFFIX
from safetystats.batch.run_log import Progress, RunLog, captured, now

START_SECONDS = 120
INPUT_ERRORS = ("InputError", "MissingGlyphError")
_ANSI = re.compile(r"\x1b\[[0-9;]*m")
_KERNEL_LOG = "kernel.log"
_KERNEL_LOG_LINES = 20


@dataclass(frozen=True, slots=True)
class Job:
    """All that a worker must know of a run; plain values, so that it can be sent to another process or machine.

    `content` is the notebook's JSON, `output_dir` the place its files will have in the end, as shown to readers.
    """

    id: str
    notebook: str
    source: str
    content: dict[str, Any]
    declared: tuple[str, ...]
    parameters: dict[str, str]
    work: Path
    output_dir: str
    log: Path
    cell_seconds: int
    run_seconds: int

    @property
    def executed(self) -> Path:
        """Where the executed notebook is written."""
        return self.work / f"{self.notebook}{SUFFIX}"

    @property
    def products(self) -> Path:
        """Where the notebook hands on its products."""
        return self.work / "products" / self.notebook


@dataclass(frozen=True, slots=True)
class Trouble:
    """Why a run failed; `cell` is the number of the code cell, the first being 1."""

    kind: FailureKind
    sentence: str
    cell: int | None = None
    traceback: str = ""


@dataclass(frozen=True, slots=True)
class Outcome:
    """How a run ended: with all its products, or in trouble."""

    id: str
    started_at: str
    finished_at: str
    seconds: float
    trouble: Trouble | None = None
    products: tuple[ProductRecord, ...] = ()


def execute(job: Job) -> Outcome:
    """Run the notebook of `job` and return how it ended; nothing that goes wrong in the notebook is raised."""
    log = RunLog(job.log)
    started_at, began = now(), time.monotonic()
    log.write(
        "run_started", run=job.id, parameters=job.parameters, cell_seconds=job.cell_seconds, run_seconds=job.run_seconds
    )
    job.work.mkdir(parents=True, exist_ok=True)
    trouble = _run_notebook(job, log)
    products: list[ProductRecord] = []
    if trouble is None:
        try:
            products = complete_products(job.products, job.declared)
        except IncompleteError as error:
            trouble = Trouble("missing_products", str(error))
    _tidy(job)
    seconds = round(time.monotonic() - began, 3)
    if trouble:
        log.write("run_failed", seconds=seconds, kind=trouble.kind, cell=trouble.cell, sentence=trouble.sentence)
    else:
        log.write("run_done", seconds=seconds, products=[product.id for product in products])
    return Outcome(job.id, started_at, now(), seconds, trouble, tuple(products))


def _run_notebook(job: Job, log: RunLog) -> Trouble | None:
    # Heavy, and needed in workers only.
    from nbclient.exceptions import CellTimeoutError, DeadKernelError
    from papermill import execute_notebook
    from papermill.exceptions import PapermillExecutionError
    from traitlets.config import Config

    from safetystats.batch import translator
    from safetystats.batch.kernel import KERNEL_NAME, PlainKernelManager

    translator.register()
    progress = Progress(log)
    kernel_log = job.work / _KERNEL_LOG
    given = job.work / f"input{SUFFIX}"
    given.write_text(json.dumps(job.content, ensure_ascii=False), encoding="utf-8")
    try:
        with captured(log, "papermill"), _time_limit(job.run_seconds, progress):
            execute_notebook(
                _as_template(given),
                _as_template(job.executed),
                parameters={**job.parameters, "output_dir": str(job.work)},
                kernel_name=KERNEL_NAME,
                progress_bar=False,
                start_timeout=START_SECONDS,
                execution_timeout=job.cell_seconds,
                kernel_manager_class=PlainKernelManager,
                config=Config({"PlainKernelManager": {"log_path": str(kernel_log)}}),
                on_cell_execute=progress.start,
                on_cell_executed=progress.end,
            )
    except PapermillExecutionError as error:
        return _cell_trouble(error, progress)
    except CellTimeoutError:
        sentence = f"Cell {progress.cell} took longer than {job.cell_seconds} seconds and was stopped."
        return Trouble("cell_timeout", sentence, progress.cell)
    except DeadKernelError:
        if progress.out_of_time:
            return _run_timeout(job, progress)
        sentence = f"The kernel died in cell {progress.cell}; it may have run out of memory."
        return Trouble("dead_kernel", sentence, progress.cell, _tail(kernel_log))
    except Exception as error:  # noqa: BLE001 (whatever else stops a run must not stop the batch)
        if progress.out_of_time:
            return _run_timeout(job, progress)
        sentence = f"The kernel could not be started or reached ({type(error).__name__}: {_one_line(error)})."
        return Trouble("no_kernel", sentence, progress.cell or None, _tail(kernel_log))
    return None


@contextmanager
def _time_limit(seconds: int, progress: Progress) -> Iterator[None]:
    """End the kernel when the whole run has taken `seconds`; whatever waits for it then stops waiting."""
    from safetystats.batch.kernel import kill_kernels

    def out_of_time() -> None:
        progress.out_of_time = True
        kill_kernels()

    timer = threading.Timer(seconds, out_of_time)
    timer.daemon = True
    timer.start()
    try:
        yield
    finally:
        timer.cancel()


def _run_timeout(job: Job, progress: Progress) -> Trouble:
    where = f" in cell {progress.cell}" if progress.cell else ""
    return Trouble(
        "run_timeout",
        f"The run took longer than {job.run_seconds} seconds and was stopped{where}.",
        progress.cell or None,
    )


def _cell_trouble(error: Any, progress: Progress) -> Trouble:
    """A mistake in what the user gave is its own sentence; any other error names its kind."""
    traceback = _ANSI.sub("", "\n".join(error.traceback))
    if error.ename in INPUT_ERRORS:
        return Trouble("input", _one_line(error.evalue), progress.cell, traceback)
    sentence = f"Cell {progress.cell} raised {error.ename}: {_one_line(error.evalue)}"
    return Trouble("cell_error", sentence, progress.cell, traceback)


def _as_template(path: Path) -> str:
    """papermill fills in braces in the paths it is given; ours mean themselves."""
    return str(path).replace("{", "{{").replace("}", "}}")


def _tidy(job: Job) -> None:
    """Let the executed notebook name the places its files will have, not those where they were made."""
    if not job.executed.is_file():
        return
    from safetystats.batch.translator import ReadableTranslator

    content = json.loads(job.executed.read_text(encoding="utf-8"))
    parameters = {**job.parameters, "output_dir": job.output_dir}
    for cell in content["cells"]:
        if "injected-parameters" in cell["metadata"].get("tags", []):
            cell["source"] = ReadableTranslator.codify(parameters).rstrip("\n").splitlines(keepends=True)
    content["metadata"].setdefault("papermill", {}).update(
        input_path=job.source, output_path=f"{job.output_dir}/{job.executed.name}", parameters=parameters
    )
    job.executed.write_text(json.dumps(content, ensure_ascii=False, indent=1) + "\n", encoding="utf-8")


def _tail(path: Path) -> str:
    lines = path.read_text(encoding="utf-8", errors="replace").splitlines() if path.is_file() else []
    return "\n".join(lines[-_KERNEL_LOG_LINES:])


def _one_line(text: object) -> str:
    return " ".join(str(text).split())
