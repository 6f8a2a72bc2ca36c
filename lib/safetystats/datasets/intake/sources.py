"""Open a foreign ledger of any format as tables of DuckDB, one for each sheet or file inside, with the rows' own numbers.

Each table has the columns ``row`` (as the file's user counts it) and ``c0``, ``c1`` … in the order of its headings. Text
stays text; only formats with types of their own (Parquet, SAS, Stata, SPSS) bring others.
"""

import csv
from collections.abc import Sequence
from dataclasses import dataclass, field, replace
from pathlib import Path
from typing import Any

import duckdb

from safetystats.datasets import databases
from safetystats.datasets.file_endings import PARQUET, PLAIN_TEXT, SPREADSHEETS
from safetystats.datasets.intake import packed, pages, statistical, text_files
from safetystats.datasets.intake.headers import Header, find_header, named_year
from safetystats.datasets.intake.ragged import beyond, swallowed
from safetystats.datasets.intake.workbooks import Grid, read_workbook
from safetystats.errors import InputError

TEXTS = (*PLAIN_TEXT, ".tab")
FORMATS = (*TEXTS, *SPREADSHEETS, PARQUET, *statistical.ENDINGS, ".zip", ".gz", *databases.DATABASES)
#: Text files up to this size are cut by Python, larger ones by DuckDB.
_SMALL = 8 << 20
_FEW = 0.05


@dataclass(frozen=True, slots=True)
class SourceTable:
    """One table of a ledger: a view of DuckDB with ``row``, ``c0``, ``c1`` …; `ragged` are rows that could not be cut, `title` what stands above the header."""

    file: str
    sheet: str
    headings: tuple[str, ...]
    view: str
    types: tuple[str, ...]
    ragged: tuple[tuple[int, str], ...] = ()
    delimiter: str = ","
    title: str = ""

    @property
    def year(self) -> str:
        """The one year that the sheet's name, the title above the header or the file's name tells, or nothing."""
        return next((year for text in (self.sheet, self.title, self.file) if (year := named_year(text))), "")

    @property
    def place(self) -> str:
        """The file, and the sheet when there are several."""
        return f"{self.file}!{self.sheet}" if self.sheet else self.file


@dataclass(slots=True)
class Opener:
    """Opens files into one DuckDB connection; `work` is a folder for what must be unpacked or written again."""

    connection: duckdb.DuckDBPyConnection
    work: Path
    header_row: int | None = None
    query: str | None = None
    sheet: str | None = None
    _count: int = field(default=0)

    def open(self, source: str) -> list[SourceTable]:
        """Return the tables of a file or database address; :class:`InputError` when there is none to read."""
        if databases.is_database(source):
            return self._database(source)
        if "://" in source:
            raise InputError(
                f"{source.split('://')[0]}:// cannot be opened; download the file, or give a postgresql:// address."
            )
        path = Path(source).expanduser()
        if self.query is not None:
            raise InputError(f"--query is for databases, but {path.name} is a file; leave it out.")
        if not path.is_file():
            raise InputError(f"There is no file {source}; check the path.")
        if path.stat().st_size == 0:
            raise InputError(f"{path.name} is empty; a header row and rows of data were expected.")
        tables = self._file(path, path.name)
        if not tables:
            raise InputError(
                f"{path.name} holds no table: no row was found that looks like a header with data below it."
            )
        return tables

    def _database(self, source: str) -> list[SourceTable]:
        """Return the table of the query, or each table of the database that is a file; an address may hold very many."""
        names = [self.sheet]
        if self.query is None and self.sheet is None and not databases.is_address(source):
            names = [*databases.table_names(source)] or names
        tables: list[SourceTable] = []
        for name in names:
            target = self._path("query.csv")
            databases.fetch(source, self.query, name, target)
            found = self._text(target, databases.shown_name(source), "utf-8")
            tables += [replace(table, sheet=name) for table in found] if name and len(names) > 1 else found
        if not tables:
            raise InputError(f"{databases.shown_name(source)} holds no table with rows and at least two columns.")
        return tables

    def _file(self, path: Path, name: str) -> list[SourceTable]:
        ending = path.suffix.lower()
        if ending in TEXTS:
            return self._text(path, name, text_files.find_encoding(path))
        if ending in SPREADSHEETS and text_files.is_text(path):  # systems export HTML or CSV under the name of Excel
            rows = pages.read_html(path)
            if rows is None:
                return self._text(path, name, text_files.find_encoding(path))
            return [table for grid in rows if (table := self._grid(grid, name, ""))]
        if ending in SPREADSHEETS:
            grids = {s: grid for s, grid in read_workbook(path).items() if self.sheet in (None, s)}
            if self.sheet and not grids:
                raise InputError(f"{name} has no sheet {self.sheet!r}; it has {', '.join(read_workbook(path))}.")
            return [table for sheet, grid in grids.items() if (table := self._grid(grid, name, sheet))]
        if ending == PARQUET:
            return [self._parquet(path, name)]
        if ending in statistical.ENDINGS:
            table, headings = statistical.read(path)
            return [self._arrow(table, name, "", headings)]
        if ending == ".zip":
            return [
                table
                for inner, label in packed.unzip(path, name, FORMATS[: -len(databases.DATABASES)], self._path)
                for table in self._file(inner, label)
            ]
        if ending == ".gz":
            return self._file(packed.gunzip(path, self._path(path.stem)), name)
        raise InputError(
            f"{name} ends in {ending or 'nothing'!r}, which is not read; the formats are {' '.join(FORMATS)}."
        )

    def _text(self, path: Path, name: str, encoding: str) -> list[SourceTable]:
        sample = text_files.read_sample(path, encoding)
        delimiter = text_files.find_delimiter(sample)
        if path.stat().st_size <= _SMALL:
            table = self._even_text(path, name, encoding, delimiter)
            table = table or self._grid(text_files.read_rows(path, encoding, delimiter), name, "", delimiter)
            return [table] if table else []
        if encoding != "utf-8":
            plain = self._path("utf8.csv")
            text_files.rewrite_utf8(path, encoding, plain)
            path, encoding = plain, "utf-8"
        return [self._large_text(path, name, sample, delimiter)]

    def _even_text(self, path: Path, name: str, encoding: str, delimiter: str) -> SourceTable | None:
        """Cut a small file with DuckDB, which is quick; None when its rows or quotes are uneven, so that Python must."""
        data = path.read_bytes()
        if encoding not in ("utf-8", "utf-8-sig") or not text_files.is_even(data):
            return None
        rows = text_files.first_rows(data, encoding, delimiter)
        header = find_header(rows, self.header_row)
        if (
            header is None
            or any("\n" in cell for row in rows[: header.last + 1] for cell in row)
            or not header.headings[-1]
        ):
            return None
        names = [f"c{i}" for i in range(len(header.headings))]
        read = _read_csv(path, names, header.last + 1, delimiter, f"strict_mode=true, force_not_null={names}")
        filled = " OR ".join(f"regexp_matches({name}, '[^{text_files.SPACES}]')" for name in names)
        view = self._view()
        try:
            self.connection.execute(
                f"CREATE TABLE {view} AS SELECT * FROM (SELECT row_number() OVER () + {header.last + 1} AS row, * FROM {read}) WHERE {filled}"
            )
        except duckdb.Error:
            return None
        swollen = f"SELECT 1 FROM {view} WHERE concat({', '.join(names)}) LIKE '%\n%\n%' LIMIT 1"
        if self.connection.execute(swollen).fetchall():  # one row taken of an answer would block what comes next
            return None
        return SourceTable(
            name, "", header.headings, view, ("VARCHAR",) * len(names), (), delimiter, _title(rows, header)
        )

    def _large_text(self, path: Path, name: str, sample: str, delimiter: str) -> SourceTable:
        rows = list(csv.reader(sample.splitlines()[:200], delimiter=delimiter))
        header = find_header(rows, self.header_row)
        if header is None:
            raise InputError(
                f"{name} holds no header in its first rows; say which row it is with header_row in the mapping."
            )
        names = [f"c{i}" for i in range(len(header.headings))] + ["beyond"]  # the cell after the last of the table
        lenient = "null_padding=true, ignore_errors=true, store_rejects=true, strict_mode=false"
        view = self._view()
        for more in (lenient, f"{lenient}, parallel=false"):
            read = _read_csv(path, names, header.last + 1, delimiter, more)
            try:
                self.connection.execute(f"CREATE TABLE {view}_cells AS FROM {read}")
                break
            except duckdb.Error as error:
                if more != lenient:
                    raise InputError(f"{name} cannot be cut into cells: {str(error).splitlines()[0]}") from None
        # Rows are stored in the order of the file; to count them while they are read would keep all but one processor idle.
        numbered = f"SELECT rowid + {header.last + 2} AS row, * FROM {view}_cells"
        self.connection.execute(f"CREATE VIEW {view} AS SELECT * EXCLUDE (beyond) FROM ({numbered})")
        rejects = self.connection.execute("SELECT line, csv_line FROM reject_errors ORDER BY 1").fetchall()
        self.connection.execute("DROP TABLE IF EXISTS reject_errors; DROP TABLE IF EXISTS reject_scans")
        wide = self.connection.execute(f"SELECT row FROM ({numbered}) WHERE trim(beyond) <> '' ORDER BY 1").fetchall()
        ragged = tuple((int(line) + header.last + 1, str(text)[:80]) for line, text in rejects)
        ragged += tuple((int(row), f"> {len(header.headings)}") for (row,) in wide)
        types = ("VARCHAR",) * len(header.headings)
        return SourceTable(name, "", header.headings, view, types, ragged, delimiter, _title(rows, header))

    def _grid(self, rows: Grid, name: str, sheet: str, delimiter: str = ",") -> SourceTable | None:
        import pyarrow as pa  # type: ignore[import-untyped]

        header = find_header(rows, self.header_row)
        if header is None:
            return None
        headings = header.headings
        while headings and not headings[-1]:
            headings = headings[:-1]
        width, start = len(headings), header.last + 1
        kept = [(i + 1, row) for i, row in enumerate(rows[start:], start=start) if any(cell.strip() for cell in row)]
        ragged = (*beyond(kept, width), *swallowed(kept, width, delimiter))
        if sheet and len(ragged) > max(3, _FEW * len(kept)):
            ragged = ()  # what many rows of a sheet hold beside the table is a column without a heading
        columns = {"row": pa.array([n for n, _ in kept], pa.int64())}
        for i in range(width):
            columns[f"c{i}"] = pa.array([row[i] if i < len(row) else None for _, row in kept], pa.string())
        table = self._arrow(pa.table(columns), name, sheet, headings, ragged, delimiter)
        return replace(table, title=_title(rows, header))

    def _arrow(
        self, table: Any, name: str, sheet: str, headings: Sequence[str],
        ragged: tuple[tuple[int, str], ...] = (), delimiter: str = ",",
    ) -> SourceTable:  # fmt: skip
        view = self._view()
        self.connection.register("arriving", table)
        self.connection.execute(f"CREATE TABLE {view} AS SELECT * FROM arriving")
        self.connection.unregister("arriving")
        return SourceTable(name, sheet, tuple(headings), view, self._types(view), ragged, delimiter)

    def _parquet(self, path: Path, name: str) -> SourceTable:
        escaped, view = str(path).replace("'", "''"), self._view()
        try:
            found = self.connection.execute(f"DESCRIBE SELECT * FROM read_parquet('{escaped}')").fetchall()
        except duckdb.Error as error:
            raise InputError(f"{name} cannot be read as Parquet: {str(error).splitlines()[0]}") from None
        headings = tuple(row[0] for row in found)
        quoted = ", ".join('"' + h.replace('"', '""') + f'" AS c{i}' for i, h in enumerate(headings))
        self.connection.execute(
            f"CREATE VIEW {view} AS SELECT file_row_number + 1 AS row, {quoted} "
            f"FROM read_parquet('{escaped}', file_row_number=true)"
        )
        return SourceTable(name, "", headings, view, self._types(view))

    def _path(self, name: str) -> Path:
        self._count += 1
        folder = self.work / f"part{self._count}"
        folder.mkdir(parents=True)
        return folder / name

    def _view(self) -> str:
        self._count += 1
        return f"source_{self._count}"

    def _types(self, view: str) -> tuple[str, ...]:
        return tuple(str(row[1]) for row in self.connection.execute(f"DESCRIBE {view}").fetchall()[1:])


def _title(rows: Grid, header: Header) -> str:
    """Return what stands above the header."""
    return " ".join(dict.fromkeys(cell for row in rows[: header.first] for cell in row if cell))


def _read_csv(path: Path, names: list[str], skip: int, delimiter: str, options: str) -> str:
    """Return SQL that cuts a text file into the columns `names`, all of them text."""
    columns = "{" + ", ".join(f"'{name}': 'VARCHAR'" for name in names) + "}"
    escaped = str(path).replace("'", "''")
    return (
        f"read_csv('{escaped}', header=false, skip={skip}, delim='{delimiter}', quote='\"', escape='\"', columns={columns}, "
        f"auto_detect=false, max_line_size=16777216, {options})"
    )
