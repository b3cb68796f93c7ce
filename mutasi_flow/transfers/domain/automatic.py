"""Steps that nobody has to press: dated rows of the office; none is shipped, so nothing happens by itself.

Silence is no consent and an automatic step no decision: only concluding a consultation that is over, and cancelling a file
that nobody mends, can be left to the clock.
"""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date
from enum import StrEnum

from mutasi_flow.core.texts import T, Text

MOST_DAYS = 250
"""Working days of about a year."""


class Occasion(StrEnum):
    """After what a step is taken by the clock."""

    CONSULTED = "consulted"
    """Everybody who was asked has answered or fallen silent, and the papers were found good."""
    UNMENDED = "unmended"
    """The file went back to be mended, and nobody sent it again."""


OCCASION_LABELS: dict[Occasion, Text] = {
    Occasion.CONSULTED: T("Simpulkan konsultasi bila semua sudah menjawab atau lewat batas waktu"),
    Occasion.UNMENDED: T("Batalkan usulan yang dikembalikan dan tidak diperbaiki"),
}


@dataclass(frozen=True, slots=True)
class AutomaticRule:
    """One row: after so many working days the step of the occasion is taken, or, when ``is_off``, no longer."""

    occasion: Occasion
    days: int
    from_on: date
    source: str
    is_off: bool = False
    id: int | None = None


def in_force(rows: Iterable[AutomaticRule], occasion: Occasion, on: date) -> AutomaticRule | None:
    """Return the youngest row that has begun for an occasion; None when there is none, or it switches the step off."""
    begun = [row for row in rows if row.occasion is occasion and row.from_on <= on]
    youngest = max(begun, key=lambda row: (row.from_on, row.id or 0), default=None)
    return None if youngest is None or youngest.is_off else youngest
