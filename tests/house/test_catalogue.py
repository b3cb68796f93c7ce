"""The English catalogue has every sentence of templates and Python, with the same slots, and nothing else."""

import re
from functools import cache

import pytest
from babel.messages import Catalog, Message
from babel.messages.extract import extract_from_dir
from babel.messages.frontend import parse_mapping_cfg
from babel.messages.pofile import read_po

from tests.house.tree import ROOT

LANGUAGES = ("en",)
MARKS = {"_": None, "gettext": None, "ngettext": (1, 2), "T": None}
SLOTS = re.compile(r"%\(\w+\)[sd]|\{\w*\}|%[sd]")
SHOWN = 20


@cache
def sentences() -> dict[str, str]:
    """Return every sentence for people and one place where it stands."""
    with (ROOT / "translations" / "babel.cfg").open(encoding="utf-8") as file:
        methods, options = parse_mapping_cfg(file)  # type: ignore[no-untyped-call]
    found: dict[str, str] = {}
    for place, line, message, *_ in extract_from_dir(ROOT, methods, options, MARKS):
        found.setdefault(message[0] if isinstance(message, tuple) else message, f"{place}:{line}")
    return found


@cache
def catalogue(language: str) -> Catalog:
    with (ROOT / "translations" / language / "LC_MESSAGES" / "messages.po").open("rb") as file:
        return read_po(file, locale=language)


def said(message: Message) -> tuple[str, ...]:
    return (message.string,) if isinstance(message.string, str) else tuple(message.string or ("",))


def asked(message: Message) -> str:
    return message.id if isinstance(message.id, str) else message.id[0]


def test_sentences_are_found() -> None:
    assert len(sentences()) > 100


@pytest.mark.parametrize("language", LANGUAGES)
def test_every_sentence_is_translated(language: str) -> None:
    translated = {asked(it) for it in catalogue(language) if all(said(it)) and not it.fuzzy}
    missing = {sentence: place for sentence, place in sentences().items() if sentence not in translated}
    assert dict(list(missing.items())[:SHOWN]) == {}, f"{len(missing)} sentences have no translation"


@pytest.mark.parametrize("language", LANGUAGES)
def test_slots_are_the_same(language: str) -> None:
    differing = [
        asked(it)
        for it in catalogue(language)
        for text in said(it)
        if it.id and text and set(SLOTS.findall(text)) != set(SLOTS.findall(asked(it)))
    ]
    assert differing == []


@pytest.mark.parametrize("language", LANGUAGES)
def test_nothing_is_translated_that_nobody_says(language: str) -> None:
    assert [asked(it) for it in catalogue(language) if it.id and asked(it) not in sentences()][:SHOWN] == []
