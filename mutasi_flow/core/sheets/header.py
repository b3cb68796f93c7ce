"""Finding the header: under titles, over a row of column numbers, in one row or two, in any spelling."""

import re
import unicodedata
from collections.abc import Sequence
from dataclasses import dataclass

from mutasi_flow.core.errors import InvalidInput
from mutasi_flow.core.sheets.cells import clean_text
from mutasi_flow.core.sheets.columns import Cell, Column
from mutasi_flow.core.texts import T

SEARCHED_ROWS = 40
_NOT_LETTERS = re.compile(r"[^a-z0-9]")
_NUMBERED = re.compile(r"\(?(\d{1,3})\)?\.?")

NumberedRow = tuple[int, Sequence[Cell]]
"""Row number as the spreadsheet shows it, and its cells."""


@dataclass(frozen=True, slots=True)
class Header:
    """Where the header stands and which column is where."""

    first_row: int
    last_row: int
    labels: tuple[str, ...]
    places: dict[str, int]
    """Column key → index in the row."""


def normalise(label: str) -> str:
    """Reduce a header to its letters and digits: ``NIP BARU``, ``nip_baru`` and ``Nip-Baru`` are one."""
    plain = unicodedata.normalize("NFKD", label).casefold()
    return _NOT_LETTERS.sub("", plain)


def find_header(rows: Sequence[NumberedRow], columns: Sequence[Column]) -> Header:
    """Return the header among the first rows.

    Raises:
        InvalidInput: no row names the required columns, or one column stands there twice.
    """
    best: Header | None = None
    for index in range(min(len(rows), SEARCHED_ROWS)):
        for header in _candidates(rows, index, columns):
            if best is None or _rank(header, columns) > _rank(best, columns):
                best = header
    if best is None or not best.places:
        needed = [column.header for column in columns if column.required]
        names = ", ".join(needed or [column.header for column in columns])
        raise InvalidInput(T("Baris judul kolom tidak ditemukan. Berkas ini perlu kolom: {columns}.", columns=names))
    missing = [column.header for column in columns if column.required and column.key not in best.places]
    if missing:
        raise InvalidInput(
            T(
                "Kolom wajib tidak ada: {missing}. Baris judul yang terbaca (baris {row}): {labels}.",
                missing=", ".join(missing),
                row=best.first_row,
                labels=", ".join(label for label in best.labels if label)[:300],
            )
        )
    return _refuse_twins(_skip_rows_below(best, rows), columns)


def first_row_header(rows: Sequence[NumberedRow], columns: Sequence[Column]) -> Header:
    """Return the first row as the header, as programs write tables: nothing above it, nothing skipped below it.

    Raises:
        InvalidInput: a required column is missing, or one column stands there twice.
    """
    number, cells = rows[0] if rows else (1, ())
    labels = tuple(clean_text(cell) for cell in cells)
    header = Header(number, number, labels, _places(labels, columns))
    missing = [column.header for column in columns if column.required and column.key not in header.places]
    if missing:
        raise InvalidInput(
            T(
                "Kolom wajib tidak ada: {missing}. Baris judul yang terbaca (baris {row}): {labels}.",
                missing=", ".join(missing),
                row=number,
                labels=", ".join(label for label in labels if label)[:300],
            )
        )
    return _refuse_twins(header, columns)


def _rank(header: Header, columns: Sequence[Column]) -> tuple[int, int, bool]:
    required = sum(column.required and column.key in header.places for column in columns)
    return required, len(header.places), header.first_row == header.last_row


def _candidates(rows: Sequence[NumberedRow], index: int, columns: Sequence[Column]) -> list[Header]:
    number, cells = rows[index]
    upper = [clean_text(cell) if isinstance(cell, str) else "" for cell in cells]
    found = [Header(number, number, tuple(upper), _places(upper, columns))]
    if index + 1 < len(rows):
        next_number, next_cells = rows[index + 1]
        lower = [clean_text(cell) if isinstance(cell, str) else "" for cell in next_cells]
        lower += [""] * (len(upper) - len(lower))
        merged = [below or (upper[place] if place < len(upper) else "") for place, below in enumerate(lower)]
        found.append(Header(number, next_number, tuple(merged), _places(merged, columns)))
    return found


def _places(labels: Sequence[str], columns: Sequence[Column]) -> dict[str, int]:
    index: dict[str, int] = {}
    for place, label in enumerate(labels):
        if label:
            index.setdefault(normalise(label), place)
    places: dict[str, int] = {}
    for column in columns:
        for spelling in column.spellings:
            found = index.get(normalise(spelling))
            if found is not None and found not in places.values():
                places[column.key] = found
                break
    return places


def _refuse_twins(header: Header, columns: Sequence[Column]) -> Header:
    spelled = [normalise(label) for label in header.labels]
    for column in columns:
        place = header.places.get(column.key)
        if place is not None and spelled.count(spelled[place]) > 1:
            raise InvalidInput(
                T("Kolom {column} ada dua kali. Hapus salah satu, lalu unggah lagi.", column=header.labels[place])
            )
    return header


def _skip_rows_below(header: Header, rows: Sequence[NumberedRow]) -> Header:
    last = header.last_row
    for number, cells in rows:
        if number > last and (_counts_columns(cells) or _is_second_line(cells, header)):
            last = number
        elif number > last:
            break
    return Header(header.first_row, last, header.labels, header.places)


def _counts_columns(cells: Sequence[Cell]) -> bool:
    """Whether the row only numbers the columns: 1, 2, 3 … or (1), (2) …."""
    filled = [clean_text(cell) for cell in cells]
    matches = [_NUMBERED.fullmatch(text) for text in filled if text]
    numbers = [int(match[1]) for match in matches if match]
    return len(numbers) > 1 and len(numbers) == len(matches) and numbers == list(range(1, len(numbers) + 1))


def _is_second_line(cells: Sequence[Cell], header: Header) -> bool:
    """Whether the row only divides headers that this importer does not read."""
    filled = {place for place, cell in enumerate(cells) if clean_text(cell)}
    only_words = all(isinstance(cells[place], str) for place in filled)
    return bool(filled) and only_words and filled.isdisjoint(header.places.values())
