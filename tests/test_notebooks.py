"""The notebooks are thin, bilingual, declare what they hand on, and give by hand what the batch gives."""

import ast
import json
import subprocess
import sys
from pathlib import Path

import nbformat
import papermill
import pytest
from nbclient import NotebookClient

from safetystats.analyses import causes, outlook, rates, situation, trends
from safetystats.analyses.parameters import Parameters

FOLDER = Path(__file__).resolve().parents[1] / "notebooks"
PRODUCTS = {
    "01_situation": situation.PRODUCTS,
    "02_causes": causes.PRODUCTS,
    "03_rates": rates.PRODUCTS,
    "04_trends": trends.PRODUCTS,
    "05_outlook": outlook.PRODUCTS,
}  # fmt: skip
NAMES = list(PRODUCTS)


def read(name: str) -> nbformat.NotebookNode:
    return nbformat.read(FOLDER / f"{name}.ipynb", as_version=4)


def tagged(name: str, tag: str) -> list[nbformat.NotebookNode]:
    return [cell for cell in read(name).cells if tag in cell.metadata.get("tags", [])]


def test_every_notebook_is_tested() -> None:
    assert sorted(path.stem for path in FOLDER.glob("*.ipynb")) == NAMES


@pytest.mark.parametrize("name", NAMES)
def test_the_parameters_cell_shows_the_declared_defaults(name: str) -> None:
    [cell] = tagged(name, "parameters")
    shown = {
        node.target.id: ast.literal_eval(node.value)
        for node in ast.parse(cell.source).body
        if isinstance(node, ast.AnnAssign)
    }  # type: ignore[union-attr, arg-type]
    assert shown == {key: field.default for key, field in Parameters.model_fields.items()}
    listed = papermill.inspect_notebook(str(FOLDER / f"{name}.ipynb"))
    assert sorted(listed) == sorted(shown)


@pytest.mark.parametrize("name", NAMES)
def test_cells_hold_one_call_and_no_logic(name: str) -> None:
    for cell in read(name).cells:
        if cell.cell_type == "code" and "parameters" not in cell.metadata.get("tags", []):
            nodes = list(ast.walk(ast.parse(cell.source)))
            assert not [n for n in nodes if isinstance(n, ast.FunctionDef | ast.For | ast.While | ast.If | ast.Lambda)]
            assert not [n for n in nodes if isinstance(n, ast.Constant) and isinstance(n.value, int | float)], (
                cell.source
            )
            assert len(cell.source.splitlines()) <= 8


@pytest.mark.parametrize("name", NAMES)
def test_every_sentence_stands_in_both_languages(name: str) -> None:
    texts = [cell for cell in read(name).cells if cell.cell_type == "markdown"]
    tags = [cell.metadata.tags for cell in texts]
    assert tags == [["lang-zh"], ["lang-en"]] * (len(texts) // 2)


@pytest.mark.parametrize("name", NAMES)
def test_the_declared_products_are_those_of_the_recipes(name: str) -> None:
    assert tuple(read(name).metadata.safetystats.products) == PRODUCTS[name]


@pytest.mark.parametrize("name", NAMES)
def test_a_run_by_hand_gives_what_the_batch_gives(name: str, tmp_path: Path) -> None:
    by_hand = read(name)
    [cell] = [c for c in by_hand.cells if "parameters" in c.metadata.get("tags", [])]
    cell.source = cell.source.replace('"outputs/manual"', repr(str(tmp_path / "hand")))
    NotebookClient(by_hand, timeout=300, kernel_name="python3", resources={"metadata": {"path": str(FOLDER)}}).execute()
    words = ["run", "--area", "500233", "--notebook", name, "--output-dir", str(tmp_path / "batch")]
    subprocess.run([sys.executable, "-m", "safetystats", *words], check=True, capture_output=True)
    folders = tmp_path / "hand" / "products" / name, tmp_path / "batch" / "500233_2011-10_zh" / "products" / name
    indexes = [json.loads((folder / "products.json").read_text("utf-8"))["products"] for folder in folders]
    hashes = [{file["path"]: file["sha256"] for product in index for file in product["files"]} for index in indexes]
    assert hashes[0] == hashes[1]
    assert len(hashes[0]) > len(PRODUCTS[name])


def test_the_comparison_of_notebooks_fails_when_an_output_differs(tmp_path: Path) -> None:
    notebook = read("01_situation")
    notebook.cells = notebook.cells[:6]
    changed = next(output for cell in notebook.cells if cell.cell_type == "code" for output in cell.outputs)
    changed.data["text/plain"] = changed.data["text/plain"] + " and more"
    nbformat.write(notebook, tmp_path / "changed.ipynb")
    words = [
        "-m",
        "pytest",
        "-q",
        "--nbval",
        "--nbval-current-env",
        "-p",
        "no:cacheprovider",
        str(tmp_path / "changed.ipynb"),
    ]
    done = subprocess.run([sys.executable, *words], capture_output=True, text=True, check=False, cwd=tmp_path)
    assert done.returncode == 1, done.stdout
