"""Write the pages of docs/ that are made from the code, so that they cannot drift from it: data guide and manifest."""

from pathlib import Path

from safetystats.batch.manifest_guide import manifest_guide, manifest_schema
from safetystats.datasets.guide import data_guide

DOCS = Path(__file__).resolve().parents[1] / "docs"


def main() -> None:
    pages = {"data-guide.md": data_guide, "manifest.md": manifest_guide, "manifest.schema.json": manifest_schema}
    for name, write in pages.items():
        (DOCS / name).write_text(write(), "utf-8")
        print(f"wrote docs/{name}")


if __name__ == "__main__":
    main()
