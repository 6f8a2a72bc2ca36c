"""Run the committed notebooks and keep their outputs, so that they can be read on the web and nbval has something to compare.

    python scripts/accept_notebooks.py           # run and write
    python scripts/accept_notebooks.py --check   # run nothing; exit code 1 unless every code cell was run and holds its count

Timing metadata and pictures' noise never get into git: what is kept is text, HTML and SVG with execution counts.
"""

import sys
from pathlib import Path

import nbformat
from nbclient import NotebookClient

NOTEBOOKS = Path(__file__).resolve().parents[1] / "notebooks"
KERNEL = {"name": "python3", "display_name": "Python 3 (ipykernel)", "language": "python"}


def main() -> int:
    paths = sorted(NOTEBOOKS.glob("*.ipynb"))
    if "--check" not in sys.argv:
        for path in paths:
            accept(path)
    complaints = [complaint for path in paths for complaint in complaints_of(path)]
    print("\n".join(complaints) or f"{len(paths)} notebooks hold their outputs")
    return int(bool(complaints))


def accept(path: Path) -> None:
    """Run one notebook in its own folder and write it back with its outputs."""
    notebook = nbformat.read(path, as_version=4)
    NotebookClient(
        notebook, timeout=300, kernel_name="python3", resources={"metadata": {"path": str(path.parent)}}
    ).execute()
    for cell in notebook.cells:
        cell.metadata = {key: value for key, value in cell.metadata.items() if key == "tags"}
    notebook.metadata = {
        "kernelspec": KERNEL,
        "language_info": {"name": "python"},
        "safetystats": notebook.metadata["safetystats"],
    }
    nbformat.write(notebook, path)
    print(f"accepted {path.name}")


def complaints_of(path: Path) -> list[str]:
    """Say what keeps nbval from comparing anything: cells that were not run, errors, no outputs, traces of timing."""
    notebook = nbformat.read(path, as_version=4)
    code = [cell for cell in notebook.cells if cell.cell_type == "code"]
    found = [
        f"{path.name}: cell {n} was not run; run `make accept`"
        for n, cell in enumerate(code)
        if cell.execution_count != n + 1
    ]
    outputs = [output for cell in code for output in cell.outputs]
    if not outputs:
        found.append(f"{path.name} holds no outputs to compare; run `make accept`")
    if any(output.output_type in ("error", "stream") for output in outputs):
        found.append(f"{path.name} holds an error or printed text; mend it and run `make accept`")
    if any(set(cell.metadata) - {"tags"} for cell in notebook.cells) or "papermill" in notebook.metadata:
        found.append(f"{path.name} holds timing metadata; run `make accept`")
    return found


if __name__ == "__main__":
    sys.exit(main())
