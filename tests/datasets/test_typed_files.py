"""Parquet resources keep their types, are checked as text is, and stand beside other files of the same table."""

from pathlib import Path

import duckdb
import pandas as pd
import pytest
import yaml

from safetystats.datasets import Dataset, open_dataset

ROWS = 200


def accidents() -> pd.DataFrame:
    return pd.DataFrame({
        "accident_id": [f"A{i}" for i in range(ROWS)], "occurred_at": [f"2020-03-{i % 28 + 1:02} 14:{i % 60:02}" for i in range(ROWS)],
        "area": "500233", "sector": "road", "deaths": pd.Series([i % 3 if i % 5 else None for i in range(ROWS)], dtype="Int64"), "longitude": 108.0,
    })  # fmt: skip


def opened(folder: Path, *resources: dict[str, object], codes: dict[str, object] | None = None) -> Dataset:
    both = {"zh": "例", "en": "Example"}
    card = {
        "name": "set", "title": "Example", "description": "Example", "licenses": [{"name": "CC0-1.0"}],
        "resources": [{"name": f"r{i}", **resource} for i, resource in enumerate(resources)],
        "safetystats": {"title": both, "description": both, "codes": codes or {}},
    }  # fmt: skip
    (folder / "datapackage.yaml").write_text(yaml.safe_dump(card, allow_unicode=True), "utf-8")
    return open_dataset(folder)


PARQUET = {"path": "accidents.parquet", "safetystats": {"table": "accidents"}}


def test_parquet_and_csv_give_the_same_frame(tmp_path: Path) -> None:
    frame = accidents()
    frame.to_parquet(tmp_path / "accidents.parquet")
    frame.to_csv(tmp_path / "accidents.csv", index=False)
    one = opened(tmp_path, PARQUET)
    two = opened(tmp_path, {**PARQUET, "path": "accidents.csv"})
    assert one.problems.empty
    assert two.problems.empty
    pd.testing.assert_frame_equal(one.accidents.drop(columns="origin"), two.accidents.drop(columns="origin"))
    assert one.accidents["origin"].iloc[0] == "accidents.parquet:1"


@pytest.mark.parametrize(
    ("column", "value", "kind"),
    [("occurred_at", "2020-02-30", "bad_date"), ("occurred_at", "2020-13", "bad_date"), ("occurred_at", "2020", "bad_date"), ("area", "nowhere", "unknown_area"), ("deaths", -1, "below_minimum"), ("deaths", 1.5, "not_a_whole_number"),
     ("sector", "nothing", "unknown_sector"), ("accident_id", "A0", "duplicate_key"), ("area", None, "unplaced_accident")],
)  # fmt: skip
def test_a_fault_is_reported_at_its_row(tmp_path: Path, column: str, value: object, kind: str) -> None:
    frame = accidents()
    if isinstance(value, float):
        frame[column] = frame[column].astype("float64")
    frame.loc[7, column] = value
    frame.to_parquet(tmp_path / "accidents.parquet")
    problems = opened(tmp_path, PARQUET).problems
    assert problems[["kind", "row", "column"]].to_numpy().tolist() == [[kind, 8, column]]


def test_parquet_stands_beside_text_of_the_same_table(tmp_path: Path) -> None:
    frame = accidents()
    frame.head(100).to_parquet(tmp_path / "accidents.parquet")
    frame.tail(100).to_csv(tmp_path / "more.csv", index=False)
    dataset = opened(tmp_path, PARQUET, {**PARQUET, "path": "more.csv"})
    assert dataset.problems.empty
    assert dataset.accidents["deaths"].sum() == frame["deaths"].sum()
    assert dataset.accidents["origin"].iloc[-1] == "more.csv:101"


def test_real_dates_and_unknown_columns_in_parquet(tmp_path: Path) -> None:
    accidents().assign(occurred_at=pd.Timestamp("2020-03-05"), colour="red").to_parquet(tmp_path / "accidents.parquet")
    dataset = opened(tmp_path, PARQUET)
    assert set(dataset.accidents["occurred_at"]) == {"2020-03-05"}
    assert dataset.problems["kind"].tolist() == ["unknown_column"]


def test_a_dataset_may_have_codes_of_its_own(tmp_path: Path) -> None:
    accidents().assign(area="BR-SP").to_parquet(tmp_path / "accidents.parquet")
    assert len(opened(tmp_path, PARQUET).problems) == ROWS
    dataset = opened(tmp_path, PARQUET, codes={"area": {"BR-SP": {"zh": "圣保罗", "en": "São Paulo"}}})
    assert dataset.problems.empty
    assert set(dataset.accidents["area"]) == {"BR-SP"}


def test_a_query_of_a_database_is_a_resource(tmp_path: Path) -> None:
    with duckdb.connect(str(tmp_path / "base.duckdb")) as base:
        base.register("f", accidents())
        base.execute("CREATE TABLE ledger AS SELECT * FROM f")
    query = {
        "path": "base.duckdb",
        "safetystats": {"table": "accidents", "query": "select * from ledger where deaths > 0"},
    }
    dataset = opened(tmp_path, query)
    assert dataset.problems.empty
    assert len(dataset.accidents) == (accidents()["deaths"] > 0).sum()
    wrong = opened(tmp_path, {**query, "safetystats": {"table": "accidents", "query": "drop table ledger"}})
    assert wrong.problems["kind"].tolist() == ["unreadable_file"]
    assert "must be one SELECT" in wrong.problems["sentence_en"].iloc[0]


def test_personal_data_in_a_dataset_is_told(tmp_path: Path) -> None:
    frame = accidents().assign(place="路口")
    frame.loc[[3, 5], "place"] = "报告人13812345678"
    frame.to_parquet(tmp_path / "accidents.parquet")
    problems = opened(tmp_path, PARQUET).problems
    assert problems[["severity", "kind", "column", "value"]].to_numpy().tolist() == [
        ["warning", "personal_data_held", "place", "2"]
    ]
    assert "mobile numbers (2 cells)" in problems["sentence_en"].iloc[0]
    assert "13812345678" not in problems.to_csv()
