"""Write the pages of docs/ that are made from the code, so that they cannot drift from it: the data guide."""

from pathlib import Path

from safetystats.datasets.guide import data_guide

DOCS = Path(__file__).resolve().parents[1] / "docs"


def main() -> None:
    (DOCS / "data-guide.md").write_text(data_guide(), "utf-8")
    print("wrote docs/data-guide.md")


if __name__ == "__main__":
    main()
