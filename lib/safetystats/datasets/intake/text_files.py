"""Text files of any make: find the encoding and the delimiter, and cut the file into rows.

UTF-8 is tried first. What is not UTF-8 is GB18030 (or Big5, or Korean) when its bytes beyond ASCII stand in long runs, as in Chinese
text, Shift-JIS when that shows the words and syllables of Japanese, and Windows-1252 or Latin-1 when they stand alone
between letters, as in Portuguese, Spanish or French.
"""

import codecs
import csv
import io
import re
from collections.abc import Iterator
from itertools import islice
from pathlib import Path

from safetystats.errors import InputError

DELIMITERS = (",", ";", "\t", "|")
#: What Python takes for a blank.
SPACES = "".join(c for c in map(chr, range(0x3001)) if c.isspace())
_SAMPLE = 1 << 20
_CHUNK = 1 << 22
_BOMS = ((codecs.BOM_UTF8, "utf-8-sig"), (codecs.BOM_UTF16_LE, "utf-16"), (codecs.BOM_UTF16_BE, "utf-16"))
#: How .xlsx, .xlsb and .ods (all ZIP) and .xls begin.
_WORKBOOKS = (b"PK", b"\xd0\xcf\x11\xe0", b"\x09\x08")
_LEAST_TEXT = 20
#: High bytes stand in runs of about this length or more in Chinese text; Latin letters with accents stand alone.
_LONG_RUN = 2.6
#: Blank lines, blanks beside a quote, and the byte 0.
_ODD = (b"\0", b"\n\n", b"\n\r\n", b' "', b'" ', b'\t"', b'"\t')
_HEAD, _LONGEST = 200, 1 << 24
_COMMON = set("的年月日時时人事故死亡傷伤地點点者名稱称類类別别原因路市區区사고발생일시자수도망중상경군구유형")
#: Of the letters beyond ASCII of a Japanese text at least this share are syllables or these; of a Latin text read so, few.
_JAPANESE = frozenset("年月日時人事故死者負傷数地点分類番号発生市町村県都道府形状種別道路車")
_LEAST_JAPANESE = 0.4


def find_encoding(path: Path) -> str:
    """Return the encoding of a text file as Python names it."""
    with path.open("rb") as file:
        sample = file.read(_SAMPLE)
    for bom, encoding in _BOMS:
        if sample.startswith(bom):
            return encoding
    if _decodes(path, "utf-8"):
        return "utf-8"
    high = _high_part(path)
    if _is_japanese(high) and _decodes(path, "cp932"):
        return "cp932"
    runs = [len(run) for run in re.findall(rb"[\x80-\xff]+", high)]
    if runs and sum(runs) / len(runs) >= _LONG_RUN:
        chinese = [name for name in ("gb18030", "big5hkscs", "cp949") if _decodes(path, name)]
        if chinese:
            return max(chinese, key=lambda name: sum(c in _COMMON for c in sample.decode(name, "ignore")))
    return "cp1252" if _decodes(path, "cp1252") else "latin-1"


def is_text(path: Path) -> bool:
    """Say whether a file is text, whatever its name: it begins like no workbook and its beginning holds no zero bytes."""
    with path.open("rb") as file:
        head = file.read(_CHUNK >> 10)
    return not head.startswith(_WORKBOOKS) and b"\0" not in head and len(head) > _LEAST_TEXT


def find_delimiter(text: str) -> str:
    """Return the delimiter that cuts the first lines of `text` into most columns, equally many in each."""
    lines = [line for line in text.splitlines()[:60] if line.strip()][:40]
    best, most = ",", 0.0
    for delimiter in DELIMITERS:
        widths = [len(row) for row in csv.reader(lines, delimiter=delimiter)]
        if not widths or max(widths) < 2:
            continue
        usual = max(set(widths), key=lambda w: (widths.count(w), w))
        score = usual * (widths.count(usual) / len(widths)) ** 2 if usual > 1 else 0.0
        if score > most:
            best, most = delimiter, score
    return best


def read_sample(path: Path, encoding: str) -> str:
    """Return the beginning of a text file, cut at a line end."""
    with path.open("rb") as file:
        data = file.read(_SAMPLE)
    text = codecs.getincrementaldecoder(encoding)().decode(data)
    return text if len(data) < _SAMPLE else text.rpartition("\n")[0]


def read_rows(path: Path, encoding: str, delimiter: str) -> list[list[str]]:
    """Return the rows of a text file; :class:`InputError` when it cannot be cut."""
    csv.field_size_limit(_LONGEST)
    with path.open(encoding=encoding, newline="") as file:
        try:
            return list(csv.reader(_without_nul(file), delimiter=delimiter))
        except csv.Error as error:
            raise InputError(f"{path.name} cannot be cut into cells ({error}); save it as CSV again.") from None


def is_even(data: bytes) -> bool:
    """Say whether a file has none of what Python and DuckDB cut each in its own way."""
    odd = data.startswith((b"\n", b"\r\n")) or data.count(b"\r") != data.count(b"\r\n")
    return not odd and all(text not in data for text in _ODD)


def first_rows(data: bytes, encoding: str, delimiter: str) -> list[list[str]]:
    """Return the first rows of a text file, enough to find its header."""
    csv.field_size_limit(_LONGEST)
    text = io.StringIO(data.decode(encoding), newline="")
    return list(islice(csv.reader(text, delimiter=delimiter), _HEAD))


def rewrite_utf8(path: Path, encoding: str, to: Path) -> None:
    """Write a text file again in UTF-8, piece by piece."""
    with path.open(encoding=encoding, newline="") as source, to.open("w", encoding="utf-8", newline="") as target:
        while piece := source.read(_CHUNK):
            target.write(piece)


def _without_nul(lines: Iterator[str]) -> Iterator[str]:
    return (line.replace("\0", "") for line in lines)


def _decodes(path: Path, encoding: str) -> bool:
    decoder = codecs.getincrementaldecoder(encoding)()
    try:
        with path.open("rb") as file:
            while piece := file.read(_CHUNK):
                decoder.decode(piece)
            decoder.decode(b"", final=True)
    except UnicodeDecodeError:
        return False
    return True


def _is_japanese(data: bytes) -> bool:
    letters: list[str] = [c for c in data.decode("cp932", "replace") if ord(c) > 0x7F]
    known = sum("\u3041" <= c <= "\u30fe" or c in _JAPANESE for c in letters)
    return known > _LEAST_JAPANESE * len(letters)


def _high_part(path: Path) -> bytes:
    """Return up to a megabyte of the file from where its first byte beyond ASCII stands."""
    with path.open("rb") as file:
        while piece := file.read(_CHUNK):
            match = re.search(rb"[\x80-\xff]", piece)
            if match:
                return piece[match.start() : match.start() + _SAMPLE]
    return b""
