"""Accident and safety statistics turned into decisions.

The sub-packages are imported on first use, so that ``import safetystats`` costs almost nothing::

    import safetystats
    safetystats.measures.rate(33, 7.5, per=1)
"""

from importlib import import_module
from types import ModuleType

__version__ = "0.1.0"

_ROOMS = ("analyses", "batch", "codes", "datasets", "figures", "measures", "products")
__all__ = ["__version__", *_ROOMS]


def __getattr__(name: str) -> ModuleType:
    if name in _ROOMS:
        return import_module(f"{__name__}.{name}")
    raise AttributeError(f"module {__name__!r} has no attribute {name!r}")


def __dir__() -> list[str]:
    return sorted(__all__)
