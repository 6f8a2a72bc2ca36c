"""A rare label that is nearly a common one of the ledger's own list is asked about, and true neighbours are not."""

from pathlib import Path

import pandas as pd
import pytest

from safetystats.datasets.intake import import_file
from safetystats.datasets.intake.misspelt import misspelt

SPEED = "Velocidade incompatível"


@pytest.mark.parametrize(
    ("label", "meant"),
    [
        ("Velocidade incompativel com a via", None), ("Velocidad incompatível", SPEED), ("Velocidade imcompatívell", SPEED),
        ("Ultrapassagem indevida", None), ("Carretera clase 2", None), ("velocidade  INCOMPATÍVEL", None),
    ],
)  # fmt: skip
def test_what_is_asked_about(label: str, meant: str | None) -> None:
    common = {SPEED: 100, "Carretera clase 1": 100}
    assert misspelt({**common, label: 1}).get(label) == meant
    assert misspelt({**common, label: 9}) == {}
    assert misspelt({**common, label: 1, **{f"Bairro {chr(0x4E00 + i)}": 1 for i in range(100)}}) == {}


def test_the_cell_is_named_and_its_label_stays(tmp_path: Path) -> None:
    causes = [SPEED if i != 7 else "Velocidade incompatívle" for i in range(60)]
    days = pd.date_range("2020-01-01", periods=60, freq="6D")
    pd.DataFrame({"id": range(60), "data": days, "uf": "SP", "mortos": 1, "causa": causes}).to_csv(
        tmp_path / "l.csv", index=False
    )
    result = import_file(tmp_path / "l.csv", tmp_path / "set")
    (kind,) = result.problems
    assert (kind.kind, kind.column, kind.count, kind.examples[0].row) == ("rare_label", "causa", 1, 9)
    assert f"may be a misspelling of '{SPEED}'" in kind.line("en")
    assert causes[7] in set(pd.read_parquet(tmp_path / "set" / "accident_causes.parquet")["cause"])
