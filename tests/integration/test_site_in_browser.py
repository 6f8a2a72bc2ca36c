"""The site of a real run, opened by a real headless Chromium through its debugging protocol."""

import base64
import json
import shutil
import subprocess
import sys
import time
from collections.abc import Iterator
from io import BytesIO
from pathlib import Path
from typing import Any
from urllib.request import urlopen

import matplotlib.image
import numpy as np
import pytest
import websocket

pytestmark = pytest.mark.integration
CHROMIUM = shutil.which("chromium") or shutil.which("chromium-browser")
FLAGS = [
    "--headless", "--no-sandbox", "--disable-gpu", "--disable-quic", "--no-first-run", "--disable-background-networking",
    "--disable-component-update", "--disable-sync", "--hide-scrollbars", "--remote-debugging-port=0",
]  # fmt: skip
PAGES = ["index.html", "500233_2011-10_zh.html"]


class Browser:
    """One tab of Chromium. `complaints` collects what failed to load, what raised, and what the console called an error."""

    def __init__(self, profile: Path) -> None:
        assert CHROMIUM is not None, "Chromium is not installed: apt-get install chromium"
        command = [CHROMIUM, *FLAGS, f"--user-data-dir={profile}", "about:blank"]
        self.process = subprocess.Popen(command, stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL)
        port = self._port(profile / "DevToolsActivePort")
        with urlopen(f"http://127.0.0.1:{port}/json/list") as answer:
            tab = next(found for found in json.load(answer) if found["type"] == "page")
        self.socket = websocket.create_connection(tab["webSocketDebuggerUrl"], timeout=60, suppress_origin=True)
        self.complaints: list[str] = []
        self.loaded: list[str] = []
        self._number = 0
        for domain in ("Page", "Network", "Runtime", "Log"):
            self.call(f"{domain}.enable")

    def open(self, path: Path, width: int = 1200) -> None:
        """Open a page in a window of `width`, bring every figure into view, and wait until all is loaded."""
        self.call("Emulation.setDeviceMetricsOverride", width=width, height=1000, deviceScaleFactor=1, mobile=False)
        self.call("Page.navigate", url=path.as_uri())
        waited = """new Promise(async done => {
            while (document.readyState != 'complete') await new Promise(r => setTimeout(r, 20));
            for (const image of document.images) { image.loading = 'eager'; }
            await Promise.all([...document.images].map(image => image.decode().catch(() => 0)));
            await document.fonts.ready;
            done(location.href);
        })"""
        until = time.monotonic() + 60
        while self.value(waited) != path.as_uri():
            assert time.monotonic() < until

    def value(self, expression: str) -> Any:
        """Return the value of a JavaScript expression on the page."""
        done = self.call("Runtime.evaluate", expression=expression, awaitPromise=True, returnByValue=True)
        assert "exceptionDetails" not in done, done
        return done["result"].get("value")

    def picture(self) -> np.ndarray:
        return matplotlib.image.imread(BytesIO(base64.b64decode(self.call("Page.captureScreenshot")["data"])))

    def call(self, method: str, **parameters: object) -> Any:
        self._number += 1
        self.socket.send(json.dumps({"id": self._number, "method": method, "params": parameters}))
        while True:
            message = json.loads(self.socket.recv())
            if message.get("id") == self._number:
                return message["result"]
            self._note(message)

    def close(self) -> None:
        self.socket.close()
        self.process.terminate()
        self.process.wait(timeout=30)

    def _note(self, message: dict[str, Any]) -> None:
        event, details = message["method"], message["params"]
        if event == "Network.requestWillBeSent":
            self.loaded.append(details["request"]["url"])
        elif event == "Network.loadingFailed" and not details.get("canceled"):
            self.complaints.append(f"not loaded: {details['errorText']}")
        elif event == "Runtime.exceptionThrown":
            self.complaints.append(details["exceptionDetails"]["text"])
        elif event == "Log.entryAdded" and details["entry"]["level"] == "error":
            self.complaints.append(f"{details['entry']['text']} {details['entry'].get('url', '')}")

    def _port(self, note: Path) -> str:
        until = time.monotonic() + 60
        while not note.exists() or not note.read_text():
            assert self.process.poll() is None, "Chromium did not start"
            assert time.monotonic() < until
            time.sleep(0.05)
        return note.read_text().splitlines()[0]


@pytest.fixture(scope="module")
def site(tmp_path_factory: pytest.TempPathFactory) -> Path:
    folder = tmp_path_factory.mktemp("out")
    words = ["run", "--area", "忠县", "--output-dir", str(folder)]
    subprocess.run([sys.executable, "-m", "safetystats", *words], check=True, capture_output=True)
    return folder / "site"


@pytest.fixture
def browser(tmp_path: Path) -> Iterator[Browser]:
    opened = Browser(tmp_path / "profile")
    yield opened
    opened.close()


def test_the_pages_show_their_headings_findings_and_figures(site: Path, browser: Browser) -> None:
    headings = "[...document.querySelectorAll('h1, h2, h3')].map(h => h.innerText.replace(/\\s+/g, ' ').trim())"
    browser.open(site / "index.html")
    assert "忠县 2011年1—10月" in browser.value(headings)
    browser.open(site / "500233_2011-10_zh.html")
    notebooks = ["事故情况", "事故原因", "三项死亡率", "趋势与口径", "前景与目标"]
    assert browser.value(headings) == ["忠县 2011年1—10月", *notebooks]
    text = browser.value("document.body.innerText")
    assert "死亡33人" in text
    assert "没有上升的证据" in text
    figures = browser.value("[...document.querySelectorAll('figure img')].map(i => [i.alt, i.naturalWidth])")
    assert len(figures) >= 6
    assert all(title and width for title, width in figures)


@pytest.mark.parametrize("page", PAGES)
def test_everything_loads_without_errors_from_the_folder_alone(site: Path, browser: Browser, page: str) -> None:
    browser.open(site / page)
    assert browser.complaints == []
    root = site.parent.as_uri()
    assert [url for url in browser.loaded if not url.startswith((root, "data:"))] == []


def test_the_listener_would_hear_of_a_missing_figure_and_an_error(tmp_path: Path, browser: Browser) -> None:
    page = tmp_path / "bad.html"
    page.write_text("<!DOCTYPE html><img src='none.svg'><script>undefined_name()</script>")
    browser.open(page)
    assert len(browser.complaints) >= 2


@pytest.mark.parametrize("width", [1200, 420])
@pytest.mark.parametrize("page", PAGES)
def test_a_page_is_drawn_and_fits_wide_and_narrow_windows(site: Path, browser: Browser, page: str, width: int) -> None:
    browser.open(site / page, width)
    assert browser.value("document.documentElement.scrollWidth") <= width
    pixels = browser.picture()
    assert pixels.shape[1] == width
    assert np.ptp(pixels[..., :3]) > 0.5, "the page is blank"


@pytest.mark.parametrize("page", PAGES)
def test_chinese_is_drawn_by_a_typeface_that_has_it(site: Path, browser: Browser, page: str) -> None:
    """A missing typeface shows as fallback to one without Chinese, which draws boxes."""
    browser.open(site / page)
    browser.call("DOM.enable")
    browser.call("CSS.enable")
    document = browser.call("DOM.getDocument")["root"]["nodeId"]
    for selector in ("h1", "h2", ".links a", "footer p"):
        node = browser.call("DOM.querySelector", nodeId=document, selector=selector)["nodeId"]
        used = browser.call("CSS.getPlatformFontsForNode", nodeId=node)["fonts"]
        assert used, selector
        assert not {"DejaVu Sans", "Liberation Sans"} & {font["familyName"] for font in used}, selector


def test_tables_have_headers_and_titles(site: Path, browser: Browser) -> None:
    browser.open(site / "500233_2011-10_zh.html")
    lacking = (
        "[...document.querySelectorAll('table')].filter(t => !t.caption || !t.querySelector('th[scope=col]')).length"
    )
    assert browser.value("document.querySelectorAll('table').length") >= 5
    assert browser.value(lacking) == 0
    assert browser.value(
        "[...document.querySelectorAll('[id]')].length == new Set([...document.querySelectorAll('[id]')].map(e => e.id)).size"
    )


def test_every_link_leads_to_a_file_or_a_place(site: Path, browser: Browser) -> None:
    links = "[...document.querySelectorAll('a[href]')].map(a => [a.href.split('#')[0], decodeURIComponent(a.hash.slice(1))])"
    for page in PAGES:
        browser.open(site / page)
        found = browser.value(links)
        assert found
        for address, place in found:
            path = Path(browser.value(f"decodeURIComponent(new URL({json.dumps(address)}).pathname)"))
            assert path.is_file(), f"{page} links to {address}"
            assert not place or f'id="{place}"' in path.read_text("utf-8"), f"{page} links to {address}#{place}"
