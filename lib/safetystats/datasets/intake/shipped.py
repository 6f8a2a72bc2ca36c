"""The mappings that come with the package, and how a ledger is recognised by its headings."""

from collections.abc import Sequence
from functools import cache
from pathlib import Path

import yaml

from safetystats.datasets.intake.headers import find_heading
from safetystats.datasets.intake.mapping import Mapping, read_mapping
from safetystats.datasets.intake.sources import SourceTable
from safetystats.errors import one_of

_FOLDER = Path(__file__).parent / "mappings"


def names() -> tuple[str, ...]:
    """Return the names of the shipped mappings."""
    return tuple(sorted(path.stem for path in _FOLDER.glob("*.yaml")))


@cache
def load(name: str) -> Mapping:
    """Return a shipped mapping by its name."""
    return read_mapping(_FOLDER / f"{one_of(name, names(), 'The mapping')}.yaml")


def text(name: str) -> str:
    """Return the YAML of a shipped mapping, to be copied and edited."""
    return (_FOLDER / f"{name}.yaml").read_text(encoding="utf-8")


def match(tables: Sequence[SourceTable]) -> Mapping | None:
    """Return the shipped mapping whose whole signature stands in the headings of a table; the longest signature wins."""
    fitting = [name for name in names() if any(_fits(_signature(name), table) for table in tables)]
    longest = max(fitting, key=lambda name: (len(_signature(name)), name), default=None)
    return load(longest) if longest else None


@cache
def _signature(name: str) -> tuple[tuple[str, ...], ...]:
    """Return the signature alone, which is quicker to read than a whole mapping."""
    lines = text(name).splitlines()
    start = next(i for i, line in enumerate(lines) if line.startswith("signature:"))
    end = next((i for i in range(start + 1, len(lines)) if not lines[i].startswith(" ")), len(lines))
    groups = yaml.safe_load("\n".join(lines[start:end]))["signature"]
    return tuple((str(group),) if not isinstance(group, list) else tuple(map(str, group)) for group in groups)


def _fits(signature: tuple[tuple[str, ...], ...], table: SourceTable) -> bool:
    return all(find_heading(table.headings, group) is not None for group in signature)
