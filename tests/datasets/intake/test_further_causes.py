"""Columns of further causes, numbered like those of New York, become rows of accident_causes."""

from pathlib import Path

import pandas as pd
import pytest

from safetystats.datasets import open_dataset
from safetystats.datasets.intake import import_file
from safetystats.datasets.intake.contents import further_columns
from safetystats.datasets.intake.mapping import check_mapping
from safetystats.errors import InputError

FACTORS = [("Speed", "Fog", "Fog"), ("", "Ice", ""), ("Fog", "Fog", "Speed"), ("Speed", "", "Tyre")]


def ledger(folder: Path) -> Path:
    columns = {f"Contributing factor {k + 1}": [row[k] for row in FACTORS] for k in range(3)}
    frame = pd.DataFrame({"crash id": [4, 3, 2, 1], "date": "2020-03-05", "borough": "BRONX", "killed": 1, **columns})
    frame.to_csv(folder / "ledger.csv", index=False)
    return folder / "ledger.csv"


def causes(folder: Path) -> list[tuple[str, str, str]]:
    held = open_dataset(folder)
    assert not set(held.problems["kind"]) & {"unknown_cause"}  # the further ones stand in the card too
    rows = held.accident_causes[["accident_id", "cause", "role"]]
    return [(i, cause, role) for i, cause, role in rows.itertuples(index=False)]


def test_each_further_column_is_proposed_and_gives_a_contributory_cause(tmp_path: Path) -> None:
    result = import_file(ledger(tmp_path), tmp_path / "set")
    assert (result.accidents, result.deaths, result.errors) == (4, 4, 0)
    assert causes(tmp_path / "set") == [
        ("4", "Speed", "primary"), ("4", "Fog", "contributory"), ("3", "Ice", "primary"), ("2", "Fog", "primary"),
        ("2", "Speed", "contributory"), ("1", "Speed", "primary"), ("1", "Tyre", "contributory"),
    ]  # fmt: skip
    before = (tmp_path / "set" / "accident_causes.parquet").read_bytes()
    import_file(tmp_path / "ledger.csv", tmp_path / "set")
    assert (tmp_path / "set" / "accident_causes.parquet").read_bytes() == before


def test_causes_are_written_anew_when_only_their_mapping_is_edited(tmp_path: Path) -> None:
    import_file(ledger(tmp_path), tmp_path / "set")
    path = tmp_path / "set" / "imports" / "mapping-ledger.yaml"
    text = path.read_text("utf-8")
    path.write_text(text.replace("    - Contributing factor 3\n", "    codes: {Ice: Fog}\n"), encoding="utf-8")
    result = import_file(tmp_path / "ledger.csv", tmp_path / "set")
    assert result.errors == 0
    found = causes(tmp_path / "set")
    assert ("3", "Fog", "primary") in found
    assert "Tyre" not in {cause for _, cause, _ in found}


def test_only_higher_numbers_of_the_same_heading_are_further_columns() -> None:
    headings = ["FACTOR 1", "FACTOR 2", "FACTOR 10", "OTHER FACTOR 2", "FACTOR", "FACTOR 2 CODE"]
    assert further_columns("FACTOR 1", headings) == ["FACTOR 2", "FACTOR 10"]
    assert further_columns("FACTOR", headings) == further_columns("FACTOR 10", headings) == []


@pytest.mark.parametrize("columns", [{"deaths": {"from": "a", "also": "b"}}, {"cause": {"also": ["b"]}}])
def test_further_columns_go_with_a_cause_alone(columns: dict[str, object]) -> None:
    with pytest.raises(InputError, match="go with the cause and its own column"):
        check_mapping({"name": "x", "title": {"zh": "x", "en": "x"}, "columns": columns}, "m")
