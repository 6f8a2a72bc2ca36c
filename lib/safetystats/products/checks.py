"""What every product must have: an id that can be a file's name, a title in both languages, a known language."""

import re
from collections.abc import Iterable

from safetystats.errors import InputError, one_of
from safetystats.products.provenance import Source
from safetystats.words import LANGUAGES, Text

_ID = re.compile(r"[a-z][a-z0-9_]{0,63}")
INDEX_NAME = "products"


def check_id(product_id: object) -> None:
    """Raise :class:`InputError` unless `product_id` is lower-case letters, digits and underscores, a letter first."""
    if not isinstance(product_id, str) or not _ID.fullmatch(product_id):
        raise InputError(
            f"The product id {product_id!r} cannot be a file name: use lower-case letters, digits and underscores, "
            "a letter first, at most 64."
        )
    if product_id == INDEX_NAME:
        raise InputError(f"The product id {INDEX_NAME!r} is taken by the index {INDEX_NAME}.json: choose another id.")


def check_language(language: object, product_id: str) -> None:
    """Raise :class:`InputError` unless `language` is one of the two."""
    one_of(language, LANGUAGES, f"The language of product {product_id!r}")


def check_text(text: object, what: str, product_id: str) -> None:
    """Raise :class:`InputError` unless `text` is a :class:`Text` that says something in both languages."""
    if not isinstance(text, Text):
        raise InputError(f"The {what} of product {product_id!r} is {text!r}, but must be a Text with zh and en.")
    for language in LANGUAGES:
        if not text[language].strip():
            raise InputError(f"The {what} of product {product_id!r} is empty in {language!r}: give both languages.")


def check_notes_and_sources(notes: Iterable[object], sources: Iterable[object], product_id: str) -> None:
    """Raise :class:`InputError` unless every note is a full :class:`Text` and every source a :class:`Source`."""
    for note in notes:
        check_text(note, "note", product_id)
    for source in sources:
        if not isinstance(source, Source):
            raise InputError(f"A source of product {product_id!r} is {source!r}, but must be a datasets.Source.")
