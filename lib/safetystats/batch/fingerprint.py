"""What a result depends on, and so when a run is stale."""

import hashlib
import json
import platform
from collections.abc import Iterable
from functools import cache
from importlib import metadata
from pathlib import Path

from safetystats import __version__, locate
from safetystats.batch.ledger import file_hash, is_intact
from safetystats.batch.manifest import FileRecord, Key, RunRecord
from safetystats.batch.plan import Run
from safetystats.datasets import find_folder
from safetystats.datasets.descriptor import read_descriptor
from safetystats.products import code_version

LOCK = "requirements.lock"
#: Packages whose version is worth reading beside a figure.
_NAMED_PACKAGES = (
    "numpy",
    "pandas",
    "scipy",
    "statsmodels",
    "matplotlib",
    "seaborn",
    "papermill",
    "nbclient",
    "ipykernel",
)

NEVER_RUN = "no result yet"
FAILED = "the last attempt failed"
ALTERED = "its files are missing or altered"
FORCED = "forced"
CHANGES = {
    "notebook": "the notebook changed",
    "parameters": "the parameters changed",
    "data": "the data changed",
    "library": "the library changed",
    "environment": "the locked packages changed",
}


class Fingerprints:
    """Makes the keys of runs; what many runs share is hashed once. Files that change meanwhile are not noticed."""

    def __init__(self) -> None:
        self._data: dict[str, str] = {}
        self._environment = environment_hash()

    def key(self, run: Run) -> Key:
        """Return the key of `run` as things stand."""
        dataset = run.parameters.dataset
        if dataset not in self._data:
            self._data[dataset] = data_hash(find_folder(dataset))
        return Key(
            notebook=run.notebook.fingerprint(run.language),
            parameters=_hash(sorted(parameters_of(run).items())),
            data=self._data[dataset],
            library=code_version(),
            environment=self._environment,
        )


def parameters_of(run: Run) -> dict[str, str]:
    """Return the parameters of a run as text, without the folder it writes to."""
    return {name: str(value) for name, value in run.parameters.model_dump(exclude={"output_dir"}).items()}


def reasons(record: RunRecord | None, key: Key, root: Path, force: bool = False) -> list[str]:
    """Return why the run must be made anew; an empty list means that it is up to date."""
    found = [FORCED] if force else []
    if record is None or record.result is None:
        return [*found, FAILED if record else NEVER_RUN]
    if record.state == "failed":
        found.append(FAILED)
    found += [words for part, words in CHANGES.items() if getattr(record.result.key, part) != getattr(key, part)]
    notebook = FileRecord(path=record.result.notebook, sha256=record.result.notebook_sha256)
    files = [notebook, *(file for product in record.result.products for file in product.files)]
    if not is_intact(root, files):
        found.append(ALTERED)
    return found


def data_hash(folder: Path) -> str:
    """Return the SHA-256 of all files in a dataset's folder and in those of the datasets it refers to."""
    digest = hashlib.sha256()
    for place in _with_references(folder):
        for path in sorted(place.rglob("*")):
            name = path.relative_to(place)
            if path.is_file() and not any(part.startswith((".", "~$")) for part in name.parts):
                digest.update(f"{name.as_posix()}\n{file_hash(path)}\n".encode())
    return digest.hexdigest()


@cache
def environment_hash() -> str:
    """Return the SHA-256 of the lock file, or of the list of installed packages outside a checkout."""
    checkout = locate.checkout_folder()
    if checkout and (checkout / LOCK).is_file():
        return file_hash(checkout / LOCK)
    return _hash(sorted(f"{found.name}=={found.version}" for found in metadata.distributions()))


def versions() -> dict[str, str]:
    """Return the versions a reader may want to know, of Python and of the packages that decide the figures."""
    packages = {name: metadata.version(name) for name in _NAMED_PACKAGES}
    return {"safetystats": __version__, "code": code_version(), "python": platform.python_version(), **packages}


def _with_references(folder: Path) -> Iterable[Path]:
    """Yield the dataset's folder and those it refers to, each once."""
    seen: list[Path] = []
    while folder not in seen:
        seen.append(folder)
        yield folder
        reference = read_descriptor(folder).safetystats.reference
        if reference is None:
            return
        beside = folder.parent / reference
        folder = beside if beside.is_dir() else find_folder(reference)


def _hash(value: object) -> str:
    return hashlib.sha256(json.dumps(value, ensure_ascii=False).encode()).hexdigest()
