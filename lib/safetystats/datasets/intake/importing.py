"""Import a foreign ledger into a dataset: open, map, read every value, fold, check, compare, write.

The steps stand below in their order. DuckDB holds the rows, so that ten million of them need little memory; Python sees
each different text once.
"""

import hashlib
import re
import tempfile
from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path

import duckdb

from safetystats.datasets import databases
from safetystats.datasets.descriptor import FILE_NAME
from safetystats.datasets.file_endings import PLAIN_TEXT
from safetystats.datasets.intake import (
    apart,
    fold,
    history,
    privacy,
    propose,
    ranges,
    report,
    shipped,
    storing,
    whole,
    writing,
)
from safetystats.datasets.intake.headers import heading_key
from safetystats.datasets.intake.mapping import CAUSE, FURTHER, Mapping, mapping_text, read_mapping
from safetystats.datasets.intake.parsing import PROBLEMS
from safetystats.datasets.intake.result import ImportResult
from safetystats.datasets.intake.sources import Opener, SourceTable
from safetystats.datasets.intake.staging import Staged, report_unread, stage
from safetystats.datasets.intake.supplement import supplement
from safetystats.datasets.intake.typed import Typing
from safetystats.errors import InputError, one_of
from safetystats.words import Text

#: The tables an import can fill today.
IMPORTED_TABLES = ("accidents",)
STEPS = (
    Text("打开文件", "open the file"), Text("选定映射", "choose the mapping"), Text("读取数值", "read the values"),
    Text("归并为事故", "fold to accidents"), Text("检查", "check"), Text("写入", "write"),
)  # fmt: skip
_MEMORY = "1200MB"
#: From this size on a file is held on disk while it is read. Plain text is some four times as large as packed columns.
_BIG, _BIG_TEXT = 64 << 20, 256 << 20
Progress = Callable[[str, int, int], None]


@dataclass(frozen=True, slots=True)
class _Chosen:
    mapping: Mapping
    path: Path | None = None
    proposed: bool = False
    complete: bool = True
    notes: tuple[Text, ...] = ()


def import_file(
    source: str | Path, to: str | Path, mapping: str | Path | Mapping | None = None, *, table: str = "accidents",
    sheet: str | None = None, query: str | None = None, progress: Progress | None = None,
) -> ImportResult:  # fmt: skip
    """Bring the ledger `source` (a file, or the address of a PostgreSQL database) into the dataset folder `to`.

    Parameters
    ----------
    mapping
        A :class:`Mapping`, the path of one, or the name of a shipped one. Without it a shipped mapping is taken whose
        headings fit; else one is proposed, and the import goes on only when day and deaths could be placed with
        confidence. Either is written to ``<to>/imports/mapping-<name>.yaml``, and used from there once it has been edited.
    sheet
        The sheet of a workbook, or the table of a database; all sheets that fit when not given.
    query
        One SELECT, for databases.
    progress
        Called with the name, number and count of each step as it begins.

    Raises
    ------
    InputError
        When the source cannot be opened or does not fit the mapping. What is wrong with its rows is in the result.
    """
    one_of(table, IMPORTED_TABLES, "--table")
    folder = Path(to)
    if not (folder / FILE_NAME).is_file():
        writing.dataset_name(folder)
    if folder.exists() and not folder.is_dir():
        raise InputError(f"{folder} is a file; give the folder of a dataset.")
    given = _given_mapping(mapping)
    with tempfile.TemporaryDirectory(prefix="safetystats-") as work:
        connection = _connect(Path(work), str(source))
        try:
            return _Import(connection, Path(work), str(source), folder, given, sheet, query, progress or _silent).run()
        finally:
            connection.close()


def _silent(_name: str, _number: int, _count: int) -> None:
    return None


def _given_mapping(mapping: str | Path | Mapping | None) -> _Chosen | None:
    if mapping is None:
        return None
    if isinstance(mapping, Mapping):
        return _Chosen(mapping)
    if str(mapping) in shipped.names():
        return _Chosen(shipped.load(str(mapping)))
    return _Chosen(read_mapping(mapping), Path(mapping))


def _connect(work: Path, source: str) -> duckdb.DuckDBPyConnection:
    """Open DuckDB in memory for small files, on disk for large ones, with a bound on its memory."""
    most = _BIG_TEXT if Path(source).suffix.lower() in PLAIN_TEXT else _BIG
    big = databases.is_database(source) or (Path(source).is_file() and Path(source).stat().st_size > most)
    connection = duckdb.connect(str(work / "work.duckdb") if big else ":memory:")
    temporary = str(work / "spill").replace("'", "''")
    connection.execute(
        f"SET memory_limit = '{_MEMORY}'; SET temp_directory = '{temporary}'; SET enable_progress_bar = false"
    )
    connection.execute("SET autoinstall_known_extensions = false")
    connection.execute(PROBLEMS)
    return connection


@dataclass(slots=True)
class _Import:
    """One import; its methods are the steps, in order."""

    connection: duckdb.DuckDBPyConnection
    work: Path
    source: str
    folder: Path
    given: _Chosen | None
    sheet: str | None
    query: str | None
    progress: Progress

    def run(self) -> ImportResult:
        """Take every step and return the result."""
        self._step(0)
        asked = self.given.mapping if self.given else None
        wanted_sheet = self.sheet or (asked.sheet if asked else None)
        opener = Opener(self.connection, self.work, asked.header_row if asked else None, self.query, wanted_sheet)
        tables = opener.open(self.source)
        self._step(1)
        chosen = self.given or self._choose(tables)
        if not chosen.complete:
            return self._stopped(chosen, tables)
        self._step(2)
        mapping = _without_private(chosen.mapping)
        staged = stage(self.connection, mapping, tables)
        if staged.rows == 0:
            raise InputError(f"{tables[0].place} has a header but no rows below it; nothing was imported.")
        report_unread(self.connection, staged)
        personal = privacy.scan(self.connection, mapping, staged.tables)
        typing = Typing(self.connection, mapping, staged)
        fields = typing.build()
        hidden = [*personal, *mapping.private.drop, *mapping.private.hash]
        self._guard(staged, mapping, fields, personal)
        ranges.check_ranges(self.connection, mapping, staged, fields, typing.factors)
        self._step(3)
        whole.check_totals(self.connection, typing)
        held = self.folder / "accidents.parquet"
        sums = fold.fold(self.connection, mapping, staged, fields, held, typing.factors)
        self._step(4)
        fields = self._check(mapping, staged, fields)
        privacy.hide_values(self.connection, hidden)
        self._step(5)
        changes, files = storing.store(self.connection, mapping, staged, fields, self.folder)
        return self._finish(chosen, staged, typing, sums, hidden, changes, files)

    def _step(self, number: int) -> None:
        self.progress(STEPS[number].en, number + 1, len(STEPS))

    def _choose(self, tables: list[SourceTable]) -> _Chosen:
        """Take the shipped mapping that fits, or propose one; a copy to edit is written, and an edited one goes before both."""
        path = self.folder / history.FOLDER / f"mapping-{_stem(self.source)}.yaml"
        known = shipped.match(tables)
        if known:
            known, taken = supplement(self.connection, known, tables)
            head = "".join(f"# {line[lang]}\n" for lang in ("zh", "en") for line in taken)
            text = mapping_text(known, head) if taken else shipped.text(known.name)
            chosen = _Chosen(known, path, notes=(_RECOGNISED.format(title=known.title.text), *taken))
        else:
            proposal = propose.propose(self.connection, tables, _stem(self.source))
            text = mapping_text(proposal.mapping, proposal.head())
            chosen = _Chosen(proposal.mapping, path, True, proposal.complete, proposal.lines())
        if path.is_file() and path.read_text(encoding="utf-8") != text:
            return _Chosen(read_mapping(path), path, notes=(_EDITED.format(path=path),))
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_text(text, encoding="utf-8")
        return chosen

    def _stopped(self, chosen: _Chosen, tables: list[SourceTable]) -> ImportResult:
        rows = sum(_count(self.connection, f"SELECT count(*) FROM {table.view}") for table in tables)
        if rows == 0:
            raise InputError(f"{tables[0].place} has a header but no rows below it; nothing was imported.")
        placed = {heading_key(h) for c in chosen.mapping.columns.values() for hs in c.pieces.values() for h in hs}
        best = max(tables, key=lambda t: sum(heading_key(h) in placed for h in t.headings))
        left = tuple(h for h in best.headings if h and heading_key(h) not in placed)
        return ImportResult(best.file, None, chosen.mapping, chosen.path, True, chosen.notes, rows, 0, 0, None, (), {}, left, (), None,
                            (chosen.path,) if chosen.path else ())  # fmt: skip

    def _guard(self, staged: Staged, mapping: Mapping, fields: list[str], personal: list[str]) -> None:
        """Hash what is to be hashed and mask personal data in every text that will be written."""
        hashed = {heading_key(h) for h in mapping.private.hash}
        for name in fields:
            if writing.column_type("accidents", name) != "VARCHAR" or name == "occurred_at":
                continue
            sources = {"accident_id": "key0", "cause_text": CAUSE, FURTHER: CAUSE, "severity_reported": "severity"}
            pieces = [*staged.of(name).values(), *staged.of(sources.get(name.rstrip("0123456789"), name)).values()]
            if any(heading_key(p.heading) in hashed for p in pieces) or (
                name == "accident_id" and any(p.heading in personal for p in pieces)
            ):
                salt = privacy.salt(self.folder)
                self.connection.execute(
                    f"UPDATE typed SET {name} = left(sha256('{salt}' || {name}), 16) WHERE {name} IS NOT NULL"
                )
            elif name in ("place", "cause_text", "vehicle") or any(p.heading in personal for p in pieces):
                masked = privacy.mask_sql(name)
                self.connection.execute(f"UPDATE typed SET {name} = {masked} WHERE {masked} IS DISTINCT FROM {name}")

    def _check(self, mapping: Mapping, staged: Staged, fields: list[str]) -> list[str]:
        severity = ranges.derive_severity(fields)
        self.connection.execute("ALTER TABLE accidents_new ADD COLUMN severity VARCHAR")
        self.connection.execute(f"UPDATE accidents_new SET severity = {severity}")
        fields = [*fields, "severity"]
        if "severity_reported" in fields:
            ranges.compare_severity(self.connection, staged.of("severity")["source"].heading, fields)
        whole.check_duplicates(self.connection, mapping, fields)
        whole.check_blank_deaths(self.connection, mapping, staged)
        apart.check_apart(self.connection, staged, fields)
        whole.check_years(self.connection, staged, fields, self.folder)
        whole.check_needed(self.connection, staged, fields)
        return fields

    def _finish(
        self, chosen: _Chosen, staged: Staged, typing: Typing, sums: list[fold.SumCheck], hidden: list[str], changes: history.Changes, files: list[Path]
    ) -> ImportResult:  # fmt: skip
        home = self.folder / history.FOLDER
        kinds = report.summarise(self.connection, staged, "accidents", staged.rows)
        problems = home / "problems.csv"
        report.write_problems(self.connection, staged, "accidents", problems)
        files.append(problems)
        annotated = home / f"{Path(self.source).stem}-annotated.xlsx"
        if not databases.is_database(self.source) and report.annotate_workbook(
            self.connection, staged, Path(self.source), annotated, hidden
        ):
            files.append(annotated)
        accidents = _count(self.connection, "SELECT count(*) FROM accidents_new")
        deaths = next((check.folded for check in sums if check.field == "deaths"), None)
        placed = {p.heading for p in staged.pieces}
        left = tuple(h for h in staged.tables[0].headings if h and h not in placed)
        out = _count(self.connection, "SELECT count(*) FROM aside")
        history.add_to_history(self.folder, {
            "file": staged.tables[0].file, "sha256": _hash(self.source), "mapping": chosen.mapping.name, "rows": staged.rows, "accidents": accidents,
            "new": changes.new, "changed": changes.changed, "unchanged": changes.unchanged, "absent": changes.absent,
        })  # fmt: skip
        return ImportResult(
            staged.tables[0].file, self.folder, chosen.mapping, chosen.path, chosen.proposed, chosen.notes, staged.rows, out, accidents, deaths,
            tuple(sums), typing.inferred, left, kinds, changes, tuple(files),
        )  # fmt: skip


_RECOGNISED = Text("由表头认出：{title}", "recognised by its headings: {title}")
_EDITED = Text("按修改过的映射 {path}", "by the mapping as edited in {path}")


def _without_private(mapping: Mapping) -> Mapping:
    """Leave out the fields whose column is to be dropped."""
    dropped = {heading_key(h) for h in mapping.private.drop}
    columns = {
        f: c
        for f, c in mapping.columns.items()
        if not {heading_key(h) for hs in c.pieces.values() for h in hs} & dropped
    }
    return mapping.model_copy(update={"columns": columns})


def _stem(source: str) -> str:
    """Return a name for files that belong to a source, without what an address must keep to itself."""
    return re.sub(r"[^\w.-]+", "_", Path(databases.shown_name(source)).stem).strip("_") or "ledger"


def _count(connection: duckdb.DuckDBPyConnection, query: str) -> int:
    found = connection.execute(query).fetchone()
    return int(found[0]) if found else 0


def _hash(source: str) -> str:
    if not Path(source).is_file():
        return ""
    with Path(source).open("rb") as file:
        return hashlib.file_digest(file, "sha256").hexdigest()
