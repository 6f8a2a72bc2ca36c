"""An ordinary install, away from the checkout, finds its data and its notebooks."""

import os
import subprocess
import sys
import zipfile
from pathlib import Path

import pytest

ROOT = Path(__file__).resolve().parents[1]


@pytest.fixture(scope="module")
def installed(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """Build the wheel and unpack it as an installer would."""
    folder = tmp_path_factory.mktemp("wheel")
    subprocess.run(
        [sys.executable, "-m", "hatchling", "build", "-t", "wheel", "-d", str(folder)],
        cwd=ROOT,
        check=True,
        capture_output=True,
    )
    with zipfile.ZipFile(next(folder.glob("*.whl"))) as wheel:
        wheel.extractall(folder / "site")
    return folder / "site"


def run_away(installed: Path, *words: str) -> subprocess.CompletedProcess[str]:
    environment = {**os.environ, "PYTHONPATH": str(installed)}
    return subprocess.run(
        [sys.executable, *words], cwd=installed.parent, env=environment, capture_output=True, text=True, check=False
    )


def test_the_wheel_is_used_and_opens_its_datasets(installed: Path) -> None:
    code = (
        "import safetystats; from safetystats.datasets import bundled, open_dataset;"
        "print(safetystats.__file__); print(bundled(), len(open_dataset('china').indicators), open_dataset('zhongxian').problems.empty)"
    )
    done = run_away(installed, "-c", code)
    assert done.returncode == 0, done.stderr
    where, said = done.stdout.strip().splitlines()
    assert Path(where).is_relative_to(installed)
    assert said == "['cause-tables', 'china', 'synthetic-county', 'zhongxian'] 2048 True"


def test_the_command_finds_the_batch_and_the_notebooks(installed: Path) -> None:
    done = run_away(installed, "-m", "safetystats", "run", "--dry-run")
    assert done.returncode == 0, done.stderr
    assert "500233_2011-10_zh" in done.stdout


def test_the_typeface_and_the_code_lists_travel_along(installed: Path) -> None:
    package = installed / "safetystats"
    assert (package / "figures" / "fonts" / "SafetyStatsSans-Regular.otf").is_file()
    assert (package / "figures" / "fonts" / "OFL.txt").is_file()
    assert (package / "codes" / "lists" / "areas.csv").is_file()
    assert not list(package.rglob("*.pyc"))
