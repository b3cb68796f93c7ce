"""Seats and applicants per post: before people join, and what it came to."""

from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date
from math import floor
from typing import Any, NamedTuple

from sqlalchemy import ColumnElement, Select, and_, func, or_, select
from sqlalchemy.orm import Session

from mutasi_flow.core.db import contains
from mutasi_flow.core.texts import T, Text
from mutasi_flow.people.domain import SERVING_CODES, SMALLEST_SHOWN, shown_count
from mutasi_flow.people.model import PRESENT_NEED, Employee, Jabatan, Place, Post, Unit
from mutasi_flow.planning.market.domain import EntryState, RoundState, may_show_points
from mutasi_flow.planning.market.model import ExchangeChoice, ExchangeEntry, ExchangeSeat
from mutasi_flow.planning.market.queries.choices import Seat, expand
from mutasi_flow.planning.market.queries.rounds import RoundRow

SHOWN = 25
_ROUNDING = 1e-9


@dataclass(frozen=True, slots=True)
class Chance:
    """A post of a round: what is empty there now, how many wish for it and how many from there would leave it.

    Of the last two only as much as may be said.
    """

    unit: str
    jabatan: str
    district: str
    empty: int | None
    """None where no need is known."""
    applicants: Text
    leavers: Text


class Outcome(NamedTuple):
    """A post after a round; counts of few people are not told."""

    unit: str
    jabatan: str
    applicants: Text
    placed: Text
    fewest_points: Text


class Outcomes(NamedTuple):
    """Posts after a round, and how many others there are of which nothing could be told."""

    rows: Sequence[Outcome]
    hidden: int


NOT_SHOWN = T("tidak ditampilkan")
NOBODY = Text("–")
"""Where nobody came in there are no fewest points."""


def _in_round(found: RoundRow) -> list[ColumnElement[bool]]:
    scope: list[ColumnElement[bool]] = [Jabatan.kind.in_(found.kinds)]
    if found.jabatan_id is not None:
        scope.append(Jabatan.id == found.jabatan_id)
    if found.unit_path:
        scope.append(Unit.path.startswith(found.unit_path, autoescape=True))
    return scope


def _matching(statement: Select[*tuple[Any, ...]], text: str) -> Select[*tuple[Any, ...]]:
    for word in text.split():
        statement = statement.where(or_(*(contains(place, word) for place in (Unit.name, Jabatan.name))))
    return statement


def list_chances(
    session: Session, found: RoundRow, day: date, *, text: str = "", jabatan_id: int | None = None
) -> Sequence[Chance]:
    """Return posts by empty seats, most first: those of one jabatan, or those whose unit or jabatan has the words."""
    sits = and_(
        Employee.unit_id == Post.unit_id,
        Employee.jabatan_id == Post.jabatan_id,
        Employee.legal_position.in_(SERVING_CODES),
    )
    staff = select(func.count()).select_from(Employee).where(sits).correlate(Post).scalar_subquery()
    statement = (
        select(Post.unit_id, Unit.name, Post.jabatan_id, Jabatan.name, Place.district, PRESENT_NEED, staff)
        .join(Unit, Unit.id == Post.unit_id)
        .join(Jabatan, Jabatan.id == Post.jabatan_id)
        .outerjoin(Place, Place.id == Unit.place_id)
        .where(*_in_round(found), Unit.valid_from <= day, Unit.valid_to >= day)
        .order_by((PRESENT_NEED - staff).desc().nulls_last(), Unit.name, Unit.id, Jabatan.name)
    )
    if jabatan_id is not None:
        statement = statement.where(Post.jabatan_id == jabatan_id)
    applicants, leavers = _applicants(session, found, day)
    return [
        Chance(
            unit,
            jabatan,
            district or "",
            _empty(need, there),
            shown_count(applicants[unit_id, kind_id]),
            shown_count(leavers[unit_id, kind_id]),
        )
        for unit_id, unit, kind_id, jabatan, district, need, there in session.execute(
            _matching(statement, text).limit(SHOWN)
        )
    ]


def _empty(need: float | None, staff: int) -> int | None:
    return None if need is None else max(0, floor(need + _ROUNDING) - staff)


def _applicants(session: Session, found: RoundRow, day: date) -> tuple[Counter[Seat], Counter[Seat]]:
    """Return how many wish for each post, and how many who hold it wish for another one.

    By the wishes of today until the closing, by the frozen choices after it.
    """
    joined = (ExchangeEntry.round_id == found.id, ExchangeEntry.state == EntryState.JOINED)
    places = select(ExchangeEntry.employee_id, ExchangeEntry.unit_id, ExchangeEntry.jabatan_id).where(*joined)
    homes: dict[int, Seat] = {key: (unit, jabatan) for key, unit, jabatan in session.execute(places)}
    if found.state in {RoundState.PLANNED, RoundState.OPEN}:
        wished = expand(session, homes, day)
    else:
        wished = _frozen(session, joined)
    applicants = Counter(seat for seats in wished.values() for seat in seats)
    return applicants, Counter(homes[employee_id] for employee_id in wished)


def _frozen(session: Session, joined: Sequence[ColumnElement[bool]]) -> dict[int, list[Seat]]:
    statement = select(ExchangeEntry.employee_id, ExchangeChoice.unit_id, ExchangeChoice.jabatan_id).join(
        ExchangeEntry, ExchangeEntry.id == ExchangeChoice.entry_id
    )
    found: dict[int, list[Seat]] = {}
    for employee_id, unit_id, jabatan_id in session.execute(statement.where(*joined)):
        found.setdefault(employee_id, []).append((unit_id, jabatan_id))
    return found


def list_outcomes(session: Session, round_id: int, *, text: str = "") -> Outcomes:
    """Return what became of posts, those with most applicants first; of few applicants only when they are searched."""
    few = ExchangeSeat.applicants < SMALLEST_SHOWN
    of_round = ExchangeSeat.round_id == round_id
    statement = (
        select(Unit.name, Jabatan.name, ExchangeSeat.applicants, ExchangeSeat.placed, ExchangeSeat.fewest_points)
        .join(Unit, Unit.id == ExchangeSeat.unit_id)
        .join(Jabatan, Jabatan.id == ExchangeSeat.jabatan_id)
        .where(of_round)
        .order_by(ExchangeSeat.applicants.desc(), Unit.name, Unit.id, Jabatan.name)
    )
    hidden = session.scalar(select(func.count()).select_from(ExchangeSeat).where(of_round, few)) or 0
    rows = session.execute((_matching(statement, text) if text else statement.where(~few)).limit(SHOWN))
    return Outcomes([_outcome(*row) for row in rows], 0 if text else hidden)


def _outcome(unit: str, jabatan: str, applicants: int, placed: int, fewest: int | None) -> Outcome:
    may_tell = may_show_points(applicants)
    return Outcome(
        unit,
        jabatan,
        shown_count(applicants),
        Text(str(placed)) if may_tell else NOT_SHOWN,
        (NOBODY if fewest is None else Text(str(fewest))) if may_tell else NOT_SHOWN,
    )
