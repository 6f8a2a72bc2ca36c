"""The ledger of a batch, ``manifest.json``: what ran, why, with what, how long, and what came of it.

A run is done when the manifest says so, and it says so only when every declared product was there with the right hash.
It is written anew, in one step, after every run, so that an interrupted batch resumes where it stopped. The models here
are the format's only definition: its JSON schema and docs/manifest.md are generated from them.
"""

import os
from collections.abc import Sequence
from pathlib import Path
from typing import Final, Literal

from pydantic import BaseModel, ConfigDict, Field, ValidationError

from safetystats.errors import InputError

FILE_NAME = "manifest.json"
SCHEMA_VERSION: Final = 1

FailureKind = Literal[
    "input", "cell_error", "cell_timeout", "run_timeout", "dead_kernel", "no_kernel", "missing_products", "dead_worker"
]
FAILURE_KINDS: Final[dict[FailureKind, str]] = {
    "input": "what the user gave cannot be used (data, area, period); the sentence says what to do",
    "cell_error": "a cell raised any other error",
    "cell_timeout": "a cell took longer than the batch allows",
    "run_timeout": "the whole notebook took longer than the batch allows",
    "dead_kernel": "the kernel ended in the middle of a cell",
    "no_kernel": "the kernel could not be started or reached",
    "missing_products": "the notebook ended, but not all declared products are there and sound",
    "dead_worker": "the process that drives the kernel ended or hung",
}


class _Part(BaseModel):
    model_config = ConfigDict(extra="forbid", frozen=True)


class BothLanguages(_Part):
    """Text in both languages."""

    zh: str
    en: str


class FileRecord(_Part):
    """One file of a product."""

    path: str = Field(description="relative to the batch's folder")
    sha256: str


class ProductRecord(_Part):
    """One product: a table, a figure or a statement."""

    id: str
    kind: str = Field(description="table, figure or statement")
    title: BothLanguages
    files: list[FileRecord]


class Key(_Part):
    """What a result depends on, each part as a hash; a run is up to date while all are as they were."""

    notebook: str = Field(description="SHA-256 of the notebook's cells in the run's language and its declared products")
    parameters: str = Field(description="SHA-256 of the parameters, the output folder left out")
    data: str = Field(description="SHA-256 of all files of the dataset and of the datasets it refers to")
    library: str = Field(description="version and hash of the code and code lists of safetystats")
    environment: str = Field(
        description="SHA-256 of requirements.lock, or of the installed packages where there is none"
    )


class Result(_Part):
    """The output that stands: that of the last run that succeeded."""

    notebook: str = Field(description="the executed notebook, relative to the batch's folder")
    notebook_sha256: str
    products: list[ProductRecord]
    key: Key
    started_at: str = Field(description="UTC, ISO 8601")
    finished_at: str = Field(description="UTC, ISO 8601")
    seconds: float = Field(description="time of the run, kernel start included")


class Failure(_Part):
    """Why the last attempt failed."""

    kind: FailureKind
    sentence: str = Field(description="what went wrong, in one sentence")
    cell: int | None = Field(default=None, description="number of the code cell, the first being 1")
    started_at: str = Field(description="UTC, ISO 8601")
    finished_at: str = Field(description="UTC, ISO 8601")
    seconds: float
    notebook: str | None = Field(default=None, description="the notebook as far as it came, under _failed/")
    traceback: str | None = Field(default=None, description="the traceback as text, under _failed/")


class RunRecord(_Part):
    """One run: a notebook with one set of parameters."""

    id: str = Field(description="{area}_{period}_{language}/{notebook}")
    folder: str = Field(description="{area}_{period}_{language}")
    notebook: str
    title: BothLanguages
    parameters: dict[str, str]
    state: Literal["done", "failed"] = Field(description="how the last attempt ended")
    reasons: list[str] = Field(description="why the last attempt was made")
    result: Result | None = Field(default=None, description="kept when a later attempt fails")
    failure: Failure | None = Field(default=None, description="only when the last attempt failed")
    log: str = Field(description="JSON Lines, one event a line, relative to the batch's folder")


class Manifest(_Part):
    """The ledger of one batch's folder."""

    schema_version: Literal[1] = SCHEMA_VERSION
    batch: str = Field(description="name of the batch file, without its suffix")
    title: BothLanguages
    versions: dict[str, str] = Field(description="Python and the packages that decide the figures")
    started_at: str = Field(description="start of the last invocation that ran anything; UTC, ISO 8601")
    finished_at: str = Field(description="when this file was written; UTC, ISO 8601")
    runs: list[RunRecord]

    def run(self, run_id: str) -> RunRecord | None:
        """Return the record of the run `run_id`, or None when it never ran."""
        return next((record for record in self.runs if record.id == run_id), None)

    def with_run(self, record: RunRecord, order: Sequence[str], finished_at: str) -> "Manifest":
        """Return the manifest with `record` instead of the run's earlier one; runs in `order`, unknown ones last."""
        place = {run_id: position for position, run_id in enumerate(order)}
        runs = [old for old in self.runs if old.id != record.id] + [record]
        runs.sort(key=lambda held: place.get(held.id, len(order)))
        return self.model_copy(update={"runs": runs, "finished_at": finished_at})


def read_manifest(folder: Path, batch: str) -> Manifest | None:
    """Return the manifest of the batch's folder, or None when there is none that can be used.

    One that is damaged or of another version counts as none: what it would have saved is run again. Raises
    :class:`InputError` when the folder belongs to another batch.
    """
    try:
        manifest = Manifest.model_validate_json((folder / FILE_NAME).read_bytes())
    except (FileNotFoundError, ValidationError):
        return None
    if manifest.batch != batch:
        raise InputError(
            f"The folder {folder} holds the outputs of the batch {manifest.batch!r}; choose another with --output-dir."
        )
    return manifest


def write_manifest(manifest: Manifest, folder: Path) -> Path:
    """Write ``manifest.json`` in one step."""
    path = folder / FILE_NAME
    beside = path.with_name(f".{FILE_NAME}.{os.getpid()}.part")
    beside.write_text(manifest.model_dump_json(indent=1) + "\n", encoding="utf-8")
    beside.replace(path)
    return path
