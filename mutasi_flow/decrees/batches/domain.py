"""What a batch of decrees is made of, how far it is, and which seats it fills twice or leaves empty. Pure."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from enum import StrEnum

from mutasi_flow.core.texts import T, Text

PORTION = 100
"""So many decrees are one piece of work for a worker."""
WINDOW = timedelta(minutes=2)
"""Over so much of the recent past the rate is measured."""

Seat = tuple[int, int]
"""Keys of unit and jabatan."""


class BatchState(StrEnum):
    """Where a batch stands."""

    DRAFT = "draft"
    """Being put together; nothing is decreed, or what was added since is not."""
    RUNNING = "running"
    PAUSED = "paused"
    DONE = "done"
    CLOSED = "closed"


class DecreeForm(StrEnum):
    """How the decrees of a batch are issued."""

    INDIVIDUAL = "individual"
    """One for each person."""
    COLLECTIVE = "collective"
    """One for all of them, with an annex that lists them, and an excerpt for each."""


class RowState(StrEnum):
    """How far one decree of a batch is."""

    WAITING = "waiting"
    NUMBERED = "numbered"
    """Its number is set aside."""
    DECREED = "decreed"
    BLOCKED = "blocked"
    """Left the batch with its reason; the transfer waits on its own again."""
    REMOVED = "removed"
    """Taken out by hand."""


OPEN_ROWS = frozenset({RowState.WAITING, RowState.NUMBERED})
"""States in which the decree is still to come."""
STATE_LABELS: dict[BatchState, Text] = {
    BatchState.DRAFT: T("Disusun"),
    BatchState.RUNNING: T("Sedang diterbitkan"),
    BatchState.PAUSED: T("Dihentikan sementara"),
    BatchState.DONE: T("Selesai diterbitkan"),
    BatchState.CLOSED: T("Ditutup"),
}
FORM_LABELS: dict[DecreeForm, Text] = {
    DecreeForm.INDIVIDUAL: T("Satu SK untuk setiap pegawai"),
    DecreeForm.COLLECTIVE: T("Satu SK kolektif dengan lampiran, dan petikan untuk setiap pegawai"),
}
ROW_LABELS: dict[RowState, Text] = {
    RowState.WAITING: T("Menunggu"),
    RowState.NUMBERED: T("Nomor dicadangkan"),
    RowState.DECREED: T("SK terbit"),
    RowState.BLOCKED: T("Keluar, tertahan"),
    RowState.REMOVED: T("Dikeluarkan"),
}


@dataclass(frozen=True, slots=True)
class Progress:
    """How far a batch is, counted in decrees; ``recent`` were printed within the window that ends now."""

    total: int
    waiting: int
    decreed: int
    printed: int
    signed: int
    faults: int
    recent: int = 0
    window: timedelta = WINDOW

    @property
    def unprinted(self) -> int:
        """Decrees whose letter is still to be printed."""
        return self.decreed - self.printed

    @property
    def to_do(self) -> int:
        """Letters that workers still have to print, without those that failed."""
        return max(0, self.waiting + self.unprinted - self.faults)

    @property
    def percent(self) -> int:
        """Share that is printed, rounded down, so that 100 means all."""
        return 100 * self.printed // self.total if self.total else 0

    @property
    def per_minute(self) -> float:
        """Letters printed per minute of late."""
        minutes = self.window.total_seconds() / 60
        return self.recent / minutes if minutes > 0 else 0.0

    @property
    def minutes_left(self) -> int | None:
        """Minutes until all is printed at the present rate, rounded up; None when nothing was printed of late."""
        if not self.to_do:
            return 0
        return -int(-self.to_do // self.per_minute) if self.per_minute else None


def window_since(started_at: datetime | None, now: datetime) -> timedelta:
    """Return over how much time the rate is measured: the usual window, or less when the work began a moment ago."""
    begun = now - started_at if started_at is not None else WINDOW
    return min(WINDOW, max(begun, timedelta(seconds=5)))


@dataclass(frozen=True, slots=True)
class Move:
    """Which seat a row leaves and which it enters; None where that side is not ours or not on record."""

    row: int
    leaves: Seat | None
    enters: Seat | None


@dataclass(frozen=True, slots=True)
class SeatTrouble:
    """What a batch does to seats for one person; ``rows`` are those that cause it."""

    doubled: Mapping[Seat, Sequence[int]]
    """Several rows enter it."""
    orphaned: Mapping[Seat, Sequence[int]]
    """Somebody sits there who does not move."""
    vacated: Mapping[Seat, Sequence[int]]
    """Left, and nobody enters."""

    @property
    def is_none(self) -> bool:
        """Whether all is well."""
        return not (self.doubled or self.orphaned or self.vacated)


def look_at_seats(moves: Sequence[Move], staying: Mapping[Seat, int]) -> SeatTrouble:
    """Find the seats for one person that are filled twice, taken from somebody, or left empty.

    ``staying`` holds every seat in question that is for one person, with how many sit there and do not move.
    """
    enters, leaves = _by_seat(moves, entering=True), _by_seat(moves, entering=False)
    doubled = {seat: enters[seat] for seat in staying if len(enters.get(seat, ())) > 1}
    orphaned = {seat: enters[seat] for seat, count in staying.items() if count and seat in enters}
    vacated = {
        seat: leaves[seat] for seat, count in staying.items() if not count and seat in leaves and seat not in enters
    }
    return SeatTrouble(doubled, orphaned, vacated)


def _by_seat(moves: Sequence[Move], *, entering: bool) -> Mapping[Seat, Sequence[int]]:
    found: dict[Seat, list[int]] = {}
    for move in moves:
        seat = move.enters if entering else move.leaves
        if seat is not None:
            found.setdefault(seat, []).append(move.row)
    return found
