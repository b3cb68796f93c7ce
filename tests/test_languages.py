"""Every page that links lead to speaks one language: the reader's, without codes, raw dates or empty slots."""

import re
from collections.abc import Iterator
from html.parser import HTMLParser
from urllib.parse import urldefrag, urljoin, urlsplit

import pytest
from flask import Flask
from sqlalchemy import select
from werkzeug.exceptions import HTTPException

from mutasi_flow.access.domain import Role
from mutasi_flow.core.catalogue import LOCALES, SOURCE_LOCALE, list_messages, translator
from mutasi_flow.core.runtime import Runtime
from mutasi_flow.people.model import Jabatan, Unit
from tests.browsing import Browser, enter_as
from tests.factories import make_account, make_employee
from tests.transfers.scene import build_scene

ROLES = (Role.ADMIN, Role.VERIFIER, Role.DECIDER, Role.SIGNER, Role.PLANNER, Role.STAFFING, Role.AUDITOR)
SPOKEN = ("aria-label", "title", "placeholder", "alt", "data-l")
"""Attributes that are shown or read out."""
VOID = frozenset({"area", "base", "br", "col", "embed", "hr", "img", "input", "link", "meta", "source", "track", "wbr"})
SILENT = frozenset({"script", "style", "code", "textarea", "details"})
"""What holds no sentences: the words of machines, what somebody typed, and the trail as it was sealed."""
PAGES_OF_A_VIEW = 2
FAULTS = {
    "a date of machines": re.compile(r"\b(?:19|20)\d\d-\d\d-\d\d\b"),
    "a value of Python": re.compile(r"\b(?:None(?! yet|\.| |,)|True|False|nan|NaN)\b|object at 0x"),
    "a slot": re.compile(r"%\(\w+\)|\{(?!klas|urut|unit|bulan|tahun|nip|nama|dokumen|nomor)\w*\}"),
    "a gap": re.compile(r"[^\s=] [,;.](?:\s|$)|\( | \)"),
}


class Reading(HTMLParser):
    """The texts of a page with the language they are marked with, and its links."""

    def __init__(self, html: str) -> None:
        super().__init__()
        self.texts: list[tuple[str, str]] = []
        self.links: list[str] = []
        self.opened: list[tuple[str, str]] = []
        self.feed(html)

    def handle_starttag(self, tag: str, attributes: list[tuple[str, str | None]]) -> None:
        given = {name: value or "" for name, value in attributes}
        language = given.get("lang") or (self.opened[-1][1] if self.opened else "")
        if tag not in VOID:
            self.opened.append((tag, language))
        self.texts += [(given[name], language) for name in SPOKEN if given.get(name)]
        if tag == "a" and "href" in given:
            self.links.append(given["href"])

    def handle_endtag(self, tag: str) -> None:
        while self.opened and self.opened.pop()[0] != tag:
            pass

    def handle_data(self, data: str) -> None:
        if data.strip() and self.opened and not SILENT.intersection(name for name, _ in self.opened):
            self.texts.append((" ".join(data.split()), self.opened[-1][1]))


class Walk:
    """Follow every link of whoever is signed in, a page or two of each view."""

    def __init__(self, app: Flask, language: str) -> None:
        self.app, self.language = app, language
        self.visits: dict[str, int] = {}
        self.reached: set[str] = set()

    def pages(self, browser: Browser) -> Iterator[tuple[str, Reading]]:
        """Read what this visitor reaches and nobody before did; every walk begins at the visitor's own home."""
        home = f"/?lang={self.language}"
        waiting = [home, "/tidak-ada"]
        for address in waiting:
            if address is not waiting[0] and not self._is_new(address):
                continue
            answer = browser.get(address, follow_redirects=True)
            if answer.mimetype == "text/html":
                found = Reading(answer.text)
                waiting += [urldefrag(urljoin(answer.request.full_path, link)).url for link in found.links]
                yield address, found

    def _is_new(self, address: str) -> bool:
        parts = urlsplit(address)
        if parts.netloc or parts.path == "/" or "lang=" in parts.query or address in self.reached:
            return False
        self.reached.add(address)
        try:
            view = str(self.app.url_map.bind("localhost").match(parts.path)[0])
        except HTTPException:
            view = ""
        self.visits[view] = self.visits.get(view, 0) + 1
        return self.visits[view] <= PAGES_OF_A_VIEW


@pytest.fixture
def dialect() -> str:
    return "sqlite"


@pytest.fixture
def people(runtime: Runtime) -> list[int]:
    """Accounts of an office in which one transfer is decreed and one waits."""
    with runtime.database.writing() as session:
        scene = build_scene(session)
        scene.to_decreed()
        accounts = [make_account(session, make_employee(session, scene.root), [role]).id for role in ROLES]
        return [*accounts, *(scene.actor_of(one).account_id or 0 for one in (scene.employee, scene.new_head))]


@pytest.mark.parametrize("language", LOCALES)
def test_pages_speak_the_language_of_their_reader(
    app: Flask, runtime: Runtime, people: list[int], language: str
) -> None:
    with runtime.database.reading() as session:
        named = {*session.scalars(select(Jabatan.name)), *session.scalars(select(Unit.name))}
    say = translator("en")
    foreign = {one for one in list_messages("en") if say(one) != one} - named
    walk, faults = Walk(app, language), set()
    for account in people:
        browser = Browser(app)
        enter_as(browser, account)
        for address, page in walk.pages(browser):
            for text, marked in page.texts:
                if language != SOURCE_LOCALE and marked == language and text in foreign:
                    faults.add((address, "Indonesian", text))
                faults |= {(address, fault, text) for fault, found in FAULTS.items() if found.search(text)}
    assert len(walk.visits) > 100
    assert sorted(faults) == [], "\n".join(map(str, sorted(faults)))
