import pytest
from hypothesis import given
from hypothesis import strategies as st

from safetystats.datasets import INDICATORS, UNITS, convert, find_indicator, find_unit
from safetystats.datasets.units import exposure_unit
from safetystats.errors import InputError


@pytest.mark.parametrize(
    ("text", "code"),
    [("100 million yuan", "100m_yuan"), ("亿元", "100m_yuan"), ("Persons", "persons"), (" 万辆 ", "10k_vehicles")],
)
def test_spellings_lead_to_one_unit(text: str, code: str) -> None:
    assert find_unit(text).code == code


def test_an_unknown_unit_names_the_nearest() -> None:
    with pytest.raises(InputError, match=r"'100 million yaun' is not known \(did you mean '100 million yuan'\?\)"):
        find_unit("100 million yaun")


def test_spellings_are_not_shared() -> None:
    spellings = [s.casefold() for u in UNITS.values() for s in {u.code, u.name.zh, u.name.en, *u.spellings}]
    assert len(spellings) == len(set(spellings))


@given(st.floats(0.01, 1e9))
def test_conversion_goes_there_and_back(value: float) -> None:
    assert convert(convert(value, "10k_yuan", "100m_yuan"), "100m_yuan", "10k_yuan") == pytest.approx(value)


def test_known_conversions() -> None:
    assert convert(83.5, "万元", "yuan") == 835_000
    with pytest.raises(InputError, match="cannot be turned into"):
        convert(1, "persons", "yuan")


def test_every_indicator_has_a_known_unit_and_known_parts() -> None:
    for indicator in INDICATORS.values():
        assert indicator.unit in UNITS
        for part in (indicator.numerator, indicator.denominator):
            assert part is None or part in INDICATORS


def test_changes_and_means_are_indicators_too() -> None:
    change = find_indicator("work_safety_deaths_yoy")
    assert change is not None
    assert (change.unit, change.name.zh) == ("percent", "生产安全事故死亡人数同比变化")
    assert find_indicator("work_safety_deths") is None


def test_the_unit_of_a_rate_names_the_unit_of_its_exposure() -> None:
    rates = [unit for unit in UNITS.values() if "_per_" in unit.code]
    assert {unit.code: exposure_unit(unit.code).code for unit in rates} == {
        "persons_per_100m_yuan": "100m_yuan", "persons_per_100k_employees": "100k_persons",
        "persons_per_10k_vehicles": "10k_vehicles", "persons_per_million_tonnes": "million_tonnes",
        "persons_per_100k_persons": "100k_persons",
    }  # fmt: skip
    with pytest.raises(InputError, match="persons is not the unit of a rate"):
        exposure_unit("persons")
