"""Ledgers that tell the month of an accident without its day: the month is kept, and nothing is made of days."""

import re
from datetime import date
from pathlib import Path
from typing import Any

import pandas as pd
import pytest

from safetystats.analyses import causes
from safetystats.datasets import open_dataset
from safetystats.datasets.intake import ImportResult, import_file
from safetystats.products import Statement

ROWS = range(240)
SPAIN = {
    "ID_ACCIDENTE": [f"2020{i:06}" for i in ROWS], "ANYO": 2020, "MES": [1 + i % 12 for i in ROWS], "DIA_SEMANA": [1 + i % 7 for i in ROWS],
    "HORA": [i % 24 for i in ROWS], "COD_PROVINCIA": [8 + i % 2 for i in ROWS], "TOTAL_MU24H": [int(i % 8 == 0) for i in ROWS],
    "CARRETERA": "A-2", "TIPO_VIA": 3,
}  # fmt: skip


def imported(folder: Path, columns: dict[str, Any]) -> ImportResult:
    pd.DataFrame(columns, index=ROWS).to_csv(folder / "ledger.csv", index=False)
    return import_file(folder / "ledger.csv", folder / "set")


def held(folder: Path) -> pd.DataFrame:
    return pd.read_parquet(folder / "set" / "accidents.parquet")


def kinds(result: ImportResult) -> set[tuple[str, int]]:
    return {(kind.kind, kind.count) for kind in result.problems}


def test_months_are_imported_by_the_proposal_alone_and_every_product_says_what_they_do_not_tell(tmp_path: Path) -> None:
    result = imported(tmp_path, SPAIN)
    assert (result.accidents, result.deaths, kinds(result)) == (240, 30, set())
    assert any("known to the month only" in note.en for note in result.notes)
    ledger = held(tmp_path)
    assert set(ledger["occurred_at"]) == {f"2020-{month:02}" for month in range(1, 13)}
    assert ledger["hour"].tolist() == SPAIN["HORA"]
    dataset = open_dataset(tmp_path / "set")
    assert dataset.problems.empty
    assert dataset.accidents["occurred_at"].str.len().eq(7).all()
    study = causes.open_causes(
        dataset=str(tmp_path / "set"), area="ALL", period="2020", language="en", output_dir=str(tmp_path / "out")
    )
    products: dict[str, Any] = {name: getattr(causes, name)(study) for name in causes.PRODUCTS}
    assert products["months"].data["accidents"].tolist() == [20] * 12
    hours, allows = products["hours"], products["allows"]
    assert isinstance(hours, Statement)
    assert hours.numbers == {
        "timed": 240,
        "night_percent": pytest.approx(100 * 11 / 24),
    }
    assert "times of day" in allows.text.en
    assert "weekdays" in allows.text.en.partition("not for")[2]
    assert products["severity_effects"].data["label"].map(lambda label: "Night" in label.en).any()


def test_rows_of_persons_are_folded_and_the_hour_is_read_from_the_time(tmp_path: Path) -> None:
    dead = {
        "Crash ID": [2019000 + i // 2 if i < 60 else 2019000 + i for i in ROWS], "State": "NSW", "Month": [1 + i // 2 % 12 for i in ROWS],
        "Year": 2019, "Dayweek": "Friday", "Time": ["24:00" if i >= 238 else "14:20" for i in ROWS], "Road User": "Driver", "Age": 40,
    }  # fmt: skip
    result = imported(tmp_path, dead)
    assert result.dataset is None  # no column tells deaths
    (line,) = re.findall(r"deaths: \{.*\}", "\n".join(note.en for note in result.notes))
    path = tmp_path / "set" / "imports" / "mapping-ledger.yaml"
    text = (
        path.read_text("utf-8").replace("grain: rows", "grain: persons").replace("columns:\n", f"columns:\n  {line}\n")
    )
    path.write_text(text, encoding="utf-8")
    result = import_file(tmp_path / "ledger.csv", tmp_path / "set")
    assert (result.accidents, result.deaths, result.errors) == (210, 240, 0)
    assert held(tmp_path)["occurred_at"].tolist()[:2] == ["2019-01", "2019-02"]
    assert set(held(tmp_path)["hour"]) == {14, 0}


def test_a_month_that_is_blank_cannot_be_or_is_to_come_is_told(tmp_path: Path) -> None:
    today = date.today()
    columns = SPAIN | {
        "ANYO": [2020] * 237 + [today.year + 1, today.year, 2020], "MES": [13] + [3] * 236 + [1, today.month, ""],
        "HORA": [99] + [8] * 239,
    }  # fmt: skip
    result = imported(tmp_path, columns)
    assert kinds(result) >= {("unreadable_date", 1), ("missing_value", 1), ("future_date", 1), ("unknown_hour", 1)}
    assert held(tmp_path)["occurred_at"].dropna().max() == f"{today:%Y-%m}"


@pytest.mark.parametrize("day", ["", "5"])
def test_without_days_two_accidents_of_one_month_and_place_are_no_duplicate(tmp_path: Path, day: str) -> None:
    columns = SPAIN | {"MES": 3, "Longitude": [2.0, *(2 + i / 1000 for i in range(239))], "Latitude": 41.5}
    columns |= {"TOTAL_MU24H": 0, "COD_PROVINCIA": 8} | ({"DIA": day} if day else {})
    assert ("possible_duplicate" in dict(kinds(imported(tmp_path, columns)))) == bool(day)


def test_where_a_column_of_days_is_mapped_a_row_without_one_is_an_error(tmp_path: Path) -> None:
    result = imported(tmp_path, {**SPAIN, "DIA": [5] * 239 + [""]})
    assert kinds(result) == {("missing_value", 1)}
    assert result.errors == 1
    assert sorted(held(tmp_path)["occurred_at"].str.len().dropna().unique()) == [10]


def test_codes_that_hold_from_a_month_on_are_read_in_that_month(tmp_path: Path) -> None:
    pd.DataFrame(
        {"id": [1, 2], "y": 2020, "m": [2, 3], "dead": [0, 1], "place": "A-2", "why": "Speed"}
    ).to_csv(tmp_path / "ledger.csv", index=False)  # fmt: skip
    (tmp_path / "m.yaml").write_text(
        "name: m\ntitle: {zh: m, en: m}\nown: [area, cause]\nconstants: {area: ES}\ncolumns:\n  accident_id: id\n"
        "  occurred_at: {year: y, month: m}\n  deaths: dead\n  cause: {from: why, codes: {Speed: "
        "[{code: old, until: '2020-02-29'}, {code: new, since: '2020-03-01'}]}}\n"
    )
    import_file(tmp_path / "ledger.csv", tmp_path / "set", mapping=tmp_path / "m.yaml")
    assert open_dataset(tmp_path / "set").accident_causes["cause"].tolist() == ["old", "new"]


@pytest.mark.parametrize(
    ("left_out", "says"),
    [(("ID_ACCIDENTE",), "a table of counts by month"), (("MES",), "no column tells the day"), ((), "")],
)
def test_years_alone_and_what_may_be_counts_by_month_are_not_taken_for_a_ledger(
    tmp_path: Path, left_out: tuple[str, ...], says: str
) -> None:
    result = imported(tmp_path, {name: column for name, column in SPAIN.items() if name not in left_out})
    assert (result.dataset is None) == bool(left_out)
    assert says in " ".join(note.en for note in result.notes)
