from pathlib import Path

import pytest
import yaml
from python_calamine import CalamineWorkbook

from safetystats.datasets import open_dataset, scaffold
from safetystats.datasets.schemas import TABLES
from safetystats.datasets.templates import sheet_name
from safetystats.errors import InputError


@pytest.mark.parametrize("language", ["zh", "en"])
def test_a_new_dataset_opens_without_errors_and_is_empty(tmp_path: Path, language: str) -> None:
    files = scaffold(tmp_path / "county", language)  # type: ignore[arg-type]
    opened = open_dataset(tmp_path / "county")
    assert opened.problems.empty, opened.problems["sentence_en"].tolist()
    assert all(frame.empty for frame in opened.tables.values())
    assert all(path.is_file() for path in files)


def test_the_template_has_a_sheet_a_table_with_every_column(tmp_path: Path) -> None:
    scaffold(tmp_path / "county")
    workbook = CalamineWorkbook.from_path(str(tmp_path / "county" / "tables.xlsx"))
    for table in TABLES.values():
        header = workbook.get_sheet_by_name(sheet_name(table, "zh")).to_python()[0]
        assert header == [column.title.zh for column in table.columns.values() if column.in_template]


def test_what_is_filled_in_is_read_and_checked(tmp_path: Path) -> None:
    import xlsxwriter

    folder = tmp_path / "county"
    scaffold(folder)
    card = yaml.safe_load((folder / "datapackage.yaml").read_text("utf-8"))
    card["resources"] = [r for r in card["resources"] if r["name"] in ("accident-counts", "sources")]
    (folder / "datapackage.yaml").write_text(yaml.safe_dump(card, allow_unicode=True), "utf-8")
    with xlsxwriter.Workbook(str(folder / "tables.xlsx")) as workbook:
        counts = workbook.add_worksheet(sheet_name(TABLES["accident_counts"], "zh"))
        for number, row in enumerate([["地区", "时期", "行业领域", "死亡人数", "性质", "来源"], ["忠县", "2011", "道路交通", 24, "reported", "a"],
                                      ["忠县", 2012, "煤矿", "三", "reported", "a"]]):  # fmt: skip
            counts.write_row(number, 0, row)
        sources = workbook.add_worksheet(sheet_name(TABLES["sources"], "zh"))
        sources.write_row(0, 0, ["编号", "标题", "发布者", "可信级别"])
        sources.write_row(1, 0, ["a", "月报", "县安监局", "A"])
    opened = open_dataset(folder)
    assert opened.accident_counts[["area", "period", "sector"]].values.tolist() == [
        ["500233", "2011", "road"],
        ["500233", "2012", "coal"],
    ]
    assert opened.problems["sentence_zh"].tolist() == [
        "tables.xlsx，工作表“事故统计表”，第 3 行，列“deaths”：“三”不是数字；请改为数字，缺失请留空。"
    ]
    assert opened.accident_counts["origin"].tolist()[0] == "tables.xlsx!事故统计表:2"


def test_an_existing_folder_is_never_written_into(tmp_path: Path) -> None:
    (tmp_path / "county").mkdir()
    (tmp_path / "county" / "mine.txt").write_text("mine", "utf-8")
    with pytest.raises(InputError, match="exists and is not empty"):
        scaffold(tmp_path / "county")
    with pytest.raises(InputError, match="cannot be a dataset's name"):
        scaffold(tmp_path / "my county")
