"""Personal data is found by its form, told, masked, dropped or hashed; small cells are suppressed."""

from pathlib import Path

import numpy as np
import pandas as pd
import pytest
from hypothesis import given
from hypothesis import strategies as st

from safetystats.datasets.intake import import_file, suppress_small_cells
from safetystats.datasets.intake.mapping import check_mapping
from safetystats.datasets.personal import find_personal, is_identity_number, mask
from safetystats.errors import InputError

NUMBER = "11010519491231002X"  # the example of GB 11643-1999


def test_the_check_character_of_an_identity_number() -> None:
    assert is_identity_number(NUMBER)
    assert not is_identity_number("110105194912310021")
    assert not is_identity_number("123")


@given(st.integers(0, 999), st.dates())
def test_one_check_character_is_right(serial: int, day: object) -> None:
    head = f"110105{1950 + serial % 70}0203{serial:03}"
    assert sum(is_identity_number(head + end) for end in "0123456789X") == 1


def test_kinds_are_found_and_masked() -> None:
    texts = [f"驾驶人{NUMBER}", "电话138 1234-5678", "渝A12345与渝FD12345相撞", "2020年第12345678901234号"]
    assert find_personal(texts) == {"identity numbers": 1, "mobile numbers": 1, "number plates": 1}
    assert [mask(text) for text in texts] == ["驾驶人***", "电话***", "***与***相撞", texts[3]]


def test_accident_numbers_of_eighteen_digits_are_no_identity_numbers() -> None:
    assert find_personal(f"50023320200305{i:04}" for i in range(200)) == {}


def ledger(folder: Path) -> Path:
    frame = pd.DataFrame({
        "事故编号": [NUMBER] * 1 + [f"A{i}" for i in range(1, 30)], "发生时间": "2020-03-05", "地区": "忠县", "死亡人数": 1, "重伤人数": 0, "姓名": "张三",
        "车牌号": "渝A12345", "地点": ["渝A12345旁"] + [f"{i}号" for i in range(29)],
    })  # fmt: skip
    frame.to_csv(folder / "l.csv", index=False)
    return folder / "l.csv"


def everything_written(folder: Path) -> str:
    texts = [p.read_text("utf-8") for p in folder.rglob("*") if p.suffix in (".csv", ".yaml")]
    return "".join([*texts, *(pd.read_parquet(p).to_csv() for p in folder.rglob("*.parquet"))])


def test_what_looks_personal_is_told_and_not_written(tmp_path: Path) -> None:
    result = import_file(ledger(tmp_path), tmp_path / "set")
    told = {k.column for k in result.problems if k.kind == "personal_data"}
    assert told == {"事故编号", "姓名", "车牌号", "地点"}
    written = everything_written(tmp_path / "set")
    assert not any(secret in written for secret in (NUMBER, "张三", "渝A12345"))


def test_a_mapping_drops_or_hashes(tmp_path: Path) -> None:
    content = {
        "name": "m", "title": {"zh": "例", "en": "Example"}, "key": "事故编号", "private": {"drop": ["姓名", "地点"], "hash": ["事故编号", "车牌号"]},
        "columns": {"occurred_at": "发生时间", "area": "地区", "deaths": "死亡人数", "vehicle": "车牌号", "place": "地点"},
    }  # fmt: skip
    result = import_file(ledger(tmp_path), tmp_path / "set", check_mapping(content, "m"))
    assert "personal_data" not in {k.kind for k in result.problems}
    frame = pd.read_parquet(tmp_path / "set" / "accidents.parquet")
    assert "place" not in frame
    assert frame["vehicle"].nunique() == 1
    assert frame["accident_id"].str.fullmatch("[0-9a-f]{16}").all()
    again = import_file(ledger(tmp_path), tmp_path / "set", check_mapping(content, "m"))
    assert again.changes is not None
    assert again.changes.unchanged == 30  # the secret of the dataset makes the same hash


TABLES = st.integers(2, 5).flatmap(
    lambda width: st.lists(st.lists(st.integers(0, 20), min_size=width, max_size=width), min_size=2, max_size=6)
)


@given(TABLES)
def test_no_suppressed_cell_can_be_worked_out_from_a_total(rows: list[list[int]]) -> None:
    frame = pd.DataFrame(rows, columns=[f"c{i}" for i in range(len(rows[0]))])
    shown = suppress_small_cells(frame, 5)
    blank = shown.isna().to_numpy()
    counts = frame.to_numpy()
    assert blank[(counts > 0) & (counts < 5)].all()
    assert (blank.sum(axis=1) != 1).all()
    assert (blank.sum(axis=0) != 1).all()
    if not ((counts > 0) & (counts < 5)).any():
        assert not blank.any()
    kept = shown.to_numpy(dtype=float, na_value=np.nan)[~blank]
    assert (kept == counts[~blank]).all()


def test_suppression_refuses_what_is_no_count() -> None:
    with pytest.raises(InputError, match="negative or not whole"):
        suppress_small_cells(pd.DataFrame({"a": [1.5]}))
    with pytest.raises(InputError, match="no column 'b'"):
        suppress_small_cells(pd.DataFrame({"a": [1]}), columns=["b"])
    with pytest.raises(InputError, match="threshold"):
        suppress_small_cells(pd.DataFrame({"a": [1]}), threshold=1)


def test_a_telephone_number_in_a_footnote_does_not_hide_the_ids(tmp_path: Path) -> None:
    frame = pd.DataFrame(
        {
            "事故编号": [f"A{i}" for i in range(30)],
            "发生时间": "2020-03-05",
            "地区": "忠县",
            "死亡人数": 1,
            "重伤人数": 0,
        }
    )
    frame.loc[30, "事故编号"] = "注：联系电话 13912345678"
    frame.to_csv(tmp_path / "l.csv", index=False)
    result = import_file(tmp_path / "l.csv", tmp_path / "set")
    assert "personal_data" not in {kind.kind for kind in result.problems}
    assert set(pd.read_parquet(tmp_path / "set" / "accidents.parquet").accident_id) == {f"A{i}" for i in range(30)}
    assert "13912345678" not in everything_written(tmp_path / "set")


def test_a_name_is_hidden_whatever_its_heading_adds(tmp_path: Path) -> None:
    frame = pd.DataFrame(
        {
            "事故编号": [f"A{i}" for i in range(30)],
            "发生时间": "2020-03-05",
            "地区": "忠县",
            "死亡人数": 1,
            "驾驶员姓名": "张三丰",
        }
    )
    frame = frame.astype({"死亡人数": object})
    frame.loc[3, "死亡人数"] = "两三人"  # a bad cell, so that a copy of the workbook is written
    frame.to_excel(tmp_path / "l.xlsx", index=False)
    result = import_file(tmp_path / "l.xlsx", tmp_path / "set")
    assert "personal_data" in {kind.kind for kind in result.problems}
    written = list((tmp_path / "set").rglob("*.xlsx"))
    assert written, "the annotated copy"
    cells = pd.concat([pd.read_excel(path, header=None, dtype=str, engine="calamine") for path in written])
    assert not cells.isin(["张三丰"]).any(axis=None)
    assert "张三丰" not in everything_written(tmp_path / "set")
