"""Products: what a notebook hands on. Tables, figures and statements with their words, hashes and sources.

>>> from safetystats.products import Column, Table, save_all
>>> save_all([Table("deaths", Text("死亡人数", "Deaths"), frame, columns, "en")], "outputs/products")  # doctest: +SKIP
"""

from safetystats.products.captions import marked_notes, marked_title, note_lines, source_line, unit_line
from safetystats.products.figure import Figure
from safetystats.products.formats import FORMATS, NOT_APPLICABLE, Format, format_interval, format_value, is_missing
from safetystats.products.images import MissingGlyphError
from safetystats.products.provenance import Source, code_version, hash_rows
from safetystats.products.saving import INDEX, Product, save, save_all
from safetystats.products.statement import Statement
from safetystats.products.table import Column, Table

__all__ = [
    "FORMATS", "INDEX", "NOT_APPLICABLE", "Column", "Figure", "Format", "MissingGlyphError", "Product", "Source",
    "Statement", "Table", "code_version", "format_interval", "format_value", "hash_rows", "is_missing", "marked_notes",
    "marked_title", "note_lines", "save", "save_all", "source_line", "unit_line",
]  # fmt: skip
