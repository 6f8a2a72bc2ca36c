"""Fields of a shipped mapping for which a ledger has none of the known headings: take the column that fits, and say so."""

from collections.abc import Sequence

import duckdb

from safetystats.datasets.intake.field_names import field_name
from safetystats.datasets.intake.headers import find_heading
from safetystats.datasets.intake.mapping import Column, Mapping
from safetystats.datasets.intake.placing import place, texts_of
from safetystats.datasets.intake.sources import SourceTable
from safetystats.words import Text

#: Enough in a ledger whose other columns are known: a heading that has the field's name in it, and content that fits.
_ENOUGH = 0.5


def supplement(
    connection: duckdb.DuckDBPyConnection, known: Mapping, tables: Sequence[SourceTable]
) -> tuple[Mapping, tuple[Text, ...]]:
    """Return the mapping with columns for the fields it could not find, and what was taken with which confidence."""
    wanted = {f"{field} {part}": names for field, c in known.columns.items() for part, names in c.pieces.items()}
    wanted |= {f"key {i}": tuple(name.split("|")) for i, name in enumerate(known.key)}
    found = {t: {k: find_heading(t.headings, names) for k, names in wanted.items()} for t in tables}
    table = max(tables, key=lambda t: sum(position is not None for position in found[t].values()))
    used = {position for position in found[table].values() if position is not None}
    lacking = {f for f in known.columns if not any(found[table][k] is not None for k in wanted if k.split()[0] == f)}
    if not lacking or len(used) == len(table.headings):
        return known, ()
    texts = [
        texts_of(connection, table, i) if heading and i not in used else [] for i, heading in enumerate(table.headings)
    ]
    more = [
        p
        for p in place(table, texts)
        if p.field in lacking
        and p.part == "source"
        and p.confidence >= _ENOUGH
        and texts[table.headings.index(p.heading)]
    ]
    columns = {p.field: Column.model_validate({"from": [*known.columns[p.field].source, p.heading]}) for p in more}
    told = tuple(_TAKEN.format(field=field_name(p.field), heading=p.heading, share=f"{p.confidence:.0%}") for p in more)
    return known.model_copy(update={"columns": {**known.columns, **columns}}) if more else known, told


_TAKEN = Text(
    "{field} ← “{heading}”（把握 {share}，按表头和内容推测）",
    "{field} ← '{heading}' (confidence {share}, by its heading and content)",
)
