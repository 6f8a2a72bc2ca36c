"""Where a product comes from: its sources, the hash of the rows behind it, the version of the code that made it."""

import hashlib
from datetime import date, datetime
from functools import cache
from pathlib import Path

import numpy as np
import pandas as pd

from safetystats import __version__
from safetystats.datasets import Source
from safetystats.products.formats import is_missing
from safetystats.words import Text

__all__ = ["Source", "code_version", "hash_rows"]

_PACKAGE = Path(__file__).resolve().parents[1]
_CODE_PATTERNS = ("*.py", "*.csv", "*.j2")
# Twelve significant digits: more than any published figure has, fewer than two processors could disagree on.
_FLOAT_FORMAT = ".12g"


def hash_rows(*frames: pd.DataFrame) -> str:
    """Return ``"sha256:…"`` of the rows of `frames`: equal rows give an equal hash, whatever their order.

    Each frame is written as a canonical CSV: columns sorted by name, rows sorted as text, the index left out, numbers
    with twelve significant digits (so 33 and 33.0 are equal), dates in ISO 8601, text quoted, a missing value empty
    (so it differs from the text ""). Repeated rows count. The frames are taken in the order given.
    """
    digest = hashlib.sha256()
    for frame in frames:
        order = sorted(range(frame.shape[1]), key=lambda position: str(frame.columns[position]))
        digest.update((",".join(_quoted(str(frame.columns[position])) for position in order) + "\n").encode())
        cells = [_canonical_column(frame.iloc[:, position]) for position in order]
        for line in sorted(map(",".join, zip(*cells, strict=True))):
            digest.update((line + "\n").encode())
        digest.update(b"\0")
    return f"sha256:{digest.hexdigest()}"


@cache
def code_version() -> str:
    """Return the package's version and a short hash of its code and code lists, such as ``0.1.0+3f9a1c0d2e4b``."""
    digest = hashlib.sha256()
    paths = {path.relative_to(_PACKAGE): path for pattern in _CODE_PATTERNS for path in _PACKAGE.rglob(pattern)}
    for name in sorted(paths, key=lambda path: path.as_posix()):
        # Bundled data and notebooks are inside an installed package only; they are not code.
        if name.parts[0] != "bundled":
            content = paths[name].read_bytes().replace(b"\r\n", b"\n")
            digest.update(f"{name.as_posix()}\n{len(content)}\n".encode() + content)
    return f"{__version__}+{digest.hexdigest()[:12]}"


def _canonical_column(column: pd.Series) -> list[str]:
    """Write a column's cells canonically; a value that repeats is written once."""
    if column.dtype == object:
        return [_canonical(value) for value in column]
    codes, values = pd.factorize(column)
    names = np.array([*map(_canonical, values), ""], dtype=object)  # code -1 is a missing value
    return list(names[codes])


def _canonical(value: object) -> str:
    if isinstance(value, Text):
        return f"{_quoted(value.zh)}|{_quoted(value.en)}"
    if is_missing(value):
        return ""
    if isinstance(value, bool | np.bool_):
        return str(bool(value)).lower()
    if isinstance(value, int | np.integer):
        return str(int(value))
    if isinstance(value, float | np.floating):
        return _canonical_float(float(value))
    if isinstance(value, datetime | date):
        return value.isoformat()
    return _quoted(str(value))


def _canonical_float(value: float) -> str:
    return str(int(value)) if value.is_integer() else format(value, _FLOAT_FORMAT)


def _quoted(text: str) -> str:
    return '"' + text.replace('"', '""') + '"'
