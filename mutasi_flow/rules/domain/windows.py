"""Freeze windows: times in which officials are not replaced without leave, as dated rows with their source."""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date, timedelta
from enum import StrEnum

from mutasi_flow.core.texts import T, Text
from mutasi_flow.people.domain import JabatanKind, add_months, months_before
from mutasi_flow.rules.domain.words import Act, Authority, Level


class Occasion(StrEnum):
    """Why officials are not replaced for a time; each is asked by a rule of its own."""

    ELECTION = "election"
    NEW_HEAD = "new_head"


OCCASION_LABELS: dict[Occasion, Text] = {
    Occasion.ELECTION: T("Pemilihan kepala daerah"),
    Occasion.NEW_HEAD: T("Kepala daerah baru dilantik"),
}


@dataclass(frozen=True, slots=True)
class FreezeWindow:
    """One window; ``to_on`` is its last day, None = until further notice."""

    occasion: Occasion
    name: str
    from_on: date
    to_on: date | None
    kinds: frozenset[JabatanKind]
    """Moves out of or into these kinds of jabatan are touched."""
    acts: frozenset[Act]
    """Acts of the road that are stopped; at the others the window is only told."""
    level: Level
    permitted_by: Authority | None
    source: str
    id: int | None = None
    """Key of a row of the office; shipped rows have none."""

    def runs_on(self, day: date) -> bool:
        """Whether the day lies in the window, its first and last day included."""
        return self.from_on <= day and (self.to_on is None or day <= self.to_on)


def election_start(candidates_fixed_on: date, months: int) -> date:
    """Return the first day of the window before an election.

    Candidates fixed on 22 September 2024 freeze from 22 March 2024 on, that day included.
    """
    return months_before(candidates_fixed_on, months)


def new_head_end(inaugurated_on: date, months: int) -> date:
    """Return the last day of the window that begins with the inauguration of a head of region."""
    return add_months(inaugurated_on, months) - timedelta(days=1)


def running(windows: Iterable[FreezeWindow], occasion: Occasion, day: date) -> list[FreezeWindow]:
    """Return the windows of one occasion that run on this day."""
    return [window for window in windows if window.occasion is occasion and window.runs_on(day)]


_OFFICIALS = frozenset({JabatanKind.STRUCTURAL, JabatanKind.FUNCTIONAL})
_FINAL = frozenset({Act.APPROVE, Act.DECREE})
_ELECTION_2024 = (
    "UU 10/2016 pasal 71 ayat (2); SE Mendagri 100.2.1.3/1575/SJ (29 Maret 2024)",
    T("Pemilihan kepala daerah serentak 2024").message,
    election_start(date(2024, 9, 22), 6),
    date(2025, 2, 19),
)


def _election_2024(kinds: frozenset[JabatanKind], level: Level) -> FreezeWindow:
    source, name, first, last = _ELECTION_2024
    return FreezeWindow(Occasion.ELECTION, name, first, last, kinds, _FINAL, level, Authority.MINISTER, source)


WINDOWS: tuple[FreezeWindow, ...] = (
    _election_2024(_OFFICIALS, Level.BLOCK),
    _election_2024(frozenset({JabatanKind.GENERAL}), Level.WARNING),
)
"""The windows that come with the product: elections held everywhere on one day. Moves of pelaksana are arguably
outside the ban on replacing officials, so that they are only warned about. The last day is the one before most heads
of region were inaugurated; an office whose head came later adds a row."""
