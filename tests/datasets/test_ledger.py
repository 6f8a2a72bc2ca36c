"""Counts from a ledger: what it covers, what it does not, and that missing is not zero."""

from pathlib import Path

import pandas as pd
import pytest

from dataset_rows import MakeDataset
from safetystats.analyses.study import open_study
from safetystats.datasets import open_dataset, parse_period
from safetystats.datasets.counts import counts_of
from safetystats.datasets.intake import import_file
from safetystats.datasets.ledger import ledger_counts, ledger_months, ledger_rows, unplaced_rows

HEAD = "accident_id,occurred_at,area,sector,deaths,serious_injuries\n"


def ledger(*rows: str) -> str:
    return HEAD + "".join(f"{number},{row}\n" for number, row in enumerate(rows))


def monthly(year: int, months: range, deaths: int = 1) -> list[str]:
    return [f"{year}-{month:02}-15,500233,road,{deaths},0" for month in months]


def test_a_month_without_an_accident_is_a_month_without_deaths(make_dataset: MakeDataset) -> None:
    data = open_dataset(
        make_dataset(
            accidents=ledger(*monthly(2010, range(1, 13)), "2011-01-02,500233,road,2,0", "2011-03-02,500233,coal,3,0")
        )
    )
    months = ledger_months(data, "500233", parse_period("2011-04"))
    assert months is not None
    assert months.loc["2011-02", "deaths"] == 0
    assert months.loc["2011-04", ["accidents", "deaths"]].tolist() == [0, 0], "no accident in the last month asked for"


def test_a_stretch_too_long_to_be_chance_is_not_covered(make_dataset: MakeDataset) -> None:
    rows = [row for row in monthly(2010, range(1, 11)) for _ in range(5)] + [
        row for row in monthly(2011, range(1, 11)) for _ in range(5)
    ]
    data = open_dataset(make_dataset(accidents=ledger(*rows)))
    months = ledger_months(data, "500233", parse_period("2011"))
    assert months is not None
    assert months.loc["2010-11":"2010-12", "deaths"].isna().all()
    assert ledger_counts(data, "500233", parse_period("2011")).empty, "ten months are not a year"
    ten = ledger_counts(data, "500233", parse_period("2011-01..10")).set_index(["sector", "severity"])
    assert ten.loc[("all", "all"), ["accidents", "deaths"]].tolist() == [50, 50]


def test_before_its_first_accident_a_ledger_covers_nothing(make_dataset: MakeDataset) -> None:
    data = open_dataset(make_dataset(accidents=ledger(*monthly(2011, range(3, 13)))))
    assert ledger_counts(data, "500233", parse_period("2011")).empty
    assert ledger_months(data, "500233", parse_period("2010")) is None
    assert ledger_months(data, "110000", parse_period("2011")) is None


def test_sectors_and_classes_are_counted_and_unknown_deaths_stay_unknown(make_dataset: MakeDataset) -> None:
    rows = [
        *monthly(2011, range(1, 13)),
        "2011-05-01,500233,coal,4,0",
        "2011-06-01,500233,coal,,0",
        "2011-07-01,500101,road,1,0",
    ]
    data = open_dataset(make_dataset(accidents=ledger(*rows)))
    cells = counts_of(data, "500233", parse_period("2011")).set_index(["sector", "severity"])
    assert cells.loc[("all", "all"), "accidents"] == 14, "the other county is not counted"
    assert pd.isna(cells.loc[("all", "all"), "deaths"])
    assert cells.loc[("road", "all"), "deaths"] == 12
    assert cells.loc[("all", "larger"), ["accidents", "deaths"]].tolist() == [1, 4]
    assert len(ledger_rows(data, "500000")) == 15, "both counties lie in the municipality"
    months = ledger_months(data, "500233", parse_period("2011"))
    assert months is not None
    assert months["deaths"].isna().to_numpy().nonzero()[0].tolist() == [5]


def test_a_published_cell_comes_before_the_ledger(make_dataset: MakeDataset) -> None:
    published = "area,period,sector,severity,accidents,deaths,kind,source\n500233,2011,all,all,99,98,reported,book\n"
    data = open_dataset(make_dataset(accidents=ledger(*monthly(2011, range(1, 13))), accident_counts=published))
    cells = counts_of(data, "500233", parse_period("2011")).set_index(["sector", "severity"])
    assert cells.loc[("all", "all"), ["accidents", "deaths"]].tolist() == [99, 98]
    assert cells.loc[("road", "all"), "deaths"] == 12


@pytest.mark.parametrize("sector", [None, "road"])
def test_a_sector_is_covered_where_the_ledger_is(make_dataset: MakeDataset, sector: str | None) -> None:
    rows = [*monthly(2010, range(1, 13)), "2010-02-01,500233,coal,1,0"]
    data = open_dataset(make_dataset(accidents=ledger(*rows)))
    months = ledger_months(data, "500233", parse_period("2010"), sector)
    assert months is not None
    assert months["deaths"].sum() == (13 if sector is None else 12)


def test_an_accident_without_day_or_area_is_held_and_warned_of_and_stops_nothing(tmp_path: Path) -> None:
    """One cell that cannot be read must not keep a bureau from the figures of all other rows."""
    ledger = tmp_path / "ledger.csv"
    ledger.write_text(
        "事故编号,事故时间,地区,行业,死亡人数,重伤人数,直接经济损失（万元）,事故原因\n"
        "1,2011年1月5日,忠县,道路交通,1,0,3,超速\n2,2011-02-30,忠县,道路交通,2,0,3,超速\n3,2011-03-05,,道路交通,4,1,3,超速\n",
        encoding="utf-8",
    )
    import_file(ledger, tmp_path / "county")
    dataset = open_dataset(tmp_path / "county")
    found = dataset.problems[["severity", "kind", "row", "column"]].to_numpy().tolist()
    assert found == [["warning", "unplaced_accident", 3, "事故时间"], ["warning", "unplaced_accident", 4, "地区"]]
    assert unplaced_rows(dataset)["deaths"].tolist() == [2, 4]
    study = open_study(
        "02_causes", dataset=str(tmp_path / "county"), area="500233", period="2011-01", language="zh",
        output_dir=str(tmp_path),
    )  # fmt: skip
    assert [note.zh for note in study.caveats("accidents")] == [
        "台账中有2起事故（已知死亡6人）的日期或地区空缺或无法辨认，未计入任何数字；`safetystats check` 逐行列出。"
    ]
