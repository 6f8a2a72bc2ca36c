"""Values that cannot be, though they could be read: negative or fractional persons, codes for unknown, places off the map.

Each is reported and becomes missing. The class of an accident is computed here from the harm done (Decree 493, article 3)
and compared with the one the ledger gives.
"""

from datetime import date

import duckdb

from safetystats.codes import SEVERITY_CLASSES, code_list
from safetystats.datasets.intake.mapping import Mapping
from safetystats.datasets.intake.staging import Staged
from safetystats.datasets.schemas import TABLES
from safetystats.errors import InputError

#: Numbers of persons that are codes for unknown in many ledgers; nothing is added up from them.
UNKNOWN_CODES = (999, 9999, 99999)
#: These are codes only where no other value of the column comes near them.
_SMALL_CODES, _NEAR = (99, 98, 88), 50
_RANGES = {"longitude": (-180, 180), "latitude": (-90, 90)}
_CRITERIA = ("deaths", "serious_injuries", "direct_loss_yuan")


def check_ranges(
    connection: duckdb.DuckDBPyConnection,
    mapping: Mapping,
    staged: Staged,
    fields: list[str],
    factors: dict[str, float],
) -> None:
    """Report and blank the impossible values of ``typed``; `factors` turn the unit of a cell into that of its field."""
    columns = TABLES[mapping.table].columns
    for name in fields:
        kind = columns[name].kind if name in columns else "code"
        pieces = staged.of(name)
        heading = next((p.heading for p in pieces.values()), name)
        if kind == "count" and name != "hour":
            meant = mapping.columns[name].unknown == () if name in mapping.columns else False
            if not meant:
                others = connection.execute(
                    f"SELECT max({name}) FROM typed WHERE {name} NOT IN {(*UNKNOWN_CODES, *_SMALL_CODES)}"
                ).fetchone()
                small = _SMALL_CODES if ((others and others[0]) or 0) < _NEAR else ()
                _blank(connection, name, heading, "unknown_code", f"{name} IN {(*UNKNOWN_CODES, *small)}")
            _blank(connection, name, heading, "not_a_whole_number", f"{name} <> trunc({name})")
        if kind in ("count", "number") and columns[name].minimum is not None:
            _blank(connection, name, heading, "below_minimum", f"{name} < 0", "0", factors.get(name, 1))
        if name in _RANGES:
            low, high = _RANGES[name]
            _blank(
                connection, name, heading, "outside_range", f"{name} NOT BETWEEN {low} AND {high}", f"{low} – {high}"
            )
        if name == "occurred_at":
            _blank(connection, name, heading, "future_date", f"left({name}, 10) > '{date.today().isoformat()}'")


def derive_severity(fields: list[str]) -> str:
    """Return SQL for the class that the harm done gives; missing where every criterion is."""
    listed = code_list("severity")
    known = [name for name in _CRITERIA if name in fields]
    if not known:
        return "NULL"
    cases = []
    for code in reversed(SEVERITY_CLASSES[1:]):
        bounds = listed.get(code).attributes
        reached = " OR ".join(f"{name} >= {bounds[f'{name}_min']}" for name in known)
        cases.append(f"WHEN {reached} THEN '{code}'")
    given = " OR ".join(f"{name} IS NOT NULL" for name in known)
    return f"CASE {' '.join(cases)} WHEN {given} THEN '{SEVERITY_CLASSES[0]}' END"


def compare_severity(connection: duckdb.DuckDBPyConnection, heading: str, fields: list[str]) -> None:
    """Report accidents whose class in the ledger is not the derived one; a class of no national list is left alone.

    Where a criterion is missing, the derived class is the least it can be, and only a lower one is reported.
    """
    complete = " AND ".join(f"{name} IS NOT NULL" for name in _CRITERIA if name in fields)
    ranks = "{" + ", ".join(f"'{code}': {rank}" for rank, code in enumerate(SEVERITY_CLASSES)) + "}"
    listed, pairs = code_list("severity"), []
    for (text,) in connection.execute(
        "SELECT DISTINCT severity_reported FROM accidents_new WHERE severity_reported IS NOT NULL ORDER BY 1"
    ).fetchall():
        try:
            entry = listed.lookup(text) or listed.lookup(text.removesuffix("事故"))
        except InputError:
            entry = None
        if entry and entry.code in SEVERITY_CLASSES:
            pairs.append((text, entry.code))
    for text, code in pairs:
        connection.execute(
            "INSERT INTO problems SELECT 'severity_differs', src, row, ?, severity_reported, severity FROM accidents_new WHERE "
            f"severity_reported = ? AND severity <> ? AND (({complete}) OR MAP {ranks}[severity] > ?) ORDER BY src, row",
            [heading, text, code, SEVERITY_CLASSES.index(code)],
        )


def _blank(
    connection: duckdb.DuckDBPyConnection, name: str, heading: str, kind: str, condition: str, expected: str = "", factor: float = 1
) -> None:  # fmt: skip
    found = connection.execute(f"SELECT count(*) FROM typed WHERE {condition}").fetchone()
    if found and found[0]:
        shown = f"regexp_replace(CAST({name} / {factor:.0f} AS VARCHAR), '\\.0$', '')"
        text = name if name == "occurred_at" else shown
        connection.execute(
            f"INSERT INTO problems SELECT ?, src, row, ?, {text}, ? FROM typed WHERE {condition} ORDER BY src, row",
            [kind, heading, expected],
        )
        connection.execute(f"UPDATE typed SET {name} = NULL WHERE {condition}")
