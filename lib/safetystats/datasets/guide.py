"""The data guide in docs/, made from the schemas, the units, the indicators and the kinds of problems."""

from safetystats.datasets.catalogue import INDICATORS
from safetystats.datasets.problems import KINDS, TITLES
from safetystats.datasets.schemas import TABLES, Table
from safetystats.datasets.units import UNITS

_HEAD = """# 数据指南 · Data guide

<!-- Made by `make docs` from lib/safetystats/datasets; do not edit by hand. -->

一个数据集是一个文件夹：`datapackage.yaml`（Frictionless Data Package）和若干表格（CSV、Excel、Parquet，或对 SQLite、DuckDB、PostgreSQL 的一条查询）。
A dataset is a folder: `datapackage.yaml` (a Frictionless Data Package) and tables in CSV, Excel or Parquet, or a query to SQLite,
DuckDB or PostgreSQL (`path` names the database, `safetystats: {table: …, query: …}` the query). Ledgers of any other form come in by
`safetystats import`, see [import.md](import.md).

- 空白是缺失，不是零；只有报告为零时才写 0。 A blank is missing, never zero; write 0 only where zero was reported.
- 时期写作 `2011`、`2011-10`、`2011-01..10`、`2001..2005`。 Periods are written so.
- 表头可用下面的英文列名，也可用中文或英文标题。 Headings may be the column's name or its title in either language.
- 一个单元格可有多个来源和版本，全部保留；按固定规则选用（见 docs/methods/choice.md）。
  A cell may be reported by several sources and in several vintages; all are kept, one is chosen by a stated rule.
- 国家代码表之外的地区、原因等代码，写在 `datapackage.yaml` 的 `safetystats: codes`（列 → 代码 → 中英文名称）。
  Codes of areas, causes and so on outside the national lists stand in the card under `safetystats: codes` (column → code → names).
"""


def data_guide() -> str:
    """Return the guide as Markdown."""
    parts = [_HEAD, *(_table(table) for table in TABLES.values())]
    parts.append("## 单位 · Units\n\n| code | 中文 | English | spellings read |\n|---|---|---|---|")
    parts += [f"| `{u.code}` | {u.name.zh} | {u.name.en} | {', '.join(u.spellings)} |" for u in UNITS.values()]
    parts.append("\n## 指标 · Indicators\n\n| code | 中文 | English | unit | made of |\n|---|---|---|---|---|")
    for i in INDICATORS.values():
        made_of = f"`{i.numerator}` / `{i.denominator}`" if i.numerator else ""
        parts.append(f"| `{i.code}` | {i.name.zh} | {i.name.en} | `{i.unit}` | {made_of} |")
    parts.append(
        "\n## 问题种类 · Kinds of problems\n\n| kind | name | severity | 中文 | English |\n|---|---|---|---|---|"
    )
    parts += [
        f"| `{kind}` | {TITLES[kind]} | {severity} | {text.zh} | {text.en} |"
        for kind, (severity, text) in KINDS.items()
    ]
    return "\n".join(parts) + "\n"


def _table(table: Table) -> str:
    lines = [
        f"## `{table.name}` — {table.title.zh} · {table.title.en}\n",
        f"一行是{table.row.zh}。 One row is {table.row.en}.",
        f"Key: {', '.join(f'`{name}`' for name in table.key)}.\n",
        "| column | 中文 | English | kind | needed | meaning |",
        "|---|---|---|---|---|---|",
    ]
    for name, column in table.columns.items():
        options = " ".join(f"`{option}`" for option in column.options)
        explained = "<br>".join(part for part in (column.meaning.zh, column.meaning.en, options) if part)
        needed = "yes" if column.needed else ""
        lines.append(f"| `{name}` | {column.title.zh} | {column.title.en} | {column.kind} | {needed} | {explained} |")
    return "\n".join(lines) + "\n"
