"""Which characters a letter can print.

A letter is set in one family (TeX Gyre Bonum, shipped with the product). What the family lacks would come out as
an empty box or in a font that differs from machine to machine, and would break PDF/A; so it is refused before a
number is taken. ``COVERED`` repeats the font's own table; a test compares the two.
"""

import unicodedata
from collections.abc import Iterator
from typing import Any

LONGEST_TEXT = 2_000
"""Longest single text of a letter, in characters."""
LONGEST_STRANGE = 200
"""So much of what a stranger's file calls itself is shown."""

_RANGES = """
20-7E A0-137 139-148 14A-165 168-17F 18E 192 1A0-1A1 1AF-1B0 1CD-1D4 1D7-1DD 1E6-1E7 1EA-1EB 1F0 1F4-1F5 1FA-201
204-205 208-209 20C-20D 210-211 214-215 218-21B 237 258-259 2BE-2BF 2C6-2C7 2D8-2DD 300-304 306-30C 30F 311 323 326
32E-332 391-3A1 3A3-3A9 3B1-3C9 3D1 3D5-3D6 3F1 3F5 E3F 1E0C-1E0F 1E24-1E27 1E2A-1E2B 1E2E-1E2F 1E36-1E39 1E42-1E47
1E58-1E5D 1E62-1E63 1E6C-1E6F 1E80-1E85 1E92-1E93 1E97 1EA0-1EF9 2010-2011 2013-2014 2016 2018-201A 201C-201E
2020-2022 2026 2030-2031 2039-203B 203D 203F-2040 2044-2046 2052 2054 20A1 20A4 20A6 20A9 20AB-20AC 20B1 2103 2113
2116-2118 211E 2120 2122 2126-2127 212E 2190-2193 2202 2211-2213 2215 2217 221A 221E 2222 2248 2260 2264-2265 22C6
2300 2329-232A 2422-2423 25CA 25E6 266A 26AD-26AE 27E6-27E7 2A7D-2A7E FB00-FB04
"""


def _expand(ranges: str) -> Iterator[int]:
    for part in ranges.split():
        first, _, last = part.partition("-")
        yield from range(int(first, 16), int(last or first, 16) + 1)


COVERED = frozenset(_expand(_RANGES))
"""Code points of the letter font, without its private ones."""
_SIGNS = frozenset(map(chr, COVERED))

_SAME_LOOKS = str.maketrans(
    {
        "\u02bc": "\u2019",  # modifier apostrophe, as keyboards for Arabic names give it
        "\u02bb": "\u2018",  # turned comma
        "\u00ad": None,  # soft hyphen, left over from word processors
        "\u200b": None,  # zero-width space, idem
        "\ufeff": None,  # byte order mark inside a cell
        "\u2010": "-",
        "\u2212": "-",
    }
)


def normalize(text: str) -> str:
    """Return ``text`` composed (NFC), look-alikes replaced, runs of white space made one space."""
    composed = text if text.isascii() else unicodedata.normalize("NFC", text).translate(_SAME_LOOKS)
    return " ".join(composed.split())


def on_one_line(words: str, most: int = LONGEST_STRANGE) -> str:
    """Return what a stranger's file says as it may be shown anywhere, a terminal too: one line, no control characters."""
    return " ".join("".join(sign if sign.isprintable() else " " for sign in words).split())[:most]


def missing_characters(text: str) -> list[str]:
    """Return the characters of ``text`` that cannot be printed, each once, in order."""
    return [] if _SIGNS.issuperset(text) else list(dict.fromkeys(sign for sign in text if sign not in _SIGNS))


def describe_character(sign: str) -> str:
    """Name a character so that it can be found in a form: itself where visible, its code and its Unicode name."""
    name = unicodedata.name(sign, "tanpa nama")
    shown = f"“{sign}” " if sign.isprintable() and not unicodedata.combining(sign) else ""
    return f"{shown}(U+{ord(sign):04X}, {name})"


def normalized(value: Any) -> Any:
    """Return a JSON value with every text normalised; keys stay."""
    if isinstance(value, str):
        return normalize(value)
    if isinstance(value, dict):
        return {key: normalized(part) for key, part in value.items()}
    if isinstance(value, list):
        return [normalized(part) for part in value]
    return value


def texts_in(value: Any, path: str = "") -> list[tuple[str, str]]:
    """Return every text of a JSON value with its place (``person.name``, ``considering.0``)."""
    found: list[tuple[str, str]] = []
    _collect(value, path, found)
    return found


def _collect(value: Any, path: str, found: list[tuple[str, str]]) -> None:
    if isinstance(value, str):
        found.append((path, value))
        return
    parts = value.items() if isinstance(value, dict) else enumerate(value) if isinstance(value, list) else ()
    for name, part in parts:
        _collect(part, f"{path}.{name}" if path else str(name), found)
