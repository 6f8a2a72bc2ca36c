"""What a proposal leaves to the user is asked, and the line it offers is the answer."""

import re
from pathlib import Path
from typing import Any

import pandas as pd
import pytest

from safetystats.datasets.intake import ImportResult, import_file
from safetystats.datasets.intake.mapping import check_mapping
from safetystats.errors import InputError

DAYS = pd.date_range("2019-01-01", periods=60, freq="6D")
SEVERITY = [1 if i % 20 == 0 else 3 for i in range(60)]


def asked(folder: Path, columns: dict[str, Any], **more: Any) -> tuple[ImportResult, str]:
    pd.DataFrame(columns, index=range(60)).to_csv(folder / "ledger.csv", index=False, **more)
    result = import_file(folder / "ledger.csv", folder / "set")
    return result, "\n".join(note.en for note in result.notes)


def answered(folder: Path, line: str, code: str) -> ImportResult:
    path = folder / "set" / "imports" / "mapping-ledger.yaml"
    text = path.read_text("utf-8").replace("columns:\n", f"columns:\n  {line.replace('<code>', code)}\n")
    path.write_text(text, encoding="utf-8")
    return import_file(folder / "ledger.csv", folder / "set")


def test_a_class_of_accidents_is_no_count_of_the_dead_and_the_offered_line_makes_it_a_lower_bound(
    tmp_path: Path,
) -> None:
    result, notes = asked(
        tmp_path,
        {"Accident_Index": [f"2019{i:05}" for i in range(60)], "Date": DAYS.strftime("%d/%m/%Y"), "Time": "08:30",
         "Local_Authority_(Highway)": "E09000020", "Accident_Severity": SEVERITY, "Number_of_Casualties": 2},
    )  # fmt: skip
    assert result.dataset is None
    assert "'Accident_Severity' (3 ×57, 1 ×3) tells whether somebody died, not how many" in notes
    assert "lower bound" in notes
    with pytest.raises(InputError, match="<code> stands where"):
        answered(tmp_path, re.findall(r"deaths: \{.*\}", notes)[0], "<code>")
    (tmp_path / "set" / "imports" / "mapping-ledger.yaml").unlink()
    asked_again = import_file(tmp_path / "ledger.csv", tmp_path / "set")
    assert asked_again.dataset is None
    result = answered(tmp_path, re.findall(r"deaths: \{.*\}", notes)[0], "1")
    assert (result.accidents, result.deaths, result.errors) == (60, 3, 0)


def test_a_code_of_persons_is_asked_for_and_added_up_over_the_accident(tmp_path: Path) -> None:
    result, notes = asked(
        tmp_path,
        {"Num_Acc": [201600000000 + i // 2 for i in range(60)], "an": 16, "mois": DAYS.month, "jour": 5, "dep": 590,
         "grav": [2 if i in (0, 1, 8) else 1 for i in range(60)]},
    )  # fmt: skip
    assert "if 'grav' (1 ×57, 2 ×3) tells whether the person of the row died" in notes
    frame = pd.DataFrame(
        {"Num_Acc": [201600000000 + i // 2 for i in range(60)], "an": 16, "mois": 3, "jour": 5, "dep": 590,
         "grav": [2 if i in (0, 1, 8) else 1 for i in range(60)]}
    )  # fmt: skip
    frame.to_csv(tmp_path / "ledger.csv", index=False)
    result = answered(tmp_path, re.findall(r"deaths: \{.*\}", notes)[0], "2")
    assert (result.accidents, result.deaths, result.errors) == (30, 3, 0)
    assert set(pd.read_parquet(tmp_path / "set" / "accidents.parquet")["occurred_at"]) == {"2016-03-05"}
    assert result.inferred["an"] == "two-digit years"


@pytest.mark.parametrize(
    ("columns", "question"),
    [
        ({"UJAHR": 2021, "UMONAT": 1, "USTUNDE": 14, "ULAND": "01"}, "known to the month only"),
        ({"ANYO": 2021, "MES": "enero", "DIA_SEMANA": 3, "COD_PROVINCIA": 8, "TOTAL_MU24H": 0}, "('ANYO', 'MES') cannot both be read"),
        ({"crashYear": 2021, "region": "Otago", "fatalCount": 0}, "no column tells the day"),
        ({"Crash ID": range(60), "State": "NSW", "Crash Date": "2019-03-05", "Road User": "Driver"}, "deaths: {from: 'Crash ID', default: 1, fold: sum}"),
        ({"case": range(60), "Date of Incident": "2019-03-05", "Fatality or Catastrophe": ["Fatality", "Catastrophe"] * 30}, "constants: {area: <code>}"),
        ({"Accident_Index": range(60), "Casualty_Class": SEVERITY}, "join it by the accident's id first"),
    ],
)  # fmt: skip
def test_what_is_missing_is_asked_for(tmp_path: Path, columns: dict[str, Any], question: str) -> None:
    result, notes = asked(tmp_path, columns)
    assert result.dataset is None
    assert question in notes
    assert all(note.zh and not re.search("no column|tells", note.zh) for note in result.notes)


def test_the_dead_are_found_in_the_words_of_a_persons_condition_and_it_is_no_class_of_the_accident(
    tmp_path: Path,
) -> None:
    result, notes = asked(
        tmp_path,
        {"collision_index": [i // 3 for i in range(60)], "collision_date": "13/02/2020", "local_authority": "Westminster",
         "INJ_SEVNAME": ["Fatal Injury (K)" if i % 20 == 0 else "Died Prior to Crash*" for i in range(60)]},
    )  # fmt: skip
    assert (result.accidents, result.deaths, result.errors) == (20, 3, 0)
    assert "INJ_SEVNAME' is Fatal Injury (K): check this" in notes


def test_columns_that_each_count_some_of_the_dead_are_added_up_when_the_user_says_so(tmp_path: Path) -> None:
    result, notes = asked(
        tmp_path,
        {"ID_ENTIDAD": 9, "ANIO": 2019, "MES": DAYS.month, "ID_DIA": DAYS.day, "CONDMUERTO": [1, 0] * 30,
         "PASAMUERTO": [0] * 58 + ["", -2], "PEATHERIDO": 1, "PEATMUERTO": [2] + [0] * 59},
    )  # fmt: skip
    line = "deaths: {add: ['CONDMUERTO', 'PASAMUERTO', 'PEATMUERTO']}"
    assert result.dataset is None
    assert line in notes
    result = answered(tmp_path, line, "")
    assert (
        result.deaths == 31
    )  # of 32, the sum of the accident with a blank is unknown and so is that of the negative one
    assert {(k.kind, k.examples[0].row) for k in result.problems} >= {("below_minimum", 61), ("blank_count", 60)}
    with pytest.raises(InputError, match="added up"):
        check_mapping({"name": "x", "title": {"zh": "x", "en": "x"}, "columns": {"cause": {"add": ["a", "b"]}}}, "m")
