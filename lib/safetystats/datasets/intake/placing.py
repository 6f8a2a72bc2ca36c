"""Which column of a table is which field: by how well its heading fits, times how much of its content can be read so."""

from dataclasses import dataclass

import duckdb

from safetystats.datasets.intake import contents
from safetystats.datasets.intake.fits import SURE_HEADING, content_fits, is_elsewhere, name_fits
from safetystats.datasets.intake.sources import SourceTable
from safetystats.datasets.intake.vocabulary import HEADINGS

#: The least confidence with which a column is proposed, and with which an import goes on without being asked.
LEAST, SURE = 0.4, 0.6
_SAMPLE = 400


@dataclass(frozen=True, slots=True)
class Placed:
    """One column and the field (and part) it is taken for."""

    field: str
    part: str
    heading: str
    confidence: float


def place(table: SourceTable, texts_of: list[list[str]]) -> list[Placed]:
    """Return the best column of each field in the order of the fields; a column, with its sample of texts, serves one field."""
    samples = {i: texts_of[i] for i, heading in enumerate(table.headings) if heading}
    chances = []
    for (field, part), names in HEADINGS.items():
        for i, texts in samples.items():
            name = max(
                (name_fits(table.headings[i], wanted, rank) for rank, wanted in enumerate(names.split("|"))),
                default=0.0,
            )
            if name and not (name < SURE_HEADING and is_elsewhere(field, table.headings[i])):
                chances.append((round(name * content_fits(field, part, texts), 4), -i, field, part))
    taken: dict[int, tuple[str, str]] = {}
    best: dict[tuple[str, str], tuple[int, float]] = {}
    for confidence, position, field, part in sorted(chances, reverse=True):
        if confidence >= LEAST and -position not in taken and (field, part) not in best:
            taken[-position] = (field, part)
            best[field, part] = (-position, confidence)
    best = contents.one_way_to_tell_time(best, samples)
    best = contents.area_in_place(best, samples, table.headings)
    order = list(HEADINGS)
    return [
        Placed(f, p, table.headings[i], c)
        for (f, p), (i, c) in sorted(best.items(), key=lambda item: order.index(item[0]))
    ]


def texts_of(connection: duckdb.DuckDBPyConnection, table: SourceTable, position: int) -> list[str]:
    """Return a sample of the texts of a column."""
    text = f"CAST(c{position} AS VARCHAR)"
    found = connection.execute(
        f"SELECT text FROM (SELECT {text} AS text FROM {table.view} WHERE c{position} IS NOT NULL LIMIT {20 * _SAMPLE}) WHERE trim(text) <> '' LIMIT {_SAMPLE}"
    ).fetchall()
    return [str(text).removesuffix(" 00:00:00") for (text,) in found]
