"""Batches: which notebooks run for which areas and periods, execution by papermill, the ledger, the static site.

>>> from safetystats.batch import make_plan, run_batch
>>> run_batch(make_plan("default"))  # doctest: +SKIP

The modules are imported on first use: a worker process, which only executes, must not wait for what planning needs.
"""

from typing import TYPE_CHECKING

from safetystats.lazy import offer

if TYPE_CHECKING:
    from safetystats.batch.drive import BatchReport, Decision, decide, output_folder, run_batch
    from safetystats.batch.manifest import Manifest, RunRecord, read_manifest
    from safetystats.batch.notebook_file import NotebookFile, find_notebook, read_notebook
    from safetystats.batch.own_dataset import plan_own_dataset
    from safetystats.batch.plan import Plan, Run, Selection, make_plan, parse_assignments

__all__ = [
    "BatchReport", "Decision", "Manifest", "NotebookFile", "Plan", "Run", "RunRecord", "Selection", "decide",
    "find_notebook", "make_plan", "output_folder", "parse_assignments", "plan_own_dataset", "read_manifest", "read_notebook", "run_batch",
]  # fmt: skip

_HOMES = {
    "drive": ("BatchReport", "Decision", "decide", "output_folder", "run_batch"),
    "manifest": ("Manifest", "RunRecord", "read_manifest"),
    "notebook_file": ("NotebookFile", "find_notebook", "read_notebook"),
    "own_dataset": ("plan_own_dataset",),
    "plan": ("Plan", "Run", "Selection", "make_plan", "parse_assignments"),
}

__getattr__, __dir__ = offer(__name__, __all__, _HOMES)
