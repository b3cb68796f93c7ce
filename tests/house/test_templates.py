"""Templates compile, import only what they use, and obey the content security policy."""

import re
from pathlib import Path

import pytest
from flask import Flask
from jinja2 import nodes

from tests.house.tree import ROOT, TEMPLATES, short

PAGES = sorted(path for path in TEMPLATES.rglob("*.html") if "letters" not in path.relative_to(TEMPLATES).parts)
ALL = sorted(TEMPLATES.rglob("*.html"))
FORBIDDEN = {
    "style attribute": re.compile(r"<[^>]*\sstyle\s*="),
    "style element": re.compile(r"<style\b", re.IGNORECASE),
    "inline script": re.compile(r"<script(?![^>]*\ssrc=)", re.IGNORECASE),
    "event attribute": re.compile(r"<[a-z][^>]*\son[a-z]+\s*=", re.IGNORECASE),
    "javascript address": re.compile(r"javascript:", re.IGNORECASE),
    "foreign address": re.compile(r"(?:src|href)\s*=\s*[\"']?(?:https?:)?//", re.IGNORECASE),
}
JINJA = re.compile(r"\{\{.*?\}\}|\{%.*?%\}|\{#.*?#\}", re.DOTALL)
UNESCAPED = re.compile(r"\|\s*safe\b")


def name_of(path: Path) -> str:
    return short(path)


@pytest.mark.parametrize("path", ALL, ids=name_of)
def test_it_compiles(house: Flask, path: Path) -> None:
    house.jinja_env.get_template(path.relative_to(TEMPLATES).as_posix())


@pytest.mark.parametrize("path", ALL, ids=name_of)
def test_it_uses_what_it_imports(house: Flask, path: Path) -> None:
    tree = house.jinja_env.parse(path.read_text(encoding="utf-8"))
    imported = {node.target for node in tree.find_all(nodes.Import)}
    for node in tree.find_all(nodes.FromImport):
        imported |= {name[1] if isinstance(name, tuple) else name for name in node.names}
    used = {node.name for node in tree.find_all(nodes.Name) if node.ctx == "load"}
    assert imported - used == set()


@pytest.mark.parametrize("path", PAGES, ids=name_of)
@pytest.mark.parametrize("what", FORBIDDEN)
def test_it_holds_nothing_that_the_browser_would_refuse(path: Path, what: str) -> None:
    found = FORBIDDEN[what].search(JINJA.sub("", path.read_text(encoding="utf-8")))
    assert found is None, found


@pytest.mark.parametrize("path", PAGES, ids=name_of)
def test_it_escapes_everything(path: Path) -> None:
    assert UNESCAPED.search(path.read_text(encoding="utf-8")) is None


def test_every_page_is_shown_by_somebody() -> None:
    sources = [*(ROOT / "mutasi_flow").rglob("*.py"), *TEMPLATES.rglob("*.html")]
    mentioned = "\n".join(path.read_text(encoding="utf-8") for path in sources)
    assert [name_of(path) for path in PAGES if path.relative_to(TEMPLATES).as_posix() not in mentioned] == []
