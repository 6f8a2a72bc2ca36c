"""Public ledgers give their published totals when imported without a mapping; skipped when the files are not there."""

from pathlib import Path

import pandas as pd
import pytest

from safetystats.datasets import Dataset, open_dataset
from safetystats.datasets.intake import import_file

WORLD = Path(__file__).resolve().parents[3] / "../shared/data/world"
pytestmark = pytest.mark.skipif(
    not WORLD.is_dir(), reason="the public ledgers lie in ../shared/data/world, which is not here"
)


def opened(tmp_path: Path, file: str) -> Dataset:
    result = import_file(WORLD / file, tmp_path / "set")
    assert result.errors == 0
    dataset = open_dataset(tmp_path / "set")
    assert dataset.problems.empty
    return dataset


def deaths_by_cause(dataset: Dataset) -> "pd.Series[int]":
    joined = dataset.accident_causes.merge(dataset.accidents, on="accident_id", validate="many_to_one")
    return joined.groupby("cause")["deaths"].sum()


def test_brazil_2020(tmp_path: Path) -> None:
    dataset = opened(tmp_path, "prf_brazil_datatran2020.parquet")
    assert (len(dataset.accidents), dataset.accidents["deaths"].sum()) == (63_576, 5_293)
    deaths = deaths_by_cause(dataset)
    assert deaths["Falta de Atenção à Condução"] == 1_247
    assert deaths["Desobediência às normas de trânsito pelo condutor"] == 893
    assert deaths["Velocidade Incompatível"] == 712
    assert deaths["Falta de Atenção do Pedestre"] == 528
    assert deaths["Ingestão de Álcool"] == 337
    assert set(dataset.accidents["area"].str.slice(0, 3)) == {"BR-"}


def test_us_gas_distribution(tmp_path: Path) -> None:
    dataset = opened(tmp_path, "phmsa_gas_distribution_2010_2025.csv.gz")
    accidents = dataset.accidents
    assert (len(accidents), accidents["deaths"].sum(), accidents["serious_injuries"].sum()) == (1_503, 137, 631)
    assert accidents["direct_loss"].sum() == 2_567_063_119
    assert set(accidents["currency"]) == {"USD"}
    counts, deaths = dataset.accident_causes["cause"].value_counts(), deaths_by_cause(dataset)
    assert (counts["EXCAVATION DAMAGE"], counts["OTHER OUTSIDE FORCE DAMAGE"]) == (513, 457)
    assert (deaths["OTHER OUTSIDE FORCE DAMAGE"], deaths["OTHER INCIDENT CAUSE"], deaths["EXCAVATION DAMAGE"]) == (
        47,
        32,
        23,
    )
    annual = (
        accidents.groupby(accidents["occurred_at"].str.slice(0, 4))["deaths"].sum().loc["2010":"2024"].astype(float)
    )
    assert annual.mean() == pytest.approx(8.933, abs=5e-4)
    assert annual.var() / annual.mean() == pytest.approx(2.39, abs=5e-3)


def test_us_fatal_crashes(tmp_path: Path) -> None:
    dataset = opened(tmp_path, "fars_accident_2013_2015.parquet")
    accidents = dataset.accidents
    by_year = accidents.groupby(accidents["occurred_at"].str.slice(0, 4))["deaths"].sum()
    assert by_year.to_dict() == {"2013": 32_893, "2014": 32_744, "2015": 35_092}
    assert accidents["hour"].isna().sum() == 692
    assert accidents["latitude"].max() < 72


def test_brazil_as_latin_1_with_semicolons_and_decimal_commas_gives_the_same(tmp_path: Path) -> None:
    frame = pd.read_parquet(WORLD / "prf_brazil_datatran2020.parquet").head(4_000)
    frame.to_parquet(tmp_path / "a.parquet")
    changed = frame.assign(
        data_inversa=pd.to_datetime(frame["data_inversa"]).dt.strftime("%d/%m/%Y"),
        latitude=frame["latitude"].str.replace(".", ","), longitude=frame["longitude"].str.replace(".", ","),
    )  # fmt: skip
    changed.to_csv(tmp_path / "b.csv", sep=";", index=False, encoding="latin-1")
    import_file(tmp_path / "a.parquet", tmp_path / "one")
    result = import_file(tmp_path / "b.csv", tmp_path / "two")
    assert result.errors == 0
    one, two = (
        pd.read_parquet(tmp_path / name / "accidents.parquet").drop(columns="origin") for name in ("one", "two")
    )
    pd.testing.assert_frame_equal(one, two)
