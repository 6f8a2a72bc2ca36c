"""A mapping is short to write, comes back from its file the same, and every mistake in it is one sentence."""

from pathlib import Path
from typing import Any

import pytest

from safetystats.datasets.intake import Mapping, read_mapping, shipped_mapping, shipped_mappings, write_mapping
from safetystats.datasets.intake.mapping import check_mapping
from safetystats.errors import InputError

BASE: dict[str, Any] = {
    "name": "m",
    "title": {"zh": "例", "en": "Example"},
    "columns": {"occurred_at": "Date", "deaths": ["Killed", "Dead"]},
}


def test_short_forms() -> None:
    mapping = check_mapping(BASE, "m.yaml")
    assert mapping.columns["deaths"].source == ("Killed", "Dead")
    assert mapping.grain == "accidents"
    assert mapping.drop == ("totals", "notes")


@pytest.mark.parametrize("name", shipped_mappings())
def test_shipped_mappings_are_sound_and_come_back_from_a_file(name: str, tmp_path: Path) -> None:
    mapping = shipped_mapping(name)
    assert mapping.name == name
    assert mapping.signature
    write_mapping(mapping, tmp_path / "m.yaml", "# a comment\n")
    assert read_mapping(tmp_path / "m.yaml") == mapping


def test_the_ledgers_promised_are_shipped() -> None:
    assert {"prf_brazil", "us_fars", "us_phmsa_gas_distribution", "taiwan_a1", "china_bureau_ledger"} <= set(
        shipped_mappings()
    )


@pytest.mark.parametrize(
    ("change", "said"),
    [
        ({"colums": {}}, "m.yaml: the key 'colums' is not known \\(did you mean 'columns'\\?\\)"),
        ({"columns": {"deahts": "x"}}, "has no field 'deahts' \\(did you mean 'deaths'\\?\\)"),
        ({"columns": {"deaths": {}}}, "the field 'deaths' names no column"),
        (
            {"columns": {"deaths": {"from": "x", "fold": "add"}}},
            "columns.deaths.fold: input should be 'same', 'sum' or 'max'",
        ),
        (
            {"columns": {"deaths": {"from": "x", "form": "x"}}},
            "columns.deaths.form' is not known \\(did you mean 'from'\\?\\)",
        ),
        ({"columns": {"deaths": {"from": "x", "extract": "(("}}}, "is no regular expression"),
        ({"columns": {"deaths": {"from": "x", "extract": "a"}}}, "needs one group in brackets"),
        ({"grain": "persons"}, "rows are persons, so the key must name"),
        ({"table": "accident"}, "there is no table 'accident' \\(did you mean 'accidents'\\?\\)"),
        ({"constants": {"deaths": "1"}}, "given both as a column and as a constant"),
        ({"name": "Bad name"}, "name"),
    ],
)
def test_mistakes_are_told_in_one_sentence(change: dict[str, Any], said: str) -> None:
    with pytest.raises(InputError, match=said):
        check_mapping({**BASE, **change}, "m.yaml")


def test_a_missing_key_is_named() -> None:
    with pytest.raises(InputError, match="the key 'title' is missing"):
        check_mapping({"name": "m", "columns": {}}, "m.yaml")
    assert "2 fields" in repr(Mapping.model_validate(BASE))
