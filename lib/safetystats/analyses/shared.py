"""What every notebook's recipes have in common: making a product of a study, and the table of sources."""

from collections.abc import Iterable, Mapping, Sequence
from typing import Any

import pandas as pd
from matplotlib.figure import Figure as Image

from safetystats.analyses.study import Study
from safetystats.analyses.wording import TIER_NAMES
from safetystats.datasets import Source
from safetystats.datasets.dataset import OWN_TIER
from safetystats.figures import Caption
from safetystats.products import Column, Figure, Statement, Table, hash_rows
from safetystats.words import Text


def make_table(
    study: Study,
    name: str,
    title: Text,
    rows: Iterable[Mapping[Any, Any]],
    columns: tuple[Column, ...],
    *,
    used: Sequence[pd.DataFrame],
    notes: Sequence[Text] = (),
) -> Table:
    """Return the table `name`; `used` are the frames of counts or rates behind it (their sources and hash go with it)."""
    data = pd.DataFrame(list(rows), columns=[column.name for column in columns])
    return Table(
        name, title, data, columns, study.language, None, tuple(notes), sources_of(study, *used), rows_hash(*used),
        study.dataset.synthetic,
    )  # fmt: skip


def make_statement(
    study: Study,
    name: str,
    text: Text,
    numbers: dict[str, float],
    *,
    used: Sequence[pd.DataFrame],
    notes: Sequence[Text] = (),
) -> Statement:
    """Return the statement `name`."""
    return Statement(
        name,
        text,
        study.language,
        numbers,
        tuple(notes),
        sources_of(study, *used),
        rows_hash(*used),
        study.dataset.synthetic,
    )


def make_caption(
    study: Study, title: Text, *, used: Sequence[pd.DataFrame], unit: Text | None = None, subtitle: Text | None = None,
    notes: Sequence[Text] = (),
) -> Caption:  # fmt: skip
    """Return the words of a figure."""
    return Caption(title, subtitle, unit, tuple(notes), sources_of(study, *used), study.dataset.synthetic)


def make_figure(
    study: Study, name: str, caption: Caption, image: Image, data: pd.DataFrame, *, used: Sequence[pd.DataFrame]
) -> Figure:
    """Return the figure `name` drawn as `image` from `data`."""
    return Figure(
        name, caption.title, image, data, study.language, caption.unit, caption.notes, caption.sources, rows_hash(*used),
        caption.synthetic,
    )  # fmt: skip


def sources_of(study: Study, *used: pd.DataFrame) -> tuple[Source, ...]:
    """Return the sources of the rows of these frames (their column ``sources`` or ``source``), each once."""
    ids: list[str] = []
    for frame in used:
        if "sources" in frame:
            ids += [source_id for row in frame["sources"] for source_id in row]
        elif "source" in frame:
            ids += list(frame["source"].dropna())
    return study.sources(ids)


def rows_hash(*used: pd.DataFrame) -> str:
    """Return the hash of the rows behind a product; tuples of sources and origins count as their text."""
    return hash_rows(*map(_without_tuples, used))


def _without_tuples(frame: pd.DataFrame) -> pd.DataFrame:
    held = [name for name in frame.columns if frame[name].dtype == object]
    return frame.assign(**{name: frame[name].map(_plain_cell) for name in held})


def _plain_cell(cell: object) -> object:
    return " ".join(cell) if isinstance(cell, tuple) else cell


def sources_table(study: Study, name: str, *used: pd.DataFrame) -> Table:
    """Return the table of every source behind the notebook's products, with its tier."""
    sources = sources_of(study, *used)
    rows = [
        {
            "tier": TIER_NAMES[source.tier], "title": source.title, "publisher": source.publisher or None,
            "published": source.published or None, "url": source.url or None,
        }
        for source in sorted(sources, key=lambda source: source.tier)
    ]  # fmt: skip
    columns = (
        Column("tier", Text("级别", "Tier")),
        Column("title", Text("标题", "Title")),
        Column("publisher", Text("发布者", "Publisher")),
        Column("published", Text("日期", "Published")),
        Column("url", Text("网址", "Address")),
    )
    title = Text("所用数据的来源与级别", "The sources of the figures used, with their tiers")
    notes = (_NO_ADDRESS,) if any(not source.url and source.tier != OWN_TIER for source in sources) else ()
    data = pd.DataFrame(rows, columns=[column.name for column in columns])
    return Table(name, title, data, columns, study.language, notes=notes, rows_hash=rows_hash(*used))


_NO_ADDRESS = Text(
    "网址空缺：读到的副本所在网站不可靠，发布者与标题属实。",
    "No address: the copy read stood on an unreliable host; title and publisher stand.",
)
