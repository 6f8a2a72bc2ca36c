"""Parse a column of text with DuckDB where the text is plain, and with Python, once for each different text, where not.

``quick`` is SQL that gives a value for the plain forms and NULL for all others. The few other texts go through a reader of
:mod:`numbers` or :mod:`dates`; what they become, or what is wrong with them, stands in a small table that is joined.
"""

from collections.abc import Callable
from dataclasses import dataclass, field

import duckdb

from safetystats.datasets.intake.readings import Reading
from safetystats.datasets.intake.staging import Piece

#: A reading with the hint that goes into the report.
Read = Callable[[str], Reading | tuple[Reading, str]]
PROBLEMS = (
    "CREATE TABLE problems (kind VARCHAR, src INTEGER, row BIGINT, heading VARCHAR, value VARCHAR, expected VARCHAR)"
)
#: Stands in the table of problems between the headings of one that lies in several cells of a row.
BETWEEN = "\x1f"
_AT_ONCE = 100_000


@dataclass(slots=True)
class Parser:
    """Collects the joins that one SELECT over ``staged`` needs; problems go straight into the table ``problems``."""

    connection: duckdb.DuckDBPyConnection
    joins: list[str] = field(default_factory=list)
    _done: dict[tuple[str, str], str] = field(default_factory=dict)

    def column(self, piece: Piece, text: str, quick: str, read: Read, type_name: str) -> str:
        """Return SQL for the value of `piece`: `quick`, else what `read` made of `text`; each piece is read once."""
        key = (piece.name, quick)
        if key not in self._done:
            self._done[key] = self._column(piece, text, quick, read, type_name)
        return self._done[key]

    def _column(self, piece: Piece, text: str, quick: str, read: Read, type_name: str) -> str:
        texts = self.connection.execute(
            f"SELECT DISTINCT {text} FROM staged WHERE {text} IS NOT NULL AND ({quick}) IS NULL ORDER BY 1"
        ).fetchall()
        if not texts:
            return f"({quick})"
        found = [(item, *_reading(read(item))) for (item,) in texts]
        name = f"reading_{len(self.joins)}"
        self._store(name, found, type_name)
        if any(problem for _, _, problem, _ in found):
            self.connection.execute(
                f"INSERT INTO problems SELECT problem, src, row, ?, {text}, expected FROM staged JOIN {name} ON {name}.text = {text} "
                f"WHERE problem <> '' ORDER BY src, row",
                [piece.heading],
            )
        self.joins.append(f"LEFT JOIN {name} ON {name}.text = {text}")
        return f"coalesce({quick}, {name}.value)"

    def _store(self, name: str, found: list[tuple[str, object, str, str]], type_name: str) -> None:
        self.connection.execute(
            f"CREATE TABLE {name} (text VARCHAR, value {type_name}, problem VARCHAR, expected VARCHAR)"
        )
        for start in range(0, len(found), _AT_ONCE):
            columns = [list(column) for column in zip(*found[start : start + _AT_ONCE], strict=True)]
            self.connection.execute(
                f"INSERT INTO {name} SELECT unnest($1::VARCHAR[]), unnest($2::{type_name}[]), unnest($3::VARCHAR[]), unnest($4::VARCHAR[])",
                columns,
            )


def _reading(result: Reading | tuple[Reading, str]) -> tuple[object, str, str]:
    reading, hint = result if not isinstance(result, Reading) else (result, "")
    return reading.value, reading.problem, hint


def quoted(texts: tuple[str, ...]) -> str:
    """Return texts as an SQL list."""
    return ", ".join("'" + text.replace("'", "''") + "'" for text in texts)
