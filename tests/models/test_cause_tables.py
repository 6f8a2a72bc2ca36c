"""The bundled counts by cause give the published totals, and the models say of them what is known."""

import importlib.util
from pathlib import Path

import pandas as pd
import pytest

from safetystats.locate import data_folder
from safetystats.models import cause_changes, month_pattern, pareto

FOLDER = data_folder() / "cause-tables"
ROOT = Path(__file__).resolve().parents[2]
LEDGERS = ROOT.parent / "shared/data/world"


def table(name: str) -> pd.DataFrame:
    return pd.read_csv(FOLDER / name)


def test_seven_causes_make_80_percent_of_brazils_accidents() -> None:
    causes = table("brazil_highways_2020_causes.csv").set_index("cause")
    found = pareto(causes, deaths="deaths")
    assert (found.total, found.table["deaths"].sum(), found.needed) == (63_576, 5_293, 7)
    assert not found.leaders.tie
    deaths = causes["deaths"]
    assert deaths["Falta de Atenção à Condução"] == 1247
    assert deaths["Desobediência às normas de trânsito pelo condutor"] == 893
    assert deaths["Velocidade Incompatível"] == 712
    assert deaths["Ingestão de Álcool"] == 337


def test_gas_incidents_are_ordered_otherwise_by_count_than_by_deaths() -> None:
    causes = table("us_gas_distribution_cause_years.csv").groupby("cause")[["accidents", "deaths", "injuries"]].sum()
    assert causes.sum().tolist() == [1503, 137, 631]
    by_count, by_deaths = pareto(causes).table["events"], pareto(causes, "deaths").table["events"]
    assert by_count.iloc[:2].to_dict() == {"EXCAVATION DAMAGE": 513, "OTHER OUTSIDE FORCE DAMAGE": 457}
    assert by_deaths.iloc[:3].to_dict() == {
        "OTHER OUTSIDE FORCE DAMAGE": 47, "OTHER INCIDENT CAUSE": 32, "EXCAVATION DAMAGE": 23,
    }  # fmt: skip
    assert pareto(causes).leaders.names[2] == "OTHER INCIDENT CAUSE"
    assert pareto(causes).leaders.tie, "119, 111, 107 and 100: no third can be named"


def test_brazils_list_of_causes_is_seen_to_change_in_december() -> None:
    months = table("brazil_highways_2020_cause_months.csv")
    first = months[months["month"] <= 6].groupby("cause")["accidents"].sum()
    last = months[months["month"] == 12].set_index("cause")["accidents"]
    found = cause_changes(first, last, basis="shares")
    assert found.list_changed
    assert found.table.loc["Transitar na contramão", "verdict"] == "appeared"
    spring = months[months["month"].between(2, 3)].groupby("cause")["accidents"].sum()
    winter = months[months["month"].between(4, 6)].groupby("cause")["accidents"].sum()
    assert not cause_changes(spring, winter, basis="shares").list_changed


def test_april_2020_had_the_fewest_accidents_a_day() -> None:
    months = table("brazil_highways_2020_cause_months.csv").groupby("month")["accidents"].sum()
    found = month_pattern(months, [31, 29, 31, 30, 31, 30, 31, 31, 30, 31, 30, 31])
    assert found.table["ratio"].idxmin() == 4
    assert found.p_value < 1e-6


def test_hours_hold_every_accident() -> None:
    hours = table("brazil_highways_2020_hours.csv")
    assert len(hours) == 7 * 24
    assert (hours["accidents"].sum(), hours["deaths"].sum()) == (63_576, 5_293)


@pytest.mark.skipif(not LEDGERS.is_dir(), reason="the open ledgers of ../shared/data/world are not here")
def test_the_script_makes_the_tables_that_are_committed() -> None:
    spec = importlib.util.spec_from_file_location("build_cause_tables", ROOT / "scripts" / "build_cause_tables.py")
    assert spec is not None
    assert spec.loader is not None
    script = importlib.util.module_from_spec(spec)
    spec.loader.exec_module(script)
    tables = script.tables(LEDGERS)
    for name, made in {**tables, "accident_counts.csv": script.counts(tables)}.items():
        assert made.to_csv(index=False, lineterminator="\n") == (FOLDER / name).read_text("utf-8"), name
