"""Run a batch: find out what is stale, execute it, move it into place, keep the ledger, build the site."""

import contextlib
import shutil
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass
from pathlib import Path

from safetystats import locate
from safetystats.batch import fingerprint
from safetystats.batch.execute import Job, Outcome
from safetystats.batch.fingerprint import Fingerprints, parameters_of
from safetystats.batch.manifest import BothLanguages, Key, Manifest, RunRecord, read_manifest, write_manifest
from safetystats.batch.plan import Plan, Run
from safetystats.batch.publish import publish, publish_failure
from safetystats.batch.run_log import now
from safetystats.batch.site import build_site
from safetystats.batch.workers import default_workers, execute_all
from safetystats.errors import InputError

LOGS = "logs"
_WORK = ".work"
_LOCK = ".lock"


@dataclass(frozen=True, slots=True)
class Decision:
    """Whether a run is to be made: it is when there is a reason."""

    run: Run
    key: Key
    reasons: tuple[str, ...]


@dataclass(frozen=True, slots=True, repr=False)
class BatchReport:
    """What came of an invocation: the ledger, the runs made now, those up to date, and the page to open."""

    folder: Path
    manifest: Manifest
    ran: tuple[RunRecord, ...]
    up_to_date: tuple[str, ...]
    site: Path

    @property
    def failed(self) -> tuple[RunRecord, ...]:
        """The runs made now that failed."""
        return tuple(record for record in self.ran if record.state == "failed")

    def __repr__(self) -> str:
        return f"<BatchReport {self.manifest.batch}: {len(self.ran)} ran, {len(self.failed)} failed, {len(self.up_to_date)} up to date>"


def output_folder(plan: Plan, output_dir: str | Path | None = None) -> Path:
    """Return the batch's folder: `output_dir` when given, else ``outputs/<batch>`` here."""
    return (Path(output_dir).expanduser() if output_dir else Path("outputs", plan.name)).resolve()


def decide(plan: Plan, folder: Path, force: bool = False) -> list[Decision]:
    """Return, for each run of the plan, why it is to be made; nothing is written."""
    manifest = read_manifest(folder, plan.name)
    fingerprints = Fingerprints()
    decisions = []
    for run in plan.runs:
        key = fingerprints.key(run)
        record = manifest.run(run.id) if manifest else None
        decisions.append(Decision(run, key, tuple(fingerprint.reasons(record, key, folder, force))))
    return decisions


def run_batch(
    plan: Plan,
    output_dir: str | Path | None = None,
    *,
    jobs: int | None = None,
    force: bool = False,
    announce: Callable[[Sequence[Decision]], None] = lambda _: None,
    done: Callable[[RunRecord], None] = lambda _: None,
) -> BatchReport:
    """Make the runs of `plan` that are stale (all with `force`) and build the site.

    `jobs` is the number of runs at a time; `announce` is told what will be made, `done` of each run as it ends. A run that
    fails is recorded and stops no other. Raises :class:`InputError` when the folder is in use or another batch's.
    """
    folder = output_folder(plan, output_dir)
    with _sole_use(folder):
        decisions = decide(plan, folder, force)
        stale = [decision for decision in decisions if decision.reasons]
        announce(stale)
        manifest = _opened(plan, folder, anew=bool(stale))
        ran = []
        for record in _make(plan, folder, stale, jobs or default_workers(len(stale)), manifest):
            manifest = manifest.with_run(record, plan.order, now())
            write_manifest(manifest, folder)
            ran.append(record)
            done(record)
        site = build_site(manifest, folder)
    up_to_date = tuple(decision.run.id for decision in decisions if not decision.reasons)
    return BatchReport(folder, manifest, tuple(ran), up_to_date, site)


def _make(plan: Plan, folder: Path, stale: Sequence[Decision], workers: int, earlier: Manifest) -> Iterator[RunRecord]:
    """Execute the stale runs and yield the record of each."""
    work = folder / _WORK
    shutil.rmtree(work, ignore_errors=True)
    jobs = {decision.run.id: _job(plan, decision.run, folder) for decision in stale}
    by_id = {decision.run.id: decision for decision in stale}
    try:
        for outcome in execute_all(list(jobs.values()), workers) if jobs else ():
            yield _record(by_id[outcome.id], jobs[outcome.id], outcome, folder, earlier)
    finally:
        shutil.rmtree(work, ignore_errors=True)


def _record(decision: Decision, job: Job, outcome: Outcome, folder: Path, earlier: Manifest) -> RunRecord:
    """Move the files of a run into place and return its record; the last good output outlives a failure."""
    run = decision.run
    before = earlier.run(run.id)
    failure, result = None, before.result if before else None
    if outcome.trouble:
        failure = publish_failure(job, outcome, folder, run.folder)
    else:
        result = publish(job, outcome, decision.key, folder, run.folder)
    return RunRecord(
        id=run.id,
        folder=run.folder,
        notebook=run.notebook.name,
        title=BothLanguages(zh=run.notebook.title.zh, en=run.notebook.title.en),
        parameters=parameters_of(run),
        state="failed" if failure else "done",
        reasons=list(decision.reasons),
        result=result,
        failure=failure,
        log=job.log.relative_to(folder).as_posix(),
    )


def _job(plan: Plan, run: Run, folder: Path) -> Job:
    return Job(
        id=run.id,
        notebook=run.notebook.name,
        source=_from_checkout(run.notebook.path),
        content=run.notebook.in_language(run.language),
        declared=run.notebook.products,
        parameters=parameters_of(run),
        work=folder / _WORK / run.id,
        output_dir=_from_checkout(folder / run.folder),
        log=folder / LOGS / f"{run.folder}_{run.notebook.name}.jsonl",
        cell_seconds=plan.limits.cell_seconds,
        run_seconds=plan.limits.run_seconds,
    )


def shown_path(path: Path) -> str:
    """Return `path` as a reader should see it: from the checkout or from here when it lies inside, else in full."""
    full = path.resolve()
    for base in (locate.checkout_folder(), Path.cwd()):
        if base and full.is_relative_to(base):
            return full.relative_to(base).as_posix()
    return full.as_posix()


def _from_checkout(path: Path) -> str:
    """Return `path` as a notebook understands it wherever it is run: from the checkout, or in full."""
    full, checkout = path.resolve(), locate.checkout_folder()
    return (full.relative_to(checkout) if checkout and full.is_relative_to(checkout) else full).as_posix()


def _opened(plan: Plan, folder: Path, anew: bool) -> Manifest:
    """Return the ledger to go on with; of runs whose outputs were removed by hand nothing is kept."""
    earlier = read_manifest(folder, plan.name)
    if earlier and not anew:
        return earlier
    kept = [record for record in earlier.runs if record.failure or _stands(record, folder)] if earlier else []
    return Manifest(
        batch=plan.name,
        title=BothLanguages(zh=plan.title.zh, en=plan.title.en),
        versions=fingerprint.versions(),
        started_at=now(),
        finished_at=now(),
        runs=kept,
    )


def _stands(record: RunRecord, folder: Path) -> bool:
    return record.result is not None and (folder / record.result.notebook).is_file()


@contextlib.contextmanager
def _sole_use(folder: Path) -> Iterator[None]:
    """Hold the folder for this process alone, so that two batches never write into one another."""
    try:
        folder.mkdir(parents=True, exist_ok=True)
        lock = (folder / _LOCK).open("a")
    except OSError as error:
        raise InputError(
            f"The folder {folder} cannot be written to ({error.strerror}); choose another with --output-dir."
        ) from None
    with lock:
        try:
            import fcntl
        except ImportError:  # not on this system; the user is trusted not to start two batches into one folder
            yield
            return
        try:
            fcntl.flock(lock, fcntl.LOCK_EX | fcntl.LOCK_NB)
        except OSError:
            raise InputError(f"Another `safetystats run` is writing into {folder}; wait for it to end.") from None
        yield
