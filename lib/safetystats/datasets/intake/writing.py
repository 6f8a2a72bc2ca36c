"""Write the imported tables into the dataset: Parquet beside what is there, and the card that names them.

Each file is written beside and then renamed, the card last, so that a dataset is never half an import. Files and
resources that were not imported stay as they are.
"""

from collections.abc import Mapping as Map
from pathlib import Path
from typing import Any

import duckdb
import yaml

from safetystats.datasets.descriptor import FILE_NAME
from safetystats.datasets.intake.mapping import Mapping
from safetystats.datasets.schemas import TABLES, table_schema_field
from safetystats.datasets.yaml_file import read_yaml
from safetystats.errors import InputError

_MOST_CODES = 2000


def column_type(table: str, name: str) -> str:
    """Return the Parquet type of a field."""
    column = TABLES[table].columns.get(name)
    kind = column.kind if column is not None else "text"
    return {"count": "BIGINT", "number": "DOUBLE", "percent": "DOUBLE"}.get(kind, "VARCHAR")


def write_parquet(connection: duckdb.DuckDBPyConnection, query: str, path: Path) -> None:
    """Write the rows of `query` to `path`, beside it first."""
    beside = path.with_name(f".{path.name}.new")
    target = str(beside).replace("'", "''")
    connection.execute(f"COPY ({query}) TO '{target}' (FORMAT parquet, COMPRESSION zstd)")
    beside.replace(path)


def write_card(
    folder: Path, mapping: Mapping, tables: Map[str, list[str]], codes: Map[str, Map[str, dict[str, str]]]
) -> None:
    """Make the card of the dataset, or name the imported tables (table → fields) and the ledger's own codes in it."""
    path = folder / FILE_NAME
    card = read_yaml(path) if path.is_file() else _new_card(folder, mapping)
    before = yaml.safe_dump(card, allow_unicode=True)
    for table, fields in tables.items():
        _name_resource(card, table, fields)
    if codes:
        own = card["safetystats"].setdefault("codes", {})
        for name, entries in codes.items():
            own[name] = {**own.get(name, {}), **dict(list(entries.items())[:_MOST_CODES])}
    if not path.is_file() or yaml.safe_dump(card, allow_unicode=True) != before:
        beside = folder / f".{FILE_NAME}.new"
        beside.write_text(yaml.safe_dump(card, allow_unicode=True, sort_keys=False, width=110), encoding="utf-8")
        beside.replace(path)


def dataset_name(folder: Path) -> str:
    """Return the name of the folder as a dataset's; :class:`InputError` when it cannot be one."""
    name = folder.resolve().name.lower()
    if not name or not all(c.isascii() and (c.isalnum() or c in "._-") for c in name):
        raise InputError(f"{folder.name!r} cannot be a dataset's name; use the letters a-z, digits, '-', '_' and '.'.")
    return name


def _name_resource(card: dict[str, Any], table: str, fields: list[str]) -> None:
    file = f"{table}.parquet"
    schema = {
        "fields": [
            table_schema_field(name, TABLES[table].columns[name]) for name in fields if name in TABLES[table].columns
        ]
    }
    resources = card.setdefault("resources", [])
    for resource in resources:
        if resource.get("path") == file:
            resource["schema"] = schema
            return
    names = {resource.get("name") for resource in resources}
    name = table.replace("_", "-")
    resources.append({
        "name": name if name not in names else f"{name}-imported", "path": file, "format": "parquet",
        "safetystats": {"table": table}, "schema": schema,
    })  # fmt: skip


def _new_card(folder: Path, mapping: Mapping) -> dict[str, Any]:
    title = {"zh": mapping.title.zh, "en": mapping.title.en}
    licence = mapping.licence or "请填写 · to be filled in"
    return {
        "$schema": "https://datapackage.org/profiles/2.0/datapackage.json",
        "name": dataset_name(folder),
        "title": mapping.title.en,
        "description": f"Imported with the mapping {mapping.name}.",
        "licenses": [{"name": "other", "title": licence}],
        **(
            {"sources": [{"title": mapping.publisher, **({"path": mapping.url} if mapping.url else {})}]}
            if mapping.publisher
            else {}
        ),
        "resources": [],
        "safetystats": {
            "title": title,
            "description": {"zh": f"按映射 {mapping.name} 导入。", "en": f"Imported with the mapping {mapping.name}."},
        },
    }
