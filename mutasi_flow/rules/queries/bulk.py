"""The facts of many moves in a few statements: a whole plan is judged without asking person by person."""

from collections import defaultdict
from collections.abc import Iterable, Iterator, Sequence
from datetime import date
from typing import Any, NamedTuple

from sqlalchemy import String, literal, select, type_coerce, union_all
from sqlalchemy.orm import Session

from mutasi_flow.core.errors import InvalidInput
from mutasi_flow.core.texts import T
from mutasi_flow.people.domain import Predicate, ProceedingKind, Severity
from mutasi_flow.people.model import Discipline, Employee, Jabatan, PerformanceYear, Place, Proceeding, Unit
from mutasi_flow.people.queries import list_employee_cards
from mutasi_flow.rules.domain import Facts, Running, Sanction
from mutasi_flow.rules.queries.book import load_rulebook
from mutasi_flow.rules.queries.duties import NO_DUTY, Duties, asks_duty, load_duties
from mutasi_flow.rules.queries.facts import PlaceRow, Record, make_destination, make_facts, make_origin
from mutasi_flow.workload.queries import load_posts

AT_ONCE = 5_000
"""So many keys fit into one statement on both databases."""
_YEAR, _SANCTION, _PROCEEDING = "year", "sanction", "proceeding"
_NO_JABATAN = (None, None, None, None, None)


class Move(NamedTuple):
    """Who would go where, by keys."""

    employee_id: int
    to_unit_id: int
    to_jabatan_id: int


def find_moves(session: Session, written: Sequence[tuple[str, str, str]]) -> list[Move]:
    """Return the moves that a plan writes as NIP, code of the unit and code of the jabatan.

    Raises:
        InvalidInput: one of them is unknown; the sentence names it.
    """
    nips, units, jabatan = (
        (list(dict.fromkeys(column)) for column in zip(*written, strict=True)) if written else ((),) * 3
    )
    people = _keys(session, Employee.nip, Employee.id, nips)
    places, kinds = _keys(session, Unit.code, Unit.id, units), _keys(session, Jabatan.code, Jabatan.id, jabatan)
    for known, codes in ((people, nips), (places, units), (kinds, jabatan)):
        missing = next((code for code in codes if code not in known), None)
        if missing is not None:
            raise InvalidInput(T("Tidak dikenal: {value}.", value=missing))
    return [Move(people[nip], places[unit], kinds[post]) for nip, unit, post in written]


def _keys(session: Session, code: Any, key: Any, codes: Sequence[str]) -> dict[str, int]:
    found: dict[str, int] = {}
    for start in range(0, len(codes), AT_ONCE):
        rows = session.execute(select(code, key).where(code.in_(codes[start : start + AT_ONCE])))
        found.update({row[0]: row[1] for row in rows})
    return found


def gather_many(session: Session, moves: Sequence[Move], today: date) -> list[Facts]:
    """Return the facts of each move, in the order given.

    Raises:
        NotFound: there is no such unit or jabatan.
        KeyError: there is no such employee.
    """
    found: list[Facts] = []
    for start in range(0, len(moves), AT_ONCE):
        found += _gather(session, moves[start : start + AT_ONCE], today)
    return found


def _gather(session: Session, moves: Sequence[Move], today: date) -> Iterator[Facts]:
    ids = [move.employee_id for move in moves]
    cards = {card.id: card for card in list_employee_cards(session, ids)}
    units = {move.to_unit_id for move in moves} | {card.unit_id for card in cards.values() if card.unit_id}
    loads, records = load_posts(session, sorted(units)), _records(session, ids)
    places, kinds = _places(session, units), _jabatan(session, {move.to_jabatan_id for move in moves})
    windows = load_rulebook(session).windows
    duties: Duties | None = None
    for move in moves:
        card = cards[move.employee_id]
        place = places.get(move.to_unit_id)
        there = None if place is None else PlaceRow(*place[:4], *kinds.get(move.to_jabatan_id, _NO_JABATAN))
        origin = make_origin(card, loads, places)
        destination = make_destination(session, card.id, there, move.to_jabatan_id, loads)
        if duties is None and asks_duty(origin, destination):
            duties = load_duties(session, ids, sorted(units), today)
        yield make_facts(
            card,
            records[card.id],
            duties.of(card.id, origin, destination, card.jabatan_name or "") if duties else NO_DUTY,
            origin=origin,
            destination=destination,
            today=today,
            windows=windows,
        )


def _places(session: Session, ids: Iterable[int]) -> dict[int, PlaceRow]:
    rows = session.execute(
        select(Unit.id, Unit.valid_to, Unit.head_id, Place.terrain)
        .outerjoin(Place, Place.id == Unit.place_id)
        .where(Unit.id.in_(sorted(ids)))
    )
    return {row.id: PlaceRow(*row, *_NO_JABATAN) for row in rows}


def _jabatan(session: Session, ids: Iterable[int]) -> dict[int, Any]:
    columns = (Jabatan.id, Jabatan.name, Jabatan.kind, Jabatan.level, Jabatan.retirement_age)
    return {row.id: tuple(row) for row in session.execute(select(*columns).where(Jabatan.id.in_(sorted(ids))))}


def _records(session: Session, ids: Sequence[int]) -> dict[int, Record]:
    """Return what lies behind each person; family and training, asked where somebody decides, are left out."""
    records: dict[int, Record] = defaultdict(lambda: Record({}, [], [], {}, set()))
    for employee_id, kind, number, word, from_on, to_on in session.execute(_behind(ids)):
        record = records[employee_id]
        if kind == _YEAR:
            record.performance[number] = Predicate(word)
        elif kind == _SANCTION:
            record.sanctions.append(Sanction(Severity(word), from_on, to_on))
        else:
            record.proceedings.append(Running(ProceedingKind(word), from_on, to_on))
    return records


def _behind(ids: Sequence[int]) -> Any:
    """Return the statement that reads appraisals, sanctions and proceedings together."""
    no_day = literal(None, Discipline.to_on.type)
    number, years = literal(None, PerformanceYear.year.type), PerformanceYear
    parts = (
        (years, _YEAR, years.year, years.predicate, no_day, no_day),
        (Discipline, _SANCTION, number, Discipline.severity, Discipline.from_on, Discipline.to_on),
        (Proceeding, _PROCEEDING, number, Proceeding.kind, Proceeding.from_on, Proceeding.to_on),
    )
    return union_all(
        *(
            select(table.employee_id, literal(kind), count, type_coerce(word, String), *days).where(
                table.employee_id.in_(ids)
            )
            for table, kind, count, word, *days in parts
        )
    )
