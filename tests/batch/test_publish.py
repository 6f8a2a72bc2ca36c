"""What is moved where, without running anything."""

from pathlib import Path

from safetystats.batch.execute import Job, Outcome, Trouble
from safetystats.batch.ledger import complete_products, file_hash
from safetystats.batch.manifest import Key
from safetystats.batch.publish import publish, publish_failure
from safetystats.products import Statement, save_all
from safetystats.words import Text

KEY = Key(notebook="n", parameters="p", data="d", library="l", environment="e")


def made(root: Path, text: str) -> tuple[Job, Outcome]:
    """Return a job whose notebook and one product lie in its own place, as a run leaves them."""
    work = root / ".work" / "f" / "a"
    job = Job(
        id="f/a", notebook="a", source="a.ipynb", content={}, declared=("finding",), parameters={}, work=work,
        output_dir="out/f", log=root / "logs" / "a.jsonl", cell_seconds=1, run_seconds=1,
    )  # fmt: skip
    save_all([Statement("finding", Text(text, text), "zh")], job.products)
    job.executed.write_text(text)
    return job, Outcome("f/a", "start", "end", 1.0, products=tuple(complete_products(job.products, ["finding"])))


def test_a_success_replaces_the_earlier_one_whole_and_clears_the_failure(tmp_path: Path) -> None:
    job, outcome = made(tmp_path, "old")
    publish(job, outcome, KEY, tmp_path, "f")
    (tmp_path / "f" / "products" / "a" / "stale.json").write_text("{}")
    failed, _ = made(tmp_path, "half")
    publish_failure(failed, Outcome("f/a", "s", "e", 1.0, Trouble("cell_error", "no", 3, "trace")), tmp_path, "f")
    job, outcome = made(tmp_path, "new")
    result = publish(job, outcome, KEY, tmp_path, "f")
    assert result.notebook == "f/a.ipynb"
    assert result.notebook_sha256 == file_hash(tmp_path / "f" / "a.ipynb")
    assert (tmp_path / "f" / "a.ipynb").read_text() == "new"
    (product,) = result.products
    assert [file.path for file in product.files] == ["f/products/a/finding.json"]
    assert sorted(path.name for path in (tmp_path / "f" / "products").rglob("*")) == [
        "a",
        "finding.json",
        "products.json",
    ]
    assert not list((tmp_path / "_failed").rglob("a.*"))


def test_a_failure_is_kept_apart_with_its_traceback(tmp_path: Path) -> None:
    job, outcome = made(tmp_path, "good")
    publish(job, outcome, KEY, tmp_path, "f")
    job, _ = made(tmp_path, "half")
    failure = publish_failure(
        job, Outcome("f/a", "s", "e", 1.0, Trouble("cell_error", "no", 3, "trace")), tmp_path, "f"
    )
    assert (failure.notebook, failure.traceback, failure.cell) == ("_failed/f/a.ipynb", "_failed/f/a.txt", 3)
    assert (tmp_path / "_failed" / "f" / "a.ipynb").read_text() == "half"
    assert (tmp_path / "_failed" / "f" / "a.txt").read_text() == "trace\n"
    assert (tmp_path / "f" / "a.ipynb").read_text() == "good"


def test_a_failure_without_notebook_or_traceback_names_neither_nor_an_older_one(tmp_path: Path) -> None:
    job, _ = made(tmp_path, "half")
    publish_failure(job, Outcome("f/a", "s", "e", 1.0, Trouble("cell_error", "no", 3, "trace")), tmp_path, "f")
    failure = publish_failure(job, Outcome("f/a", "s", "e", 0.0, Trouble("dead_worker", "died")), tmp_path, "f")
    assert (failure.notebook, failure.traceback) == (None, None)
    assert not list((tmp_path / "_failed").rglob("a.*"))
