"""The report names each sheet and each column once, counts rows and not cells, and speaks one language."""

import re
from pathlib import Path

import openpyxl
import pandas as pd
import pytest

from ledgers import COLUMNS, clean_rows
from safetystats.datasets.intake import ImportResult, import_file
from safetystats.datasets.problems import KINDS, TITLES
from safetystats.datasets.schemas import TABLES
from safetystats.words import LANGUAGES

LOSS = "直接经济损失（万元）"
UNLIKE = ("发生时间", "死亡", LOSS)
SHEETS = {"2020年": "2020", "2021年": "2021"}


def two_sheets(folder: Path) -> tuple[ImportResult, Path]:
    """Import two sheets, each with names of persons, two bad cells; the first with an id again, the second with a row of the first."""
    frames = {}
    for sheet, year in SHEETS.items():
        frame = pd.DataFrame(clean_rows(36), columns=COLUMNS).astype(object).assign(姓名="张三")
        for column in ("发生时间", "序号"):
            frame[column] = frame[column].str.replace("2020", year)
        frame.loc[[3, 4], "死亡"] = "若干"
        frames[sheet] = frame
    first, second = frames.values()
    again = first.loc[[13]].assign(发生时间="2020年9月9日", 死亡=2, **{LOSS: 5.5})
    frames = {"2020年": pd.concat([first, again]), "2021年": pd.concat([second, first.loc[[15]]])}
    with pd.ExcelWriter(folder / "l.xlsx", engine="xlsxwriter") as book:
        for sheet, frame in frames.items():
            frame.to_excel(book, sheet_name=sheet, index=False)
    return import_file(folder / "l.xlsx", folder / "set"), folder / "set" / "imports"


@pytest.fixture(scope="module")
def imported(tmp_path_factory: pytest.TempPathFactory) -> tuple[ImportResult, Path]:
    return two_sheets(tmp_path_factory.mktemp("report"))


def line(result: ImportResult, kind: str, language: str) -> str:
    return next(k.line("zh" if language == "zh" else "en") for k in result.problems if k.kind == kind)


def test_a_row_that_differs_in_several_columns_is_one_problem(imported: tuple[ImportResult, Path]) -> None:
    result, folder = imported
    conflicts = [k for k in result.problems if k.kind == "conflicting_values"]
    assert [(k.count, k.column) for k in conflicts] == [(1, ", ".join(UNLIKE))]
    assert conflicts[0].examples[0].columns == UNLIKE
    assert (
        "发生时间: 2020-02-14 / 2020-09-09；死亡: 1 / 2；直接经济损失（万元）: 4.5 / 5.5"
        in conflicts[0].examples[0].sentence.zh
    )
    sheet = openpyxl.load_workbook(folder / "l-annotated.xlsx")["2020年"]
    bad = [COLUMNS[cell.column - 1] for cell in sheet[38] if cell.comment]
    assert tuple(bad) == UNLIKE
    written = pd.read_csv(folder / "problems.csv")
    assert len(written) == result.errors + result.warnings
    assert written.loc[written["kind"] == "conflicting_values", "column"].tolist() == [", ".join(UNLIKE)]


def test_every_sheet_is_named_with_its_rows(imported: tuple[ImportResult, Path]) -> None:
    result, _ = imported
    assert line(result, "personal_data", "en").endswith("Also sheet '2021年'.")
    assert line(result, "not_a_number", "en").endswith("Also row 6; sheet '2021年' rows 5, 6.")
    assert line(result, "not_a_number", "zh").endswith("另见第 6 行；工作表“2021年”第 5、6 行。")
    assert "同一起事故（Z2020015）" in line(result, "duplicate_accident", "zh")
    assert "row 17 of sheet '2020年'" in line(result, "duplicate_accident", "en")
    places = next(k["places"] for k in result.as_json()["problems"] if k["kind"] == "not_a_number")
    assert places == [f"l.xlsx, sheet '{sheet}'" for sheet in SHEETS for _ in range(2)]


def test_deaths_of_an_accident_count_whichever_of_its_rows_is_bad(imported: tuple[ImportResult, Path]) -> None:
    result, _ = imported
    shares = {k.kind: k.share_of_deaths for k in result.problems}
    assert result.deaths is not None
    assert shares["conflicting_values"] == pytest.approx(1 / result.deaths)
    assert not shares["personal_data"]


def test_the_chinese_report_names_kinds_and_fields_in_chinese(tmp_path: Path) -> None:
    frame = pd.DataFrame({
        "id": [i // 2 for i in range(60)], "Fecha": [f"{i % 28 + 1:02}/{i % 12 + 1:02}/2020" for i in range(60)], "hora": "14:20", "Muertos": 1,
        "Prejuízo": "1,5", "Longitud": "-3,7", "Latitud": [f"{i},5" for i in range(60)],
    })  # fmt: skip
    frame.to_csv(tmp_path / "l.csv", index=False, sep=";")
    result = import_file(tmp_path / "l.csv", tmp_path / "set")
    told = result.lines("zh")
    shown = "\n".join(re.sub(r"“[^”]*”|l\.csv|constants: {.*}", "", line) for line in told if "set/" not in line)
    codes = {*KINDS, *TABLES["accidents"].columns, *TABLES["accident_causes"].columns, "order", "dmy", "decimal"}
    assert not codes & set(re.findall("[a-z_]+", shown))
    for words in (
        "发生时间（日期） ← “Fecha”",
        "推断为先日后月",
        "推断为以逗号为小数点",
        "死亡人数：逐行相加 60",
        "缺少列 ×1",
        "没有找到对应“地区”的列",
        "“地区”（在映射中",
    ):
        assert any(words in line for line in told), words
    english = "\n".join(result.lines("en"))
    for words in (
        "occurred at, date [occurred_at.date] ← 'Fecha'",
        "[order: dmy]",
        "missing column [missing_column] ×1",
    ):
        assert words in english
    assert {"order: dmy", "decimal: ','"} <= set(result.as_json()["inferred"].values())


def test_every_kind_has_a_title_of_its_own() -> None:
    assert list(TITLES) == list(KINDS)
    for language in LANGUAGES:
        assert len({title[language] for title in TITLES.values()}) == len(TITLES)
    assert not any(re.search("[a-zA-Z]", title.zh) for title in TITLES.values())


def test_a_missing_area_that_the_file_names_is_offered_with_the_line_to_write(tmp_path: Path) -> None:
    path = tmp_path / "重庆市忠县2020年台账.csv"
    frame = pd.DataFrame(
        {
            "事故编号": range(40),
            "发生时间": [f"2020-{i % 12 + 1:02}-03" for i in range(40)],
            "死亡人数": 1,
            "重伤人数": 0,
        }
    )
    frame.to_csv(path, index=False)
    result = import_file(path, tmp_path / "set")
    assert 'constants: {area: "500233"}' in line(result, "missing_column", "zh")
    assert "忠县" in line(result, "missing_column", "zh")
    assert "Zhong County" in line(result, "missing_column", "en")
