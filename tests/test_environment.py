"""The three lists of packages (pyproject.toml, requirements.lock, environment.yml) say the same."""

import re
import tomllib
from pathlib import Path

import yaml
from packaging.requirements import Requirement
from packaging.utils import canonicalize_name
from packaging.version import Version

ROOT = Path(__file__).resolve().parents[1]
PYPROJECT = tomllib.loads((ROOT / "pyproject.toml").read_text("utf-8"))
LOCK = (ROOT / "requirements.lock").read_text("utf-8")
#: PyPI name → conda-forge name, where they differ.
CONDA_NAMES = {"duckdb": "python-duckdb", "matplotlib": "matplotlib-base"}


def wanted() -> dict[str, Requirement]:
    lines = [*PYPROJECT["project"]["dependencies"], *PYPROJECT["dependency-groups"]["dev"]]
    return {canonicalize_name(r.name): r for r in map(Requirement, lines)}


def locked() -> dict[str, set[Version]]:
    """Return the pinned versions of each package; a universal lock may pin several, told apart by markers."""
    pins: dict[str, set[Version]] = {}
    for name, version in re.findall(r"^([a-z0-9][a-z0-9._-]*)==([^\s;\\]+)", LOCK, flags=re.MULTILINE):
        pins.setdefault(canonicalize_name(name), set()).add(Version(version))
    return pins


def asked_for_directly() -> set[str]:
    """Return the packages the lock says this project asked for."""
    blocks = re.split(r"\n(?=[a-z0-9])", LOCK)
    return {
        canonicalize_name(re.match(r"[a-z0-9][a-z0-9._-]*", block)[0])  # type: ignore[index]
        for block in blocks
        if "safetystats (pyproject.toml" in block
    }


def test_the_lock_is_current_with_pyproject() -> None:
    pins = locked()
    for name, requirement in wanted().items():
        assert name in pins, f"{name} is not in requirements.lock: run `make lock`"
        for version in pins[name]:
            assert version in requirement.specifier, (
                f"{name} {version} is locked, {requirement} is wanted: run `make lock`"
            )
    assert asked_for_directly() == set(wanted()), (
        "requirements.lock holds packages no longer asked for: run `make lock`"
    )


def test_the_lock_has_a_hash_for_every_package_and_no_address() -> None:
    pins = re.findall(r"^[a-z0-9][a-z0-9._-]*==.*?(?=^[a-z0-9]|\Z)", LOCK, flags=re.MULTILINE | re.DOTALL)
    assert len(pins) > 100
    assert all("--hash=sha256:" in pin for pin in pins)
    assert not re.search(r"https?://|--index-url|--extra-index-url|--find-links", LOCK)


def test_conda_environment_equals_pyproject() -> None:
    listed = yaml.safe_load((ROOT / "environment.yml").read_text("utf-8"))["dependencies"]
    conda = {Requirement(line).name: Requirement(line).specifier for line in listed}
    assert conda.pop("python") == Requirement(f"python{PYPROJECT['project']['requires-python']}").specifier
    assert conda.pop("pip") == Requirement("pip").specifier
    assert conda == {CONDA_NAMES.get(name, name): r.specifier for name, r in wanted().items()}
