"""A real browser over a real server: Debian's Chromium, the application in a thread, axe beside it."""

import os
import shutil
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from threading import Thread

import pytest
from flask import Flask
from playwright.sync_api import Browser, Page, sync_playwright
from werkzeug.serving import make_server

FLAGS = (
    "--headless",
    "--no-sandbox",
    "--disable-gpu",
    "--disable-quic",
    "--no-first-run",
    "--disable-background-networking",
    "--disable-component-update",
    "--disable-sync",
)
AXE = (Path(__file__).parent / "axe.min.js").read_text(encoding="utf-8")
STANDARDS = ["wcag2a", "wcag2aa", "wcag21a", "wcag21aa", "wcag22aa", "best-practice"]


def find_chromium() -> str:
    """Return the browser of the system."""
    found = os.environ.get("MUTASI_CHROMIUM") or shutil.which("chromium") or shutil.which("chromium-browser")
    assert found, "Chromium is needed: apt-get install chromium"
    return found


@pytest.fixture
def dialect() -> str:
    """Pages look the same on both databases; the services are tried on both elsewhere."""
    return "sqlite"


@pytest.fixture(scope="module")
def chromium() -> Iterator[Browser]:
    """The browser, started once a file: its event loop owns the thread, and other files start loops of their own."""
    with sync_playwright() as playwright:
        browser = playwright.chromium.launch(executable_path=find_chromium(), args=list(FLAGS))
        yield browser
        browser.close()


@contextmanager
def serving(app: Flask) -> Iterator[str]:
    """Serve ``app`` on loopback and give its address."""
    server = make_server("127.0.0.1", 0, app, threaded=True)
    thread = Thread(target=server.serve_forever)
    thread.start()
    yield f"http://127.0.0.1:{server.server_port}"
    server.shutdown()
    thread.join()


@pytest.fixture
def address(app: Flask) -> Iterator[str]:
    """Where the application answers, on loopback."""
    with serving(app) as opened:
        yield opened


def check_page(page: Page) -> None:
    """Ask axe, and look for a page that is wider than its screen or has not exactly one heading."""
    if page.evaluate("typeof axe === 'undefined'"):
        page.evaluate(AXE)
    asked = {"runOnly": {"type": "tag", "values": STANDARDS}, "resultTypes": ["violations"], "elementRef": False}
    found = page.evaluate("asked => axe.run(asked)", asked)
    problems = [(one["id"], [node["html"][:120] for node in one["nodes"]]) for one in found["violations"]]
    assert problems == [], page.url
    assert page.locator("h1").count() == 1, page.url
    too_wide = page.evaluate("document.documentElement.scrollWidth > document.documentElement.clientWidth")
    assert not too_wide, page.url
