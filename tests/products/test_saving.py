import hashlib
import json
import math

import numpy as np
import pandas as pd
import pytest

from safetystats.errors import InputError
from safetystats.products import INDEX, NOT_APPLICABLE, Column, Figure, Source, Statement, Table, save, save_all
from safetystats.words import Text

FRAME = pd.DataFrame(
    {
        "area": [Text("忠县", "Zhong County"), Text("重庆市", "Chongqing")],
        "deaths": [33, np.nan],
        "rate": [1 / 3, math.inf],
        "change": [NOT_APPLICABLE, 0.1],
        "day": pd.to_datetime(["2011-10-31", "2011-10-31"]),
    }
)
COLUMNS = (
    Column("area", Text("地区", "Area")),
    Column("deaths", Text("死亡", "Deaths"), Text("人", "persons"), "count"),
    Column("rate", Text("死亡率", "Rate"), format="rate"),
    Column("change", Text("同比", "Change"), format="percent"),
    Column("day", Text("日期", "Day")),
)
SOURCE = Source("report", "工作总结", "忠县", "2011-11", "A", "")


def table(language="zh", product_id="deaths"):
    return Table(product_id, Text("死亡", "Deaths"), FRAME, COLUMNS, language, sources=(SOURCE,))


def statement():
    return Statement("finding", Text("三十三人", "Thirty-three"), "en", {"deaths": 33, "ratio": math.nan})


def figure():
    from matplotlib.figure import Figure as Image

    image = Image(figsize=(3, 2))
    image.add_subplot().plot([1, 2], [3, 4])
    return Figure("line", Text("线", "Line"), image, FRAME[["area", "deaths"]], "en", unit=Text("人", "persons"))


def test_a_table_is_saved_for_people_at_full_precision(tmp_path):
    paths = save(table(), tmp_path / "new" / "folder")
    assert [path.name for path in paths] == ["deaths.csv", "deaths.json"]
    content = paths[0].read_bytes()
    assert content.startswith(b"\xef\xbb\xbf")
    assert content.decode("utf-8-sig").splitlines() == [
        "地区,死亡（人）,死亡率,同比,日期",
        "忠县,33,0.3333333333333333,,2011-10-31T00:00:00",
        "重庆市,,Infinity,0.1,2011-10-31T00:00:00",
    ]


def test_the_record_of_a_table_has_both_languages_and_its_provenance(tmp_path):
    text = save(table(), tmp_path)[1].read_text(encoding="utf-8")
    record = json.loads(text)
    assert "忠县" in text  # not escaped
    assert record["kind"] == "table"
    assert record["title"] == {"zh": "死亡", "en": "Deaths"}
    assert record["rows"][0] == {
        "area": {"zh": "忠县", "en": "Zhong County"},
        "deaths": 33,
        "rate": 1 / 3,
        "change": None,
        "day": "2011-10-31T00:00:00",
    }
    assert record["rows"][1]["deaths"] is None
    assert record["sources"][0]["publisher"] == "忠县"
    assert record["rows_hash"] == table().rows_hash
    assert record["code_version"].startswith("0.")
    assert record["shown"]["headings"][1] == "死亡（人）"
    assert record["shown"]["rows"][0][:2] == ["忠县", "33"]


def test_a_figure_is_saved_as_pictures_and_numbers(tmp_path):
    paths = save(figure(), tmp_path)
    assert [path.suffix for path in paths] == [".svg", ".png", ".csv", ".json"]
    assert paths[2].read_text(encoding="utf-8-sig").splitlines() == ["area,deaths", "Zhong County,33", "Chongqing,"]
    assert json.loads(paths[3].read_text(encoding="utf-8"))["unit"] == {"zh": "人", "en": "persons"}


def test_the_index_names_every_file_with_its_hash(tmp_path):
    index = save_all([table(), statement(), figure()], tmp_path)
    entries = json.loads(index.read_text(encoding="utf-8"))["products"]
    assert [(entry["id"], entry["kind"], len(entry["files"])) for entry in entries] == [
        ("deaths", "table", 2),
        ("finding", "statement", 1),
        ("line", "figure", 4),
    ]
    for file in (file for entry in entries for file in entry["files"]):
        assert hashlib.sha256((tmp_path / file["path"]).read_bytes()).hexdigest() == file["sha256"]
    assert {path.name for path in tmp_path.iterdir()} == {
        INDEX,
        *(file["path"] for entry in entries for file in entry["files"]),
    }


def test_the_same_products_give_the_same_bytes(tmp_path):
    for name in ("a", "b"):
        save_all([table(), statement(), figure()], tmp_path / name)
    for path in (tmp_path / "a").iterdir():
        assert path.read_bytes() == (tmp_path / "b" / path.name).read_bytes()


def test_no_products_give_an_empty_index(tmp_path):
    assert json.loads(save_all([], tmp_path / "none").read_text(encoding="utf-8"))["products"] == []


def test_an_unfinished_save_leaves_no_index(tmp_path, monkeypatch):
    save_all([table()], tmp_path)
    broken = figure()
    monkeypatch.setattr(broken.image, "savefig", lambda *_, **__: (_ for _ in ()).throw(OSError("disk full")))
    with pytest.raises(OSError, match="disk full"):
        save_all([table(), broken], tmp_path)
    assert not (tmp_path / INDEX).exists()


def test_two_products_with_one_id_are_refused_before_anything_is_written(tmp_path):
    with pytest.raises(InputError, match="Two products have the id 'deaths': give each its own"):
        save_all([table(), table("en")], tmp_path)
    assert not list(tmp_path.iterdir())


def test_only_products_are_saved(tmp_path):
    with pytest.raises(InputError, match="a product is a Table, a Figure or a Statement"):
        save(FRAME, tmp_path)
