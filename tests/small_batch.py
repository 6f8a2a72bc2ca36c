"""A notebook of a few plain cells and a batch file around it, for tests of how notebooks are run (no statistics in it)."""

import json
from collections.abc import Mapping, Sequence
from pathlib import Path
from typing import Any

import yaml

PARAMETERS = """\
dataset: str = "zhongxian"  # dataset
area: str = "500233"  # area
period: str = "2011-10"  # period
language: str = "zh"  # language
output_dir: str = "outputs/manual"  # folder"""

#: Writes one statement, one table and one figure as `products.save_all` does, without the libraries behind it.
HAND_ON = """\
import hashlib, json, pathlib
folder = pathlib.Path(output_dir, "products", NAME)
folder.mkdir(parents=True, exist_ok=True)
def shown(title, **more):
    return {"title": title, "unit": "", "notes": ["注：<b>一</b>"], "sources": "来源：年鉴。", **more}
records = {
    "finding": {"kind": "statement", "shown": shown("发现：33 & 29")},
    "deaths": {"kind": "table", "columns": [{"format": "text"}, {"format": "count"}],
               "shown": shown("死亡人数", unit="单位：人", headings=["行业", "死亡"], rows=[["道路", "24"], ["水上", "7"]])},
    "chart": {"kind": "figure", "columns": [{}], "shown": shown("一张图")},
}
svg = '<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 156 80"><rect width="156" height="80" fill="#28A197"/></svg>'
index = []
for product, record in records.items():
    files = {f"{product}.json": json.dumps({"id": product, **record}, ensure_ascii=False)}
    if product == "chart":
        files["chart.svg"] = svg
    if product == "deaths":
        files["deaths.csv"] = "行业,死亡\\n道路,24\\n"
    for name, text in files.items():
        (folder / name).write_text(text, encoding="utf-8")
    index.append({"id": product, "kind": record["kind"], "title": {"zh": record["shown"]["title"], "en": product},
                  "files": [{"path": name, "sha256": hashlib.sha256(text.encode()).hexdigest()} for name, text in files.items()]})
(folder / "products.json").write_text(json.dumps({"products": index}, ensure_ascii=False), encoding="utf-8")"""

RUN = {"dataset": "zhongxian", "area": "500233", "period": "2011-10"}


def code(source: str, *tags: str) -> dict[str, Any]:
    return {
        "cell_type": "code",
        "source": source,
        "metadata": {"tags": list(tags)},
        "outputs": [],
        "execution_count": None,
    }


def markdown(source: str, *tags: str) -> dict[str, Any]:
    return {"cell_type": "markdown", "source": source, "metadata": {"tags": list(tags)}}


def notebook(
    name: str = "small",
    *cells: dict[str, Any],
    parameters: str = PARAMETERS,
    products: Sequence[str] = ("finding", "deaths", "chart"),
) -> dict[str, Any]:
    """Return a notebook's JSON: text in both languages, the parameters, `cells`, then the products."""
    cells = (
        markdown("# 标题", "lang-zh"),
        markdown("# Title", "lang-en"),
        code(parameters, "parameters"),
        *cells,
        code(f'NAME = "{name}"\n{HAND_ON}'),
    )
    numbered = [{**cell, "id": f"cell-{number}"} for number, cell in enumerate(cells)]
    declared = {"title": {"zh": "小笔记本", "en": "A small notebook"}, "products": list(products)}
    kernel = {"name": "python3", "display_name": "Python 3 (ipykernel)", "language": "python"}
    metadata = {"kernelspec": kernel, "language_info": {"name": "python"}, "safetystats": declared}
    return {"nbformat": 4, "nbformat_minor": 5, "metadata": metadata, "cells": numbered}


def write_batch(folder: Path, held: Mapping[str, dict[str, Any]] | None = None, **keys: object) -> Path:
    """Write the notebooks `held` (one called ``small`` by default) and a batch file ``few.yml`` of `keys`; return its path."""
    folder.mkdir(parents=True, exist_ok=True)
    held = held or {"small": notebook()}
    for name, content in held.items():
        (folder / f"{name}.ipynb").write_text(json.dumps(content, ensure_ascii=False), encoding="utf-8")
    batch = {
        "title": {"zh": "小批", "en": "A few"},
        "notebooks": [f"{name}.ipynb" for name in held],
        "runs": [RUN],
        **keys,
    }
    path = folder / "few.yml"
    path.write_text(yaml.safe_dump(batch, allow_unicode=True, sort_keys=False), encoding="utf-8")
    return path
