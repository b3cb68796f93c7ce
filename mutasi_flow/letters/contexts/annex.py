"""The annex of a collective decree: a list whose columns the clauses name by their number (lajur).

Only columns that say something are printed: where nobody changes the jabatan it stands once, one first day for all
stands in its clause, and remarks need a column only when there is one. More than six columns lie across the page.
"""

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date

from mutasi_flow.letters.contexts.parts import DecreeMove, DecreePerson
from mutasi_flow.letters.domain import written_date
from mutasi_flow.people.domain import WHOLE_TIME, EmploymentStatus

UPRIGHT_COLUMNS = 6
"""A list with more columns is printed across the page."""
NAME_LAJUR = 2
POST, UNIT = "Jabatan {when}", "Unit kerja {when}"
ONLY_POST, STARTS, REMARK = "Jabatan", "Berlaku mulai", "Keterangan"
OLD, NEW = "lama", "baru"


@dataclass(frozen=True, slots=True)
class Member:
    """One person of a collective decree; without a day of the own the one of all holds."""

    person: DecreePerson
    move: DecreeMove
    effective_on: date | None = None
    remark: str = ""


@dataclass(frozen=True, slots=True)
class Column:
    """One lajur; ``share`` is its part of the width in percent."""

    label: str
    share: float


@dataclass(frozen=True, slots=True)
class Annex:
    """What the annex shows: the block at its head, and the list; each cell holds its lines."""

    decree: str
    title: str
    columns: tuple[Column, ...]
    rows: tuple[tuple[tuple[str, ...], ...], ...]
    is_wide: bool


NO_ANNEX = Annex("", "", (), (), is_wide=False)


@dataclass(frozen=True, slots=True)
class _Lajur:
    label: str
    weight: int
    cell: Callable[[Member], tuple[str, ...]]


def _days(member: Member) -> tuple[str, ...]:
    first = written_date(member.effective_on) if member.effective_on else "-"
    last = member.move.until_on
    part = (f"{member.move.share}% waktu kerja",) if member.move.share < WHOLE_TIME else ()
    return (first, f"sampai dengan {written_date(last)}", *part) if last else (first,)


def _name_label(members: Sequence[Member]) -> str:
    is_contracted = {one.person.status is EmploymentStatus.PPPK for one in members}
    number = {frozenset({True}): "NI PPPK", frozenset({False}): "NIP"}.get(frozenset(is_contracted), "NIP/NI PPPK")
    return f"Nama, {number}"


def _lajurs(members: Sequence[Member]) -> tuple[_Lajur, ...]:
    stay_in_jabatan = all(one.move.from_jabatan == one.move.to_jabatan for one in members)
    posts = (
        (
            _Lajur(ONLY_POST, 20, lambda one: (one.move.to_jabatan or "-",)),
            _Lajur(UNIT.format(when=OLD), 20, lambda one: (one.move.from_unit or "-",)),
            _Lajur(UNIT.format(when=NEW), 20, lambda one: (one.move.to_unit or "-",)),
        )
        if stay_in_jabatan
        else (
            _Lajur(POST.format(when=OLD), 16, lambda one: (one.move.from_jabatan or "-",)),
            _Lajur(UNIT.format(when=OLD), 16, lambda one: (one.move.from_unit or "-",)),
            _Lajur(POST.format(when=NEW), 16, lambda one: (one.move.to_jabatan or "-",)),
            _Lajur(UNIT.format(when=NEW), 16, lambda one: (one.move.to_unit or "-",)),
        )
    )
    has_days = any(one.effective_on or one.move.until_on for one in members)
    return (
        _Lajur(
            _name_label(members), 27 if stay_in_jabatan else 23, lambda one: (one.person.name, one.person.nip or "-")
        ),
        _Lajur("Pangkat/gol. ruang", 12, lambda one: (one.person.rank.removeprefix("Golongan ") or "-",)),
        *posts,
        *((_Lajur(STARTS, 13, _days),) if has_days else ()),
        *((_Lajur(REMARK, 10, lambda one: (one.remark or "-",)),) if any(one.remark for one in members) else ()),
    )


def annex(decree: str, title: str, members: Sequence[Member]) -> Annex:
    """Return the annex that lists ``members`` in their order; ``decree`` names the decree as its head does."""
    lajurs = _lajurs(members)
    number = 6 if len(members) < 1_000 else 7  # noqa: PLR2004 - room for the digits of the running number
    whole = sum(one.weight for one in lajurs)
    columns = (
        Column("No.", number),
        *(Column(one.label, round(one.weight / whole * (100 - number), 2)) for one in lajurs),
    )
    rows = tuple(
        ((f"{place}.",), *(one.cell(member) for one in lajurs)) for place, member in enumerate(members, start=1)
    )
    return Annex(decree, title, columns, rows, len(columns) > UPRIGHT_COLUMNS)


def lajur_of(columns: Sequence[Column]) -> Mapping[str, int]:
    """Return the number of each column, counted from one."""
    return {column.label: place for place, column in enumerate(columns, start=1)}
