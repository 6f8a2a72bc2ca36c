"""Faults injected one by one into a clean ledger: each is reported at its cell, and nothing else is."""

from pathlib import Path
from typing import Any

import openpyxl
import pandas as pd
import pytest

from ledgers import COLUMNS, FIRST_ROW, clean_rows, write_ledger
from safetystats.datasets import open_dataset
from safetystats.datasets.intake import ImportResult, import_file

ROW = 13  # the row of the clean ledger that is spoilt, counted from 0


def imported(folder: Path, rows: list[list[Any]]) -> ImportResult:
    return import_file(write_ledger(folder / "ledger.xlsx", rows), folder / "set")


def found(result: ImportResult) -> set[tuple[str, int | None]]:
    return {(kind.kind, problem.row) for kind in result.problems for problem in kind.examples}


def spoilt(column: str, value: Any) -> list[list[Any]]:
    rows = clean_rows()
    rows[ROW][COLUMNS.index(column)] = value
    return rows


def test_a_clean_ledger_has_no_problem_and_the_right_totals(tmp_path: Path) -> None:
    rows = clean_rows()
    result = imported(tmp_path, rows)
    assert result.problems == ()
    assert (result.rows, result.accidents, result.deaths) == (60, 60, sum(row[5] for row in rows))
    dataset = open_dataset(tmp_path / "set")
    assert dataset.problems.empty
    assert dataset.accidents["direct_loss_yuan"].sum() == pytest.approx(10_000 * sum(row[8] for row in rows))
    assert set(dataset.accidents["area"]) == {"500233"}
    assert set(dataset.accidents["sector"]) == {"road", "construction", "coal"}
    assert set(dataset.accident_causes["cause"]) == {
        "road_speeding",
        "road_fatigue",
        "industry_unlawful_command",
        "industry_operating_rules",
    }
    assert dataset.accidents["origin"].iloc[0] == f"ledger.xlsx!台账:{FIRST_ROW}"
    assert dataset.accidents["minor_injuries"].iloc[0] == 0  # "—" is declared nil


FAULTS: list[tuple[str, Any, str]] = [
    ("发生时间", "2020年2月30日", "unreadable_date"), ("发生时间", "2020年3月", "incomplete_date"), ("发生时间", "2202-03-05", "unlikely_year"),
    ("发生时间", "05/03/2020", "ambiguous_date"), ("发生时间", "", "missing_value"), ("发生时间", "2090-01-01", "future_date"),
    ("发生时间", "2020年2月14日99时", "unknown_hour"), ("发生时间", 43895, "excel_serial"), ("发生时间", "2020-02-14 25:10", "unreadable_time"),
    ("死亡", "*", "undeclared_mark"), ("死亡", "若干", "not_a_number"), ("死亡", -1, "below_minimum"), ("死亡", 1.5, "not_a_whole_number"),
    ("直接经济损失（万元）", -4, "below_minimum"), ("死亡", 9999, "unknown_code"), ("轻伤", 99, "unknown_code"), ("直接经济损失（万元）", "5,5", "not_a_number"),
    ("地区", "忠县县", "unknown_area"), ("地区", "忠 县", "label_mended"), ("行业", "道路交通 ", "label_mended"), ("行业", "不存在的行业", "unknown_sector"),
    ("事故原因", "原因正在调查", "uncoded_cause"), ("事故等级", "重大事故", "severity_differs"), ("序号", "", "missing_key"),
    ("地点", "报告人13812345678处", "personal_data"),
]  # fmt: skip
FORMS: list[tuple[str, Any, str, Any]] = [
    ("死亡", "２", "deaths", 2), ("死亡", "三", "deaths", 3), ("死亡", "无", "deaths", 0), ("直接经济损失（万元）", "1,200", "direct_loss_yuan", 12_000_000),
    ("直接经济损失（万元）", "3万元", "direct_loss_yuan", 30_000), ("直接经济损失（万元）", "1.2亿", "direct_loss_yuan", 120_000_000),
    ("发生时间", "2020-02-14 24:00", "occurred_at", "2020-02-15 00:00"), ("发生时间", "二〇二〇年二月十四日", "occurred_at", "2020-02-14"),
    ("发生时间", "２０２０年２月１４日14时20分", "occurred_at", "2020-02-14 14:20"), ("地区", "500233", "area", "500233"), ("地区", "重庆市忠县", "area", "500233"),
]  # fmt: skip


def test_every_fault_is_reported_at_its_cell_and_none_is_invented(tmp_path: Path) -> None:
    rows = clean_rows()
    for row, (column, value, _) in zip(rows, FAULTS, strict=False):
        row[COLUMNS.index(column)] = value
    result = imported(tmp_path, rows)
    expected = {(kind, FIRST_ROW + i) for i, (_, _, kind) in enumerate(FAULTS)}
    assert found(result) == expected
    assert sum(kind.count for kind in result.problems) == len(FAULTS)
    cells = {(p.row, p.value) for kind in result.problems for p in kind.examples if kind.kind != "personal_data"}
    assert cells == {
        (FIRST_ROW + i, str(value)) for i, (_, value, kind) in enumerate(FAULTS) if kind != "personal_data"
    }
    columns = {(kind.kind, kind.column.rpartition("/")[2]) for kind in result.problems}
    assert columns == {(kind, column) for column, _, kind in FAULTS}


def test_a_form_that_can_be_read_is_read(tmp_path: Path) -> None:
    rows = clean_rows()
    for row, (column, value, _, _) in zip(rows, FORMS, strict=False):
        row[COLUMNS.index(column)] = value
        row[COLUMNS.index("事故等级")] = ""
    assert found(imported(tmp_path, rows)) == set()
    read = pd.read_parquet(tmp_path / "set" / "accidents.parquet")
    assert [read[field].iloc[i] for i, (_, _, field, _) in enumerate(FORMS)] == [meant for *_, meant in FORMS]


def test_nil_and_unknown_are_told_apart(tmp_path: Path) -> None:
    marks = {"…": True, "/": True, "不详": True, "—": False, "0": False, "": True}
    rows = clean_rows()
    for row, mark in zip(rows, marks, strict=False):
        row[COLUMNS.index("重伤")] = mark
    assert found(imported(tmp_path, rows)) == set()
    read = pd.read_parquet(tmp_path / "set" / "accidents.parquet")["serious_injuries"].head(len(marks))
    assert [bool(pd.isna(value)) for value in read] == list(marks.values())
    assert set(read.dropna()) == {0}


def test_a_row_of_totals_and_notes_are_left_out_and_told(tmp_path: Path) -> None:
    rows = clean_rows()
    deaths = sum(row[5] for row in rows)
    rows += [
        ["合计", "", "", "", "", deaths, "", "", "", "", ""],
        ["注：死亡人数含七日内死亡", *[""] * 10],
        ["填表人：某某", *[""] * 10],
    ]
    result = imported(tmp_path, rows)
    assert found(result) == {("totals_row", FIRST_ROW + 60), ("note_row", FIRST_ROW + 61), ("note_row", FIRST_ROW + 62)}
    assert (result.left_out, result.deaths) == (3, deaths)


def test_totals_that_do_not_add_up_are_an_error(tmp_path: Path) -> None:
    rows = [*clean_rows(), ["合 计", "", "", "", "", 46, "", "", "", "", ""]]
    assert ("totals_differ", FIRST_ROW + 60) in found(imported(tmp_path, rows))


def test_totals_after_each_month_agree_with_the_rows_since(tmp_path: Path) -> None:
    rows = clean_rows()
    first, second = sum(r[5] for r in rows[:30]), sum(r[5] for r in rows[30:])
    rows = [
        *rows[:30],
        ["小计", *[""] * 4, first, *[""] * 5],
        *rows[30:],
        ["小计", *[""] * 4, second, *[""] * 5],
        ["总计", *[""] * 4, first + second, *[""] * 5],
    ]
    assert {kind for kind, _ in found(imported(tmp_path, rows))} == {"totals_row"}


def test_the_same_row_twice_counts_once_and_is_an_error(tmp_path: Path) -> None:
    rows = clean_rows()
    result = imported(tmp_path, [*rows, rows[ROW]])
    assert found(result) == {("duplicate_accident", FIRST_ROW + 60)}
    assert result.accidents == 60
    assert [s.naive - s.folded for s in result.sums if s.field == "deaths"] == [rows[ROW][5]]


def test_one_id_with_other_values_is_a_conflict(tmp_path: Path) -> None:
    rows = clean_rows()
    other = list(rows[ROW])
    other[5] = rows[ROW][5] + 1
    assert found(imported(tmp_path, [*rows, other])) == {("conflicting_values", FIRST_ROW + 60)}


def test_the_same_accident_under_another_id_is_a_warning(tmp_path: Path) -> None:
    rows = clean_rows()
    result = imported(tmp_path, [*rows, ["Z2020999", *rows[ROW][1:]]])
    assert found(result) == {("possible_duplicate", FIRST_ROW + 60)}
    assert result.errors == 0


def test_a_part_year_is_told(tmp_path: Path) -> None:
    rows = [
        [*row[:1], row[1].replace("2020", "2021"), *row[2:]]
        for row in clean_rows()
        if int(row[1][5:].split("月")[0]) <= 6
    ]
    assert {kind for kind, _ in found(imported(tmp_path, rows))} == {"part_year"}


def test_a_changed_list_of_causes_is_told(tmp_path: Path) -> None:
    rows = clean_rows(240)
    for i, row in enumerate(rows[120:]):
        row[1], row[9] = row[1].replace("2020", "2021"), "酒后驾驶" if i % 4 else row[9]
    assert {kind for kind, _ in found(imported(tmp_path, rows))} == {"changed_codes"}


def test_a_sheet_that_does_not_fit_is_named(tmp_path: Path) -> None:
    path = write_ledger(tmp_path / "ledger.xlsx", clean_rows(), more_sheets=True)
    assert import_file(path, tmp_path / "set").problems == ()  # a sheet without a table is no ledger


def test_the_annotated_copy_bears_a_comment_at_the_bad_cell_and_hides_persons(tmp_path: Path) -> None:
    rows = spoilt("死亡", "若干")
    rows[2][COLUMNS.index("地点")] = "电话13812345678"
    imported(tmp_path, rows)
    sheet = openpyxl.load_workbook(tmp_path / "set" / "imports" / "ledger-annotated.xlsx")["台账"]
    cell = sheet.cell(FIRST_ROW + ROW, COLUMNS.index("死亡") + 1)
    assert "若干" in cell.comment.text
    assert "不是数字" in cell.comment.text
    written = "".join(
        p.read_bytes().decode("utf-8", "ignore") for p in (tmp_path / "set").rglob("*") if p.suffix in (".csv", ".yaml")
    )
    assert "13812345678" not in written
    assert all("13812345678" not in str(c.value) for row in sheet.iter_rows() for c in row)
    assert not pd.read_parquet(tmp_path / "set" / "accidents.parquet")["place"].str.contains("13812345678").any()


def test_every_problem_stands_in_the_csv(tmp_path: Path) -> None:
    rows = clean_rows()
    for row in rows[:20]:
        row[5] = "?"
    result = imported(tmp_path, rows)
    problems = pd.read_csv(tmp_path / "set" / "imports" / "problems.csv")
    assert len(problems) == 20 == result.errors
    assert list(problems["row"]) == list(range(FIRST_ROW, FIRST_ROW + 20))
    assert problems["sentence_zh"].str.contains("台账").all()
    kind = result.problems[0]
    assert (kind.count, len(kind.examples), kind.share_of_rows) == (20, 5, pytest.approx(1 / 3))


@pytest.mark.parametrize("column", ["序号", "发生时间", "死亡"])
def test_a_column_of_blanks_is_a_ledger_with_a_column_missing(tmp_path: Path, column: str) -> None:
    rows = clean_rows()
    for row in rows:
        row[COLUMNS.index(column)] = ""
    said = {kind.column.rpartition("/")[2] for kind in imported(tmp_path, rows).problems if kind.severity == "error"}
    assert said == ({column} if column != "死亡" else set())
