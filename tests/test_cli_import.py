"""The command import as a user meets it: exit codes, the report, JSON alone on standard output, progress on demand."""

import json
from pathlib import Path

import pytest
from typer.testing import CliRunner, Result

from ledgers import clean_rows, write_ledger
from safetystats import cli


def invoke(*arguments: str | Path) -> Result:
    return CliRunner().invoke(cli.app, ["import", *map(str, arguments)])


@pytest.fixture
def ledger(tmp_path: Path) -> Path:
    return write_ledger(tmp_path / "ledger.xlsx", clean_rows())


def test_a_clean_ledger_ends_with_0_and_one_with_errors_with_1(ledger: Path, tmp_path: Path) -> None:
    done = invoke(ledger, "--to", tmp_path / "set")
    assert done.exit_code == 0, done.output
    deaths = sum(row[5] for row in clean_rows())
    assert f"60 rows, 0 left out, 60 accidents, {deaths} deaths" in done.stdout
    following = done.stdout.rstrip().splitlines()[-1].strip()
    assert following.startswith(f"safetystats run -p dataset={tmp_path / 'set'} --area ")
    assert following.endswith(" -p language=en")
    rows = clean_rows()
    rows[3][5] = "?"
    done = invoke(write_ledger(ledger, rows), "--to", tmp_path / "set", "--language", "zh")
    assert done.exit_code == 1
    assert "第 8 行" in done.stdout


def test_json_alone_stands_on_standard_output(ledger: Path, tmp_path: Path) -> None:
    done = invoke(ledger, "--to", tmp_path / "set", "--json", "--progress")
    result = json.loads(done.stdout)
    assert (result["accidents"], result["errors"], result["mapping"], result["changes"]["new"]) == (
        60,
        0,
        "china_bureau_ledger",
        60,
    )
    assert "[1/6] open the file" in done.stderr


@pytest.mark.parametrize(
    ("options", "said"),
    [
        (["--mapping", "none.yaml"], "There is no file none.yaml"),
        (["--table", "accident"], "did you mean 'accidents'?"),
        (["--sheet", "无"], "has no sheet '无'"),
    ],
)
def test_wrong_use_ends_with_2_and_one_sentence(ledger: Path, tmp_path: Path, options: list[str], said: str) -> None:
    done = invoke(ledger, "--to", tmp_path / "set", *options)
    assert (done.exit_code, done.stdout) == (2, "")
    assert said in done.stderr
    assert done.stderr.count("\n") == 1
    assert not (tmp_path / "set").exists()
