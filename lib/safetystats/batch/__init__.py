"""Batches: which notebooks run for which areas and periods, execution by papermill, the ledger, the static site.

>>> from safetystats.batch import make_plan, run_batch
>>> run_batch(make_plan("default"))  # doctest: +SKIP
"""

from safetystats.batch.drive import BatchReport, Decision, decide, output_folder, run_batch
from safetystats.batch.manifest import Manifest, RunRecord, read_manifest
from safetystats.batch.notebook_file import NotebookFile, find_notebook, read_notebook
from safetystats.batch.plan import Plan, Run, Selection, make_plan, parse_assignments

__all__ = [
    "BatchReport", "Decision", "Manifest", "NotebookFile", "Plan", "Run", "RunRecord", "Selection", "decide",
    "find_notebook", "make_plan", "output_folder", "parse_assignments", "read_manifest", "read_notebook", "run_batch",
]  # fmt: skip
