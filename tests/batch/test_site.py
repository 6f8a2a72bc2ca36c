"""The site, built from a ledger and from files as the library saves them, without running anything."""

from html.parser import HTMLParser
from pathlib import Path
from urllib.parse import unquote

import pandas as pd
import pytest

from safetystats.batch.ledger import complete_products
from safetystats.batch.manifest import BothLanguages, Failure, Key, Manifest, Result, RunRecord
from safetystats.batch.publish import _moved
from safetystats.batch.site import build_site
from safetystats.datasets import Source
from safetystats.products import Column, Statement, Table, save_all
from safetystats.words import Language, Text

KEY = Key(notebook="n", parameters="p", data="d", library="l", environment="e")
SOURCE = Source("book", "年鉴 <1>", "统计局", "2012", "A", "")


class Page(HTMLParser):
    """What a page holds: ids, links, headings, and text."""

    def __init__(self, path: Path) -> None:
        super().__init__()
        self.ids: list[str] = []
        self.links: list[str] = []
        self.images: list[dict[str, str | None]] = []
        self.headings: list[str] = []
        self.text = ""
        self._tags: list[str] = []
        self.feed(path.read_text("utf-8"))
        self.headings = [" ".join(heading.split()) for heading in self.headings]

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        given = dict(attrs)
        self._tags.append(tag)
        self.ids += [given["id"]] if given.get("id") else []
        self.links += [value for name in ("href", "src") if (value := given.get(name))]
        if tag == "img":
            self.images.append(given)
        if tag in {"h1", "h2", "h3"}:
            self.headings.append("")

    def handle_endtag(self, tag: str) -> None:
        while self._tags and self._tags.pop() != tag:
            pass

    def handle_data(self, data: str) -> None:
        self.text += data
        if {"h1", "h2", "h3"} & set(self._tags):
            self.headings[-1] += data


def save_run(root: Path, language: Language, failed: bool = False) -> RunRecord:
    folder = f"500233_2011-10_{language}"
    place = root / folder / "products" / "01_situation"
    frame = pd.DataFrame({"sector": [Text("道路", "Road"), Text("水上", "Water")], "deaths": [24, 7]})
    columns = (Column("sector", Text("行业", "Sector")), Column("deaths", Text("死亡", "Deaths"), format="count"))
    rise = Text("33 人 <b>& 29 人", "33 <b>& 29")
    unit, note = Text("人", "persons"), Text("另有 2 人", "two more")
    table = Table("deaths", Text("死亡人数", "Deaths"), frame, columns, language, unit, (note,), (SOURCE,))
    save_all([Statement("finding", rise, language), table], place)
    products = [_moved(product, place.relative_to(root)) for product in complete_products(place, ["finding", "deaths"])]
    (root / folder / "01_situation.ipynb").write_text("{}")
    log = root / "logs" / f"{folder}_01_situation.jsonl"
    log.parent.mkdir(exist_ok=True)
    log.write_text("{}\n")
    moment = "2026-11-25T10:00:00+00:00"
    result = Result(
        notebook=f"{folder}/01_situation.ipynb", notebook_sha256="", products=products, key=KEY,
        started_at=moment, finished_at=moment, seconds=2,
    )  # fmt: skip
    failure = Failure(kind="input", sentence="No <data> for it.", started_at=moment, finished_at=moment, seconds=1)
    return RunRecord(
        id=f"{folder}/01_situation", folder=folder, notebook="01_situation", title=BothLanguages(zh="形势", en="Situation"),
        parameters={"dataset": "zhongxian", "area": "500233", "period": "2011-10", "language": language},
        state="failed" if failed else "done", reasons=[], result=result, failure=failure if failed else None,
        log=log.relative_to(root).as_posix(),
    )  # fmt: skip


def build(root: Path, *records: RunRecord) -> Path:
    title = BothLanguages(zh="一批", en="A batch")
    held = Manifest(
        batch="few", title=title, versions={"code": "0.1.0+abc", "python": "3.11.7"}, started_at="2026-11-25T10:00:00+00:00",
        finished_at="2026-11-25T10:00:00+00:00", runs=list(records),
    )  # fmt: skip
    (root / "manifest.json").write_text("{}")
    return build_site(held, root)


@pytest.fixture
def site(tmp_path: Path) -> Path:
    """A site in both languages, the English run failed after an earlier success."""
    return build(tmp_path, save_run(tmp_path, "zh"), save_run(tmp_path, "en", failed=True)).parent


def test_every_link_leads_to_a_file_or_a_place_on_a_page(site: Path) -> None:
    pages = {path.name: Page(path) for path in site.glob("*.html")}
    assert set(pages) == {"index.html", "index.en.html", "500233_2011-10_zh.html", "500233_2011-10_en.html"}
    followed = 0
    for name, page in pages.items():
        for link in page.links:
            if link.startswith("data:"):
                continue
            target, _, place = unquote(link).partition("#")
            assert (site / (target or name)).is_file(), f"{name} links to {link}"
            if place:
                assert place in pages[target or name].ids
            followed += 1
    assert followed > 30


def test_nothing_is_fetched_and_nothing_runs(site: Path) -> None:
    for path in [*site.glob("*.html"), site / "style.css"]:
        text = path.read_text("utf-8")
        assert "http" not in text
        assert "<script" not in text


def test_the_index_names_places_runs_and_findings_in_its_language(site: Path) -> None:
    chinese, english = Page(site / "index.html"), Page(site / "index.en.html")
    assert chinese.headings == ["一批", "忠县 2011年1—10月", "形势"]
    assert english.headings == ["A batch", "Zhong County January–October 2011", "Situation"]
    assert "33 人 <b>& 29 人" in chinese.text
    assert "No <data> for it." in english.text
    assert "2 analyses, 1 done, 1 failed" in " ".join(english.text.split())


def test_a_page_shows_findings_tables_notes_and_sources(site: Path) -> None:
    page = Page(site / "500233_2011-10_zh.html")
    text = " ".join(page.text.split())
    assert page.headings == ["忠县 2011年1—10月", "形势"]
    assert "死亡人数单位：人 行业死亡 道路24 水上7" in text
    assert "注：另有 2 人" in text
    assert "来源：年鉴 <1>，统计局，2012。" in text
    html = (site / "500233_2011-10_zh.html").read_text("utf-8")
    assert '<th scope="col" class="number">死亡</th>' in html
    assert '<th scope="row">道路</th><td class="number">24</td>' in html
    assert '<html lang="zh-Hans">' in html


def test_a_failure_is_shown_above_the_earlier_result(site: Path) -> None:
    text = " ".join(Page(site / "500233_2011-10_en.html").text.split())
    assert text.index("No <data> for it.") < text.index("result of an earlier run, computed 2026-11-25 10:00 UTC")
    assert text.index("earlier run") < text.index("33 <b>& 29")


def test_the_same_ledger_gives_the_same_bytes_and_old_pages_go(tmp_path: Path) -> None:
    record = save_run(tmp_path, "zh")
    place = build(tmp_path, record, save_run(tmp_path, "en")).parent
    before = {path.name: path.read_bytes() for path in build(tmp_path, record).parent.iterdir()}
    after = {path.name: path.read_bytes() for path in build(tmp_path, record).parent.iterdir()}
    assert before == after
    assert not (place / "index.en.html").exists()
    assert [path.name for path in tmp_path.iterdir() if path.name.endswith(".part")] == []


def test_an_empty_ledger_still_gives_a_page(tmp_path: Path) -> None:
    assert Page(build(tmp_path)).headings == ["一批"]
