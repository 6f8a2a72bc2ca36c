"""The Excel workbook a user fills in, made from the schemas: one sheet a table, and a first sheet that explains."""

from pathlib import Path
from typing import TYPE_CHECKING

from safetystats.datasets.schemas import TABLES, Table
from safetystats.words import Language, Text

if TYPE_CHECKING:
    import xlsxwriter

GUIDE_SHEET = Text("说明", "Guide")
_GUIDE = Text(
    "每张工作表是一个表，第一行是表头，请勿改动；从第二行起填写，一行一条。深色表头必填。空白表示不详，不等于零；"
    "只有确实报告为零时才填 0。把鼠标放在表头上可看到说明。填好后运行：safetystats check 文件夹",
    "Each sheet is one table. Leave its first row as it is and fill in from the second, one record a row. Dark headings "
    "must be filled in. A blank cell means unknown, not zero; write 0 only where zero was reported. Point at a heading to "
    "see what it means. When done, run: safetystats check FOLDER",
)
_LAST_ROW = 10_000


def sheet_name(table: Table, language: Language) -> str:
    """Return the name of the table's sheet (Excel allows 31 characters)."""
    return table.title[language][:31]


def write_template(path: Path, language: Language = "zh") -> None:
    """Write the workbook to `path`, with headings in `language`; :func:`open_dataset` reads headings of both."""
    import xlsxwriter

    with xlsxwriter.Workbook(str(path)) as workbook:
        formats = {
            True: workbook.add_format({"bold": True, "font_color": "#FFFFFF", "bg_color": "#12436D", "border": 1}),
            False: workbook.add_format({"bold": True, "bg_color": "#DCE6EE", "border": 1}),
        }
        guide = workbook.add_worksheet(GUIDE_SHEET[language])
        guide.set_column(0, 0, 24)
        guide.set_column(1, 1, 90, workbook.add_format({"text_wrap": True, "valign": "top"}))
        guide.write(0, 1, _GUIDE[language])
        for row, table in enumerate(TABLES.values(), start=2):
            guide.write(row, 0, table.title[language], workbook.add_format({"bold": True}))
            guide.write(row, 1, Text(f"一行：{table.row.zh}", f"One row is {table.row.en}")[language])
            _write_sheet(workbook, table, language, formats)


def _write_sheet(
    workbook: "xlsxwriter.Workbook", table: Table, language: Language, formats: "dict[bool, xlsxwriter.format.Format]"
) -> None:
    sheet = workbook.add_worksheet(sheet_name(table, language))
    sheet.freeze_panes(1, 0)
    shown = [column for column in table.columns.values() if column.in_template]
    for position, column in enumerate(shown):
        title, meaning = column.title[language], column.meaning[language]
        # Chinese characters are about twice as wide as the digits Excel measures columns in.
        sheet.set_column(position, position, max(12, 2.2 * len(title) if language == "zh" else 1.2 * len(title)))
        sheet.write(0, position, title, formats[column.needed])
        note = " ".join(
            part
            for part in (meaning, {"zh": f"例：{column.example}", "en": f"Example: {column.example}"}[language])
            if part
        )
        if meaning or column.example:
            sheet.write_comment(0, position, note, {"x_scale": 2})
        if column.options:
            sheet.data_validation(
                1, position, _LAST_ROW, position, {"validate": "list", "source": list(column.options)}
            )
