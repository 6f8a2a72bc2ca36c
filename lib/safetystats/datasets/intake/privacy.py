"""Personal data in ledgers: find it, warn of it, and never write it out.

Numbers are known by their form (:mod:`safetystats.datasets.personal`), names by the column's heading.
"""

import re
import secrets
from collections.abc import Mapping as Mapping_
from collections.abc import Sequence
from pathlib import Path

import duckdb

from safetystats.datasets.intake.headers import heading_key
from safetystats.datasets.intake.mapping import Mapping
from safetystats.datasets.intake.parsing import BETWEEN, quoted
from safetystats.datasets.intake.sources import SourceTable
from safetystats.datasets.personal import FORMS, HIDDEN, NAMES, OTHER, SUSPECT, find_personal

_NAME_HEADINGS = {heading_key(name) for name in (
    "姓名", "当事人", "当事人姓名", "死者姓名", "伤者姓名", "驾驶人", "驾驶员", "驾驶人姓名", "司机", "联系人", "报告人", "填报人", "证件号码",
    "身份证", "身份证号", "身份证号码", "公民身份号码", "联系电话", "电话", "手机", "手机号", "手机号码", "车牌", "车牌号", "车牌号码", "号牌号码", "住址", "家庭住址",
    "name", "full name", "victim name", "driver name", "nome", "nome da vítima", "cpf", "nombre", "nombre y apellidos", "dni", "telefone", "teléfono", "phone",
)}  # fmt: skip
#: Parts of a heading that tell of a person whatever stands around them: 驾驶员姓名, 肇事车牌号.
_PERSONAL_PARTS = ("姓名", "身份证", "电话", "手机号", "车牌", "号牌", "licenseplate", "licenceplate", "platenumber")
#: Up to so many cells of a column are named one by one; more make it a column of persons.
_NAMED = 20
_SCANNED, _SCANNED_ELSEWHERE = 200_000, 2_000


def mask_sql(text: str) -> str:
    """Return SQL that masks as :func:`mask` does, and leaves text without long digits or plates alone at little cost."""
    masked = text
    for name, form in FORMS.items():
        masked = (
            f"regexp_replace({masked}, '{form}', '\\1{HIDDEN}{'' if name == 'number plates' else chr(92) + '3'}', 'g')"
        )
    return f"CASE WHEN regexp_matches({text}, '{SUSPECT}') THEN {masked} ELSE {text} END"


def scan(connection: duckdb.DuckDBPyConnection, mapping: Mapping, tables: Sequence[SourceTable]) -> list[str]:
    """Report every column that looks personal and is not declared so; return the headings found."""
    declared = {heading_key(h) for h in (*mapping.private.drop, *mapping.private.hash)}
    headings = []
    for src, table in enumerate(tables):
        open_columns = {i: h for i, h in enumerate(table.headings) if h and heading_key(h) not in declared}
        for position, kinds in _looks(connection, src, table, open_columns).items():
            headings.append(table.headings[position])
            for kind, (count, rows) in kinds.items():
                named = [(row, 1) for row in rows] if 0 < len(rows) <= _NAMED else [(None, count)]
                for row, cells in named:
                    connection.execute(
                        "INSERT INTO problems VALUES ('personal_data', ?, ?, ?, ?, ?)",
                        [src, row, table.headings[position], str(cells), kind],
                    )
    return headings


def hide_values(connection: duckdb.DuckDBPyConnection, headings: Sequence[str]) -> None:
    """Take personal data out of the quoted values of ``problems``."""
    connection.execute(f"UPDATE problems SET value = {mask_sql('value')}, expected = {mask_sql('expected')}")
    if headings:
        connection.execute(
            f"UPDATE problems SET value = '{HIDDEN}', expected = CASE kind WHEN 'conflicting_values' THEN '{HIDDEN}' ELSE expected END "
            f"WHERE kind <> 'personal_data' AND list_has_any(string_split(heading, '{BETWEEN}'), [{quoted(tuple(headings))}])"
        )


def _looks(
    connection: duckdb.DuckDBPyConnection, src: int, table: SourceTable, columns: Mapping_[int, str]
) -> dict[int, dict[str, tuple[int, list[int]]]]:
    """Return the kinds of personal data by column, with how many cells and, for the forms, which rows; these are Chinese, so in other ledgers half the cells must fit.

    Notes and totals are left out: the telephone number in a footnote does not make a column of ids personal.
    """
    chinese = any("\u4e00" <= c <= "\u9fff" for heading in table.headings for c in heading)
    notes = f"SELECT row FROM aside WHERE src = {src} AND kind IN ('note_row', 'totals_row')"
    limit = _SCANNED if chinese else _SCANNED_ELSEWHERE
    scanned = f"(SELECT * FROM {table.view} ANTI JOIN ({notes}) USING (row) LIMIT {limit})"
    texts = {i: _as_text(table, i) for i in columns if table.types[i] in ("VARCHAR", "BIGINT", "DOUBLE")}
    if not texts:
        return {}
    counts = ", ".join(
        f"count_if(regexp_matches({t}, '{SUSPECT}')), count(nullif(trim({t}), ''))" for t in texts.values()
    )
    numbers = connection.execute(f"SELECT {counts} FROM {scanned}").fetchone() or ()
    found: dict[int, dict[str, tuple[int, list[int]]]] = {}
    for place, (position, text) in enumerate(texts.items()):
        suspect, filled = numbers[2 * place], numbers[2 * place + 1]
        heading = columns[position].rpartition("/")[2]
        if _is_personal(heading) and filled and table.types[position] == "VARCHAR":
            found[position] = {NAMES if _is_name(heading) else OTHER: (filled, [])}
        elif suspect and suspect >= (1 if chinese else filled / 2):
            cells = connection.execute(
                f"SELECT row, {text} FROM {scanned} WHERE regexp_matches({text}, '{SUSPECT}') ORDER BY row"
            ).fetchall()
            if kinds := find_personal(cell for _, cell in cells):
                rows = {kind: [row for row, cell in cells if re.search(FORMS[kind], cell)] for kind in kinds}
                found[position] = {kind: (len(rows[kind]), rows[kind]) for kind in kinds}
    return found


def _is_personal(heading: str) -> bool:
    key = heading_key(heading)
    return key in _NAME_HEADINGS or any(part in key.replace(" ", "") for part in _PERSONAL_PARTS)


def _as_text(table: SourceTable, position: int) -> str:
    whole = f"try_cast(c{position} AS BIGINT)" if table.types[position] == "DOUBLE" else f"c{position}"
    return f"CAST({whole} AS VARCHAR)"


def _is_name(heading: str) -> bool:
    return any(word in heading.lower() for word in ("名", "人", "司机", "驾驶员", "nom", "name"))


def salt(folder: Path) -> str:
    """Return the dataset's secret for hashes, made once and kept beside the imports; without it no hash can be recomputed."""
    path = folder / "imports" / ".salt"
    if not path.is_file():
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_text(secrets.token_hex(16), encoding="ascii")
        path.chmod(0o600)
    return path.read_text(encoding="ascii")
