import json
from pathlib import Path

import pytest

from safetystats.batch.notebook_file import find_notebook, notebook_names, read_notebook
from safetystats.errors import InputError
from small_batch import PARAMETERS, code, markdown, notebook


def write(folder: Path, content: object) -> Path:
    path = folder / "small.ipynb"
    path.write_text(json.dumps(content, ensure_ascii=False), encoding="utf-8")
    return path


def test_what_a_notebook_declares_is_read(tmp_path: Path) -> None:
    read = read_notebook(write(tmp_path, notebook()))
    assert read.name == "small"
    assert (read.title.zh, read.title.en) == ("小笔记本", "A small notebook")
    assert read.products == ("finding", "deaths", "chart")
    assert read.defaults == {
        "dataset": "zhongxian", "area": "500233", "period": "2011-10", "language": "zh", "output_dir": "outputs/manual",
    }  # fmt: skip


def test_the_cells_of_the_other_language_are_left_out_and_outputs_too(tmp_path: Path) -> None:
    content = notebook()
    content["cells"][2]["outputs"] = [{"output_type": "stream", "name": "stdout", "text": "old"}]
    content["cells"][2]["execution_count"] = 7
    english = read_notebook(write(tmp_path, content)).in_language("en")["cells"]
    assert [cell["source"] for cell in english if cell["cell_type"] == "markdown"] == ["# Title"]
    assert english[1]["outputs"] == []
    assert english[1]["execution_count"] is None


def test_a_source_kept_as_lines_is_read_like_text(tmp_path: Path) -> None:
    content = notebook()
    content["cells"][2]["source"] = PARAMETERS.splitlines(keepends=True)
    assert read_notebook(write(tmp_path, content)).defaults["area"] == "500233"


def test_the_fingerprint_knows_what_decides_the_result(tmp_path: Path) -> None:
    before = read_notebook(write(tmp_path, notebook()))
    rerun = notebook()
    rerun["cells"][2] |= {"execution_count": 3, "outputs": [{"output_type": "stream", "text": "x"}], "id": "other"}
    assert read_notebook(write(tmp_path, rerun)).fingerprint("zh") == before.fingerprint("zh")
    english = read_notebook(write(tmp_path, notebook("small", markdown("More", "lang-en"))))
    assert english.fingerprint("zh") == before.fingerprint("zh")
    assert english.fingerprint("en") != before.fingerprint("en")
    for changed in (notebook("small", code("1")), notebook(products=["finding"])):
        assert read_notebook(write(tmp_path, changed)).fingerprint("zh") != before.fingerprint("zh")


@pytest.mark.parametrize(
    ("change", "message"),
    [
        (lambda n: n["metadata"].pop("safetystats"), "does not declare its products"),
        (lambda n: n["metadata"]["safetystats"].update(products=[]), "does not declare its products"),
        (lambda n: n["metadata"]["safetystats"].update(title={"zh": "只有中文"}), "no title in both languages"),
        (lambda n: n["cells"][2]["metadata"].update(tags=[]), "has 0 cells tagged 'parameters'"),
        (lambda n: n["cells"].append(code("a = 1", "parameters")), "has 2 cells tagged 'parameters'"),
        (lambda n: n["cells"][2].update(source="import os"), "holds more than lines of the form .*line 1"),
        (lambda n: n["cells"][2].update(source="area: str = name()"), "holds more than lines of the form"),
        (lambda n: n["cells"][2].update(source="area ="), "holds more than lines of the form"),
        (lambda n: n.update(nbformat=3), "not a notebook of format 4"),
    ],
)
def test_a_notebook_that_lacks_something_says_what(tmp_path: Path, change, message: str) -> None:
    content = notebook()
    change(content)
    with pytest.raises(InputError, match=message):
        read_notebook(write(tmp_path, content))


def test_what_is_no_notebook_is_refused(tmp_path: Path) -> None:
    path = tmp_path / "text.ipynb"
    path.write_text("text")
    with pytest.raises(InputError, match="its content is not JSON"):
        read_notebook(path)
    with pytest.raises(InputError, match="cannot be read: No such file"):
        read_notebook(tmp_path / "none.ipynb")


def test_notebooks_are_found_by_name_or_path(tmp_path: Path) -> None:
    path = write(tmp_path, notebook())
    assert find_notebook("small.ipynb", beside=tmp_path) == path
    assert find_notebook(str(path)) == path
    with pytest.raises(InputError, match="no notebook .*none.ipynb; check the path"):
        find_notebook("none.ipynb", beside=tmp_path)
    with pytest.raises(InputError, match="There is no notebook 'nothing_like_it': name one of"):
        find_notebook("nothing_like_it")


@pytest.mark.parametrize("name", notebook_names())
def test_the_bundled_notebooks_can_be_read(name: str) -> None:
    assert read_notebook(find_notebook(name)).products
