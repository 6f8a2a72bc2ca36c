"""Propose a mapping for a ledger never seen: by what its columns are called, and by what stands in them.

Each field gets the column that fits best, with a confidence from 0 to 1: how well the heading fits, times how much of the
column's content can be read as the field. Below :data:`placing.LEAST` nothing is proposed. What could not be placed is told.
"""

import re
from collections.abc import Sequence
from dataclasses import dataclass

import duckdb

from safetystats.codes import code_list
from safetystats.datasets.descriptor import BilingualText
from safetystats.datasets.intake import contents, questions
from safetystats.datasets.intake.field_names import field_name
from safetystats.datasets.intake.fits import name_fits, share
from safetystats.datasets.intake.headers import find_heading
from safetystats.datasets.intake.mapping import CAUSE, Column, Mapping
from safetystats.datasets.intake.placing import SURE, Placed, place, texts_of
from safetystats.datasets.intake.readings import MARKS, is_mark, label_key
from safetystats.datasets.intake.sources import SourceTable
from safetystats.datasets.intake.vocabulary import CONDITIONS
from safetystats.errors import InputError
from safetystats.words import Text

#: Chinese names of areas are the ledger's own, such as those of villages, when fewer than this share stand in the national list.
_NO_AREA_KNOWN = 0.1
_COUNTS = ("deaths", "serious_injuries", "minor_injuries", "injuries", "persons", "vehicles")


@dataclass(frozen=True, slots=True)
class Proposal:
    """A proposed mapping; `complete` when time and deaths are placed with confidence."""

    mapping: Mapping
    placed: tuple[Placed, ...]
    left: tuple[str, ...]
    marks: tuple[str, ...]
    remarks: tuple[Text, ...]

    @property
    def complete(self) -> bool:
        """Whether an import may go on without the user's word."""
        sure = {p.field for p in self.placed if p.confidence >= SURE}
        when = self.mapping.columns.get("occurred_at")
        may_be_counts = when is not None and when.months_only and "accident_id" not in self.mapping.columns
        return {"occurred_at", "deaths"} <= sure and not may_be_counts

    def lines(self) -> tuple[Text, ...]:
        """Return the proposal in words, one line a column."""
        lines = [
            _PLACED.format(
                field=field_name(p.field, p.part),
                heading=p.heading,
                share=f"{p.confidence:.0%}",
            )
            for p in self.placed
        ]
        missing = [name for name in ("occurred_at", "area", "deaths") if name not in {p.field for p in self.placed}]
        lines += [_NOT_FOUND.format(field=field_name(name)) for name in missing]
        if self.marks:
            lines.append(_MARKS.format(marks=" ".join(self.marks)))
        return (*lines, *self.remarks)

    def head(self) -> str:
        """Return the comment above the YAML, in both languages: confidences, and what could not be placed."""
        lines = [_CHECK, *self.lines()]
        if self.left:
            more = " …" if len(self.left) > 60 else ""
            lines.append(_LEFT.format(headings=", ".join(self.left[:60]) + more))
        return "".join(
            f"# {' '.join(text.split())}\n" for text in (line[lang] for lang in ("zh", "en") for line in lines)
        )


def propose(connection: duckdb.DuckDBPyConnection, tables: Sequence[SourceTable], name: str) -> Proposal:
    """Return a proposal for the table of a source whose columns fit best."""
    found = []
    for table in tables:
        texts = [texts_of(connection, table, i) if heading else [] for i, heading in enumerate(table.headings)]
        found.append((place(table, texts), table, texts))
    placed, table, texts = max(found, key=lambda three: sum(p.confidence for p in three[0]))
    names = {(p.field, p.part): [p.heading, *_other_names(p, found)] for p in placed}
    columns: dict[str, Column] = {}
    for field in dict.fromkeys(p.field for p in placed):
        columns[field] = Column.model_validate(_parts({part: names[f, part] for f, part in names if f == field}))
    remarks: list[Text] = []
    free = [heading for heading in table.headings if heading not in {p.heading for p in placed}]
    cause = next((p for p in placed if p.field == CAUSE), None)
    further = contents.further_columns(cause.heading, free) if cause else []
    if cause and further:
        columns[CAUSE] = columns[CAUSE].model_copy(update={"also": tuple(further)})
        placed = [*placed, *(Placed(CAUSE, "also", heading, cause.confidence) for heading in further)]
    for field, heading, pattern in contents.harm_in_words(table.headings, texts):
        if not {"deaths", field} & {p.field for p in placed if p.heading != heading}:
            columns[field] = Column.model_validate({"from": heading, "extract": pattern})
            placed = [*placed, Placed(field, "source", heading, 0.8)]
            remarks.append(_IN_WORDS.format(field=field_name(field), heading=heading))
    key = _key(table, placed)
    grain = "rows" if key and _repeats(connection, table, key) else "accidents"
    if grain == "rows":
        columns, placed = _folds(connection, table, placed, columns, key, remarks)
    if "deaths" in columns and columns["deaths"].codes:  # a column of persons' harm is no class of the accident
        harm = columns["deaths"].source
        placed = [p for p in placed if p.field == "deaths" or p.heading not in harm]
        columns = {f: c for f, c in columns.items() if f == "deaths" or c.source != harm}
    remarks += questions.ask(connection, table, columns, grain)
    marks = _marks(connection, table, placed)
    meant = contents.usual_marks(table.headings, marks)
    if meant:
        remarks.append(_USUAL.format(nil=" ".join(meant["nil"]), unknown=" ".join(meant["unknown"])))
    mapping = Mapping.model_validate({
        "name": re.sub(r"[^a-z0-9_]+", "_", label_key(name)).strip("_") or "ledger",
        "title": BilingualText(zh=name, en=name), "grain": grain, "key": tuple("|".join(names["accident_id", "source"]) for _ in key),
        "own": _own(connection, table, placed), "columns": columns, "calendar": _calendar(connection, table, placed, remarks),
        **meant,
    })  # fmt: skip
    taken = {p.heading for p in placed}
    left = tuple(h for h in table.headings if h and h not in taken)
    return Proposal(mapping, tuple(placed), left, () if meant else marks, tuple(remarks))


def _other_names(placed: Placed, found: list[tuple[list[Placed], SourceTable, list[list[str]]]]) -> list[str]:
    """Return what the same column is called on the other sheets of the same ledger, where the heading has changed."""
    names: dict[str, None] = {}
    for others, table, _ in found:
        sure = {p.field for p in others if p.confidence >= SURE}
        if {"occurred_at", "deaths"} <= sure and find_heading(table.headings, [placed.heading]) is None:
            names |= dict.fromkeys(
                p.heading for p in others if (p.field, p.part) == (placed.field, placed.part) and p.confidence >= SURE
            )
    return list(names)


def _parts(pieces: dict[str, list[str]]) -> dict[str, list[str]]:
    if set(pieces) == {"date"}:
        return {"from": pieces["date"]}
    return {"from" if part == "source" else part: heading for part, heading in pieces.items()}


def _key(table: SourceTable, placed: list[Placed]) -> tuple[int, ...]:
    found = next((p for p in placed if p.field == "accident_id"), None)
    return (table.headings.index(found.heading),) if found else ()


def _repeats(connection: duckdb.DuckDBPyConnection, table: SourceTable, key: tuple[int, ...]) -> bool:
    """Say whether rows are parts of accidents: at least one in twenty ids stands on several rows."""
    names = ", ".join(f"c{k}" for k in key)
    rows, ids, several = connection.execute(
        f"SELECT sum(n), count(*), count(*) FILTER (WHERE n > 1) FROM (SELECT count(*) AS n FROM {table.view} WHERE c{key[0]} IS NOT NULL GROUP BY {names})"
    ).fetchone() or (0, 0, 0)
    return bool(ids) and several >= 0.05 * ids and rows > ids


def _folds(
    connection: duckdb.DuckDBPyConnection, table: SourceTable, placed: list[Placed], columns: dict[str, Column], key: tuple[int, ...], remarks: list[Text]
) -> tuple[dict[str, Column], list[Placed]]:  # fmt: skip
    """Say of each count whether it is repeated on the rows of an accident or is the row's own, by looking at all rows."""
    columns, names = dict(columns), ", ".join(f"c{k}" for k in key)
    for field in [f for f in _COUNTS if f in columns and columns[f].source]:
        position = table.headings.index(columns[field].source[0])
        unlike = connection.execute(
            f"SELECT count(*) FROM (SELECT 1 FROM {table.view} GROUP BY {names} HAVING count(*) > 1 AND min(c{position}) <> max(c{position}))"
        ).fetchone()
        alike = connection.execute(
            f"SELECT count(*) FROM (SELECT 1 FROM {table.view} GROUP BY {names} HAVING count(*) > 1 AND count(c{position}) > 1 AND min(c{position}) = max(c{position}) "
            f"AND try_cast(CAST(min(c{position}) AS VARCHAR) AS DOUBLE) > 0)"
        ).fetchone()
        own = bool(unlike and alike and unlike[0] > alike[0])
        columns[field] = columns[field].model_copy(update={"fold": "sum" if own else "same"})
        remarks.append((_ADDED if own else _SAME).format(field=field_name(field)))
    if "deaths" not in columns:
        for position, heading in enumerate(table.headings):
            dead = _dead_words(connection, table, position, heading)
            if dead:
                columns["deaths"] = Column.model_validate(
                    {"from": heading, "codes": dict.fromkeys(dead, "1"), "default": "0", "fold": "sum"}
                )
                placed = [*placed, Placed("deaths", "source", heading, 0.8)]
                remarks.append(_DEAD_ROWS.format(heading=heading, texts=", ".join(dead)))
                break
    return columns, placed


def _dead_words(connection: duckdb.DuckDBPyConnection, table: SourceTable, position: int, heading: str) -> list[str]:
    if not any(name_fits(heading, wanted, 0) for wanted in CONDITIONS.split("|")):
        return []
    found = connection.execute(
        f"SELECT DISTINCT CAST(c{position} AS VARCHAR) FROM {table.view} WHERE c{position} IS NOT NULL ORDER BY 1 LIMIT 100"
    ).fetchall()
    return [text for (text,) in found if questions.says_dead(text)]


def _own(connection: duckdb.DuckDBPyConnection, table: SourceTable, placed: list[Placed]) -> tuple[str, ...]:
    """Return the fields whose texts the national lists mostly do not hold."""
    own = []
    for field, known in (("area", contents.is_area), (CAUSE, _is_cause)):
        found = next((p for p in placed if p.field == field), None)
        if found:
            texts = list(dict.fromkeys(texts_of(connection, table, table.headings.index(found.heading))))[:40]
            chinese = any("\u4e00" <= c <= "\u9fff" for t in texts for c in t)
            least = (_NO_AREA_KNOWN if field == "area" else 0.0) if chinese else 0.5
            if texts and share(texts, known) < least:
                own.append(field)
    return tuple(own)


def _calendar(
    connection: duckdb.DuckDBPyConnection, table: SourceTable, placed: list[Placed], remarks: list[Text]
) -> str:
    when = next((p for p in placed if p.field == "occurred_at" and p.part in ("source", "date", "year")), None)
    if when and contents.counts_from_the_republic(texts_of(connection, table, table.headings.index(when.heading))):
        remarks.append(_REPUBLIC.format(heading=when.heading))
        return "roc"
    return "gregorian"


def _is_cause(text: str) -> bool:
    try:
        return code_list("causes").lookup(text) is not None
    except InputError:
        return True


def _marks(connection: duckdb.DuckDBPyConnection, table: SourceTable, placed: list[Placed]) -> tuple[str, ...]:
    """Return the marks that stand in columns of numbers and must be declared."""
    found: dict[str, None] = {}
    for piece in placed:
        if piece.field in (*_COUNTS, "direct_loss_yuan", "direct_loss"):
            for text in texts_of(connection, table, table.headings.index(piece.heading)):
                if is_mark(text, MARKS):
                    found[text.strip()] = None
    return tuple(sorted(found))


_PLACED = Text("{field} ← “{heading}”（把握 {share}）", "{field} ← '{heading}' (confidence {share})")
_NOT_FOUND = Text("没有找到对应“{field}”的列", "no column was found for {field}")
_MARKS = Text(
    "请写明这些符号是零（nil）还是不详（unknown）：{marks}", "declare whether these marks mean nil or unknown: {marks}"
)
_CHECK = Text(
    "由表头和内容推测；请逐行核对，再用 --mapping 导入。",
    "Proposed from the headings and the content; check every line, then import with --mapping.",
)
_LEFT = Text("未对应的列：{headings}", "not placed: {headings}")
_IN_WORDS = Text(
    "{field}从“{heading}”的文字中读出：请核对", "{field} is read out of the words of '{heading}': check this"
)
_REPUBLIC = Text(
    "“{heading}”按民国纪年读（calendar: roc）：请核对",
    "the years of '{heading}' are read as those of the Republic of China (calendar: roc): check this",
)
_USUAL = Text(
    "{nil} 按零，{unknown} 按不详：请核对，与台账不符时改 nil 和 unknown",
    "{nil} are read as nil and {unknown} as unknown: check this, and change nil and unknown where the ledger means otherwise",
)
_ADDED = Text(
    "编号重复，一行只是事故的一部分；{field}按各行相加：请核对",
    "ids repeat, so rows are parts of accidents; {field} is added up over them: check this",
)
_SAME = Text(
    "编号重复，一行只是事故的一部分；{field}在同一事故各行相同：请核对",
    "ids repeat, so rows are parts of accidents; {field} is the same on each of them: check this",
)
_DEAD_ROWS = Text(
    "死亡人数按“{heading}”为 {texts} 的行计：请核对", "deaths are the rows whose '{heading}' is {texts}: check this"
)
