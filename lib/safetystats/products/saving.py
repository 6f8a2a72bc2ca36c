"""Products as files: CSV for people and programs, JSON with the provenance, SVG and PNG for figures, and an index.

A file is written beside its place and renamed, so that nobody reads half of it. The index `products.json` is written
last and removed first: where it stands, every file that it names is complete. Equal products give equal bytes.
"""

import csv
import hashlib
import io
import json
import math
import os
from collections.abc import Callable, Iterable, Mapping
from datetime import date, datetime
from pathlib import Path
from typing import Any, TypeAlias

import numpy as np
import pandas as pd

from safetystats.errors import InputError
from safetystats.products.captions import marked_title, note_lines, source_line, unit_line
from safetystats.products.figure import Figure
from safetystats.products.formats import NOT_APPLICABLE, is_missing
from safetystats.products.provenance import Source, code_version
from safetystats.products.statement import Statement
from safetystats.products.table import Table
from safetystats.words import Language, Text

Product: TypeAlias = Table | Figure | Statement
INDEX = "products.json"


def save(product: Product, folder: str | Path) -> list[Path]:
    """Write one product into `folder` (made when it is missing) and return the files, in the order written.

    Table: ``<id>.csv`` and ``<id>.json``. Figure: ``<id>.svg``, ``<id>.png``, ``<id>.csv`` and ``<id>.json``.
    Statement: ``<id>.json``. The CSV has headings in the product's language, raw values at full precision and a
    byte-order mark, which Excel needs. The JSON carries both languages.
    """
    place = Path(folder)
    place.mkdir(parents=True, exist_ok=True)
    return [_write(place / name, content) for name, content in _files(product).items()]


def save_all(products: Iterable[Product], folder: str | Path) -> Path:
    """Write all `products` into `folder`, then the index ``products.json``, and return the index's path.

    Raises :class:`InputError`, before anything is written, when two products have one id.
    """
    kept = list(products)
    _refuse_duplicates(kept)
    place = Path(folder)
    place.mkdir(parents=True, exist_ok=True)
    index = place / INDEX
    index.unlink(missing_ok=True)
    entries = [_index_entry(product, save(product, place)) for product in kept]
    return _write(index, _json({"products": entries, "code_version": code_version()}))


def _files(product: Product) -> dict[str, bytes]:
    if isinstance(product, Table):
        headings = [column.heading(product.language) for column in product.columns]
        return {
            f"{product.id}.csv": _csv(product.data, headings, product.language),
            f"{product.id}.json": _json(_table_record(product)),
        }
    if isinstance(product, Figure):
        return {
            f"{product.id}.svg": product.svg().encode(),
            f"{product.id}.png": product.png(),
            f"{product.id}.csv": _csv(product.data, [str(name) for name in product.data], product.language),
            f"{product.id}.json": _json(_figure_record(product)),
        }
    if isinstance(product, Statement):
        return {f"{product.id}.json": _json({**_head(product), "numbers": product.numbers, **_tail(product)})}
    raise InputError(f"{product!r} cannot be saved: a product is a Table, a Figure or a Statement.")


def _table_record(table: Table) -> dict[str, object]:
    columns = [
        {
            "name": column.name,
            "label": column.label,
            "unit": column.unit,
            "format": column.format,
            "decimals": column.decimals,
        }
        for column in table.columns
    ]
    cells = table.render()
    shown = {"headings": list(cells.columns), "rows": cells.values.tolist()}
    return {**_head(table), "columns": columns, "rows": _rows(table.data), **_tail(table, shown)}


def _figure_record(figure: Figure) -> dict[str, object]:
    columns = [{"name": str(name)} for name in figure.data]
    return {**_head(figure), "columns": columns, "rows": _rows(figure.data), **_tail(figure)}


def _head(product: Product) -> dict[str, object]:
    """Return what the record of every product begins with."""
    return {
        "id": product.id,
        "kind": _kind(product),
        "title": marked_title(product.title, product.synthetic),
        "language": product.language,
        "unit": None if isinstance(product, Statement) else product.unit,
    }


def _tail(product: Product, shown: Mapping[str, object] | None = None) -> dict[str, object]:
    """Return what the record of every product ends with; `shown` is what it prints, in its language."""
    language = product.language
    return {
        "notes": product.all_notes,
        "sources": product.sources,
        "rows_hash": product.rows_hash,
        "synthetic": product.synthetic,
        "code_version": code_version(),
        "shown": {
            "title": product.heading,
            "unit": "" if isinstance(product, Statement) else unit_line(product.unit, language),
            **(shown or {}),
            "notes": note_lines(product.all_notes, language),
            "sources": source_line(product.sources, language),
        },
    }


def _kind(product: Product) -> str:
    return type(product).__name__.lower()


def _index_entry(product: Product, paths: Iterable[Path]) -> dict[str, object]:
    files = [{"path": path.name, "sha256": hashlib.sha256(path.read_bytes()).hexdigest()} for path in paths]
    title = marked_title(product.title, product.synthetic)
    return {"id": product.id, "kind": _kind(product), "title": title, "files": files}


def _refuse_duplicates(products: Iterable[Product]) -> None:
    seen: set[str] = set()
    for product in products:
        if product.id in seen:
            raise InputError(f"Two products have the id {product.id!r}: give each its own.")
        seen.add(product.id)


def _rows(frame: pd.DataFrame) -> list[dict[str, object]]:
    names = [str(name) for name in frame]
    return [dict(zip(names, row, strict=True)) for row in frame.itertuples(index=False, name=None)]


def _csv(frame: pd.DataFrame, headings: list[str], language: Language) -> bytes:
    buffer = io.StringIO()
    writer = csv.writer(buffer, lineterminator="\n")
    writer.writerow(headings)
    for row in frame.itertuples(index=False, name=None):
        writer.writerow([_csv_cell(value, language) for value in row])
    return buffer.getvalue().encode("utf-8-sig")


def _csv_cell(value: object, language: Language) -> str:
    plain = _plain(value)
    if plain is None:
        return ""
    return value[language] if isinstance(value, Text) else str(plain)


def _json(record: Mapping[str, object]) -> bytes:
    text = json.dumps(_plain(record), ensure_ascii=False, indent=1, allow_nan=False)
    return (text + "\n").encode()


def _plain(value: Any) -> Any:
    """Return `value` as JSON knows it: a missing value is null, an infinite one a word, a date ISO 8601."""
    if isinstance(value, Mapping):
        return {str(key): _plain(item) for key, item in value.items()}
    if isinstance(value, list | tuple):
        return [_plain(item) for item in value]
    if isinstance(value, Text):
        return None if value == NOT_APPLICABLE else {"zh": value.zh, "en": value.en}
    if isinstance(value, Source):
        return {field: _plain(getattr(value, field)) for field in value.__slots__}
    if is_missing(value):
        return None
    for types, convert in _CONVERSIONS:
        if isinstance(value, types):
            return convert(value)
    return str(value)


def _number(value: float) -> float | int | str:
    if math.isinf(value):
        return "Infinity" if value > 0 else "-Infinity"
    # A column of counts with a gap is a column of floats: its 24.0 is written 24.
    return int(value) if float(value).is_integer() and abs(value) < 2**53 else float(value)


_CONVERSIONS: tuple[tuple[Any, Callable[[Any], object]], ...] = (
    (bool | np.bool_, bool),
    (int | np.integer, int),
    (float | np.floating, _number),
    (datetime | date, lambda day: day.isoformat()),
)


def _write(path: Path, content: bytes) -> Path:
    """Write `content` beside `path`, then move it there in one step."""
    beside = path.with_name(f".{path.name}.{os.getpid()}.part")
    try:
        beside.write_bytes(content)
        beside.replace(path)
    finally:
        beside.unlink(missing_ok=True)
    return path
