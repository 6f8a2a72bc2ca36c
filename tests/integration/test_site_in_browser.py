"""The site of a real run, opened by a real headless Chromium."""

import shutil
import subprocess
import sys
from html.parser import HTMLParser
from pathlib import Path

import matplotlib.image
import numpy as np
import pytest

pytestmark = pytest.mark.integration
CHROMIUM = shutil.which("chromium") or shutil.which("chromium-browser")
FLAGS = [
    "--headless", "--no-sandbox", "--disable-gpu", "--disable-quic", "--no-first-run", "--disable-background-networking",
    "--disable-component-update", "--disable-sync", "--virtual-time-budget=5000",
]  # fmt: skip


class Links(HTMLParser):
    """Collect what a page loads or links to."""

    def __init__(self) -> None:
        super().__init__()
        self.found: list[str] = []

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        self.found += [value for name, value in attrs if name in ("href", "src") and value]


@pytest.fixture(scope="module")
def site(tmp_path_factory: pytest.TempPathFactory) -> Path:
    folder = tmp_path_factory.mktemp("out")
    words = ["run", "--area", "忠县", "--output-dir", str(folder)]
    subprocess.run([sys.executable, "-m", "safetystats", *words], check=True, capture_output=True)
    return folder / "site"


def browse(page: Path, profile: Path, *flags: str) -> str:
    assert CHROMIUM is not None, "Chromium is not installed: apt-get install chromium"
    command = [CHROMIUM, *FLAGS, f"--user-data-dir={profile}", *flags, page.as_uri()]
    return subprocess.run(command, check=True, capture_output=True, text=True, timeout=120).stdout


def test_the_pages_show_their_headings_and_figures(site: Path, tmp_path: Path) -> None:
    index = browse(site / "index.html", tmp_path / "a", "--dump-dom")
    page = browse(site / "500233_2011-10_zh.html", tmp_path / "b", "--dump-dom")
    assert "忠县" in index
    assert "死亡33人" in page
    assert "没有上升的证据" in page
    assert page.count("<img") + page.count("<svg") >= 6


def test_every_link_of_every_page_leads_to_a_file(site: Path) -> None:
    for page in site.glob("*.html"):
        links = Links()
        links.feed(page.read_text("utf-8"))
        local = [
            link.partition("#")[0] for link in links.found if not link.startswith(("#", "http", "data:", "mailto:"))
        ]
        assert local
        assert [link for link in local if link and not (page.parent / link).exists()] == []


@pytest.mark.parametrize("width", [1200, 420])
def test_a_page_is_drawn_and_fits_wide_and_narrow_windows(site: Path, tmp_path: Path, width: int) -> None:
    picture = tmp_path / "page.png"
    browse(site / "500233_2011-10_zh.html", tmp_path / "c", f"--window-size={width},1600", f"--screenshot={picture}")
    pixels = matplotlib.image.imread(picture)
    assert pixels.shape[1] == width
    assert np.ptp(pixels[..., :3]) > 0.5, "the page is blank"
