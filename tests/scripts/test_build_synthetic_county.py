"""The synthetic ledger is what its script makes, and its totals are the county's published ones."""

import importlib.util
from pathlib import Path

import pytest

from safetystats.datasets import open_dataset
from safetystats.datasets.counts import counts_of
from safetystats.datasets.periods import parse_period

ROOT = Path(__file__).resolve().parents[2]


def test_the_script_makes_the_files_that_are_committed(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    spec = importlib.util.spec_from_file_location("build_county", ROOT / "scripts" / "build_synthetic_county.py")
    assert spec is not None
    assert spec.loader is not None
    script = importlib.util.module_from_spec(spec)
    spec.loader.exec_module(script)
    monkeypatch.setattr(script, "OUT", tmp_path)
    script.main()
    made = sorted(path.name for path in tmp_path.iterdir())
    assert len(made) == 4
    for name in made:
        assert (tmp_path / name).read_bytes() == (ROOT / "data" / "synthetic-county" / name).read_bytes(), name


@pytest.mark.parametrize("cell", [("all", "all"), ("all", "larger"), ("road", "all"), ("road", "larger")])
def test_its_totals_are_those_the_county_published(cell: tuple[str, str]) -> None:
    period = parse_period("2011-01..10")
    made, printed = (
        counts_of(open_dataset(name), "500233", period)
        .set_index(["sector", "severity"])
        .loc[cell, ["accidents", "deaths"]]
        for name in ("synthetic-county", "zhongxian")
    )
    assert made.tolist() == printed.tolist()


def test_it_is_labelled_wherever_it_can_be() -> None:
    dataset = open_dataset("synthetic-county")
    assert dataset.synthetic
    assert "虚构" in dataset.title.zh
    assert all(
        resource.path == "sources.csv" or "synthetic" in resource.path for resource in dataset.descriptor.resources
    )
    assert dataset.accidents["accident_id"].str.startswith("SYNTHETIC").all()
