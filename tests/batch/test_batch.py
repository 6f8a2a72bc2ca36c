import subprocess
import sys
from importlib import import_module

import pytest

from safetystats import batch


def test_the_room_exports_what_its_modules_hold() -> None:
    assert sorted(name for names in batch._HOMES.values() for name in names) == sorted(batch.__all__) == dir(batch)
    for home, names in batch._HOMES.items():
        for name in names:
            assert getattr(batch, name) is getattr(import_module(f"safetystats.batch.{home}"), name)
    with pytest.raises(AttributeError, match="has no attribute 'nothing'"):
        batch.nothing  # noqa: B018


def test_a_worker_starts_without_what_planning_and_statistics_need() -> None:
    code = "import sys, safetystats.batch.workers; print([m for m in ('pandas', 'matplotlib', 'jinja2') if m in sys.modules])"
    done = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=True)
    assert done.stdout.strip() == "[]"
