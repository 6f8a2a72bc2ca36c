"""Move what a run made into the batch's folder, in whole steps: a reader sees the old output or the new, never half.

A failed run goes under ``_failed/`` with its traceback; the last good output stays where it is.
"""

import shutil
from pathlib import Path

from safetystats.batch.execute import Job, Outcome
from safetystats.batch.ledger import file_hash
from safetystats.batch.manifest import Failure, FileRecord, Key, ProductRecord, Result

FAILED = "_failed"


def publish(job: Job, outcome: Outcome, key: Key, root: Path, folder: str) -> Result:
    """Move the executed notebook and the products of a run that succeeded; return the record of them."""
    place = root / folder
    products = place / "products" / job.notebook
    products.parent.mkdir(parents=True, exist_ok=True)
    _replace_folder(job.products, products)
    notebook = job.executed.replace(place / job.executed.name)
    for path in _failed_files(root, folder, job):
        path.unlink(missing_ok=True)
    return Result(
        notebook=notebook.relative_to(root).as_posix(),
        notebook_sha256=file_hash(notebook),
        products=[_moved(product, products.relative_to(root)) for product in outcome.products],
        key=key,
        started_at=outcome.started_at,
        finished_at=outcome.finished_at,
        seconds=outcome.seconds,
    )


def publish_failure(job: Job, outcome: Outcome, root: Path, folder: str) -> Failure:
    """Keep the notebook as far as it came and the traceback; return the record of them."""
    assert outcome.trouble is not None
    trouble = outcome.trouble
    notebook, traceback = _failed_files(root, folder, job)
    for path in (notebook, traceback):
        path.parent.mkdir(parents=True, exist_ok=True)
        path.unlink(missing_ok=True)
    if job.executed.is_file():
        job.executed.replace(notebook)
    if trouble.traceback:
        traceback.write_text(trouble.traceback + "\n", encoding="utf-8")
    return Failure(
        kind=trouble.kind,
        sentence=trouble.sentence,
        cell=trouble.cell,
        started_at=outcome.started_at,
        finished_at=outcome.finished_at,
        seconds=outcome.seconds,
        notebook=_name(notebook, root),
        traceback=_name(traceback, root),
    )


def _failed_files(root: Path, folder: str, job: Job) -> tuple[Path, Path]:
    place = root / FAILED / folder
    return place / job.executed.name, place / f"{job.notebook}.txt"


def _name(path: Path, root: Path) -> str | None:
    return path.relative_to(root).as_posix() if path.is_file() else None


def _moved(product: ProductRecord, place: Path) -> ProductRecord:
    files = [FileRecord(path=(place / file.path).as_posix(), sha256=file.sha256) for file in product.files]
    return product.model_copy(update={"files": files})


def _replace_folder(new: Path, place: Path) -> None:
    """Put the folder `new` at `place`. A folder cannot be replaced in one step, so the old one steps aside first."""
    aside = place.with_name(f".{place.name}.old")
    shutil.rmtree(aside, ignore_errors=True)
    if place.exists():
        place.rename(aside)
    new.rename(place)
    shutil.rmtree(aside, ignore_errors=True)
