"""Personal data in ledgers: find it, warn of it, and never write it out.

Resident identity numbers (GB 11643-1999: 17 digits and a check character by ISO 7064 MOD 11-2), mobile numbers and number
plates (GA 36) are known by their form; names by the column's heading.
"""

import re
import secrets
from collections.abc import Iterable, Sequence
from collections.abc import Mapping as Mapping_
from pathlib import Path

import duckdb

from safetystats.datasets.intake.headers import heading_key
from safetystats.datasets.intake.mapping import Mapping
from safetystats.datasets.intake.parsing import quoted
from safetystats.datasets.intake.sources import SourceTable
from safetystats.words import Text

HIDDEN = "***"
_ID = r"[1-9]\d{5}(?:18|19|20)\d{2}(?:0[1-9]|1[0-2])(?:0[1-9]|[12]\d|3[01])\d{3}[\dXx]"
_MOBILE = r"1[3-9]\d{9}"
_PLATE = r"[京津沪渝冀豫云辽黑湘皖鲁新苏浙赣鄂桂甘晋蒙陕吉闽贵粤青藏川宁琼][A-HJ-NP-Z][·•. ]?[A-HJ-NP-Z0-9]{4,5}[A-HJ-NP-Z0-9挂学警港澳]"
#: Kind → its form, standing alone among other text.
FORMS = {
    "identity numbers": rf"(^|[^0-9A-Za-z])({_ID})($|[^0-9A-Za-z])",
    "mobile numbers": rf"(^|[^0-9])({_MOBILE})($|[^0-9])",
    "number plates": rf"(^|[^0-9A-Za-z])({_PLATE})",
}
NAMES, OTHER = "names of persons", "numbers or addresses of persons"
#: The kinds in both languages, for the report.
KIND_NAMES = {
    "identity numbers": Text("身份证号", "identity numbers"),
    "mobile numbers": Text("手机号", "mobile numbers"),
    "number plates": Text("车牌号", "number plates"),
    NAMES: Text("姓名", NAMES),
    OTHER: Text("个人号码或住址", OTHER),
}
_NAME_HEADINGS = {heading_key(name) for name in (
    "姓名", "当事人", "当事人姓名", "死者姓名", "伤者姓名", "驾驶人", "驾驶员", "驾驶人姓名", "司机", "联系人", "报告人", "填报人", "证件号码",
    "身份证", "身份证号", "身份证号码", "公民身份号码", "联系电话", "电话", "手机", "手机号", "手机号码", "车牌", "车牌号", "车牌号码", "号牌号码", "住址", "家庭住址",
    "name", "full name", "victim name", "driver name", "nome", "nome da vítima", "cpf", "nombre", "nombre y apellidos", "dni", "telefone", "teléfono", "phone",
)}  # fmt: skip
_WEIGHTS = (7, 9, 10, 5, 8, 4, 2, 1, 6, 3, 7, 9, 10, 5, 8, 4, 2)
_CHECKS = "10X98765432"
_SCANNED, _SCANNED_ELSEWHERE = 200_000, 2_000
#: Where one of the forms may stand, at little cost.
_SUSPECT = r"\d{11}|[\x{4e00}-\x{9fff}][A-Z]"


def is_identity_number(text: str) -> bool:
    """Say whether `text` is a resident identity number of 18 characters with the right check character."""
    if not re.fullmatch(_ID, text):
        return False
    total = sum(weight * int(digit) for weight, digit in zip(_WEIGHTS, text, strict=False))
    return _CHECKS[total % 11] == text[17].upper()


def mask(text: str) -> str:
    """Return `text` with identity numbers, mobile numbers and number plates replaced by ``***``."""
    for form in FORMS.values():
        text = re.sub(form, lambda m: m[0].replace(m[2], HIDDEN), text)
    return text


def mask_sql(text: str) -> str:
    """Return SQL that masks as :func:`mask` does, and leaves text without long digits or plates alone at little cost."""
    masked = text
    for name, form in FORMS.items():
        masked = (
            f"regexp_replace({masked}, '{form}', '\\1{HIDDEN}{'' if name == 'number plates' else chr(92) + '3'}', 'g')"
        )
    return f"CASE WHEN regexp_matches({text}, '{_SUSPECT}') THEN {masked} ELSE {text} END"


def find_personal(texts: Iterable[str]) -> dict[str, int]:
    """Return how many of the texts hold what kind of personal data.

    Identity numbers count when most of those found bear the right check character; other numbers of 18 digits (an area,
    a day and a serial number) bear it one time in eleven.
    """
    found = dict.fromkeys(FORMS, 0)
    right = 0
    for text in texts:
        for kind, form in FORMS.items():
            if match := re.search(form, text):
                found[kind] += 1
                right += kind == "identity numbers" and is_identity_number(match[2])
    if right <= found["identity numbers"] / 2:
        found["identity numbers"] = 0
    return {kind: count for kind, count in found.items() if count}


def scan(connection: duckdb.DuckDBPyConnection, mapping: Mapping, tables: Sequence[SourceTable]) -> list[str]:
    """Report every column that looks personal and is not declared so; return the headings found."""
    declared = {heading_key(h) for h in (*mapping.private.drop, *mapping.private.hash)}
    headings = []
    for src, table in enumerate(tables):
        open_columns = {i: h for i, h in enumerate(table.headings) if h and heading_key(h) not in declared}
        for position, kinds in _looks(connection, table, open_columns).items():
            headings.append(table.headings[position])
            for kind, count in kinds.items():
                connection.execute(
                    "INSERT INTO problems VALUES ('personal_data', ?, NULL, ?, ?, ?)",
                    [src, table.headings[position], str(count), kind],
                )
    return headings


def hide_values(connection: duckdb.DuckDBPyConnection, headings: Sequence[str]) -> None:
    """Take personal data out of the quoted values of ``problems``."""
    connection.execute(f"UPDATE problems SET value = {mask_sql('value')}, expected = {mask_sql('expected')}")
    if headings:
        connection.execute(
            f"UPDATE problems SET value = '{HIDDEN}' WHERE kind <> 'personal_data' AND heading IN ({quoted(tuple(headings))})"
        )


def _looks(
    connection: duckdb.DuckDBPyConnection, table: SourceTable, columns: Mapping_[int, str]
) -> dict[int, dict[str, int]]:
    """Return the kinds of personal data by column; the forms are Chinese, so in other ledgers half the cells must fit."""
    chinese = any("\u4e00" <= c <= "\u9fff" for heading in table.headings for c in heading)
    scanned = f"(SELECT * FROM {table.view} LIMIT {_SCANNED if chinese else _SCANNED_ELSEWHERE})"
    texts = {i: _as_text(table, i) for i in columns if table.types[i] in ("VARCHAR", "BIGINT", "DOUBLE")}
    if not texts:
        return {}
    counts = ", ".join(
        f"count_if(regexp_matches({t}, '{_SUSPECT}')), count(nullif(trim({t}), ''))" for t in texts.values()
    )
    numbers = connection.execute(f"SELECT {counts} FROM {scanned}").fetchone() or ()
    found: dict[int, dict[str, int]] = {}
    for place, (position, text) in enumerate(texts.items()):
        suspect, filled = numbers[2 * place], numbers[2 * place + 1]
        heading = columns[position].rpartition("/")[2]
        if heading_key(heading) in _NAME_HEADINGS and filled and table.types[position] == "VARCHAR":
            found[position] = {NAMES if _is_name(heading) else OTHER: filled}
        elif suspect and suspect >= (1 if chinese else filled / 2):
            cells = connection.execute(
                f"SELECT {text} FROM {scanned} WHERE regexp_matches({text}, '{_SUSPECT}')"
            ).fetchall()
            if kinds := find_personal(text for (text,) in cells):
                found[position] = kinds
    return found


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
