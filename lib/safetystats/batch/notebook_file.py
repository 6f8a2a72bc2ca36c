"""Read a notebook before it is run: what it asks, its parameters, the products it must hand on, its text in one language.

A notebook declares in its metadata, under ``safetystats``, its title in both languages and the ids of its products. One
code cell tagged ``parameters`` holds the defaults, one ``name: type = value`` a line. A Markdown cell tagged ``lang-zh``
or ``lang-en`` belongs to that language only.
"""

import ast
import hashlib
import json
from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from safetystats import locate
from safetystats.errors import InputError, did_you_mean
from safetystats.words import LANGUAGES, Language, Text

SUFFIX = ".ipynb"
PARAMETERS_TAG = "parameters"
LANGUAGE_TAGS: dict[Language, str] = {language: f"lang-{language}" for language in LANGUAGES}


@dataclass(frozen=True, slots=True, repr=False)
class NotebookFile:
    """A notebook as it lies on disk. `content` is its JSON; `defaults` are the values its ``parameters`` cell gives."""

    path: Path
    title: Text
    products: tuple[str, ...]
    defaults: Mapping[str, object]
    content: Mapping[str, Any]

    @property
    def name(self) -> str:
        """The file's name without its suffix, such as ``01_situation``."""
        return self.path.stem

    def in_language(self, language: Language) -> dict[str, Any]:
        """Return the notebook's JSON without outputs and without the cells that belong to the other language."""
        foreign = {tag for other, tag in LANGUAGE_TAGS.items() if other != language}
        kept = [_without_outputs(cell) for cell in self.content["cells"] if not foreign & _tags(cell)]
        return {**self.content, "cells": kept}

    def fingerprint(self, language: Language) -> str:
        """Return the SHA-256 of what decides the executed notebook: the cells of `language` and the declared products.

        Stored outputs, execution counts and cell ids do not count.
        """
        cells = [(c["cell_type"], _source(c), sorted(_tags(c))) for c in self.in_language(language)["cells"]]
        asked = [cells, self.title.zh, self.title.en, list(self.products)]
        return hashlib.sha256(json.dumps(asked, ensure_ascii=False).encode()).hexdigest()

    def __repr__(self) -> str:
        return f"<NotebookFile {self.name}: {len(self.products)} products>"


def notebook_names() -> list[str]:
    """Return the names of the notebooks that come with the package."""
    return sorted(path.stem for path in locate.notebooks_folder().glob(f"*{SUFFIX}"))


def find_notebook(name_or_path: str, beside: Path | None = None) -> Path:
    """Return the path of a bundled notebook (by name) or of a file ``*.ipynb``, relative to `beside` or to here.

    Raises :class:`InputError` when there is none.
    """
    if name_or_path.endswith(SUFFIX):
        path = (beside or Path()) / Path(name_or_path).expanduser()
        if path.is_file():
            return path
        raise InputError(f"There is no notebook {path}; check the path.")
    path = locate.notebooks_folder() / f"{name_or_path}{SUFFIX}"
    names = notebook_names()
    if name_or_path in names:
        return path
    hint = did_you_mean(name_or_path, names)
    raise InputError(
        f"There is no notebook {name_or_path!r}{hint}: name one of {', '.join(names)}, or give the path of a file "
        f"that ends in {SUFFIX}."
    )


def read_notebook(path: Path) -> NotebookFile:
    """Read the notebook `path`; raise :class:`InputError` when it is no notebook or does not declare what it must."""
    try:
        content = json.loads(path.read_text(encoding="utf-8"))
    except OSError as error:
        raise InputError(f"The notebook {path} cannot be read: {error.strerror}.") from None
    except ValueError:
        raise InputError(f"{path} is not a notebook: its content is not JSON in UTF-8.") from None
    if not isinstance(content, dict) or not isinstance(content.get("cells"), list) or content.get("nbformat") != 4:
        raise InputError(f"{path} is not a notebook of format 4; open it in JupyterLab and save it again.")
    declared = content.get("metadata", {}).get("safetystats")
    title, products = _declaration(path, declared)
    return NotebookFile(path, title, products, _defaults(path, content["cells"]), content)


def _declaration(path: Path, declared: object) -> tuple[Text, tuple[str, ...]]:
    expected = 'its metadata need "safetystats": {"title": {"zh": …, "en": …}, "products": [one id or more]}'
    if not isinstance(declared, dict):
        raise InputError(f"The notebook {path} does not declare its products: {expected}.")
    title, products = declared.get("title"), declared.get("products")
    if not isinstance(title, dict) or not all(isinstance(title.get(name), str) and title[name] for name in LANGUAGES):
        raise InputError(f"The notebook {path} has no title in both languages: {expected}.")
    if not isinstance(products, list) or not products or not all(isinstance(item, str) for item in products):
        raise InputError(f"The notebook {path} does not declare its products: {expected}.")
    return Text(title["zh"], title["en"]), tuple(products)


def _defaults(path: Path, cells: list[dict[str, Any]]) -> dict[str, object]:
    """Return the values that the one ``parameters`` cell assigns; only plain literals may stand there."""
    tagged = [cell for cell in cells if PARAMETERS_TAG in _tags(cell)]
    if len(tagged) != 1:
        raise InputError(f"The notebook {path} has {len(tagged)} cells tagged {PARAMETERS_TAG!r}, but must have one.")
    defaults: dict[str, object] = {}
    try:
        for statement in ast.parse(_source(tagged[0])).body:
            name, value = _assignment(statement)
            defaults[name] = value
    except (SyntaxError, ValueError) as error:
        raise InputError(
            f"The parameters cell of the notebook {path} holds more than lines of the form `name: type = value` "
            f"with a plain value ({error})."
        ) from None
    return defaults


def _assignment(statement: ast.stmt) -> tuple[str, object]:
    match statement:
        case ast.AnnAssign(target=ast.Name(id=name), value=ast.expr() as value):
            return name, ast.literal_eval(value)
        case ast.Assign(targets=[ast.Name(id=name)], value=value):
            return name, ast.literal_eval(value)
    raise ValueError(f"line {statement.lineno}")


def _without_outputs(cell: Mapping[str, Any]) -> dict[str, Any]:
    if cell["cell_type"] != "code":
        return dict(cell)
    return {**cell, "outputs": [], "execution_count": None}


def _tags(cell: Mapping[str, Any]) -> set[str]:
    return set(cell.get("metadata", {}).get("tags", []))


def _source(cell: Mapping[str, Any]) -> str:
    source = cell.get("source", "")
    return source if isinstance(source, str) else "".join(source)
