"""Names that a package offers and imports on first use, for what is slow to import and often not needed."""

from collections.abc import Callable, Mapping, Sequence
from importlib import import_module


def offer(
    package: str, offered: Sequence[str], homes: Mapping[str, Sequence[str]]
) -> tuple[Callable[[str], object], Callable[[], list[str]]]:
    """Return ``__getattr__`` and ``__dir__`` of a package that offers the names `offered`.

    `homes` holds those that are imported on first use, by the module of the package in which they stand.
    """

    def find(name: str) -> object:
        for home, names in homes.items():
            if name in names:
                return getattr(import_module(f"{package}.{home}"), name)
        raise AttributeError(f"module {package!r} has no attribute {name!r}")

    return find, lambda: sorted(offered)
