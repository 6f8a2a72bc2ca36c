"""Days outside the years of their ledger and counts far beyond the rest are told at their cell; honest ledgers give none."""

from pathlib import Path
from typing import Any

import numpy as np
import pandas as pd
import pytest

from ledgers import COLUMNS, FIRST_ROW, clean_rows, write_ledger
from safetystats.datasets.intake import ImportResult, import_file
from safetystats.datasets.intake.apart import far_from, years_apart
from safetystats.datasets.intake.mapping import check_mapping

DAY, DEATHS = COLUMNS.index("发生时间"), COLUMNS.index("死亡")


def told(result: ImportResult) -> list[tuple[str, str, str, int | None]]:
    return [(k.kind, p.column, p.sheet or p.file, p.row) for k in result.problems for p in k.examples]


@pytest.mark.parametrize("year", ["2002", "2012", "2021", "1920"])  # the title says 2020
def test_a_day_of_another_year_is_told_at_its_cell_and_stays(tmp_path: Path, year: str) -> None:
    rows = clean_rows()
    rows[13][DAY] = rows[13][DAY].replace("2020", year)
    result = import_file(write_ledger(tmp_path / "ledger.xlsx", rows), tmp_path / "set")
    assert told(result) == [("year_apart", "发生时间", "台账", FIRST_ROW + 13)]
    assert "2020 年之内" in result.problems[0].examples[0].sentence.zh
    assert pd.read_parquet(tmp_path / "set" / "accidents.parquet")["occurred_at"].str[:4].value_counts()[year] == 1


def test_the_name_of_a_file_or_sheet_tells_the_year(tmp_path: Path) -> None:
    frame = pd.DataFrame(clean_rows(24), columns=COLUMNS)
    frame.loc[0, "发生时间"] = "2019年1月1日"
    frame.to_csv(tmp_path / "2020年事故台账.csv", index=False)
    assert told(import_file(tmp_path / "2020年事故台账.csv", tmp_path / "named")) == [
        ("year_apart", "发生时间", "2020年事故台账.csv", 2)
    ]
    frame.to_csv(tmp_path / "2023年印发.csv", index=False)  # a name that the days do not bear out tells nothing
    assert told(import_file(tmp_path / "2023年印发.csv", tmp_path / "unlike")) == []
    later = frame.assign(
        发生时间=frame["发生时间"].str.replace("2020", "2021"), 序号=frame["序号"].str.replace("Z", "Y")
    )
    later.loc[0, "发生时间"] = "2018年1月1日"
    with pd.ExcelWriter(tmp_path / "2020.xlsx", engine="xlsxwriter") as book:
        frame.to_excel(book, sheet_name="2020", index=False)
        later.to_excel(book, sheet_name="2021年", index=False)
    assert told(import_file(tmp_path / "2020.xlsx", tmp_path / "sheets")) == [
        ("year_apart", "发生时间", sheet, 2) for sheet in ("2020", "2021年")
    ]


def test_thin_years_of_a_long_ledger_are_not_apart() -> None:
    chance = np.random.default_rng(5)
    told_of = 0
    for mean in (1, 3, 8, 20):  # accidents a year, of which most years have far fewer and some far more
        for numbers in chance.negative_binomial(0.7, 0.7 / (0.7 + mean), (500, 16)):
            counts = {year: int(n) for year, n in enumerate(numbers, start=2005) if n}
            told_of += bool(counts and years_apart(counts)[0])
    assert told_of <= 2
    assert years_apart({2012: 1, 2020: 12})[0] == {2012}
    assert years_apart({1987: 1, **dict.fromkeys(range(2010, 2021), 40)})[0] == {1987}


def test_a_count_far_beyond_all_others_is_told_and_a_catastrophe_is_not(tmp_path: Path) -> None:
    rows = clean_rows()
    rows[20][DEATHS], rows[41][DEATHS], rows[41][-1] = 500, 170, "特别重大事故"
    rows[20][-1] = "特别重大事故"
    both = import_file(write_ledger(tmp_path / "ledger.xlsx", rows), tmp_path / "both")
    assert told(both) == []  # of two catastrophes neither is far from the other
    rows[41][DEATHS], rows[41][-1] = 1, "一般事故"
    assert told(import_file(write_ledger(tmp_path / "ledger.xlsx", rows), tmp_path / "one")) == [
        ("far_count", "伤亡人数（人）/死亡", "台账", FIRST_ROW + 20)
    ]
    rows[20][DEATHS] = 170
    assert told(import_file(write_ledger(tmp_path / "ledger.xlsx", rows), tmp_path / "true")) == []


def test_a_far_count_stands_at_the_row_that_holds_it(tmp_path: Path) -> None:
    frame = pd.DataFrame({"case": [i // 2 for i in range(40)], "date": "2020-03-05", "area": "X", "dead": [0, 1] * 20})
    frame.loc[31, "dead"] = 800
    frame["hurt"] = ""
    frame.to_csv(tmp_path / "l.csv", index=False)
    content: dict[str, Any] = {
        "name": "m", "title": {"zh": "例", "en": "Example"}, "own": ["area"], "key": "case", "grain": "persons",
        "columns": {"occurred_at": "date", "area": "area", "deaths": {"from": "dead", "fold": "sum"}, "injuries": "hurt"},
    }  # fmt: skip
    assert told(import_file(tmp_path / "l.csv", tmp_path / "set", check_mapping(content, "m"))) == [
        ("far_count", "dead", "l.csv", 33)
    ]


@pytest.mark.parametrize("index", [1.4, 2.0, 4.0])
def test_honest_tails_are_rarely_called_far(index: float) -> None:
    chance = np.random.default_rng(7)
    far = 0
    for _ in range(300):
        counts = np.sort(np.floor(chance.pareto(index, 5000) + 1))[::-1]
        far += far_from([*counts[:103]], counts.size) is not None
    assert far <= 6
    assert far_from([*counts[:1] * 500, *counts[:102]], counts.size) == counts[0] * 500
