"""Make the folder of a new dataset: the card, an Excel workbook to fill in, and a README that says what to do."""

from pathlib import Path

import yaml

from safetystats.datasets.descriptor import FILE_NAME
from safetystats.datasets.schemas import TABLES
from safetystats.datasets.templates import sheet_name, write_template
from safetystats.errors import InputError
from safetystats.words import Language

WORKBOOK = "tables.xlsx"
_README = """# {name}

1. 在 `tables.xlsx` 中填写数据：先填“来源”表，再填其余各表；不用的表可以空着。
2. 在 `datapackage.yaml` 中写明标题、许可和口径变化。
3. 运行 `safetystats check {name}`，按提示更正。

1. Fill in `tables.xlsx`: the sheet of sources first, then the others; leave the sheets you do not need empty.
2. Give the title, the licence and the breaks of definition in `datapackage.yaml`.
3. Run `safetystats check {name}` and mend what it names.
"""


def scaffold(path: str | Path, language: Language = "zh") -> list[Path]:
    """Make the new dataset folder `path` and return the files written.

    Raises :class:`InputError` when the folder exists and is not empty, or its name cannot be a dataset's.
    """
    folder = Path(path)
    name = folder.name.lower()
    if not name or not all(c.isascii() and (c.isalnum() or c in "._-") for c in name):
        raise InputError(f"{folder.name!r} cannot be a dataset's name; use the letters a-z, digits, '-', '_' and '.'.")
    if folder.exists() and (not folder.is_dir() or any(folder.iterdir())):
        raise InputError(f"{folder} exists and is not empty; choose another name or empty it first.")
    folder.mkdir(parents=True, exist_ok=True)
    written = [folder / FILE_NAME, folder / WORKBOOK, folder / "README.md"]
    written[0].write_text(_card(name, language), encoding="utf-8")
    write_template(written[1], language)
    written[2].write_text(_README.format(name=folder), encoding="utf-8")
    return written


def _card(name: str, language: Language) -> str:
    resources = [
        {"name": table.name.replace("_", "-"), "path": WORKBOOK,
         "safetystats": {"table": table.name, "sheet": sheet_name(table, language)}}
        for table in TABLES.values()
    ]  # fmt: skip
    card = {
        "$schema": "https://datapackage.org/profiles/2.0/datapackage.json",
        "name": name,
        "title": name,
        "description": "请填写 · to be filled in",
        "licenses": [{"name": "proprietary", "title": "请填写 · to be filled in"}],
        "resources": resources,
        "safetystats": {
            "title": {"zh": name, "en": name},
            "description": {"zh": "请填写", "en": "to be filled in"},
            "reference": "china",
        },
    }
    return yaml.safe_dump(card, allow_unicode=True, sort_keys=False)
