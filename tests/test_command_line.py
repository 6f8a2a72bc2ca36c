"""The command as a user types it: what it prints, where, and its exit code."""

import json
import subprocess
import sys
from pathlib import Path

import pytest

from dataset_rows import INDICATORS, MakeDataset

COMMAND = [sys.executable, "-m", "safetystats"]


def typed(*words: str, cwd: Path | None = None) -> subprocess.CompletedProcess[str]:
    return subprocess.run([*COMMAND, *words], capture_output=True, text=True, check=False, cwd=cwd, encoding="utf-8")


def test_help_lists_the_commands_and_only_those() -> None:
    done = typed("--help")
    assert done.returncode == 0
    assert all(f" {name} " in done.stdout for name in ("run", "check", "new", "params"))


def test_a_clean_dataset_is_0() -> None:
    assert typed("check", "zhongxian").returncode == 0


def test_a_dataset_with_errors_is_1_and_every_problem_is_a_sentence(make_dataset: MakeDataset) -> None:
    folder = make_dataset(indicators=f"{INDICATORS}road_deaths,CN,2010,many,persons,reported,book\n")
    plain, machine = typed("check", str(folder)), typed("check", str(folder), "--json")
    assert plain.returncode == machine.returncode == 1
    assert "indicators.csv, row 2, column 'value': 'many' is not a number" in plain.stdout.replace("\n", " ").replace(
        "  ", " "
    )
    problems = json.loads(machine.stdout)["problems"]
    assert [(p["kind"], p["row"]) for p in problems] == [("not_a_number", 2)]


@pytest.mark.parametrize(
    ("words", "says"),
    [
        (("check", "nowhere"), "There is no dataset 'nowhere'"),
        (("run", "--area", "Atlantis"), "Atlantis"),
        (("run", "-p", "langauge=en"), "did you mean 'language'?"),
        (("run", "-p", "language=fr"), "zh, en"),
        (("run", "none.yml"), "none.yml"),
        (("run", "--notebook", "02_rates"), "03_rates"),
    ],
)
def test_wrong_use_is_2_with_one_sentence_and_no_traceback(words: tuple[str, ...], says: str) -> None:
    done = typed(*words)
    assert done.returncode == 2, done.stdout + done.stderr
    assert says in done.stderr.replace("\n", " ")
    assert "Traceback" not in done.stderr
    assert done.stdout == ""


def test_a_dry_run_names_every_run_and_writes_nothing(tmp_path: Path) -> None:
    done = typed("run", "--dry-run", "--output-dir", str(tmp_path / "out"))
    assert done.returncode == 0
    assert all(place in done.stdout for place in ("CN_2024_zh", "500000_2017_zh", "500233_2011-10_zh"))
    assert not (tmp_path / "out").exists()


def test_a_new_dataset_can_be_made_and_checked(tmp_path: Path) -> None:
    assert typed("new", "county", cwd=tmp_path).returncode == 0
    assert typed("check", "county", cwd=tmp_path).returncode == 0
    again = typed("new", "county", cwd=tmp_path)
    assert again.returncode == 2
    assert "is not empty" in again.stderr


def test_parameters_are_listed_with_defaults_and_meaning() -> None:
    done = typed("params", "01_situation", "--json")
    names = [entry["name"] for entry in json.loads(done.stdout)["parameters"]]
    assert names == ["dataset", "area", "period", "language", "output_dir"]


def test_one_run_writes_notebook_products_manifest_and_site_and_is_then_up_to_date(tmp_path: Path) -> None:
    words = (
        "run",
        "--area",
        "忠县",
        "--notebook",
        "01_situation",
        "-p",
        "language=en",
        "--output-dir",
        str(tmp_path),
        "--json",
    )
    done = typed(*words)
    assert done.returncode == 0, done.stderr
    json.loads(done.stdout)
    folder = tmp_path / "500233_2011-10_en"
    notebook = json.loads((folder / "01_situation.ipynb").read_text("utf-8"))
    text = "".join("".join(cell["source"]) for cell in notebook["cells"])
    assert "The situation" in text
    assert "总的情况" not in text, "the other language's sentences are left out"
    headline = json.loads((folder / "products" / "01_situation" / "headline.json").read_text("utf-8"))
    assert "33 deaths" in headline["title"]["en"]
    assert (tmp_path / "manifest.json").is_file()
    assert "Zhong County" in (tmp_path / "site" / "index.html").read_text("utf-8")
    assert "up to date" in typed(*words[:-1]).stdout


def test_a_failed_run_is_1_and_hides_no_other(tmp_path: Path, make_dataset: MakeDataset) -> None:
    broken = make_dataset(indicators=f"{INDICATORS}road_deaths,CN,2010,many,persons,reported,book\n")
    batch = tmp_path / "two.yml"
    batch.write_text(
        f"title: {{zh: 二, en: Two}}\nnotebooks: [01_situation]\nruns:\n"
        f"  - {{dataset: '{broken}', area: CN, period: 2010}}\n  - {{dataset: zhongxian, area: 500233, period: 2011-10}}\n",
        "utf-8",
    )
    done = typed("run", str(batch), "--output-dir", str(tmp_path / "out"))
    assert done.returncode == 1, done.stdout + done.stderr
    assert "has 1 errors" in (done.stdout + done.stderr).replace("\n", " ")
    assert (tmp_path / "out" / "500233_2011-10_zh" / "01_situation.ipynb").is_file()
    assert list((tmp_path / "out" / "_failed").rglob("*.ipynb"))
    assert not (tmp_path / "out" / "CN_2010_zh" / "01_situation.ipynb").exists()
