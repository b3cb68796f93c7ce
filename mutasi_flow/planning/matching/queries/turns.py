"""Who rotates after how long, and who does not at all: groups of jabatan and critical posts, as the office set them."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from typing import Any, NamedTuple

from sqlalchemy import ColumnElement, or_, select
from sqlalchemy.orm import Session

from mutasi_flow.people.domain import months_before
from mutasi_flow.people.model import Jabatan, Unit
from mutasi_flow.planning.matching.model import CriticalPost, RotationTerm

MONTHS = 12


class TermRow(NamedTuple):
    """A jabatan in a group."""

    key: int
    name: str
    jabatan_code: str
    jabatan_name: str
    years: int
    from_on: date | None
    to_on: date | None
    source: str


class CriticalRow(NamedTuple):
    """A critical post."""

    key: int
    unit_code: str
    unit_name: str
    jabatan_code: str
    jabatan_name: str
    reason: str
    from_on: date | None
    to_on: date | None
    source: str


class Turn(NamedTuple):
    """After how many months holders of a jabatan rotate, and with which group."""

    group: str
    months: int


@dataclass(frozen=True, slots=True)
class Turns:
    """What holds on a day: turns by jabatan, reasons by unit and jabatan."""

    of_jabatan: Mapping[int, Turn]
    critical: Mapping[tuple[int, int], str]


def load_turns(session: Session, day: date) -> Turns:
    """Return what holds on a day."""
    term, post = RotationTerm, CriticalPost
    terms = session.execute(select(term.jabatan_id, term.name, term.years).where(*_running(term, day)))
    posts = session.execute(select(post.unit_id, post.jabatan_id, post.reason).where(*_running(post, day)))
    return Turns(
        {jabatan_id: Turn(name, years * MONTHS) for jabatan_id, name, years in terms},
        {(unit_id, jabatan_id): reason for unit_id, jabatan_id, reason in posts},
    )


def is_due(turns: Turns, jabatan_id: int, post_on: date, day: date, usual: int | None = None) -> bool:
    """Whether who holds a jabatan since ``post_on`` rotates by a day; ``usual`` months hold where it is in no group."""
    turn = turns.of_jabatan.get(jabatan_id)
    months = usual if turn is None else turn.months
    return months is not None and post_on < months_before(day, months)


def _running(table: type[RotationTerm | CriticalPost], day: date) -> tuple[ColumnElement[bool], ...]:
    return or_(table.from_on.is_(None), table.from_on <= day), or_(table.to_on.is_(None), table.to_on >= day)


def list_terms(session: Session) -> Sequence[TermRow]:
    """Return the jabatan of all groups, by the name of the group; what has ended stands last."""
    term = RotationTerm
    columns: tuple[Any, ...] = (
        term.id, term.name, Jabatan.code, Jabatan.name, term.years, term.from_on, term.to_on, term.source,
    )  # fmt: skip
    rows = session.execute(
        select(*columns)
        .join(Jabatan, Jabatan.id == term.jabatan_id)
        .order_by(term.to_on.desc().nulls_first(), term.name, Jabatan.name, term.id)
    )
    return [TermRow(*row) for row in rows]


def list_critical(session: Session) -> Sequence[CriticalRow]:
    """Return the critical posts on record; what has ended stands last."""
    post = CriticalPost
    columns: tuple[Any, ...] = (
        post.id, Unit.code, Unit.name, Jabatan.code, Jabatan.name, post.reason, post.from_on, post.to_on, post.source,
    )  # fmt: skip
    rows = session.execute(
        select(*columns)
        .join(Unit, Unit.id == post.unit_id)
        .join(Jabatan, Jabatan.id == post.jabatan_id)
        .order_by(post.to_on.desc().nulls_first(), Unit.name, Jabatan.name, post.id)
    )
    return [CriticalRow(*row) for row in rows]


def find_jabatan(session: Session, words: str) -> Sequence[int]:
    """Return the keys of the jabatan with this code or name, else of those whose names begin with these words."""
    wanted = " ".join(words.casefold().split())
    rows = session.execute(select(Jabatan.id, Jabatan.code, Jabatan.name).order_by(Jabatan.name, Jabatan.id)).all()
    exact = [key for key, code, name in rows if wanted in {code.casefold(), name.casefold()}]
    return exact or [key for key, _code, name in rows if wanted and f"{name.casefold()} ".startswith(f"{wanted} ")]
