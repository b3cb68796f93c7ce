"""Words in cells: yes and no, levels of education, grades, performance, lists."""

import re
from collections.abc import Callable

import numpy as np

from mutasi_flow.core.texts import T, Text
from mutasi_flow.planning.reading.faults import Sheet
from mutasi_flow.planning.snapshot import Floats, Mask

YES = frozenset({"1", "ya", "y", "true", "benar", "x", "v"})
NO = frozenset({"0", "tidak", "t", "false", "salah", "tidak ada", "nihil", "bebas"})
_EDUCATION = {
    "sd": 5, "smp": 10, "sltp": 10, "sma": 15, "smk": 15, "slta": 15, "ma": 15, "d1": 20, "di": 20, "d2": 25, "dii": 25,
    "d3": 30, "diii": 30, "d4": 40, "div": 40, "s1": 40, "profesi": 42, "s2": 45, "s3": 50,
}  # fmt: skip
_BY_LENGTH = sorted(_EDUCATION.items(), key=lambda item: -len(item[0]))
"""SIASN numbers; a D4 stands beside an S1 (UU 12/2012 art. 21)."""
_PERFORMANCE = {
    "sangat baik": 5, "baik": 4, "butuh perbaikan": 3, "cukup": 3, "kurang": 2, "kurang baik": 2, "sangat kurang": 1,
}  # fmt: skip
HIGHEST_PERFORMANCE = 5
_ROMAN = {"i": 1, "ii": 2, "iii": 3, "iv": 4, "v": 5, "vi": 6, "vii": 7, "viii": 8, "ix": 9, "x": 10, "xi": 11,
          "xii": 12, "xiii": 13, "xiv": 14, "xv": 15, "xvi": 16, "xvii": 17}  # fmt: skip
_GRADE = re.compile(r"([ivx]+|[1-4])[/. ]?([a-e])")
_NUMBER = re.compile(r"\d{1,3}([.,]\d+)?")
_LIST = re.compile(r"[;|,]")


def flags(sheet: Sheet, key: str) -> Mask:
    """Read a column of yes and no; empty is no."""
    found = np.zeros(len(sheet), np.bool_)
    for place, value in enumerate(sheet.column(key)):
        word = str(value).casefold() if value is not None else "0"
        if word in YES:
            found[place] = True
        elif word not in NO:
            sheet.fault(place, key, value, T("Isi dengan 1 (ya) atau 0 (tidak)."))
    return found


def yes_or_no(text: str) -> float | None:
    """Return 1 for yes, 0 for no, None for words that are neither."""
    word = text.casefold()
    return 1.0 if word in YES else 0.0 if word in NO else None


def mentions(sheet: Sheet, key: str) -> Mask:
    """Whether a cell says something else than no: a date, a kind, a mark."""
    return np.array([value is not None and str(value).casefold() not in NO for value in sheet.column(key)], np.bool_)


def education(text: str) -> float | None:
    """Return the level of education, None for words that are not known."""
    word = re.sub(r"[^a-z0-9]", "", text.casefold())
    if _NUMBER.fullmatch(word):
        return float(word)
    return next((level for name, level in _BY_LENGTH if word.startswith(name)), None)


def grade(text: str) -> float | None:
    """Return the grade as two digits (``III/a`` is 31), that of PPPK as its number."""
    word = text.casefold().strip()
    if match := _GRADE.fullmatch(word):
        return 10.0 * _ROMAN.get(match[1], int(match[1]) if match[1].isdigit() else 0) + "abcde".index(match[2]) + 1
    return float(word.replace(",", ".")) if _NUMBER.fullmatch(word) else _ROMAN.get(word)


def performance(text: str) -> float | None:
    """Return the performance, 1 (lowest) to 5."""
    word = text.casefold()
    number = float(word.replace(",", ".")) if _NUMBER.fullmatch(word) else _PERFORMANCE.get(word)
    return number if number is not None and 1 <= number <= HIGHEST_PERFORMANCE else None


def levels(sheet: Sheet, key: str, read: Callable[[str], float | None], reason: Text) -> Floats:
    """Read a column of words with an order; NaN where empty, a fault where not understood."""
    known = {value: read(str(value)) for value in set(sheet.column(key)) if value is not None}
    sheet.refuse(key, lambda value: known[value] is None, reason)
    found = [None if value is None else known[value] for value in sheet.column(key)]
    return np.array([np.nan if value is None else value for value in found], np.float64)


def names(value: object) -> frozenset[str] | None:
    """Return a list written in one cell, in lower case; None for an empty cell."""
    if value is None:
        return None
    return frozenset(part.strip().casefold() for part in _LIST.split(str(value)) if part.strip()) or None
