"""The command as a user meets it: exit codes, one sentence on standard error, JSON alone on standard output."""

import json
import os
import re
import signal
import subprocess
import sys
import time
from pathlib import Path
from typing import Any

import pytest
from typer.testing import CliRunner, Result

from dataset_rows import INDICATORS, MakeDataset
from safetystats import __version__, cli
from small_batch import RUN, code, notebook, write_batch

ROOT = Path(__file__).parents[1]
COMMAND = [sys.executable, "-m", "safetystats"]


def invoke(*arguments: str | Path) -> Result:
    return CliRunner().invoke(cli.app, [str(argument) for argument in arguments])


def refused(*arguments: str | Path) -> str:
    """Return the one sentence with which a wrong use is refused."""
    result = invoke(*arguments)
    assert (result.exit_code, result.stdout) == (2, "")
    assert result.stderr.count("\n") == 1
    return result.stderr.strip()


def typed(*words: str, cwd: Path | None = None) -> subprocess.CompletedProcess[str]:
    return subprocess.run([*COMMAND, *words], capture_output=True, text=True, check=False, cwd=cwd, encoding="utf-8")


def test_version_and_help_are_quick_to_import() -> None:
    assert invoke("--version").stdout == f"safetystats {__version__}\n"
    for arguments in (["--help"], ["run", "-h"], ["check", "--help"]):
        code = f"import sys; sys.argv[1:] = {arguments}; from safetystats.cli import main\ntry: main()\nfinally: print(sorted(sys.modules), file=sys.stderr)"
        done = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True)
        assert done.returncode == 0
        assert not {"'pandas'", "'matplotlib'", "'papermill'"} & set(re.findall(r"'[\w.]+'", done.stderr))


def test_the_module_is_the_command_and_no_color_is_honoured() -> None:
    environment = {**os.environ, "NO_COLOR": "1", "FORCE_COLOR": "", "TERM": "xterm-256color"}
    done = subprocess.run([*COMMAND, "--help"], capture_output=True, text=True, env=environment, check=True)
    assert "Usage: safetystats" in done.stdout
    assert not re.search(r"\x1b\[[0-9;]*3\dm", done.stdout)


def test_an_unknown_command_or_option_is_wrong_use() -> None:
    unknown = invoke("chekc")
    assert (unknown.exit_code, unknown.stdout) == (2, "")
    assert "Did you mean 'check'?" in unknown.stderr
    assert invoke("run", "--no-such").exit_code == 2
    assert invoke("run", "--jobs", "0").exit_code == 2


def test_check_prints_every_problem_and_exits_by_errors(make_dataset: MakeDataset) -> None:
    folder = make_dataset(indicators=f"{INDICATORS}work_safety_deaths,CN,2010,many,persons,reported,book\n")
    english = invoke("check", folder)
    assert english.exit_code == 1
    first, *_, last = english.stdout.strip().splitlines()
    assert first.startswith("error: indicators.csv, row 2, column 'value': 'many' is not a number; write a number")
    assert re.fullmatch(r"set: 1 error, \d+ warnings?", last)
    assert "“many”不是数字" in invoke("check", folder, "--language", "zh").stdout
    content = json.loads(invoke("check", folder, "--json").stdout)
    assert (content["dataset"], content["errors"]) == ("set", 1)
    assert content["problems"][0]["row"] == 2
    assert content["problems"][0]["value"] == "many"


def test_check_is_content_with_the_bundled_data() -> None:
    for name in ("china", "zhongxian"):
        result = invoke("check", name)
        assert result.exit_code == 0, result.stdout
        assert f"{name}: 0 errors" in result.stdout


def test_a_dataset_that_cannot_be_opened_is_wrong_use(tmp_path: Path) -> None:
    assert "There is no dataset 'zhongxan' (did you mean 'zhongxian'?)" in refused("check", "zhongxan")
    assert f"The folder {tmp_path} has no datapackage.yaml" in refused("check", tmp_path)
    assert refused("check", "china", "--language", "fr") == "--language is 'fr', but must be one of zh, en."


def test_new_makes_a_dataset_that_check_accepts(tmp_path: Path) -> None:
    place = tmp_path / "mine"
    result = invoke("new", place, "--language", "en")
    assert result.exit_code == 0
    assert result.stdout.splitlines()[-1] == f"Fill in the workbook, then run `safetystats check {place}`."
    assert {path.name for path in place.iterdir()} == {"datapackage.yaml", "tables.xlsx", "README.md"}
    assert invoke("check", place).exit_code == 0
    assert "exists and is not empty" in refused("new", place)


def test_params_lists_names_defaults_and_meaning(tmp_path: Path) -> None:
    write_batch(tmp_path)
    content = json.loads(invoke("params", tmp_path / "small.ipynb", "--json").stdout)
    assert content["title"] == {"zh": "小笔记本", "en": "A small notebook"}
    assert [known["name"] for known in content["parameters"]] == ["dataset", "area", "period", "language", "output_dir"]
    assert content["parameters"][1]["default"] == "500233"
    assert all(known["help_zh"] and known["help_en"] for known in content["parameters"])
    plain = invoke("params", tmp_path / "small.ipynb").stdout
    assert "  period = '2011-10'" in plain
    assert "There is no notebook" in refused("params", "none")


def test_run_makes_a_batch_then_finds_it_up_to_date(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.chdir(tmp_path)
    path = write_batch(tmp_path)
    planned = invoke("run", path, "--dry-run")
    assert planned.stdout == "run   500233_2011-10_zh/small: no result yet\n"
    assert not (tmp_path / "outputs").exists()
    made = invoke("run", path)
    assert (made.exit_code, made.stderr) == (0, "")
    assert made.stdout.splitlines() == [
        "1 run done, 0 failed, 0 up to date", "", "Open", "  outputs/few/site/index.html",
        "  outputs/few/500233_2011-10_zh/small.ipynb",
    ]  # fmt: skip
    again = json.loads(invoke("run", path, "--json").stdout)
    (current,) = again["runs"]
    assert (current["id"], current["state"]) == ("500233_2011-10_zh/small", "up_to_date")
    assert current["result"]["notebook"] == "500233_2011-10_zh/small.ipynb"
    assert again["site"] == "outputs/few/site/index.html"
    planned_json = json.loads(invoke("run", path, "--dry-run", "--force", "--json").stdout)
    assert planned_json["runs"] == [{"id": "500233_2011-10_zh/small", "state": "stale", "reasons": ["forced"]}]


def test_run_exits_1_when_a_run_fails_and_says_why(tmp_path: Path) -> None:
    path = write_batch(tmp_path, {"small": notebook("small", code("raise ValueError('no')"))})
    result = invoke("run", path, "--output-dir", tmp_path / "out", "--json")
    assert result.exit_code == 1
    (run,) = json.loads(result.stdout)["runs"]
    assert (run["state"], run["failure"]["kind"]) == ("failed", "cell_error")
    plain = invoke("run", path, "--output-dir", tmp_path / "out")
    assert plain.exit_code == 1
    assert "failed: 500233_2011-10_zh/small: Cell 3 raised ValueError: no" in plain.stdout
    assert f"log: {tmp_path}/out/logs/500233_2011-10_zh_small.jsonl" in plain.stdout


def test_a_wrong_batch_selection_or_parameter_is_one_sentence(tmp_path: Path) -> None:
    path = write_batch(tmp_path)
    assert "There is no batch file 'none.yml'" in refused("run", "none.yml")
    assert "no run of the period '2012'" in refused("run", path, "--period", "2012")
    assert "did you mean 'period'" in refused("run", path, "-p", "perod=2012")
    assert "write name=value" in refused("run", path, "-p", "period")
    assert "Atlantis" in refused("run", "--area", "Atlantis")
    assert "zh, en" in refused("run", "-p", "language=fr")
    assert "03_rates" in refused("run", "--notebook", "02_rates")


def test_a_dry_run_names_every_run_and_writes_nothing(tmp_path: Path) -> None:
    done = typed("run", "--dry-run", "--output-dir", str(tmp_path / "out"))
    assert done.returncode == 0
    assert all(place in done.stdout for place in ("CN_2024_zh", "500000_2017_zh", "500233_2011-10_zh"))
    assert not (tmp_path / "out").exists()


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


def test_an_unexpected_error_is_a_sentence_with_its_log(monkeypatch: pytest.MonkeyPatch) -> None:
    def fail(_: object) -> None:
        raise RuntimeError("something\nbroke")

    monkeypatch.setattr("safetystats.datasets.scaffold", lambda *_: fail(None))
    result = invoke("new", "x")
    assert result.exit_code == 1
    found = re.fullmatch(r"Unexpected RuntimeError: something broke \(the traceback is in (.+)\)\.\n", result.stderr)
    assert found
    log = Path(found[1])
    assert "RuntimeError: something" in log.read_text("utf-8")
    log.unlink()


def test_debug_shows_the_traceback(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv(cli.DEBUG, "")
    assert "Traceback" not in invoke("check", "none").stderr
    shown = invoke("--debug", "check", "none")
    assert (shown.exit_code, "Traceback" in shown.stderr) == (2, True)


def gone(process_id: int, within: float = 15) -> bool:
    until = time.monotonic() + within
    while time.monotonic() < until:
        try:
            os.kill(process_id, 0)
        except ProcessLookupError:
            return True
        time.sleep(0.1)
    return False


def start_endless(folder: Path) -> tuple[subprocess.Popen[str], int]:
    """Start a batch whose second notebook never ends; return its process and, once it runs, its kernel's id."""
    note = folder / "kernel"
    endless = f"import os, time\nwith open({str(note)!r} + '~', 'w') as f: f.write(str(os.getpid()))\nos.rename({str(note)!r} + '~', {str(note)!r})\ntime.sleep(600)"
    path = write_batch(folder, {"small": notebook(), "endless": notebook("endless", code(endless))})
    command = [*COMMAND, "run", str(path), "--output-dir", str(folder / "out"), "--jobs", "1"]
    process = subprocess.Popen(command, stdout=subprocess.PIPE, stderr=subprocess.PIPE, text=True)
    until = time.monotonic() + 120
    while not note.exists():
        assert process.poll() is None
        assert time.monotonic() < until
        time.sleep(0.1)
    return process, int(note.read_text())


@pytest.mark.skipif(os.name != "posix", reason="signals as POSIX has them")
def test_ctrl_c_ends_cleanly_and_keeps_what_was_done(tmp_path: Path) -> None:
    process, kernel = start_endless(tmp_path)
    process.send_signal(signal.SIGINT)
    output, errors = process.communicate(timeout=60)
    assert process.returncode == 130
    assert output == ""
    assert errors == "Interrupted. What was finished is kept; the same command goes on from there.\n"
    assert gone(kernel), "the kernel was left behind"
    kept: dict[str, Any] = json.loads((tmp_path / "out" / "manifest.json").read_text("utf-8"))
    assert [(run["id"], run["state"]) for run in kept["runs"]] == [("500233_2011-10_zh/small", "done")]
    assert not (tmp_path / "out" / ".work").exists()


@pytest.mark.skipif(os.name != "posix", reason="signals as POSIX has them")
def test_a_killed_command_leaves_no_kernel_behind(tmp_path: Path) -> None:
    process, kernel = start_endless(tmp_path)
    process.kill()
    process.communicate(timeout=60)
    assert gone(kernel), "the kernel was left behind"


def test_the_bundled_batch_has_the_three_places() -> None:
    content = json.loads(invoke("run", "--dry-run", "--json", "--output-dir", "outputs/nowhere").stdout)
    assert [run["id"] for run in content["runs"]] == [
        f"{place}_zh/{name}"
        for place in ("CN_2024", "500000_2017", "500233_2011-10")
        for name in ("01_situation", "02_causes", "03_rates", "04_trends", "05_outlook")
    ]
    assert RUN["dataset"] == "zhongxian"
