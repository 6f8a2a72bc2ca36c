"""Whether a run is done: by the files it handed on, never by what the notebook's metadata say.

papermill marks every cell "completed" after a kernel died or ran out of time. A notebook's last act is to write the index
``products.json``; a run is done when that index names every declared product and every file has the hash it gives.
"""

import hashlib
import json
from collections.abc import Iterable
from pathlib import Path

from pydantic import BaseModel, ConfigDict, ValidationError

from safetystats.batch.manifest import BothLanguages, FileRecord, ProductRecord

#: The same as `products.INDEX`, which a worker must not load pandas to learn.
INDEX = "products.json"


class IncompleteError(Exception):
    """What a run handed on is not all it declared; the message is one sentence."""


class _IndexFile(BaseModel):
    model_config = ConfigDict(extra="ignore")
    path: str
    sha256: str


class _IndexEntry(BaseModel):
    model_config = ConfigDict(extra="ignore")
    id: str
    kind: str
    title: BothLanguages
    files: list[_IndexFile]


class _Index(BaseModel):
    model_config = ConfigDict(extra="ignore")
    products: list[_IndexEntry]


def complete_products(folder: Path, declared: Iterable[str]) -> list[ProductRecord]:
    """Return the products in `folder` (paths relative to it), all `declared` among them and every file sound.

    Raises :class:`IncompleteError` otherwise.
    """
    entries = _read_index(folder)
    held = {entry.id for entry in entries}
    if missing := [product for product in declared if product not in held]:
        raise IncompleteError(f"The notebook ended without handing on {', '.join(missing)}.")
    for entry in entries:
        for file in entry.files:
            if not _is_sound(folder, file.path, file.sha256):
                raise IncompleteError(f"The file {file.path} of the product {entry.id} is missing or altered.")
    return [
        ProductRecord(
            id=entry.id,
            kind=entry.kind,
            title=entry.title,
            files=[FileRecord(path=file.path, sha256=file.sha256) for file in entry.files],
        )
        for entry in entries
    ]


def is_intact(root: Path, files: Iterable[FileRecord]) -> bool:
    """Whether every file is there, below `root`, with the hash recorded."""
    return all(_is_sound(root, file.path, file.sha256) for file in files)


def file_hash(path: Path) -> str:
    """Return the SHA-256 of a file."""
    with path.open("rb") as file:
        return hashlib.file_digest(file, "sha256").hexdigest()


def _read_index(folder: Path) -> list[_IndexEntry]:
    try:
        return _Index.model_validate(json.loads((folder / INDEX).read_bytes())).products
    except FileNotFoundError:
        raise IncompleteError(
            "The notebook ended without handing on its products: it wrote no index of them."
        ) from None
    except (ValueError, ValidationError):
        raise IncompleteError(f"The index of products, {INDEX}, cannot be read.") from None


def _is_sound(root: Path, path: str, sha256: str) -> bool:
    target = root / path
    inside = target.resolve().is_relative_to(root.resolve())
    return inside and target.is_file() and file_hash(target) == sha256
