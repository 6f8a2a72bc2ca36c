"""Write the ``resources:`` of each bundled dataset's datapackage.yaml: Table Schema fields, size and hash of every file.

    python scripts/write_resources.py [--check]

Everything above the line ``resources:`` is written by hand and left alone. The fields come from the schemas in
lib/safetystats/datasets/schemas.py, so the card cannot drift from the checks. With --check nothing is written and the
exit code is 1 when a card is out of date.
"""

import csv
import hashlib
import json
import sys
from pathlib import Path

import yaml

from safetystats.datasets.schemas import TABLES, table_schema_field

DATA = Path(__file__).resolve().parents[1] / "data"


def main() -> int:
    stale = [
        card for card in sorted(DATA.glob("*/datapackage.yaml")) if with_resources(card) != card.read_text("utf-8")
    ]
    for card in stale:
        print(
            f"{card.parent.name}/{card.name} is out of date: run `make docs`"
            if "--check" in sys.argv
            else f"wrote {card.name}"
        )
        if "--check" not in sys.argv:
            card.write_text(with_resources(card), "utf-8")
    return int(bool(stale) and "--check" in sys.argv)


def with_resources(card: Path) -> str:
    """Return the text the card should have."""
    by_hand, _, _ = card.read_text("utf-8").partition("\nresources:\n")
    lines = [by_hand, "resources:"]
    for resource in yaml.safe_load(card.read_text("utf-8"))["resources"]:
        table = TABLES[resource.get("safetystats", {}).get("table", resource["name"])]
        content = (card.parent / resource["path"]).read_bytes()
        header = next(csv.reader([content.decode("utf-8").partition("\n")[0]]))
        lines += [
            f"  - name: {resource['name']}",
            f"    path: {resource['path']}",
            f"    title: {table.title.zh} · {table.title.en}",
            "    type: table",
            "    format: csv",
            "    mediatype: text/csv",
            "    encoding: utf-8",
            f"    bytes: {len(content)}",
            f"    hash: sha256:{hashlib.sha256(content).hexdigest()}",
            "    schema:",
            "      fields:",
            *(
                f"        - {json.dumps(table_schema_field(name, table.columns[name]), ensure_ascii=False)}"
                for name in header
            ),
            "      missingValues: ['']",
        ]
        if table.name != resource["name"]:
            lines += [f"    safetystats: {{table: {table.name}}}"]
    return "\n".join(lines) + "\n"


if __name__ == "__main__":
    sys.exit(main())
