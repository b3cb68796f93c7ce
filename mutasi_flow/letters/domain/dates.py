"""Dates in the words of Indonesian letters; fixed here because a letter never changes language."""

from datetime import date

MONTHS = (
    "Januari",
    "Februari",
    "Maret",
    "April",
    "Mei",
    "Juni",
    "Juli",
    "Agustus",
    "September",
    "Oktober",
    "November",
    "Desember",
)


def written_date(day: date) -> str:
    """Return ``2 Maret 2026``."""
    return f"{day.day} {MONTHS[day.month - 1]} {day.year}"
