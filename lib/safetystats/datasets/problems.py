"""What can be wrong with a dataset, each as one sentence in both languages: what, where, what was expected, what to do."""

from collections.abc import Collection
from dataclasses import dataclass
from typing import Literal

from safetystats.datasets.schemas import field_title
from safetystats.errors import nearest
from safetystats.words import Text

Severity = Literal["error", "warning"]

COLUMNS = ["severity", "kind", "table", "file", "sheet", "row", "column", "value", "sentence_zh", "sentence_en"]

#: kind → (severity, what was expected and what to do). Named places are filled from the problem's own details.
KINDS: dict[str, tuple[Severity, Text]] = {
    "missing_file": ("error", Text("文件不存在；请放入该文件或修改 datapackage.yaml 中的 path",
                                   "the file does not exist; put it there or correct its path in datapackage.yaml")),
    "empty_file": ("error", Text("文件是空的；应有一行表头和若干行数据", "the file is empty; a header row and rows of data were expected")),
    "no_rows": ("warning", Text("只有表头，没有数据行", "there is a header row but no data below it")),
    "wrong_encoding": ("error", Text("文件不是 {expected} 编码；请另存为 UTF-8，或在 datapackage.yaml 中写明 encoding",
                                     "the file is not {expected}; save it as UTF-8 or state its encoding in datapackage.yaml")),
    "unreadable_file": ("error", Text("文件无法读取（{expected}）；请检查格式", "the file cannot be read ({expected}); check its format")),
    "missing_sheet": ("error", Text("没有工作表“{value}”；现有：{expected}", "there is no sheet {value!r}; there are {expected}")),
    "missing_column": ("error", Text("缺少必需的列“{column}”{expected}；请补上该列",
                                     "the column {column!r} is needed but missing{expected}; add it")),
    "unknown_column": ("warning", Text("不认识的列“{column}”{expected}；该列未被读入",
                                       "the column {column!r} is not known{expected} and was not read")),
    "repeated_column": ("error", Text("列“{column}”出现两次；只保留一列", "the column {column!r} stands twice; keep one")),
    "ragged_row": ("error", Text("该行有 {value} 个单元格，表头有 {expected} 个；请补齐或删去多余的单元格",
                                 "the row has {value} cells, the header {expected}; fill or remove the difference")),
    "not_a_number": ("error", Text("“{value}”不是数字；请改为数字，缺失请留空", "{value!r} is not a number; write a number, or leave the cell blank if it is missing")),
    "not_a_whole_number": ("error", Text("“{value}”不是整数；人数和起数必须是整数", "{value!r} is not a whole number; counts are whole")),
    "below_minimum": ("error", Text("{value} 小于允许的最小值 {expected}；请更正", "{value} is below the least value allowed, {expected}; correct it")),
    "missing_value": ("error", Text("必填的单元格为空；请填写", "the cell must not be blank; fill it in")),
    "blank_count": ("warning", Text("单元格为空，按不详计，不是零；若是零请填 0", "the cell is blank, which is unknown and not zero; write 0 if it is none")),
    "unplaced_accident": ("warning", Text("空缺或无法辨认，这起事故不计入任何{expected}；请更正（导入的台账：原来写的是什么，见 imports/problems.csv）",
                                          "the cell is blank or could not be read, so the accident counts in no {expected}; correct it (of an imported ledger, imports/problems.csv says what stood there)")),
    "unknown_option": ("error", Text("“{value}”不在允许的取值中（{expected}）", "{value!r} is not one of {expected}")),
    "unknown_area": ("error", Text("不认识的地区“{value}”{expected}；请用 GB/T 2260 代码或全称",
                                   "the area {value!r} is not known{expected}; use its GB/T 2260 code or its full name")),
    "ambiguous_area": ("error", Text("“{value}”可能指几个地方（{expected}）；请写代码",
                                     "the area {value!r} may mean several places ({expected}); give its code")),
    "unknown_sector": ("error", Text("不认识的行业“{value}”{expected}", "the sector {value!r} is not known{expected}")),
    "unknown_severity": ("error", Text("不认识的事故等级“{value}”{expected}", "the severity {value!r} is not known{expected}")),
    "unknown_cause": ("error", Text("不认识的原因“{value}”{expected}", "the cause {value!r} is not known{expected}")),
    "changed_file": ("warning", Text("文件与 datapackage.yaml 中的 hash 不符；若改动有意，请更新或删去 hash",
                                     "the file differs from the hash in datapackage.yaml; if the change is meant, renew or remove the hash")),
    "unknown_unit": ("error", Text("不认识的单位“{value}”{expected}", "the unit {value!r} is not known{expected}")),
    "wrong_unit": ("error", Text("单位“{value}”不能用于该指标；应为 {expected} 或可与之换算的单位",
                                 "the unit {value!r} does not fit the indicator; expected {expected} or a multiple of it")),
    "unknown_indicator": ("warning", Text("不认识的指标“{value}”{expected}；若不是笔误可不理会",
                                          "the indicator {value!r} is not known{expected}; ignore this if it is no misspelling")),
    "bad_period": ("error", Text("“{value}”不是时期；应为年 2011、月 2011-10、若干月 2011-01..10 或若干年 2001..2005",
                                 "{value!r} is not a period; write a year 2011, a month 2011-10, months 2011-01..10 or years 2001..2005")),
    "bad_date": ("error", Text("“{value}”不是日期；应为 2011-03-05 或 2011-03-05 14:20，只知到月的写 2011-03", "{value!r} is not a date; write 2011-03-05 or 2011-03-05 14:20, or 2011-03 where only the month is known")),
    "unknown_source": ("error", Text("sources 表中没有来源“{value}”{expected}；请在 sources 中登记",
                                     "the table of sources has no {value!r}{expected}; enter it there")),
    "duplicate_key": ("error", Text("与第 {expected} 行重复（{value}）；请删去一行，或用版本、来源加以区分",
                                    "repeats row {expected} ({value}); remove one, or tell them apart by vintage or source")),
    "deaths_without_accidents": ("error", Text("事故为零却有 {value} 人死亡；请核对", "{value} deaths are given with zero accidents; check both")),
    "missing_without_status": ("warning", Text("数值为空而状态不是 missing；若确为缺失请注明",
                                               "the value is blank but the status is not 'missing'; say so if it is missing")),
    "path_outside": ("error", Text("路径“{value}”在数据集文件夹之外；请把文件放在文件夹内", "the path {value!r} leads out of the dataset's folder; keep the file inside")),
    "undeclared_mark": ("error", Text("“{value}”是零还是不详没有说明；请在映射的 nil（零）或 unknown（不详）中写明",
                                      "it is not said whether {value!r} means nil or unknown; list it under nil or unknown in the mapping")),
    "unknown_code": ("error", Text("“{value}”像是表示不详的代码，未当作数字；若是，请写入 unknown，若真是该数，请写 unknown: []",
                                   "{value!r} looks like a code for unknown and was not taken as a number; list it under unknown, or write unknown: [] if it is meant")),
    "unreadable_date": ("error", Text("“{value}”不是日期；请改为 2011-03-05", "{value!r} is not a date; write it as 2011-03-05")),
    "ambiguous_date": ("error", Text("“{value}”的日和月分不清，整列也看不出；请在映射中写 order: dmy 或 mdy",
                                     "the day and month of {value!r} cannot be told apart, nor does the column show it; write order: dmy or mdy in the mapping")),
    "incomplete_date": ("error", Text("“{value}”缺年、月或日；请补全", "{value!r} lacks a year, month or day; complete it")),
    "unlikely_year": ("error", Text("“{value}”的年份在 1900—2100 之外；请更正", "the year of {value!r} is outside 1900 to 2100; correct it")),
    "future_date": ("error", Text("“{value}”在今天之后；请更正", "{value!r} is after today; correct it")),
    "year_apart": ("warning", Text("{value} 不在 {expected} 年之内，而工作表名、标题、文件名或几乎所有其他事故都是这一时期；请核对年份",
                                   "{value} is not of {expected}, as its sheet, title or file says or nearly all other accidents are; check the year")),
    "far_count": ("warning", Text("{value} 远多于其他事故（其余最多 {expected}）；请核对是否误填", "{value} is far beyond all other accidents (at most {expected}); check it")),
    "unreadable_time": ("error", Text("“{value}”不是时刻；请改为 14:20", "{value!r} is not a time of day; write it as 14:20")),
    "excel_serial": ("warning", Text("“{value}”是 Excel 的日期序号，按 {expected} 读入", "{value!r} is a day as Excel counts them and was read as {expected}")),
    "unknown_hour": ("warning", Text("“{value}”表示时刻不详；只保留日期", "{value!r} says that the hour is unknown; the date alone is kept")),
    "unknown_minute": ("warning", Text("“{value}”表示分钟不详；保留日期和小时", "{value!r} says that the minute is unknown; date and hour are kept")),
    "outside_range": ("error", Text("{value} 超出范围 {expected}；请更正", "{value} is outside {expected}; correct it")),
    "missing_key": ("error", Text("没有事故编号，已按行号另编；请补上编号", "the row has no accident id and was given one by its row; fill it in")),
    "duplicate_accident": ("error", Text("与{expected}是同一起事故（{value}），内容相同，只计一次；请删去一行",
                                         "is the same accident as {expected} ({value}) with the same content and was counted once; remove one")),
    "conflicting_values": ("error", Text("与同一起事故（{value}）前面的行不同（前面 / 本行）：{expected}；请核对",
                                         "differs from the rows above of the same accident ({value}), above / here: {expected}; check them")),
    "possible_duplicate": ("warning", Text("除编号外与{expected}完全相同；请核对是否重复登记",
                                           "equals {expected} in all but the id; check whether it was entered twice")),
    "totals_row": ("warning", Text("是合计行，未计入", "is a row of totals and was left out")),
    "totals_differ": ("error", Text("合计行写 {value}，各行相加为 {expected}；请核对", "the row of totals says {value}, the rows add up to {expected}; check both")),
    "note_row": ("warning", Text("是注释、签名或重复的表头，未计入", "is a note, a signature or a repeated header and was left out")),
    "filtered_row": ("warning", Text("按映射的 filters 未计入（{value}）", "was left out by the mapping's filters ({value})")),
    "label_mended": ("warning", Text("“{value}”按“{expected}”计（空白、大小写或全半角不同）",
                                     "{value!r} was counted as {expected!r} (blanks, case, width or accents differ)")),
    "rare_label": ("warning", Text("“{value}”很少出现，是否应为“{expected}”？请核对",
                                   "{value!r} is rare and may be a misspelling of {expected!r}; check it")),
    "uncoded_cause": ("warning", Text("原因“{value}”不在代码表中{expected}；原文保留在“原因（原文）”一列",
                                      "the cause {value!r} is not in the list of causes{expected}; its words are kept in cause_text")),
    "severity_differs": ("warning", Text("填报等级“{value}”与按伤亡和损失算出的“{expected}”不同", "the class {value!r} differs from {expected!r}, which the harm done gives")),
    "unit_assumed": ("warning", Text("列“{column}”没有写明单位，按元计；请在映射中写 unit",
                                     "the column {column!r} names no unit and yuan was taken; write unit in the mapping")),
    "unit_contradicts": ("error", Text("列“{column}”的表头单位是 {expected}，映射写的是 {value}；请更正其一",
                                         "the heading {column!r} says {expected}, the mapping {value}; correct one")),
    "personal_data": ("warning", Text("列“{column}”像是{expected}（{value} 个单元格），未写入；请在映射的 private 中写明",
                                      "the column {column!r} looks like {expected} ({value} cells) and they were not written; name it under private in the mapping")),
    "personal_data_held": ("warning", Text("列“{column}”有像是{expected}的内容（{value} 个单元格）；请删去，勿写入数据集",
                                           "the column {column!r} holds what looks like {expected} ({value} cells); take them out of the dataset")),
    "sheet_not_read": ("warning", Text("表头与映射不符，未读入", "its headings do not fit the mapping and it was not read")),
    "changed_codes": ("warning", Text("{value} 年有 {expected} 的事故用上一年没有的代码；代码表可能改了，勿按年比较",
                                      "in {value} {expected} of accidents have codes the year before did not use; the list may have changed, do not compare the years")),
    "part_year": ("warning", Text("{value} 年只有 {expected}；勿与全年比较", "{value} holds {expected} only; do not compare it with a whole year")),
    "reused_id": ("warning", Text("列“{column}”有 {value} 个编号在别的工作表或以前的导入中是另一月的事故，已在编号前加上“{expected}”等名称；若有年份列，请写入 key",
                                  "{value} ids of the column {column!r} are accidents of other months on another sheet or in an earlier import, so names such as {expected!r} were put before the ids; if a column tells the year, add it to key")),
    "missing_report": ("error", Text("报告文件“{value}”不存在", "the report {value!r} does not exist")),
}  # fmt: skip

#: kind → its title, for summaries.
TITLES: dict[str, Text] = {
    "missing_file": Text("缺少文件", "missing file"),
    "empty_file": Text("空文件", "empty file"),
    "no_rows": Text("没有数据行", "no rows"),
    "wrong_encoding": Text("编码不符", "wrong encoding"),
    "unreadable_file": Text("文件无法读取", "unreadable file"),
    "missing_sheet": Text("缺少工作表", "missing sheet"),
    "missing_column": Text("缺少列", "missing column"),
    "unknown_column": Text("不认识的列", "unknown column"),
    "repeated_column": Text("列名重复", "repeated column"),
    "ragged_row": Text("单元格数与表头不符", "row of another width"),
    "not_a_number": Text("不是数字", "not a number"),
    "not_a_whole_number": Text("不是整数", "not a whole number"),
    "below_minimum": Text("小于最小值", "below the least value"),
    "missing_value": Text("必填项为空", "blank cell"),
    "blank_count": Text("死亡人数为空", "blank count"),
    "unplaced_accident": Text("未计入的事故", "accident that is not counted"),
    "unknown_option": Text("不在取值范围", "unknown option"),
    "unknown_area": Text("不认识的地区", "unknown area"),
    "ambiguous_area": Text("地区有歧义", "ambiguous area"),
    "unknown_sector": Text("不认识的行业", "unknown sector"),
    "unknown_severity": Text("不认识的事故等级", "unknown severity"),
    "unknown_cause": Text("不认识的原因", "unknown cause"),
    "changed_file": Text("文件已改动", "changed file"),
    "unknown_unit": Text("不认识的单位", "unknown unit"),
    "wrong_unit": Text("单位不适用", "wrong unit"),
    "unknown_indicator": Text("不认识的指标", "unknown indicator"),
    "bad_period": Text("时期写法不对", "no period"),
    "bad_date": Text("日期写法不对", "no date"),
    "unknown_source": Text("来源未登记", "unknown source"),
    "duplicate_key": Text("重复的行", "repeated row"),
    "deaths_without_accidents": Text("有死亡而无事故", "deaths without accidents"),
    "missing_without_status": Text("缺失未注明", "missing without a status"),
    "path_outside": Text("路径在文件夹之外", "path outside the folder"),
    "undeclared_mark": Text("符号含义未说明", "undeclared mark"),
    "unknown_code": Text("疑为不详代码", "likely code for unknown"),
    "unreadable_date": Text("日期读不出", "unreadable date"),
    "ambiguous_date": Text("日月分不清", "ambiguous date"),
    "incomplete_date": Text("日期不完整", "incomplete date"),
    "unlikely_year": Text("年份不可能", "impossible year"),
    "future_date": Text("日期在今天之后", "date in the future"),
    "year_apart": Text("年份与本表不符", "year apart"),
    "far_count": Text("人数异常大", "count far beyond all others"),
    "unreadable_time": Text("时刻读不出", "unreadable time"),
    "excel_serial": Text("日期序号", "day as Excel counts"),
    "unknown_hour": Text("时刻不详", "unknown hour"),
    "unknown_minute": Text("分钟不详", "unknown minute"),
    "outside_range": Text("超出范围", "outside the range"),
    "missing_key": Text("没有事故编号", "no accident id"),
    "duplicate_accident": Text("重复的事故", "repeated accident"),
    "conflicting_values": Text("同一事故前后不一", "rows of one accident differ"),
    "possible_duplicate": Text("疑似重复登记", "possible duplicate"),
    "totals_row": Text("合计行", "row of totals"),
    "totals_differ": Text("合计不符", "totals differ"),
    "note_row": Text("注释行", "row of notes"),
    "filtered_row": Text("按条件未计入", "row left out by a filter"),
    "label_mended": Text("写法已统一", "spelling mended"),
    "rare_label": Text("罕见的写法", "rare spelling"),
    "uncoded_cause": Text("原因不在代码表", "cause without a code"),
    "severity_differs": Text("事故等级不符", "severity differs"),
    "unit_assumed": Text("单位未写明", "unit assumed"),
    "unit_contradicts": Text("单位矛盾", "units contradict"),
    "personal_data": Text("个人信息", "personal data"),
    "personal_data_held": Text("数据集中有个人信息", "personal data in the dataset"),
    "sheet_not_read": Text("工作表未读入", "sheet not read"),
    "changed_codes": Text("原因代码有变", "changed list of codes"),
    "part_year": Text("不足一年", "part of a year"),
    "reused_id": Text("编号重复使用", "ids used again"),
    "missing_report": Text("报告文件不存在", "missing report"),
}


@dataclass(frozen=True, slots=True)
class Problem:
    """One thing that is wrong, and where. `row` counts as the file's user sees it: the header is row 1 in a plain CSV.

    `also` are further columns in which it lies.
    """

    kind: str
    table: str
    file: str
    sheet: str = ""
    row: int | None = None
    column: str = ""
    value: str = ""
    expected: Text | str = ""
    also: tuple[str, ...] = ()

    @property
    def severity(self) -> Severity:
        """``error`` (figures made from it could be wrong) or ``warning``."""
        return KINDS[self.kind][0]

    @property
    def what(self) -> Text:
        """What is wrong and what to do, without the place."""
        column = self.columns[0] if self.kind != "missing_column" else field_title(self.table, self.column)
        return KINDS[self.kind][1].format(column=column, value=self.value, expected=self.expected)

    @property
    def columns(self) -> tuple[str, ...]:
        """The columns in which the problem lies; one, but for rows that differ in several."""
        return (self.column, *self.also)

    @property
    def place(self) -> Text:
        """The file, and the sheet where there are several."""
        sheet = Text(f"，工作表“{self.sheet}”", f", sheet {self.sheet!r}") if self.sheet else Text("", "")
        return Text(self.file + sheet.zh, self.file + sheet.en)

    @property
    def sentence(self) -> Text:
        """The whole problem as one sentence."""
        zh, en = self.place.zh, self.place.en
        if self.row:
            zh, en = f"{zh}，第 {self.row} 行", f"{en}, row {self.row}"
        if self.column and self.row:
            several = "s" if self.also else ""
            zh = f"{zh}，列{''.join(f'“{column}”' for column in self.columns)}"
            en = f"{en}, column{several} {', '.join(map(repr, self.columns))}"
        return Text(f"{zh}：{self.what.zh}。", f"{en}: {self.what.en}.")


def hint(value: str, options: Collection[str]) -> Text:
    """Return a bracket that names the option nearest to `value`, or nothing when none is near."""
    near = nearest(value, options)
    return may_mean(near) if near else Text("", "")


def may_mean(option: str) -> Text:
    """Return a bracket that asks whether `option` was meant."""
    return Text(f"（是否应为“{option}”？）", f" (did you mean {option!r}?)")
