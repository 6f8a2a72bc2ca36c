"""A Chinese bureau's ledger as an Excel workbook, made up for tests: clean, or with one cell or row spoilt."""

from pathlib import Path
from typing import Any

import xlsxwriter

TITLE_ROWS, HEADER_ROWS = 2, 2
FIRST_ROW = TITLE_ROWS + HEADER_ROWS + 1
COLUMNS = (
    "序号",
    "发生时间",
    "地区",
    "行业",
    "地点",
    "死亡",
    "重伤",
    "轻伤",
    "直接经济损失（万元）",
    "事故原因",
    "事故等级",
)
_CAUSES = ("超速行驶", "疲劳驾驶", "违章指挥", "违反操作规程")
_SECTORS = ("道路交通", "建筑施工", "煤矿")


def clean_rows(count: int = 60) -> list[list[Any]]:
    """Return the rows of a clean ledger over a whole year."""
    rows = []
    for i in range(count):
        month, day = i % 12 + 1, i % 28 + 1
        deaths = 3 if i % 20 == 7 else i % 2
        severity = "较大事故" if deaths == 3 else "一般事故"
        rows.append([
            f"Z2020{i:03}", f"2020年{month}月{day}日", "忠县", _SECTORS[i % 3], f"第{i}处", deaths, i % 3, "—" if i % 5 == 0 else i % 4,
            round(0.5 + i % 9, 1), _CAUSES[i % 4], severity,
        ])  # fmt: skip
    return rows


def write_ledger(path: Path, rows: list[list[Any]], *, more_sheets: bool = False) -> Path:
    """Write rows under a title, a note and a header of two rows with merged cells."""
    with xlsxwriter.Workbook(str(path)) as book:
        sheet = book.add_worksheet("台账")
        form = book.add_format()
        sheet.merge_range(0, 0, 0, len(COLUMNS) - 1, "忠县2020年生产安全事故台账", form)
        sheet.write(1, 0, "填报单位：某局")
        for position, heading in enumerate(COLUMNS):
            if 5 <= position <= 7:
                sheet.write(3, position, heading)
            else:
                sheet.merge_range(2, position, 3, position, heading, form)
        sheet.merge_range(2, 5, 2, 7, "伤亡人数（人）", form)
        for number, row in enumerate(rows, start=FIRST_ROW - 1):
            for position, cell in enumerate(row):
                sheet.write(number, position, cell)
        if more_sheets:
            book.add_worksheet("说明").write(0, 0, "本表由各乡镇填报")
    return path
