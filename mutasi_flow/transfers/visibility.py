"""Who reads what of which opinion, and from which moment on: dated rows, the shipped ones first.

What was promised when an opinion was given is kept: a row that opens more speaks only about opinions given from its
first day on, a row that closes something speaks about all. Which peer spoke is never for anybody but those who check
the files, and whoever inspects where the office says so; fewer than three answers of peers are shown to nobody else.
"""

from collections.abc import Collection, Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date
from enum import StrEnum
from itertools import product
from types import MappingProxyType

from mutasi_flow.core.texts import T, Text
from mutasi_flow.transfers.domain import Voice
from mutasi_flow.transfers.workflow import State


class Reader(StrEnum):
    """As what somebody reads an opinion."""

    EMPLOYEE = "employee"
    GIVER = "giver"
    UNIT = "unit"
    """Whoever reads the files of the unit left or entered, or proposed the move."""
    VERIFIER = "verifier"
    DECIDER = "decider"
    """Whoever deliberates, decides or signs, or stands in as Plh. or Plt."""
    INSPECTOR = "inspector"
    ADMINISTRATOR = "administrator"


class Part(StrEnum):
    """What of an opinion is read."""

    STANCE = "stance"
    REASON = "reason"
    """The words, with how they were weighed."""
    IDENTITY = "identity"
    PAPER = "paper"


class Moment(StrEnum):
    """From when on; the later ones are the stricter ones."""

    AT_ONCE = "at_once"
    CONCLUDED = "concluded"
    DECIDED = "decided"
    NEVER = "never"


READER_LABELS: dict[Reader, Text] = {
    Reader.EMPLOYEE: T("Pegawai yang bersangkutan"),
    Reader.GIVER: T("Pemberi tanggapan"),
    Reader.UNIT: T("Unit asal, unit tujuan, dan pengusul"),
    Reader.VERIFIER: T("Verifikator"),
    Reader.DECIDER: T("Tim, pejabat pemutus, dan penanda tangan"),
    Reader.INSPECTOR: T("Pengawas"),
    Reader.ADMINISTRATOR: T("Administrator"),
}
PART_LABELS: dict[Part, Text] = {
    Part.STANCE: T("Sikap"),
    Part.REASON: T("Alasan dan pertimbangannya"),
    Part.IDENTITY: T("Nama pemberi"),
    Part.PAPER: T("Surat dan lampiran"),
}
MOMENT_LABELS: dict[Moment, Text] = {
    Moment.AT_ONCE: T("Langsung"),
    Moment.CONCLUDED: T("Sesudah konsultasi disimpulkan"),
    Moment.DECIDED: T("Sesudah diputus"),
    Moment.NEVER: T("Tidak pernah"),
}
_ORDER = {moment: place for place, moment in enumerate(Moment)}
_AFTER_DECISION = frozenset({State.APPROVED, State.DECREED, State.REJECTED, State.REVOKED})
REACHED: Mapping[Moment, frozenset[State]] = MappingProxyType(
    {
        Moment.AT_ONCE: frozenset(State),
        Moment.CONCLUDED: _AFTER_DECISION | {State.CONSULTED},
        Moment.DECIDED: _AFTER_DECISION,
        Moment.NEVER: frozenset(),
    }
)
"""States in which a moment has come."""
MAY_NAME_PEERS = frozenset({Reader.GIVER, Reader.VERIFIER, Reader.INSPECTOR})


@dataclass(frozen=True, slots=True)
class Sight:
    """One row of the matrix."""

    voice: Voice
    reader: Reader
    part: Part
    moment: Moment
    from_on: date = date.min
    source: str = ""
    id: int | None = None
    """Key of a row of the office; shipped rows have none."""


def _shipped() -> Iterable[Sight]:
    now, later, never = Moment.AT_ONCE, Moment.CONCLUDED, Moment.NEVER
    usual: dict[Reader, tuple[Moment, Moment, Moment, Moment]] = {
        Reader.EMPLOYEE: (now, now, now, now),
        Reader.GIVER: (now, now, now, now),
        Reader.UNIT: (now, later, now, later),
        Reader.VERIFIER: (now, now, now, now),
        Reader.DECIDER: (now, now, now, now),
        Reader.INSPECTOR: (now, now, now, now),
        Reader.ADMINISTRATOR: (never, never, never, never),
    }
    of_peers = {
        Reader.EMPLOYEE: (later, never, never, never),
        Reader.UNIT: (later, never, never, never),
        Reader.DECIDER: (later, never, never, never),
        Reader.INSPECTOR: (later, later, never, later),
    }
    of_employee = {Reader.UNIT: (later, never, now, never)}
    special = {Voice.PEER: of_peers, Voice.EMPLOYEE: of_employee}
    for voice, reader in product(Voice, Reader):
        moments = special.get(voice, {}).get(reader, usual[reader])
        for part, moment in zip(Part, moments, strict=True):
            yield Sight(voice, reader, part, moment)


SHIPPED: tuple[Sight, ...] = tuple(_shipped())
"""What holds until the office says otherwise."""


def choose(rows: Iterable[Sight], on: date) -> Mapping[tuple[Voice, Reader, Part], Sight]:
    """Return the row in force on a day for each case: the office's youngest that has begun, else the shipped one."""
    chosen: dict[tuple[Voice, Reader, Part], Sight] = {}
    for row in rows:
        key = (row.voice, row.reader, row.part)
        former = chosen.get(key)
        if row.from_on <= on and (former is None or _age(row) >= _age(former)):
            chosen[key] = row
    return chosen


def _age(row: Sight) -> tuple[bool, date, int]:
    return row.id is not None, row.from_on, row.id or 0


@dataclass(frozen=True, slots=True)
class Matrix:
    """All rows, of all times; what holds on a day is worked out once."""

    rows: Sequence[Sight]
    _by_day: dict[date, Mapping[tuple[Voice, Reader, Part], Sight]] = field(default_factory=dict)

    def in_force(self, on: date) -> Mapping[tuple[Voice, Reader, Part], Sight]:
        """Return the rows that hold on a day."""
        if on not in self._by_day:
            self._by_day[on] = choose(self.rows, on)
        return self._by_day[on]

    def moment(self, voice: Voice, reader: Reader, part: Part, *, given_on: date, today: date) -> Moment:
        """Return from when on a reader sees a part: the stricter of what held when it was given and what holds now."""
        held = (self.in_force(day)[voice, reader, part].moment for day in (given_on, today))
        return max(held, key=_ORDER.__getitem__)

    def allows(
        self, voice: Voice, readers: Collection[Reader], part: Part, state: State, *, given_on: date, today: date
    ) -> bool:
        """Whether somebody who reads as any of ``readers`` sees the part in this state."""
        if voice is Voice.PEER and part is Part.IDENTITY:
            readers = MAY_NAME_PEERS.intersection(readers)
        return any(
            state in REACHED[self.moment(voice, reader, part, given_on=given_on, today=today)] for reader in readers
        )
