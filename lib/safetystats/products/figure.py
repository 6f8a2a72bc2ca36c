"""A figure that a notebook hands on: the picture, the numbers that it plots, and its words."""

from dataclasses import dataclass
from typing import TYPE_CHECKING

import pandas as pd

from safetystats.errors import InputError
from safetystats.products import images
from safetystats.products.captions import marked_notes, marked_title
from safetystats.products.checks import check_id, check_language, check_notes_and_sources, check_text
from safetystats.products.provenance import Source, hash_rows
from safetystats.words import Language, Text

if TYPE_CHECKING:
    from matplotlib.figure import Figure as Image

_HASH_SHOWN = 12


@dataclass(frozen=True, slots=True, repr=False, eq=False)
class Figure:
    """A picture with the numbers that it plots and its provenance.

    `image` is a matplotlib figure, `data` the plotted numbers. The title says the finding and never more than the
    intervals allow. `rows_hash` is the hash of the rows behind it (:func:`hash_rows`; that of `data` when not given).
    In a notebook it shows itself once, as SVG. Raises :class:`InputError` for a bad id, an empty title, no data.
    """

    id: str
    title: Text
    image: "Image"
    data: pd.DataFrame
    language: Language
    unit: Text | None = None
    notes: tuple[Text, ...] = ()
    sources: tuple[Source, ...] = ()
    rows_hash: str = ""
    synthetic: bool = False

    def __post_init__(self) -> None:
        check_id(self.id)
        check_text(self.title, "title", self.id)
        check_language(self.language, self.id)
        check_notes_and_sources(self.notes, self.sources, self.id)
        if not hasattr(self.image, "savefig"):
            raise InputError(f"The image of figure {self.id!r} is {self.image!r}, but must be a matplotlib Figure.")
        if self.data.empty:
            raise InputError(f"Figure {self.id!r} has no data: hand on the numbers that it plots.")
        object.__setattr__(self, "data", self.data.reset_index(drop=True))
        object.__setattr__(self, "notes", tuple(self.notes))
        object.__setattr__(self, "sources", tuple(self.sources))
        object.__setattr__(self, "rows_hash", self.rows_hash or hash_rows(self.data))
        images.close(self.image)

    @property
    def heading(self) -> str:
        """The title in the figure's language; that of synthetic data says so."""
        return marked_title(self.title, self.synthetic)[self.language]

    @property
    def all_notes(self) -> tuple[Text, ...]:
        """The notes; those of synthetic data say so."""
        return marked_notes(self.notes, self.synthetic)

    def svg(self) -> str:
        """Return the picture as SVG."""
        return images.svg(self.image, self.heading)

    def png(self) -> bytes:
        """Return the picture as PNG, 300 dots per inch."""
        return images.png(self.image)

    def __repr__(self) -> str:
        rows, columns = self.data.shape
        data_hash = hash_rows(self.data).removeprefix("sha256:")[:_HASH_SHOWN]
        return f"{self.heading} [{self.id}]\n<figure of {rows} rows × {columns} columns, data {data_hash}>"

    def _repr_mimebundle_(self, include: object = None, exclude: object = None) -> dict[str, str]:  # noqa: ARG002
        return {"image/svg+xml": self.svg(), "text/plain": repr(self)}
