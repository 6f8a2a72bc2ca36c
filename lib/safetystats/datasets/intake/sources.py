"""Open a foreign ledger of any format as tables of DuckDB, one for each sheet or file inside, with the rows' own numbers.

Each table has the columns ``row`` (as the file's user counts it) and ``c0``, ``c1`` … in the order of its headings. Text
stays text; only formats with types of their own (Parquet, SAS, Stata, SPSS) bring others.
"""

import csv
import zipfile
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

import duckdb

from safetystats.datasets import databases
from safetystats.datasets.file_endings import PARQUET, PLAIN_TEXT, SPREADSHEETS
from safetystats.datasets.intake import text_files
from safetystats.datasets.intake.headers import find_header
from safetystats.datasets.intake.workbooks import Grid, read_workbook
from safetystats.errors import InputError

TEXTS = (*PLAIN_TEXT, ".tab")
STATISTICAL = (".sas7bdat", ".xpt", ".dta", ".sav", ".zsav", ".por")
FORMATS = (*TEXTS, *SPREADSHEETS, PARQUET, *STATISTICAL, ".zip", ".gz", *databases.DATABASES)
#: Text files up to this size are cut by Python, larger ones by DuckDB.
_SMALL = 8 << 20
_ZIP_LIMIT = 1 << 36


@dataclass(frozen=True, slots=True)
class SourceTable:
    """One table of a ledger: a view of DuckDB with ``row``, ``c0``, ``c1`` …; `notes` are rows DuckDB could not cut."""

    file: str
    sheet: str
    headings: tuple[str, ...]
    view: str
    types: tuple[str, ...]
    ragged: tuple[tuple[int, str], ...] = ()
    delimiter: str = ","

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
            target = self._path("query.csv")
            databases.fetch(source, self.query, self.sheet, target)
            return self._text(target, databases.shown_name(source), "utf-8")
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

    def _file(self, path: Path, name: str) -> list[SourceTable]:
        ending = path.suffix.lower()
        if ending in TEXTS:
            return self._text(path, name, text_files.find_encoding(path))
        if ending in SPREADSHEETS:
            grids = {s: grid for s, grid in read_workbook(path).items() if self.sheet in (None, s)}
            if self.sheet and not grids:
                raise InputError(f"{name} has no sheet {self.sheet!r}; it has {', '.join(read_workbook(path))}.")
            return [table for sheet, grid in grids.items() if (table := self._grid(grid, name, sheet))]
        if ending == PARQUET:
            return [self._parquet(path, name)]
        if ending in STATISTICAL:
            return [self._statistical(path, name)]
        if ending == ".zip":
            return [table for inner, label in self._unzip(path, name) for table in self._file(inner, label)]
        if ending == ".gz":
            return self._file(self._gunzip(path), name)
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
        if header is None or any("\n" in cell for row in rows[: header.last + 1] for cell in row):
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
        return SourceTable(name, "", header.headings, view, ("VARCHAR",) * len(names), (), delimiter)

    def _large_text(self, path: Path, name: str, sample: str, delimiter: str) -> SourceTable:
        rows = list(csv.reader(sample.splitlines()[:200], delimiter=delimiter))
        header = find_header(rows, self.header_row)
        if header is None:
            raise InputError(
                f"{name} holds no header in its first rows; say which row it is with header_row in the mapping."
            )
        names = [f"c{i}" for i in range(len(header.headings))]
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
        self.connection.execute(f"CREATE VIEW {view} AS SELECT rowid + {header.last + 2} AS row, * FROM {view}_cells")
        rejects = self.connection.execute("SELECT line, csv_line FROM reject_errors ORDER BY 1").fetchall()
        self.connection.execute("DROP TABLE IF EXISTS reject_errors; DROP TABLE IF EXISTS reject_scans")
        ragged = tuple((int(line) + header.last + 1, str(text)[:80]) for line, text in rejects)
        return SourceTable(name, "", header.headings, view, ("VARCHAR",) * len(names), ragged, delimiter)

    def _grid(self, rows: Grid, name: str, sheet: str, delimiter: str = ",") -> SourceTable | None:
        import pyarrow as pa  # type: ignore[import-untyped]

        header = find_header(rows, self.header_row)
        if header is None:
            return None
        width, start = len(header.headings), header.last + 1
        kept = [(i + 1, row) for i, row in enumerate(rows[start:], start=start) if "".join(row).strip()]
        ragged = tuple((n, str(len(row))) for n, row in kept if len(row) > width and any(row[width:]))
        columns = {"row": pa.array([n for n, _ in kept], pa.int64())}
        for i in range(width):
            columns[f"c{i}"] = pa.array([row[i] if i < len(row) else None for _, row in kept], pa.string())
        return self._arrow(pa.table(columns), name, sheet, header.headings, ragged, delimiter)

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

    def _statistical(self, path: Path, name: str) -> SourceTable:
        import pandas as pd
        import pyarrow as pa

        try:
            if path.suffix.lower() == ".dta":
                try:
                    frame = pd.read_stata(path)
                except ValueError:  # value labels that repeat
                    frame = pd.read_stata(path, convert_categoricals=False)
            elif path.suffix.lower() in (".sas7bdat", ".xpt"):
                frame = pd.read_sas(path, encoding="utf-8")
            else:
                import pyreadstat

                frame = (
                    pyreadstat.read_sav(str(path), apply_value_formats=True)[0]
                    if path.suffix != ".por"
                    else pyreadstat.read_por(str(path))[0]
                )
        except Exception as error:  # noqa: BLE001 (each reader raises its own kinds)
            raise InputError(f"{name} cannot be read: {error}.") from None
        frame = frame.apply(
            lambda c: (
                c.astype("object").where(c.notna(), None).map(lambda v: None if v is None else str(v))
                if c.dtype == "category"
                else c
            )
        )
        headings = [str(column) for column in frame.columns]
        frame.columns = [f"c{i}" for i in range(len(headings))]
        frame.insert(0, "row", range(1, len(frame) + 1))
        return self._arrow(pa.Table.from_pandas(frame, preserve_index=False), name, "", headings)

    def _unzip(self, path: Path, name: str) -> Iterator[tuple[Path, str]]:
        try:
            with zipfile.ZipFile(path) as archive:
                wanted = [
                    i
                    for i in archive.infolist()
                    if Path(i.filename).suffix.lower() in FORMATS[: -len(databases.DATABASES)]
                ]
                if sum(i.file_size for i in wanted) > _ZIP_LIMIT:
                    raise InputError(
                        f"{name} unpacks to more than {_ZIP_LIMIT >> 30} GiB; unpack it and import its files."
                    )
                for entry in sorted(wanted, key=lambda i: i.filename):
                    if entry.filename.startswith("__MACOSX") or Path(entry.filename).suffix.lower() == ".zip":
                        continue
                    target = self._path(Path(entry.filename).name)
                    with archive.open(entry) as inner, target.open("wb") as file:
                        while piece := inner.read(1 << 22):
                            file.write(piece)
                    yield target, f"{name}/{entry.filename}"
        except (zipfile.BadZipFile, RuntimeError, NotImplementedError) as error:
            raise InputError(f"{name} cannot be unpacked ({error}); unpack it and import its files.") from None

    def _gunzip(self, path: Path) -> Path:
        import gzip

        target = self._path(path.stem)
        try:
            with gzip.open(path) as inner, target.open("wb") as file:
                while piece := inner.read(1 << 22):
                    file.write(piece)
        except (OSError, EOFError) as error:
            raise InputError(f"{path.name} cannot be unpacked ({error}).") from None
        return target

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


def _read_csv(path: Path, names: list[str], skip: int, delimiter: str, options: str) -> str:
    """Return SQL that cuts a text file into the columns `names`, all of them text."""
    columns = "{" + ", ".join(f"'{name}': 'VARCHAR'" for name in names) + "}"
    escaped = str(path).replace("'", "''")
    return (
        f"read_csv('{escaped}', header=false, skip={skip}, delim='{delimiter}', quote='\"', escape='\"', columns={columns}, "
        f"auto_detect=false, max_line_size=16777216, {options})"
    )
