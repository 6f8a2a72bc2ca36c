"""A ledger never seen is proposed a mapping from its headings and content, in four languages; nothing is guessed in silence."""

import re
from pathlib import Path
from typing import Any

import pandas as pd
import pytest

from safetystats.datasets.intake import import_file, read_mapping

DAYS = pd.date_range("2020-01-01", periods=60, freq="6D")
DEAD = [i % 3 for i in range(60)]
CASES: dict[str, tuple[dict[str, Any], str, dict[str, str]]] = {
    "zh": (
        {"事故单位": "某公司", "事故发生的时间": DAYS.strftime("%Y年%m月%d日"), "所在区县": "忠县", "死亡（人）": DEAD, "重伤（人）": 0, "事故类别名称": "坍塌"},
        "死亡（人）", {"occurred_at": "事故发生的时间", "area": "所在区县", "serious_injuries": "重伤（人）", "accident_type": "事故类别名称"},
    ),
    "en": (
        {"COLLISION_ID": range(60), "CRASH DATE": DAYS.strftime("%m/%d/%Y"), "CRASH TIME": "14:20", "BOROUGH": "BRONX", "NUMBER OF PERSONS INJURED": 1,
         "NUMBER OF PERSONS KILLED": DEAD, "NUMBER OF PEDESTRIANS KILLED": 0, "CONTRIBUTING FACTOR VEHICLE 1": "Unsafe Speed"},
        "NUMBER OF PERSONS KILLED", {"accident_id": "COLLISION_ID", "area": "BOROUGH", "injuries": "NUMBER OF PERSONS INJURED", "cause": "CONTRIBUTING FACTOR VEHICLE 1"},
    ),
    "pt": (
        {"data": DAYS.strftime("%d/%m/%Y"), "hora": "14:20", "município": "Recife", "qtd_mortos": DEAD, "qtd_feridos_leves": 2, "tipo_acidente": "Colisão"},
        "qtd_mortos", {"area": "município", "minor_injuries": "qtd_feridos_leves", "accident_type": "tipo_acidente"},
    ),
    "es": (
        {"FECHA": DAYS.strftime("%d/%m/%Y"), "HORA": "10:20", "PROVINCIA": "Soria", "CANTIDAD DE MUERTOS": DEAD, "CANTIDAD DE HERIDOS": 1, "CAUSA": "Velocidad"},
        "CANTIDAD DE MUERTOS", {"area": "PROVINCIA", "injuries": "CANTIDAD DE HERIDOS", "cause": "CAUSA"},
    ),
}  # fmt: skip


@pytest.mark.parametrize("language", CASES)
def test_headings_in_four_languages(language: str, tmp_path: Path) -> None:
    columns, deaths, fields = CASES[language]
    pd.DataFrame(columns, index=range(60)).to_csv(tmp_path / "l.csv", index=False)
    result = import_file(tmp_path / "l.csv", tmp_path / "set")
    assert result.proposed
    assert result.errors == 0
    assert result.deaths == sum(DEAD)
    mapping = result.mapping.columns
    assert mapping["deaths"].source == (deaths,)
    assert {field: mapping[field].pieces.get("source", mapping[field].date)[0] for field in fields} == fields
    assert any("confidence" in note.en and "把握" in note.zh for note in result.notes)


def test_the_proposal_is_written_to_be_edited_and_then_used(tmp_path: Path) -> None:
    columns, _, _ = CASES["es"]
    pd.DataFrame({**columns, "OBSERVACIONES": "x"}, index=range(60)).to_csv(tmp_path / "l.csv", index=False)
    first = import_file(tmp_path / "l.csv", tmp_path / "set")
    path = tmp_path / "set" / "imports" / "mapping-l.yaml"
    assert first.mapping_path == path
    text = path.read_text("utf-8")
    assert "# deaths ← 'CANTIDAD DE MUERTOS' (confidence " in text
    assert "# not placed: OBSERVACIONES" in text
    assert read_mapping(path) == first.mapping
    path.write_text(text + "licence: mine\n", encoding="utf-8")
    edited = import_file(tmp_path / "l.csv", tmp_path / "set")
    assert edited.mapping.licence == "mine"  # an edited mapping is used, never overwritten
    assert path.read_text("utf-8") == text + "licence: mine\n"
    again = import_file(tmp_path / "l.csv", tmp_path / "set", path)
    assert again.changes is not None
    assert again.changes.unchanged == 60
    assert not again.proposed


def test_persons_are_found_by_repeated_ids_and_the_dead_by_their_condition(tmp_path: Path) -> None:
    frame = pd.DataFrame({
        "num_expediente": [f"S{i // 3}" for i in range(60)], "fecha": "13/02/2020", "distrito": "CENTRO",
        "lesividad": ["Fallecido 24 horas" if i % 20 == 0 else "Leve" for i in range(60)],
    })  # fmt: skip
    frame.to_csv(tmp_path / "l.csv", index=False, sep=";", encoding="latin-1")
    result = import_file(tmp_path / "l.csv", tmp_path / "set")
    assert (result.rows, result.accidents, result.deaths) == (60, 20, 3)
    assert result.mapping.grain == "rows"
    assert any("check this" in note.en for note in result.notes)


def test_totals_repeated_on_each_row_are_not_added_up(tmp_path: Path) -> None:
    frame = pd.DataFrame(
        {
            "case_id": [f"S{i // 3}" for i in range(60)],
            "date": "2020-02-13",
            "state": "X",
            "fatalities": [1 if i < 9 else 0 for i in range(60)],
        }
    )
    frame.to_csv(tmp_path / "l.csv", index=False)
    result = import_file(tmp_path / "l.csv", tmp_path / "set")
    assert {s.field: (s.naive, s.folded) for s in result.sums} == {"deaths": (9, 3)}


def test_without_day_or_deaths_nothing_is_imported(tmp_path: Path) -> None:
    pd.DataFrame({"index": range(60), "Date": DAYS, "State": "X", "Critical Risk": "Pressed"}).to_csv(
        tmp_path / "l.csv", index=False
    )
    result = import_file(tmp_path / "l.csv", tmp_path / "set")
    assert result.dataset is None
    assert not (tmp_path / "set" / "datapackage.yaml").exists()
    assert "no column was found for deaths" in [note.en for note in result.notes]
    assert any("没有找到对应“死亡人数”的列" in line for line in result.lines("zh"))
    assert result.lines()[-1].startswith("Nothing was imported: complete the mapping")


def test_fatal_injuries_are_deaths(tmp_path: Path) -> None:
    pd.DataFrame(
        {"Crash Number": range(60), "Crash Date": DAYS, "County": "X", "Fatal Injuries": DEAD, "Minor Injuries": 1}
    ).to_csv(tmp_path / "l.csv", index=False)
    result = import_file(tmp_path / "l.csv", tmp_path / "set")
    assert result.mapping.columns["deaths"].source == ("Fatal Injuries",)
    assert result.deaths == sum(DEAD)


def test_the_chinese_report_has_no_english_questions(tmp_path: Path) -> None:
    ledger = tmp_path / "台账.csv"
    ledger.write_text(
        "事故编号,事故时间,行业,死亡人数,重伤人数,直接经济损失（万元）,事故原因\n1,2011-01-05,道路交道,1,0,3,超速行使\n",
        encoding="utf-8",
    )
    result = import_file(ledger, tmp_path / "county")
    told = "\n".join(result.lines("zh"))
    assert "由表头认出：生产安全事故台账" in told
    assert "是否应为“道路交通”？" in told
    assert "在映射中指明对应的列" in told
    assert not {"did you mean", "recognised", "map a column"} & set(
        re.findall("did you mean|recognised|map a column", told)
    )
    assert "did you mean '道路交通'" in "\n".join(result.lines("en"))


@pytest.mark.parametrize(("blanks", "told"), [([], 0), ([7], 1), ([3, 40], 2), (list(range(30)), 0)])
def test_a_few_blank_counts_of_deaths_are_told_and_a_habit_is_not(tmp_path: Path, blanks: list[int], told: int) -> None:
    rows = [f"{n},2011-01-05,忠县,道路交通,{'' if n in blanks else 1},0,{n},超速" for n in range(60)]
    ledger = tmp_path / "ledger.csv"
    ledger.write_text(
        "事故编号,事故时间,地区,行业,死亡人数,重伤人数,直接经济损失（万元）,事故原因\n" + "\n".join(rows),
        encoding="utf-8",
    )
    result = import_file(ledger, tmp_path / "county")
    found = [kind for kind in result.problems if kind.kind == "blank_count"]
    assert sum(kind.count for kind in found) == told
    if told:
        assert [problem.row for problem in found[0].examples] == [n + 2 for n in blanks]
    assert result.errors == 0
