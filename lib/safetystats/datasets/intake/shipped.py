"""The mappings that come with the package, and how a ledger is recognised by its headings."""

from collections.abc import Sequence
from functools import cache
from pathlib import Path

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


def match(tables: Sequence[SourceTable]) -> Mapping | None:
    """Return the shipped mapping whose whole signature stands in the headings of a table; the longest signature wins."""
    fitting = [m for m in map(load, names()) if any(_fits(m, table) for table in tables)]
    return max(fitting, key=lambda m: (len(m.signature), m.name), default=None)


def _fits(mapping: Mapping, table: SourceTable) -> bool:
    return bool(mapping.signature) and all(
        find_heading(table.headings, group) is not None for group in mapping.signature
    )
