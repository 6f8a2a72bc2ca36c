"""Intake: any ledger in, with every doubtful row named.

:func:`import_file` brings a foreign ledger into a dataset by a :class:`Mapping`, shipped, proposed or written by the user.
"""

from typing import TYPE_CHECKING

from safetystats.datasets.intake.importing import IMPORTED_TABLES, import_file
from safetystats.datasets.intake.mapping import GRAINS, Mapping, read_mapping, write_mapping
from safetystats.datasets.intake.result import ImportResult, ProblemKind
from safetystats.datasets.intake.shipped import load as shipped_mapping
from safetystats.datasets.intake.shipped import names as shipped_mappings
from safetystats.lazy import offer

if TYPE_CHECKING:
    from safetystats.datasets.intake.suppression import suppress_small_cells

__all__ = [
    "GRAINS", "IMPORTED_TABLES", "ImportResult", "Mapping", "ProblemKind", "import_file", "read_mapping", "shipped_mapping",
    "shipped_mappings", "suppress_small_cells", "write_mapping",
]  # fmt: skip

__getattr__, __dir__ = offer(__name__, __all__, {"suppression": ("suppress_small_cells",)})
