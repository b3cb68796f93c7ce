"""Sentences of the house that were kept in Indonesian words, as sentences again, so that others can read them too.

What is kept (verdicts, reasons of moves, faults of a batch, names of rows that came with the product) is kept as it was
said. Such words are found among the message ids, and their slots read back; what an office wrote itself is none of
them and stays as written.
"""

import re
from collections.abc import Sequence
from datetime import date
from decimal import Decimal
from functools import cache, lru_cache
from typing import Any, NamedTuple

from babel import Locale

from mutasi_flow.core.catalogue import LOCALES, SOURCE_LOCALE, list_messages
from mutasi_flow.core.texts import Text, joined

BETWEEN = "; "
"""Between several reasons in one slot."""
_SLOT = re.compile(r"\{(\w+)\}")
_DAY = re.compile(r"(\d{1,2}) (\w+) (\d{4})")
_FRACTION = re.compile(r"-?\d+(?:\.\d{3})*,\d+")
_FIXED_WORD = re.compile(r"[^\W\d_]{3,}")
_LEAST_FIXED, _LEAST_LETTERS = 3, 3
"""So many words of a whole sentence must stand as in the message: with fewer, what people write themselves looks like it
by accident. Inside a slot of a sentence of the house so many letters do."""
_KEPT = 4_096


class _Pattern(NamedTuple):
    """A message with slots: the words around them, which are one more than the names of the slots."""

    message: str
    words: Sequence[str]
    names: Sequence[str]
    is_plain: bool
    """Whether nobody writes such words by accident."""


@lru_cache(maxsize=_KEPT)
def recognise(words: str) -> Text:
    """Return the sentence of the house that ``words`` are in Indonesian, with its slots; others as they are written."""
    return _find(words, _plain()) or Text(words)


def _find(words: str, patterns: Sequence[_Pattern]) -> Text | None:
    if words in _messages():
        return Text(words)
    for pattern in patterns:
        slots = _read(pattern, words)
        if slots is not None:
            return Text(pattern.message, {name: _value(value) for name, value in slots.items()})
    return None


def _read(pattern: _Pattern, words: str) -> dict[str, str] | None:
    """Return the slots, each as short as can be from left to right: one pass, however somebody writes."""
    first, *between, last = pattern.words
    if not (words.startswith(first) and words.endswith(last)):
        return None
    slots: dict[str, str] = {}
    start, end = len(first), len(words) - len(last)
    for name, word in zip(pattern.names, [*between, None], strict=True):
        stop = end if word is None else words.find(word, start + 1, end)
        if stop <= start or slots.setdefault(name, words[start:stop]) != words[start:stop]:
            return None
        start = stop + len(word or "")
    return slots


@cache
def _messages() -> frozenset[str]:
    return frozenset(message for locale in LOCALES if locale != SOURCE_LOCALE for message in list_messages(locale))


@cache
def _patterns() -> Sequence[_Pattern]:
    """Return the messages with slots, those first that leave the least open."""
    found = []
    for message in _messages():
        parts = _SLOT.split(message)
        letters = sum(letter.isalpha() for part in parts[::2] for letter in part)
        fixed = sum(len(_FIXED_WORD.findall(part)) for part in parts[::2])
        if letters >= _LEAST_LETTERS and len(parts) > 1:
            found.append(_Pattern(message, parts[::2], parts[1::2], fixed >= _LEAST_FIXED))
    return sorted(found, key=lambda one: (-sum(map(len, one.words)), one.message))


@cache
def _plain() -> Sequence[_Pattern]:
    return [pattern for pattern in _patterns() if pattern.is_plain]


def _value(words: str) -> Any:
    """Read a slot: a day, a fraction, or words of the house; names of units and posts stay, though some are messages."""
    if (day := _day(words)) is not None:
        return day
    if _FRACTION.fullmatch(words):
        return Decimal(words.replace(".", "").replace(",", "."))
    if not (words[0].islower() or words[0].isdigit() or words.endswith(".")):
        return words
    whole = _find(words, _patterns())
    if whole is None and BETWEEN in words:
        return joined([_find(part, _patterns()) or Text(part) for part in words.split(BETWEEN)], BETWEEN)
    return whole or words


def _day(words: str) -> date | None:
    found = _DAY.fullmatch(words)
    month = _months().get(found[2]) if found else None
    return date(int(found[3]), month, int(found[1])) if found and month else None


@cache
def _months() -> dict[str, int]:
    names = Locale(SOURCE_LOCALE).months["format"]["wide"]
    return {str(name): number for number, name in names.items()}
