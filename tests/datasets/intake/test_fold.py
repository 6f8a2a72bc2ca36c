"""Rows that are persons, vehicles or parties fold to accidents; dated codes, filters and units do what they say."""

from pathlib import Path
from typing import Any

import pandas as pd
import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from safetystats.datasets.intake import ImportResult, import_file
from safetystats.datasets.intake.mapping import check_mapping
from safetystats.errors import InputError

COLUMNS: dict[str, Any] = {"occurred_at": "date", "area": "area", "deaths": {"from": "dead", "fold": "sum"}}


def imported(folder: Path, frame: pd.DataFrame, **content: Any) -> tuple[ImportResult, pd.DataFrame]:
    frame.to_csv(folder / "l.csv", index=False)
    mapping = check_mapping(
        {"name": "m", "title": {"zh": "例", "en": "Example"}, "own": ["area", "cause"], "columns": COLUMNS, **content},
        "m",
    )
    result = import_file(folder / "l.csv", folder / "set", mapping)
    return result, pd.read_parquet(folder / "set" / "accidents.parquet")


@settings(max_examples=12, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(
    st.lists(st.tuples(st.integers(0, 8), st.integers(0, 1)), min_size=2, max_size=30),
    st.randoms(use_true_random=False),
)
def test_folded_sums_equal_those_by_hand_whatever_the_order(
    tmp_path_factory: pytest.TempPathFactory, rows: list[tuple[int, int]], random: Any
) -> None:
    random.shuffle(rows)
    frame = pd.DataFrame(rows, columns=["case", "dead"]).assign(
        date="2020-03-05", area="X", total=lambda f: f.groupby("case")["dead"].transform("sum")
    )
    columns = {**COLUMNS, "injuries": "total"}
    result, read = imported(tmp_path_factory.mktemp("fold"), frame, key="case", grain="persons", columns=columns)
    assert result.errors == 0
    by_hand = frame.groupby(frame["case"].astype(str))["dead"].sum()
    assert read.set_index("accident_id")["deaths"].sort_index().to_dict() == by_hand.to_dict()
    assert read["injuries"].sum() == by_hand.sum()  # a total repeated on each row counts once
    sums = {s.field: (s.naive, s.folded) for s in result.sums}
    assert sums["injuries"] == (frame["total"].sum(), by_hand.sum())


def test_values_that_should_be_the_same_and_are_not_are_told(tmp_path: Path) -> None:
    frame = pd.DataFrame(
        {"case": [1, 1, 2], "date": ["2020-01-01", "2020-01-02", "2020-01-03"], "area": "X", "dead": [1, 1, 0]}
    )
    result, read = imported(tmp_path, frame, key="case", grain="persons")
    assert [(k.kind, k.column, [p.row for p in k.examples]) for k in result.problems] == [
        ("conflicting_values", "date", [3])
    ]
    assert read["deaths"].tolist() == [2, 0]
    assert read["occurred_at"].tolist() == ["2020-01-01", "2020-01-03"]


def test_a_person_on_several_rows_counts_once(tmp_path: Path) -> None:
    frame = pd.DataFrame(
        {
            "case": [1, 1, 1],
            "who": ["a", "a", "b"],
            "date": "2020-01-01",
            "area": "X",
            "dead": [1, 1, 0],
            "cause": ["speed", "drink", "speed"],
        }
    )
    columns = {**COLUMNS, "cause": "cause"}
    _, read = imported(tmp_path, frame, key="case", grain="persons", person="who", columns=columns)
    assert read["deaths"].tolist() == [1]
    causes = pd.read_parquet(tmp_path / "set" / "accident_causes.parquet")
    assert causes[["cause", "role"]].to_numpy().tolist() == [["speed", "primary"], ["drink", "contributory"]]


def test_parties_in_taiwan_fold_by_day_time_and_place(tmp_path: Path) -> None:
    frame = pd.DataFrame({
        "發生日期": [20230105, 20230105, 20230106, "資料提供日期：113年1月"], "發生時間": [3500, 3500, 143000, None], "發生地點": ["臺北市中正區某路", "臺北市中正區某路", "高雄市三民區某路", None],
        "天候名稱": "晴", "肇因研判子類別名稱-主要": "未依規定讓車", "死亡受傷人數": ["死亡1;受傷2", "死亡1;受傷2", "死亡2;受傷0", None], "當事者順位": [1, 2, 1, None], "經度": 121.5, "緯度": 25.0,
    })  # fmt: skip
    frame.iloc[3, 1:] = None
    frame.to_csv(tmp_path / "a1.csv", index=False)
    result = import_file(tmp_path / "a1.csv", tmp_path / "set")
    assert result.mapping.name == "taiwan_a1"
    read = pd.read_parquet(tmp_path / "set" / "accidents.parquet")
    assert read[["occurred_at", "area", "deaths", "injuries"]].to_numpy().tolist() == [
        ["2023-01-05 00:35", "TW-TPE", 1, 2], ["2023-01-06 14:30", "TW-KHH", 2, 0],
    ]  # fmt: skip
    assert {s.field: (s.naive, s.folded) for s in result.sums}["deaths"] == (4, 3)
    assert {k.kind for k in result.problems} == {"note_row"}


def test_dated_codes_filters_units_and_constants(tmp_path: Path) -> None:
    frame = pd.DataFrame({
        "case": range(4), "date": ["2019-06-01", "2020-06-01", "2020-07-01", "2020-08-01"], "dead": 0, "cause": ["A", "A", "b ", "B"],
        "kind": ["road", "road", "road", "rail"], "loss（万元）": [1, 2, 3, 4],
    })  # fmt: skip
    codes = {"A": [{"code": "old", "until": "2019-12-31"}, {"code": "new", "since": "2020-01-01"}], "B": "bee"}
    columns = {
        "occurred_at": "date",
        "deaths": "dead",
        "cause": {"from": "cause", "codes": codes},
        "direct_loss_yuan": "loss",
    }
    result, read = imported(
        tmp_path,
        frame,
        key="case",
        columns=columns,
        constants={"area": "500233"},
        filters=[{"column": "kind", "leave_out": "rail"}],
    )
    assert read["direct_loss_yuan"].tolist() == [10_000, 20_000, 30_000]
    assert set(read["area"]) == {"500233"}
    assert pd.read_parquet(tmp_path / "set" / "accident_causes.parquet")["cause"].tolist() == ["old", "new", "bee"]
    assert [(k.kind, k.count) for k in result.problems] == [("filtered_row", 1)]


def test_a_mapping_that_does_not_fit_says_what_is_missing(tmp_path: Path) -> None:
    frame = pd.DataFrame({"case": [1], "day": ["2020-01-01"], "area": "X", "dead": [1]})
    with pytest.raises(
        InputError, match="l.csv does not fit the mapping 'm': there is no column 'date'; its headings are case, day"
    ):
        imported(tmp_path, frame)


def test_dollars_are_not_taken_for_yuan(tmp_path: Path) -> None:
    frame = pd.DataFrame({"case": [1], "date": ["2020-01-01"], "area": "X", "dead": [1], "cost": [5]})
    with pytest.raises(InputError, match="The unit 'USD' is not known|cannot come from"):
        imported(tmp_path, frame, columns={**COLUMNS, "direct_loss_yuan": {"from": "cost", "unit": "USD"}})
    _, read = imported(tmp_path, frame, columns={**COLUMNS, "direct_loss": {"from": "cost", "unit": "USD"}})
    assert read[["direct_loss", "currency"]].to_numpy().tolist() == [[5.0, "USD"]]
