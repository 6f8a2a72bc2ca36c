"""The table of indicators as plans print it."""

import pandas as pd
import pytest

from safetystats.errors import InputError
from safetystats.targets import PLANNING_COLUMNS, planning_table

ROWS = pd.DataFrame(
    [
        ("work_safety_deaths", "persons", 2020, 100.0, 2025, "reduce_pct", 15.0, "binding"),
        ("deaths_per_100m_yuan_gdp", "persons_per_100m_yuan", 2020, 0.5, 2025, "level", 0.335, "expected"),
        ("certified", "percent", 2020, None, 2025, "at_least", 80.0, None),
        ("road_deaths", "persons", 2020, None, 2025, "reduce_pct", 10.0, None),
        ("coal_deaths", "persons", 2020, 50.0, 2025, "reduce_pct_per_year", 2.0, None),
    ],
    columns=["indicator", "unit", "base_year", "base", "target_year", "kind", "value", "attribute"],
)


def test_each_form_of_target_is_written_as_plans_write_it() -> None:
    table = planning_table(ROWS)
    assert tuple(table.columns) == PLANNING_COLUMNS
    assert table["target"].tolist() == pytest.approx([85, 0.335, 80, float("nan"), 50 * 0.98**5], nan_ok=True)
    assert table["change"].iloc[[0, 1, 4]].tolist() == pytest.approx([-15, -7.697, -2], abs=1e-3)
    assert table["change"].iloc[[2, 3]].isna().all()
    assert table["change_is"].tolist() == ["total", "yearly", "yearly", "total", "yearly"]
    assert pd.isna(table["attribute"].iloc[2])


def test_words_are_passed_in() -> None:
    words = {"work_safety_deaths": "生产安全事故死亡人数", "persons": "人", "binding": "约束性"}
    row = planning_table(ROWS.head(1), name=words.__getitem__).iloc[0]
    assert (row["indicator"], row["unit"], row["attribute"]) == ("生产安全事故死亡人数", "人", "约束性")


def test_a_missing_column_is_named() -> None:
    with pytest.raises(InputError, match="has no column 'value'; it needs indicator, unit"):
        planning_table(ROWS.drop(columns="value"))
