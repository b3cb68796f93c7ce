"""Gather the facts about a person and a destination, in a handful of queries by key."""

from collections.abc import Mapping
from datetime import date
from typing import Any, NamedTuple

from sqlalchemy import Select, String, bindparam, exists, func, literal, select, type_coerce, union_all
from sqlalchemy.orm import Session

from mutasi_flow.core.db import run
from mutasi_flow.core.errors import NotFound
from mutasi_flow.core.prepared import Prepared
from mutasi_flow.core.texts import T
from mutasi_flow.people.domain import (
    SERVING_CODES,
    JabatanKind,
    Predicate,
    ProceedingKind,
    Relation,
    Severity,
    is_practising,
    is_teacher,
)
from mutasi_flow.people.model import (
    OPEN_END,
    Discipline,
    Employee,
    Jabatan,
    PerformanceYear,
    Place,
    Placement,
    Proceeding,
    Relative,
    Training,
    Unit,
)
from mutasi_flow.people.queries import EmployeeCard, get_employee_card
from mutasi_flow.rules.domain import Facts, FreezeWindow, Running, Sanction, Seat, Stage
from mutasi_flow.rules.queries.book import load_rulebook
from mutasi_flow.rules.queries.duties import NO_DUTY, Duty, asks_duty, load_duties
from mutasi_flow.workload.domain import PostLoad
from mutasi_flow.workload.queries import load_posts

_WAITING = (Placement.applied_at.is_(None), Placement.revoked_at.is_(None))
_SITTING = (
    select(func.count())
    .where(
        Employee.unit_id == bindparam("unit_id"),
        Employee.jabatan_id == bindparam("jabatan_id"),
        Employee.id != bindparam("id"),
        Employee.legal_position.in_(SERVING_CODES),
        ~exists().where(Placement.employee_id == Employee.id, *_WAITING),
    )
    .scalar_subquery()
)
_COMING = (
    select(func.count())
    .where(
        Placement.unit_id == bindparam("unit_id"),
        Placement.jabatan_id == bindparam("jabatan_id"),
        Placement.employee_id != bindparam("id"),
        *_WAITING,
    )
    .scalar_subquery()
)
_OTHERS = Prepared(select(_SITTING + _COMING))
_YEAR, _SANCTION, _PROCEEDING, _TRAINING = "year", "sanction", "proceeding", "training"
_RELATIVE, _RELATIVE_OF = "relative", "relative_of"


def _line(kind: str, number: Any, word: Any, table: Any, owner: Any) -> Select[Any]:
    """Return one part of the record: what it is, a number, a word, its days."""
    days = (table.from_on, table.to_on) if hasattr(table, "from_on") else (_NO_DAY, _NO_DAY)
    columns = (literal(kind), number, type_coerce(word, String), *days)
    return select(*columns).where(owner == bindparam("id"))


_NO_DAY = literal(None, Discipline.to_on.type)
_NO_NUMBER = literal(None, PerformanceYear.year.type)
_RECORD = Prepared(
    union_all(
        _line(_YEAR, PerformanceYear.year, PerformanceYear.predicate, PerformanceYear, PerformanceYear.employee_id),
        _line(_SANCTION, _NO_NUMBER, Discipline.severity, Discipline, Discipline.employee_id),
        _line(_PROCEEDING, _NO_NUMBER, Proceeding.kind, Proceeding, Proceeding.employee_id),
        _line(_TRAINING, Training.jabatan_id, Training.subject, Training, Training.employee_id),
        _line(_RELATIVE, Relative.relative_id, Relative.relation, Relative, Relative.employee_id),
        _line(_RELATIVE_OF, Relative.employee_id, Relative.relation, Relative, Relative.relative_id),
    )
)
_PLACES = Prepared(
    select(
        Unit.id,
        Unit.valid_to,
        Unit.head_id,
        Place.terrain,
        Jabatan.id,
        Jabatan.name,
        Jabatan.kind,
        Jabatan.level,
        Jabatan.retirement_age,
    )
    .outerjoin(Place, Place.id == Unit.place_id)
    .outerjoin(Jabatan, Jabatan.id == bindparam("jabatan_id"))
    .where(Unit.id.in_(bindparam("ids", expanding=True)))
)
_BASIC = (
    "nip",
    "birth_on",
    "sex",
    "rank",
    "education_level",
    "legal_position",
    "post_on",
    "appointed_on",
    "unit_id",
    "jabatan_id",
)
"""What a record needs before somebody can judge by it."""
ORDINARY_STAGE = Stage()
Loads = Mapping[tuple[int, int], PostLoad]
"""Need and staff by unit and jabatan."""


class PlaceRow(NamedTuple):
    """A unit with its place, beside the jabatan that is asked about there."""

    unit_id: int
    valid_to: date
    head_id: int | None
    terrain: str | None
    jabatan_id: int | None
    name: str | None
    kind: JabatanKind | None
    level: str | None
    retirement_age: int | None


def gather_facts(
    session: Session,
    *,
    employee_id: int,
    to_unit_id: int | None,
    to_jabatan_id: int | None,
    today: date,
    stage: Stage = ORDINARY_STAGE,
) -> Facts:
    """Return what the rules look at.

    Raises:
        NotFound: there is no such employee, unit or jabatan.
    """
    card = get_employee_card(session, employee_id)
    units = [unit_id for unit_id in {card.unit_id, to_unit_id} if unit_id is not None]
    loads = load_posts(session, units)
    places = {row[0]: PlaceRow(*row) for row in run(session, _PLACES, {"ids": units, "jabatan_id": to_jabatan_id})}
    destination: Seat | None = None
    if to_unit_id is not None:
        destination = make_destination(session, card.id, places.get(to_unit_id), to_jabatan_id, loads)
    origin, duty = make_origin(card, loads, places), NO_DUTY
    if asks_duty(origin, destination):
        duty = load_duties(session, [card.id], units, today).of(card.id, origin, destination, card.jabatan_name or "")
    return make_facts(
        card,
        _record(session, card.id, today),
        duty,
        origin=origin,
        destination=destination,
        today=today,
        windows=load_rulebook(session).windows,
        stage=stage,
    )


class Record(NamedTuple):
    """What lies behind a person: predicates by year, sanctions, proceedings, who is family, what is to be learned."""

    performance: dict[int, Predicate]
    sanctions: list[Sanction]
    proceedings: list[Running]
    relatives: dict[int, Relation]
    trainings: set[int]


def make_facts(
    card: EmployeeCard,
    record: Record,
    duty: Duty,
    *,
    origin: Seat | None,
    destination: Seat | None,
    today: date,
    windows: tuple[FreezeWindow, ...],
    stage: Stage = ORDINARY_STAGE,
) -> Facts:
    """Put together what the rules look at."""
    return Facts(
        today=today,
        status=card.status,
        employee_id=card.id,
        legal_position=card.legal_position,
        post_on=card.post_on,
        retires_on=card.retires_on,
        education_level=card.education_level,
        performance=record.performance,
        sanctions=tuple(record.sanctions) if record.sanctions or card.synced_at is not None else None,
        proceedings=tuple(record.proceedings),
        relatives=record.relatives,
        completeness=_completeness(card),
        origin=origin,
        destination=destination,
        teaching=duty.teaching,
        licences=duty.licences,
        minimums=duty.minimums,
        contract_ends_on=card.contract_ends_on,
        trainings=frozenset(record.trainings),
        windows=windows,
        stage=stage,
    )


def _record(session: Session, employee_id: int, today: date) -> Record:
    """Return what lies behind a person, in one statement."""
    record = Record({}, [], [], {}, set())
    for kind, number, word, from_on, to_on in run(session, _RECORD, {"id": employee_id}):
        if kind == _YEAR:
            record.performance[number] = Predicate(word)
        elif kind == _SANCTION:
            record.sanctions.append(Sanction(Severity(word), from_on, to_on))
        elif kind == _PROCEEDING:
            record.proceedings.append(Running(ProceedingKind(word), from_on, to_on))
        elif not (from_on or date.min) <= today <= (to_on or date.max):
            continue
        elif kind == _TRAINING:
            record.trainings.add(number)
        else:
            relation = Relation(word)
            record.relatives[number] = relation if kind == _RELATIVE else relation.inverse
    return record


def _completeness(card: EmployeeCard) -> int:
    return 100 * sum(getattr(card, name) not in {None, ""} for name in _BASIC) // len(_BASIC)


def make_origin(card: EmployeeCard, loads: Loads, places: Mapping[int, PlaceRow]) -> Seat | None:
    """Return where the person sits; None when unit or jabatan is not on record."""
    if card.unit_id is None or card.jabatan_id is None:
        return None
    return Seat(
        card.unit_id,
        card.jabatan_id,
        card.jabatan_kind,
        card.jabatan_level or "",
        card.retirement_age,
        loads.get((card.unit_id, card.jabatan_id)),
        terrain=places[card.unit_id].terrain or "",
        is_teacher=is_teacher(card.jabatan_name or ""),
        is_practising=is_practising(card.jabatan_name or ""),
    )


def make_destination(
    session: Session, employee_id: int, place: PlaceRow | None, jabatan_id: int | None, loads: Loads
) -> Seat:
    """Return where the person would go; only a managerial post is asked for its other holders.

    Raises:
        NotFound: there is no such unit or jabatan.
    """
    if place is None:
        raise NotFound(T("Unit tidak ditemukan."))
    unit_id = place.unit_id
    closes_on = place.valid_to if place.valid_to != OPEN_END else None
    if jabatan_id is None:
        return Seat(unit_id, None, closes_on=closes_on, head_id=place.head_id)
    if place.jabatan_id is None or place.kind is None:
        raise NotFound(T("Jabatan tidak ditemukan."))
    is_managerial = place.kind is JabatanKind.STRUCTURAL
    where = {"id": employee_id, "unit_id": unit_id, "jabatan_id": jabatan_id}
    return Seat(
        unit_id,
        jabatan_id,
        place.kind,
        place.level or "",
        place.retirement_age,
        loads.get((unit_id, jabatan_id)),
        closes_on,
        int(run(session, _OTHERS, where).scalar_one()) if is_managerial else 0,
        place.terrain or "",
        is_teacher(place.name or ""),
        is_practising(place.name or ""),
        place.head_id,
    )
