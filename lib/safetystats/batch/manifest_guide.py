"""The description of ``manifest.json`` for readers and machines, generated from its models (see ``make docs``)."""

import json
from typing import Any

from safetystats.batch.manifest import FAILURE_KINDS, FILE_NAME, Manifest

_HEAD = f"""# {FILE_NAME}

<!-- Made by `make docs` from lib/safetystats/batch/manifest.py; do not edit by hand. -->

The ledger of a batch's folder (`outputs/<batch>/`): what ran, why, with what, how long, and what came of it. It is written
anew, in one step, after every run. A run is done when its record says so, and the record says so only when every product
that the notebook declares was there with the hash its index gives. The result of the last run that succeeded is kept when a
later attempt fails. A run is made again when a part of its `key` changed, its last attempt failed, or its files are missing
or altered. The JSON schema is [manifest.schema.json](manifest.schema.json).
"""


def manifest_schema() -> str:
    """Return the JSON schema of the manifest."""
    return json.dumps(Manifest.model_json_schema(), ensure_ascii=False, indent=2) + "\n"


def manifest_guide() -> str:
    """Return the description as Markdown: one table for each kind of record, the whole first."""
    schema = Manifest.model_json_schema()
    parts = {"Manifest": schema, **schema["$defs"]}
    order = ["Manifest", "RunRecord", "Result", "Key", "ProductRecord", "FileRecord", "Failure", "BothLanguages"]
    kinds = "\n".join(f"| `{kind}` | {meaning} |" for kind, meaning in FAILURE_KINDS.items())
    tables = [_table(name, parts.pop(name)) for name in order]
    assert not parts, f"not described: {', '.join(parts)}"
    return "\n".join([_HEAD, *tables, f"## Kinds of failure\n\n| kind | meaning |\n|---|---|\n{kinds}\n"])


def _table(name: str, part: dict[str, Any]) -> str:
    lines = [f"## {name}\n", f"{part['description']}\n", "| key | type | meaning |", "|---|---|---|"]
    lines += [
        f"| `{key}` | {_type(field)} | {field.get('description', '')} |" for key, field in part["properties"].items()
    ]
    return "\n".join(lines) + "\n"


def _type(field: dict[str, Any]) -> str:
    if "anyOf" in field:
        return " or ".join(_type(option) for option in field["anyOf"])
    if "$ref" in field:
        name = field["$ref"].rpartition("/")[2]
        return f"[{name}](#{name.lower()})"
    if "const" in field:
        return f"`{field['const']}`"
    if "enum" in field:
        return ", ".join(f"`{option}`" for option in field["enum"])
    if field["type"] == "array":
        return f"list of {_type(field['items'])}"
    if field["type"] == "object":
        return "mapping of text to text"
    return {"string": "text", "null": "null", "integer": "whole number", "number": "number"}[field["type"]]
