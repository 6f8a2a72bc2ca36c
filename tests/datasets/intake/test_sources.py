"""Ledgers of every format, encoding and shape are the same ledger."""

import sqlite3
import subprocess
import sys
import zipfile
from pathlib import Path
from tempfile import TemporaryDirectory

import duckdb
import pandas as pd
import pytest
from hypothesis import example, given, settings
from hypothesis import strategies as st

from ledgers import clean_rows, write_ledger
from safetystats.datasets.intake import import_file, text_files
from safetystats.datasets.intake import sources as sources_module
from safetystats.datasets.intake.headers import find_header, find_heading, heading_key, heading_unit
from safetystats.datasets.intake.shipped import load
from safetystats.datasets.intake.text_files import find_delimiter, find_encoding
from safetystats.errors import InputError

FRAME = pd.DataFrame({
    "事故编号": [f"A{i}" for i in range(40)], "发生时间": [f"2020-{i % 12 + 1:02}-03" for i in range(40)], "地区": "忠县",
    "死亡人数": [i % 3 for i in range(40)], "重伤人数": 0, "地点": [f"某镇某路{i}号" for i in range(40)],
})  # fmt: skip
DEATHS = int(FRAME["死亡人数"].sum())


def read(path: Path, tmp_path: Path, **options: str) -> tuple[int, float | None]:
    result = import_file(path, tmp_path / "set", **options)  # type: ignore[arg-type]
    assert result.errors == 0, result.lines()
    return result.accidents, result.deaths


def test_a_declared_header_may_stand_anywhere_in_the_file(tmp_path: Path) -> None:
    path = tmp_path / "ledger.csv"
    path.write_text("title\n" * 40 + FRAME.to_csv(index=False), "utf-8")
    declared = load("china_bureau_ledger").model_copy(update={"header_row": 41})
    result = import_file(path, tmp_path / "set", declared)
    assert (result.accidents, result.deaths) == (40, DEATHS)
    with pytest.raises(InputError, match="holds no table"):
        import_file(path, tmp_path / "none", declared.model_copy(update={"header_row": 4100}))


@pytest.mark.parametrize("encoding", ["utf-8", "utf-8-sig", "gb18030", "utf-16"])
@pytest.mark.parametrize("delimiter", [",", ";", "\t"])
def test_text_in_any_encoding_and_with_any_delimiter(tmp_path: Path, encoding: str, delimiter: str) -> None:
    path = tmp_path / "ledger.csv"
    path.write_bytes(FRAME.to_csv(index=False, sep=delimiter).encode(encoding))
    assert find_encoding(path) == encoding
    assert find_delimiter(path.read_text(encoding)) == delimiter
    if delimiter == ",":
        assert read(path, tmp_path) == (40, DEATHS)


def test_accents_are_not_taken_for_chinese(tmp_path: Path) -> None:
    path = tmp_path / "ledger.csv"
    path.write_bytes("id;causa\n1;Falta de Atenção à Condução\n2;Ingestão de Álcool\n".encode("latin-1"))
    assert find_encoding(path) == "cp1252"


def test_files_of_statistics_programs_and_databases(tmp_path: Path) -> None:
    FRAME.to_parquet(tmp_path / "l.parquet")
    FRAME.to_excel(tmp_path / "l.xlsx", index=False)
    with sqlite3.connect(tmp_path / "l.sqlite") as base:
        FRAME.to_sql("ledger", base, index=False)
    base.close()
    with duckdb.connect(str(tmp_path / "l.duckdb")) as duck:
        duck.register("f", FRAME)
        duck.execute("CREATE TABLE ledger AS SELECT * FROM f")
    with zipfile.ZipFile(tmp_path / "l.zip", "w") as archive:
        archive.writestr("2020/ledger.csv", FRAME.to_csv(index=False))
        archive.writestr("readme.txt", "no table")
    for name in ("l.parquet", "l.xlsx", "l.sqlite", "l.duckdb", "l.zip"):
        result = import_file(tmp_path / name, tmp_path / name.replace(".", "-"))
        assert (result.accidents, result.deaths) == (40, DEATHS)
    assert read(tmp_path / "l.sqlite", tmp_path, query="select * from ledger where 死亡人数 > 0") == (26, DEATHS)


def test_stata_and_spss(tmp_path: Path) -> None:
    import pyreadstat

    frame = pd.DataFrame(
        {
            "crash_id": [f"c{i}" for i in range(30)],
            "crash_date": pd.date_range("2020-01-01", periods=30),
            "state": "X",
            "deaths": [1] * 30,
        }
    )
    frame.to_stata(tmp_path / "l.dta", write_index=False)
    pyreadstat.write_sav(frame, str(tmp_path / "l.sav"))
    for name in ("l.dta", "l.sav"):
        result = import_file(tmp_path / name, tmp_path / name.replace(".", "-"))
        assert (result.accidents, result.deaths, result.errors) == (30, 30, 0)


def test_a_large_text_file_is_cut_by_duckdb_with_the_same_result(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    path = tmp_path / "ledger.csv"
    text = "忠县台账,,,,,\n" + FRAME.to_csv(index=False) + '合计,,,99,,\n"注：含""其他""",,,,,\n'
    path.write_bytes(text.encode("gb18030"))
    import_file(path, tmp_path / "one")
    monkeypatch.setattr(sources_module, "_SMALL", 10)
    result = import_file(path, tmp_path / "two")
    assert result.left_out == 2
    one, two = (pd.read_parquet(tmp_path / name / "accidents.parquet") for name in ("one", "two"))
    pd.testing.assert_frame_equal(one, two)
    assert (tmp_path / "one/imports/problems.csv").read_text() == (tmp_path / "two/imports/problems.csv").read_text()


def rows_of(path: Path) -> list[tuple[object, ...]]:
    with duckdb.connect() as connection:
        try:
            table = sources_module.Opener(connection, path.parent).open(str(path))[0]
        except InputError:  # such rows have no header
            return []
        return connection.execute(f"FROM {table.view}").fetchall()


@given(
    st.lists(st.lists(st.text('ab ",\n\t中', max_size=4), min_size=2, max_size=4), max_size=6),
    st.booleans(),
    st.booleans(),
)
@example([["x", "y"], [], ["z", ""]], False, True)
@example([[' "x"', "y"]], False, False)
@example([["", "\na\n"]], True, False)
@example([["x", "y"], [" ", ""], ["z", "", ""]], True, False)
@example([["", "\t\t", "a"], ["", "", "", "\t\t"]], True, False)
@settings(max_examples=40, deadline=None)
def test_small_files_are_cut_by_duckdb_as_by_python(rows: list[list[str]], quoted: bool, windows: bool) -> None:
    end = "\r\n" if windows else "\n"
    cells = [[f'"{cell.replace(chr(34), 2 * chr(34))}"' if quoted else cell for cell in row] for row in rows]
    with TemporaryDirectory() as folder, pytest.MonkeyPatch.context() as patch:
        path = Path(folder) / "ledger.csv"
        path.write_bytes(end.join(["日期,死亡", "2020-01-02,1", *(",".join(row) for row in cells)]).encode())
        found = rows_of(path)
        patch.setattr(text_files, "is_even", lambda _: False)
        assert found == rows_of(path)


def test_a_whole_import_of_an_even_text_file_needs_no_pandas(tmp_path: Path) -> None:
    FRAME.to_csv(tmp_path / "ledger.csv", index=False)
    code = "import sys; from safetystats.cli import app; app(sys.argv[1:], standalone_mode=False); " \
           "print([m for m in ('pandas', 'numpy', 'pyarrow', 'xlsxwriter') if m in sys.modules])"  # fmt: skip
    command = [sys.executable, "-c", code, "import", str(tmp_path / "ledger.csv"), "--to", str(tmp_path / "set")]
    done = subprocess.run(command, capture_output=True, text=True, check=True)
    assert "--period 2020" in done.stdout
    assert done.stdout.splitlines()[-1] == "[]"


def test_sheets_of_several_years_are_one_ledger(tmp_path: Path) -> None:
    with pd.ExcelWriter(tmp_path / "l.xlsx") as book:
        FRAME.head(20).to_excel(book, sheet_name="上半年", index=False)
        FRAME.tail(20).to_excel(book, sheet_name="下半年", index=False, startrow=3)
        pd.DataFrame({"说明": ["甲"], "内容": ["乙"]}).to_excel(book, sheet_name="说明", index=False)
    result = import_file(tmp_path / "l.xlsx", tmp_path / "set")
    assert (result.accidents, result.deaths) == (40, DEATHS)
    assert [(k.kind, k.examples[0].sheet) for k in result.problems] == [("sheet_not_read", "说明")]
    assert read(tmp_path / "l.xlsx", tmp_path, sheet="上半年")[0] == 20


def test_an_old_excel_file_cannot_be_written_here_but_a_merged_header_is_read(tmp_path: Path) -> None:
    path = write_ledger(tmp_path / "l.xlsx", clean_rows())
    assert import_file(path, tmp_path / "set").accidents == 60


@pytest.mark.parametrize(
    ("rows", "headings"),
    [
        ([["a", "b"], ["1", "2"]], ("a", "b")),
        ([["Title", ""], ["", ""], ["id", "deaths"], ["1", "2"]], ("id", "deaths")),
        ([["id", "Harm", "Harm"], ["id", "deaths", "injured"], ["1", "2", "3"]], ("id", "Harm/deaths", "Harm/injured")),
        ([["id", "Harm", ""], ["", "deaths", "injured"], ["1", "2", "3"]], ("id", "Harm/deaths", "Harm/injured")),
    ],
)
def test_headers_are_found_wherever_they_stand(rows: list[list[str]], headings: tuple[str, ...]) -> None:
    header = find_header(rows)
    assert header is not None
    assert header.headings == headings


def test_headings_are_found_whatever_their_spelling() -> None:
    assert find_heading(("编号", "伤亡人数/死亡 人数（人）"), ("死亡人数",)) == 1
    assert find_heading(("Accident_ID", "DATE"), ("accident id",)) == 0
    assert find_heading(("a/deaths", "b/deaths"), ("deaths",)) is None
    assert heading_unit("直接经济损失（单位：万元）") == "万元"
    assert heading_key("＊死亡人数 (人)") == "死亡人数"


@pytest.mark.parametrize(
    ("name", "content", "said"),
    [
        ("none.csv", None, "There is no file"), ("empty.csv", b"", "is empty"), ("odd.docx", b"x", "is not read; the formats are"),
        ("broken.xlsx", b"PK", "cannot be read as a workbook"), ("broken.parquet", b"PAR1", "cannot be read as Parquet"),
        ("broken.zip", b"x", "cannot be unpacked"), ("broken.sqlite", b"x" * 99, "neither a SQLite nor a DuckDB"),
        ("numbers.csv", b"1\n2\n3\n", "holds no table"), ("only_header.csv", "事故编号,发生时间,死亡人数,重伤人数\n".encode(), "no rows below it"),
    ],
)  # fmt: skip
def test_what_cannot_be_opened_is_said_in_one_sentence(
    tmp_path: Path, name: str, content: bytes | None, said: str
) -> None:
    if content is not None:
        (tmp_path / name).write_bytes(content)
    with pytest.raises(InputError, match=said):
        import_file(tmp_path / name, tmp_path / "set")


def test_a_query_may_only_read(tmp_path: Path) -> None:
    with sqlite3.connect(tmp_path / "l.sqlite") as base:
        FRAME.to_sql("ledger", base, index=False)
    base.close()
    for query in ("drop table ledger", "select 1; drop table ledger"):
        with pytest.raises(InputError, match="must be one SELECT"):
            import_file(tmp_path / "l.sqlite", tmp_path / "set", query=query)
    with pytest.raises(InputError, match="--query is for databases"):
        import_file(tmp_path / "l.csv", tmp_path / "set", query="select 1")
    with pytest.raises(InputError, match="https:// cannot be opened"):
        import_file("https://example.org/l.csv", tmp_path / "set")


@pytest.mark.parametrize("ending", ["sqlite", "duckdb"])
def test_tables_of_a_database_file_are_sheets(tmp_path: Path, ending: str) -> None:
    frames = {
        f"crashes {year}": pd.DataFrame({"crash id": [f"{year}-{i}" for i in range(30)], "date": f"{year}-03-05", "state": "TX", "deaths": 1})
        for year in (2019, 2020)
    } | {"lookup": pd.DataFrame({"code": [1, 2], "name": ["a", "b"]})}  # fmt: skip
    path = tmp_path / f"crashes.{ending}"
    with sqlite3.connect(path) if ending == "sqlite" else duckdb.connect(str(path)) as connection:
        for name, frame in frames.items():
            if ending == "sqlite":
                frame.to_sql(name, connection, index=False)
            else:
                connection.execute(f'CREATE TABLE "{name}" AS SELECT * FROM frame')
    result = import_file(path, tmp_path / "set")
    assert (result.accidents, result.deaths) == (60, 60)
    assert [p.sheet for k in result.problems if k.kind == "sheet_not_read" for p in k.examples] == ["lookup"]


def test_cells_beyond_the_table_of_a_large_text_file_are_told(tmp_path: Path) -> None:
    line = "{};{:02}/03/2020;SP;1;" + "x" * 200
    lines = [line.format(i, i % 28 + 1) + (";y" if i == 500 else "") for i in range(45_000)]
    (tmp_path / "large.csv").write_text("\n".join(["id;data;uf;mortos;obs", *lines]))
    result = import_file(tmp_path / "large.csv", tmp_path / "set")
    assert [(k.count, k.examples[0].row) for k in result.problems if k.kind == "ragged_row"] == [(1, 502)]
