"""Datasets: open a folder of tables, check every cell, choose among sources, know the breaks of definition.

What needs pandas is imported on first use: an import of a ledger does without it.
"""

from typing import TYPE_CHECKING

from safetystats.datasets.catalogue import INDICATORS, Indicator, find_indicator
from safetystats.datasets.descriptor import Break, Caveat
from safetystats.datasets.periods import Period, parse_period, report_period
from safetystats.datasets.scaffold import scaffold
from safetystats.datasets.units import UNITS, Unit, convert, find_unit
from safetystats.lazy import offer

if TYPE_CHECKING:
    from safetystats.datasets.dataset import Dataset, Source, bundled, find_folder, open_areas, open_dataset

__all__ = [
    "INDICATORS", "UNITS", "Break", "Caveat", "Dataset", "Indicator", "Period", "Source", "Unit", "bundled", "convert",
    "find_folder", "find_indicator", "find_unit", "open_areas", "open_dataset", "parse_period", "report_period", "scaffold",
]  # fmt: skip

__getattr__, __dir__ = offer(
    __name__, __all__, {"dataset": ("Dataset", "Source", "bundled", "find_folder", "open_areas", "open_dataset")}
)
