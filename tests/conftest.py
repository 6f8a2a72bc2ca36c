"""A small dataset to spoil: each test changes one thing and asks what is said of it."""

from pathlib import Path

import pytest
import yaml

from dataset_rows import SOURCES, MakeDataset


@pytest.fixture
def make_dataset(tmp_path: Path) -> MakeDataset:
    """Return a function that writes a dataset folder: one CSV per table given as text or bytes, none for None."""

    def make(
        *,
        resource: dict[str, object] | None = None,
        ours: dict[str, object] | None = None,
        **tables: str | bytes | None,
    ) -> Path:
        folder = tmp_path / "set"
        folder.mkdir()
        content = {name: text for name, text in {"sources": SOURCES, **tables}.items() if text is not None}
        for table, text in content.items():
            (folder / f"{table}.csv").write_bytes(text.encode() if isinstance(text, str) else text)
        both = {"zh": "例", "en": "Example"}
        card = {
            "name": "set", "title": "Example", "description": "Example", "licenses": [{"name": "CC0-1.0"}],
            "resources": [
                {"name": table.replace("_", "-"), "path": f"{table}.csv",
                 "safetystats": {"table": table}, **((resource or {}) if table in tables else {})}
                for table in content
            ],
            "safetystats": {"title": both, "description": both, **(ours or {})},
        }  # fmt: skip
        (folder / "datapackage.yaml").write_text(yaml.safe_dump(card, allow_unicode=True), encoding="utf-8")
        return folder

    return make
