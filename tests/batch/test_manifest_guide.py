import json
from pathlib import Path
from typing import get_args

import pytest

from safetystats.batch.manifest import FAILURE_KINDS, FailureKind
from safetystats.batch.manifest_guide import manifest_guide, manifest_schema

DOCS = Path(__file__).parents[2] / "docs"


@pytest.mark.parametrize(
    ("name", "write"), [("manifest.md", manifest_guide), ("manifest.schema.json", manifest_schema)]
)
def test_the_pages_are_current(name: str, write) -> None:
    assert (DOCS / name).read_text("utf-8") == write(), f"docs/{name} is out of date: run `make docs`"


def test_every_key_is_described_and_every_kind_of_failure_explained() -> None:
    schema = json.loads(manifest_schema())
    for part in (schema, *schema["$defs"].values()):
        for key in part["properties"]:
            assert f"| `{key}` |" in manifest_guide()
    assert list(FAILURE_KINDS) == list(get_args(FailureKind))
