"""Tables of an HTML page, which many systems export under the name of an Excel file."""

import re
from html.parser import HTMLParser
from pathlib import Path

from safetystats.datasets.intake.text_files import find_encoding

_WIDEST = 1000


def read_html(path: Path) -> list[list[list[str]]] | None:
    """Return the rows of each table of a page, a cell that spans columns in each of them; None when the file is no page."""
    text = path.read_bytes().decode(find_encoding(path), "replace")
    if not re.match(r"\s*<", text) or "<table" not in text.lower():
        return None
    tables = _Tables()
    tables.feed(text)
    return tables.found


class _Tables(HTMLParser):
    """Collects the cells of tables; a table inside a cell is one of its own."""

    def __init__(self) -> None:
        super().__init__()
        self.found: list[list[list[str]]] = []
        self._open: list[list[list[str]]] = []
        self._span = 0

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        if tag == "table":
            self._open.append([])
            self.found.append(self._open[-1])
        elif tag == "tr" and self._open:
            self._open[-1].append([])
        elif tag in ("td", "th") and self._open and self._open[-1]:
            span = dict(attrs).get("colspan") or "1"
            self._span = min(int(span), _WIDEST) if span.isdigit() else 1
            self._open[-1][-1] += [""] * self._span

    def handle_data(self, data: str) -> None:
        words = " ".join(data.split())
        if words and self._span and self._open and self._open[-1] and self._open[-1][-1]:
            row = self._open[-1][-1]
            row[-self._span :] = [f"{row[-1]} {words}".strip()] * self._span

    def handle_endtag(self, tag: str) -> None:
        if tag in ("td", "th", "tr"):
            self._span = 0
        elif tag == "table" and self._open:
            self._open.pop()
