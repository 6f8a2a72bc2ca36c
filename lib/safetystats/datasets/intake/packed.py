"""Unpack ZIP and gzip files; a ZIP may hold any number of tables, other files in it are passed over."""

import zipfile
from collections.abc import Callable, Iterator, Sequence
from pathlib import Path

from safetystats.errors import InputError

_ZIP_LIMIT = 1 << 36
_PIECE = 1 << 22


def unzip(path: Path, name: str, endings: Sequence[str], place: Callable[[str], Path]) -> Iterator[tuple[Path, str]]:
    """Yield each file with one of the `endings`, unpacked to where `place` puts a name, and what it is called in reports."""
    try:
        with zipfile.ZipFile(path) as archive:
            wanted = [i for i in archive.infolist() if Path(i.filename).suffix.lower() in endings]
            if sum(i.file_size for i in wanted) > _ZIP_LIMIT:
                raise InputError(f"{name} unpacks to more than {_ZIP_LIMIT >> 30} GiB; unpack it and import its files.")
            for entry in sorted(wanted, key=lambda i: i.filename):
                if entry.filename.startswith("__MACOSX") or Path(entry.filename).suffix.lower() == ".zip":
                    continue
                target = place(Path(entry.filename).name)
                with archive.open(entry) as inner, target.open("wb") as file:
                    while piece := inner.read(_PIECE):
                        file.write(piece)
                yield target, f"{name}/{entry.filename}"
    except (zipfile.BadZipFile, RuntimeError, NotImplementedError) as error:
        raise InputError(f"{name} cannot be unpacked ({error}); unpack it and import its files.") from None


def gunzip(path: Path, target: Path) -> Path:
    """Unpack a gzip file to `target` and return it."""
    import gzip

    try:
        with gzip.open(path) as inner, target.open("wb") as file:
            while piece := inner.read(_PIECE):
                file.write(piece)
    except (OSError, EOFError) as error:
        raise InputError(f"{path.name} cannot be unpacked ({error}).") from None
    return target
