"""Where the bundled data and notebooks are: in the checkout when there is one, else inside the installed package."""

from pathlib import Path

_PACKAGE = Path(__file__).resolve().parent
_CHECKOUT = _PACKAGE.parents[1]


def data_folder() -> Path:
    """Return the folder that holds the bundled datasets."""
    return _bundled("data")


def notebooks_folder() -> Path:
    """Return the folder that holds the notebooks and, under ``batches/``, the batch files."""
    return _bundled("notebooks")


def checkout_folder() -> Path | None:
    """Return the root of the checkout this package runs from, or None when it is an ordinary install."""
    return _CHECKOUT if (_CHECKOUT / "pyproject.toml").is_file() and (_CHECKOUT / "lib").is_dir() else None


def _bundled(name: str) -> Path:
    checkout = checkout_folder()
    return checkout / name if checkout else _PACKAGE / "bundled" / name
