"""The static site of a batch: one card a run, one page an area, period and language; no network, no script.

Everything shown is read from the ledger and from the products' JSON, so a page cannot say more than the files do. The
site is made beside its place and moved there whole.
"""

import json
import shutil
from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any
from urllib.parse import quote

from jinja2 import Environment, FileSystemLoader, StrictUndefined

from safetystats.batch.manifest import BothLanguages, Manifest, ProductRecord, RunRecord
from safetystats.batch.site_words import LANGUAGE_NAMES, LANGUAGE_TAGS, WORDS
from safetystats.datasets import open_areas, report_period
from safetystats.errors import InputError
from safetystats.words import LANGUAGES, Language, Text

FOLDER = "site"
INDEX = "index.html"
_TEMPLATES = Path(__file__).parent / "templates"
_FONTS = Path(__file__).parents[1] / "figures" / "fonts"
_STYLE = "style.css"


@dataclass(frozen=True, slots=True)
class Product:
    """A product as its page shows it; `shown` are its words and rendered cells, `links` its files by kind."""

    record: ProductRecord
    shown: dict[str, Any]
    numeric: tuple[bool, ...]
    links: dict[str, str]

    @property
    def picture(self) -> str | None:
        """The link of the picture of a figure."""
        return self.links.get("SVG") or self.links.get("PNG")


@dataclass(frozen=True, slots=True)
class Section:
    """One run on its page."""

    record: RunRecord
    products: tuple[Product, ...]

    @property
    def lead(self) -> str | None:
        """The first finding, for the card."""
        return next((str(p.shown["title"]) for p in self.products if p.record.kind == "statement"), None)

    @property
    def picture(self) -> Product | None:
        """The first figure, for the card."""
        return next((p for p in self.products if p.picture), None)


@dataclass(frozen=True, slots=True)
class Page:
    """All notebooks of one area, period and language."""

    folder: str
    language: Language
    area: str
    period: str
    sections: tuple[Section, ...]

    @property
    def file(self) -> str:
        """The page's file name."""
        return f"{self.folder}.html"

    @property
    def title(self) -> str:
        """Area and period."""
        return f"{self.area}{'，' if self.language == 'zh' else ', '}{self.period}"


def build_site(manifest: Manifest, root: Path) -> Path:
    """Build the site of the batch's folder `root` from its ledger and return the page to open first."""
    place, beside = root / FOLDER, root / f".{FOLDER}.part"
    shutil.rmtree(beside, ignore_errors=True)
    beside.mkdir(parents=True)
    pages = _pages(manifest, root)
    for name, text in _render(manifest, pages).items():
        (beside / name).write_text(text, encoding="utf-8")
    shutil.copy(_TEMPLATES / _STYLE, beside)
    for font in sorted(_FONTS.glob("*.otf")):
        shutil.copy(font, beside)
    shutil.rmtree(place, ignore_errors=True)
    beside.rename(place)
    return place / INDEX


def _render(manifest: Manifest, pages: Sequence[Page]) -> dict[str, str]:
    """Return file name → HTML; the first language's index is ``index.html``, the other's ``index.<language>.html``."""
    environment = Environment(
        loader=FileSystemLoader(_TEMPLATES),
        autoescape=True,
        undefined=StrictUndefined,
        trim_blocks=True,
        lstrip_blocks=True,
    )
    environment.filters["url"] = lambda path: quote(path)
    environment.filters["day"] = lambda moment: str(moment)[:16].replace("T", " ") + " UTC"
    languages = list(dict.fromkeys(page.language for page in pages)) or [LANGUAGES[0]]
    indexes = {language: f"index.{language}.html" if number else INDEX for number, language in enumerate(languages)}
    rendered = {}
    for language, index in indexes.items():
        shared: dict[str, object] = {
            "manifest": manifest,
            "language": language,
            "tag": LANGUAGE_TAGS[language],
            "words": {name: text[language] for name, text in WORDS.items()},
            "batch_title": in_language(manifest.title, language),
            "in_language": in_language,
            "index": index,
        }
        own = [page for page in pages if page.language == language]
        others = {
            LANGUAGE_NAMES[other]: (LANGUAGE_TAGS[other], file) for other, file in indexes.items() if other != language
        }
        rendered[index] = environment.get_template("index.html.j2").render(shared, pages=own, others=others)
        for page in own:
            rendered[page.file] = environment.get_template("page.html.j2").render(shared, page=page)
    return rendered


def in_language(text: BothLanguages, language: Language) -> str:
    """Return the text in `language`."""
    return text.zh if language == "zh" else text.en


def _pages(manifest: Manifest, root: Path) -> list[Page]:
    folders: dict[str, list[RunRecord]] = {}
    for record in manifest.runs:
        folders.setdefault(record.folder, []).append(record)
    return [_page(folder, records, root) for folder, records in folders.items()]


def _page(folder: str, records: Sequence[RunRecord], root: Path) -> Page:
    parameters = records[0].parameters
    language: Language = "zh" if parameters["language"] == "zh" else "en"
    sections = [_section(record, root) for record in sorted(records, key=lambda record: record.notebook)]
    area = _area_name(parameters["dataset"], parameters["area"])[language]
    return Page(folder, language, area, report_period(parameters["period"]).text[language], tuple(sections))


def _area_name(dataset: str, area: str) -> Text:
    """Return the name of an area, its code when the dataset that knows it is no longer there."""
    try:
        return open_areas(dataset).get(area).name
    except InputError:
        return Text(area, area)


def _section(record: RunRecord, root: Path) -> Section:
    products = record.result.products if record.result else []
    return Section(record, tuple(_product(product, root) for product in products))


def _product(record: ProductRecord, root: Path) -> Product:
    links = {Path(file.path).suffix.removeprefix(".").upper(): f"../{file.path}" for file in record.files}
    described = next((file.path for file in record.files if file.path.endswith(".json")), None)
    content = json.loads((root / described).read_bytes()) if described and (root / described).is_file() else {}
    plain = {"title": record.title.zh, "unit": "", "notes": [], "sources": "", "headings": [], "rows": []}
    numeric = tuple(column.get("format", "text") != "text" for column in content.get("columns", []))
    return Product(record, {**plain, **content.get("shown", {})}, numeric, links)
