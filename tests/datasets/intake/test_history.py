"""An import may be repeated; revisions are kept as vintages; what changed is listed; other files stay."""

from pathlib import Path

import pandas as pd
import pytest
import yaml

from ledgers import clean_rows, write_ledger
from safetystats.datasets import open_dataset, scaffold
from safetystats.datasets.intake import import_file
from safetystats.datasets.intake.history import read_history
from safetystats.errors import InputError


def files(folder: Path) -> dict[str, bytes]:
    return {
        str(p.relative_to(folder)): p.read_bytes()
        for p in sorted(folder.rglob("*"))
        if p.is_file() and p.suffix != ".xlsx"
    }


def test_the_same_import_again_changes_no_byte(tmp_path: Path) -> None:
    path = write_ledger(tmp_path / "ledger.xlsx", clean_rows())
    import_file(path, tmp_path / "set")
    before = files(tmp_path / "set")
    result = import_file(path, tmp_path / "set")
    assert files(tmp_path / "set") == before
    assert result.changes is not None
    assert (result.changes.new, result.changes.changed, result.changes.unchanged) == (0, 0, 60)
    assert len(read_history(tmp_path / "set")) == 1


def test_a_revision_keeps_the_old_row_and_lists_what_changed(tmp_path: Path) -> None:
    rows = clean_rows()
    import_file(write_ledger(tmp_path / "ledger.xlsx", rows), tmp_path / "set")
    rows[4][5], rows[4][6] = 2, 5
    result = import_file(
        write_ledger(tmp_path / "ledger.xlsx", [*rows[:50], ["Z2020900", *rows[9][1:4], "新处", 1, *rows[9][6:]]]),
        tmp_path / "set",
    )
    assert result.changes is not None
    assert (result.changes.new, result.changes.changed, result.changes.unchanged, result.changes.absent) == (
        1,
        1,
        49,
        10,
    )
    kept = pd.read_parquet(tmp_path / "set" / "accidents.parquet")
    assert len(kept) == 61
    assert kept.set_index("accident_id").loc["Z2020004", "deaths"] == 2
    vintages = pd.read_parquet(tmp_path / "set" / "imports" / "vintages.parquet")
    assert vintages[["accident_id", "deaths", "replaced_by"]].to_numpy().tolist() == [["Z2020004", 0, 2]]
    changes = pd.read_csv(tmp_path / "set" / "imports" / "changes-2.csv")
    assert changes.to_numpy().tolist() == [["Z2020004", "deaths", 0, 2], ["Z2020004", "serious_injuries", 1, 5]]
    assert open_dataset(tmp_path / "set").problems.empty


def test_numbers_that_start_anew_each_year_are_told_and_nothing_is_replaced(tmp_path: Path) -> None:
    rows = clean_rows()
    import_file(write_ledger(tmp_path / "2020.xlsx", rows), tmp_path / "set")
    later = write_ledger(tmp_path / "2021.xlsx", [[row[0], row[1].replace("2020", "2021"), *row[2:]] for row in rows])
    result = import_file(later, tmp_path / "set")
    assert [(k.kind, k.examples[0].value) for k in result.problems] == [("reused_id", "60")]
    held = pd.read_parquet(tmp_path / "set" / "accidents.parquet")["accident_id"]
    assert len(held) == held.nunique() == 120
    assert set(held[60:]) == {f"2021-{row[0]}" for row in rows}
    again = import_file(later, tmp_path / "set")
    assert again.changes is not None
    assert again.changes.unchanged == 60


def test_numbers_that_start_anew_on_each_sheet_are_told_apart(tmp_path: Path) -> None:
    frame = pd.DataFrame({"序号": range(1, 31), "发生时间": "2020-03-05", "地区": "忠县", "死亡人数": 1, "重伤人数": 0})
    with pd.ExcelWriter(tmp_path / "l.xlsx") as book:
        frame.to_excel(book, sheet_name="2020", index=False)
        frame.assign(发生时间="2021-04-05").to_excel(book, sheet_name="2021", index=False)
    result = import_file(tmp_path / "l.xlsx", tmp_path / "set")
    assert (result.accidents, result.deaths, result.errors) == (60, 60, 0)
    assert "reused_id" in {k.kind for k in result.problems}


def test_what_the_dataset_holds_stays(tmp_path: Path) -> None:
    scaffold(tmp_path / "set")
    (tmp_path / "set" / "notes.txt").write_text("mine", encoding="utf-8")
    import_file(write_ledger(tmp_path / "ledger.xlsx", clean_rows()), tmp_path / "set")
    card = yaml.safe_load((tmp_path / "set" / "datapackage.yaml").read_text("utf-8"))
    names = [resource["name"] for resource in card["resources"]]
    assert names[-2:] == ["accidents-imported", "accident-causes-imported"]
    assert "sources" in names
    assert (tmp_path / "set" / "notes.txt").read_text("utf-8") == "mine"
    dataset = open_dataset(tmp_path / "set")
    assert (len(dataset.accidents), len(dataset.problems)) == (60, 0)


def test_a_folder_that_cannot_be_a_dataset_is_refused_before_anything_is_read(tmp_path: Path) -> None:
    with pytest.raises(InputError, match="cannot be a dataset's name"):
        import_file(tmp_path / "ledger.xlsx", tmp_path / "忠县")
    (tmp_path / "file").write_text("x", encoding="utf-8")
    with pytest.raises(InputError, match="is a file; give the folder"):
        import_file(tmp_path / "ledger.xlsx", tmp_path / "file")


def test_a_list_of_causes_that_changed_since_the_last_import_is_told(tmp_path: Path) -> None:
    rows = clean_rows(120)
    import_file(write_ledger(tmp_path / "2020.xlsx", rows), tmp_path / "set")
    later = [
        [row[0].replace("2020", "2021"), row[1].replace("2020", "2021"), *row[2:9], "酒后驾驶", row[10]] for row in rows
    ]
    result = import_file(write_ledger(tmp_path / "2021.xlsx", later), tmp_path / "set")
    assert [(k.kind, k.examples[0].value) for k in result.problems] == [("changed_codes", "2021")]
