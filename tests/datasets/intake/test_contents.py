"""Ledgers whose headings, titles and cells say it in ways of their own: years in titles, harm in words, merged numbers."""

from pathlib import Path
from typing import Any

import openpyxl
import pandas as pd
import pytest

from safetystats.datasets.intake import import_file
from safetystats.datasets.intake.contents import counts_from_the_republic
from safetystats.datasets.intake.fits import is_elsewhere
from safetystats.datasets.intake.headers import named_year, title_unit

DAYS = pd.date_range("2019-01-01", periods=60, freq="6D")


def workbook(path: Path, sheets: dict[str, list[list[Any]]], merged: tuple[str, ...] = ()) -> Path:
    book = openpyxl.Workbook()
    book.remove(book.active)
    for name, rows in sheets.items():
        sheet = book.create_sheet(name)
        for row in rows:
            sheet.append(row)
        for cells in merged:
            sheet.merge_cells(cells)
    book.save(path)
    return path


def test_the_year_of_a_day_and_month_is_that_of_the_sheet_and_the_unit_that_of_the_title(tmp_path: Path) -> None:
    head = ["序号", "发生时间", "所在区县", "死亡人数", "重伤人数", "直接经济损失", "事故原因"]
    sheets = {
        f"{year}年": [
            [f"忠县{year}年事故台账"],
            ["填报单位：忠县应急管理局", None, None, None, None, None, "单位：人、万元"],
            head,
            *[
                [i + 1, f"{d.month}月{d.day}日{i % 24}时", "忠县", i % 2, 0, 2.5, "超速行驶"]
                for i, d in enumerate(DAYS)
            ],
        ]
        for year in (2019, 2020)
    }
    result = import_file(workbook(tmp_path / "台账.xlsx", sheets), tmp_path / "set")
    assert (result.accidents, result.deaths, result.errors) == (120, 60, 0)
    assert result.inferred["发生时间"] == "year: 2019, 2020"
    assert any("推断为2019, 2020 年（按工作表、标题或文件名）" in line for line in result.lines("zh"))
    read = pd.read_parquet(tmp_path / "set" / "accidents.parquet")
    assert read["occurred_at"].str[:4].value_counts().to_dict() == {"2019": 60, "2020": 60}
    assert set(read["direct_loss_yuan"]) == {25_000}


def test_a_day_and_month_without_a_year_anywhere_is_incomplete(tmp_path: Path) -> None:
    pd.DataFrame({"序号": range(60), "日期": "3月5日", "地区": "忠县", "死亡人数": 1}).to_csv(
        tmp_path / "l.csv", index=False
    )
    result = import_file(tmp_path / "l.csv", tmp_path / "set")
    assert {(k.kind, k.count) for k in result.problems} == {("incomplete_date", 60)}


def test_a_merged_month_stands_for_each_of_its_rows_and_a_merged_count_once(tmp_path: Path) -> None:
    rows = [["序号", "年", "月", "日", "地区", "死亡人数"], *[[i + 1, 2020, 3, i + 1, "忠县", 2] for i in range(20)]]
    merged = ("B2:B21", "C2:C21", "F2:F3")
    result = import_file(workbook(tmp_path / "l.xlsx", {"台账": rows}, merged), tmp_path / "set")
    assert (result.accidents, result.deaths) == (20, 38)
    assert {k.kind for k in result.problems} == {"blank_count"}


def test_dead_and_injured_are_read_out_of_words_and_a_time_that_is_a_date_is_one(tmp_path: Path) -> None:
    frame = pd.DataFrame({
        "序号": range(60), "时间": DAYS.strftime("%Y年%m月%d日3时5分许"), "地点": ["忠县", "万州区"] * 30,
        "伤亡情况": [f"{i % 2}死{i % 3}伤" for i in range(60)],
    })  # fmt: skip
    frame.to_csv(tmp_path / "l.csv", index=False)
    result = import_file(tmp_path / "l.csv", tmp_path / "set")
    assert (result.accidents, result.deaths, result.problems) == (60, 30, ())
    assert set(pd.read_parquet(tmp_path / "set" / "accidents.parquet")["area"]) == {"500233", "500101"}
    assert any("read out of the words of '伤亡情况': check this" in note.en for note in result.notes)


def test_years_of_the_republic_are_proposed_and_told(tmp_path: Path) -> None:
    frame = pd.DataFrame({
        "發生年度": 110, "發生月": DAYS.month, "發生日": DAYS.day, "縣市": "新北市", "死亡受傷人數": "死亡1;受傷0"
    })  # fmt: skip
    frame.to_csv(tmp_path / "l.csv", index=False)
    result = import_file(tmp_path / "l.csv", tmp_path / "set")
    assert (result.deaths, result.errors, result.mapping.calendar) == (60, 0, "roc")
    assert set(pd.read_parquet(tmp_path / "set" / "accidents.parquet")["occurred_at"].str[:4]) == {"2021"}
    assert not counts_from_the_republic(["95", "96"])


def test_japanese_headings_in_shift_jis(tmp_path: Path) -> None:
    frame = pd.DataFrame({
        "本票番号": range(60), "発生日時　　年": 2019, "発生日時　　月": DAYS.month, "発生日時　　日": DAYS.day, "都道府県コード": 30, "死者数": 1
    })  # fmt: skip
    frame.to_csv(tmp_path / "l.csv", index=False, encoding="cp932")
    result = import_file(tmp_path / "l.csv", tmp_path / "set")
    assert (result.accidents, result.deaths, result.errors) == (60, 60, 0)


@pytest.mark.parametrize(
    ("field", "heading", "elsewhere"),
    [
        ("area", "OPERATOR_STATE_ABBREVIATION", True), ("area", "ONSHORE_STATE_ABBREVIATION", False), ("occurred_at", "REPORT_RECEIVED_DATE", True),
        ("occurred_at", "报告时间", True), ("deaths", "NUMBER OF CYCLIST KILLED", True), ("deaths", "去年同期死亡", True), ("deaths", "死亡（人）", False),
        ("occurred_at", "DIA_SEMANA", True), ("accident_id", "企业编号", True),
    ],
)  # fmt: skip
def test_a_heading_of_something_else_is_known(field: str, heading: str, elsewhere: bool) -> None:
    assert is_elsewhere(field, heading) == elsewhere


def test_years_and_units_of_titles() -> None:
    assert [named_year(t) for t in ("2020年台账", "二〇二一年", "2019-2020年", "台账20200305", "")] == [
        "2020",
        "2021",
        "",
        "",
        "",
    ]
    assert [title_unit(t) for t in ("单位：人、万元", "填报单位：忠县 单位: 元", "填报单位：忠县")] == [
        "万元",
        "元",
        "",
    ]


def test_one_date_without_a_year_among_whole_ones_is_a_fault_and_so_are_cells_beyond_the_table(tmp_path: Path) -> None:
    rows = [
        [i, f"2020年{d.month}月{d.day}日", "忠县", i % 2, "—" if i == 9 else "/" if i == 8 else 0]
        for i, d in enumerate(DAYS)
    ]
    rows[7][1] = "3月5日"
    rows[11] += [None, "多余"]
    book = workbook(
        tmp_path / "2020.xlsx", {"台账": [["编码", "事故日期", "县市区", "死亡（人）", "重伤（人）"], *rows]}
    )
    result = import_file(book, tmp_path / "set")
    assert {(k.kind, k.count, k.examples[0].row, k.examples[0].value) for k in result.problems} == {
        ("incomplete_date", 1, 9, "3月5日"),
        ("ragged_row", 1, 13, "7"),
    }
    assert any("— —— - 无 are read as nil" in note.en for note in result.notes)
    read = pd.read_parquet(tmp_path / "set" / "accidents.parquet").set_index("accident_id")["serious_injuries"]
    assert (read["9"], pd.isna(read["8"])) == (0, True)


@pytest.mark.parametrize("kind", ["html", "csv"])
def test_text_under_the_name_of_excel_is_read(tmp_path: Path, kind: str) -> None:
    rows = [
        ["事故编号", "日期", "地区", "死亡人数"],
        *[[str(i), d.strftime("%Y-%m-%d"), "忠县", str(i % 2)] for i, d in enumerate(DAYS)],
    ]
    cells = "".join(f"<tr>{''.join(f'<td>{cell}</td>' for cell in row)}</tr>" for row in rows)
    title = '<tr><td colspan="4">2019年事故台账</td></tr>'
    text = (
        f"<html><body><table>{title}{cells}</table></body></html>" if kind == "html" else "\n".join(map(",".join, rows))
    )
    (tmp_path / "台账.xls").write_text(text, encoding="gb18030")
    result = import_file(tmp_path / "台账.xls", tmp_path / "set")
    assert (result.accidents, result.deaths, result.problems) == (60, 30, ())


def test_rows_that_a_quotation_mark_swallowed_are_told(tmp_path: Path) -> None:
    lines = [f"{i},{d:%Y-%m-%d},忠县,{i % 2},村" for i, d in enumerate(DAYS)]
    lines[40] = lines[40].replace("村", '"村')
    (tmp_path / "l.csv").write_text("\n".join(["事故编号,日期,地区,死亡人数,地点", *lines]), encoding="utf-8")
    result = import_file(tmp_path / "l.csv", tmp_path / "set")
    assert [(k.kind, k.examples[0].row) for k in result.problems if k.severity == "error"] == [("ragged_row", 42)]


def test_ledgers_whose_accidents_are_mostly_alike_are_not_said_to_be_entered_twice(tmp_path: Path) -> None:
    frame = pd.DataFrame(
        {
            "id": range(600),
            "data": [DAYS[i % 3] for i in range(600)],
            "uf": "SP",
            "municipio": "X",
            "mortos": 1,
            "causa": "Y",
        }
    )
    frame.to_csv(tmp_path / "l.csv", index=False)
    result = import_file(tmp_path / "l.csv", tmp_path / "set")
    assert "possible_duplicate" not in {k.kind for k in result.problems}


def test_headings_that_change_from_sheet_to_sheet_are_alternatives(tmp_path: Path) -> None:
    def sheet(year: int, heads: list[str]) -> list[list[Any]]:
        return [heads, *[[f"{year}-{i}", f"{year}-{d:%m-%d}", "忠县", i % 2, "超速行驶"] for i, d in enumerate(DAYS)]]

    sheets = {
        "2019": sheet(2019, ["编号", "事故日期", "区县", "死亡人数", "直接原因"]),
        "2020": sheet(2020, ["事故编号", "发生日期", "地区", "死亡", "事故原因"]),
        "说明": [["项目", "内容"], ["口径", "快报"], ["来源", "忠县"]],
    }
    result = import_file(workbook(tmp_path / "l.xlsx", sheets), tmp_path / "set")
    assert (result.accidents, result.deaths, result.errors) == (120, 60, 0)
    assert [p.sheet for k in result.problems if k.kind == "sheet_not_read" for p in k.examples] == ["说明"]


def test_a_recognised_ledger_with_an_unknown_heading_gets_the_column_that_fits(tmp_path: Path) -> None:
    frame = pd.DataFrame({
        "事故编号": range(60), "发生时间": DAYS.strftime("%Y-%m-%d"), "事发区县": "忠县", "死亡人数": 1, "重伤人数": 0, "事故直接原因分析": "超速行驶", "填报人": "甲",
    })  # fmt: skip
    frame.to_csv(tmp_path / "l.csv", index=False)
    result = import_file(tmp_path / "l.csv", tmp_path / "set")
    assert result.mapping.name == "china_bureau_ledger"
    assert (result.errors, result.mapping.columns["area"].source[-1]) == (0, "事发区县")
    assert any("'事发区县' (confidence" in note.en for note in result.notes)
    read = pd.read_parquet(tmp_path / "set" / "accidents.parquet")
    assert (set(read["area"]), set(read["cause_text"])) == ({"500233"}, {"超速行驶"})
    again = import_file(tmp_path / "l.csv", tmp_path / "set")
    assert (again.mapping, again.changes.unchanged) == (result.mapping, 60)


@pytest.mark.parametrize("key", ["事故编号", "台账号"])
def test_the_year_of_a_day_and_month_may_stand_in_a_column_of_its_own(tmp_path: Path, key: str) -> None:
    frame = pd.DataFrame(
        {
            key: range(60),
            "年度": [2019, 2020] * 30,
            "事故时间": "3月5日8时",
            "县区": "忠县",
            "死亡人数": 1,
            "重伤人数": 0,
        }
    )
    frame.to_csv(tmp_path / "l.csv", index=False)
    result = import_file(tmp_path / "l.csv", tmp_path / "set")
    assert (result.deaths, result.errors) == (60, 0)
    days = pd.read_parquet(tmp_path / "set" / "accidents.parquet")["occurred_at"]
    assert days.value_counts().to_dict() == {"2019-03-05 08:00": 30, "2020-03-05 08:00": 30}


def test_parts_of_a_date_may_bear_their_signs_and_other_counts_may_not(tmp_path: Path) -> None:
    frame = pd.DataFrame(
        {
            "编号": range(60),
            "年": "2019年",
            "月": [f"{d.month}月" for d in DAYS],
            "日": [f"{d.day}日" for d in DAYS],
            "县区": "忠县",
            "死亡人数": ["3月" if i == 3 else 1 for i in range(60)],
        }
    )
    frame.astype(str).to_csv(tmp_path / "l.csv", index=False)
    result = import_file(tmp_path / "l.csv", tmp_path / "set")
    assert result.accidents == 60
    assert {(k.kind, k.examples[0].row) for k in result.problems} == {("not_a_number", 5)}


def test_korean_and_chinese_are_told_apart(tmp_path: Path) -> None:
    frame = pd.DataFrame(
        {"사고번호": range(60), "발생일시": DAYS, "시군구": "강남구", "사망자수": 1, "사고유형": "차대차"}
    )
    frame.to_csv(tmp_path / "l.csv", index=False, encoding="cp949")
    result = import_file(tmp_path / "l.csv", tmp_path / "set")
    assert (result.accidents, result.deaths, result.errors) == (60, 60, 0)


def test_a_date_of_parts_is_at_fault_where_its_part_is(tmp_path: Path) -> None:
    rows = [[i, 2019, d.month, d.day, "TX", 1] for i, d in enumerate(DAYS)]
    faults = {3: (1, 19), 5: (2, 13), 7: (3, 32), 9: (2, None), 11: (3, "l5"), 13: (0, None)}
    for row, (column, value) in faults.items():
        rows[row][column] = value
    frame = pd.DataFrame(rows, columns=["case id", "year", "month", "day", "state", "deaths"], dtype=object)
    frame.to_csv(tmp_path / "l.csv", index=False)
    result = import_file(tmp_path / "l.csv", tmp_path / "set")
    found = {(p.row, k.column, k.kind) for k in result.problems for p in k.examples}
    assert found == {
        (5, "year", "unreadable_date"), (7, "month", "unreadable_date"), (9, "day", "unreadable_date"), (11, "month", "missing_value"),
        (13, "day", "not_a_number"), (15, "case id", "missing_key"),
    }  # fmt: skip
