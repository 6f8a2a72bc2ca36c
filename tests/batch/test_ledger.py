import hashlib
import json
from pathlib import Path

import pandas as pd
import pytest

from safetystats import products
from safetystats.batch import ledger
from safetystats.batch.ledger import IncompleteError, complete_products, is_intact
from safetystats.batch.manifest import FileRecord
from safetystats.products import Column, Statement, Table, save_all
from safetystats.words import Text


@pytest.fixture
def saved(tmp_path: Path) -> Path:
    """A folder as the library's own `save_all` leaves it: the ledger must understand that, not a copy of it."""
    title = Text("死亡人数", "Deaths")
    frame = pd.DataFrame({"sector": ["road"], "deaths": [24]})
    columns = (Column("sector", Text("行业", "Sector")), Column("deaths", title, format="count"))
    save_all([Statement("finding", title, "zh"), Table("deaths", title, frame, columns, "zh")], tmp_path)
    return tmp_path


def test_the_index_is_the_one_the_library_writes() -> None:
    assert ledger.INDEX == products.INDEX


def test_what_the_library_saves_is_complete(saved: Path) -> None:
    found = complete_products(saved, ["finding", "deaths"])
    assert [(product.id, product.kind, product.title.en) for product in found] == [
        ("finding", "statement", "Deaths"),
        ("deaths", "table", "Deaths"),
    ]
    assert [file.path for file in found[1].files] == ["deaths.csv", "deaths.json"]
    assert is_intact(saved, found[1].files)


def test_a_declared_product_that_is_not_there_is_named(saved: Path) -> None:
    with pytest.raises(IncompleteError, match="ended without handing on chart, map"):
        complete_products(saved, ["finding", "chart", "map"])


def test_a_missing_or_altered_file_is_named(saved: Path) -> None:
    (saved / "deaths.csv").write_text("altered")
    with pytest.raises(IncompleteError, match="deaths.csv of the product deaths is missing or altered"):
        complete_products(saved, ["finding"])
    (saved / "deaths.csv").unlink()
    with pytest.raises(IncompleteError, match="deaths.csv of the product deaths is missing or altered"):
        complete_products(saved, ["finding"])


def test_without_a_readable_index_nothing_is_done(saved: Path) -> None:
    (saved / "products.json").write_text("{half")
    with pytest.raises(IncompleteError, match="cannot be read"):
        complete_products(saved, [])
    (saved / "products.json").unlink()
    with pytest.raises(IncompleteError, match="wrote no index"):
        complete_products(saved, [])


def test_a_file_outside_the_folder_does_not_count(tmp_path: Path) -> None:
    outside = tmp_path / "secret"
    outside.write_text("x")
    place = tmp_path / "products"
    place.mkdir()
    sha256 = hashlib.sha256(b"x").hexdigest()
    files = [{"path": "../secret", "sha256": sha256}]
    entry = {"id": "a", "kind": "table", "title": {"zh": "甲", "en": "A"}, "files": files}
    (place / "products.json").write_text(json.dumps({"products": [entry]}))
    with pytest.raises(IncompleteError, match="is missing or altered"):
        complete_products(place, ["a"])
    assert not is_intact(place, [FileRecord(path="../secret", sha256=sha256)])
